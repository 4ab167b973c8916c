"""What a person's tests, conditions and answers call for, and which exercises start higher or smaller."""

from collections.abc import Iterator
from dataclasses import dataclass

from loadshare.care.conditions import Facts, Truth, evaluate
from loadshare.care.doses import ladder, start_rung, whole_rung
from loadshare.care.selection import Allowance, care_asked_by, index_of
from loadshare.care.steps import Rung, step_harder
from loadshare.care.words import words
from loadshare.knowledge.exercise import Dose, Exercise
from loadshare.knowledge.need import Need, Start

HIGH_DISTRESS = "high-distress"
"""Worry, low mood and pain together: fewer exercises a session and smaller doses (`loadshare-judgement`)."""


@dataclass(frozen=True, kw_only=True)
class FoundNeed:
    """A need that holds for a person, with the reason in words."""

    need: Need
    says: str


def needs_of(*, facts: Facts, allowance: Allowance) -> tuple[FoundNeed, ...]:
    """The needs that hold, measured ones first."""
    return tuple(_found(facts, allowance))


def _found(facts: Facts, allowance: Allowance) -> Iterator[FoundNeed]:
    for need in allowance.knowledge.needs.values():
        if need.unless is not None and evaluate(need.unless, facts) is Truth.YES:
            continue
        measured = next(_findings(need, facts, allowance), "")
        told = need.when is not None and evaluate(need.when, facts) is Truth.YES
        if measured or told or not allowance.filters.isdisjoint(need.filters):
            yield FoundNeed(need=need, says=need.says or measured)


def _findings(need: Need, facts: Facts, allowance: Allowance) -> Iterator[str]:
    for name in need.findings:
        test, _, wanted = name.partition("/")
        for finding in allowance.knowledge.self_tests[test].findings:
            if finding.id == wanted and evaluate(finding.when, facts) is Truth.YES:
                yield finding.text


def answers_to(*, need: Need, allowance: Allowance, gentle: bool = False) -> tuple[Exercise, ...]:
    """The exercises that may answer a need by themselves: open, and asking for no other care."""
    by_code = index_of(allowance.knowledge).by_code
    found = (by_code[code] for code in need.use if code in by_code)
    return tuple(
        exercise
        for exercise in found
        if exercise.id in allowance.allowed
        and (exercise.gentle or not gentle)
        and care_asked_by(exercise=exercise, allowance=allowance) <= set(need.filters)
    )


def start_of(
    *, exercise: Exercise, facts: Facts, allowance: Allowance, taken: frozenset[str], lighter: bool
) -> tuple[Rung, str]:
    """Where an exercise starts: higher after a test result at or above its dose, smaller at a heavy time.

    With the reason in words where it starts higher, or as a harder exercise.
    """
    usual = start_rung(exercise.dose)
    if HIGH_DISTRESS in allowance.filters:
        return Rung(exercise=exercise, rung=max(min(usual, whole_rung(exercise.dose)), usual - 1)), ""
    start = None if lighter else _higher_start(exercise=exercise, facts=facts, allowance=allowance)
    if start is None:
        return Rung(exercise=exercise, rung=usual), ""
    test = allowance.knowledge.self_tests[start.test].name
    harder = step_harder(exercise=exercise, allowance=allowance, taken=taken) if start.harder else None
    if harder is not None:
        return harder, words("why.starts-harder", test=test)
    rung = _reaching(exercise.dose, start.reach)
    return Rung(exercise=exercise, rung=rung), words("why.starts-higher", test=test) if rung > usual else ""


def _higher_start(*, exercise: Exercise, facts: Facts, allowance: Allowance) -> Start | None:
    """The first test result that lets an exercise start higher; None without one or where care is due."""
    if care_asked_by(exercise=exercise, allowance=allowance):
        return None
    return next(
        (
            start
            for start in allowance.knowledge.starts.values()
            if start.exercise == exercise.id and evaluate(start.when, facts) is Truth.YES
        ),
        None,
    )


def _reaching(start: Dose, reach: int) -> int:
    """The highest rung with the sets of the start and no more repetitions, or seconds of hold, than these."""
    steps = ladder(start)
    usual = start_rung(start)
    higher = (
        rung
        for rung in range(len(steps) - 1, usual, -1)
        if steps[rung].sets == start.sets
        and (steps[rung].count if start.count_most > start.count else steps[rung].hold_s) <= reach
    )
    return next(higher, usual)
