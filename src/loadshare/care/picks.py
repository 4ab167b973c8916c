"""Fills the places of a programme with exercises one person can do and afford."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from loadshare.care.conditions import Facts
from loadshare.care.doses import rung_of
from loadshare.care.leads import Lead
from loadshare.care.needs import FoundNeed, answers_to, start_of
from loadshare.care.programme_types import ProgrammeItem
from loadshare.care.selection import SESSION_STRANDS, Allowance, LibraryIndex, care_asked_by, index_of
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
    begins: str = ""
    """Why it starts higher than usual, in words."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Wants:
    """Whom exercises are picked for, and what leads and calls for them."""

    lead: Lead
    allowance: Allowance
    facts: Facts
    needs: tuple[FoundNeed, ...]
    without: frozenset[Strand]

    @property
    def closed(self) -> frozenset[Strand]:
        """Strands nothing new comes from."""
        return self.without | uncalled(lead=self.lead, needs=self.needs)

    def new(self, exercise: Exercise, from_week: int, taken: frozenset[str]) -> Pick:
        """An exercise at the dose this person starts with, or the harder one where a test says so."""
        start, begins = start_of(
            exercise=exercise,
            facts=self.facts,
            allowance=self.allowance,
            taken=taken,
            lighter=self.lead.lighter,
        )
        return Pick(
            exercise=start.exercise, rung=start.rung, carried=False, from_week=from_week, begins=begins
        )


def uncalled(*, lead: Lead, needs: tuple[FoundNeed, ...]) -> frozenset[Strand]:
    """Strands that nothing of this person calls for."""
    return lead.by_need - {found.need.strand for found in needs}


def pick_exercises(
    *,
    lead: Lead,
    allowance: Allowance,
    facts: Facts,
    needs: tuple[FoundNeed, ...],
    previous: Mapping[str, ProgrammeItem],
    without: frozenset[Strand],
) -> tuple[Pick, ...]:
    """Every exercise the block may hold, in order of importance, whether or not the time allows it yet.

    First the lead's own strength, then what a need calls for, then the rest of the lead. What was done the
    week before keeps its place, a person's own swap included, as long as it is still allowed and affordable.
    """
    wants = _Wants(lead=lead, allowance=allowance, facts=facts, needs=needs, without=without)
    slots = tuple(slot for slot in lead.slots if slot.strand not in without)
    kept = {name: item for name, item in previous.items() if name in allowance.allowed}
    needed = dict(_needed(wants, slots, kept))
    others = {name: item for name, item in kept.items() if name not in needed}
    led = dict(_filled(slots, others, wants, frozenset(needed)))
    first = next((name for name, pick in led.items() if pick.exercise.strand is Strand.STRENGTHEN), None)
    filled = ({first: led[first]} if first else {}) | needed | led
    filled.update(_leftovers(kept, filled, without, allowance))
    for strand in SESSION_STRANDS:
        if strand not in wants.closed and not any(p.exercise.strand is strand for p in filled.values()):
            filled.update(_one_of(strand, wants, frozenset(filled)))
    return tuple(filled.values())


def _needed(
    wants: _Wants, slots: tuple[Slot, ...], kept: Mapping[str, ProgrammeItem]
) -> Iterator[tuple[str, Pick]]:
    """One exercise for each need that asks for one and can be answered, kept where it stands already."""
    allowance = wants.allowance
    exercises = allowance.knowledge.exercises
    taken: set[str] = set()
    by_code = index_of(allowance.knowledge).by_code
    spoken = {
        code: {by_code[use].id for use in found.need.use if use in by_code}
        for code, found in enumerate(wants.needs)
    }
    for place, found in enumerate(wants.needs):
        if found.need.strand in wants.without:
            continue
        options = answers_to(need=found.need, allowance=allowance, gentle=wants.lead.gentle)
        others = set().union(*(uses for at, uses in spoken.items() if at != place))
        free = [name for name in kept if name not in taken]
        home = _home_of(options, slots, free, allowance, others=others)
        if home is not None:
            taken.add(home)
            yield home, _carried(exercises[home], kept[home])
            continue
        busy = taken | kept.keys()
        new = next((exercise for exercise in options if exercise.id not in busy), None)
        if new is not None:
            pick = wants.new(new, 1, frozenset(busy))
            taken |= {new.id, pick.exercise.id}
            yield pick.exercise.id, pick


