"""gait2392 built in OpenSim from `bench/gait2392/*.csv`, and a walking cycle for it."""

import csv
import math
from pathlib import Path

import numpy as np
import opensim as osim
from numpy.typing import NDArray

TABLES = Path(__file__).parent / "gait2392"
CYCLE_S = 1.1
SPEED_MS = 1.25
STANCE = 0.62  # share of the cycle one foot is on the ground
RESERVE_NM = 1.0  # a joint reserve of 1 Nm costs as much as one muscle at full activation
PELVIS_RESERVE = 1000.0  # what the pelvis lacks for balance is nearly free: no muscle could give it
THELEN = {"FmaxTendonStrain": 0.033, "FmaxMuscleStrain": 0.6, "KshapeActive": 0.5, "KshapePassive": 4.0}
THELEN |= {"Af": 0.3, "Flen": 1.8}
# Level walking every tenth of a cycle from right heel strike, degrees: smooth curves in the style of the
# textbook ones (Winter 1991), drawn for this benchmark and not a measurement.
RIGHT_DEG = {
    "hip_flexion": (30, 26, 18, 8, -2, -9, -6, 10, 25, 32),
    "hip_adduction": (0, 6, 6, 4, 3, 0, -5, -5, -2, 0),
    "hip_rotation": (-2, 1, 3, 3, 2, 0, -2, -3, -4, -3),
    "knee_angle": (-5, -17, -16, -9, -5, -10, -33, -60, -56, -25),
    "ankle_angle": (0, -4, 3, 7, 10, 8, -14, -12, -1, 1),
    "subtalar_angle": (2, -4, -5, -5, -3, 2, 6, 3, 0, 1),
    "mtp_angle": (0, 0, 0, 0, 5, 18, 12, 0, 0, 0),
}
MIDDLE_DEG = {
    "pelvis_tilt": (-3, -2, -3, -4, -4, -3, -2, -3, -4, -4),
    "pelvis_list": (0, -4, -4, -1, 1, 0, 4, 4, 1, -1),
    "pelvis_rotation": (5, 4, 2, 0, -3, -5, -4, -2, 0, 3),
    "lumbar_extension": (-6, -7, -6, -5, -5, -6, -7, -6, -5, -5),
    "lumbar_bending": (0, 4, 4, 1, -1, 0, -4, -4, -1, 1),
    "lumbar_rotation": (-7, -6, -3, 1, 5, 7, 6, 3, -1, -5),
}
HEIGHT_M = (0.92, 0.935, 0.95, 0.95, 0.935, 0.92, 0.935, 0.95, 0.95, 0.935)
SWAY_M = (0.0, 0.012, 0.02, 0.02, 0.012, 0.0, -0.012, -0.02, -0.02, -0.012)


