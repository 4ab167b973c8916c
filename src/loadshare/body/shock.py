"""Shock: how a body that is held by its muscles passes on a fast shake, linearised about its posture.

Mass from MuJoCo; stiffness from weight, ground force and muscle pull whose lines move, passive joint springs,
the straight stop of the knees, and short-range muscle stiffness at the forces that the static answer gives.
Part of each bone's mass hangs on it softly (wobbling mass), and the feet stand on pads. What nobody measured
in these people is one `Tissue`: `spread_of_tissue` draws sets of it, so that an answer is a range.

Source of short-range stiffness: `cui-2008` (force times 23.4 over fibre length). Bones, cartilage and discs
do not shorten here; tendons do not give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from loadshare.body import loads, passive
from loadshare.body.frame import CONTACT_UNIT_N, STOP_UNIT_NM, Frame, Stance, contact_edges
from loadshare.body.loads import Array
from loadshare.body.model import LEVELS, Skeleton
from loadshare.body.person import BodyError, Person, check_number
from loadshare.body.postures import Pose, Support
from loadshare.body.tasks import BOTH_FEET, SOLE

if TYPE_CHECKING:
    from loadshare.body.choosing import Chooser

Complex = NDArray[np.complex128]

FREQUENCIES_HZ = tuple(float(f) for f in range(1, 31))
SHORT_RANGE = 23.4
ARM_NM_PER_RAD = 5.0  # hanging arms, held loosely (assumption)
PAD_HZ = 15.0  # where a pad loses the named share: losses grow with frequency
LEG_BONES = ("femur", "tibia", "talus", "foot")
BONES = {"pelvis": "pelvis", "l5": "l5", "l4": "l4"}
MIDDLES = {"shank": "tibia-r", "chest": "thorax"}
POINTS = {"hip": ("trochanter-r",), "heel": ("heel-r",), "sacrum": ("sacrum-r", "sacrum-l")}
POINTS["upper back"] = ("shoulder-blade-r", "shoulder-blade-l")
"""Where a shake is looked at: at the origin of a bone, the middle of its mass, or between points of skin."""
_FLEX = 1e-4


@dataclass(frozen=True, kw_only=True)
class Tissue:
    """What is assumed of soft tissue. Defaults lie in the middle of `ASSUMED`; no number is fitted."""

    pad_n_per_m: float = 190_000.0
    """Of each point of the sole, the heel's too."""
    pad_loss: float = 0.35
    """Lost in a cycle at `PAD_HZ`, as a part of stiffness."""
    damping: float = 0.25
    """Of every mode of the joints at usual short-range stiffness, as a part of critical damping."""
    muscle: float = 0.8
    """Times the short-range stiffness."""
    leg_share: float = 0.5
    """Of a leg's mass that wobbles."""
    leg_hz: float = 14.0
    trunk_share: float = 0.4
    """Of the mass of pelvis, trunk and arms that wobbles."""
    trunk_hz: float = 6.0
    wobble_damping: float = 0.3


ASSUMED: Mapping[str, tuple[float, float]] = {
    "pad_n_per_m": (60_000.0, 600_000.0),
    "pad_loss": (0.2, 0.6),
    "damping": (0.1, 0.5),
    "muscle": (0.4, 1.6),
    "leg_share": (0.3, 0.7),
    "leg_hz": (8.0, 25.0),
    "trunk_share": (0.2, 0.6),
    "trunk_hz": (4.0, 9.0),
    "wobble_damping": (0.15, 0.6),
}
"""Lowest and highest of each assumption. Guided by what was read: a pad's loss (`ker-1996`, `wearing-2009`),
and that soft tissue of the leg swings as fast as an impact pushes (`wakeling-2001`). The rest is from memory
or judgement."""


def spread_of_tissue(count: int, seed: int) -> tuple[Tissue, ...]:
    """Sets of assumptions that fill their ranges evenly (on a log scale), each range cut in `count` parts."""
    random = np.random.default_rng(seed)
    columns: dict[str, Array] = {}
    for field in fields(Tissue):
        low, high = np.log(ASSUMED[field.name])
        part = (random.permutation(count) + random.random(count)) / count
        columns[field.name] = np.exp(low + part * (high - low))
    return tuple(Tissue(**{name: float(c[i]) for name, c in columns.items()}) for i in range(count))


