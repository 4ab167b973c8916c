"""From a measured posture and a person to muscle forces and joint loads, fused into one loop over people.

Forces are solved in the reference body and scaled: a person whose weight and muscle force are `mass_ratio`
times the reference holds the same posture with the same activations; only outside loads weigh 1 / mass_ratio
as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from loadshare.body import muscle, passive, sharing
from loadshare.body.frame import CONTACT_UNIT_N, Frame
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.kernel import kernel
from loadshare.body.model import LEVELS, REFERENCE_HEIGHT_M, REFERENCE_MASS_KG, Skeleton

Array = NDArray[np.float64]

ROOT_ERROR = 1e6  # softness where ground force was measured: what the recording leaves over holds nothing up
CONTACT_COST = 1e-2  # per (100 N)^2: only settles how two equal contacts share
# L4/5 disc of the 1.68 m subject of wilke-1999 (18 cm2, memory row W90), scaled to the reference height
DISC_AREA_M2 = 18e-4 * (REFERENCE_HEIGHT_M / 1.68) ** 2
_LOW_BACK_GROUPS = ("longissimus", "iliocostalis", "multifidus", "quadratus-lumborum")
_L4L5 = LEVELS.index("l4l5")
_ROOT_FORCE, _JOINT_MOMENT, _ROOT_MOMENT = 0, 1, 2


class Traits(NamedTuple):
    """What sets p people apart besides the strength of their muscles; every field has shape (p,)."""

    mass_ratio: Array  # to the reference body
    height_ratio: Array
    tone: Array  # lowest activation of trunk muscles when upright, 0 to 1
    slack_shift: Array  # of fibre lengths, share of the optimum
    low_back_stiffness: Array  # factor
    hip_stiffness: Array  # factor
    hip_loss_right_deg: Array
    hip_loss_left_deg: Array
    extension_loss_right_deg: Array
    extension_loss_left_deg: Array
    turn_loss_right_deg: Array
    turn_loss_left_deg: Array
    hamstring_share: Array  # of the loss, 0 to 1
    gluteal_share: Array  # of the bent-knee tissue, 0 to 1
    flexor_share: Array  # of what short tissue in front of the hip holds more, 0 to 1
    disc_factor: Array  # force per pressure and area
    ligament_press: Array  # share of what low-back tissue pulls with that presses on the discs, 0 to 1


class Scalars(NamedTuple):
    """One number per person and outcome; every field has shape (p,)."""

    hip_right_n: Array
    hip_left_n: Array
    l5s1_compression_n: Array
    l5s1_shear_n: Array  # of the upper on the lower vertebra, forwards positive
    l4l5_compression_n: Array
    l4l5_shear_n: Array
    l4l5_pressure_mpa: Array
    low_back_passive_nm: Array
    hip_passive_right_nm: Array
    hip_passive_left_nm: Array
    hip_short_right_nm: Array  # of it, what lost extension adds
    hip_short_left_nm: Array
    low_back_turn_nm: Array  # held by tissue against turning, whichever way
    hip_turn_right_nm: Array  # the same of a hip turned inwards
    hip_turn_left_nm: Array
    residual_nm: Array
    support_residual_n: Array
    effort: Array
    low_back_muscle_n: Array


SCALARS = Scalars._fields


@dataclass(frozen=True, eq=False)
class People:
    """p people: `strength` has shape (p, muscles)."""

    strength: Array
    traits: Traits

    def __len__(self) -> int:
        return int(self.strength.shape[0])

    def first(self, count: int) -> People:
        """The first `count` of them."""
        return self.some(slice(count))

    def some(self, which: slice | NDArray[np.int64]) -> People:
        """Some of them."""
        return People(self.strength[which], Traits(*(values[which] for values in self.traits)))


class Loads(NamedTuple):
    """Answers for p people in one posture."""

    scalars: Scalars
    groups: Array  # (p, groups), N, by the sided muscle groups of `Sharer.group_names`
    activation: Array  # (p, muscles)
    tension_n: Array  # (p, muscles), active and passive
    contact_n: Array  # (p, contact columns), in CONTACT_UNIT_N
    stop_nm: Array  # (p, 2) what the straight stop of each knee holds, in STOP_UNIT_NM
    residual: Array  # (p, rows)
    multipliers: Array  # (p, rows), for a warm start
    steps: NDArray[np.int64]  # (p,)


class Muscles(NamedTuple):
    """What the loop needs to know of the n muscles and the m joint directions of a skeleton."""

    optimal_m: Array  # (n,)
    slack_m: Array  # (n,)
    sin_pennation: Array  # (n,)
    passive_strain: Array  # (n,)
    max_force_n: Array  # (n,)
    is_trunk: NDArray[np.bool_]  # (n,)
    crosses_hip: NDArray[np.bool_]  # (n,)
    is_low_back: NDArray[np.bool_]  # (n,)
    group: NDArray[np.int64]  # (n,), place in `Sharer.group_names`
    row_kind: NDArray[np.int64]  # (m,), force of the root, moment of a joint, moment of the root


class _Own(NamedTuple):
    """What is one person's own; filled anew for each."""

    slack_m: Array  # (n,)
    norm: Array  # (n,) fibre length over optimum
    stretch: Array  # (n,) passive share of maximal force
    capacity_n: Array  # (n,) most a muscle can pull at this length
    resting_n: Array  # (n,) what it pulls without effort
    hip_passive_nm: Array  # (2,)
    hip_short_nm: Array  # (2,)
    hip_turn_nm: Array  # (2,)
    cut_n: Array  # (cuts, 3)


