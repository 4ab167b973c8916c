"""How a body takes up a task: pose, measured frame, and the choice of what the task leaves free.

Rule `usual`: what keeps people where they were measured to stand, walk or turn, beside effort and strain,
is not known. It is taken as a steady pull, of the size that makes the usual posture the best one for the same
person whose hips go back and turn in freely. So a lost range changes the posture, strength alone does not.

Rule `effort`: least muscle effort plus strain of passive tissue. One weight ties the two together; it was
fitted to the split of the first 30 degrees of bending (target L04), which therefore does not count as
validation. The split of full bending (L01 to L03) hardly depends on it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from itertools import pairwise
from threading import Lock

import numpy as np

from loadshare.body import loads
from loadshare.body.frame import Frame, Measurer, Stance
from loadshare.body.loads import Array, Loads, People, Scalars, Sharer
from loadshare.body.model import Skeleton
from loadshare.body.movements import Movement
from loadshare.body.person import TONE
from loadshare.body.postures import PoseError, Poser
from loadshare.body.tasks import MOMENT, FreeScalar, Task

STRAIN_WEIGHT = 0.76  # effort per (10 Nm)^2 of passive moment
STRAIN_NM = 10.0
HOLD_NM = 1.0  # a posture with more residual than this cannot be held
HOLD_SUPPORT_N = 5.0
KEPT_FRAMES = 600
KEPT_MOVEMENTS = 80


@dataclass(frozen=True, eq=False)
class Posture:
    """A posture that was posture up: what was chosen, the stance and its measure."""

    chosen: float | None
    stance: Stance
    frame: Frame


class _Kept:
    """Postures that were taken, the last used longest; several threads may read and add."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._postures: OrderedDict[tuple[object, ...], Posture] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Posture | None:
        with self._lock:
            if key in self._postures:
                self._postures.move_to_end(key)
            return self._postures.get(key)

    def add(self, key: tuple[object, ...], posture: Posture) -> None:
        with self._lock:
            self._postures[key] = posture
            if len(self._postures) > KEPT_FRAMES:
                self._postures.popitem(last=False)


class Chooser:
    """Poses, measures and remembers the postures of one skeleton. One per thread."""

    def __init__(self, skeleton: Skeleton, kept: _Kept | None = None) -> None:
        self.skeleton = skeleton
        self.measurer = Measurer(skeleton)
        self.poser = Poser(self.measurer)
        self.sharer = Sharer(skeleton)
        self._kept = kept or _Kept()
        self._performed: OrderedDict[tuple[str, int], tuple[Posture, ...]] = OrderedDict()

    def twin(self) -> Chooser:
        """The same for another thread: they share the postures that either took."""
        return Chooser(self.skeleton, self._kept)

    def take(self, task: Task, free: float | None) -> Posture:
        """The posture of a task at one value of its free scalar.

        Raises:
            PoseError: the value bends a joint beyond its range.
        """
        key = (*task.key, free)
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        stance = self.poser.pose(task.pose(0.0 if free is None else free))
        posture = Posture(free, stance, self.measurer.measure(stance))
        self._kept.add(key, posture)
        return posture

    def perform(self, movement: Movement, frames: int) -> tuple[Posture, ...]:
        """An exercise as postures at evenly spread moments; remembered, because they belong to nobody."""
        key = (movement.exercise, frames)
        if key not in self._performed:
            stances = movement.stances(self.poser, frames)
            self._performed[key] = tuple(Posture(None, s, self.measurer.measure(s)) for s in stances)
            if len(self._performed) > KEPT_MOVEMENTS:
                self._performed.popitem(last=False)
        return self._performed[key]

    def choose(self, task: Task, people: People) -> Posture:
        """The posture the first of `people` takes up."""
        choice = task.kind.choice
        if choice is None or task.fixed is not None:
            return self.take(task, task.fixed)
        if choice.rule == "habit":
            return self._by_habit(task, choice, people)
        if choice.rule == "usual":
            return self._by_usual(task, choice, people)
        return self._by_effort(task, choice, people)

    def costs(
        self, task: Task, value: float, people: People, start: Array | None = None
    ) -> tuple[Array, Array]:
        """What one value of the free scalar costs each person, as a mean over the task's moments.

        Args:
            task: what they do.
            value: of what it leaves free.
            people: p people.
            start: multipliers to start from (a neighbouring value), shape (moments, 1 or p, rows).

        Returns:
            Costs, shape (p,), and multipliers, shape (moments, p, rows).

        Raises:
            PoseError: the value bends a joint beyond its range.
        """
        choice = task.kind.choice
        moments = choice.moments if choice else ()
        asked = [replace(task, settings={**task.settings, MOMENT: m}) for m in moments] or [task]
        total = np.zeros(len(people))
        found: list[Array] = []
        for i, one in enumerate(asked):
            near = start[i] if start is not None else found[-1] if found else None
            answer = self.sharer.solve(self.take(one, value).frame, people, near)
            found.append(answer.multipliers)
            total += posture_costs(answer.scalars)
        return total / len(asked), np.array(found)

    def _by_effort(self, task: Task, choice: FreeScalar, people: People, pull: float = 0.0) -> Posture:
        tried: list[float] = []
        costs: list[float] = []
        start = None
        for value in choice.values:
            try:
                cost, start = self.costs(task, value, people, start)
            except PoseError:
                continue
            tried.append(value)
            costs.append(float(cost[0]) - pull * (value - task.usual))
        if not tried:
            raise PoseError(f"task {task.name} cannot be posed with these settings")
        return self.take(task, lowest(np.array(tried), np.array(costs)))

    def _by_usual(self, task: Task, choice: FreeScalar, people: People) -> Posture:
        return self._by_effort(task, choice, people, float(self.pulls(task, choice, people)[0]))

    def pulls(self, task: Task, choice: FreeScalar, people: People, start: Array | None = None) -> Array:
        """By how much each person's cost rises per degree at the usual value, for hips that go back and turn
        in freely; shape (p,)."""
        none = np.zeros(len(people))
        free = people.traits._replace(
            extension_loss_right_deg=none,
            extension_loss_left_deg=none,
            turn_loss_right_deg=none,
            turn_loss_left_deg=none,
        )
        near = min(b - a for a, b in pairwise(choice.values))
        freed = People(people.strength, free)
        low, start = self.costs(task, task.usual - near, freed, start)
        high, _ = self.costs(task, task.usual + near, freed, start)
        return np.asarray((high - low) / (2.0 * near))

    def _by_habit(self, task: Task, choice: FreeScalar, people: People) -> Posture:
        healthy = People(self.skeleton.strength[None], loads.traits(tone=TONE))
        habit = self._by_effort(task, choice, healthy)
        if holds(self.sharer.solve(habit.frame, people)):
            return habit
        best, best_residual = habit, np.inf
        usual = habit.chosen or 0.0
        for value in sorted(choice.values, key=lambda v: abs(v - usual)):
            posture = self.take(task, value)
            answer = self.sharer.solve(posture.frame, people)
            if holds(answer):
                return posture
            residual = float(answer.scalars.residual_nm[0])
            if residual < best_residual:
                best, best_residual = posture, residual
        return best


