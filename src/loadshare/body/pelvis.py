"""Pelvic control in walking: how far the pelvis drops and the chest leans over one leg, chosen together.

The measured stride over the single support of one leg, with the pelvis dropped further on the other side and
the chest leant further over the standing leg, by the same angles over all of it. Kept: the ground force and
where it acts, the standing foot, that knee, the middle of the body over the floor, how the swinging leg is
turned, how the arms are held. So hips and standing leg move sideways under the body, as they must when the
chest leans and the feet stay: force and balance still fit each other. Not kept: the height of the body and of
the swinging foot, by 3 mm a degree of drop at most.

Rule `habit`, as in standing on one leg: the measured stride for as long as it can be held, then the smallest
change that can. What least effort and strain would have instead is asked beside it, by the rule of decision
785: a steady pull makes the measured stride the best one for the same person with usual strength.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import mujoco
import numpy as np

from loadshare.body import passive, population
from loadshare.body.choosing import HOLD_NM, Chooser, posture_costs
from loadshare.body.engine import people_of
from loadshare.body.frame import Frame, Measurer, Stance
from loadshare.body.loads import Array, Loads, People
from loadshare.body.model import LEVELS, REFERENCE_MASS_KG
from loadshare.body.person import Person
from loadshare.body.tasks import Task

MOMENTS_PCT = tuple(float(percent) for percent in range(18, 48, 2))
"""Of the stride that begins with the standing leg's heel; the other foot is off the floor at all of them."""
CHOSEN_BY = 3
"""Every third of them sets what a way costs: all of them choose the same to 0.2 degrees."""
STEP_DEG = 2.0
FURTHEST_DEG = 14.0
ABDUCTORS = "hip-abductors"
"""What the superior gluteal nerve serves, so what a block of it takes from (`Kendall 2013`, `Pohl 2015`)."""
EARLY = 8
"""Moments up to the middle, for which hip force is told: later the model presses the hip too hard anyway
(decision 565)."""
_STEPS = 12
_CLOSE = 1e-9


@dataclass(frozen=True)
class Carried:
    """What carrying the pelvis in one way asks over one leg: the largest over single support.

    Degrees are beyond the measured stride: drop of the side that swings, lean over the leg that stands. The
    standing hip's force is the largest up to the middle.
    """

    drop_deg: float
    lean_deg: float
    hip_bw: float
    l5s1_n: float
    side_bend_nm: float  # that weight and inertia ask of L5/S1
    residual_nm: float

    @property
    def can_hold(self) -> bool:
        """Whether nothing worth naming is left over at any moment."""
        return self.residual_nm < HOLD_NM


@dataclass(frozen=True)
class CarriedSpread:
    """The 5 and 95 in 100 of a crowd that carries the pelvis in one way, and how many of them can."""

    hip_bw: tuple[float, float]
    l5s1_n: tuple[float, float]
    can_hold_pct: float


def shifted(measurer: Measurer, stance: Stance, side: str, drop_deg: float, lean_deg: float) -> Stance:
    """A moment of the measured stride on one leg (`r`, `l`), the pelvis dropped and the chest leant."""
    motion = stance.motion
    assert motion is not None
    if not drop_deg and not lean_deg:
        return stance
    before, here, after = (
        _settled(measurer, qpos, side, drop_deg, lean_deg)
        for qpos in (motion.before, stance.qpos, motion.after)
    )
    return replace(stance, qpos=here, motion=replace(motion, before=before, after=after))


def _settled(measurer: Measurer, recorded: Array, side: str, drop_deg: float, lean_deg: float) -> Array:
    s, mj = measurer.skeleton, measurer.mj
    sign, other = (1.0, "l") if side == "r" else (-1.0, "r")
    foot, thigh = (mj.body(name).id for name in (f"foot-{side}", f"femur-{other}"))
    data = measurer.place(recorded)
    middle, place = data.subtree_com[1].copy(), data.xpos[foot].copy()
    kept = {body: data.xquat[body].copy() for body in (foot, thigh)}
    hips = ("hip-flexion", "hip-adduction", "hip-rotation")
    standing = (*hips, "ankle-dorsiflexion", "subtalar-inversion")
    free = [0, 1, 2, *(s.dofs.index(f"{n}-{side}") for n in standing)]
    free += [s.dofs.index(f"{n}-{other}") for n in hips]
    qpos = recorded.copy()
    roll = np.array([np.cos(half := -0.5 * sign * np.radians(drop_deg)), np.sin(half), 0.0, 0.0])
    mujoco.mju_mulQuat(qpos[3:7], roll, recorded[3:7])
    for level, part in zip(LEVELS, passive.RHYTHM["bend"], strict=True):
        qpos[s.qpos[f"{level}-bend"]] += sign * part * np.radians(drop_deg + lean_deg)
    move, place_jac, turn_jac = np.zeros(mj.nv), np.zeros((3, mj.nv)), np.zeros((3, mj.nv))
    for _ in range(_STEPS):
        data = measurer.place(qpos)
        mujoco.mj_jacSubtreeCom(mj, data, place_jac, 1)
        rows, misses = [place_jac[[0, 2]].copy()], [(data.subtree_com[1] - middle)[[0, 2]]]
        for body, quat in kept.items():
            mujoco.mj_jacBody(mj, data, place_jac, turn_jac, body)
            if body == foot:
                rows.append(place_jac.copy())
                misses.append(data.xpos[foot] - place)
            rows.append(turn_jac.copy())
            misses.append(_turn_from(quat, data.xquat[body]))
        miss = np.concatenate(misses)
        if np.abs(miss).max() < _CLOSE:
            break
        move[free] = np.linalg.solve(np.vstack(rows)[:, free], -miss)
        mujoco.mj_integratePos(mj, qpos, move, 1.0)
    return qpos


