"""One posture, measured: moment arms, muscle lengths, gravity, contacts and the lines along which load is
summed.

Everything here belongs to the reference body and to nobody in particular, so it is computed once per posture
and then shared by every person that takes it. MuJoCo gives positions, path lengths and Jacobians; forces are
ours.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from loadshare.body import muscle, passive
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.kernel import kernel
from loadshare.body.model import CUTS, LEVELS, Skeleton
from loadshare.body.sharing import Columns

Array = NDArray[np.float64]
CONTACT_UNIT_N = 100.0  # one unit of a contact effort
STOP_UNIT_NM = 100.0  # one unit of what a knee's straight stop holds
_HAMSTRINGS = ("bflh", "semimem", "semiten")
_GLUTEALS = ("glmax1", "glmax2", "glmax3")
_FLEXORS = ("iliacus", "psoas_l1", "psoas_l2", "psoas_l3", "psoas_l4", "psoas_l5")
BUNDLES = 3


@dataclass(frozen=True)
class Contact:
    """A contact point pressed on a surface: `normal` points from the surface to the body, world frame."""

    point: str
    normal: tuple[float, float, float] = (0.0, 1.0, 0.0)
    friction: float = 0.6
    limit_n: float = np.inf


@dataclass(frozen=True)
class Pull:
    """A known outside force (N, world frame) at a contact point; a band pulls along `towards` instead."""

    point: str
    force_n: tuple[float, float, float] = (0.0, 0.0, 0.0)
    towards: str = ""
    tension_n: float = 0.0


@dataclass(frozen=True)
class Push:
    """Ground force that was measured: N of the reference body, at a place in the world (m) of a bone."""

    body: str
    point_m: Array
    force_n: Array
    moment_nm: Array


@dataclass(frozen=True, eq=False)
class Motion:
    """A moment of a recorded movement: the postures `step_s` before and after it, and the ground force."""

    before: Array  # qpos
    after: Array
    step_s: float
    pushes: tuple[Push, ...]


@dataclass(frozen=True)
class Stance:
    """A posture to be held: joint angles, what touches the world, outside forces, and gravity in g.

    With a `motion` it is a moment of a movement, and the body's inertia counts with its weight.
    """

    qpos: Array
    contacts: tuple[Contact, ...]
    pulls: tuple[Pull, ...] = ()
    gravity_g: tuple[float, float, float] = (0.0, -1.0, 0.0)
    motion: Motion | None = None


class Frame(NamedTuple):
    """What the solver needs to know about a posture. Shapes: n muscles, k contact columns, m rows, q cuts.

    After the columns of muscles and contacts come two more: the straight stop of the right and the left knee.
    """

    columns: Columns  # generalised force per N of tension, per CONTACT_UNIT_N, per STOP_UNIT_NM
    length_m: Array  # (n,)
    fibre: Array  # (n,) fibre length over optimum
    active: Array  # (n,) share of maximal force along the tendon
    stretch: Array  # (n,) passive share of maximal force; zero where the hip law stands for it
    contact_high: Array  # (k,) most a contact column may carry, in contact units
    stop_high: Array  # (2,) most the straight stop of each knee holds, in stop units
    weight: Array  # (m,) demand of body weight, Nm and N; moving: with inertia and the measured ground force
    outside: Array  # (m,) demand of outside forces
    lumbar: Array  # (m,) demand of the low back's own springs
    hip_side: Array  # (m,) demand of hip adduction and rotation end range
    hip_deg: Array  # (2, 2) hip flexion and knee flexion, right and left
    hip_rows: NDArray[np.int64]  # (2,)
    hip_turn_deg: Array  # (2,) inwards, right and left
    hip_turn_rows: NDArray[np.int64]  # (2,)
    carriers: Array  # (2, 3, n) tension per Nm of [hamstring, gluteal, flexor] passive moment, right and left
    cut_map: Array  # (q, 3, n + k + 2) force on the far side of each cut, per N and per contact unit
    cut_weight: Array  # (q, 3) weight of the far side
    cut_outside: Array  # (q, 3)
    cut_axis: Array  # (2, 2, 3) up and forward unit vectors of L5/S1 and L4/5
    lumbar_deg: Array  # (3,) net flexion, side bend, turn
    lumbar_passive_nm: float  # flexion spring moment, positive when it extends
    lumbar_turn_nm: float  # the same of turning, whichever way
    trunk_deg: float  # forward inclination of the thorax from upright
    upright: float  # share of the trunk's weight that presses along the spine: 1 upright, 0 lying or leaning
    level_rows: NDArray[np.int64]  # (levels,) flexion of each low-back level, L5/S1 upwards
    trunk_is_free: bool  # nothing in the world holds the body above L4/5
    root_is_recorded: bool  # the ground force was measured: what is missing at the root is error, no demand
    com_m: Array  # (3,)
    contact_m: Array  # (contacts, 3)

    @property
    def muscles(self) -> int:
        """Number of muscles; contacts and the knees' stops have the rest of the columns."""
        return int(self.length_m.size)