@dataclass(frozen=True, kw_only=True)
class Transmissibility:
    """Ratio of vertical acceleration to that of the ground, by frequency, at hip, pelvis, L5 and L4."""

    frequencies_hz: tuple[float, ...]
    hip: tuple[float, ...]
    pelvis: tuple[float, ...]
    l5: tuple[float, ...]
    l4: tuple[float, ...]
    knee_deg: float
    stance: str

    def mean(self, low_hz: float, high_hz: float, place: str = "l5") -> float:
        """Mean ratio over a band of frequencies at `hip`, `pelvis`, `l5` or `l4`."""
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


class ShakenParts(NamedTuple):
    """A body that shakes: matrices over the joint directions of the reference body (nv, nv)."""

    mass: Array
    muscle: Array  # short-range stiffness, as the static answer has it
    other: Array  # weight, ground force, moving lines of pull, passive springs
    critical: Array  # damping at which no mode of the joints swings
    legs: Array  # mass of the legs that would follow as points at each bone's middle
    trunk: Array
    pads: Array  # (points, 3, nv) how each point of a sole that has the ground moves
    places: dict[str, Array]  # how each place moves upwards (nv)


class Shaken:
    """The linearised body, for one set of assumptions."""

    def __init__(self, parts: ShakenParts, tissue: Tissue) -> None:
        self.parts, self.tissue = parts, tissue
        self.stiffness = tissue.muscle * parts.muscle + parts.other
        self.damping = tissue.damping * parts.critical
        self.pad = tissue.pad_n_per_m * np.einsum("pin,pim->nm", parts.pads, parts.pads)
        self.drive = tissue.pad_n_per_m * parts.pads[:, 1].sum(axis=0)
        self.pad_rate = tissue.pad_loss / (2.0 * np.pi * PAD_HZ)

    def dynamic(self, frequencies_hz: Array) -> Complex:
        """Force per motion at each frequency (f, nv, nv), pads included."""
        t, p = self.tissue, self.parts
        w: Complex = np.asarray(2j * np.pi * np.asarray(frequencies_hz)[:, None, None], np.complex128)
        lost = [
            share * (1.0 - follows(w, hz, t.wobble_damping))
            for share, hz in ((t.leg_share, t.leg_hz), (t.trunk_share, t.trunk_hz))
        ]
        mass = p.mass - lost[0] * p.legs - lost[1] * p.trunk
        pad = (1.0 + self.pad_rate * w) * self.pad
        return np.asarray(w**2 * mass + w * self.damping + self.stiffness + pad)

    def shaken(self, frequencies_hz: Array) -> Complex:
        """Motion of the joints per metre that the ground under all points moves up (f, nv)."""
        w = 2j * np.pi * np.asarray(frequencies_hz)[:, None]
        force = (1.0 + self.pad_rate * w) * self.drive
        return np.asarray(np.linalg.solve(self.dynamic(frequencies_hz), force[:, :, None])[:, :, 0])

    def pushed(self, frequencies_hz: Array, way: Array) -> Complex:
        """Motion of the joints per newton along `way` (nv): (f, nv)."""
        force = np.broadcast_to(way.astype(complex), (len(frequencies_hz), way.size))
        return np.asarray(np.linalg.solve(self.dynamic(frequencies_hz), force[:, :, None])[:, :, 0])


def follows(w: Complex, hz: float, damping: float) -> Complex:
    """How a mass on a spring follows its bone; `w` is the complex rate."""
    own = 2.0 * np.pi * hz
    soft = 2.0 * damping * own * w + own**2
    return np.asarray(soft / (w**2 + soft))


def transmit(
    chooser: Chooser,
    person: Person,
    *,
    knee_deg: float = 0.0,
    stance: str = "both",
    frequencies_hz: tuple[float, ...] = FREQUENCIES_HZ,
    tissue: Tissue | None = None,
) -> Transmissibility:
    """Vertical transmissibility from the ground to hip, pelvis, L5 and L4.

    Args:
        chooser: postures and solver of the person's sex.
        person: strength and tightness change the muscle stiffness.
        knee_deg: knee bend of the standing leg or legs, 0 to 60.
        stance: `both` feet or the `right` foot only.
        frequencies_hz: each 0.5 to 60 Hz.
        tissue: what is assumed of soft tissue.

    Returns:
        Ratios (1 = the full shake arrives), one per frequency.

    Raises:
        BodyError: a value outside its range.
    """
    check_number("knee_deg", knee_deg, 0.0, 60.0, " deg")
    for f in frequencies_hz:
        check_number("frequency", f, 0.5, 60.0, " Hz")
    parts = standing(chooser, person, knee_deg=knee_deg, stance=stance)
    motion = Shaken(parts, tissue or Tissue()).shaken(np.array(frequencies_hz))
    at = {name: tuple(np.abs(motion @ way).tolist()) for name, way in parts.places.items()}
    return Transmissibility(
        frequencies_hz=tuple(frequencies_hz),
        hip=at["hip"],
        pelvis=at["pelvis"],
        l5=at["l5"],
        l4=at["l4"],
        knee_deg=knee_deg,
        stance=stance,
    )


