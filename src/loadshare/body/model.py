"""From the anatomy tables to a compiled MuJoCo model and the arrays the rest of the room works on.

The body is built once per sex and detail at a reference size. People of other sizes are the same shape,
scaled: moment arms grow with height, muscle force and weight with mass, so one posture serves everyone (see
docs/decisions/0102).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import mujoco
import numpy as np
from numpy.typing import NDArray

from loadshare.body import anatomy, muscle
from loadshare.body.anatomy import Bone, Detail, PathPoint, Segment, Sex, Vector
from loadshare.body.dynamometer import Dynamometer
from loadshare.body.gravity import GRAVITY_MS2

REFERENCE_HEIGHT_M = 1.75  # sole to crown of the assembled bones
REFERENCE_MASS_KG = 75.34  # the adult the leg muscle forces belong to (rajagopal-lai-uhlrich-2023)
TALUS_SHARE = 0.05  # of the foot; the tables give mass to the whole foot only

LEVELS = ("l5s1", "l4l5", "l3l4", "l2l3", "l1l2", "t12l1")
LEVEL_BODIES = ("l5", "l4", "l3", "l2", "l1", "thorax")
SIDES = ("r", "l")
CUTS = ("hip-r", "hip-l", "l5s1", "l4l5")
_CUT_ROOTS = ("femur-r", "femur-l", "l5", "l4")

# axis in the bone's frame for the right side; positive as named
_AXES: dict[str, tuple[tuple[str, Vector], ...]] = {
    "lumbar": (("flexion", (0, 0, -1)), ("bend", (1, 0, 0)), ("turn", (0, 1, 0))),
    "hip": (("flexion", (0, 0, 1)), ("adduction", (1, 0, 0)), ("rotation", (0, 1, 0))),
    "knee": (("flexion", (0, 0, -1)),),
    "ankle": (("dorsiflexion", (-0.105014, -0.174023, 0.979126)),),
    "subtalar": (("inversion", (0.787180, 0.604747, -0.120949)),),
    "shoulder": (("flexion", (0, 0, 1)), ("abduction", (-1, 0, 0)), ("rotation", (0, 1, 0))),
    "elbow": (("flexion", (0, 0, 1)),),
}
_ARM = ("shoulder", "elbow")


@dataclass(frozen=True, eq=False)
class Skeleton:
    """A compiled body. Arrays over muscles have shape (muscles,), right side first, then its mirror."""

    sex: Sex
    detail: Detail
    mj: mujoco.MjModel
    dofs: tuple[str, ...]
    rows: NDArray[np.int64]  # (dofs,) row of the balance, -1 for the arms, which are ideal motors
    row_dofs: tuple[str, ...]
    qpos: dict[str, int]  # address of each hinge in qpos
    muscles: tuple[str, ...]
    groups: tuple[str, ...]
    sides: tuple[str, ...]
    max_force_n: NDArray[np.float64]
    strength: NDArray[np.float64]  # factor that brings a group to the moments adults of this sex hold
    optimal_m: NDArray[np.float64]
    slack_m: NDArray[np.float64]
    sin_pennation: NDArray[np.float64]
    passive_strain: NDArray[np.float64]
    crosses_hip: NDArray[np.bool_]
    is_trunk: NDArray[np.bool_]
    contacts: dict[str, int]  # site of each contact point
    cuts: NDArray[np.bool_]  # (cuts, bodies) bodies beyond each cut


@cache
def compile_skeleton(sex: Sex = "male", detail: Detail = "shipped") -> Skeleton:
    """Build and compile the body of one sex at the reference size (about 0.1 s, then remembered)."""
    spec = mujoco.MjSpec()
    spec.option.gravity = [0.0, -GRAVITY_MS2, 0.0]
    _add_bones(spec, sex)
    _add_contacts(spec)
    wraps = _add_wraps(spec)
    named = []
    for side in SIDES:
        for m in anatomy.read_muscles(detail):
            _add_path(spec, m, side, wraps)
            named.append((m, side))
    return _describe(spec.compile(), sex, detail, named)


def body_name(bone: str, side: str) -> str:
    """Name of a bone in the model: paired bones carry their side."""
    paired = {b.name: b.is_paired for b in anatomy.read_bones()}
    return f"{bone}-{side}" if paired[bone] else bone


def mirror(point: Vector, side: str) -> list[float]:
    """The same point on the given side (m)."""
    x, y, z = point
    return [x, y, z if side == "r" else -z]


def _add_bones(spec: mujoco.MjSpec, sex: Sex) -> None:
    segments = anatomy.read_segments(sex)
    paired = {b.name for b in anatomy.read_bones() if b.is_paired}
    total = sum(s.mass_fraction * (2 if name in paired else 1) for name, s in segments.items())
    for bone in anatomy.read_bones():
        for side in SIDES if bone.is_paired else ("r",):
            name = body_name(bone.name, side)
            parent = spec.worldbody if bone.parent == "world" else spec.body(body_name(bone.parent, side))
            place = [a - b for a, b in zip(bone.joint_m, bone.centre_m, strict=True)]
            body = parent.add_body(name=name, pos=mirror((place[0], place[1], place[2]), side))
            _add_joints(body, bone, side)
            _add_mass(body, bone.name, segments, side, total)


def _add_joints(body: mujoco.MjsBody, bone: Bone, side: str) -> None:
    if bone.joint == "free":
        body.add_freejoint(name="root")
        return
    label = LEVELS[LEVEL_BODIES.index(bone.name)] if bone.joint == "lumbar" else bone.joint
    for motion, (x, y, z) in _AXES[bone.joint]:
        name = f"{label}-{motion}" + (f"-{side}" if bone.is_paired else "")
        axis = [x, y, z] if side == "r" else [-x, -y, z]  # a rotation is an axial vector
        body.add_joint(
            name=name, type=mujoco.mjtJoint.mjJNT_HINGE, axis=axis, pos=mirror(bone.centre_m, side)
        )


def _add_mass(body: mujoco.MjsBody, bone: str, segments: dict[str, Segment], side: str, total: float) -> None:
    segment = segments["foot"] if bone == "talus" else segments[bone]
    share = {"talus": TALUS_SHARE, "foot": 1.0 - TALUS_SHARE}.get(bone, 1.0)
    mass = REFERENCE_MASS_KG * segment.mass_fraction * share / total
    com: Vector = (0.0, 0.0, 0.0) if bone == "talus" else segment.com_m
    rx, ry, rz = (0.02, 0.02, 0.02) if bone == "talus" else segment.gyration_m
    body.mass = mass
    body.ipos = mirror(com, side)
    body.inertia = [mass * rx**2, mass * ry**2, mass * rz**2]
    body.explicitinertial = True


def _add_contacts(spec: mujoco.MjSpec) -> None:
    for name, contact in anatomy.read_contacts().items():
        for side in SIDES:
            body = spec.body(body_name(contact.body, side))
            body.add_site(name=f"{name}-{side}", pos=mirror(contact.point_m, side))


def _add_wraps(spec: mujoco.MjSpec) -> dict[tuple[str, str], str]:
    """Add the cylinders of both sides; returns the name of the site that fixes the side, or an empty name."""
    side_sites = {}
    for wrap in anatomy.read_wraps().values():
        for side in SIDES:
            body = spec.body(body_name(wrap.body, side))
            name = f"{wrap.name}-{side}"
            rx, ry, rz = wrap.rotation_rad
            turn = _rotation((rx, ry, rz) if side == "r" else (-rx, -ry, rz))
            quat = np.zeros(4)
            mujoco.mju_mat2Quat(quat, turn.ravel())
            centre = mirror(wrap.centre_m, side)
            body.add_geom(
                name=name,
                type=mujoco.mjtGeom.mjGEOM_CYLINDER,
                size=[wrap.radius_m, 0.05, 0.0],
                pos=centre,
                quat=quat,
                contype=0,
                conaffinity=0,
                mass=0.0,
            )
            side_sites[wrap.name, side] = ""
            if wrap.side_deg is not None:
                angle = np.radians(wrap.side_deg)
                out = np.array([np.cos(angle), np.sin(angle), 0.0])
                body.add_site(name=f"{name}-side", pos=np.array(centre) + turn @ out * 2.5 * wrap.radius_m)
                side_sites[wrap.name, side] = f"{name}-side"
    return side_sites


def _rotation(angles: Vector) -> NDArray[np.float64]:
    """Body-fixed XYZ rotation matrix from angles in radians."""
    (cx, cy, cz), (sx, sy, sz) = np.cos(angles), np.sin(angles)
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(about_x @ about_y @ about_z)


def _add_path(
    spec: mujoco.MjSpec, m: anatomy.Muscle, side: str, side_sites: dict[tuple[str, str], str]
) -> None:
    tendon = spec.add_tendon(name=f"{m.name}-{side}")
    for i, stop in enumerate(m.path):
        if stop.wrap:
            tendon.wrap_geom(f"{stop.wrap}-{side}", side_sites[stop.wrap, side])
            continue
        name = f"{m.name}-{side}-{i}"
        spec.body(_stop_body(stop, side)).add_site(name=name, pos=mirror(stop.point_m, side))
        tendon.wrap_site(name)


def _stop_body(stop: PathPoint, side: str) -> str:
    return body_name(stop.body, side)


def _describe(
    mj: mujoco.MjModel, sex: Sex, detail: Detail, named: list[tuple[anatomy.Muscle, str]]
) -> Skeleton:
    hinges = [mj.joint(j).name for j in range(1, mj.njnt)]
    dofs = ("root-x", "root-y", "root-z", "root-rx", "root-ry", "root-rz", *hinges)
    rows = np.full(mj.nv, -1, dtype=np.int64)
    keep = [i for i, name in enumerate(dofs) if not name.startswith(_ARM)]
    rows[keep] = np.arange(len(keep))
    data = mujoco.MjData(mj)
    mujoco.mj_forward(mj, data)
    muscles = [m for m, _ in named]
    pennation = np.radians([m.pennation_deg for m in muscles])
    optimal, slack = muscle.calibrate(
        np.array(data.ten_length),
        np.array([m.optimal_fibre_m for m in muscles]),
        np.cos(pennation),
        np.array([m.fibre_target for m in muscles]),
    )
    strain = (
        np.array([muscle.passive_strain_of(m.group) for m in muscles])
        + muscle.TENDON_STRAIN * slack / optimal
    )
    force = np.array([m.max_force_n for m in muscles])
    groups = tuple(m.group for m in muscles)
    dynamometer = Dynamometer(
        mj,
        groups=groups,
        max_force_n=force,
        curves=(optimal, slack, np.sin(pennation), strain),
        height_m=REFERENCE_HEIGHT_M,
        mass_kg=REFERENCE_MASS_KG,
    )
    bodies = [{s.body for s in m.path if not s.wrap} for m in muscles]
    legs = {"femur", "tibia", "talus", "foot"}
    return Skeleton(
        sex=sex,
        detail=detail,
        mj=mj,
        dofs=dofs,
        rows=rows,
        row_dofs=tuple(dofs[i] for i in keep),
        qpos={mj.joint(j).name: int(mj.jnt_qposadr[j]) for j in range(1, mj.njnt)},
        muscles=tuple(f"{m.name}-{side}" for m, side in named),
        groups=groups,
        sides=tuple("right" if side == "r" else "left" for _, side in named),
        max_force_n=force,
        strength=dynamometer.scale(sex),
        optimal_m=optimal,
        slack_m=slack,
        sin_pennation=np.sin(pennation),
        passive_strain=strain,
        crosses_hip=np.array([bool(b & legs) and bool(b - legs) for b in bodies]),
        is_trunk=np.array([not b & legs for b in bodies]),
        contacts={
            mj.site(s).name: s for s in range(mj.nsite) if mj.site(s).name[:-2] in anatomy.read_contacts()
        },
        cuts=np.array([_beyond(mj, root) for root in _CUT_ROOTS]),
    )


def _beyond(mj: mujoco.MjModel, root: str) -> NDArray[np.bool_]:
    inside = np.zeros(mj.nbody, dtype=np.bool_)
    inside[mj.body(root).id] = True
    for i in range(1, mj.nbody):
        inside[i] |= inside[mj.body_parentid[i]]
    return inside