class _Pulls(NamedTuple):
    """MuJoCo's derivatives of path lengths, row by row of the muscles."""

    used: NDArray[np.int32]  # (n,) how many
    first: NDArray[np.int32]  # (n,)
    dof: NDArray[np.int32]
    length_per_rad: Array


class _Touches(NamedTuple):
    """What touches the world, t points."""

    jacobian: Array  # (t, 3, dofs)
    edges: Array  # (t, 4, 3) N
    body: NDArray[np.int64]  # (t,)


class _Paths(NamedTuple):
    """MuJoCo's muscle paths: where they run now, and on which bones."""

    first: NDArray[np.int32]  # (n,)
    points: NDArray[np.int32]  # (n,) how many
    surface: NDArray[np.int32]  # negative where a point is no surface
    place_m: Array  # (points, 3)
    model_first: NDArray[np.int32]  # (n,)
    kind: NDArray[np.int32]
    site: NDArray[np.int32]
    site_body: NDArray[np.int32]
    surface_body: NDArray[np.int32]


@kernel
def _muscle_columns(pulls: _Pulls, rows: NDArray[np.int64], columns: Columns) -> int:
    start, row_of, value = columns
    at = 0
    for i in range(pulls.used.size):
        for k in range(pulls.first[i], pulls.first[i] + pulls.used[i]):
            row = rows[pulls.dof[k]]
            if row >= 0 and abs(pulls.length_per_rad[k]) > 1e-9:
                row_of[at] = row
                value[at] = -pulls.length_per_rad[k]
                at += 1
        start[i + 1] = at
    return at


@kernel
def _contact_columns(
    touches: _Touches,
    rows: NDArray[np.int64],
    cuts: NDArray[np.bool_],
    column: int,
    at: int,
    columns: Columns,
    cut_map: Array,
) -> int:
    start, row_of, value = columns
    for c in range(touches.body.size):
        for e in range(4):
            for dof in range(rows.size):
                push = 0.0
                for a in range(3):
                    push += touches.edges[c, e, a] * touches.jacobian[c, a, dof]
                if rows[dof] >= 0 and abs(push) > 1e-9:
                    row_of[at] = rows[dof]
                    value[at] = push
                    at += 1
            start[column + 1] = at
            for q in range(cuts.shape[0]):
                if cuts[q, touches.body[c]]:
                    for a in range(3):
                        cut_map[q, a, column] = touches.edges[c, e, a]
            column += 1
    return at


