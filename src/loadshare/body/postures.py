"""Postures: joint angles in everyday words, and the small search that puts the body on its supports and in
balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

from loadshare.body import anatomy, passive, walking
from loadshare.body.frame import Contact, Measurer, Motion, Pull, Push, Stance
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.marks import Mark, mark_rows, reaching_joints, rests_on_limb
from loadshare.body.model import LEVELS, REFERENCE_MASS_KG, Skeleton

Array = NDArray[np.float64]

BASES: dict[str, tuple[float, float, float]] = {
    # rotation of the whole body (deg) about z, x, y: how the pelvis starts before tilt, list and turn
    "upright": (0.0, 0.0, 0.0),
    "supine": (90.0, 0.0, 0.0),
    "prone": (-90.0, 0.0, 0.0),
    "on-right-side": (0.0, 90.0, 0.0),
    "on-left-side": (0.0, -90.0, 0.0),
}
PAIRED = (
    "hip-flexion",
    "hip-adduction",
    "hip-rotation",
    "knee-flexion",
    "ankle-dorsiflexion",
    "subtalar-inversion",
    "shoulder-flexion",
    "shoulder-abduction",
    "shoulder-rotation",
    "elbow-flexion",
)
NET = ("lumbar-flexion", "lumbar-bend", "lumbar-turn")
PELVIS = ("pelvis-tilt", "pelvis-list", "pelvis-turn")
ANGLES = (*PELVIS, *NET, *(f"{name}-{side}" for name in PAIRED for side in "rl"))
LIMITS_DEG: dict[str, tuple[float, float]] = {
    "pelvis-tilt": (-120, 120),
    "pelvis-list": (-90, 90),
    "pelvis-turn": (-180, 180),
    "lumbar-flexion": (-35, 60),
    "lumbar-bend": (-35, 35),
    "lumbar-turn": (-30, 30),
    "hip-flexion": (-30, 135),
    "hip-adduction": (-60, 45),
    "hip-rotation": (-70, 60),
    "knee-flexion": (-5, 155),
    "ankle-dorsiflexion": (-60, 45),
    "subtalar-inversion": (-30, 30),
    "shoulder-flexion": (-60, 190),
    "shoulder-abduction": (-60, 180),
    "shoulder-rotation": (-100, 100),
    "elbow-flexion": (0, 150),
}
LIGHT_N = 30.0  # per point: half of a resting head, or an arm
_PLACE_M, _BALANCE_M, _TILT_RAD, _FREE_TILT_RAD, _ANGLE_RAD, _STRAY_M = 0.002, 0.004, 0.01, 0.2, 0.25, 10.0
_TRIES = 60


@dataclass(frozen=True)
class Support:
    """A contact point and the surface it rests on; `offset_m` None leaves the surface wherever the body
    puts it."""

    point: str
    normal: tuple[float, float, float] = (0.0, 1.0, 0.0)
    offset_m: float | None = 0.0
    limit_n: float = np.inf


@dataclass(frozen=True)
class Pose:
    """A posture as a person would describe it: angles in degrees by name, supports, and what may give way.

    A name without side sets both sides. `lumbar-*` are net angles, shared out by the lumbar rhythm.
    """

    angles: Mapping[str, float]
    supports: tuple[Support, ...]
    base: str = "upright"
    adjust: tuple[str, ...] = ()
    balance_on: tuple[str, ...] = ()
    balance_weights: tuple[float, ...] = ()
    pulls: tuple[Pull, ...] = ()
    gravity_g: tuple[float, float, float] = (0.0, -1.0, 0.0)
    free_pelvis: bool = False
    marks: tuple[Mark, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    walking: tuple[float, str] | None = None
    """Percent of the measured stride and the leg it begins with; everything else then comes from there."""
    walking_tilt_deg: float = 0.0
    """By how much the pelvis tilts further forward than it did, over the whole stride."""

    def turned(self, **angles: float) -> Pose:
        """The same pose with some angles changed; underscores stand for hyphens."""
        return replace(self, angles={**self.angles, **{k.replace("_", "-"): v for k, v in angles.items()}})


class PoseError(ValueError):
    """A posture that cannot be built: names the value and what is allowed."""


def sided(angles: Mapping[str, float]) -> dict[str, float]:
    """Angles with a side on every paired name; checks names and ranges.

    Raises:
        PoseError: unknown angle, or a value outside its range.
    """
    out: dict[str, float] = {}
    for name, value in angles.items():
        stem = name[:-2] if name.endswith(("-r", "-l")) else name
        if stem not in LIMITS_DEG:
            raise PoseError(f"unknown angle {name!r}; known: {', '.join(sorted(LIMITS_DEG))}")
        low, high = LIMITS_DEG[stem]
        if not low <= value <= high:
            raise PoseError(f"{name} = {value:g} degrees is outside {low:g} to {high:g}")
        if name in PAIRED:
            out.setdefault(f"{name}-r", value)
            out.setdefault(f"{name}-l", value)
        else:
            out[name] = value
    return out


def points(names: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Contact point names with a side on each: a bare name means both sides."""
    return tuple(p for n in names for p in ((n,) if n.endswith(("-r", "-l")) else (f"{n}-r", f"{n}-l")))


