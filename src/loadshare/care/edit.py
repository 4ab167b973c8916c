"""Puts one exercise or dose in the place of another, within the minutes and the bounds of the week."""

from dataclasses import dataclass

from loadshare.care.check import CheckResult
from loadshare.care.conditions import Facts
from loadshare.care.doses import item_seconds, ladder
from loadshare.care.item import make_item, neighbours
from loadshare.care.programme_types import Preferences, Programme, ProgrammeItem
from loadshare.care.reasons import Whys
from loadshare.care.schedule import STRETCH_MOST_S, weekly_stretch_s
from loadshare.care.selection import Allowance, allowance_for
from loadshare.knowledge.exercise import Dose, Exercise, Strand
from loadshare.knowledge.library import Knowledge

TOLERANCE_S = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Person:
    """Whom a programme is for: everything a change to it has to respect."""

    check: CheckResult
    preferences: Preferences
    facts: Facts
    knowledge: Knowledge
    unlocked: frozenset[str] = frozenset()

    def allowance(self) -> Allowance:
        """What this person may do and can afford. Raises `NoProgrammeError` where there is no programme."""
        return allowance_for(
            check=self.check,
            preferences=self.preferences,
            knowledge=self.knowledge,
            unlocked=self.unlocked,
        )


def fits(*, programme: Programme, old: str, new: Exercise, dose: Dose, person: Person) -> bool:
    """True when `new` at this dose can stand where `old` stands: the minutes and the week's stretching."""
    seconds = item_seconds(exercise=new, dose=dose)
    change = seconds - programme.item(old).minutes * 60
    room = person.preferences.minutes * 60 + TOLERANCE_S
    if any(day.minutes * 60 + change > room for day in programme.days if old in day.items):
        return False
    return new.strand is not Strand.STRETCH or _stretch_fits(programme, old, new, dose, person.knowledge)


def largest_fitting(
    *, programme: Programme, old: str, new: Exercise, rung: int, person: Person
) -> Dose | None:
    """The largest dose of `new` up to a rung that fits in the place of `old`; None when none does."""
    for dose in reversed(ladder(new.dose)[: rung + 1]):
        if fits(programme=programme, old=old, new=new, dose=dose, person=person):
            return dose
    return None


def replaced(
    *, programme: Programme, old: str, new: Exercise, dose: Dose, person: Person, allowance: Allowance
) -> Programme:
    """The programme with `new` at this dose where `old` stood, days and neighbours brought in line."""
    names = tuple(new.id if item.exercise == old else item.exercise for item in programme.items)
    taken = frozenset(names)
    whys = Whys(check=person.check, preferences=person.preferences, allowance=allowance)
    items = tuple(
        _same(item, person.knowledge.exercises[item.exercise], allowance, taken)
        if item.exercise != old
        else _new(item, new, dose, person, allowance, whys, taken)
        for item in programme.items
    )
    minutes = {item.exercise: item.minutes for item in items}
    days = []
    for day in programme.days:
        held = tuple(new.id if name == old else name for name in day.items)
        days.append(day.model_copy(update={"items": held, "minutes": sum(minutes[name] for name in held)}))
    return programme.model_copy(update={"items": items, "days": tuple(days)})


def _same(
    item: ProgrammeItem, exercise: Exercise, allowance: Allowance, taken: frozenset[str]
) -> ProgrammeItem:
    easier, harder, swaps = neighbours(exercise=exercise, allowance=allowance, taken=taken)
    return item.model_copy(update={"easier": easier, "harder": harder, "swaps": swaps})


def _new(
    item: ProgrammeItem,
    exercise: Exercise,
    dose: Dose,
    person: Person,
    allowance: Allowance,
    whys: Whys,
    taken: frozenset[str],
) -> ProgrammeItem:
    made = make_item(
        exercise=exercise, dose=dose, allowance=allowance, facts=person.facts, whys=whys, taken=taken
    )
    return made.model_copy(update={"why": item.why}) if exercise.id == item.exercise else made


def _stretch_fits(programme: Programme, old: str, new: Exercise, dose: Dose, knowledge: Knowledge) -> bool:
    """No muscle of one side would be stretched for more than ten minutes a week."""
    rows = []
    for item in programme.items:
        days = sum(item.exercise in day.items for day in programme.days)
        if item.exercise == old:
            rows.append((new.targets, dose, days))
        elif item.strand is Strand.STRETCH:
            rows.append((knowledge.exercises[item.exercise].targets, item.dose, days))
    return max(weekly_stretch_s(doses=rows).values(), default=0.0) <= STRETCH_MOST_S
