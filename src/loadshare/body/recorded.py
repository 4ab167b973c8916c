"""The legs of the adult whose stride was recorded, beside OpenSim's inverse dynamics of the same file.

The stride task moves the reference body, whose shins, thighs and masses are other than this adult's. Here the
same code works out the moments in this adult's own legs, like with like: what is left then is error of ours.
Joints, masses and inertia are of `subject_walk_scaled.osim` (OpenSim Moco's example3DWalking, commit 0435b08,
Apache-2.0; `opensim-walking`), without the kneecap of 70 g. Everything is in the size of the reference body.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import mujoco
import numpy as np

from loadshare.body import walking
from loadshare.body.choosing import Chooser
from loadshare.body.frame import Motion, Push, inverse_dynamics
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.loads import Array
from loadshare.body.model import REFERENCE_MASS_KG, mirror
from loadshare.body.tasks import Task

PEER = Path(__file__).parent / "targets" / "opensim_walking.csv"
SKELETON = Path(__file__).parent / "targets" / "walking_skeleton.csv"
JOINTS = ("hip-flexion", "hip-adduction", "hip-rotation", "knee-flexion", "ankle-dorsiflexion")
MASS_KG, STEP_S = 84.7, 0.01
"""What the plates carried, and the time between two rows before it was brought to the reference body."""
CYCLE = range(10, 125)
"""Rows of one stride, a tenth of a second from both ends of the recording: nearer, a filter has to guess."""
CUT_OFF_HZ = 6.0
"""Of angles and places, as OpenSim had it."""
HINGES = {
    "hip": (("hip-flexion", (0, 0, 1)), ("hip-adduction", (1, 0, 0)), ("hip-rotation", (0, 1, 0))),
    "ankle": (("ankle-dorsiflexion", (0, 0, 1)),),
}
# How shin moves on thigh as the knee bends: coefficients from the highest power of its angle (rad), m or rad
KNEE_SLIDES = (
    ((0.0001590448, -0.0010151499, 0.001817511, 2.64143e-05, 0.0), 1.0486929, False),
    ((-0.0005796878, 0.0050797657, -0.0114423757, 0.0039369087, 0.0), 0.97369875, False),
    ((0.0012080869, -0.0044536112, 0.0006116494, 0.0062654296, 0.0), 1.05227641, True),
)
KNEE_TURNS = (
    ("knee-swing", (0, 0, 1), (0.0108320945, -0.0252183255, -0.0328478104, 0.079100012, -1.47e-08), False),
    ("knee-turn", (0, 1, 0), (0.0251657627, -0.1694800514, 0.3694993487, -4.43e-08), True),
)
_LIGHT = 1e-7  # kg, of a frame that has no mass of its own


@dataclass(frozen=True, kw_only=True)
class JointAgreement:
    """How far the moment about one joint direction is from OpenSim's, in percent of its peak, over all
    moments of a stride, of the leg that is further off; in the recorded adult's own legs and in the reference
    body."""

    joint: str
    moments: int
    seconds: float
    peak_nm: float
    own_rms_pct: float
    own_most_pct: float
    reference_rms_pct: float
    reference_most_pct: float


def agreements(chooser: Chooser) -> tuple[JointAgreement, ...]:
    """Of every joint direction."""
    theirs, own, reference = peer(), own_moments(), reference_moments(chooser)
    out: list[JointAgreement] = []
    for joint in JOINTS:
        legs = [f"{joint}-{side}" for side in "rl"]
        peaks = [float(np.abs(theirs[leg]).max()) for leg in legs]

        def off(found: dict[str, Array], legs: list[str] = legs, peaks: list[float] = peaks) -> list[Array]:
            return [(found[leg] - theirs[leg]) / peak for leg, peak in zip(legs, peaks, strict=True)]

        out.append(
            JointAgreement(
                joint=joint,
                moments=theirs[legs[0]].size,
                seconds=STEP_S * theirs[legs[0]].size,
                peak_nm=max(peaks),
                own_rms_pct=_rms_pct(off(own)),
                own_most_pct=_most_pct(off(own)),
                reference_rms_pct=_rms_pct(off(reference)),
                reference_most_pct=_most_pct(off(reference)),
            )
        )
    return tuple(out)


def peer() -> dict[str, Array]:
    """OpenSim's moments (Nm of the reference body) over one stride."""
    with PEER.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        name: np.array([float(row[name]) for row in rows[CYCLE.start : CYCLE.stop]])
        for name in rows[0]
        if name != "row"
    }


