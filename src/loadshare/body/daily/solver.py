"""Asks the body model itself. Importing this loads the engine, which takes a second."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from loadshare.body import Body, Person, PoseError, Task
from loadshare.body.choosing import Chooser, Posture, lowest, shorter_step_cm
from loadshare.body.daily.asked import BACKWARD, DAILY, Asked, HipSide, HipWay, Size, hip_way
from loadshare.body.daily.reading import Reading
from loadshare.body.engine import Answer, describe, people_of, share_with_crowd
from loadshare.body.export import limbs_of
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.loads import Array, People
from loadshare.body.model import REFERENCE_HEIGHT_M, Skeleton
from loadshare.body.population import draw, outputs

PEOPLE, CHOOSING, SEED = 256, 64, 1
CHOOSING_A_STRIDE = 24
"""Of people who choose over the moments of a stride, which takes longer."""
OF_THE_BACK = {"lumbar-flexion": 1.0, "pelvis-tilt": -1.0, "hip-rotation": -1.0}
"""Bend or turn of the low back, beside the usual, per degree of what a task leaves free."""
Places = NDArray[np.int64]
KEPT = 256
BODIES = 4
"""How many bodies are kept for the next questions; they share the postures they took."""


class Solver:
    """Answers questions, several at a time: each has a body to itself while it is worked on."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[tuple[Asked, bool], Reading] = OrderedDict()
        self._first = Body()
        self._bodies = [self._first]

    def solve(self, asked: Asked, *, ranges: bool = True) -> Reading:
        """The answer for one question, with its ranges where they are wanted; remembered.

        Raises:
            BodyError: a size outside the model's range.
        """
        with self._lock:
            for key in dict.fromkeys(((asked, True), (asked, ranges))):  # what has ranges answers both
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
        with self._a_body() as body:
            reading = compute(body, asked, ranges=ranges)
        with self._lock:
            self._kept[asked, ranges] = reading
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return reading

    def warm(self) -> None:
        """Compile, and take up the postures of both sexes, before anybody asks."""
        for sex in ("female", "male"):
            for task in DAILY:
                self.solve(Asked(task=task, size=Size(height_cm=170.0, mass_kg=70.0, sex=sex)))

    @contextmanager
    def _a_body(self) -> Iterator[Body]:
        with self._lock:
            body = self._bodies.pop() if self._bodies else None
        body = body or self._first.twin()
        try:
            yield body
        finally:
            with self._lock:
                if len(self._bodies) < BODIES:
                    self._bodies.append(body)


def task_of(asked: Asked) -> Task:
    """The engine's task for a question: one-sided tasks stand, step and turn on the right."""
    daily = DAILY[asked.task]
    return Task(name=daily.engine, settings=daily.settings)


def person_of(asked: Asked) -> Person:
    """The engine's person: the sliders, on a body of the default or the given size."""
    both = asked.side is HipSide.BOTH
    way = hip_way(asked.task)
    lost = {one: asked.lost_deg * (one is way) for one in HipWay}
    left = {one: deg * both for one, deg in lost.items()}
    person = Person(
        hip_loss_right_deg=lost[HipWay.BEND],
        hip_loss_left_deg=left[HipWay.BEND],
        extension_loss_right_deg=lost[HipWay.EXTENSION],
        extension_loss_left_deg=left[HipWay.EXTENSION],
        turn_loss_right_deg=lost[HipWay.TURN],
        turn_loss_left_deg=left[HipWay.TURN],
        strength={"gluteals" if both else "gluteals-right": 1.0 - asked.glutes / 100.0},
    )
    if asked.size is None:
        return person
    size = asked.size
    return replace(person, height_m=size.height_cm / 100.0, mass_kg=size.mass_kg, sex=size.sex)


def compute(body: Body, asked: Asked, *, ranges: bool = True) -> Reading:
    """Solve the question for the person in the middle, and for a crowd of people like them.

    Args:
        body: the engine.
        asked: what is asked.
        ranges: without them the crowd is left out, which is most of the work; the numbers are the same.
    """
    return read(body, task_of(asked), person_of(asked), ranges=ranges, is_backward=asked.task in BACKWARD)