@kernel
def _stretch_muscles(
    muscles: Muscles, frame: Frame, strength: Array, traits: Traits, p: int, own: _Own
) -> None:
    """What each muscle can pull, and what it pulls by being stretched; the hip has a law of its own."""
    shift = traits.slack_shift[p]
    for i in range(own.slack_m.size):
        own.slack_m[i] = muscles.slack_m[i] - shift * muscles.optimal_m[i]
    muscle.fibre_curves(
        frame.length_m,
        muscles.optimal_m,
        own.slack_m,
        muscles.sin_pennation,
        muscles.passive_strain,
        own.capacity_n,
        own.stretch,
        own.norm,
    )
    for i in range(own.slack_m.size):
        force = muscles.max_force_n[i]
        own.capacity_n[i] = max(own.capacity_n[i] * force * strength[p, i], 1e-3)
        own.resting_n[i] = 0.0 if muscles.crosses_hip[i] else own.stretch[i] * force


@kernel
def _pull_in_front(frame: Frame, side: int, short: float, share: float, own: _Own) -> float:
    """Let the flexors pull their share of what lost extension adds; what is left turns the joint (Nm)."""
    total = 0.0
    for i in range(own.resting_n.size):
        tension = frame.carriers[side, 2, i] * short * share
        total += tension
        own.resting_n[i] += tension
    return short if total == 0.0 else short * (1.0 - share)


@kernel
def _hang_in_hip(frame: Frame, traits: Traits, p: int, side: int, demand: Array, own: _Own) -> None:
    """The hip's passive moment: the muscles that make it pull along their paths, the rest turns the joint."""
    stiffness, gluteal_share = traits.hip_stiffness[p], traits.gluteal_share[p]
    loss_deg = traits.hip_loss_right_deg[p] if side == 0 else traits.hip_loss_left_deg[p]
    lost_deg = traits.extension_loss_right_deg[p] if side == 0 else traits.extension_loss_left_deg[p]
    hip_deg, knee_deg = frame.hip_deg[side, 0], frame.hip_deg[side, 1]
    front, hamstrings, bent = passive.hip_parts(hip_deg, knee_deg, loss_deg, traits.hamstring_share[p])
    front, hamstrings, bent = front * stiffness, hamstrings * stiffness, bent * stiffness
    short = passive.hip_short(hip_deg, knee_deg, lost_deg) * stiffness
    own.hip_passive_nm[side] = front + hamstrings + bent + short
    own.hip_short_nm[side] = short
    torque = front + _pull_in_front(frame, side, short, traits.flexor_share[p], own)
    for bundle in range(2):
        pull = -hamstrings if bundle == 0 else -bent * gluteal_share
        total = 0.0
        for i in range(own.resting_n.size):
            tension = frame.carriers[side, bundle, i] * pull
            total += tension
            own.resting_n[i] += tension
        if total == 0.0:
            torque -= pull
    torque += bent * (1.0 - gluteal_share)
    demand[frame.hip_rows[side]] -= torque


