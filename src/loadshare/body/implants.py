"""The force through the body of a vertebra, where implants measured it: L1 in four people, L3 in one
(`orthoload-spine`).

What presses through the body of a vertebra lies between what crosses the disc above it and the disc below,
which differ by the muscles that end on it: the mean of both is taken. It is the whole force, as the implants
give it, for a body that carries everything in front of its joints.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from loadshare.body import passive
from loadshare.body.choosing import Chooser, Posture
from loadshare.body.engine import people_of
from loadshare.body.frame import Measurer
from loadshare.body.loads import Array
from loadshare.body.model import CUTS, LEVEL_BODIES, LEVELS, Skeleton
from loadshare.body.movements import read_movement
from loadshare.body.person import Person
from loadshare.body.tasks import Task

PEOPLE = {"l1": 4, "l3": 1}
"""In how many people which vertebra was replaced."""
BENDS_DEG = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 111)
MOMENTS = 9  # of an exercise


class Implants:
    """Reads the force through vertebrae of one body."""

    def __init__(self, chooser: Chooser, vertebrae: tuple[str, ...] = tuple(PEOPLE)) -> None:
        self.chooser = chooser
        skeleton = chooser.skeleton
        levels = [LEVEL_BODIES.index(v) for v in vertebrae]
        self._levels = [level for below in levels for level in (below, below + 1)]
        assert len(self._levels) == len(CUTS)
        cuts = np.array([_beyond(skeleton, LEVEL_BODIES[i]) for i in self._levels])
        self._measurer = Measurer(replace(skeleton, cuts=cuts))

    def plateau_deg(self) -> float:
        """Inclination of a bend where it first reaches 95% of its highest value up to 111 degrees."""
        bends = [Task(name="bend", settings={"trunk_deg": float(a)}) for a in BENDS_DEG]
        fine = np.linspace(BENDS_DEG[0], BENDS_DEG[-1], 1001)
        curve = np.interp(fine, BENDS_DEG, [self.in_task_n(bend) for bend in bends])
        return float(fine[np.argmax(curve >= 0.95 * curve.max())])

    def carried_n(self, name: str) -> float:
        """By how much 10 kg, held still in this way, press more than standing."""
        loaded = Task(name=name, settings={"load_kg": 10.0})
        return self.in_task_n(loaded) - self.in_task_n(Task(name="stand"))

    def over_walking(self, exercise: str) -> float:
        """The largest force in an exercise over that of walking."""
        moments = self.chooser.perform(read_movement(exercise), MOMENTS)
        walking = (Task(name="walk", settings={"phase_pct": p}) for p in (17.0, 50.0))
        return max(self.mean_n(m, Person()) for m in moments) / max(map(self.in_task_n, walking))

    def in_task_n(self, task: Task) -> float:
        """The force in the posture the reference person takes up for a task."""
        person = Person()
        return self.mean_n(self.chooser.choose(task, people_of(self.chooser.skeleton, person)), person)

    def mean_n(self, posture: Posture, person: Person) -> float:
        """Mean over the people whose vertebra was replaced, in N."""
        found = np.linalg.norm(self.forces_n(posture, person).mean(axis=1), axis=1)
        return float(np.average(found, weights=list(PEOPLE.values())))

    def forces_n(self, posture: Posture, person: Person) -> Array:
        """The force on what lies above, across the disc below and above each vertebra, in N.

        Returns:
            Shape (vertebrae, 2, 3).
        """
        people = people_of(self.chooser.skeleton, person)
        answer = self.chooser.sharer.solve(posture.frame, people)
        frame, own = self._measurer.measure(posture.stance), posture.frame
        mass = float(people.traits.mass_ratio[0])
        efforts = np.r_[answer.tension_n[0], answer.contact_n[0], answer.stop_nm[0]]
        found = mass * frame.cut_weight + frame.cut_outside + frame.cut_map @ efforts
        row = own.level_rows[LEVELS.index("l4l5")]
        forward_nm = -(own.weight[row] + own.outside[row] / mass)
        pressure = passive.abdominal_pressure_pa(forward_nm) if own.trunk_is_free else 0.0
        found += mass * pressure * passive.PRESSURE_AREA_M2 * self._up()[self._levels]
        return np.asarray(found.reshape(-1, 2, 3))

    def _up(self) -> Array:
        """Unit vector along the spine at each level, shape (levels, 3)."""
        mj, data = self._measurer.mj, self._measurer.data
        joints = np.array([data.xanchor[mj.body_jntadr[mj.body(name).id]] for name in LEVEL_BODIES])
        up = np.gradient(joints, axis=0)
        return np.asarray(up / np.linalg.norm(up, axis=1, keepdims=True))


def _beyond(skeleton: Skeleton, root: str) -> NDArray[np.bool_]:
    """Which bodies hang on this one, itself among them; shape (bodies,)."""
    mj = skeleton.mj
    inside = np.zeros(mj.nbody, dtype=np.bool_)
    inside[mj.body(root).id] = True
    for body in range(1, mj.nbody):
        inside[body] |= inside[mj.body_parentid[body]]
    return inside
