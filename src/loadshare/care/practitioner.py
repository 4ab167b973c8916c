"""Changes a practitioner makes to a person's programme: within the same safety rules as the person's own.

Offered is only what the facts of this person pass: no filter of safety is overridden, doses stay on the
ladder of the exercise and sessions within the minutes. What needs a thing that was not ticked stands by
itself. A change comes with a reason, is told to the person, who can put it back, and holds for two weekly
reviews. Pain and stops go before it.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from pydantic import Field

from loadshare.care.case import Case
from loadshare.care.choices import ChoiceError, is_open_to_put_back
from loadshare.care.doses import describe_dose, ladder, rung_of, start_rung
from loadshare.care.edit import fits, largest_fitting, replaced
from loadshare.care.pins import unpinned
from loadshare.care.places import largest_joining, most_items, with_item, without_item
from loadshare.care.programme import moves_a_lot, refuse_under_age
from loadshare.care.programme_types import PINNED_REVIEWS, Before, Change, Pin, Programme
from loadshare.care.selection import SESSION_STRANDS, adaptations, missing_for, things_of
from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.exercise import Dose, Equipment, Exercise, Strand

LEVELS_UP = 1
"""Nothing much more demanding than what is done already (`loadshare-judgement`)."""
FIRST_LEVEL = 2
"""Of the first exercise of a strand."""


class GoneError(ChoiceError):
    """What is to be changed is not there any more."""


class EditKind(StrEnum):
    """What a practitioner does."""

    DOSE = "dose"
    SWAP = "swap"
    OUT = "out"
    ADD = "add"
    KEEP = "keep"
    """What a practitioner set holds for two reviews from now on."""


class Edit(Entry):
    """One change."""

    kind: EditKind
    exercise: str
    """What it is about; for ADD the new one."""
    to: str = ""
    """What is swapped in."""
    rung: int = 0
    """The dose, as a place on the ladder of the exercise."""
    up_to: int | None = Field(default=None, ge=0, le=60)
    """For ADD the largest dose, as such a place; the start of the exercise where none is said."""


class EditableItem(Entry):
    """What may become of one exercise."""

    exercise: str
    rung: int
    """Of the dose now."""
    doses: tuple[tuple[int, Dose], ...]
    """Others that fit, smallest first."""
    swaps: tuple[str, ...]
    swaps_beyond: tuple[str, ...]
    """Those that need a thing the person did not tick."""
    can_leave: bool
    can_keep: bool


class Offered(Entry):
    """All that may be changed."""

    items: tuple[EditableItem, ...]
    joins: tuple[str, ...]
    """What may be added."""
    joins_beyond: tuple[str, ...]
    """Of that, what needs a thing the person did not tick."""
    kept_out: tuple[str, ...]
    """What was taken out and may be kept out for longer."""


def mark_of(programme: Programme) -> str:
    """Stays the same as long as the programme does."""
    return hashlib.sha256(programme.model_dump_json().encode()).hexdigest()[:16]


def offered(*, programme: Programme, case: Case) -> Offered:
    """Everything a practitioner may do. Raises `NoProgrammeError` where this person may have no programme."""
    refuse_under_age(case.facts)
    renewed, wide = _renewable(programme), _with_every_thing(case)
    items = tuple(
        EditableItem(
            exercise=item.exercise,
            rung=rung_of(exercise=case.knowledge.exercises[item.exercise], dose=item.dose),
            doses=tuple(_doses(programme, item.exercise, case)),
            swaps=tuple(one.id for one in _swaps(programme, item.exercise, case)),
            swaps_beyond=_beyond(_swaps(programme, item.exercise, wide), case),
            can_leave=len(programme.items) > 1,
            can_keep=item.exercise in renewed,
        )
        for item in programme.items
    )
    kept_out = tuple(name for name in renewed if not _stands(programme, name))
    return Offered(
        items=items,
        joins=tuple(one.id for one in _joins(programme, case)),
        joins_beyond=_beyond(_joins(programme, wide), case),
        kept_out=kept_out,
    )


def edit_programme(
    *,
    programme: Programme,
    edit: Edit,
    reason: str,
    by: str,
    case: Case,
    today: dt.date,
    may_go_beyond: bool = False,
) -> Programme:
    """The programme with one change of a practitioner.

    `may_go_beyond`: also what needs a thing that was not ticked; who is not told of the answers may not, as
    that would tell one.

    Raises `GoneError` for an exercise that is not in the programme any more, `ChoiceError` for whatever else
    is not offered, and `NoProgrammeError` where this person may have no programme.
    """
    refuse_under_age(case.facts)
    if edit.kind not in {EditKind.ADD, EditKind.KEEP} and not _stands(programme, edit.exercise):
        raise GoneError(words("refused.gone"))
    wide = _with_every_thing(case) if may_go_beyond else case
    match edit.kind:
        case EditKind.DOSE:
            changed, change = _dosed(programme, edit, case)
        case EditKind.SWAP:
            changed, change = _swapped(programme, edit, case, wide=wide)
        case EditKind.OUT:
            changed, change = _left(programme, edit, reason, case)
        case EditKind.ADD:
            changed, change = _joined(programme, edit, case, wide=wide)
        case EditKind.KEEP:
            changed, change = programme, _kept(programme, edit, case)
    change = _with_what_was_first(change, _set_before(programme, edit.exercise), changed)
    missing = missing_for(
        equipment=case.knowledge.exercises[change.exercise].equipment, allowance=case.allowance
    )
    text = words("practitioner.because", said=change.text, by=by, reason=reason)
    if missing and edit.kind in {EditKind.SWAP, EditKind.ADD}:
        text = f"{text} {words('practitioner.beyond', things=things_of(missing))}"
    change = change.model_copy(update={"text": text, "by": by, "on": today})
    named = {edit.exercise, change.exercise}
    kept = tuple(one for one in changed.changes if one.exercise not in named)
    pins = unpinned(changed.pins, *named)
    if is_open_to_put_back(change=change, programme=changed):
        is_out = not _stands(changed, change.exercise)
        is_beyond = bool(missing) and not is_out
        pins = (*pins, Pin(exercise=change.exercise, out=is_out, reason=reason, by=by, beyond=is_beyond))
    return changed.model_copy(update={"changes": (*kept, change), "pins": pins})


def _with_every_thing(case: Case) -> Case:
    """The same person, had they ticked every thing. A position left out stays out: they may not get there."""
    wishes = case.preferences.model_copy(update={"equipment": frozenset(Equipment)})
    return replace(case, preferences=wishes)


def _beyond(found: Iterator[Exercise], case: Case) -> tuple[str, ...]:
    return tuple(one.id for one in found if one.id not in case.allowance.allowed)


def _set_before(programme: Programme, exercise: str) -> Change | None:
    """What a practitioner did about this exercise, as long as the person can put it back."""
    return next((one for one in _set_by_hand(programme) if one.exercise == exercise), None)


def _set_by_hand(programme: Programme) -> Iterator[Change]:
    for change in programme.changes:
        if change.by and is_open_to_put_back(change=change, programme=programme):
            yield change


def _with_what_was_first(change: Change, earlier: Change | None, changed: Programme) -> Change:
    """One press of the person puts all of it back, so a change goes on from the one before."""
    if earlier is None:
        return change
    exercise, was, joined = change.exercise, earlier.was, earlier.joined
    if not _stands(changed, exercise):  # what a practitioner added leaves nothing to put back
        exercise, joined = (was.exercise if was else exercise), False
    return change.model_copy(update={"exercise": exercise, "was": was, "joined": joined})


def _stands(programme: Programme, exercise: str) -> bool:
    return any(item.exercise == exercise for item in programme.items)


def _dosed(programme: Programme, edit: Edit, case: Case) -> tuple[Programme, Change]:
    before = programme.item(edit.exercise)
    exercise = case.knowledge.exercises[edit.exercise]
    dose = dict(_doses(programme, edit.exercise, case)).get(edit.rung)
    if dose is None:
        raise ChoiceError(words("refused.not-offered", name=exercise.name))
    changed = _in_place(programme, edit.exercise, exercise, dose, case)
    said = words("practitioner.dose", name=exercise.name, dose=describe_dose(exercise=exercise, dose=dose))
    return changed, Change(
        exercise=exercise.id, text=said, was=Before(exercise=exercise.id, dose=before.dose)
    )


def _swapped(programme: Programme, edit: Edit, case: Case, *, wide: Case) -> tuple[Programme, Change]:
    before = programme.item(edit.exercise)
    was = case.knowledge.exercises[edit.exercise]
    new = next((one for one in _swaps(programme, edit.exercise, wide) if one.id == edit.to), None)
    if new is None:
        raise ChoiceError(words("refused.not-offered", name=was.name))
    dose = largest_fitting(programme=programme, old=was.id, new=new, rung=start_rung(new.dose), case=case)
    assert dose is not None  # only what fits is offered
    changed = _in_place(programme, was.id, new, dose, case)
    amount = describe_dose(exercise=new, dose=dose)
    first = _first_of(programme, was.id, case) or was
    named = first if first.id != new.id else was
    said = words("practitioner.swap", was=named.name, name=new.name, dose=amount)
    return changed, Change(exercise=new.id, text=said, was=Before(exercise=was.id, dose=before.dose))


def _left(programme: Programme, edit: Edit, reason: str, case: Case) -> tuple[Programme, Change]:
    before = programme.item(edit.exercise)
    name = case.knowledge.exercises[edit.exercise].name
    if len(programme.items) == 1:
        raise ChoiceError(words("refused.last", name=name))
    changed = without_item(
        programme=programme,
        exercise=edit.exercise,
        case=case,
        reason=words("left-out.asked", reason=reason),
    )
    said = words("practitioner.out", name=name)
    was = Before(exercise=edit.exercise, dose=before.dose)
    return changed, Change(exercise=edit.exercise, text=said, was=was)


def _joined(programme: Programme, edit: Edit, case: Case, *, wide: Case) -> tuple[Programme, Change]:
    new = next((one for one in _joins(programme, wide) if one.id == edit.exercise), None)
    if new is None:
        known = case.knowledge.exercises.get(edit.exercise)
        raise ChoiceError(words("refused.not-offered", name=known.name if known else edit.exercise))
    rung = start_rung(new.dose) if edit.up_to is None else edit.up_to
    dose = largest_joining(programme=programme, new=new, rung=rung, case=case)
    if dose is None:  # what is offered fits from some dose on, and less was asked for
        raise ChoiceError(words("refused.not-offered", name=new.name))
    changed = with_item(programme=programme, new=new, dose=dose, case=case)
    said = words("practitioner.add", name=new.name, dose=describe_dose(exercise=new, dose=dose))
    return changed, Change(exercise=new.id, text=said, joined=True)


def _kept(programme: Programme, edit: Edit, case: Case) -> Change:
    known = case.knowledge.exercises.get(edit.exercise)
    if known is None or edit.exercise not in _renewable(programme):
        raise ChoiceError(words("refused.not-offered", name=known.name if known else edit.exercise))
    if not _stands(programme, edit.exercise):
        return Change(exercise=known.id, text=words("practitioner.keep-out", name=known.name))
    dose = programme.item(edit.exercise).dose
    said = words("practitioner.keep", name=known.name, dose=describe_dose(exercise=known, dose=dose))
    return Change(exercise=known.id, text=said)


def _renewable(programme: Programme) -> tuple[str, ...]:
    """What a practitioner set that has passed a review and can be put back."""
    return tuple(
        pin.exercise
        for pin in programme.pins
        if pin.reviews < PINNED_REVIEWS and _set_before(programme, pin.exercise)
    )


def _in_place(programme: Programme, old: str, new: Exercise, dose: Dose, case: Case) -> Programme:
    return replaced(programme=programme, old=old, new=new, dose=dose, case=case, allowance=case.allowance)


def _doses(programme: Programme, name: str, case: Case) -> Iterator[tuple[int, Dose]]:
    """The other doses of its ladder that fit."""
    exercise, now = case.knowledge.exercises[name], programme.item(name).dose
    for rung, dose in enumerate(ladder(exercise.dose)):
        if dose != now and fits(programme=programme, old=name, new=exercise, dose=dose, case=case):
            yield rung, dose


def _swaps(programme: Programme, name: str, case: Case) -> Iterator[Exercise]:
    """What can stand in its place: its own swaps first, then the others of its strand."""
    old = case.knowledge.exercises[name]
    near = programme.item(name).swaps
    first = _first_of(programme, name, case)
    highest = first.level + LEVELS_UP if first else _highest(programme, old.strand, case)
    found = [
        new
        for new in _open(programme, old.strand, case)
        if new.level <= highest
        and new.id not in _kept_for_others(programme, name)
        and largest_fitting(programme=programme, old=name, new=new, rung=start_rung(new.dose), case=case)
    ]
    yield from sorted(found, key=lambda one: (one.id not in near, one.name))


def _joins(programme: Programme, case: Case) -> Iterator[Exercise]:
    """What can be added: there is a place and the time for it."""
    if len(programme.items) >= most_items(case):
        return
    for strand in SESSION_STRANDS:
        highest = _highest(programme, strand, case)
        for new in sorted(_open(programme, strand, case), key=lambda one: one.name):
            if new.level > highest or new.id in _kept_for_others(programme, new.id):
                continue
            if largest_joining(programme=programme, new=new, rung=start_rung(new.dose), case=case):
                yield new


def _highest(programme: Programme, strand: Strand, case: Case) -> int:
    """The level that goes no further up, however often a practitioner changes something."""
    firsts = [_first_of(programme, item.exercise, case) for item in programme.items if item.strand is strand]
    levels = [first.level for first in firsts if first]
    return max(levels) + LEVELS_UP if levels else FIRST_LEVEL


def _first_of(programme: Programme, name: str, case: Case) -> Exercise | None:
    """What was done in its place before a practitioner changed it; None for what was added."""
    change = _set_before(programme, name)
    if change is not None and change.joined:
        return None
    was = change.was.exercise if change is not None and change.was is not None else name
    return case.knowledge.exercises.get(was) or case.knowledge.exercises[name]


def _kept_for_others(programme: Programme, name: str) -> frozenset[str]:
    """What the person may put back in another place is not used twice."""
    others = (one for one in _set_by_hand(programme) if one.exercise != name)
    return frozenset(one.was.exercise for one in others if one.was is not None)


def _open(programme: Programme, strand: Strand, case: Case) -> Iterator[Exercise]:
    """What this person may do and can afford and does not do already."""
    taken = {item.exercise for item in programme.items}
    if strand is Strand.STRETCH and moves_a_lot(case.facts):
        return
    for name in case.allowance.allowed - taken:
        exercise = case.knowledge.exercises[name]
        if exercise.strand is strand:
            yield exercise


def advice_for(*, exercise: str, case: Case) -> tuple[str, ...]:
    """How this person has to do it, before it is chosen."""
    return adaptations(exercise=case.knowledge.exercises[exercise], allowance=case.allowance)