def _turn_from(quat: Array, now: Array) -> Array:
    """The turn, as a vector in the world (rad), that was made from one direction to another."""
    back, turn, out = np.zeros(4), np.zeros(4), np.zeros(3)
    mujoco.mju_negQuat(back, quat)
    mujoco.mju_mulQuat(turn, now, back)
    mujoco.mju_quat2Vel(out, turn, 1.0)
    return out


class PelvicControl:
    """Walking on one leg at a time, for one skeleton."""

    def __init__(self, chooser: Chooser) -> None:
        self.chooser = chooser
        self._kept: dict[tuple[str, float, float], tuple[tuple[Stance, Frame], ...]] = {}

    def moments(
        self, side: str, drop_deg: float = 0.0, lean_deg: float = 0.0
    ) -> tuple[tuple[Stance, Frame], ...]:
        """The moments of single support on the `right` or `left` leg, with their measure."""
        key = (side, drop_deg, lean_deg)
        if key not in self._kept:
            measurer = self.chooser.measurer
            tasks = (Task(name="stride", settings={"phase_pct": p}, side=side) for p in MOMENTS_PCT)
            recorded = [self.chooser.poser.pose(task.pose()) for task in tasks]
            stances = [shifted(measurer, stance, side[0], drop_deg, lean_deg) for stance in recorded]
            self._kept[key] = tuple((stance, measurer.measure(stance)) for stance in stances)
        return self._kept[key]

    def carried(self, person: Person, side: str, drop_deg: float = 0.0, lean_deg: float = 0.0) -> Carried:
        """What one way to carry the pelvis asks of somebody."""
        people = people_of(self.chooser.skeleton, person)
        most = _most(self._answers(people, side, drop_deg, lean_deg), people, side)
        s = self.chooser.skeleton
        row = s.rows[s.dofs.index("l5s1-bend")]
        bends = (abs(float(frame.weight[row])) for _, frame in self.moments(side, drop_deg, lean_deg))
        scale = float(people.traits.mass_ratio[0] * people.traits.height_ratio[0])
        return Carried(
            drop_deg=drop_deg,
            lean_deg=lean_deg,
            hip_bw=float(most.hip_bw[0]),
            l5s1_n=float(most.l5s1_n[0]),
            side_bend_nm=scale * max(bends),
            residual_nm=float(most.residual_nm[0]),
        )

    def spread(self, person: Person, side: str, way: Carried, *, people: int, seed: int) -> CarriedSpread:
        """A crowd around somebody who carries the pelvis as they do."""
        skeleton, at = self.chooser.skeleton, (side, way.drop_deg, way.lean_deg)
        crowd = population.draw(skeleton, person, first=0, count=people, seed=seed)
        middle = self._answers(people_of(skeleton, person), *at)
        found = [
            self.chooser.sharer.solve(frame, crowd, one.multipliers[0])
            for one, (_, frame) in zip(middle, self.moments(*at), strict=True)
        ]
        most = _most(found, crowd, side)
        ends = (population.QUANTILES[0], population.QUANTILES[-1])
        return CarriedSpread(
            hip_bw=tuple(np.quantile(most.hip_bw, ends).tolist()),
            l5s1_n=tuple(np.quantile(most.l5s1_n, ends).tolist()),
            can_hold_pct=100.0 * float(np.mean(most.residual_nm < HOLD_NM)),
        )

    def by_habit(self, person: Person, side: str) -> Carried | None:
        """The measured stride, or the smallest change of it that can be held; None where none can."""
        reach = np.arange(-FURTHEST_DEG, FURTHEST_DEG + STEP_DEG, STEP_DEG)
        ways = [(float(drop), float(lean)) for drop, lean in product(reach, reach)]
        people = people_of(self.chooser.skeleton, person)
        for far in sorted({_size(way) for way in ways}):
            held = [way for way in ways if _size(way) == far and self._is_held(person, side, way)]
            if held:
                return self.carried(person, side, *min(held, key=lambda way: self._cost(people, side, *way)))
        return None

    def held_from(self, group: str, side: str = "right") -> float:
        """The lowest strength of a group, in steps of 2 in 100, at which the measured stride is held."""
        held = 1.0
        for percent in range(60, -1, -2):
            if not self.carried(Person(strength={group: percent / 100.0}), side).can_hold:
                break
            held = percent / 100.0
        return held

    def by_effort(self, person: Person, side: str) -> tuple[float, float]:
        """Drop and lean of least effort and strain, downhill from the measured stride."""
        pull = np.array(self._pulls(replace(person, strength={}), side))
        people, known = people_of(self.chooser.skeleton, person), dict[tuple[float, float], float]()

        def cost(at: Array) -> float:
            key = (float(at[0]), float(at[1]))
            if key not in known:
                known[key] = self._cost(people, side, *key) - float(pull @ at)
            return known[key]

        steps = [STEP_DEG * np.array(step) for step in product((-1.0, 0.0, 1.0), repeat=2)]
        here = np.zeros(2)
        while np.abs(here).max() < FURTHEST_DEG:
            best = min((here + step for step in steps), key=cost)
            if cost(best) >= cost(here):
                return _lowest(here, cost)
            here = best
        return float(here[0]), float(here[1])

    def knee_adduction_nm_kg(self, side: str, drop_deg: float = 0.0, lean_deg: float = 0.0) -> float:
        """Largest moment of the ground force about the standing knee, in the plane seen from the front."""
        most = 0.0
        for stance, _ in self.moments(side, drop_deg, lean_deg):
            assert stance.motion is not None
            (push,) = stance.motion.pushes
            data = self.chooser.measurer.place(stance.qpos)
            knee = data.xanchor[self.chooser.skeleton.mj.joint(f"knee-flexion-{side[0]}").id]
            turn = float(np.cross(push.point_m - knee, push.force_n)[0])
            most = max(most, turn if side == "right" else -turn)
        return most / REFERENCE_MASS_KG

    def _is_held(self, person: Person, side: str, way: tuple[float, float]) -> bool:
        try:
            return self.carried(person, side, *way).can_hold
        except ArithmeticError:  # so far from what can be held that it cannot be shared out
            return False

    def _answers(
        self, people: People, side: str, drop_deg: float = 0.0, lean_deg: float = 0.0, *, every: int = 1
    ) -> list[Loads]:
        moments = self.moments(side, drop_deg, lean_deg)[::every]
        return [self.chooser.sharer.solve(frame, people) for _, frame in moments]

    def _cost(self, people: People, side: str, drop_deg: float, lean_deg: float) -> float:
        """Effort and strain of one person, as a mean over the moments."""
        found = self._answers(people, side, drop_deg, lean_deg, every=CHOSEN_BY)
        return float(np.mean([posture_costs(answer.scalars)[0] for answer in found]))

    def _pulls(self, person: Person, side: str) -> tuple[float, float]:
        """By how much the cost rises per degree of drop and of lean in the measured stride."""
        people, by = people_of(self.chooser.skeleton, person), STEP_DEG
        drop = self._cost(people, side, by, 0.0) - self._cost(people, side, -by, 0.0)
        lean = self._cost(people, side, 0.0, by) - self._cost(people, side, 0.0, -by)
        return drop / (2.0 * by), lean / (2.0 * by)


