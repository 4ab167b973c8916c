"""Shock: how much of a small vertical shake of the ground arrives at the pelvis and at L5, 1 to 30 Hz.

The body is linearised about a standing posture: mass matrix of MuJoCo, stiffness from gravity, passive joint
springs, short-range muscle stiffness at the activations that hold the posture, and heel and ball pads. Source
of short-range stiffness: `cui-2008` (force times 23.4 over fibre length); pads and damping are
assumptions named below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mujoco
import numpy as np

from loadshare.body import loads, passive
from loadshare.body.frame import Frame, Stance
from loadshare.body.loads import Array
from loadshare.body.model import LEVELS, Skeleton
from loadshare.body.person import BodyError, Person, check_number
from loadshare.body.postures import Pose, Support
from loadshare.body.tasks import BOTH_FEET, SOLE

if TYPE_CHECKING:
    from loadshare.body.choosing import Chooser

FREQUENCIES_HZ = tuple(float(f) for f in range(1, 31))
SHORT_RANGE = 23.4
PAD_N_PER_M = 60_000.0  # one contact point of the sole; a heel pad is of the order of 1e5 (assumption)
DAMPING_RATIO = 0.3  # of every joint, wobbling soft tissue included (assumption)
ARM_NM_PER_RAD = 5.0  # hanging arms, held loosely (assumption)
_FLEX = 1e-4


@dataclass(frozen=True, kw_only=True)
class Transmissibility:
    """Ratio of vertical acceleration to that of the ground, by frequency, at pelvis and L5."""

    frequencies_hz: tuple[float, ...]
    pelvis: tuple[float, ...]
    l5: tuple[float, ...]
    knee_deg: float
    stance: str

    def mean(self, low_hz: float, high_hz: float, place: str = "l5") -> float:
        """Mean ratio over a band of frequencies at `pelvis` or `l5`."""
        values = getattr(self, place)
        inside = [v for f, v in zip(self.frequencies_hz, values, strict=True) if low_hz <= f <= high_hz]
        return float(np.mean(inside))

    def as_dict(self) -> Mapping[str, object]:
        """Plain values, ready for JSON."""
        return {
            "frequencies_hz": list(self.frequencies_hz),
            "pelvis": [round(v, 5) for v in self.pelvis],
            "l5": [round(v, 5) for v in self.l5],
            "knee_deg": self.knee_deg,
            "stance": self.stance,
        }


def transmit(
    chooser: Chooser,
    person: Person,
    *,
    knee_deg: float = 0.0,
    stance: str = "both",
    frequencies_hz: tuple[float, ...] = FREQUENCIES_HZ,
) -> Transmissibility:
    """Vertical transmissibility from the ground to pelvis and L5.

    Args:
        chooser: postures and solver of the person's sex.
        person: strength and tightness change the muscle stiffness.
        knee_deg: knee bend of the standing leg or legs, 0 to 60.
        stance: `both` feet or the `right` foot only.
        frequencies_hz: each 0.5 to 60 Hz.

    Returns:
        Ratios (1 = the full shake arrives), one per frequency.

    Raises:
        BodyError: a value outside its range.
    """
    check_number("knee_deg", knee_deg, 0.0, 60.0, " deg")
    for f in frequencies_hz:
        check_number("frequency", f, 0.5, 60.0, " Hz")
    if stance not in ("both", "right"):
        raise BodyError(f"stance {stance!r} is not supported; use both or right")
    skeleton = chooser.skeleton
    posture = chooser.poser.pose(_standing(knee_deg, stance))
    frame = chooser.measurer.measure(posture)
    people = loads.People(person.strength_of(skeleton)[None], person.traits())
    answer = chooser.sharer.solve(frame, people)
    mass = np.zeros((skeleton.mj.nv, skeleton.mj.nv))
    data = chooser.measurer.place(posture.qpos)
    mujoco.mj_crb(skeleton.mj, data)
    mujoco.mj_fullM(skeleton.mj, data, mass)
    stiffness, drive = _stiffness(chooser, posture, frame, answer, person)
    damping = _damping(mass, stiffness)
    pelvis, l5 = _points(chooser, posture)
    ratios: dict[str, list[float]] = {"pelvis": [], "l5": []}
    for f in frequencies_hz:
        w = 2j * np.pi * f
        dynamic = mass * w**2 + damping * w + stiffness
        pad_damping = 2 * DAMPING_RATIO / (2 * np.pi * 10.0)  # pads lose as much as a 10 Hz mode would
        motion = np.linalg.solve(dynamic + pad_damping * w * drive[1], (1 + pad_damping * w) * drive[0])
        ratios["pelvis"].append(float(abs(pelvis @ motion)))
        ratios["l5"].append(float(abs(l5 @ motion)))
    return Transmissibility(
        frequencies_hz=tuple(frequencies_hz),
        pelvis=tuple(ratios["pelvis"]),
        l5=tuple(ratios["l5"]),
        knee_deg=knee_deg,
        stance=stance,
    )


def _standing(knee_deg: float, stance: str) -> Pose:
    sides = "rl" if stance == "both" else "r"
    angles: dict[str, float] = {}
    for side in sides:
        angles |= {
            f"knee-flexion-{side}": knee_deg,
            f"hip-flexion-{side}": 0.5 * knee_deg,
            f"ankle-dorsiflexion-{side}": 0.5 * knee_deg,
        }
    if stance == "right":
        angles |= {"hip-flexion-l": 30.0, "knee-flexion-l": 60.0}
    sole = BOTH_FEET if stance == "both" else tuple(f"{p}-r" for p in SOLE)
    joints = ("hip-flexion", "ankle-dorsiflexion", "hip-adduction", "subtalar-inversion")
    return Pose(
        angles,
        tuple(Support(p) for p in sole),
        adjust=tuple(f"{j}-{s}" for j in (joints if stance == "right" else joints[:2]) for s in sides),
        balance_on=sole,
    )


def _stiffness(
    chooser: Chooser, stance: Stance, frame: Frame, answer: loads.Loads, person: Person
) -> tuple[Array, tuple[Array, Array]]:
    """Stiffness in reference-body units, and what the moving ground adds: (force per metre, pad
    stiffness)."""
    s = chooser.skeleton
    nv = s.mj.nv
    out = np.zeros((nv, nv))
    mass_ratio = float(person.traits().mass_ratio[0])
    tension = answer.tension_n[0] / mass_ratio
    jac = _muscle_jacobian(s, frame)
    fibre = np.maximum(frame.fibre, 0.5) * s.optimal_m
    series = tension * SHORT_RANGE / fibre + _passive_slope(s, frame, tension)
    out += (jac * series[:, None]).T @ jac
    out += _geometric(chooser, stance, tension)
    _add_springs(s, stance, person, out)
    pad = np.zeros((nv, nv))
    drive = np.zeros(nv)
    data = chooser.measurer.place(stance.qpos)
    jacp = np.zeros((3, nv))
    for contact in stance.contacts:
        site = s.contacts[contact.point]
        mujoco.mj_jac(s.mj, data, jacp, None, data.site_xpos[site], int(s.mj.site_bodyid[site]))
        pad += PAD_N_PER_M * jacp.T @ jacp
        drive += PAD_N_PER_M * jacp[1]
    return out + pad, (drive, pad)


def _muscle_jacobian(s: Skeleton, frame: Frame) -> Array:
    jac = np.zeros((frame.muscles, s.mj.nv))
    dof_of_row = np.flatnonzero(s.rows >= 0)
    start, row, value = frame.columns
    for i in range(frame.muscles):
        for k in range(start[i], start[i + 1]):
            jac[i, dof_of_row[row[k]]] = -value[k]
    return jac


def _passive_slope(s: Skeleton, frame: Frame, tension: Array) -> Array:
    """Slope of the passive curve, N per m; carried tension of the hip law is stiff in proportion to its
    pull."""
    rate = 4.0 / (s.passive_strain * s.optimal_m)
    carried = np.where(s.crosses_hip, np.minimum(frame.carriers[:, :2].max(axis=(0, 1)), 1.0) * tension, 0.0)
    return np.asarray(frame.stretch * s.max_force_n * rate + carried * 4.0 / s.optimal_m)


def _geometric(chooser: Chooser, stance: Stance, tension: Array) -> Array:
    """Stiffness of weight and of muscle pull whose lines move: derivative of the static balance."""
    s = chooser.skeleton
    nv = s.mj.nv

    def balance(qpos: Array) -> Array:
        data = chooser.measurer.place(qpos)
        mujoco.mj_tendon(s.mj, data)
        mujoco.mj_comVel(s.mj, data)
        bias = np.zeros(nv)
        mujoco.mj_rne(s.mj, data, 0, bias)
        dense = np.zeros(nv)
        j = data.ten_J.ravel()
        adr, nnz, col = s.mj.ten_J_rowadr, s.mj.ten_J_rownnz, s.mj.ten_J_colind
        for i in range(tension.size):
            span = slice(int(adr[i]), int(adr[i] + nnz[i]))
            dense[col[span]] += j[span] * tension[i]
        return bias + dense

    out = np.zeros((nv, nv))
    for dof in range(nv):
        step = np.zeros(nv)
        step[dof] = _FLEX
        ahead, behind = stance.qpos.copy(), stance.qpos.copy()
        mujoco.mj_integratePos(s.mj, ahead, step, 1.0)
        mujoco.mj_integratePos(s.mj, behind, -step, 1.0)
        out[:, dof] = (balance(ahead) - balance(behind)) / (2 * _FLEX)
    return 0.5 * (out + out.T)


def _add_springs(s: Skeleton, stance: Stance, person: Person, out: Array) -> None:
    def add(dof: str, slope_nm_per_rad: float) -> None:
        i = s.dofs.index(dof)
        out[i, i] += max(slope_nm_per_rad, 0.0)

    for i, motion in enumerate(("flexion", "bend", "turn")):
        for level, share in zip(LEVELS, passive.RHYTHM[motion], strict=True):
            name = f"{level}-{motion}"
            angle = np.degrees(stance.qpos[s.qpos[name]]) / share
            slope = (passive.lumbar_moment(angle - 0.5, i) - passive.lumbar_moment(angle + 0.5, i)) / share
            add(name, float(np.degrees(slope)))
    for side, loss, lost, less in (
        ("r", person.hip_loss_right_deg, person.extension_loss_right_deg, person.turn_loss_right_deg),
        ("l", person.hip_loss_left_deg, person.extension_loss_left_deg, person.turn_loss_left_deg),
    ):
        hip = np.degrees(stance.qpos[s.qpos[f"hip-flexion-{side}"]])
        knee = np.degrees(stance.qpos[s.qpos[f"knee-flexion-{side}"]])
        law = [
            sum(passive.hip_parts(hip + d, knee, loss, person.hamstring_share))
            + passive.hip_short(hip + d, knee, lost)
            for d in (-0.5, 0.5)
        ]
        add(f"hip-flexion-{side}", float(np.degrees(law[0] - law[1])))
        inwards = np.degrees(stance.qpos[s.qpos[f"hip-rotation-{side}"]])
        law = [passive.hip_turn(inwards + d, less) for d in (-0.5, 0.5)]
        add(f"hip-rotation-{side}", float(np.degrees(law[0] - law[1])))
        for joint in ("shoulder-flexion", "shoulder-abduction", "shoulder-rotation", "elbow-flexion"):
            add(f"{joint}-{side}", ARM_NM_PER_RAD)


def _damping(mass: Array, stiffness: Array) -> Array:
    """Every mode loses the same share of its motion per cycle."""
    low = np.linalg.cholesky(mass)
    inverse = np.linalg.inv(low)
    squared, modes = np.linalg.eigh(inverse @ stiffness @ inverse.T)
    rate = 2 * DAMPING_RATIO * np.sqrt(np.maximum(squared, 0.0))
    return np.asarray(low @ (modes * rate) @ modes.T @ low.T)


def _points(chooser: Chooser, stance: Stance) -> tuple[Array, Array]:
    s = chooser.skeleton
    data = chooser.measurer.place(stance.qpos)
    jac = np.zeros((3, s.mj.nv))
    rows = []
    for body in ("pelvis", "l5"):
        number = s.mj.body(body).id
        mujoco.mj_jac(s.mj, data, jac, None, data.xpos[number], number)
        rows.append(jac[1].copy())
    return rows[0], rows[1]
