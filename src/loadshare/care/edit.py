"""Puts one exercise or dose in the place of another, within the minutes and the bounds of the week."""

from collections.abc import Mapping

from loadshare.care.case import Case
from loadshare.care.doses import item_seconds, ladder, rung_of, whole_rung
from loadshare.care.item import make_item, neighbours
from loadshare.care.programme_types import (
    DayKind,
    Exclusion,
    ExclusionKind,
    Programme,
    ProgrammeItem,
)
from loadshare.care.reasons import Whys
from loadshare.care.schedule import planned_days, stretches_within
from loadshare.care.selection import Allowance
from loadshare.care.words import words
from loadshare.knowledge.exercise import Dose, Exercise, Strand
from loadshare.knowledge.library import Knowledge

TOLERANCE_S = 1e-6


def fits(*, programme: Programme, old: str, new: Exercise, dose: Dose, case: Case) -> bool:
    """True when `new` at this dose can stand where `old` stands: the minutes and the week's stretching."""
    seconds = item_seconds(exercise=new, dose=dose)
    change = seconds - programme.item(old).minutes * 60
    room = case.preferences.minutes * 60 + TOLERANCE_S
    if any(day.minutes * 60 + change > room for day in programme.days if old in day.items):
        return False
    return new.strand is not Strand.STRETCH or _stretch_fits(programme, old, new, dose, case)


def largest_fitting(*, programme: Programme, old: str, new: Exercise, rung: int, case: Case) -> Dose | None:
    """The largest dose of `new` up to a rung that fits in the place of `old`; None when none does."""
    for dose in reversed(ladder(new.dose)[: rung + 1]):
        if fits(programme=programme, old=old, new=new, dose=dose, case=case):
            return dose
    return None


def made_room(
    *, programme: Programme, old: str, new: Exercise, dose: Dose, case: Case
) -> dict[str, Dose] | None:
    """The smaller doses of massage and stretching with which `new` fits where `old` stands.

    Empty where it fits as it is; None where no one whole set of each leaves enough. Massage gives its time
    first, then the least important stretch.
    """
    smaller: dict[str, Dose] = {}
    trial = programme
    while not fits(programme=trial, old=old, new=new, dose=dose, case=case):
        givers = [item for item in _givers(trial, old, case) if item.exercise != old]
        if not givers:
            return None
        item = givers[0]
        exercise = case.knowledge.exercises[item.exercise]
        rung = rung_of(exercise=exercise, dose=item.dose) - 1
        smaller[item.exercise] = ladder(exercise.dose)[rung]
        trial = replaced(
            programme=trial,
            old=item.exercise,
            new=exercise,
            dose=smaller[item.exercise],
            case=case,
            allowance=case.allowance,
        )
    return smaller


def pinned(programme: Programme) -> frozenset[str]:
    """The exercises a practitioner set that no rule makes larger, or smaller for room, by itself now."""
    return frozenset(pin.exercise for pin in programme.pins if not pin.out)


def _givers(programme: Programme, old: str, case: Case) -> list[ProgrammeItem]:
    """What could be smaller on the days of `old`: massage first, the last stretch before the first."""
    days = [day for day in programme.days if old in day.items]
    set_by_hand = pinned(programme)
    found = [
        item
        for item in programme.items
        if item.strand is not Strand.STRENGTHEN
        and item.exercise not in set_by_hand
        and any(item.exercise in day.items for day in days)
        and rung_of(exercise=case.knowledge.exercises[item.exercise], dose=item.dose)
        > whole_rung(case.knowledge.exercises[item.exercise].dose)
    ]
    found.reverse()
    return sorted(found, key=lambda item: item.strand is not Strand.RELEASE)


def replaced(
    *, programme: Programme, old: str, new: Exercise, dose: Dose, case: Case, allowance: Allowance
) -> Programme:
    """The programme with `new` at this dose where `old` stood, days and neighbours brought in line."""
    names = tuple(new.id if item.exercise == old else item.exercise for item in programme.items)
    taken = frozenset(names)
    whys = Whys(
        check=case.check,
        preferences=case.preferences,
        allowance=allowance,
        facts=case.facts,
        emphasis=programme.emphasis,
    )
    items = tuple(
        same_item(item, case.knowledge.exercises[item.exercise], allowance, taken)
        if item.exercise != old
        else _new(item, new, dose, case, allowance, whys, taken)
        for item in programme.items
    )
    minutes = {item.exercise: item.minutes for item in items}
    order = tuple(minutes)
    wanted = days_of(programme=programme, old=old, new=new, dose=dose, case=case)
    days = []
    for offset, day in enumerate(programme.days):
        others = {name for name in day.items if name != old}
        held = tuple(name for name in order if name in others or (name == new.id and offset in wanted))
        days.append(day.model_copy(update=day_of(held, minutes, case.knowledge)))
    return programme.model_copy(
        update={
            "items": items,
            "days": tuple(days),
            "exclusions": _exclusions(programme, old, new, case.knowledge),
        }
    )