@kernel
def _hold_turned_hip(frame: Frame, traits: Traits, p: int, side: int, demand: Array, own: _Own) -> None:
    """What holds against turning a hip inwards turns the joint; which tissue it is nobody measured."""
    lost_deg = traits.turn_loss_right_deg[p] if side == 0 else traits.turn_loss_left_deg[p]
    moment = passive.hip_turn(frame.hip_turn_deg[side], lost_deg) * traits.hip_stiffness[p]
    own.hip_turn_nm[side] = -moment
    demand[frame.hip_turn_rows[side]] -= moment


@kernel
def _abdominal_push_n(frame: Frame, mass: float) -> float:
    """What the pressure of the abdomen pushes chest and pelvis apart with, in the reference body."""
    if not frame.trunk_is_free:
        return 0.0
    row = frame.level_rows[_L4L5]
    forward_nm = -(frame.weight[row] + frame.outside[row] / mass)
    return passive.abdominal_pressure_pa(forward_nm) * passive.PRESSURE_AREA_M2


@kernel
def _pose_problem(
    muscles: Muscles, frame: Frame, traits: Traits, p: int, problem: sharing.Problem, own: _Own
) -> None:
    """Fill the problem of one person. Effort is the plain sum of squared activations."""
    start, row, value = problem.columns
    mass = traits.mass_ratio[p]
    n = own.capacity_n.size
    demand = problem.demand
    for j in range(demand.size):
        alone = frame.weight[j] + frame.outside[j] / mass
        demand[j] = alone + traits.low_back_stiffness[p] * frame.lumbar[j] + frame.hip_side[j]
    for side in range(2):
        _hang_in_hip(frame, traits, p, side, demand, own)
        _hold_turned_hip(frame, traits, p, side, demand, own)
    push = _abdominal_push_n(frame, mass)
    for level in range(frame.level_rows.size):
        demand[frame.level_rows[level]] += push * passive.PRESSURE_ARM_M
    tone = traits.tone[p] * frame.upright
    for i in range(n):
        for k in range(start[i], start[i + 1]):
            demand[row[k]] -= value[k] * own.resting_n[i]
        capacity = own.capacity_n[i]
        problem.cost[i] = 1.0 / (capacity * capacity)
        problem.low[i] = tone * capacity if muscles.is_trunk[i] else 0.0
        problem.high[i] = capacity
    contacts = frame.contact_high.size
    for i in range(n, problem.cost.size):
        problem.cost[i] = CONTACT_COST
        problem.low[i] = 0.0
        k = i - n
        problem.high[i] = frame.contact_high[k] / mass if k < contacts else frame.stop_high[k - contacts]


@kernel
def _keep_forces(
    muscles: Muscles,
    frame: Frame,
    mass: float,
    p: int,
    problem: sharing.Problem,
    solution: sharing.Solution,
    own: _Own,
    out: Loads,
) -> None:
    """Tensions, pushes and group sums of one person, and the force that crosses each cut."""
    n, cut = own.capacity_n.size, own.cut_n
    for c in range(cut.shape[0]):
        for a in range(3):
            cut[c, a] = frame.cut_weight[c, a] + frame.cut_outside[c, a] / mass
    push = _abdominal_push_n(frame, mass)
    for level in range(2):
        for a in range(3):
            cut[2 + level, a] += push * frame.cut_axis[level, 0, a]
    spent, back = 0.0, 0.0
    contacts = frame.contact_high.size
    for i in range(problem.cost.size):
        u = solution.effort[i]
        if i < n:
            spent += 0.5 * problem.cost[i] * u * u
            out.activation[p, i] = u / own.capacity_n[i]
            u += own.resting_n[i]
            out.tension_n[p, i] = u * mass
            out.groups[p, muscles.group[i]] += u * mass
            if muscles.is_low_back[i]:
                back += u * mass
        elif i < n + contacts:
            out.contact_n[p, i - n] = u * mass
        else:
            out.stop_nm[p, i - n - contacts] = u * mass
        if u != 0.0:
            for c in range(cut.shape[0]):
                for a in range(3):
                    cut[c, a] += frame.cut_map[c, a, i] * u
    out.scalars.effort[p] = spent
    out.scalars.low_back_muscle_n[p] = back


