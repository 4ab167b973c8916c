"""Fills the places of a programme with exercises one person can do and afford."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from loadshare.care.doses import rung_of, start_rung
from loadshare.care.leads import Lead
from loadshare.care.programme_types import ProgrammeItem
from loadshare.care.selection import SESSION_STRANDS, Allowance, LibraryIndex, index_of
from loadshare.knowledge.exercise import Exercise, Strand
from loadshare.knowledge.template import Slot

FALLBACK_LEVEL = 2
"""A strand nobody's template fills gets an easy exercise, never a demanding one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Pick:
    """An exercise for a programme, most important first in a list of picks."""

    exercise: Exercise
    rung: int
    """The dose wanted, as a rung of its ladder."""
    carried: bool
    """True when it was in the week before."""
    from_week: int = 1


def pick_exercises(
    *, lead: Lead, allowance: Allowance, previous: Mapping[str, ProgrammeItem], without: frozenset[Strand]
) -> tuple[Pick, ...]:
    """Every exercise the block may hold, in order of importance, whether or not the time allows it yet.

    What was done the week before keeps its place, a person's own swap included, as long as it is still
    allowed and affordable.
    """
    slots = tuple(slot for slot in lead.slots if slot.strand not in without)
    kept = {name: item for name, item in previous.items() if name in allowance.allowed}
    filled = dict(_filled(slots, kept, allowance))
    filled.update(_leftovers(kept, filled, without, allowance))
    for strand in SESSION_STRANDS:
        if strand not in without and not any(pick.exercise.strand is strand for pick in filled.values()):
            filled.update(_one_of(strand, lead, allowance, frozenset(filled)))
    return tuple(filled.values())


def _filled(
    slots: tuple[Slot, ...], kept: Mapping[str, ProgrammeItem], allowance: Allowance
) -> Iterator[tuple[str, Pick]]:
    index = index_of(allowance.knowledge)
    exercises = allowance.knowledge.exercises
    at_home = _kept_by_slot(slots, kept, index)
    taken = set(kept)
    for place, slot in enumerate(slots):
        if place in at_home:
            item = kept[at_home[place]]
            yield item.exercise, _carried(exercises[item.exercise], item)
            continue
        exercise = first_open(slot.use, allowance, frozenset(taken))
        if exercise is not None:
            taken.add(exercise.id)
            yield exercise.id, _new(exercise, slot.from_week)


def _kept_by_slot(
    slots: tuple[Slot, ...], kept: Mapping[str, ProgrammeItem], index: LibraryIndex
) -> dict[int, str]:
    """Which slot each kept exercise fills: the one that names it, else the first free one of its strand."""
    homes: dict[int, str] = {}
    for place, slot in enumerate(slots):
        names = (index.by_code[code].id for code in slot.use if code in index.by_code)
        home = next((name for name in names if name in kept and name not in homes.values()), None)
        if home is not None:
            homes[place] = home
    for name, item in kept.items():
        if name in homes.values():
            continue
        free = (p for p, slot in enumerate(slots) if p not in homes and slot.strand is item.strand)
        place = next(free, -1)
        if place >= 0:
            homes[place] = name
    return homes


def _leftovers(
    kept: Mapping[str, ProgrammeItem],
    filled: Mapping[str, Pick],
    without: frozenset[Strand],
    allowance: Allowance,
) -> Iterator[tuple[str, Pick]]:
    for name, item in kept.items():
        if name not in filled and item.strand not in without:
            yield name, _carried(allowance.knowledge.exercises[name], item)


def first_open(codes: Iterable[str], allowance: Allowance, taken: frozenset[str]) -> Exercise | None:
    """The first of these rows that is allowed, affordable and not taken; None when there is none."""
    by_code = index_of(allowance.knowledge).by_code
    for code in codes:
        exercise = by_code.get(code)
        if exercise is not None and exercise.id in allowance.allowed and exercise.id not in taken:
            return exercise
    return None


def _one_of(
    strand: Strand, lead: Lead, allowance: Allowance, taken: frozenset[str]
) -> Iterator[tuple[str, Pick]]:
    """One exercise for a strand that stayed empty."""
    codes = (code for slot in lead.fallback if slot.strand is strand for code in slot.use)
    exercise = first_open(codes, allowance, taken) or _easiest(strand, allowance, taken)
    if exercise is not None:
        yield exercise.id, _new(exercise, 1)


def _easiest(strand: Strand, allowance: Allowance, taken: frozenset[str]) -> Exercise | None:
    candidates = (
        exercise
        for exercise in allowance.knowledge.exercises.values()
        if exercise.strand is strand
        and exercise.level <= FALLBACK_LEVEL
        and exercise.id in allowance.allowed
        and exercise.id not in taken
    )
    return min(candidates, key=lambda exercise: (exercise.level, not exercise.article), default=None)


def _new(exercise: Exercise, from_week: int) -> Pick:
    return Pick(exercise=exercise, rung=start_rung(exercise.dose), carried=False, from_week=from_week)


def _carried(exercise: Exercise, item: ProgrammeItem) -> Pick:
    return Pick(exercise=exercise, rung=rung_of(exercise=exercise, dose=item.dose), carried=True)
