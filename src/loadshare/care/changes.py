"""What differs from the week before, each with its reason."""

from collections.abc import Iterator

from loadshare.care.doses import describe_dose
from loadshare.care.programme_types import Change, Programme, ProgrammeItem
from loadshare.care.selection import Allowance, why_not
from loadshare.care.words import words

WALK = "walk"
"""Stands in for an exercise in a change to the walk."""


def changes_between(
    *,
    previous: Programme | None,
    items: tuple[ProgrammeItem, ...],
    walk: int,
    told: tuple[Change, ...],
    allowance: Allowance,
) -> tuple[Change, ...]:
    """Changes already told (steps up and down), then what joined, left, shrank or grew, then the walk."""
    if previous is None:
        return ()
    named = {change.exercise for change in told}
    found = [change for change in _items(previous, items, allowance) if change.exercise not in named]
    before = max((day.walk_minutes for day in previous.days), default=walk)
    if walk != before:
        found.append(Change(exercise=WALK, text=_walk_text(before, walk)))
    return (*told, *found)


def still_told(*, before: Programme, now: Programme, new: tuple[Change, ...]) -> tuple[Change, ...]:
    """Of a week that goes on: what was told and still stands, and what a practitioner took out and stays out.

    What only now left its place, for pain or for health, is told by that and cannot be put back.
    """
    stands = {WALK, *(item.exercise for item in now.items)}
    was_out = {change.exercise for change in before.changes if change.by}
    was_out -= {item.exercise for item in before.items}
    named = {change.exercise for change in new}
    return tuple(change for change in before.changes if change.exercise in (stands | was_out) - named)


def _items(previous: Programme, items: tuple[ProgrammeItem, ...], allowance: Allowance) -> Iterator[Change]:
    exercises = allowance.knowledge.exercises
    now = {item.exercise: item for item in items}
    before = {item.exercise: item for item in previous.items}
    for name, item in now.items():
        exercise = exercises[name]
        dose = describe_dose(exercise=exercise, dose=item.dose)
        if name not in before:
            yield Change(
                exercise=name,
                text=words("change.joins", name=exercise.name, dose=dose, purpose=exercise.purpose),
            )
        elif item.dose != before[name].dose:
            yield Change(exercise=name, text=words("change.fits", name=exercise.name, dose=dose))
    for name in before:
        if name not in now and name in exercises:
            blocked = why_not(exercise=exercises[name], allowance=allowance)
            reason = blocked.reason if blocked else words("change.room")
            yield Change(exercise=name, text=words("change.leaves", name=exercises[name].name, reason=reason))


def _walk_text(before: int, now: int) -> str:
    return words("change.walk-more" if now > before else "change.walk-less", n=now, before=before)