@kernel
def _keep_residual(
    muscles: Muscles,
    mass: float,
    height: float,
    p: int,
    problem: sharing.Problem,
    solution: sharing.Solution,
    out: Loads,
) -> None:
    """What neither muscles nor supports hold; turning of the whole body counts with the joints."""
    worst, support, spent = 0.0, 0.0, 0.0
    for j in range(problem.demand.size):
        multiplier = solution.multipliers[j]
        left = problem.softness[j] * multiplier * mass
        out.residual[p, j] = left
        out.multipliers[p, j] = multiplier
        spent += 0.5 * problem.softness[j] * multiplier * multiplier
        if problem.softness[j] == ROOT_ERROR:
            continue
        if muscles.row_kind[j] == _ROOT_FORCE:
            support = max(support, abs(left))
        else:
            worst = max(worst, abs(left) * height)
    out.scalars.residual_nm[p] = worst
    out.scalars.support_residual_n[p] = support
    out.scalars.effort[p] += spent


@kernel
def _keep_joints(frame: Frame, traits: Traits, p: int, own: _Own, scalars: Scalars) -> None:
    """Forces at hips and discs, from what crosses the cuts, and the passive moments."""
    mass, height, cut, axis = traits.mass_ratio[p], traits.height_ratio[p], own.cut_n, frame.cut_axis
    scalars.hip_right_n[p] = mass * np.sqrt(cut[0, 0] ** 2 + cut[0, 1] ** 2 + cut[0, 2] ** 2)
    scalars.hip_left_n[p] = mass * np.sqrt(cut[1, 0] ** 2 + cut[1, 1] ** 2 + cut[1, 2] ** 2)
    for a in range(3):
        scalars.l5s1_compression_n[p] -= cut[2, a] * axis[0, 0, a] * mass
        scalars.l5s1_shear_n[p] += cut[2, a] * axis[0, 1, a] * mass
        scalars.l4l5_compression_n[p] -= cut[3, a] * axis[1, 0, a] * mass
        scalars.l4l5_shear_n[p] += cut[3, a] * axis[1, 1, a] * mass
    pull_n = max(frame.lumbar_passive_nm, 0.0) * traits.low_back_stiffness[p] / passive.LIGAMENT_ARM_M
    scalars.l5s1_compression_n[p] += pull_n * traits.ligament_press[p] * mass
    scalars.l4l5_compression_n[p] += pull_n * traits.ligament_press[p] * mass
    area_m2 = DISC_AREA_M2 * height * height * traits.disc_factor[p]
    scalars.l4l5_pressure_mpa[p] = scalars.l4l5_compression_n[p] / area_m2 * 1e-6
    scalars.low_back_passive_nm[p] = frame.lumbar_passive_nm * traits.low_back_stiffness[p] * mass * height
    scalars.hip_passive_right_nm[p] = own.hip_passive_nm[0] * mass * height
    scalars.hip_passive_left_nm[p] = own.hip_passive_nm[1] * mass * height
    scalars.hip_short_right_nm[p] = own.hip_short_nm[0] * mass * height
    scalars.hip_short_left_nm[p] = own.hip_short_nm[1] * mass * height
    scalars.low_back_turn_nm[p] = frame.lumbar_turn_nm * traits.low_back_stiffness[p] * mass * height
    scalars.hip_turn_right_nm[p] = own.hip_turn_nm[0] * mass * height
    scalars.hip_turn_left_nm[p] = own.hip_turn_nm[1] * mass * height


@kernel
def _everyone(
    muscles: Muscles,
    frame: Frame,
    strength: Array,
    traits: Traits,
    softness: Array,
    out: Loads,
) -> None:
    """Share the load of one posture for every person; fills `out`, from the multipliers in it."""
    n, m, columns = muscles.optimal_m.size, frame.weight.size, frame.columns.start.size - 1
    problem = sharing.Problem(
        frame.columns, np.empty(columns), np.empty(columns), np.empty(columns), np.empty(m), softness
    )
    solution = sharing.Solution(np.empty(columns), np.empty(m))
    scratch = sharing.scratch_of(m, columns)
    own = _Own(
        np.empty(n),
        np.empty(n),
        np.empty(n),
        np.empty(n),
        np.empty(n),
        np.empty(2),
        np.empty(2),
        np.empty(2),
        np.empty((frame.cut_map.shape[0], 3)),
    )
    for p in range(strength.shape[0]):
        mass, height = traits.mass_ratio[p], traits.height_ratio[p]
        _stretch_muscles(muscles, frame, strength, traits, p, own)
        _pose_problem(muscles, frame, traits, p, problem, own)
        solution.multipliers[:] = out.multipliers[p]
        steps = sharing.solve(problem, solution, scratch)
        if steps < 0:  # a start from another posture can be worse than none
            solution.multipliers[:] = 0.0
            steps = sharing.solve(problem, solution, scratch)
        out.steps[p] = steps
        _keep_forces(muscles, frame, mass, p, problem, solution, own, out)
        _keep_residual(muscles, mass, height, p, problem, solution, out)
        _keep_joints(frame, traits, p, own, out.scalars)