class Poser:
    """Turns poses into stances of one skeleton."""

    def __init__(self, measurer: Measurer) -> None:
        self.measurer = measurer
        self.skeleton: Skeleton = measurer.skeleton
        self._jac = np.zeros((3, self.skeleton.mj.nv))
        self._last: dict[str, Array] = {}

    def pose(self, pose: Pose, start: Array | None = None) -> Stance:
        """Put the body on its supports, in balance where asked, as near to the wanted angles as that allows.

        Raises:
            PoseError: unknown names or angles out of range.
        """
        if pose.walking is not None:
            return self._recorded(*pose.walking, pose.walking_tilt_deg)
        for support in pose.supports:
            if support.point not in self.skeleton.contacts:
                raise PoseError(f"unknown contact point {support.point!r}")
        wanted = self.wanted(pose)
        qpos = wanted.copy()
        if start is not None:
            qpos[:3] = start[:3]
            for dof in self._free_hinges(pose):
                qpos[dof + 1] = start[dof + 1]
        else:
            qpos[1] = 0.95 if pose.base == "upright" else 0.3
        self._place(pose, wanted, qpos)
        contacts = tuple(Contact(s.point, s.normal, _grip(s.point), s.limit_n) for s in pose.supports)
        return Stance(qpos, contacts, pose.pulls, pose.gravity_g)

    def _recorded(self, phase_pct: float, side: str, tilt_deg: float) -> Stance:
        """A moment of the measured stride, as it was or with left and right changed over."""
        rows, row = walking.read_walking(), walking.row_at(phase_pct)
        other = "l" if side == "r" else "r"
        flip = np.array([1.0, 1.0, 1.0 if side == "r" else -1.0])
        before, here, after = (
            self._tilted(self._recorded_qpos(i, side), tilt_deg) for i in (row - 1, row, row + 1)
        )
        pushes = []
        for to, of in ((side, "r"), (other, "l")):
            force, point = (
                flip * np.array([rows[f"{what}-{axis}-{of}"][row] for axis in "xyz"])
                for what in ("force", "point")
            )
            if force[1] > 0.0:
                turn = np.array([0.0, flip[2] * rows[f"turn-{of}"][row], 0.0])
                weight_n = REFERENCE_MASS_KG * GRAVITY_MS2
                pushes.append(Push(f"foot-{to}", point, force * weight_n, turn))
        step_s = float(rows["time_s"][row + 1] - rows["time_s"][row - 1]) / 2.0
        return Stance(here, (), motion=Motion(before, after, step_s, tuple(pushes)))

    def _recorded_qpos(self, row: int, side: str) -> Array:
        rows, angles = walking.read_walking(), {}
        for name in walking.ANGLES:
            value = float(rows[name][row])
            if side == "l" and name.endswith(("-r", "-l")):
                name = name[:-1] + ("l" if name.endswith("r") else "r")
            elif side == "l" and name.endswith(("list", "bend", "turn")):
                value = -value
            angles[name] = value
        qpos = self.wanted(Pose(angles, ()))
        qpos[:3] = [rows[f"pelvis-{axis}"][row] for axis in "xyz"]
        qpos[2] *= 1.0 if side == "r" else -1.0
        return qpos

    def _tilted(self, qpos: Array, tilt_deg: float) -> Array:
        """The pelvis turned forward about the line through both hips; legs and chest stay where they are."""
        if not tilt_deg:
            return qpos
        s = self.skeleton
        hips = np.mean([s.mj.body(f"femur-{side}").pos for side in "rl"], axis=0)
        before = _turned(qpos[3:7], hips)
        qpos[3:7] = _times(qpos[3:7], _about(2, -tilt_deg))
        qpos[:3] += before - _turned(qpos[3:7], hips)
        for side in "rl":
            qpos[s.qpos[f"hip-flexion-{side}"]] += np.radians(tilt_deg)
        for level, part in zip(LEVELS, passive.RHYTHM["flexion"], strict=True):
            qpos[s.qpos[f"{level}-flexion"]] -= np.radians(tilt_deg * part)
        return qpos

    def _place(self, pose: Pose, wanted: Array, qpos: Array) -> None:
        """Put the body on what it rests on; then let the limbs that hold something reach for it, alone."""
        reaches = tuple(m for m in pose.marks if m.reaches)
        limbs = reaching_joints(reaches)
        own = tuple(s for s in pose.supports if rests_on_limb(s.point, reaches))
        others = tuple(n for n in both_sides(pose.adjust) if n not in limbs)
        stays = replace(
            pose,
            marks=tuple(m for m in pose.marks if not m.reaches and not rests_on_limb(m.point, reaches)),
            supports=tuple(s for s in pose.supports if s not in own),
            adjust=others,
        )
        alone = replace(pose, marks=reaches, supports=own, balance_on=(), adjust=limbs)
        is_placed = bool(stays.marks) or any(s.offset_m is not None for s in stays.supports)
        for _ in range(2 if reaches and is_placed else 1):  # an arm that moved shifts the balance a little
            if is_placed:
                kept = wanted.copy()
                for name in limbs:
                    kept[self.skeleton.qpos[name]] = qpos[self.skeleton.qpos[name]]
                self._settle(stays, kept, qpos)
            if reaches:
                for name in limbs:  # from the wanted angles: a straight elbow would stay straight
                    qpos[self.skeleton.qpos[name]] = wanted[self.skeleton.qpos[name]]
                self._settle(alone, wanted, qpos, is_rooted=True)
        for mark in reaches:
            for at in (self.skeleton.qpos[n] for n in reaching_joints((mark,))):
                qpos[at] = wanted[at] + mark.share * (qpos[at] - wanted[at])

    def wanted(self, pose: Pose) -> Array:
        """Joint angles of a pose as asked, before the body is put on its supports."""
        s = self.skeleton
        angles = sided(pose.angles)
        qpos = np.zeros(s.mj.nq)
        if pose.base not in BASES:
            raise PoseError(f"unknown base {pose.base!r}; known: {', '.join(BASES)}")
        tilt, roll, turn = BASES[pose.base]
        quat = _about(2, tilt)
        for axis, deg in ((0, roll), (1, turn)):
            quat = _times(quat, _about(axis, deg))
        for axis, name, sign in ((2, "pelvis-tilt", -1.0), (0, "pelvis-list", 1.0), (1, "pelvis-turn", 1.0)):
            quat = _times(quat, _about(axis, sign * angles.get(name, 0.0)))
        qpos[3:7] = quat
        for motion in ("flexion", "bend", "turn"):
            net = angles.get(f"lumbar-{motion}", 0.0)
            for level, part in zip(LEVELS, passive.RHYTHM[motion], strict=True):
                qpos[s.qpos[f"{level}-{motion}"]] = np.radians(net * part)
        for name, value in angles.items():
            if name in s.qpos:
                qpos[s.qpos[name]] = np.radians(value)
        return qpos

    def _free_hinges(self, pose: Pose) -> list[int]:
        names = both_sides(pose.adjust)
        unknown = [n for n in names if n not in self.skeleton.qpos]
        if unknown:
            raise PoseError(f"cannot adjust {', '.join(unknown)}: no such joint")
        return [self.skeleton.qpos[n] - 1 for n in names]

    def _settle(self, pose: Pose, wanted: Array, qpos: Array, *, is_rooted: bool = False) -> None:
        """Damped least squares on contact heights, balance and closeness to the wanted pose; `qpos` is
        moved."""
        hinges = self._free_hinges(pose)
        free = np.array(hinges if is_rooted else [0, 1, 2, 3, 4, 5, *hinges])
        limits = np.radians([LIMITS_DEG[self.skeleton.dofs[h].rsplit("-", 1)[0]] for h in hinges]).reshape(
            -1, 2
        )
        anchor = qpos[:3].copy()
        jac, miss = self._misses(pose, wanted, qpos, free, anchor)
        damping = 1e-3
        move = np.zeros(self.skeleton.mj.nv)
        for _ in range(_TRIES):
            normal = jac.T @ jac
            normal[np.diag_indices_from(normal)] *= 1.0 + damping
            step = -np.linalg.solve(normal, jac.T @ miss)
            step *= min(1.0, 0.5 / max(float(np.abs(step).max()), 1e-12))
            move[free] = step
            trial = qpos.copy()
            mujoco.mj_integratePos(self.skeleton.mj, trial, move, 1.0)
            if hinges:
                at = np.array(hinges) + 1
                trial[at] = np.clip(trial[at], limits[:, 0], limits[:, 1])
            new_jac, new_miss = self._misses(pose, wanted, trial, free, anchor)
            if new_miss @ new_miss <= miss @ miss:
                gain = miss @ miss - new_miss @ new_miss
                qpos[:], jac, miss = trial, new_jac, new_miss
                damping = max(damping * 0.3, 1e-6)
                if np.abs(step).max() < 1e-7 or gain < 1e-10:
                    break
            else:
                damping *= 8.0
                if damping > 1e8:
                    break

    def _misses(
        self, pose: Pose, wanted: Array, qpos: Array, free: NDArray[np.int64], anchor: Array
    ) -> tuple[Array, Array]:
        """How far a posture is from what is asked of it, in units of tolerance, and how that changes."""
        mj, data = self.skeleton.mj, self.measurer.data
        self.measurer.place(qpos, pose.gravity_g)
        tilt = _FREE_TILT_RAD if pose.free_pelvis else _TILT_RAD
        rows: list[Array] = []
        misses: list[float] = []
        for support in pose.supports:
            if support.offset_m is None:
                continue
            site = self.skeleton.contacts[support.point]
            normal = np.array(support.normal)
            rows.append(normal @ self._site_jac(site) / _PLACE_M)
            misses.append(float(normal @ data.site_xpos[site] - support.offset_m) / _PLACE_M)
        for mark in pose.marks:
            mark_jac, mark_miss = mark_rows(self.skeleton, data, mark)
            rows.extend(mark_jac)
            misses.extend(mark_miss)
        if pose.balance_on:
            base = [self.skeleton.contacts[p] for p in points(pose.balance_on)]
            weights = np.array(pose.balance_weights or [1.0] * len(base))
            self._add_balance(pose, base, weights / weights.sum(), rows, misses)
        change = np.zeros(mj.nv)
        mujoco.mj_differentiatePos(mj, change, 1.0, wanted, qpos)
        change[:3] = qpos[:3] - anchor
        scale = np.full(mj.nv, _ANGLE_RAD)
        scale[:3], scale[3:6] = _STRAY_M, tilt
        stray, scale = change[free], scale[free]
        keep = np.zeros((free.size, mj.nv))
        keep[np.arange(free.size), free] = 1.0 / scale
        jac = np.vstack([*rows, keep])[:, free]
        return jac, np.concatenate([misses, stray / scale])

    def _site_jac(self, site: int) -> Array:
        mj, data = self.skeleton.mj, self.measurer.data
        mujoco.mj_jac(mj, data, self._jac, None, data.site_xpos[site], int(mj.site_bodyid[site]))
        return self._jac.copy()

    def _add_balance(
        self, pose: Pose, base: list[int], weights: Array, rows: list[Array], misses: list[float]
    ) -> None:
        """The line of gravity through body and load must meet the middle of the support, or a line of two
        points."""
        mj, data = self.skeleton.mj, self.measurer.data
        mujoco.mj_jacSubtreeCom(mj, data, self._jac, 1)
        com_jac = self._jac.copy()
        middle = weights @ data.site_xpos[base]
        middle_jac = np.tensordot(weights, [self._site_jac(s) for s in base], axes=1)
        if len(base) == 2:
            along = data.site_xpos[base[1]] - data.site_xpos[base[0]]
            across = np.array([-along[2], along[0]]) / max(float(np.hypot(along[0], along[2])), 1e-9)
            directions = [across]
        else:
            directions = [np.array([1.0, 0.0]), np.array([0.0, 1.0])]
        weight_g = np.array(pose.gravity_g)
        flat, flat_jac = _tips(weight_g, data.subtree_com[1] - middle, com_jac - middle_jac)
        for pull in pose.pulls:  # a band between two points of the body tips nobody
            if not pull.towards:
                site = self.skeleton.contacts[pull.point]
                share = np.array(pull.force_n) / (REFERENCE_MASS_KG * GRAVITY_MS2)
                by, by_jac = _tips(share, data.site_xpos[site] - middle, self._site_jac(site) - middle_jac)
                flat, flat_jac = flat + by, flat_jac + by_jac
        flat, flat_jac = flat / weight_g[1], flat_jac / weight_g[1]
        for direction in directions:
            rows.append(direction @ flat_jac / _BALANCE_M)
            misses.append(float(direction @ flat) / _BALANCE_M)