def _size(way: tuple[float, float]) -> float:
    return way[0] ** 2 + way[1] ** 2


class _Most(NamedTuple):
    """The largest over single support, one number a person."""

    hip_bw: Array
    l5s1_n: Array
    residual_nm: Array


def _most(answers: list[Loads], people: People, side: str) -> _Most:
    found = [population.outputs(answer, people) for answer in answers]

    def largest(name: str, moments: int) -> Array:
        return np.asarray(np.max([one[name] for one in found[:moments]], axis=0))

    return _Most(
        largest(f"hip_force_{side}_bw", EARLY),
        largest("l5s1_compression_n", len(found)),
        largest("residual_nm", len(found)),
    )


def _lowest(here: Array, cost: Callable[[Array], float]) -> tuple[float, float]:
    """The lowest point near the best sample, by the parabola through its neighbours (0.1 steps)."""
    one, other = STEP_DEG * np.eye(2)
    rise = np.array([cost(here + by) - cost(here - by) for by in (one, other)]) / (2.0 * STEP_DEG)
    bend = np.array([cost(here + by) + cost(here - by) - 2.0 * cost(here) for by in (one, other)])
    twist = cost(here + one + other) + cost(here - one - other) - cost(here + one - other)
    twist = 0.25 * (twist - cost(here - one + other))
    curve = np.array([[bend[0], twist], [twist, bend[1]]]) / STEP_DEG**2
    if np.linalg.eigvalsh(curve).min() <= 0.0:
        return float(here[0]), float(here[1])
    drop, lean = here - np.clip(np.linalg.solve(curve, rise), -STEP_DEG / 2, STEP_DEG / 2)
    return round(float(drop), 1), round(float(lean), 1)