def standing(chooser: Chooser, person: Person, *, knee_deg: float = 0.0, stance: str = "both") -> ShakenParts:
    """The body that stands still, on both feet or the right one."""
    if stance not in ("both", "right"):
        raise BodyError(f"stance {stance!r} is not supported; use both or right")
    posture = chooser.poser.pose(_standing(knee_deg, stance))
    return parts_of(chooser, posture, person, tuple(contact.point for contact in posture.contacts))


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


def parts_of(chooser: Chooser, stance: Stance, person: Person, points: tuple[str, ...]) -> ShakenParts:
    """A posture as it is held by somebody, with pads under these points of the soles."""
    s = chooser.skeleton
    frame = chooser.measurer.measure(stance)
    answer = chooser.sharer.solve(frame, loads.People(person.strength_of(s)[None], person.traits()))
    data = chooser.measurer.place(stance.qpos)
    mass = np.zeros((s.mj.nv, s.mj.nv))
    mujoco.mj_crb(s.mj, data)
    mujoco.mj_fullM(s.mj, data, mass)
    soft = {True: np.zeros_like(mass), False: np.zeros_like(mass)}
    jac = np.zeros((3, s.mj.nv))
    for body in range(1, s.mj.nbody):
        mujoco.mj_jac(s.mj, data, jac, None, data.xipos[body], body)
        is_leg = s.mj.body(body).name.rsplit("-", 1)[0] in LEG_BONES
        soft[is_leg] += s.mj.body_mass[body] * jac.T @ jac
    pads = np.zeros((len(points), 3, s.mj.nv))
    for i, point in enumerate(points):
        site = s.contacts[point]
        mujoco.mj_jac(s.mj, data, pads[i], None, data.site_xpos[site], int(s.mj.site_bodyid[site]))
    places = _places(s, data)
    muscles, other = _stiffness(chooser, stance, frame, answer, person)
    critical = critical_damping(mass, muscles + other)
    return ShakenParts(mass, muscles, other, critical, soft[True], soft[False], pads, places)


def _places(s: Skeleton, data: mujoco.MjData) -> dict[str, Array]:
    jac = np.zeros((3, s.mj.nv))

    def upwards(place: Array, body: int) -> Array:
        mujoco.mj_jac(s.mj, data, jac, None, place, body)
        return np.array(jac[1])

    def of_skin(point: str) -> Array:
        site = s.contacts[point]
        return upwards(data.site_xpos[site], int(s.mj.site_bodyid[site]))

    bones = {place: s.mj.body(name).id for place, name in BONES.items()}
    middles = {place: s.mj.body(name).id for place, name in MIDDLES.items()}
    return (
        {place: upwards(data.xpos[body], body) for place, body in bones.items()}
        | {place: upwards(data.xipos[body], body) for place, body in middles.items()}
        | {place: np.mean([of_skin(p) for p in points], axis=0) for place, points in POINTS.items()}
    )


def _stiffness(
    chooser: Chooser, stance: Stance, frame: Frame, answer: loads.Loads, person: Person
) -> tuple[Array, Array]:
    """Stiffness of muscles, and of all else, in reference-body units."""
    s = chooser.skeleton
    mass_ratio = float(person.traits().mass_ratio[0])
    tension = answer.tension_n[0] / mass_ratio
    jac = _muscle_jacobian(s, frame)
    fibre = np.maximum(frame.fibre, 0.5) * s.optimal_m
    series = tension * SHORT_RANGE / fibre
    slope = _passive_slope(s, frame, tension)
    other = (jac * slope[:, None]).T @ jac
    other += _geometric(chooser, stance, tension, answer.contact_n[0] / mass_ratio)
    _add_springs(s, stance, person, other)
    _add_stops(s, stance, answer.stop_nm[0] / mass_ratio, other)
    return (jac * series[:, None]).T @ jac, other


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