@kernel
def _cut_map(paths: _Paths, cuts: NDArray[np.bool_], site_type: int, out: Array) -> None:
    """Force on the far side of each cut per newton of tension: unit vectors of the segments that cross it."""
    place_m = paths.place_m
    for i in range(paths.first.size):
        k = paths.model_first[i]
        last_body = -1
        for j in range(paths.first[i], paths.first[i] + paths.points[i]):
            if paths.surface[j] >= 0:
                body = paths.surface_body[paths.surface[j]]
            else:
                while paths.kind[k] != site_type:
                    k += 1
                body = paths.site_body[paths.site[k]]
                k += 1
            if last_body >= 0 and body != last_body:
                dx = place_m[j, 0] - place_m[j - 1, 0]
                dy = place_m[j, 1] - place_m[j - 1, 1]
                dz = place_m[j, 2] - place_m[j - 1, 2]
                d = np.sqrt(dx * dx + dy * dy + dz * dz)
                if d > 1e-12:
                    for c in range(cuts.shape[0]):
                        if cuts[c, body] != cuts[c, last_body]:
                            sign = 1.0 / d if cuts[c, last_body] else -1.0 / d
                            out[c, 0, i] += sign * dx
                            out[c, 1, i] += sign * dy
                            out[c, 2, i] += sign * dz
            last_body = body


@kernel
def _arms(used: NDArray[np.int64], columns: Columns, row: int) -> Array:
    """Extending moment per newton about one joint direction of each muscle in `used`."""
    start, row_of, value = columns
    arm = np.zeros(used.size)
    for j in range(used.size):
        for k in range(start[used[j]], start[used[j] + 1]):
            if row_of[k] == row:
                arm[j] = -value[k]
    return arm


def inverse_dynamics(mj: mujoco.MjModel, data: mujoco.MjData, qpos: Array, motion: Motion) -> Array:
    """What a moment of a movement asks of every joint direction, inertia and measured ground force included.

    `data` has its bodies placed at `qpos`; its speeds and accelerations are set.
    """
    bias, was, will = (np.zeros(mj.nv) for _ in range(3))
    mujoco.mj_differentiatePos(mj, was, motion.step_s, motion.before, qpos)
    mujoco.mj_differentiatePos(mj, will, motion.step_s, qpos, motion.after)
    data.qvel[:] = 0.5 * (was + will)
    data.qacc[:] = (will - was) / motion.step_s
    mujoco.mj_comVel(mj, data)
    mujoco.mj_rne(mj, data, 1, bias)
    moving, turning = np.zeros((3, mj.nv)), np.zeros((3, mj.nv))
    for push in motion.pushes:
        mujoco.mj_jac(mj, data, moving, turning, push.point_m, mj.body(push.body).id)
        bias -= push.force_n @ moving + push.moment_nm @ turning
    return bias