def _tips(force: Array, arm: Array, arm_jac: Array) -> tuple[Array, Array]:
    """How a force at the end of an arm tips the body forwards and sideways, and how that changes with it."""
    x, y, z = force
    return (
        np.array([y * arm[0] - x * arm[1], y * arm[2] - z * arm[1]]),
        np.array([y * arm_jac[0] - x * arm_jac[1], y * arm_jac[2] - z * arm_jac[1]]),
    )


def both_sides(names: tuple[str, ...]) -> tuple[str, ...]:
    """Joint names with a side on each: a bare name means both."""
    out = [n for a in names for n in ((a,) if a.endswith(("-r", "-l")) else (f"{a}-r", f"{a}-l"))]
    return tuple(dict.fromkeys(out))


def _grip(point: str) -> float:
    return anatomy.read_contacts()[point[:-2]].friction


def _about(axis: int, deg: float) -> Array:
    half = np.radians(deg) / 2.0
    quat = np.array([np.cos(half), 0.0, 0.0, 0.0])
    quat[1 + axis] = np.sin(half)
    return quat


def _turned(quat: Array, vector: Array) -> Array:
    out = np.zeros(3)
    mujoco.mju_rotVecQuat(out, vector, quat)
    return out


def _times(a: Array, b: Array) -> Array:
    out = np.zeros(4)
    mujoco.mju_mulQuat(out, a, b)
    return out
