"""Strength from dynamometry: muscle groups scaled to the largest moments people hold in a dynamometer.

A test is made by the muscles named for it; that others could help at the same time is left out, because a
person who pushes about one axis does not turn all of them on. Groups no isometric measurement was read for
keep the published forces.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import mujoco
import numpy as np
from numpy.typing import NDArray

from loadshare.body import muscle

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Held:
    """The largest moment held in one test: Nm per kg of body mass, with the range the source gives."""

    test: str
    dof: str
    sign: float
    hip_deg: float
    knee_deg: float
    sex: str
    nm_per_kg: float
    low: float
    high: float
    height_m: float
    sets: tuple[str, ...]
    helped_by: tuple[str, ...]
    source: str


@cache
def read_tests() -> tuple[Held, ...]:
    """Rows of `strength.csv` in their order: a test that sets a group comes before those it helps in."""
    text = files(__package__).joinpath("strength.csv").read_text(encoding="utf-8")
    return tuple(
        Held(
            r["test"],
            r["dof"],
            float(r["sign"]),
            float(r["hip_deg"]),
            float(r["knee_deg"]),
            r["sex"],
            float(r["nm_per_kg"]),
            float(r["low"]),
            float(r["high"]),
            float(r["height_m"]),
            tuple(r["sets"].split()),
            tuple(r["helped_by"].split()),
            r["source"],
        )
        for r in csv.DictReader(text.splitlines())
    )


def measured(sex: str) -> tuple[Held, ...]:
    """The tests of one sex. Women of a test that was read for men only are as much less strong, for their
    mass, as in extending the knee: by far the largest sample."""
    own = {t.test: t for t in read_tests() if t.sex == sex}
    men = {t.test: t for t in read_tests() if t.sex == "male"}
    women = next(t for t in read_tests() if t.test == "knee-extension" and t.sex == "female")
    share = women.nm_per_kg / men["knee-extension"].nm_per_kg
    return tuple(own.get(name) or _of_women(test, share, women.height_m) for name, test in men.items())


def _of_women(test: Held, share: float, height_m: float) -> Held:
    held = (share * v for v in (test.nm_per_kg, test.low, test.high))
    nm_per_kg, low, high = held
    return Held(
        test.test,
        test.dof,
        test.sign,
        test.hip_deg,
        test.knee_deg,
        "female",
        nm_per_kg,
        low,
        high,
        height_m,
        test.sets,
        test.helped_by,
        test.source,
    )


class Dynamometer:
    """The right leg of one body in a dynamometer."""

    def __init__(
        self,
        mj: mujoco.MjModel,
        *,
        groups: Sequence[str],
        max_force_n: Array,
        curves: tuple[Array, Array, Array, Array],
        height_m: float,
        mass_kg: float,
    ) -> None:
        self._mj, self._groups = mj, np.array(groups)
        self._max_force_n, self._curves = max_force_n, curves
        self._height_m, self._mass_kg = height_m, mass_kg
        self.strength = np.ones(len(groups))

    def scale(self, sex: str) -> Array:
        """Set each group to what was measured; returns the factor of every muscle, shape (muscles,)."""
        for test in measured(sex):
            if test.sets:
                missing = test.nm_per_kg - self.nm_per_kg(test, test.helped_by)
                self.strength[np.isin(self._groups, test.sets)] *= missing / self.nm_per_kg(test, test.sets)
        return self.strength

    def nm_per_kg(self, test: Held, groups: tuple[str, ...]) -> float:
        """What these groups hold together in a test, for a person of the height that was measured."""
        mj, data = self._mj, mujoco.MjData(self._mj)
        for name, deg in (("hip-flexion-r", test.hip_deg), ("knee-flexion-r", test.knee_deg)):
            data.qpos[mj.joint(name).qposadr] = np.radians(deg)
        mujoco.mj_kinematics(mj, data)
        mujoco.mj_comPos(mj, data)
        mujoco.mj_tendon(mj, data)
        n = self._max_force_n.size
        active, passive, norm = np.empty(n), np.empty(n), np.empty(n)
        muscle.fibre_curves(np.array(data.ten_length), *self._curves, active, passive, norm)
        arms = np.zeros((n, mj.nv))
        mujoco.mju_sparse2dense(arms, data.ten_J.ravel(), mj.ten_J_rownnz, mj.ten_J_rowadr, mj.ten_J_colind)
        arm = -test.sign * arms[:, int(mj.joint(f"{test.dof}-r").dofadr[0])]
        pull = active * self._max_force_n * self.strength * np.isin(self._groups, groups)
        moment = float(np.maximum(arm, 0.0) @ pull)
        return moment / self._mass_kg * test.height_m / self._height_m
