"""Postures: joint angles in everyday words, and the small search that puts the body on its supports and in balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

from loadshare.body import passive
from loadshare.body.frame import Contact, Measurer, Pull, Stance
from loadshare.body.model import LEVELS, Skeleton

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
_PLACE_M, _BALANCE_M, _TILT_RAD, _ANGLE_RAD, _STRAY_M = 0.002, 0.004, 0.01, 0.25, 1.0


@dataclass(frozen=True)
class Support:
    """A contact point and the surface it rests on; `offset_m` None leaves the surface wherever the body puts it."""

    point: str
    normal: tuple[float, float, float] = (0.0, 1.0, 0.0)
    offset_m: float | None = 0.0
    friction: float = 0.6
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
    pulls: tuple[Pull, ...] = ()
    gravity_g: tuple[float, float, float] = (0.0, -1.0, 0.0)
    free_pelvis: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

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
        for support in pose.supports:
            if support.point not in self.skeleton.contacts:
                raise PoseError(f"unknown contact point {support.point!r}")
        wanted = self._wanted(pose)
        qpos = wanted.copy()
        if start is not None:
            qpos[:3] = start[:3]
            for dof in self._free_hinges(pose):
                qpos[dof + 1] = start[dof + 1]
        else:
            qpos[1] = 0.95 if pose.base == "upright" else 0.3
        if any(s.offset_m is not None for s in pose.supports):
            self._settle(pose, wanted, qpos)
        contacts = tuple(Contact(s.point, s.normal, s.friction, s.limit_n) for s in pose.supports)
        return Stance(qpos, contacts, pose.pulls, pose.gravity_g)

    def _wanted(self, pose: Pose) -> Array:
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
        names = [n for a in pose.adjust for n in ((a,) if a.endswith(("-r", "-l")) else (f"{a}-r", f"{a}-l"))]
        unknown = [n for n in names if n not in self.skeleton.qpos]
        if unknown:
            raise PoseError(f"cannot adjust {', '.join(unknown)}: no such joint")
        return [self.skeleton.qpos[n] - 1 for n in names]

    def _settle(self, pose: Pose, wanted: Array, qpos: Array) -> None:
        """Gauss-Newton on contact heights, balance and closeness to the wanted pose."""
        mj, data = self.skeleton.mj, self.measurer.data
        hinges = self._free_hinges(pose)
        free = np.array([0, 1, 2, 3, 4, 5, *hinges])
        heights = [s for s in pose.supports if s.offset_m is not None]
        sites = [self.skeleton.contacts[s.point] for s in heights]
        base = [self.skeleton.contacts[p] for p in points(pose.balance_on)]
        tilt = 0.3 if pose.free_pelvis else _TILT_RAD
        for _ in range(30):
            self.measurer.place(qpos, pose.gravity_g)
            rows, misses = [], []
            for support, site in zip(heights, sites, strict=True):
                normal = np.array(support.normal)
                rows.append(normal @ self._site_jac(site) / _PLACE_M)
                misses.append((normal @ data.site_xpos[site] - float(support.offset_m or 0.0)) / _PLACE_M)
            if base:
                self._add_balance(pose, base, rows, misses)
            change = np.zeros(mj.nv)
            mujoco.mj_differentiatePos(mj, change, 1.0, wanted, qpos)
            for dof in free:
                scale = _STRAY_M if dof < 3 else tilt if dof < 6 else _ANGLE_RAD
                row = np.zeros(mj.nv)
                row[dof] = 1.0 / scale
                rows.append(row)
                misses.append(0.0 if dof < 3 else change[dof] / scale)
            jac = np.array(rows)[:, free]
            step = np.linalg.lstsq(jac, -np.array(misses), rcond=None)[0]
            step *= min(1.0, 0.35 / max(float(np.abs(step).max()), 1e-12))
            move = np.zeros(mj.nv)
            move[free] = step
            mujoco.mj_integratePos(mj, qpos, move, 1.0)
            if np.abs(step).max() < 1e-7:
                break

    def _site_jac(self, site: int) -> Array:
        mj, data = self.skeleton.mj, self.measurer.data
        mujoco.mj_jac(mj, data, self._jac, None, data.site_xpos[site], int(mj.site_bodyid[site]))
        return self._jac.copy()

    def _add_balance(self, pose: Pose, base: list[int], rows: list[Array], misses: list[float]) -> None:
        """The line of gravity through the centre of mass must meet the middle of the support."""
        mj, data = self.skeleton.mj, self.measurer.data
        mujoco.mj_jacSubtreeCom(mj, data, self._jac, 1)
        com_jac = self._jac.copy()
        middle = np.mean([data.site_xpos[s] for s in base], axis=0)
        middle_jac = np.mean([self._site_jac(s) for s in base], axis=0)
        away = data.subtree_com[1] - middle
        away_jac = com_jac - middle_jac
        gx, gy, gz = pose.gravity_g
        for axis, lean in ((0, gx / gy), (2, gz / gy)):
            rows.append((away_jac[axis] - lean * away_jac[1]) / _BALANCE_M)
            misses.append((away[axis] - lean * away[1]) / _BALANCE_M)


def _about(axis: int, deg: float) -> Array:
    half = np.radians(deg) / 2.0
    quat = np.array([np.cos(half), 0.0, 0.0, 0.0])
    quat[1 + axis] = np.sin(half)
    return quat


def _times(a: Array, b: Array) -> Array:
    out = np.zeros(4)
    mujoco.mju_mulQuat(out, a, b)
    return out