def read(
    body: Body, task: Task, person: Person, *, ranges: bool = True, is_backward: bool = False
) -> Reading:
    """The same of any task of the engine, as it comes out for a person."""
    chooser = body.chooser(person.sex)
    posture = chooser.choose(task, people_of(chooser.skeleton, person))
    middle = chooser.sharer.solve(posture.frame, people_of(chooser.skeleton, person))
    answer = describe(task.name, chooser, posture, middle, person, task)
    numbers = _numbers(answer, person)
    if is_backward:
        numbers |= _backward(chooser, task, posture, person)
    if "turn_deg" in task.numbers:
        numbers |= _turned(task, answer)
    if ranges:
        crowd = draw(chooser.skeleton, person, first=0, count=PEOPLE, seed=SEED)
        numbers |= _ranges(chooser, posture, task, person, crowd, numbers)
    return Reading(
        numbers=numbers,
        posture=_posture(chooser.skeleton, posture),
        mass_kg=person.mass_kg,
    )


def _numbers(answer: Answer, person: Person) -> dict[str, float]:
    """What one person's answer comes to, in the names of NUMBERS and for every muscle group."""
    weight_n = person.mass_kg * GRAVITY_MS2
    hips_n = (answer.hip_force_right_bw + answer.hip_force_left_bw) * weight_n
    numbers = {
        "back_n": answer.l5s1_compression_n,
        "hip_bw": max(answer.hip_force_right_bw, answer.hip_force_left_bw),
        "passive_nm": answer.low_back_passive_nm,
        "hips_pct": 100.0 * hips_n / (hips_n + answer.l5s1_compression_n),
        "lumbar_deg": answer.lumbar_deg,
    }
    if answer.low_back_share_pct is not None:
        numbers["moves_pct"] = 100.0 - answer.low_back_share_pct
    return numbers | {f"active.{name}": value for name, value in answer.group_activation_pct.items()}


def _backward(chooser: Chooser, task: Task, posture: Posture, person: Person) -> dict[str, float]:
    """Where the low back stands against what is usual, and tissue that only then holds anything up.

    `step_cm`: by how much the step would be shorter if the hip went back less by as much as the low back
    arches, and the low back stayed as it was.
    """
    usual = chooser.take(task, task.usual)
    arched = float(usual.frame.lumbar_deg[0] - posture.frame.lumbar_deg[0])
    numbers = {"lumbar_deg": -arched, "passive_nm": 0.0}
    if posture.stance.motion is not None:
        numbers["step_cm"] = shorter_step_cm(chooser, arched) * person.height_m / REFERENCE_HEIGHT_M
    return numbers


def _turned(task: Task, answer: Answer) -> dict[str, float]:
    """How far the low back turns whichever way, what its tissue holds against that, and who turns."""
    turns = abs(answer.lumbar_turn_deg)
    return {
        "lumbar_deg": turns,
        "passive_nm": answer.low_back_turn_nm,
        "moves_pct": 100.0 - 100.0 * turns / task.numbers["turn_deg"],
    }


def _ranges(
    chooser: Chooser,
    posture: Posture,
    task: Task,
    person: Person,
    crowd: People,
    numbers: Mapping[str, float],
) -> dict[str, float]:
    """The range of every number over people like this one, and how many of them can hold the posture."""
    loads = share_with_crowd(chooser, posture, person, crowd)
    columns = outputs(loads, crowd)
    both = columns["hip_right_n"] + columns["hip_left_n"]
    bends = _chosen_bends(chooser, task, person, crowd, near=posture.chosen)
    people: dict[str, Array | float] = {
        "back_n": columns["l5s1_compression_n"],
        "hip_bw": np.maximum(columns["hip_force_right_bw"], columns["hip_force_left_bw"]),
        "passive_nm": _tissue(task, columns),
        "hips_pct": 100.0 * both / (both + columns["l5s1_compression_n"]),
        "lumbar_deg": numbers["lumbar_deg"] if bends is None else bends,
    }
    if "moves_pct" in numbers and bends is not None:
        people["moves_pct"] = 100.0 - 100.0 * bends / task.numbers.get("turn_deg", posture.frame.trunk_deg)
    found = _spread_of_activity(chooser, loads.activation)
    for name, values in people.items():
        low, high = np.quantile(values, (0.05, 0.95))
        found |= {f"{name}.low": float(low), f"{name}.high": float(high)}
    found["held_pct"] = float(
        100.0 * np.mean((columns["residual_nm"] < 1.0) & (columns["support_residual_n"] < 5.0))
    )
    return found


