"""What each exercise asks: which muscles work and what the low back carries, from a precomputed table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from loadshare.body.daily.table import TABLES
from loadshare.body.daily.version import model_version

if TYPE_CHECKING:
    from loadshare.body import Body

EXERCISES = TABLES / "exercises.json"
MOMENTS = 9
STEP_PCT = (17.0, 50.0)
"""The two moments of level walking when the ground pushes most."""
PEOPLE, SEED = 256, 1
FAINT_PCT = 1.0


@dataclass(frozen=True, kw_only=True)
class ExerciseLoad:
    """The moment of one exercise that asks most of the low back, and the most of each muscle."""

    back_n: tuple[float, float, float]
    """Low, middle, high: pressing force at L5/S1 at the moment it is highest."""
    active: Mapping[str, float]
    """Most activity of each muscle group over the movement, in percent, 1% and more."""


@cache
def exercises() -> Mapping[str, ExerciseLoad]:
    """Every exercise that has a movement, by id."""
    raw = json.loads(EXERCISES.read_text(encoding="utf-8"))["exercises"]
    return {
        name: ExerciseLoad(back_n=tuple(row["back_n"]), active=row["active"]) for name, row in raw.items()
    }


@cache
def walking() -> float:
    """What level walking presses on the low back at its hardest moment, in N, of the same adult."""
    return float(json.loads(EXERCISES.read_text(encoding="utf-8"))["walking_n"])


@cache
def brisk_walking() -> float:
    """The same of a brisk stride as it was recorded (`opensim-walking`)."""
    return float(json.loads(EXERCISES.read_text(encoding="utf-8"))["brisk_n"])


def compute(body: Body) -> dict[str, object]:
    """The whole table, from the engine (about a minute)."""
    from loadshare.body.movements import movement_ids

    return {
        "model": model_version(movements=True),
        "walking_n": hardest_n(body, "walk", STEP_PCT),
        "brisk_n": hardest_n(body, "stride", tuple(float(percent) for percent in range(0, 100, 2))),
        "exercises": {name: compute_one(body, name) for name in movement_ids()},
    }


def hardest_n(body: Body, task: str, phases_pct: tuple[float, ...]) -> int:
    """The most that L5/S1 is pressed at some moments of a step."""
    from loadshare.body import Task

    steps = (body.solve(task=Task(name=task, settings={"phase_pct": phase})) for phase in phases_pct)
    return round(max(step.l5s1_compression_n for step in steps))


def compute_one(body: Body, exercise: str) -> dict[str, object]:
    """The row of one exercise: N at L5/S1 (5, middle, 95 of 100 people) and percent by muscle group."""
    import numpy as np

    from loadshare.body import Person
    from loadshare.body.engine import share_with_crowd
    from loadshare.body.movements import read_movement
    from loadshare.body.population import draw

    person = Person()
    chooser = body.chooser(person.sex)
    answers = body.exercise(exercise=exercise, frames=MOMENTS)
    most: dict[str, float] = {}
    for answer in answers:
        for sided, percent in answer.group_activation_pct.items():
            group = sided.rsplit("-", 1)[0]
            most[group] = max(most.get(group, 0.0), percent)
    hardest = max(range(MOMENTS), key=lambda i: answers[i].l5s1_compression_n)
    posture = chooser.perform(read_movement(exercise), MOMENTS)[hardest]
    crowd = draw(chooser.skeleton, person, first=0, count=PEOPLE, seed=SEED)
    spread = share_with_crowd(chooser, posture, person, crowd).scalars.l5s1_compression_n
    low, high = np.quantile(spread, (0.05, 0.95))
    middle = answers[hardest].l5s1_compression_n
    return {
        # a low back that is drawn a little, as in lying with legs that hang outwards, is pressed with nothing
        "back_n": [max(0, round(n)) for n in (min(float(low), middle), middle, max(float(high), middle))],
        "active": {
            group: round(percent, 1)
            for group, percent in sorted(most.items(), key=lambda pair: -pair[1])
            if percent >= FAINT_PCT
        },
    }