def reference_moments(chooser: Chooser) -> dict[str, Array]:
    """The same as the stride task asks them of the reference body."""
    rows = chooser.skeleton.row_dofs
    phases = [float(phase % 100.0) for phase in walking.read_walking()["phase_pct"][CYCLE.start : CYCLE.stop]]
    postures = [chooser.take(Task(name="stride", settings={"phase_pct": phase}), None) for phase in phases]
    return {
        name: np.array([posture.frame.weight[rows.index(name)] for posture in postures])
        for name in (f"{joint}-{side}" for joint in JOINTS for side in "rl")
    }


def own_moments() -> dict[str, Array]:
    """The same in the recorded adult's own legs."""
    rows = dict(walking.read_walking())
    rows |= {name: _slow(rows[name]) for name in (*walking.ANGLES, "pelvis-x", "pelvis-y", "pelvis-z")}
    step_s = float(np.diff(rows["time_s"]).mean())
    size = (step_s / STEP_S) ** 2  # lengths go with the square of time, so that accelerations stay
    mj = own_legs(size)
    data = mujoco.MjData(mj)
    qpos, knee = _postures(mj, rows, size)
    out: dict[str, list[float]] = {}
    for i in CYCLE:
        data.qpos[:] = qpos[i]
        mujoco.mj_kinematics(mj, data)
        mujoco.mj_comPos(mj, data)
        motion = Motion(qpos[i - 1], qpos[i + 1], step_s, _pushes(rows, i))
        moments = inverse_dynamics(mj, data, qpos[i], motion)
        for side in "rl":
            for joint in JOINTS:
                name = f"{joint}-{side}"
                moment = knee[side][i] @ moments if joint == "knee-flexion" else moments[_dof(mj, name)]
                out.setdefault(name, []).append(float(moment))
    return {name: np.array(values) for name, values in out.items()}


def own_legs(size: float) -> mujoco.MjModel:
    """Pelvis and legs, lengths times `size` and masses as the weight of the reference body has them."""
    spec = mujoco.MjSpec()
    spec.compiler.degree = False
    spec.option.gravity = [0.0, -GRAVITY_MS2, 0.0]
    pelvis = _add(spec.worldbody, "pelvis", np.zeros(3))
    pelvis.add_freejoint(name="root")
    mass = REFERENCE_MASS_KG / MASS_KG
    with SKELETON.open(encoding="utf-8") as file:
        bones = list(csv.DictReader(file))
    for side in "rl":
        for row in bones:
            turn = [float(row[f"turn_{axis}_rad"]) for axis in "xyz"]
            turned = _rotation([turn[0], turn[1], turn[2]] if side == "r" else [-turn[0], -turn[1], turn[2]])
            parent = pelvis if row["parent"] == "pelvis" else spec.body(f"{row['parent']}-{side}")
            at = size * _vector(row, "at", "m", side)
            if row["joint"] == "knee":
                parent = _add(parent, f"knee-{side}", at, turned)
                _add_knee(parent, side)
                at, turned = -turned.T @ _vector(row, "from", "m", side) * size, turned.T
                bone = _add(parent, f"{row['bone']}-{side}", at, turned)
            else:
                bone = _add(parent, f"{row['bone']}-{side}", at)
                for name, axis in HINGES.get(row["joint"], ()):
                    _add_hinge(bone, name, turned @ np.array(axis, float), side, is_turned="ankle" in name)
            bone.mass = mass * float(row["mass_kg"])
            bone.ipos = size * _vector(row, "com", "m", side)
            bone.inertia = [mass * size**2 * float(row[f"i{axis}{axis}_kgm2"]) for axis in "xyz"]
    return spec.compile()


def _add(parent: mujoco.MjsBody, name: str, at: Array, turned: Array | None = None) -> mujoco.MjsBody:
    body = parent.add_body(name=name, pos=at)
    if turned is not None:
        quat = np.zeros(4)
        mujoco.mju_mat2Quat(quat, turned.ravel())
        body.quat = quat
    body.mass, body.inertia, body.explicitinertial = _LIGHT, [_LIGHT] * 3, True
    return body


def _add_hinge(body: mujoco.MjsBody, name: str, axis: Array, side: str, *, is_turned: bool = False) -> None:
    """A rotation is an axial vector; the ankle's axis is turned by its frame, which is mirrored already."""
    if side == "l" and not is_turned:
        axis = axis * [-1.0, -1.0, 1.0]
    body.add_joint(name=f"{name}-{side}", type=mujoco.mjtJoint.mjJNT_HINGE, axis=axis)


def _add_knee(body: mujoco.MjsBody, side: str) -> None:
    """It slides and turns as it bends, all by one angle."""
    for i, axis in enumerate(np.eye(3)):
        body.add_joint(name=f"knee-slide-{i}-{side}", type=mujoco.mjtJoint.mjJNT_SLIDE, axis=axis)
    bends = np.array([1.0 if side == "r" else -1.0, 0.0, 0.0])
    body.add_joint(name=f"knee-flexion-{side}", type=mujoco.mjtJoint.mjJNT_HINGE, axis=bends)
    for name, turns, _, _ in KNEE_TURNS:
        body.add_joint(name=f"{name}-{side}", type=mujoco.mjtJoint.mjJNT_HINGE, axis=turns)


