"""Which home tests would tell most about the ideas that are still open."""

from collections.abc import Iterator
from itertools import product

from loadshare.care.conditions import Facts, FactValue, Truth, evaluate
from loadshare.care.profile import (
    SCORE_MOST,
    SCORE_PER_WEIGHT,
    STRENGTH,
    Fit,
    MechanismFit,
    Profile,
    fit_of,
    is_too_early,
)
from loadshare.knowledge.conditions import facts_in
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.mechanism import Basis, Point
from loadshare.knowledge.self_test import SelfTest

MOST = 2
"""More is a list that nobody does. Source: loadshare-judgement."""


def tests_that_tell(*, profile: Profile, facts: Facts, knowledge: Knowledge) -> tuple[str, ...]:
    """At most two tests that were not done, the one whose result could change most first.

    For each idea, how far the fit after a result that speaks for it lies from the fit after one that does
    not; of two alike, the one of the stronger idea, then the one of the five-minute check. None where pain
    is too young for any, and none that says nothing at that age.
    """
    if is_too_early(facts):
        return ()
    swing: dict[str, int] = {}
    score: dict[str, int] = {}
    for fit in profile.fits:
        for test, by in _swings(fit, facts, knowledge):
            swing[test] = swing.get(test, 0) + by
            score[test] = max(score.get(test, 0), fit.score if by else 0)
    found = [test for test, by in swing.items() if by > 0]
    found.sort(key=lambda test: (-swing[test], -score[test], not knowledge.self_tests[test].default))
    return tuple(found[:MOST])


def _swings(fit: MechanismFit, facts: Facts, knowledge: Knowledge) -> Iterator[tuple[str, int]]:
    decided = {point.point for point in (*fit.speaks_for, *fit.speaks_against)}
    mechanism = knowledge.mechanisms[fit.mechanism]
    for test in fit.untested:
        weight = sum(
            point.weight
            for point in mechanism.points
            if point.basis is Basis.MEASUREMENT
            and point.id not in decided
            and _may_count(point, knowledge.self_tests[test], facts)
        )
        if weight:
            yield test, _distance(_after(fit, weight), _after(fit, 0))


def _may_count(point: Point, test: SelfTest, facts: Facts) -> bool:
    """Whether any result of the test could make this point speak for the idea, beside what is known."""
    read = [fact for fact in facts_in(point.when) if fact.startswith(f"{test.id}.")]
    options = {f"{test.id}.{one.id}": one.options for one in test.quantities if one.options}
    most = max((one.most for one in test.quantities), default=0)
    for number, place in product((0, most), range(max((len(one) for one in options.values()), default=1))):
        tried: dict[str, FactValue] = {**facts}
        for fact in read:
            words = next((one for name, one in options.items() if fact.startswith(name)), ())
            tried[fact] = words[min(place, len(words) - 1)] if words else number
        if read and evaluate(point.when, tried) is Truth.YES:
            return True
    return False


def _after(fit: MechanismFit, weight: int) -> Fit:
    """The fit once the test was done and so much of it spoke for the idea."""
    measured_for = weight > 0 or any(point.basis is Basis.MEASUREMENT for point in fit.speaks_for)
    score = min(SCORE_MOST, fit.score + SCORE_PER_WEIGHT * weight)
    return fit_of(score, measured_for=measured_for, measured=True, asked=True, too_early=False)


def _distance(one: Fit, other: Fit) -> int:
    return abs(STRENGTH.index(one) - STRENGTH.index(other))