def posture_costs(scalars: Scalars) -> Array:
    """Effort of each person plus the strain of tissue that resists the posture, shape (p,)."""
    strain = (
        (scalars.low_back_passive_nm / STRAIN_NM) ** 2
        + (np.minimum(scalars.hip_passive_right_nm, 0.0) / STRAIN_NM) ** 2
        + (np.minimum(scalars.hip_passive_left_nm, 0.0) / STRAIN_NM) ** 2
        + (scalars.hip_short_right_nm / STRAIN_NM) ** 2
        + (scalars.hip_short_left_nm / STRAIN_NM) ** 2
        + (scalars.low_back_turn_nm / STRAIN_NM) ** 2
        + (scalars.hip_turn_right_nm / STRAIN_NM) ** 2
        + (scalars.hip_turn_left_nm / STRAIN_NM) ** 2
    )
    return scalars.effort + STRAIN_WEIGHT * strain


def holds(answer: Loads) -> bool:
    """Whether the first person can hold the posture: nothing worth naming is left over."""
    left = answer.scalars
    return bool(left.residual_nm[0] < HOLD_NM and left.support_residual_n[0] < HOLD_SUPPORT_N)


def lowest(values: Array, costs: Array) -> float:
    """Lowest point of a sampled curve: the best sample, moved by the parabola through its neighbours (0.1
    steps)."""
    i = int(np.argmin(costs))
    if not 0 < i < values.size - 1:
        return float(values[i])
    a, b, c = costs[i - 1 : i + 2]
    left, right = values[i] - values[i - 1], values[i + 1] - values[i]
    bend = (a - b) / left + (c - b) / right
    if bend <= 0.0 or left != right:
        return float(values[i])
    shift = 0.5 * left * (a - c) / (a - 2 * b + c)
    return round(float(values[i] + np.clip(shift, -left / 2, left / 2)), 1)


def shorter_step_cm(chooser: Chooser, turn_deg: float) -> float:
    """By how much the step is shorter when the leg behind goes back so much less, in the reference body."""
    stance = chooser.take(Task(name="push-off"), 0.0).stance
    place = chooser.measurer.place(stance.qpos)
    hip = place.xpos[chooser.skeleton.mj.body("femur-r").id]
    foot = place.site_xpos[chooser.skeleton.contacts["first-metatarsal-r"]] - hip
    turned = np.cos(np.radians(turn_deg)) * foot[0] - np.sin(np.radians(turn_deg)) * foot[1]
    return float(100.0 * (turned - foot[0]))
