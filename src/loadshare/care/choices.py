"""Changes a person makes to the programme: swap, easier, harder. Always theirs to make."""

import datetime as dt
from typing import Literal

from loadshare.care.case import Case
from loadshare.care.doses import describe_dose, ladder, rung_of, start_rung
from loadshare.care.edit import largest_fitting, replaced
from loadshare.care.programme_types import Before, Change, Programme
from loadshare.care.words import words
from loadshare.knowledge.exercise import Exercise


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
    now = case.knowledge.exercises[programme.item(exercise).exercise]
    was = next((one.was for one in programme.changes if one.exercise == exercise and one.was), None)
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
    return changed.model_copy(update={"changes": (*kept, change)})