def _postures(mj: mujoco.MjModel, rows: dict[str, Array], size: float) -> tuple[Array, dict[str, Array]]:
    """Every posture, and how all directions of each knee move with its angle."""
    count = rows["time_s"].size
    qpos, knee = np.zeros((count, mj.nq)), {side: np.zeros((count, mj.nv)) for side in "rl"}
    qpos[:, :3] = np.array([rows[f"pelvis-{axis}"] for axis in "xyz"]).T
    for i in range(count):
        quat = np.array([1.0, 0.0, 0.0, 0.0])
        for axis, name, sign in ((2, "pelvis-tilt", -1.0), (0, "pelvis-list", 1.0), (1, "pelvis-turn", 1.0)):
            about = np.zeros(4)
            mujoco.mju_axisAngle2Quat(about, np.eye(3)[axis], sign * np.radians(rows[name][i]))
            mujoco.mju_mulQuat(quat, quat.copy(), about)
        qpos[i, 3:7] = quat
    for side in "rl":
        for joint in JOINTS:
            qpos[:, _at(mj, f"{joint}-{side}")] = np.radians(rows[f"{joint}-{side}"])
        bend = np.radians(rows[f"knee-flexion-{side}"])
        knee[side][:, _dof(mj, f"knee-flexion-{side}")] = 1.0
        other = -1.0 if side == "l" else 1.0
        follows = [
            (f"knee-slide-{i}-{side}", size * scale * np.array(c) * (other if is_mirrored else 1.0))
            for i, (c, scale, is_mirrored) in enumerate(KNEE_SLIDES)
        ]
        follows += [
            (f"{name}-{side}", np.array(c) * (other if is_mirrored else 1.0))
            for name, _, c, is_mirrored in KNEE_TURNS
        ]
        for name, coefficients in follows:
            qpos[:, _at(mj, name)] = np.polyval(coefficients, bend)
            knee[side][:, _dof(mj, name)] = np.polyval(np.polyder(coefficients), bend)
    return qpos, knee


def _pushes(rows: dict[str, Array], row: int) -> tuple[Push, ...]:
    weight_n = REFERENCE_MASS_KG * GRAVITY_MS2
    return tuple(
        Push(
            f"foot-{side}",
            np.array([rows[f"point-{axis}-{side}"][row] for axis in "xyz"]),
            weight_n * np.array([rows[f"force-{axis}-{side}"][row] for axis in "xyz"]),
            np.array([0.0, rows[f"turn-{side}"][row], 0.0]),
        )
        for side in "rl"
        if rows[f"force-y-{side}"][row] > 0.0
    )


def _slow(values: Array) -> Array:
    """Without what is quicker than the cut-off: a Butterworth filter of third order there and back, which
    moves nothing in time. At both ends the values go on turned about the end."""
    count, more = values.size, values.size // 2
    before = 2.0 * values[0] - values[more:0:-1]
    after = 2.0 * values[-1] - values[-2 : -more - 2 : -1]
    longer = np.concatenate([before, values, after])
    line = np.linspace(longer[0], longer[-1], longer.size)
    parts = np.fft.rfft(longer - line)
    parts /= 1.0 + (np.fft.rfftfreq(longer.size, STEP_S) / CUT_OFF_HZ) ** 6
    return np.asarray((np.fft.irfft(parts, longer.size) + line)[more : more + count])


def _vector(row: dict[str, str], name: str, unit: str, side: str) -> Array:
    x, y, z = (float(row[f"{name}_{axis}_{unit}"]) for axis in "xyz")
    return np.array(mirror((x, y, z), side))


def _rotation(angles: list[float]) -> Array:
    """Turned about its own x, then y, then z (rad)."""
    out = np.eye(3)
    for axis, angle in enumerate(angles):
        quat, turn = np.zeros(4), np.zeros(9)
        mujoco.mju_axisAngle2Quat(quat, np.eye(3)[axis], angle)
        mujoco.mju_quat2Mat(turn, quat)
        out = out @ turn.reshape(3, 3)
    return out


def _at(mj: mujoco.MjModel, joint: str) -> int:
    return int(mj.joint(joint).qposadr[0])


def _dof(mj: mujoco.MjModel, joint: str) -> int:
    return int(mj.joint(joint).dofadr[0])


def _rms_pct(parts: list[Array]) -> float:
    """Of the leg that is further off."""
    return 100.0 * max(float(np.sqrt(np.mean(part**2))) for part in parts)


def _most_pct(parts: list[Array]) -> float:
    return 100.0 * max(float(np.abs(part).max()) for part in parts)