def _tissue(task: Task, columns: Mapping[str, Array]) -> Array:
    """What tissue of the low back holds: nothing of weight where people stand or walk upright."""
    if "turn_deg" in task.numbers:
        return columns["low_back_turn_nm"]
    held = columns["low_back_passive_nm"]
    return np.zeros_like(held) if _is_usual(task) else held


def _spread_of_activity(chooser: Chooser, crowd: Array) -> dict[str, float]:
    """The range over people of the busier side of each muscle group."""
    s = chooser.skeleton
    groups, sides, force = np.array(s.groups), np.array(s.sides), s.max_force_n
    names = list(dict.fromkeys(s.groups))
    busier = np.zeros((len(names), len(crowd)))
    for i, group in enumerate(names):
        for side in ("right", "left"):
            used = (groups == group) & (sides == side)
            # summed, not multiplied as matrices: that would wake threads for a tenth of a millisecond's work
            active = 100.0 * (crowd[:, used] * force[used]).sum(axis=1) / force[used].sum()
            np.maximum(busier[i], active, out=busier[i])
    lows, highs = np.quantile(busier, (0.05, 0.95), axis=1)
    return {
        f"spread.{group}.{end}": float(value)
        for end, values in (("low", lows), ("high", highs))
        for group, value in zip(names, values, strict=True)
    }


def _chosen_bends(
    chooser: Chooser, task: Task, person: Person, crowd: People, near: float | None
) -> Array | None:
    """How far each of a crowd would bend the low back, by least effort; None where the bend is given.

    From what the person in the middle chooses each goes outwards, for as long as bending less or more costs
    this one less.
    """
    choice = task.kind.choice
    if choice is None or choice.name not in OF_THE_BACK or near is None:
        return None
    few, values = crowd.first(CHOOSING_A_STRIDE if choice.moments else CHOOSING), np.array(choice.values)
    middle = int(np.argmin(np.abs(values - near)))
    _, start = chooser.costs(task, choice.values[middle], people_of(chooser.skeleton, person))
    pulls = chooser.pulls(task, choice, few, start) if _is_usual(task) else np.zeros(len(few))

    def costs(at: int, who: Places, start: Array) -> tuple[Array, Array]:
        cost, multipliers = chooser.costs(task, choice.values[at], few.some(who), start)
        return cost - pulls[who] * (values[at] - task.usual), multipliers

    everybody = np.arange(len(few))
    first, start = costs(middle, everybody, start)
    tried = {middle: first}

    def go(step: int, who: Places) -> None:
        """Ask those who go on at the next value, and after it those to whom it costs less."""
        at, multipliers = middle, start[:, who]
        while who.size and 0 <= at + step < values.size:
            at += step
            try:
                cost, multipliers = costs(at, who, multipliers)
            except (PoseError, ArithmeticError):
                return  # nobody would choose a posture at the end of what can be posed or solved
            tried[at] = np.full(len(few), np.inf)
            tried[at][who] = cost
            goes_on = cost < tried[at - step][who]
            who, multipliers = who[goes_on], multipliers[:, goes_on]

    go(-1, everybody)
    go(1, np.flatnonzero(first < tried.get(middle - 1, np.inf)))
    low, high = min(tried), max(tried)
    table = np.array([tried[at] for at in range(low, high + 1)])
    chosen = np.array([lowest(values[low : high + 1], table[:, one]) for one in range(len(few))])
    return task.numbers.get("turn_deg", 0.0) + OF_THE_BACK[choice.name] * chosen


def _is_usual(task: Task) -> bool:
    choice = task.kind.choice
    return choice is not None and choice.rule == "usual"


def _posture(skeleton: Skeleton, posture: Posture) -> tuple[float, ...]:
    """The posture as the exported body writes it: root, back, limbs."""
    qpos = posture.stance.qpos
    back = [float(v) for v in posture.frame.lumbar_deg]
    limbs = [float(np.degrees(qpos[skeleton.qpos[name]])) for name in limbs_of(skeleton)]
    return tuple(round(v, 4) + 0.0 for v in (*(float(q) for q in qpos[:7]), *back, *limbs))