def rows(name: str) -> list[dict[str, str]]:
    """Rows of one table."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _left(name: str) -> str:
    return f"{name[:-2]}_l" if name.endswith("_r") else name


def _both(table: list[dict[str, str]], key: str) -> list[tuple[dict[str, str], float]]:
    """Every row with 1, and those of the right side again, renamed, with -1 for the left."""
    out = [(r, 1.0) for r in table]
    return out + [({k: _left(v) for k, v in r.items()}, -1.0) for r in table if r[key].endswith("_r")]


def _spline(name: str) -> osim.SimmSpline:
    out = osim.SimmSpline()
    for r in rows("splines"):
        if r["spline"] == name:
            out.addPoint(float(r["knee_angle_rad"]), float(r["value_m"]))
    return out


def build() -> osim.Model:
    """The model with 23 coordinates, 92 muscles, a reserve on each coordinate and no contact."""
    model = osim.Model()
    model.setName("gait2392")
    bodies = {"ground": model.getGround()}
    for r, side in _both(rows("bodies"), "body"):
        centre = osim.Vec3(float(r["com_x_m"]), float(r["com_y_m"]), side * float(r["com_z_m"]))
        inertia = osim.Inertia(*(float(r[f"I{a}{a}_kgm2"]) for a in "xyz"))
        bodies[r["body"]] = osim.Body(r["body"], float(r["mass_kg"]), centre, inertia)
        model.addBody(bodies[r["body"]])
    axes = _both(rows("axes"), "joint")
    for r, side in _both(rows("joints"), "joint"):
        place = osim.Vec3(float(r["px_m"]), float(r["py_m"]), side * float(r["pz_m"]))
        mine = [a for a, s in axes if a["joint"] == r["joint"] and s == side]
        here, there = bodies[r["parent"]], bodies[r["child"]]
        zero = osim.Vec3(0)
        model.addJoint(
            osim.CustomJoint(r["joint"], here, place, zero, there, zero, zero, _transform(mine, side))
        )
    model.finalizeConnections()
    _muscles(model, bodies)
    for i in range(model.getCoordinateSet().getSize()):
        name = model.getCoordinateSet().get(i).getName()
        reserve = osim.CoordinateActuator(name)
        reserve.setName(f"reserve_{name}")
        reserve.setOptimalForce(PELVIS_RESERVE if name.startswith("pelvis") else RESERVE_NM)
        model.addForce(reserve)
    model.finalizeConnections()
    return model


def _transform(axes: list[dict[str, str]], side: float) -> osim.SpatialTransform:
    transform = osim.SpatialTransform()
    used: dict[int, tuple[float, ...]] = {}
    for r in axes:
        kind, number = r["motion"][:-1], int(r["motion"][-1]) - 1
        x, y, z = (float(r[a]) for a in "xyz")
        turn = kind == "rotation"
        at = number if turn else 3 + number
        used[at] = (side * x, side * y, z) if turn else (x, y, side * z)
        axis = transform.updTransformAxis(at)
        axis.setCoordinateNames(osim.ArrayStr(r["coordinate"], 1))
        axis.setAxis(osim.Vec3(*used[at]))
        axis.set_function(_spline(r["spline"]) if r["spline"] else osim.LinearFunction(1.0, 0.0))
    if 0 in used:  # OpenSim wants three independent axes
        spare = sorted(np.eye(3).tolist(), key=lambda v: abs(np.dot(v, used[0])))
        for at in (1, 2):
            if at not in used:
                axis = transform.updTransformAxis(at)
                axis.setAxis(osim.Vec3(*spare[at - 1]))
                axis.set_function(osim.Constant(0.0))
    return transform


def _muscles(model: osim.Model, bodies: dict[str, osim.Body]) -> None:
    points: dict[str, list[tuple[dict[str, str], float]]] = {}
    for r, side in _both(rows("path_points"), "muscle"):
        points.setdefault(r["muscle"], []).append((r, side))
    for r, _ in _both(rows("muscles"), "muscle"):
        muscle = osim.Thelen2003Muscle(
            r["muscle"],
            float(r["max_isometric_force_N"]),
            float(r["optimal_fibre_length_m"]),
            float(r["tendon_slack_length_m"]),
            math.radians(float(r["pennation_deg"])),
        )
        for name, value in THELEN.items():
            getattr(muscle, f"set_{name}")(value)
        path = osim.GeometryPath.safeDownCast(muscle.updPath())
        for p, side in points[r["muscle"]]:
            point = _point(model, p, side)
            point.setName(f"{r['muscle']}-{p['index']}")
            point.setParentFrame(bodies[p["body"]])
            path.updPathPointSet().adoptAndAppend(point)
        model.addForce(muscle)


def _point(model: osim.Model, p: dict[str, str], side: float) -> osim.AbstractPathPoint:
    x, y, z = float(p["x_m"]), float(p["y_m"]), side * float(p["z_m"])
    if p["when"]:
        out = osim.ConditionalPathPoint()
        out.setCoordinate(model.getCoordinateSet().get(p["when"]))
        out.setRangeMin(float(p["from_rad"]))
        out.setRangeMax(float(p["to_rad"]))
        out.setLocation(osim.Vec3(x, y, z))
    elif p["moves_as"]:
        out = osim.MovingPathPoint()
        knee = model.getCoordinateSet().get(f"knee_angle{p['body'][-2:]}")
        out.set_x_location(_spline(f"{p['moves_as']}_x"))
        out.set_y_location(_spline(f"{p['moves_as']}_y"))
        out.set_z_location(osim.Constant(z))
        out.setXCoordinate(knee)
        out.setYCoordinate(knee)
        out.setZCoordinate(knee)
    else:
        out = osim.PathPoint()
        out.setLocation(osim.Vec3(x, y, z))
    return out


def _curve(knots: tuple[float, ...], phase: NDArray[np.float64]) -> NDArray[np.float64]:
    """Four harmonics through a cycle's knots."""
    terms = np.fft.rfft(knots)[:5] / len(knots)
    out = np.full(phase.shape, terms[0].real)
    for k in range(1, 5):
        out += 2.0 * (terms[k] * np.exp(2j * np.pi * k * phase)).real
    return out


def walking(times: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Every coordinate (rad, m) over the times (s)."""
    phase = times / CYCLE_S
    out = {n: np.radians(_curve(v, phase)) for n, v in MIDDLE_DEG.items()}
    for name, knots in RIGHT_DEG.items():
        out[f"{name}_r"] = np.radians(_curve(knots, phase))
        out[f"{name}_l"] = np.radians(_curve(knots, phase + 0.5))
    out["pelvis_tx"] = SPEED_MS * times
    out["pelvis_ty"] = _curve(HEIGHT_M, phase)
    out["pelvis_tz"] = _curve(SWAY_M, phase)
    return out


def push(model: osim.Model, times: NDArray[np.float64]) -> None:
    """Ground force on both feet: two vertical peaks, brake then drive, from heel to toe."""
    weight = 9.80665 * sum(model.getBodySet().get(i).getMass() for i in range(model.getBodySet().getSize()))
    for foot, shift, side in (("calcn_r", 0.0, 1.0), ("calcn_l", 0.5, -1.0)):
        part = ((times / CYCLE_S + shift) % 1.0) / STANCE
        on = part < 1.0
        s = np.clip(part, 0.0, 1.0)
        up = np.where(on, 1.15 * np.sin(np.pi * s) + 0.38 * np.sin(3 * np.pi * s), 0.0)
        force = (
            np.where(on, -0.18 * np.sin(2 * np.pi * s), 0.0) * weight,
            up * weight,
            np.where(on, -0.04 * side * np.sin(np.pi * s), 0.0) * weight,
        )
        place = (0.02 + 0.18 * s, np.zeros_like(s), np.zeros_like(s))
        body = model.getBodySet().get(foot)
        pushed = osim.PrescribedForce(f"ground_{foot}", body)
        pushed.setForceIsInGlobalFrame(True)
        pushed.setPointIsInGlobalFrame(False)
        pushed.setForceFunctions(*(_sampled(times, f) for f in force))
        pushed.setPointFunctions(*(_sampled(times, f) for f in place))
        model.addForce(pushed)
    model.finalizeConnections()


def _sampled(times: NDArray[np.float64], values: NDArray[np.float64]) -> osim.PiecewiseLinearFunction:
    out = osim.PiecewiseLinearFunction()
    for t, v in zip(times, values, strict=True):
        out.addPoint(float(t), float(v))
    return out
