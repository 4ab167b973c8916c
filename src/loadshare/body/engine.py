"""`Body`: solve a task for a person, or for a band of people like them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import numpy as np

from loadshare.body import loads, movements, shock
from loadshare.body.anatomy import Detail, Sex
from loadshare.body.choosing import HOLD_NM, Chooser, Posture, holds
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.loads import Loads, People
from loadshare.body.model import Skeleton, compile_skeleton
from loadshare.body.person import Person
from loadshare.body.population import Band, Uncertainty, band_of, draw
from loadshare.body.tasks import Task


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one posture asks of one person. Forces in N, moments in Nm, angles in degrees."""

    task: str
    hip_force_right_bw: float
    hip_force_left_bw: float
    l5s1_compression_n: float
    l5s1_shear_n: float
    l4l5_compression_n: float
    l4l5_shear_n: float
    l4l5_pressure_mpa: float
    lumbar_deg: float
    lumbar_turn_deg: float
    hip_right_deg: float
    hip_left_deg: float
    trunk_deg: float
    low_back_share_pct: float | None
    low_back_passive_nm: float
    low_back_turn_nm: float
    hip_passive_right_nm: float
    hip_passive_left_nm: float
    low_back_muscle_n: float
    effort: float
    residual_nm: float
    support_residual_n: float
    can_hold: bool
    chosen: dict[str, float]
    group_force_n: dict[str, float]
    group_activation_pct: dict[str, float]
    residual_by_joint_nm: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON; numbers rounded to 4 decimals."""
        return {k: _rounded(v) for k, v in asdict(self).items()}


class Body:
    """The body model. Compiles on first use and remembers postures; not to be shared between threads: each
    has a `twin`."""

    def __init__(self, *, detail: Detail = "shipped") -> None:
        self.detail = detail
        self._choosers: dict[Sex, Chooser] = {}

    def chooser(self, sex: Sex) -> Chooser:
        """Postures and solver of one sex."""
        if sex not in self._choosers:
            self._choosers[sex] = Chooser(compile_skeleton(sex, self.detail))
        return self._choosers[sex]

    def twin(self) -> Body:
        """The same body for another thread: they share the postures that either took until then or later."""
        twin = Body(detail=self.detail)
        twin._choosers = {sex: chooser.twin() for sex, chooser in list(self._choosers.items())}
        return twin

    def solve(self, *, task: Task, person: Person | None = None) -> Answer:
        """Take up a task and share its load.

        Args:
            task: what to do.
            person: who does it; the default is a healthy adult of 1.75 m and 75 kg.

        Returns:
            Loads, angles, group forces and the residual. `can_hold` is False when muscles and supports
            leave more than 1 Nm over: that is an answer, not an error.

        Raises:
            PoseError: settings that bend a joint beyond its range.
        """
        person = person or Person()
        chooser = self.chooser(person.sex)
        people = people_of(chooser.skeleton, person)
        posture = chooser.choose(task, people)
        return describe(
            task.name, chooser, posture, chooser.sharer.solve(posture.frame, people), person, task
        )

    def band(
        self,
        *,
        task: Task,
        person: Person | None = None,
        people: int = 1000,
        seed: int = 1,
        uncertainty: Uncertainty | None = None,
    ) -> Band:
        """The same posture for many people like this one, so that every number carries its uncertainty.

        Args:
            task: what to do; the posture is the one the person takes up.
            person: the middle of the band.
            people: how many are drawn, 1 to 10 million; memory grows with it (use `study` for large numbers).
            seed: the same seed gives the same people.
            uncertainty: what is spread, and how far.

        Returns:
            Quantiles 5, 25, 50, 75, 95% of every scalar (units in the names) and group force (N).

        Raises:
            BodyError: a count or seed outside its range.
        """
        person = person or Person()
        chooser = self.chooser(person.sex)
        posture = chooser.choose(task, people_of(chooser.skeleton, person))
        crowd = draw(chooser.skeleton, person, first=0, count=people, seed=seed, uncertainty=uncertainty)
        answer = share_with_crowd(chooser, posture, person, crowd)
        return band_of(task.name, answer, crowd, seed, chooser.sharer.group_names)

    def exercise(self, *, exercise: str, person: Person | None = None, frames: int = 9) -> tuple[Answer, ...]:
        """Run an exercise, held still at evenly spread moments.

        Args:
            exercise: id of the exercise, for example `glute-bridge`.
            person: who does it.
            frames: how many moments, from start to end.

        Returns:
            One answer per moment.

        Raises:
            BodyError: no such exercise.
        """
        person = person or Person()
        chooser = self.chooser(person.sex)
        people = people_of(chooser.skeleton, person)
        out = []
        start = None
        for posture in chooser.perform(movements.read_movement(exercise), frames):
            answer = chooser.sharer.solve(posture.frame, people, start)
            start = answer.multipliers[0]
            out.append(describe(exercise, chooser, posture, answer, person))
        return tuple(out)

    def transmissibility(
        self,
        *,
        person: Person | None = None,
        knee_deg: float = 0.0,
        stance: str = "both",
        frequencies_hz: tuple[float, ...] = shock.FREQUENCIES_HZ,
    ) -> shock.Transmissibility:
        """How much of a small vertical shake of the ground arrives at pelvis and L5 (see `shock.transmit`).

        Raises:
            BodyError: a knee angle, stance or frequency outside its range.
        """
        person = person or Person()
        return shock.transmit(
            self.chooser(person.sex), person, knee_deg=knee_deg, stance=stance, frequencies_hz=frequencies_hz
        )


def share_with_crowd(chooser: Chooser, posture: Posture, person: Person, crowd: People) -> Loads:
    """Solve a crowd, each from the answer of the person in the middle, so that order and chunks do not
    matter."""
    middle = chooser.sharer.solve(posture.frame, people_of(chooser.skeleton, person))
    return chooser.sharer.solve(posture.frame, crowd, middle.multipliers[0])


def people_of(skeleton: Skeleton, person: Person) -> People:
    """One person as the arrays the solver takes."""
    return People(person.strength_of(skeleton)[None], person.traits())


def describe(
    name: str, chooser: Chooser, posture: Posture, answer: Loads, person: Person, task: Task | None = None
) -> Answer:
    """The first person of `answer` in words and units."""
    s = {name: float(values[0]) for name, values in answer.scalars._asdict().items()}
    f = posture.frame
    lumbar = float(f.lumbar_deg[0])
    weight = person.mass_kg * GRAVITY_MS2
    share = 100.0 * lumbar / f.trunk_deg if abs(f.trunk_deg) >= 10.0 and name in ("bend", "lift") else None
    choice = task.kind.choice if task else None
    return Answer(
        task=name,
        hip_force_right_bw=s["hip_right_n"] / weight,
        hip_force_left_bw=s["hip_left_n"] / weight,
        l5s1_compression_n=s["l5s1_compression_n"],
        l5s1_shear_n=s["l5s1_shear_n"],
        l4l5_compression_n=s["l4l5_compression_n"],
        l4l5_shear_n=s["l4l5_shear_n"],
        l4l5_pressure_mpa=s["l4l5_pressure_mpa"],
        lumbar_deg=lumbar,
        lumbar_turn_deg=float(f.lumbar_deg[2]),
        hip_right_deg=float(f.hip_deg[0, 0]),
        hip_left_deg=float(f.hip_deg[1, 0]),
        trunk_deg=f.trunk_deg,
        low_back_share_pct=share,
        low_back_passive_nm=s["low_back_passive_nm"],
        low_back_turn_nm=s["low_back_turn_nm"],
        hip_passive_right_nm=s["hip_passive_right_nm"],
        hip_passive_left_nm=s["hip_passive_left_nm"],
        low_back_muscle_n=s["low_back_muscle_n"],
        effort=s["effort"],
        residual_nm=s["residual_nm"],
        support_residual_n=s["support_residual_n"],
        can_hold=holds(answer),
        chosen={choice.name: posture.chosen} if choice and posture.chosen is not None else {},
        group_force_n=dict(zip(chooser.sharer.group_names, map(float, answer.groups[0]), strict=True)),
        group_activation_pct=group_activation(chooser.skeleton, answer.activation[0]),
        residual_by_joint_nm=_left_over(chooser.skeleton, answer),
    )


def group_activation(skeleton: Skeleton, activation: loads.Array) -> dict[str, float]:
    """Force-weighted activation of each sided group in percent, the number nearest to an EMG amplitude."""
    total: dict[str, float] = {}
    weight: dict[str, float] = {}
    for group, side, a, f in zip(
        skeleton.groups, skeleton.sides, activation, skeleton.max_force_n, strict=True
    ):
        name = f"{group}-{side}"
        total[name] = total.get(name, 0.0) + float(a * f)
        weight[name] = weight.get(name, 0.0) + float(f)
    return {name: 100.0 * total[name] / weight[name] for name in total}


def _left_over(skeleton: Skeleton, answer: Loads) -> dict[str, float]:
    r = answer.residual[0]
    return {
        name: float(v) for name, v in zip(skeleton.row_dofs[6:], r[6:], strict=True) if abs(v) > HOLD_NM / 10
    }


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    return value
