"""A condition in words, for files and pages that people read."""

from loadshare.knowledge.conditions import (
    All,
    Any,
    Condition,
    Count,
    Includes,
    Is,
    NoneOf,
    Number,
    OneOf,
)


def condition_words(condition: Condition) -> str:
    """The condition as one phrase: `age under 45 and duration-weeks over 13`."""
    match condition:
        case Is(fact=fact, is_=value):
            return f"{fact} is {value}"
        case OneOf(fact=fact, one_of=values):
            return f"{fact} is {_listed(values)}"
        case Includes(fact=fact, includes=value):
            return f"{fact} includes {value}"
        case Number():
            return _number_words(condition)
        case All(all=parts):
            return _joined(parts, " and ")
        case Any(any=parts):
            return _joined(parts, " or ")
        case NoneOf(none=parts):
            return f"none of: {'; '.join(map(condition_words, parts))}"
        case Count(count=parts, reach=reach):
            return f"at least {reach} of: {'; '.join(map(condition_words, parts))}"


def _joined(parts: tuple[Condition, ...], word: str) -> str:
    written = [
        f"({condition_words(part)})"
        if isinstance(part, All | Any | NoneOf | Count) and len(parts) > 1
        else condition_words(part)
        for part in parts
    ]
    return word.join(written)


def _number_words(condition: Number) -> str:
    bounds = (
        ("at least", condition.at_least),
        ("over", condition.over),
        ("at most", condition.at_most),
        ("under", condition.under),
    )
    said = [f"{word} {bound:g}" for word, bound in bounds if bound is not None]
    return f"{condition.fact} {' and '.join(said)}"


def _listed(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"
