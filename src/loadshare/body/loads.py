"""From a measured posture and a person to muscle forces and joint loads, fused into one loop over people.

Forces are solved in the reference body and scaled: a person whose weight and muscle force are `mass_ratio`
times the
reference holds the same posture with the same activations, only outside loads weigh 1 / mass_ratio as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loadshare.body import muscle, passive, sharing
from loadshare.body.frame import CONTACT_UNIT_N, Frame
from loadshare.body.model import GRAVITY_MS2, REFERENCE_HEIGHT_M, REFERENCE_MASS_KG, Skeleton
from loadshare.compiler import compiled

Array = NDArray[np.float64]

CONTACT_COST = 1e-2  # per (100 N)^2: only settles how two equal contacts share
TRAITS = (
    "mass_ratio",
    "height_ratio",
    "tone",
    "slack_shift",
    "low_back_stiffness",
    "hip_stiffness",
    "hip_loss_right_deg",
    "hip_loss_left_deg",
    "hamstring_share",
    "gluteal_share",
    "disc_factor",
)
SCALARS = (
    "hip_right_n",
    "hip_left_n",
    "l5s1_compression_n",
    "l5s1_shear_n",
    "l4l5_compression_n",
    "l4l5_shear_n",
    "l4l5_pressure_mpa",
    "low_back_passive_nm",
    "hip_passive_right_nm",
    "hip_passive_left_nm",
    "residual_nm",
    "support_residual_n",
    "effort",
    "low_back_muscle_n",
)
# L4/5 disc of the 1.68 m subject of wilke-1999 (18 cm2, memory row W90), scaled to the reference height
DISC_AREA_M2 = 18e-4 * (REFERENCE_HEIGHT_M / 1.68) ** 2
_LOW_BACK_GROUPS = ("longissimus", "iliocostalis", "multifidus", "quadratus-lumborum")


@dataclass(frozen=True, eq=False)
class People:
    """Arrays for p people: `strength` (p, muscles) and `traits` (p, len(TRAITS))."""

    strength: Array
    traits: Array

    def __len__(self) -> int:
        return int(self.strength.shape[0])


@dataclass(frozen=True, eq=False)
class Loads:
    """Answers for p people in one posture: columns of `scalars` are SCALARS, of `groups` the sided muscle
    groups."""

    scalars: Array  # (p, len(SCALARS))
    groups: Array  # (p, groups), N
    activation: Array  # (p, muscles)
    tension_n: Array  # (p, muscles), active and passive
    contact_n: Array  # (p, contacts, 3)
    residual: Array  # (p, rows)
    multipliers: Array  # (p, rows), for a warm start
    steps: NDArray[np.int64]  # (p,)


@compiled()
def _one_person(
    indptr: Any,
    index: Any,
    value: Any,
    length: Any,
    optimal: Any,
    slack: Any,
    sin_pennation: Any,
    passive_strain: Any,
    force: Any,
    price: Any,
    is_trunk: Any,
    crosses_hip: Any,
    contact_high: Any,
    weight: Any,
    outside: Any,
    lumbar: Any,
    hip_side: Any,
    upright: Any,
    hip_deg: Any,
    hip_rows: Any,
    carriers: Any,
    strength: Any,
    traits: Any,
    softness: Any,
    l: Any,  # noqa: E741
    work: Any,
    cost: Any,
    low: Any,
    high: Any,
    effort: Any,
    capacity: Any,
    resting: Any,
    stretch: Any,
    norm: Any,
    moved: Any,
    demand: Any,
    hip_passive: Any,
) -> Any:
    n = length.size
    mass, tone, shift = traits[0], traits[2] * upright, traits[3]
    back_k, hip_k = traits[4], traits[5]
    ham_share, glut_share = traits[8], traits[9]
    for i in range(n):
        moved[i] = slack[i] - shift * optimal[i]
    muscle.fibre_curves(length, optimal, moved, sin_pennation, passive_strain, capacity, stretch, norm)
    for i in range(n):
        capacity[i] = max(capacity[i] * force[i] * strength[i], 1e-3)
        resting[i] = 0.0 if crosses_hip[i] else stretch[i] * force[i]
    for j in range(demand.size):
        demand[j] = weight[j] + outside[j] / mass + back_k * lumbar[j] + hip_side[j]
    for side in range(2):
        front, ham, bent = passive.hip_parts(hip_deg[side, 0], hip_deg[side, 1], traits[6 + side], ham_share)
        front, ham, bent = front * hip_k, ham * hip_k, bent * hip_k
        hip_passive[side] = front + ham + bent
        torque = front
        for bundle in range(2):
            pull = -ham if bundle == 0 else -bent * glut_share
            total = 0.0
            for i in range(n):
                t = carriers[side, bundle, i] * pull
                total += t
                resting[i] += t
            if total == 0.0:
                torque -= pull
        torque += bent * (1.0 - glut_share)
        demand[hip_rows[side]] -= torque
    for i in range(n):
        for k in range(indptr[i], indptr[i + 1]):
            demand[index[k]] -= value[k] * resting[i]
        cost[i] = price[i] / (capacity[i] * capacity[i])
        low[i] = tone * capacity[i] if is_trunk[i] else 0.0
        high[i] = capacity[i]
    for i in range(n, cost.size):
        cost[i] = CONTACT_COST
        low[i] = 0.0
        high[i] = contact_high[i - n] / mass
    steps = sharing.solve(indptr, index, value, cost, low, high, demand, softness, l, effort, work)
    if steps < 0:  # a start from another posture can be worse than none
        l[:] = 0.0
        steps = sharing.solve(indptr, index, value, cost, low, high, demand, softness, l, effort, work)
    return steps


@compiled()
def _everyone(
    indptr: Any,
    index: Any,
    value: Any,
    length: Any,
    optimal: Any,
    slack: Any,
    sin_pennation: Any,
    passive_strain: Any,
    force: Any,
    price: Any,
    is_trunk: Any,
    crosses_hip: Any,
    contact_high: Any,
    weight: Any,
    outside: Any,
    lumbar: Any,
    lumbar_nm: Any,
    hip_side: Any,
    upright: Any,
    hip_deg: Any,
    hip_rows: Any,
    carriers: Any,
    cut_map: Any,
    cut_weight: Any,
    cut_outside: Any,
    cut_axis: Any,
    group_of: Any,
    is_low_back: Any,
    moment_rows: Any,
    strength: Any,
    traits: Any,
    softness: Any,
    start: Any,
    scalars: Any,
    groups: Any,
    activation: Any,
    tension: Any,
    pushes: Any,
    residual: Any,
    multipliers: Any,
    steps: Any,
) -> None:
    n, m, columns = length.size, weight.size, indptr.size - 1
    work = np.zeros((m, m))
    cost, low, high, effort = np.empty(columns), np.empty(columns), np.empty(columns), np.empty(columns)
    capacity, resting, stretch = np.empty(n), np.empty(n), np.empty(n)
    norm, moved = np.empty(n), np.empty(n)
    demand, hip_passive, l = np.empty(m), np.empty(2), np.empty(m)  # noqa: E741
    cut = np.empty((cut_map.shape[0], 3))
    for p in range(strength.shape[0]):
        mass, height = traits[p, 0], traits[p, 1]
        l[:] = start
        steps[p] = _one_person(
            indptr,
            index,
            value,
            length,
            optimal,
            slack,
            sin_pennation,
            passive_strain,
            force,
            price,
            is_trunk,
            crosses_hip,
            contact_high,
            weight,
            outside,
            lumbar,
            hip_side,
            upright,
            hip_deg,
            hip_rows,
            carriers,
            strength[p],
            traits[p],
            softness,
            l,
            work,
            cost,
            low,
            high,
            effort,
            capacity,
            resting,
            stretch,
            norm,
            moved,
            demand,
            hip_passive,
        )
        spent = 0.0
        back = 0.0
        for c in range(cut.shape[0]):
            for a in range(3):
                cut[c, a] = cut_weight[c, a] + cut_outside[c, a] / mass
        for i in range(columns):
            u = effort[i]
            if i < n:
                spent += 0.5 * cost[i] * u * u
                activation[p, i] = u / capacity[i]
                u += resting[i]
                tension[p, i] = u * mass
                groups[p, group_of[i]] += u * mass
                if is_low_back[i]:
                    back += u * mass
            else:
                pushes[p, i - n] = u * mass
            if u != 0.0:
                for c in range(cut.shape[0]):
                    for a in range(3):
                        cut[c, a] += cut_map[c, a, i] * u
        worst, support = 0.0, 0.0
        for j in range(m):
            residual[p, j] = softness[j] * l[j] * mass
            multipliers[p, j] = l[j]
            spent += 0.5 * softness[j] * l[j] * l[j]
            if moment_rows[j] == 1:
                worst = max(worst, abs(residual[p, j]) * height)
            elif moment_rows[j] == 0:
                support = max(support, abs(residual[p, j]))
            else:  # turning of the whole body that the supports do not stop
                worst = max(worst, abs(residual[p, j]) * height)
        for side in range(2):
            scalars[p, side] = mass * np.sqrt(cut[side, 0] ** 2 + cut[side, 1] ** 2 + cut[side, 2] ** 2)
        for k in range(2):
            up, ahead = 0.0, 0.0
            for a in range(3):
                up -= cut[2 + k, a] * cut_axis[k, 0, a] * mass
                ahead -= cut[2 + k, a] * cut_axis[k, 1, a] * mass
            scalars[p, 2 + 2 * k] = up
            # force of the upper on the lower vertebra, forwards positive
            scalars[p, 3 + 2 * k] = -ahead
        scalars[p, 6] = scalars[p, 4] / (DISC_AREA_M2 * height * height * traits[p, 10]) * 1e-6
        scalars[p, 7] = lumbar_nm * traits[p, 4] * mass * height
        scalars[p, 8] = hip_passive[0] * mass * height
        scalars[p, 9] = hip_passive[1] * mass * height
        scalars[p, 10] = worst
        scalars[p, 11] = support
        scalars[p, 12] = spent
        scalars[p, 13] = back


class Sharer:
    """Solves postures of one skeleton for many people at once."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        sided = [f"{g}-{s}" for g, s in zip(skeleton.groups, skeleton.sides, strict=True)]
        self.group_names = tuple(dict.fromkeys(sided))
        order = {name: i for i, name in enumerate(self.group_names)}
        self._group_of = np.array([order[name] for name in sided])
        self._is_low_back = np.array([g in _LOW_BACK_GROUPS for g in skeleton.groups])
        # 0 force of the root, 2 moment of the root, 1 moment of a joint
        self._kind = np.array([0, 0, 0, 2, 2, 2] + [1] * (len(skeleton.row_dofs) - 6))
        self._softness = np.full(len(skeleton.row_dofs), sharing.SLACK)
        self._price = np.ones(len(skeleton.muscles))  # effort is the plain sum of squared activations

    def solve(self, frame: Frame, people: People, start: Array | None = None) -> Loads:
        """Share the load of one posture for every person.

        Args:
            frame: the measured posture.
            people: p people.
            start: multipliers to start from, shape (rows,); the answer does not depend on them beyond 1e-9.

        Raises:
            ArithmeticError: a problem did not converge.
        """
        s, f, p = self.skeleton, frame, len(people)
        n, columns, m = f.muscles, f.indptr.size - 1, f.weight.size
        out = Loads(
            scalars=np.zeros((p, len(SCALARS))),
            groups=np.zeros((p, len(self.group_names))),
            activation=np.zeros((p, n)),
            tension_n=np.zeros((p, n)),
            contact_n=np.zeros((p, columns - n)),
            residual=np.zeros((p, m)),
            multipliers=np.zeros((p, m)),
            steps=np.zeros(p, np.int64),
        )
        _everyone(
            f.indptr,
            f.index,
            f.value,
            f.length_m,
            s.optimal_m,
            s.slack_m,
            s.sin_pennation,
            s.passive_strain,
            s.max_force_n,
            self._price,
            s.is_trunk,
            s.crosses_hip,
            f.contact_high,
            f.weight,
            f.outside,
            f.lumbar,
            f.lumbar_passive_nm,
            f.hip_side,
            f.upright,
            f.hip_deg,
            f.hip_rows,
            f.carriers,
            f.cut_map,
            f.cut_weight,
            f.cut_outside,
            f.cut_axis,
            self._group_of,
            self._is_low_back,
            self._kind,
            people.strength,
            people.traits,
            self._softness,
            np.zeros(m) if start is None else start,
            out.scalars,
            out.groups,
            out.activation,
            out.tension_n,
            out.contact_n,
            out.residual,
            out.multipliers,
            out.steps,
        )
        if (out.steps < 0).any():
            raise ArithmeticError(
                "load sharing did not converge: check the input for infinite or missing numbers"
            )
        return out


def body_weight_n() -> float:
    """Weight of the reference body in N."""
    return REFERENCE_MASS_KG * GRAVITY_MS2


def traits(
    *,
    mass_kg: float = REFERENCE_MASS_KG,
    height_m: float = REFERENCE_HEIGHT_M,
    tone: float = 0.0,
    slack_shift: float = 0.0,
    low_back_stiffness: float = 1.0,
    hip_stiffness: float = 1.0,
    hip_loss_deg: tuple[float, float] = (0.0, 0.0),
    hamstring_share: float = 0.5,
    gluteal_share: float = 0.5,
    disc_factor: float = 0.66,
) -> Array:
    """One person's traits in the order of TRAITS."""
    return np.array(
        [
            mass_kg / REFERENCE_MASS_KG,
            height_m / REFERENCE_HEIGHT_M,
            tone,
            slack_shift,
            low_back_stiffness,
            hip_stiffness,
            *hip_loss_deg,
            hamstring_share,
            gluteal_share,
            disc_factor,
        ]
    )


__all__ = ["CONTACT_UNIT_N", "SCALARS", "TRAITS", "Loads", "People", "Sharer", "body_weight_n", "traits"]
