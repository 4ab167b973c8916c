"""One posture, measured: moment arms, muscle lengths, gravity, contacts and the lines along which load is
summed.

Everything here belongs to the reference body and to nobody in particular, so it is computed once per
posture and then
shared by every person that takes it. MuJoCo gives positions, path lengths and Jacobians; forces are ours.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

from loadshare.body import muscle, passive
from loadshare.body.model import CUTS, LEVELS, Skeleton
from loadshare.compiler import compiled

Array = NDArray[np.float64]
CONTACT_UNIT_N = 100.0  # one unit of a contact effort
_HAMSTRINGS = ("bflh", "semimem", "semiten")
_GLUTEALS = ("glmax1", "glmax2", "glmax3")


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
class Stance:
    """A posture to be held: joint angles, what touches the world, outside forces, and gravity in g."""

    qpos: Array
    contacts: tuple[Contact, ...]
    pulls: tuple[Pull, ...] = ()
    gravity_g: tuple[float, float, float] = (0.0, -1.0, 0.0)


@dataclass(frozen=True, eq=False)
class Frame:
    """What the solver needs to know about a posture. Shapes: n muscles, k contact columns, m rows, q cuts."""

    indptr: NDArray[np.int64]  # (n + k + 1,)
    index: NDArray[np.int64]
    value: Array  # generalised force per N of tension, per CONTACT_UNIT_N of a contact
    length_m: Array  # (n,)
    fibre: Array  # (n,) fibre length over optimum
    active: Array  # (n,) share of maximal force along the tendon
    stretch: Array  # (n,) passive share of maximal force; zero where the hip law stands for it
    contact_high: Array  # (k,) most a contact column may carry, in contact units
    weight: Array  # (m,) demand of body weight, Nm and N
    outside: Array  # (m,) demand of outside forces
    lumbar: Array  # (m,) demand of the low back's own springs
    hip_side: Array  # (m,) demand of hip adduction and rotation end range
    hip_deg: Array  # (2, 2) hip flexion and knee flexion, right and left
    hip_rows: NDArray[np.int64]  # (2,)
    carriers: Array  # (2, 2, n) tension per Nm of [hamstring, gluteal] passive moment, right and left hip
    cut_map: Array  # (q, 3, n + k) force on the far side of each cut, per N and per contact unit
    cut_weight: Array  # (q, 3) weight of the far side
    cut_outside: Array  # (q, 3)
    cut_axis: Array  # (2, 2, 3) up and forward unit vectors of L5/S1 and L4/5
    lumbar_deg: Array  # (3,) net flexion, side bend, turn
    lumbar_passive_nm: float  # flexion spring moment, positive when it extends
    trunk_deg: float  # forward inclination of the thorax from upright
    upright: float  # share of the trunk's weight that presses along the spine: 1 upright, 0 lying
    com_m: Array  # (3,)
    contact_m: Array = field(default_factory=lambda: np.zeros((0, 3)))

    @property
    def muscles(self) -> int:
        """Number of muscles; the rest of the columns are contacts."""
        return int(self.length_m.size)


@compiled()
def _muscle_columns(
    rownnz: Any, rowadr: Any, colind: Any, jac: Any, rows: Any, indptr: Any, index: Any, value: Any
) -> Any:
    at = 0
    for i in range(rownnz.size):
        for k in range(rowadr[i], rowadr[i] + rownnz[i]):
            row = rows[colind[k]]
            if row >= 0 and abs(jac[k]) > 1e-9:
                index[at] = row
                value[at] = -jac[k]
                at += 1
        indptr[i + 1] = at
    return at


@compiled()
def _contact_columns(
    jacobians: Any,
    edges: Any,
    bodies: Any,
    rows: Any,
    cuts: Any,
    column: Any,
    at: Any,
    indptr: Any,
    index: Any,
    value: Any,
    cut_map: Any,
) -> Any:
    for c in range(bodies.size):
        for e in range(4):
            for dof in range(rows.size):
                push = 0.0
                for a in range(3):
                    push += edges[c, e, a] * jacobians[c, a, dof]
                if rows[dof] >= 0 and abs(push) > 1e-9:
                    index[at] = rows[dof]
                    value[at] = push
                    at += 1
            indptr[column + 1] = at
            for q in range(cuts.shape[0]):
                if cuts[q, bodies[c]]:
                    for a in range(3):
                        cut_map[q, a, column] = edges[c, e, a]
            column += 1
    return at


@compiled()
def _cut_map(
    adr: Any,
    num: Any,
    obj: Any,
    xpos: Any,
    model_adr: Any,
    wrap_type: Any,
    wrap_objid: Any,
    site_body: Any,
    geom_body: Any,
    cuts: Any,
    site_type: Any,
    out: Any,
) -> None:
    """Force on the far side of each cut per newton of tension: unit vectors of the segments that cross it."""
    for i in range(adr.size):
        k = model_adr[i]
        last_body = -1
        for j in range(adr[i], adr[i] + num[i]):
            if obj[j] >= 0:
                body = geom_body[obj[j]]
            else:
                while wrap_type[k] != site_type:
                    k += 1
                body = site_body[wrap_objid[k]]
                k += 1
            if last_body >= 0 and body != last_body:
                dx = xpos[j, 0] - xpos[j - 1, 0]
                dy = xpos[j, 1] - xpos[j - 1, 1]
                dz = xpos[j, 2] - xpos[j - 1, 2]
                d = np.sqrt(dx * dx + dy * dy + dz * dz)
                if d > 1e-12:
                    for c in range(cuts.shape[0]):
                        if cuts[c, body] != cuts[c, last_body]:
                            sign = 1.0 / d if cuts[c, last_body] else -1.0 / d
                            out[c, 0, i] += sign * dx
                            out[c, 1, i] += sign * dy
                            out[c, 2, i] += sign * dz
            last_body = body


@compiled()
def _arms(used: Any, indptr: Any, index: Any, value: Any, row: Any) -> Any:
    """Extending moment per newton about one joint direction of each muscle in `used`."""
    arm = np.zeros(used.size)
    for j in range(used.size):
        for k in range(indptr[used[j]], indptr[used[j] + 1]):
            if index[k] == row:
                arm[j] = -value[k]
    return arm


class Measurer:
    """Measures postures of one skeleton; keeps the MuJoCo working memory. One per thread."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self.mj = copy(skeleton.mj)  # gravity is set per posture, and skeletons are shared between threads
        self.data = mujoco.MjData(self.mj)
        self._jacp = np.zeros((3, skeleton.mj.nv))
        prefix = [name[: name.rindex("-")] for name in skeleton.muscles]
        self._bundle = [
            [
                np.flatnonzero(
                    [p in names and side == wanted for p, side in zip(prefix, skeleton.sides, strict=True)]
                )
                for names in (_HAMSTRINGS, _GLUTEALS)
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
        self._level_bodies = [skeleton.mj.body(b).id for b in ("l5", "l4", "l3")]

    def place(self, qpos: Array, gravity_g: tuple[float, float, float] = (0.0, -1.0, 0.0)) -> mujoco.MjData:
        """Put the body in a posture: positions, Jacobians and the weight of every joint direction."""
        mj, data = self.mj, self.data
        mj.opt.gravity[:] = np.array(gravity_g) * 9.81
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
        mujoco.mj_comVel(mj, data)
        bias = np.zeros(mj.nv)
        mujoco.mj_rne(mj, data, 0, bias)
        m, n = len(s.row_dofs), len(s.muscles)
        kept = s.rows >= 0
        indptr, index, value, cut_map, contact_m = self._columns(stance, n)
        outside, cut_outside = self._outside(stance)
        active, stretch, fibre = np.empty(n), np.empty(n), np.empty(n)
        length = np.array(data.ten_length)
        muscle.fibre_curves(
            length, s.optimal_m, s.slack_m, s.sin_pennation, s.passive_strain, active, stretch, fibre
        )
        stretch[s.crosses_hip] = 0.0
        lumbar, lumbar_deg, lumbar_nm = self._low_back(m)
        hip_side, hip_deg, hip_rows = self._hips(m)
        return Frame(
            indptr=indptr,
            index=index,
            value=value,
            length_m=length,
            fibre=fibre,
            active=active,
            stretch=stretch,
            contact_high=np.repeat([c.limit_n / 4.0 / CONTACT_UNIT_N for c in stance.contacts], 4),
            weight=bias[kept],
            outside=outside[kept],
            lumbar=lumbar,
            hip_side=hip_side,
            hip_deg=hip_deg,
            hip_rows=hip_rows,
            carriers=self._carriers(indptr, index, value, hip_rows, n),
            cut_map=cut_map,
            cut_weight=self._cut_weight(stance),
            cut_outside=cut_outside,
            cut_axis=self._axes(),
            lumbar_deg=lumbar_deg,
            lumbar_passive_nm=lumbar_nm,
            trunk_deg=self._inclination(),
            upright=self._upright(stance),
            com_m=np.array(data.subtree_com[1]),
            contact_m=contact_m,
        )

    def _columns(
        self, stance: Stance, n: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Array, Array, Array]:
        s, mj, data = self.skeleton, self.skeleton.mj, self.data
        k = 4 * len(stance.contacts)
        size = int(mj.ten_J_rownnz.sum()) + k * len(s.row_dofs)
        indptr = np.zeros(n + k + 1, np.int64)
        index, value = np.empty(size, np.int64), np.empty(size)
        at = _muscle_columns(
            mj.ten_J_rownnz,
            mj.ten_J_rowadr,
            mj.ten_J_colind,
            data.ten_J.ravel(),
            s.rows,
            indptr,
            index,
            value,
        )
        cut_map = np.zeros((len(CUTS), 3, n + k))
        _cut_map(
            data.ten_wrapadr,
            data.ten_wrapnum,
            data.wrap_obj.ravel(),
            data.wrap_xpos.reshape(-1, 3),
            mj.tendon_adr,
            mj.wrap_type,
            mj.wrap_objid,
            mj.site_bodyid,
            mj.geom_bodyid,
            s.cuts,
            int(mujoco.mjtWrap.mjWRAP_SITE),
            cut_map,
        )
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
        at = _contact_columns(jacobians, edges, bodies, s.rows, s.cuts, n, at, indptr, index, value, cut_map)
        return indptr, index[:at].copy(), value[:at].copy(), cut_map, places

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

    def _low_back(self, m: int) -> tuple[Array, Array, float]:
        demand, net = np.zeros(m), np.zeros(3)
        mean = 0.0
        for i, (motion, dofs) in enumerate(self._lumbar.items()):
            angle = np.degrees(self.data.qpos[dofs + 1])  # one more entry: the root quaternion
            net[i] = angle.sum()
            moments = passive.lumbar_moments(angle / passive.RHYTHM[motion], i)
            demand[self.skeleton.rows[dofs]] -= moments
            if i == 0:
                mean = -float(np.mean(moments))
        return demand, net, mean

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

    def _carriers(
        self,
        indptr: NDArray[np.int64],
        index: NDArray[np.int64],
        value: Array,
        hip_rows: NDArray[np.int64],
        n: int,
    ) -> Array:
        """Tension per Nm of extending moment when the muscles of a bundle pull in proportion to their
        strength."""
        out = np.zeros((2, 2, n))
        for side in range(2):
            for bundle in range(2):
                used = self._bundle[side][bundle]
                force = self._bundle_force[side][bundle]
                arm = _arms(used, indptr, index, value, hip_rows[side])
                total = float(force @ np.maximum(arm, 0.0))
                if total > 0.02 * self._bundle_sum[side][bundle]:
                    out[side, bundle, used] = np.where(arm > 0.0, force, 0.0) / total
        return out

    def _cut_weight(self, stance: Stance) -> Array:
        return np.asarray(self._far_mass[:, None] * np.array(stance.gravity_g) * 9.81)

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
