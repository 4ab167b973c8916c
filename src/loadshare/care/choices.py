"""Changes a person makes to the programme: swap, easier, harder. Always theirs to make."""

import datetime as dt
from typing import Literal

from loadshare.care.case import Case
from loadshare.care.doses import describe_dose, ladder, rung_of, start_rung
from loadshare.care.edit import largest_fitting, replaced
from loadshare.care.pins import unpinned
from loadshare.care.places import largest_joining, with_item, without_item
from loadshare.care.programme_types import Before, Change, Programme
from loadshare.care.words import words
from loadshare.knowledge.exercise import Dose, Exercise


class ChoiceError(ValueError):
    """A change cannot be made; the message says why and what can be done instead."""


def swap_item(*, programme: Programme, exercise: str, to: str, case: Case) -> Programme:
    """The programme with an equivalent in the place of an exercise, at a start dose that fits.

    Raises `ChoiceError` when `to` is not among the item's swaps or does not fit the minutes, and `KeyError`
    when the exercise is not in the programme.
    """
    if to not in programme.item(exercise).swaps:
        raise ChoiceError(words("refused.swap", to=to, exercise=exercise))
    new = case.knowledge.exercises[to]
    return _exchange(programme, exercise, new, start_rung(new.dose), case, "swapped")


def make_easier(*, programme: Programme, exercise: str, case: Case) -> Programme:
    """The programme with one exercise made easier: the easier exercise of its chain, else the dose before.

    Raises `ChoiceError` when it is as easy as it gets, and `KeyError` when it is not in the programme.
    """
    item = programme.item(exercise)
    current = case.knowledge.exercises[exercise]
    if item.easier is not None:
        new = case.knowledge.exercises[item.easier]
        return _exchange(programme, exercise, new, start_rung(new.dose), case, "easier")
    rung = rung_of(exercise=current, dose=item.dose)
    if rung == 0:
        raise ChoiceError(words("refused.smallest", name=current.name))
    return _exchange(programme, exercise, current, rung - 1, case, "easier")


def make_harder(*, programme: Programme, exercise: str, case: Case) -> Programme:
    """The programme with one exercise made harder: one dose up while there is one, then the harder exercise.

    Raises `ChoiceError` when there is nothing harder, or no room for it, and `KeyError` when the exercise is
    not in the programme.
    """
    item = programme.item(exercise)
    current = case.knowledge.exercises[exercise]
    rung = rung_of(exercise=current, dose=item.dose)
    if rung + 1 < len(ladder(current.dose)):
        return _exchange(programme, exercise, current, rung + 1, case, "harder", exact=True)
    if item.harder is None:
        raise ChoiceError(words("refused.largest", name=current.name))
    new = case.knowledge.exercises[item.harder]
    return _exchange(programme, exercise, new, start_rung(new.dose), case, "harder")


def put_back(*, programme: Programme, exercise: str, case: Case, today: dt.date) -> Programme:
    """The programme with what a swap or a step up replaced back in its place, at the dose it had.

    It steps up by itself only after good sessions that follow this day.

    Raises `ChoiceError` when nothing can be put back, or it is left out or finds no room by now, and
    `KeyError` when the exercise is not in the programme.
    """
    change = next((one for one in programme.changes if one.exercise == exercise and can_put_back(one)), None)
    stands = any(item.exercise == exercise for item in programme.items)
    if change is not None and change.joined and stands:
        return _taken_out(programme, exercise, case)
    if change is not None and change.was is not None and change.was.exercise == exercise and not stands:
        return _put_in(programme, exercise, change.was.dose, case)
    now = case.knowledge.exercises[programme.item(exercise).exercise]
    was = change.was if change is not None else None
    if was is None:
        raise ChoiceError(words("refused.back", name=now.name))
    old = case.knowledge.exercises.get(was.exercise)
    taken = {item.exercise for item in programme.items} - {exercise}
    if old is None or old.id in taken or old.id not in case.allowance.allowed:
        raise ChoiceError(words("refused.back-out", name=now.name))
    rung = rung_of(exercise=old, dose=was.dose)
    changed = _exchange(programme, exercise, old, rung, case, "back", exact=True)
    kept = tuple(
        one.model_copy(update={"was": None}) if one.exercise == old.id else one for one in changed.changes
    )
    from_tomorrow = {"counts_from": today + dt.timedelta(days=1)}
    items = tuple(
        item.model_copy(update=from_tomorrow) if item.exercise == old.id else item for item in changed.items
    )
    return changed.model_copy(update={"changes": kept, "items": items})