class Sharer:
    """Solves postures of one skeleton for many people at once."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        sided = [f"{g}-{s}" for g, s in zip(skeleton.groups, skeleton.sides, strict=True)]
        self.group_names = tuple(dict.fromkeys(sided))
        order = {name: i for i, name in enumerate(self.group_names)}
        joints = len(skeleton.row_dofs) - 6
        self._muscles = Muscles(
            optimal_m=skeleton.optimal_m,
            slack_m=skeleton.slack_m,
            sin_pennation=skeleton.sin_pennation,
            passive_strain=skeleton.passive_strain,
            max_force_n=skeleton.max_force_n,
            is_trunk=skeleton.is_trunk,
            crosses_hip=skeleton.crosses_hip,
            is_low_back=np.array([g in _LOW_BACK_GROUPS for g in skeleton.groups]),
            group=np.array([order[name] for name in sided]),
            row_kind=np.array([_ROOT_FORCE] * 3 + [_ROOT_MOMENT] * 3 + [_JOINT_MOMENT] * joints),
        )
        self._softness = np.full(len(skeleton.row_dofs), sharing.SLACK)

    def solve(self, frame: Frame, people: People, start: Array | None = None) -> Loads:
        """Share the load of one posture for every person.

        Args:
            frame: the measured posture.
            people: p people.
            start: multipliers to start from, shape (rows,) or (p, rows); the answer does not depend on them
            beyond 1e-9.

        Raises:
            ArithmeticError: a problem did not converge.
        """
        p, n, m = len(people), frame.muscles, frame.weight.size
        out = Loads(
            scalars=Scalars(*(np.zeros(p) for _ in SCALARS)),
            groups=np.zeros((p, len(self.group_names))),
            activation=np.zeros((p, n)),
            tension_n=np.zeros((p, n)),
            contact_n=np.zeros((p, frame.contact_high.size)),
            stop_nm=np.zeros((p, frame.stop_high.size)),
            residual=np.zeros((p, m)),
            multipliers=np.zeros((p, m)),
            steps=np.zeros(p, np.int64),
        )
        if start is not None:
            out.multipliers[:] = start
        softness = self._softness
        if frame.root_is_recorded:
            softness = np.where(self._muscles.row_kind == _JOINT_MOMENT, softness, ROOT_ERROR)
        _everyone(self._muscles, frame, people.strength, people.traits, softness, out)
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
    extension_loss_deg: tuple[float, float] = (0.0, 0.0),
    turn_loss_deg: tuple[float, float] = (0.0, 0.0),
    hamstring_share: float = 0.5,
    gluteal_share: float = 0.5,
    flexor_share: float = 0.5,
    disc_factor: float = 0.66,
    ligament_press: float = 0.0,
) -> Traits:
    """The traits of one person."""
    one = (
        mass_kg / REFERENCE_MASS_KG,
        height_m / REFERENCE_HEIGHT_M,
        tone,
        slack_shift,
        low_back_stiffness,
        hip_stiffness,
        *hip_loss_deg,
        *extension_loss_deg,
        *turn_loss_deg,
        hamstring_share,
        gluteal_share,
        flexor_share,
        disc_factor,
        ligament_press,
    )
    return Traits(*(np.array([value]) for value in one))


__all__ = [
    "CONTACT_UNIT_N",
    "SCALARS",
    "Loads",
    "People",
    "Scalars",
    "Sharer",
    "Traits",
    "body_weight_n",
    "traits",
]