class Measurer:
    """Measures postures of one skeleton; keeps the MuJoCo working memory. One per thread."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self.mj = copy(skeleton.mj)  # gravity is set per posture, and skeletons are shared between threads
        self.data = mujoco.MjData(self.mj)
        # Made once: memory given back and asked for again among frames that stay is never found again.
        self._beside = mujoco.MjData(self.mj)
        self._jacp = np.zeros((3, skeleton.mj.nv))
        prefix = [name[: name.rindex("-")] for name in skeleton.muscles]
        self._bundle = [
            [
                np.flatnonzero(
                    [p in names and side == wanted for p, side in zip(prefix, skeleton.sides, strict=True)]
                )
                for names in (_HAMSTRINGS, _GLUTEALS, _FLEXORS)
            ]
            for wanted in ("right", "left")
        ]
        self._bundle_force = [[skeleton.max_force_n[used] for used in bundles] for bundles in self._bundle]
        self._bundle_sum = [[force.sum() for force in bundles] for bundles in self._bundle_force]
        self._far_mass = np.array([skeleton.mj.body_mass[far].sum() for far in skeleton.cuts])
        self._lumbar = {
            motion: np.array([skeleton.dofs.index(f"{level}-{motion}") for level in LEVELS])
            for motion in ("flexion", "bend", "turn")
        }
        self._knee_rows = np.array([skeleton.rows[skeleton.dofs.index(f"knee-flexion-{s}")] for s in "rl"])
        self._level_bodies = [skeleton.mj.body(b).id for b in ("l5", "l4", "l3")]

    def place(self, qpos: Array, gravity_g: tuple[float, float, float] = (0.0, -1.0, 0.0)) -> mujoco.MjData:
        """Put the body in a posture: positions, Jacobians and the weight of every joint direction."""
        mj, data = self.mj, self.data
        mj.opt.gravity[:] = np.array(gravity_g) * GRAVITY_MS2
        data.qpos[:] = qpos
        data.qvel[:] = 0.0
        mujoco.mj_kinematics(mj, data)
        mujoco.mj_comPos(mj, data)
        return data

    def measure(self, stance: Stance) -> Frame:
        """Measure one posture (about 0.2 ms)."""
        s, mj = self.skeleton, self.mj
        data = self.place(stance.qpos, stance.gravity_g)
        mujoco.mj_tendon(mj, data)
        bias = self._demand(stance)
        m, n = len(s.row_dofs), len(s.muscles)
        kept = s.rows >= 0
        columns, cut_map, contact_m = self._columns(stance, n)
        outside, cut_outside = self._outside(stance)
        active, stretch, fibre = np.empty(n), np.empty(n), np.empty(n)
        length = np.array(data.ten_length)
        muscle.fibre_curves(
            length, s.optimal_m, s.slack_m, s.sin_pennation, s.passive_strain, active, stretch, fibre
        )
        stretch[s.crosses_hip] = 0.0
        lumbar, lumbar_deg, lumbar_nm, turn_nm = self._low_back(m)
        hip_side, hip_deg, hip_rows = self._hips(m)
        turns = [f"hip-rotation-{side}" for side in "rl"]
        on_trunk, beyond_l4l5 = self._what_holds(stance)
        return Frame(
            columns=columns,
            length_m=length,
            fibre=fibre,
            active=active,
            stretch=stretch,
            contact_high=np.repeat([c.limit_n / 4.0 / CONTACT_UNIT_N for c in stance.contacts], 4),
            stop_high=np.array([passive.knee_stop(knee) for knee in hip_deg[:, 1]]) / STOP_UNIT_NM,
            weight=bias[kept],
            outside=outside[kept],
            lumbar=lumbar,
            hip_side=hip_side,
            hip_deg=hip_deg,
            hip_rows=hip_rows,
            hip_turn_deg=np.degrees([stance.qpos[s.qpos[name]] for name in turns]),
            hip_turn_rows=np.array([s.rows[s.dofs.index(name)] for name in turns]),
            carriers=self._carriers(columns, hip_rows, n),
            cut_map=cut_map,
            cut_weight=self._cut_weight(stance),
            cut_outside=cut_outside,
            cut_axis=self._axes(),
            lumbar_deg=lumbar_deg,
            lumbar_passive_nm=lumbar_nm,
            lumbar_turn_nm=turn_nm,
            trunk_deg=self._inclination(),
            upright=0.0 if on_trunk else self._upright(stance),
            level_rows=s.rows[self._lumbar["flexion"]],
            trunk_is_free=not beyond_l4l5,
            root_is_recorded=stance.motion is not None,
            com_m=np.array(data.subtree_com[1]),
            contact_m=contact_m,
        )

    def _demand(self, stance: Stance) -> Array:
        """What weight, and in a movement inertia and the measured ground force, ask of every joint."""
        if stance.motion is not None:
            return inverse_dynamics(self.mj, self.data, stance.qpos, stance.motion)
        bias = np.zeros(self.mj.nv)
        mujoco.mj_comVel(self.mj, self.data)
        mujoco.mj_rne(self.mj, self.data, 0, bias)
        return bias

    def _columns(self, stance: Stance, n: int) -> tuple[Columns, Array, Array]:
        s, mj, data = self.skeleton, self.skeleton.mj, self.data
        k = 4 * len(stance.contacts)
        stops = self._knee_rows.size
        size = int(mj.ten_J_rownnz.sum()) + k * len(s.row_dofs) + stops
        columns = Columns(np.zeros(n + k + stops + 1, np.int64), np.empty(size, np.int64), np.empty(size))
        pulls = _Pulls(mj.ten_J_rownnz, mj.ten_J_rowadr, mj.ten_J_colind, data.ten_J.ravel())
        at = _muscle_columns(pulls, s.rows, columns)
        cut_map = np.zeros((len(CUTS), 3, n + k + stops))
        paths = _Paths(
            first=data.ten_wrapadr,
            points=data.ten_wrapnum,
            surface=data.wrap_obj.ravel(),
            place_m=data.wrap_xpos.reshape(-1, 3),
            model_first=mj.tendon_adr,
            kind=mj.wrap_type,
            site=mj.wrap_objid,
            site_body=mj.site_bodyid,
            surface_body=mj.geom_bodyid,
        )
        _cut_map(paths, s.cuts, int(mujoco.mjtWrap.mjWRAP_SITE), cut_map)
        count = len(stance.contacts)
        places, edges = np.zeros((count, 3)), np.zeros((count, 4, 3))
        jacobians = np.zeros((count, 3, mj.nv))
        bodies = np.zeros(count, np.int64)
        for c, contact in enumerate(stance.contacts):
            site = s.contacts[contact.point]
            bodies[c] = mj.site_bodyid[site]
            places[c] = data.site_xpos[site]
            edges[c] = contact_edges(contact)
            mujoco.mj_jac(mj, data, jacobians[c], None, places[c], int(bodies[c]))
        edges *= CONTACT_UNIT_N
        touches = _Touches(jacobians, edges, bodies)
        at = _contact_columns(touches, s.rows, s.cuts, n, at, columns, cut_map)
        for i, row in enumerate(self._knee_rows):  # a stop turns thigh and shin apart and pushes neither
            columns.row[at], columns.value[at] = row, STOP_UNIT_NM
            at += 1
            columns.start[n + k + i + 1] = at
        return Columns(columns.start, columns.row[:at].copy(), columns.value[:at].copy()), cut_map, places

    def _outside(self, stance: Stance) -> tuple[Array, Array]:
        s, mj, data = self.skeleton, self.skeleton.mj, self.data
        demand = np.zeros(mj.nv)
        cut = np.zeros((len(CUTS), 3))
        for pull in stance.pulls:
            ends = [(pull.point, np.array(pull.force_n))]
            if pull.towards:
                a = data.site_xpos[s.contacts[pull.point]]
                b = data.site_xpos[s.contacts[pull.towards]]
                along = pull.tension_n * (b - a) / max(float(np.linalg.norm(b - a)), 1e-9)
                ends = [(pull.point, along), (pull.towards, -along)]
            for point, force in ends:
                site = s.contacts[point]
                body = int(mj.site_bodyid[site])
                mujoco.mj_jac(mj, data, self._jacp, None, data.site_xpos[site], body)
                demand -= force @ self._jacp
                cut[s.cuts[:, body]] += force
        return demand, cut

    def _low_back(self, m: int) -> tuple[Array, Array, float, float]:
        demand, net, means = np.zeros(m), np.zeros(3), np.zeros(3)
        for i, (motion, dofs) in enumerate(self._lumbar.items()):
            angle = np.degrees(self.data.qpos[dofs + 1])  # one more entry: the root quaternion
            net[i] = angle.sum()
            moments = passive.lumbar_moments(angle / passive.RHYTHM[motion], i)
            demand[self.skeleton.rows[dofs]] -= moments
            means[i] = -float(np.mean(moments))
        return demand, net, float(means[0]), abs(float(means[2]))

    def _hips(self, m: int) -> tuple[Array, Array, NDArray[np.int64]]:
        s, q = self.skeleton, self.data.qpos
        demand, angles = np.zeros(m), np.zeros((2, 2))
        rows = np.zeros(2, np.int64)
        for i, side in enumerate(("r", "l")):
            angles[i] = np.degrees([q[s.qpos[f"hip-flexion-{side}"]], q[s.qpos[f"knee-flexion-{side}"]]])
            rows[i] = s.rows[s.dofs.index(f"hip-flexion-{side}")]
            for k, motion in enumerate(("adduction", "rotation")):
                name = f"hip-{motion}-{side}"
                demand[s.rows[s.dofs.index(name)]] -= passive.hip_side_moment(q[s.qpos[name]], k)
        return demand, angles, rows

    def _carriers(self, columns: Columns, hip_rows: NDArray[np.int64], n: int) -> Array:
        """Tension per Nm of extending (flexors: flexing) moment when the muscles of a bundle pull in
        proportion to their strength."""
        out = np.zeros((2, BUNDLES, n))
        for side in range(2):
            for bundle in range(BUNDLES):
                used = self._bundle[side][bundle]
                force = self._bundle_force[side][bundle]
                arm = _arms(used, columns, hip_rows[side]) * (1.0 if bundle < 2 else -1.0)
                total = float(force @ np.maximum(arm, 0.0))
                if total > 0.02 * self._bundle_sum[side][bundle]:
                    out[side, bundle, used] = np.where(arm > 0.0, force, 0.0) / total
        return out

    def _cut_weight(self, stance: Stance) -> Array:
        """Weight of what lies beyond each cut; in a movement less what its acceleration takes, with the
        ground's push."""
        weight = np.asarray(self._far_mass[:, None] * np.array(stance.gravity_g) * GRAVITY_MS2)
        if stance.motion is None:
            return weight
        s, mj, motion = self.skeleton, self.mj, stance.motion
        here = self.data.xipos.copy()
        there = np.zeros_like(here)
        for qpos in (motion.before, motion.after):
            self._beside.qpos[:] = qpos
            mujoco.mj_kinematics(mj, self._beside)
            there += self._beside.xipos
        inertia_n = mj.body_mass[:, None] * (there - 2.0 * here) / motion.step_s**2
        for cut, far in enumerate(s.cuts):
            weight[cut] -= inertia_n[far].sum(axis=0)
            for push in motion.pushes:
                if far[mj.body(push.body).id]:
                    weight[cut] += push.force_n
        return weight

    def _axes(self) -> Array:
        l5, l4, l3 = (self.data.xanchor[self._joint_of(b)] for b in self._level_bodies)
        forward_of = [self.data.xmat[b].reshape(3, 3)[:, 0] for b in self._level_bodies[:2]]
        out = np.zeros((2, 2, 3))
        for i, up in enumerate((l4 - l5, 0.5 * ((l4 - l5) + (l3 - l4)))):
            up = up / np.linalg.norm(up)
            ahead = forward_of[i] - (forward_of[i] @ up) * up
            out[i] = up, ahead / np.linalg.norm(ahead)
        return out

    def _joint_of(self, body: int) -> int:
        return int(self.skeleton.mj.body_jntadr[body])

    def _upright(self, stance: Stance) -> float:
        up = self.data.xmat[self.skeleton.mj.body("thorax").id].reshape(3, 3)[:, 1]
        down = np.array(stance.gravity_g)
        return max(0.0, float(-up @ down / np.linalg.norm(down)))

    def _what_holds(self, stance: Stance) -> tuple[bool, bool]:
        """Whether the chest or head leans on something, and whether anything at all holds the body above
        L4/5."""
        s = self.skeleton
        bodies = [int(s.mj.site_bodyid[s.contacts[c.point]]) for c in stance.contacts]
        thorax = s.mj.body("thorax").id
        return thorax in bodies, bool(s.cuts[CUTS.index("l4l5"), bodies].any())

    def _inclination(self) -> float:
        up = self.data.xmat[self.skeleton.mj.body("thorax").id].reshape(3, 3)[:, 1]
        return float(np.degrees(np.arctan2(up[0], up[1])))


@lru_cache(maxsize=4096)
def contact_edges(contact: Contact) -> Array:
    """The four edges of the friction pyramid, shape (4, 3), each with a unit push along the normal."""
    normal = np.array(contact.normal) / np.linalg.norm(contact.normal)
    first = np.cross(normal, [1.0, 0.0, 0.0] if abs(normal[0]) < 0.8 else [0.0, 0.0, 1.0])
    first /= np.linalg.norm(first)
    second = np.cross(normal, first)
    mu = contact.friction
    edges = np.array([normal + mu * t for t in (first, -first, second, -second)])
    edges.flags.writeable = False
    return edges
