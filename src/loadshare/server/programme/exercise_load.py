"""What an exercise asks of muscles and low back: computed by the body, beside what was measured."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from loadshare.body.daily import exercises as exercise_table
from loadshare.knowledge import Knowledge
from loadshare.knowledge.evidence import Figure, Source
from loadshare.knowledge.exercise import Exercise
from loadshare.server.connection.muscles import muscle_name

SHOWN = 5
EMG = "-emg"
ABOUT_SAME = (0.9, 1.1)
SCALE = 2.0
"""The bar is full at twice what walking asks, or at what the exercise asks where that is more."""


@dataclass(frozen=True, kw_only=True)
class WorkingMuscle:
    """One muscle group: its share of the effort of the movement, computed and measured."""

    name: str
    percent: int
    measured: tuple[tuple[Figure, Source], ...]


class ExerciseLoadScreen:
    """The part `parts/exercise_load.html`."""

    def __init__(self, exercise: Exercise, load: exercise_table.ExerciseLoad, knowledge: Knowledge) -> None:
        self._exercise = exercise
        self._load = load
        self._knowledge = knowledge

    @property
    def muscles(self) -> tuple[WorkingMuscle, ...]:
        """The hardest working groups, and those with a measured number, most first."""
        ranked = list(self._load.active.items())
        measured = {group for group, percent in ranked if self._measured(group)}
        shown = [pair for place, pair in enumerate(ranked) if place < SHOWN or pair[0] in measured]
        return tuple(
            WorkingMuscle(name=muscle_name(group), percent=round(percent), measured=self._measured(group))
            for group, percent in shown
        )

    def _measured(self, group: str) -> tuple[tuple[Figure, Source], ...]:
        """Published numbers that we read: `gluteus-medius-emg`, or a part of the muscle."""
        return tuple(
            (figure, self._knowledge.sources[figure.source])
            for figure in self._exercise.figures
            if figure.read and figure.name.endswith(EMG) and group in figure.name
        )

    @property
    def has_measured(self) -> bool:
        """Whether any measured number is shown."""
        return any(muscle.measured for muscle in self.muscles)

    @property
    def times_walking(self) -> float:
        """Press on the low back at its highest, in times of walking."""
        return self._load.back_n[1] / exercise_table.walking()

    @property
    def sentence(self) -> str:
        """What the low back carries, in words."""
        times = self.times_walking
        if times < ABOUT_SAME[0]:
            return _("It presses the low back less than walking does: about %(n)s of 10 parts of it.") % {
                "n": max(1, round(10 * times))
            }
        if times <= ABOUT_SAME[1]:
            return _("It presses the low back about as much as walking does.")
        return _("It presses the low back more than walking does: about %(n)s times as much.") % {
            "n": f"{times:.1f}"
        }

    @property
    def band(self) -> str:
        """The range in newtons, with walking beside it."""
        low, middle, high = (f"{n:,.0f}" for n in self._load.back_n)
        own = _("%(middle)s newtons at the hardest moment, %(low)s to %(high)s for 90 of 100 people.") % {
            "middle": middle,
            "low": low,
            "high": high,
        }
        beside = _("Level walking: %(walking)s at its hardest, and %(brisk)s in one brisk walk.") % {
            "walking": f"{exercise_table.walking():,.0f}",
            "brisk": f"{exercise_table.brisk_walking():,.0f}",
        }
        return f"{own} {beside}"

    @property
    def bars(self) -> tuple[tuple[str, float], ...]:
        """Two bars on one scale: this exercise, and walking."""
        full = max(SCALE, self.times_walking * 1.05)
        return (
            (_("This exercise"), round(100 * self.times_walking / full, 1)),
            (_("Walking"), round(100 / full, 1)),
        )


def exercise_load_of(exercise: Exercise, knowledge: Knowledge) -> ExerciseLoadScreen | None:
    """The part for an exercise, or None where the body has no movement for it."""
    load = exercise_table.exercises().get(exercise.id)
    return None if load is None else ExerciseLoadScreen(exercise, load, knowledge)
