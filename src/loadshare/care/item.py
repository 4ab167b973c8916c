"""One exercise as one person does it: side, reason, adaptations and neighbours."""

from loadshare.care.conditions import Facts
from loadshare.care.doses import item_seconds
from loadshare.care.programme_types import ProgrammeItem
from loadshare.care.reasons import first_side
from loadshare.care.selection import Allowance, adaptations, next_in_chain, swaps_for
from loadshare.knowledge.exercise import Dose, Exercise


def make_item(
    *,
    exercise: Exercise,
    dose: Dose,
    allowance: Allowance,
    facts: Facts,
    why: str,
    taken: frozenset[str],
) -> ProgrammeItem:
    """An exercise as this person does it; `taken` are the exercises the programme holds already."""
    easier, harder, swaps = neighbours(exercise=exercise, allowance=allowance, taken=taken)
    return ProgrammeItem(
        exercise=exercise.id,
        strand=exercise.strand,
        dose=dose,
        first_side=first_side(exercise=exercise, facts=facts),
        minutes=item_seconds(exercise=exercise, dose=dose) / 60,
        why=why,
        grade=exercise.grade,
        adaptations=adaptations(exercise=exercise, allowance=allowance),
        easier=easier,
        harder=harder,
        swaps=swaps,
    )


def neighbours(
    *, exercise: Exercise, allowance: Allowance, taken: frozenset[str]
) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The nearest easier and harder exercise, and equivalents: all allowed, affordable and not taken."""
    others = taken - {exercise.id}
    easier = next_in_chain(exercise=exercise, harder=False, allowance=allowance, taken=others)
    harder = next_in_chain(exercise=exercise, harder=True, allowance=allowance, taken=others)
    swaps = swaps_for(exercise=exercise, allowance=allowance, taken=taken)
    return (
        easier.id if easier else None,
        harder.id if harder else None,
        tuple(other.id for other in swaps),
    )
