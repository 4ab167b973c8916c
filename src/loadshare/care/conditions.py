"""How a condition of the knowledge is weighed against facts: no, unsure or yes.

Three values with Kleene's rules: "all" is as sure as its least sure part, "any" as its surest. A missing
fact is a no, an answer of "not sure" is unsure wherever it could have gone either way.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum

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
    parts_of,
)

FactValue = str | int | float | tuple[str, ...]
"""One answer or measured number; several choices are a tuple."""

Facts = Mapping[str, FactValue]
"""Everything known about one person, by fact name."""

NOT_SURE = "not-sure"


class Truth(IntEnum):
    """How surely a condition holds, in order."""

    NO = 0
    UNSURE = 1
    YES = 2


_Weigh = Callable[[Facts], Truth]
_compiled: dict[int, tuple[Condition, _Weigh]] = {}


def evaluate(condition: Condition, facts: Facts) -> Truth:
    """How surely the condition holds. Compiled once for each condition object, then kept."""
    known = _compiled.get(id(condition))
    if known is None or known[0] is not condition:
        known = (condition, _compile(condition))
        _compiled[id(condition)] = known
    return known[1](facts)


def facts_behind(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The names of the facts that made the condition hold or left it open, in the order written.

    Empty when the condition does not hold. Facts under "none" are left out: they speak by being absent.
    """
    return tuple(dict.fromkeys(_behind(condition, facts)))


def _behind(condition: Condition, facts: Facts) -> Iterator[str]:
    if evaluate(condition, facts) is Truth.NO:
        return
    match condition:
        case Is(fact=fact) | OneOf(fact=fact) | Includes(fact=fact) | Number(fact=fact):
            yield fact
        case NoneOf():
            return
        case _:
            for part in parts_of(condition):
                yield from _behind(part, facts)


def _compile(condition: Condition) -> _Weigh:
    match condition:
        case Is(fact=fact, is_=wanted):
            return _weigh_choice(fact, frozenset({wanted}))
        case OneOf(fact=fact, one_of=wanted_values):
            return _weigh_choice(fact, frozenset(wanted_values))
        case Includes(fact=fact, includes=wanted):
            return _weigh_includes(fact, wanted)
        case Number():
            return _weigh_number(condition)
        case All(all=parts):
            return _weigh_all(tuple(map(_compile, parts)))
        case Any(any=parts):
            return _weigh_any(tuple(map(_compile, parts)))
        case NoneOf(none=parts):
            surest = _weigh_any(tuple(map(_compile, parts)))
            return lambda facts: _OPPOSITE[surest(facts)]
        case Count(count=parts, reach=reach):
            return _weigh_count(tuple(map(_compile, parts)), reach)


_OPPOSITE = (Truth.YES, Truth.UNSURE, Truth.NO)


def _weigh_choice(fact: str, wanted: frozenset[str]) -> _Weigh:
    def weigh(facts: Facts) -> Truth:
        value = facts.get(fact)
        if value in wanted:
            return Truth.YES
        return Truth.UNSURE if value == NOT_SURE else Truth.NO

    return weigh


def _weigh_includes(fact: str, wanted: str) -> _Weigh:
    def weigh(facts: Facts) -> Truth:
        value = facts.get(fact)
        if isinstance(value, tuple):
            return Truth.YES if wanted in value else Truth.NO
        return Truth.UNSURE if value == NOT_SURE else Truth.NO

    return weigh


def _weigh_number(condition: Number) -> _Weigh:
    fact = condition.fact
    infinity = float("inf")
    at_least = -infinity if condition.at_least is None else condition.at_least
    at_most = infinity if condition.at_most is None else condition.at_most
    over = -infinity if condition.over is None else condition.over
    under = infinity if condition.under is None else condition.under

    def weigh(facts: Facts) -> Truth:
        value = facts.get(fact)
        if isinstance(value, int | float):
            return Truth.YES if at_least <= value <= at_most and over < value < under else Truth.NO
        return Truth.UNSURE if value == NOT_SURE else Truth.NO

    return weigh


def _weigh_all(parts: tuple[_Weigh, ...]) -> _Weigh:
    def weigh(facts: Facts) -> Truth:
        least = Truth.YES
        for part in parts:
            truth = part(facts)
            if truth is Truth.NO:
                return truth
            if truth < least:
                least = truth
        return least

    return weigh


def _weigh_any(parts: tuple[_Weigh, ...]) -> _Weigh:
    def weigh(facts: Facts) -> Truth:
        surest = Truth.NO
        for part in parts:
            truth = part(facts)
            if truth is Truth.YES:
                return truth
            if truth > surest:
                surest = truth
        return surest

    return weigh


def _weigh_count(parts: tuple[_Weigh, ...], reach: int) -> _Weigh:
    def weigh(facts: Facts) -> Truth:
        truths = [part(facts) for part in parts]
        sure = truths.count(Truth.YES)
        if sure >= reach:
            return Truth.YES
        return Truth.UNSURE if sure + truths.count(Truth.UNSURE) >= reach else Truth.NO

    return weigh