def _geometric(chooser: Chooser, stance: Stance, tension: Array, contact: Array) -> Array:
    """Stiffness of weight, ground force and muscle pull whose lines move: derivative of the balance."""
    s = chooser.skeleton
    nv = s.mj.nv
    edges = [contact_edges(c) for c in stance.contacts]
    held = [CONTACT_UNIT_N * contact[4 * i : 4 * i + 4] @ e for i, e in enumerate(edges)]
    moves = _moves(s, stance)
    pushes = []  # (body, place in its frame, force, turning moment)
    data = chooser.measurer.place(stance.qpos)
    for push in stance.motion.pushes if stance.motion else ():
        body = s.mj.body(push.body).id
        place = data.xmat[body].reshape(3, 3).T @ (push.point_m - data.xpos[body])
        pushes.append((body, place, push.force_n, push.moment_nm))
    jac, turning = np.zeros((3, nv)), np.zeros((3, nv))
    adr, nnz, col = s.mj.ten_J_rowadr, s.mj.ten_J_rownnz, s.mj.ten_J_colind
    used = np.concatenate([np.arange(a, a + n) for a, n in zip(adr, nnz, strict=True)])
    pulling, columns = np.repeat(tension, nnz), col.ravel()[used]

    def balance(qpos: Array) -> Array:
        data = chooser.measurer.place(qpos)
        mujoco.mj_tendon(s.mj, data)
        data.qvel[:], data.qacc[:] = moves
        mujoco.mj_comVel(s.mj, data)
        bias = np.zeros(nv)
        mujoco.mj_rne(s.mj, data, 1, bias)
        bias += np.bincount(columns, data.ten_J.ravel()[used] * pulling, nv)
        for c, force in zip(stance.contacts, held, strict=True):
            site = s.contacts[c.point]
            mujoco.mj_jac(s.mj, data, jac, None, data.site_xpos[site], int(s.mj.site_bodyid[site]))
            bias -= force @ jac
        for body, place, force, moment in pushes:
            at = data.xpos[body] + data.xmat[body].reshape(3, 3) @ place
            mujoco.mj_jac(s.mj, data, jac, turning, at, body)
            bias -= force @ jac + moment @ turning
        return bias

    out = np.zeros((nv, nv))
    for dof in range(nv):
        step = np.zeros(nv)
        step[dof] = _FLEX
        ahead, behind = stance.qpos.copy(), stance.qpos.copy()
        mujoco.mj_integratePos(s.mj, ahead, step, 1.0)
        mujoco.mj_integratePos(s.mj, behind, -step, 1.0)
        out[:, dof] = (balance(ahead) - balance(behind)) / (2 * _FLEX)
    return 0.5 * (out + out.T)


def _moves(s: Skeleton, stance: Stance) -> tuple[Array, Array]:
    """Speed and acceleration of the joints at the moment of a recorded movement; else none."""
    was, will = np.zeros(s.mj.nv), np.zeros(s.mj.nv)
    if stance.motion is None:
        return was, will
    motion = stance.motion
    mujoco.mj_differentiatePos(s.mj, was, motion.step_s, motion.before, stance.qpos)
    mujoco.mj_differentiatePos(s.mj, will, motion.step_s, stance.qpos, motion.after)
    return 0.5 * (was + will), (will - was) / motion.step_s


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


def _add_stops(s: Skeleton, stance: Stance, carried: Array, out: Array) -> None:
    """The straight stop of a knee is stiff in proportion to what it carries."""
    for side, units in zip("rl", carried, strict=True):
        i = s.dofs.index(f"knee-flexion-{side}")
        knee = float(np.degrees(stance.qpos[s.qpos[f"knee-flexion-{side}"]]))
        steep = np.log(passive.knee_stop(knee - 0.5) / passive.knee_stop(knee + 0.5))  # a degree
        out[i, i] += STOP_UNIT_NM * units * float(np.degrees(steep))


def critical_damping(mass: Array, stiffness: Array) -> Array:
    """With a part of this every mode loses the same share of its motion per cycle."""
    low = np.linalg.cholesky(mass)
    inverse = np.linalg.inv(low)
    squared, modes = np.linalg.eigh(inverse @ stiffness @ inverse.T)
    rate = 2 * np.sqrt(np.maximum(squared, 0.0))
    return np.asarray(low @ (modes * rate) @ modes.T @ low.T)
