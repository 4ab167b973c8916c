"""One step up or down a chain of exercises, each with its ladder of doses."""

from dataclasses import dataclass

from loadshare.care.doses import ladder, start_rung
from loadshare.care.selection import Allowance, care_asked_by, next_in_chain
from loadshare.knowledge.exercise import Dose, Exercise, Strand

SKIP_LEVELS = 1
"""A link of the chain that cannot be afforded is skipped upwards only if what follows is no more than this
many levels harder."""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A place in a chain: an exercise and a rung of its ladder."""

    exercise: Exercise
    rung: int

    @property
    def dose(self) -> Dose:
        return ladder(self.exercise.dose)[self.rung]


def step_up(*, exercise: Exercise, rung: int, allowance: Allowance, taken: frozenset[str]) -> Rung | None:
    """One step up: the next dose, or the start dose of the harder exercise; None at the very top.

    Self-massage never moves to a harder way by itself: it is for comfort. Nor does anything become an
    exercise that this person would have to do with care: that one stays a choice, its advice beside it.
    """
    if rung + 1 < len(ladder(exercise.dose)):
        return Rung(exercise=exercise, rung=rung + 1)
    return step_harder(exercise=exercise, allowance=allowance, taken=taken)


def step_harder(*, exercise: Exercise, allowance: Allowance, taken: frozenset[str]) -> Rung | None:
    """The start dose of the next harder exercise that needs no choice of the person; None where none does."""
    harder = next_in_chain(exercise=exercise, harder=True, allowance=allowance, taken=taken)
    if (
        harder is None
        or exercise.strand is Strand.RELEASE
        or care_asked_by(exercise=harder, allowance=allowance)
    ):
        return None
    if harder.id != exercise.harder and harder.level - exercise.level > SKIP_LEVELS:
        return None
    return Rung(exercise=harder, rung=start_rung(harder.dose))


def is_full(*, exercise: Exercise, dose: Dose) -> bool:
    """True where only more sets are left to add: repetitions, or seconds, are at their most."""
    most = exercise.dose
    return (dose.count, dose.hold_s, dose.duration_s) == (
        max(most.count, most.count_most),
        max(most.hold_s, most.hold_most_s),
        max(most.duration_s, most.duration_most_s),
    ) and dose.sets >= most.sets


def step_down(*, exercise: Exercise, rung: int, allowance: Allowance, taken: frozenset[str]) -> Rung:
    """One step down: the dose before, or from the smallest the easier exercise; at the bottom it stays."""
    if rung > 0:
        return Rung(exercise=exercise, rung=rung - 1)
    easier = next_in_chain(exercise=exercise, harder=False, allowance=allowance, taken=taken)
    if easier is None:
        return Rung(exercise=exercise, rung=0)
    return Rung(exercise=easier, rung=min(1, start_rung(easier.dose)))