def can_put_back(change: Change) -> bool:
    """Whether the change itself leaves something to put back."""
    return change.was is not None or change.joined


def is_open_to_put_back(*, change: Change, programme: Programme) -> bool:
    """The same of the programme as it is now: what was taken out is to be there no more, all else still."""
    stands = any(item.exercise == change.exercise for item in programme.items)
    was_taken_out = bool(change.by) and change.was is not None and change.was.exercise == change.exercise
    return can_put_back(change) and (stands or was_taken_out)


def _taken_out(programme: Programme, exercise: str, case: Case) -> Programme:
    name = case.knowledge.exercises[exercise].name
    if len(programme.items) == 1 and any(pin.out for pin in programme.pins):
        raise ChoiceError(words("refused.last", name=name))
    changed = without_item(programme=programme, exercise=exercise, case=case, reason=words("left-out.own"))
    return _chosen(changed, exercise, words("change.taken-out", name=name))


def _put_in(programme: Programme, exercise: str, dose: Dose, case: Case) -> Programme:
    new = case.knowledge.exercises.get(exercise)
    if new is None or exercise not in case.allowance.allowed:
        raise ChoiceError(words("refused.back-in", name=new.name if new else exercise))
    rung = rung_of(exercise=new, dose=dose)
    if largest_joining(programme=programme, new=new, rung=rung, case=case) != ladder(new.dose)[rung]:
        raise ChoiceError(words("refused.room", name=new.name, n=case.preferences.minutes))
    changed = with_item(programme=programme, new=new, dose=dose, case=case)
    return _chosen(
        changed, exercise, words("chosen.back", name=new.name, dose=describe_dose(exercise=new, dose=dose))
    )


def _chosen(programme: Programme, exercise: str, text: str) -> Programme:
    """The person decided: no practitioner's setting holds for it any more."""
    kept = tuple(change for change in programme.changes if change.exercise != exercise)
    return programme.model_copy(
        update={
            "changes": (*kept, Change(exercise=exercise, text=text)),
            "pins": unpinned(programme.pins, exercise),
        }
    )


def _exchange(
    programme: Programme,
    old: str,
    new: Exercise,
    rung: int,
    case: Case,
    chosen: Literal["swapped", "easier", "harder", "back"],
    *,
    exact: bool = False,
) -> Programme:
    dose = largest_fitting(programme=programme, old=old, new=new, rung=rung, case=case)
    if dose is None or (exact and dose != ladder(new.dose)[rung]):
        raise ChoiceError(words("refused.room", name=new.name, n=case.preferences.minutes))
    changed = replaced(programme=programme, old=old, new=new, dose=dose, case=case, allowance=case.allowance)
    amount = describe_dose(exercise=new, dose=dose)
    if chosen == "swapped":
        was = case.knowledge.exercises[old].name
        text = words("chosen-from.swapped", name=new.name, dose=amount, was=was)
    else:
        text = words(f"chosen.{chosen}", name=new.name, dose=amount)
    before = Before(exercise=old, dose=programme.item(old).dose)
    change = Change(exercise=new.id, text=text, was=before)
    kept = tuple(earlier for earlier in changed.changes if earlier.exercise not in (old, new.id))
    pins = unpinned(changed.pins, old, new.id)
    return changed.model_copy(update={"changes": (*kept, change), "pins": pins})