def _home_of(
    options: tuple[Exercise, ...],
    slots: tuple[Slot, ...],
    kept: list[str],
    allowance: Allowance,
    *,
    others: set[str],
) -> str | None:
    """What answers a need already: its first answer, what that grew into, or what was swapped in.

    What stands there for one of the `others` answers those, not this one.
    """
    if not options:
        return None
    index = index_of(allowance.knowledge)
    chain = {
        options[0].id,
        *_along(options[0], allowance, harder=True),
        *_along(options[0], allowance, harder=False),
    }
    found = next((name for name in kept if name in chain), None)
    if found is not None:
        return found
    usual = {index.by_code[code].id for slot in slots for code in slot.use if code in index.by_code}
    kin = {exercise.id for exercise in index.kin[options[0].id]}
    return next((name for name in kept if name in kin and name not in usual | others), None)


def _along(exercise: Exercise, allowance: Allowance, *, harder: bool) -> Iterator[str]:
    """Everything up, or down, its chain."""
    exercises, seen = allowance.knowledge.exercises, {exercise.id}
    following = exercise.harder if harder else exercise.easier
    while following is not None and following not in seen and following in exercises:
        seen.add(following)
        yield following
        following = exercises[following].harder if harder else exercises[following].easier


def _filled(
    slots: tuple[Slot, ...], kept: Mapping[str, ProgrammeItem], wants: _Wants, needed: frozenset[str]
) -> Iterator[tuple[str, Pick]]:
    allowance = wants.allowance
    exercises = allowance.knowledge.exercises
    at_home = _kept_by_slot(slots, kept, index_of(allowance.knowledge))
    taken = {*kept, *needed}
    for place, slot in enumerate(slots):
        if place in at_home:
            item = kept[at_home[place]]
            yield item.exercise, _carried(exercises[item.exercise], item)
            continue
        exercise = (
            _first_open(slot.use, allowance, frozenset(taken)) if slot.strand not in wants.closed else None
        )
        if exercise is not None:
            pick = wants.new(exercise, slot.from_week, frozenset(taken))
            taken |= {exercise.id, pick.exercise.id}
            yield pick.exercise.id, pick


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


def _first_open(codes: Iterable[str], allowance: Allowance, taken: frozenset[str]) -> Exercise | None:
    """The first of these rows that is allowed, affordable and not taken; None when there is none."""
    by_code = index_of(allowance.knowledge).by_code
    for code in codes:
        exercise = by_code.get(code)
        if exercise is not None and exercise.id in allowance.allowed and exercise.id not in taken:
            return exercise
    return None


def _one_of(strand: Strand, wants: _Wants, taken: frozenset[str]) -> Iterator[tuple[str, Pick]]:
    """One exercise for a strand that stayed empty."""
    codes = (code for slot in wants.lead.fallback if slot.strand is strand for code in slot.use)
    exercise = _first_open(codes, wants.allowance, taken) or _easiest(strand, wants.allowance, taken)
    if exercise is not None:
        pick = wants.new(exercise, 1, taken)
        yield pick.exercise.id, pick


def _easiest(strand: Strand, allowance: Allowance, taken: frozenset[str]) -> Exercise | None:
    candidates = (
        exercise
        for exercise in allowance.knowledge.exercises.values()
        if exercise.strand is strand
        and exercise.level <= FALLBACK_LEVEL
        and exercise.id in allowance.allowed
        and exercise.id not in taken
    )
    return min(
        candidates,
        key=lambda one: (bool(care_asked_by(exercise=one, allowance=allowance)), one.level, not one.article),
        default=None,
    )


def _carried(exercise: Exercise, item: ProgrammeItem) -> Pick:
    return Pick(exercise=exercise, rung=rung_of(exercise=exercise, dose=item.dose), carried=True)
