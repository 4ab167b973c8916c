"""Changes a person makes to the programme: swap, easier, harder. Always theirs to make."""

from loadshare.care.case import Case
from loadshare.care.doses import describe_dose, ladder, rung_of, start_rung
from loadshare.care.edit import largest_fitting, replaced
from loadshare.care.programme_types import Change, Programme
from loadshare.knowledge.exercise import Dose, Exercise


class ChoiceError(ValueError):
    """A change cannot be made; the message says why and what can be done instead."""


def swap_item(*, programme: Programme, exercise: str, to: str, case: Case) -> Programme:
    """The programme with an equivalent in the place of an exercise, at a start dose that fits.

    Raises `ChoiceError` when `to` is not among the item's swaps or does not fit the minutes, and `KeyError`
    when the exercise is not in the programme.
    """
    if to not in programme.item(exercise).swaps:
        raise ChoiceError(f"{to} cannot stand in for {exercise}. Choose one of the swaps it offers.")
    new = case.knowledge.exercises[to]
    return _exchange(programme, exercise, new, start_rung(new.dose), case, "You swapped it in")


def make_easier(*, programme: Programme, exercise: str, case: Case) -> Programme:
    """The programme with one exercise made easier: the easier exercise of its chain, else the dose before.

    Raises `ChoiceError` when it is as easy as it gets, and `KeyError` when it is not in the programme.
    """
    item = programme.item(exercise)
    current = case.knowledge.exercises[exercise]
    if item.easier is not None:
        new = case.knowledge.exercises[item.easier]
        return _exchange(programme, exercise, new, start_rung(new.dose), case, "You chose it easier")
    rung = rung_of(exercise=current, dose=item.dose)
    if rung == 0:
        raise ChoiceError(f"{current.name} is as small as it gets. Swap it, or leave it out today.")
    return _exchange(programme, exercise, current, rung - 1, case, "You chose it easier")


def make_harder(*, programme: Programme, exercise: str, case: Case) -> Programme:
    """The programme with one exercise made harder: one dose up while there is one, then the harder exercise.

    Raises `ChoiceError` when there is nothing harder, or no room for it, and `KeyError` when the exercise is
    not in the programme.
    """
    item = programme.item(exercise)
    current = case.knowledge.exercises[exercise]
    rung = rung_of(exercise=current, dose=item.dose)
    if rung + 1 < len(ladder(current.dose)):
        return _exchange(programme, exercise, current, rung + 1, case, "You chose it harder", exact=True)
    if item.harder is None:
        raise ChoiceError(f"There is nothing harder than {current.name} for you here yet.")
    new = case.knowledge.exercises[item.harder]
    return _exchange(programme, exercise, new, start_rung(new.dose), case, "You chose it harder")


def _exchange(
    programme: Programme,
    old: str,
    new: Exercise,
    rung: int,
    case: Case,
    because: str,
    *,
    exact: bool = False,
) -> Programme:
    dose = largest_fitting(programme=programme, old=old, new=new, rung=rung, case=case)
    if dose is None or (exact and dose != ladder(new.dose)[rung]):
        raise ChoiceError(
            f"There is no room for {new.name} in {case.preferences.minutes} minutes. "
            "Choose longer sessions, or make another exercise easier first."
        )
    changed = replaced(programme=programme, old=old, new=new, dose=dose, case=case, allowance=case.allowance)
    change = _change(new, dose, because)
    kept = tuple(earlier for earlier in changed.changes if earlier.exercise not in (old, new.id))
    return changed.model_copy(update={"changes": (*kept, change)})


def _change(exercise: Exercise, dose: Dose, because: str) -> Change:
    words = describe_dose(exercise=exercise, dose=dose)
    return Change(exercise=exercise.id, text=f"{exercise.name}: {words}. {because}.")
