"""The two-minute version for a bad day: gentle, short, and still the habit."""

from collections.abc import Iterator

from loadshare.care.doses import fit_dose, item_seconds, ladder
from loadshare.care.selection import Allowance, care_asked_by, index_of
from loadshare.knowledge.exercise import Dose, Exercise

FLARE_S = 120
FLARE_MOST_S = 150
FLARE_ROWS = ("B12", "S9", "C1", "B4", "S4", "R10", "B1", "S12", "C11", "B3")
"""Gentle rows in the order tried: breathe, turn the hips a little, work the muscles a little."""

_SMALL_RUNGS = 2


def flare_exercises(*, allowance: Allowance) -> tuple[tuple[Exercise, Dose], ...]:
    """Gentle exercises with small doses, about two minutes and never over two and a half.

    Empty only where nothing gentle is left that the person may do; breathing and walking advice stays.
    """
    return tuple(_fitted(allowance))


def _fitted(allowance: Allowance) -> Iterator[tuple[Exercise, Dose]]:
    left = float(FLARE_MOST_S)
    for exercise in _gentle(allowance):
        if FLARE_MOST_S - left >= FLARE_S - 30:
            return
        rung = min(_SMALL_RUNGS, len(ladder(exercise.dose)) - 1)
        dose = fit_dose(exercise=exercise, rung=min(rung, _one_set(exercise)), seconds=left)
        if dose is not None:
            left -= item_seconds(exercise=exercise, dose=dose)
            yield exercise, dose


def _gentle(allowance: Allowance) -> list[Exercise]:
    """Open gentle exercises, those that ask this person for care after the others."""
    by_code = index_of(allowance.knowledge).by_code
    rows = (by_code[code] for code in FLARE_ROWS if code in by_code)
    found = [exercise for exercise in rows if exercise.gentle and exercise.id in allowance.allowed]
    return sorted(found, key=lambda exercise: bool(care_asked_by(exercise=exercise, allowance=allowance)))


def _one_set(exercise: Exercise) -> int:
    """The highest rung with a single set."""
    return max((i for i, dose in enumerate(ladder(exercise.dose)) if dose.sets == 1), default=0)
