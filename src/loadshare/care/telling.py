"""A person's own answers in words: named to them, and as the sentence to say to a professional.

Nothing is said that was not ticked. The words stand beside the answers in `knowledge/questions/`.
"""

from collections.abc import Iterable, Iterator

from loadshare.care.conditions import NOT_SURE, Facts, FactValue
from loadshare.care.words import words
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Kind, Question

WEEKS_PER_MONTH = 52.18 / 12
WEEKS_PER_YEAR = 52.18
MOST_SAID = 8
ONSET_AGE = "onset-age"
AGE, WEEKS = "age", "duration-weeks"

BACKGROUND = frozenset(
    {AGE, ONSET_AGE, WEEKS, "age-first-pain", "pain-places", "pain-new", "pain-course", "pain-now",
     "pain-average", "activity-level", "goal", "nerve-symptoms-when", "worse-impact"}
)  # fmt: skip
"""Answers that everybody gives. They head nothing while there is a sign that was ticked."""


def told_of(facts_behind: Iterable[str], *, facts: Facts, knowledge: Knowledge) -> tuple[str, ...]:
    """The answers behind a reason, as they are named to the person; what everybody answers only alone."""
    behind = tuple(facts_behind)
    signs = [fact for fact in behind if fact not in BACKGROUND]
    found = (_told(fact, facts, knowledge) for fact in signs or behind)
    return tuple(dict.fromkeys(text for text in found if text))


def sentence_to_say(
    facts_behind: Iterable[str], *, ask: str, facts: Facts, with_age: bool, knowledge: Knowledge
) -> str:
    """What to say: age and time where they help, the person's own answers, then the question to ask."""
    behind = tuple(facts_behind)
    first = (AGE, WEEKS) if with_age else ()
    order = dict.fromkeys((*first, *_signs_first(behind)))
    said = dict.fromkeys(text for fact in order if (text := _said(fact, facts, knowledge)))
    sentences = " ".join((*tuple(said)[:MOST_SAID], *((ask,) if ask else ())))
    return words("telling.say", sentences=sentences) if sentences else ""


def _signs_first(behind: tuple[str, ...]) -> Iterator[str]:
    yield from (fact for fact in behind if fact not in BACKGROUND)
    yield from (fact for fact in behind if fact in BACKGROUND)


def _said(fact: str, facts: Facts, knowledge: Knowledge) -> str:
    named = _named(fact, facts, knowledge)
    if named is None:
        return ""
    said, _, unsure = named
    if not unsure or not said:
        return said
    sentence = said if said.startswith("I ") else said[:1].lower() + said[1:]
    return words("telling.unsure", sentence=sentence)


def _told(fact: str, facts: Facts, knowledge: Knowledge) -> str:
    named = _named(fact, facts, knowledge)
    if named is None:
        return ""
    _, told, unsure = named
    return words("telling.unsure-named", answer=told) if unsure and told else told


def _named(fact: str, facts: Facts, knowledge: Knowledge) -> tuple[str, str, bool] | None:
    """How a fact is said, how it is named, and whether it was left open."""
    value = facts.get(fact)
    if value is None:
        return None
    if fact == ONSET_AGE:
        if not isinstance(value, int | float):
            return None
        age = f"{value:.0f}"
        return words("telling.onset", age=age), words("telling.onset-named", age=age), False
    question = knowledge.answer_facts.get(fact)
    if question is None:
        test = knowledge.self_tests.get(fact.partition(".")[0])
        if test is None:
            return None
        return words("telling.test", name=test.name), words("telling.test-named", name=test.name), False
    return _answer_words(question, fact, value)


def _answer_words(question: Question, fact: str, value: FactValue) -> tuple[str, str, bool]:
    unsure = value == NOT_SURE
    match question.kind:
        case Kind.FLAGS:
            option = next(option for option in question.options if option.value == fact)
            return option.say, option.told or option.label, unsure
        case Kind.CHOICE:
            if unsure:
                option = next((one for one in reversed(question.options) if one.say), question.options[-1])
            else:
                option = next(option for option in question.options if option.value == value)
            return option.say, option.told, unsure
        case Kind.NUMBER | Kind.SCALE if unsure:
            return "", "", True
        case _:
            shown = _shown(question, fact, value)
            return question.say.replace("{value}", shown), question.told.replace("{value}", shown), unsure


def _shown(question: Question, fact: str, value: FactValue) -> str:
    if isinstance(value, tuple):
        labels = {option.value: option.label for option in question.options}
        return ", ".join(labels[one][:1].lower() + labels[one][1:] for one in value)
    if fact == WEEKS and isinstance(value, int | float):
        return time_in_words(value)
    return f"{value:g}" if isinstance(value, int | float) else value


def time_in_words(weeks: float) -> str:
    """A time as somebody says it: days, weeks, months or years."""
    for size, unit, least in (
        (WEEKS_PER_YEAR, "years", 1.5 * WEEKS_PER_YEAR),
        (WEEKS_PER_MONTH, "months", 13.0),
        (1.0, "weeks", 1.0),
    ):
        if weeks >= least:
            return words(f"time.{unit}", n=round(weeks / size))
    return words("time.days", n=max(1, round(weeks * 7)))