def days_of(*, programme: Programme, old: str, new: Exercise, dose: Dose, case: Case) -> frozenset[int]:
    """The days on which `new` stands where `old` stood: those its dose asks for, of those that have the time.

    As long as the exercise is the same, its days are.
    """
    held = frozenset(offset for offset, day in enumerate(programme.days) if old in day.items)
    if old == new.id:
        return held
    planned = planned_here(programme=programme, new=new, case=case)
    room = case.preferences.minutes * 60 + TOLERANCE_S - item_seconds(exercise=new, dose=dose)
    open_ = {offset for offset in planned if programme.days[offset].minutes * 60 <= room}
    kept = {offset for offset in held if offset in planned} or set(sorted(held)[: len(planned)])
    for offset in sorted(open_ - kept):
        is_beside = new.strand is Strand.STRENGTHEN and not kept.isdisjoint({offset - 1, offset + 1})
        if len(kept) < len(planned) and not is_beside:
            kept.add(offset)
    return frozenset(kept)


def planned_here(*, programme: Programme, new: Exercise, case: Case) -> tuple[int, ...]:
    """The days of this week that its dose asks for, where its sessions stand now."""
    planned = planned_days(exercise=new, days_per_week=case.preferences.days_per_week)
    return tuple(sorted(programme.order.index(day) for day in planned)) if programme.order else planned


def day_of(held: tuple[str, ...], minutes: Mapping[str, float], knowledge: Knowledge) -> dict[str, object]:
    """What a day is with these exercises on it."""
    strength = any(knowledge.exercises[name].strand is Strand.STRENGTHEN for name in held)
    kind = DayKind.REST if not held else DayKind.STRENGTH if strength else DayKind.MOBILITY
    return {"items": held, "minutes": sum(minutes[name] for name in held), "kind": kind}


def _exclusions(programme: Programme, old: str, new: Exercise, knowledge: Knowledge) -> tuple[Exclusion, ...]:
    """What is left out now: not the new one, but the old one where the article names it."""
    kept = tuple(exclusion for exclusion in programme.exclusions if exclusion.what != new.id)
    if old == new.id or not knowledge.exercises[old].article:
        return kept
    reason = words("left-out.covered-now", name=new.name)
    return (*kept, Exclusion(what=old, reason=reason, kind=ExclusionKind.COVERED))


def same_item(
    item: ProgrammeItem, exercise: Exercise, allowance: Allowance, taken: frozenset[str]
) -> ProgrammeItem:
    """The item with its neighbours brought in line."""
    easier, harder, swaps = neighbours(exercise=exercise, allowance=allowance, taken=taken)
    return item.model_copy(update={"easier": easier, "harder": harder, "swaps": swaps})


def _new(
    item: ProgrammeItem,
    exercise: Exercise,
    dose: Dose,
    case: Case,
    allowance: Allowance,
    whys: Whys,
    taken: frozenset[str],
) -> ProgrammeItem:
    why = item.why if exercise.id == item.exercise else whys.why(exercise)
    return make_item(
        exercise=exercise, dose=dose, allowance=allowance, facts=case.facts, why=why, taken=taken
    )


def _stretch_fits(programme: Programme, old: str, new: Exercise, dose: Dose, case: Case) -> bool:
    """No muscle of one side would be stretched for more than ten minutes a week."""
    rows = []
    for item in programme.items:
        days = sum(item.exercise in day.items for day in programme.days)
        if item.exercise == old:
            planned = planned_days(exercise=new, days_per_week=case.preferences.days_per_week)
            rows.append((new.targets, dose, days if old == new.id else max(days, len(planned))))
        elif item.strand is Strand.STRETCH:
            rows.append((case.knowledge.exercises[item.exercise].targets, item.dose, days))
    return stretches_within(rows)
