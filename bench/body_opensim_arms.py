"""Hip moment arms of the same anatomy tables in OpenSim, as a reference for tests.

Builds an OpenSim model of pelvis and right leg from `src/loadshare/body/anatomy/*.csv` (own hinge knee and
ankle) and writes `tests/body/reference/opensim_hip_arms.csv`. Needs only `requirements/peers.txt`:

    python bench/body_opensim_arms.py
"""

import csv
import math
from pathlib import Path

import opensim as osim

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "src/loadshare/body/anatomy"
OUT = ROOT / "tests/body/reference/opensim_hip_arms.csv"
FLEXION_DEG = (0, 30, 60, 90)
LEG = ("femur", "tibia", "talus", "foot")
AXES = {
    "hip": (("flexion", (0, 0, 1)), ("adduction", (1, 0, 0)), ("rotation", (0, 1, 0))),
    "knee": (("flexion", (0, 0, -1)),),
    "ankle": (("dorsiflexion", (-0.105014, -0.174023, 0.979126)),),
    "subtalar": (("inversion", (0.787180, 0.604747, -0.120949)),),
}


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def vec(row: dict[str, str], start: str, unit: str = "m") -> tuple[float, ...]:
    return tuple(float(row[f"{start}{a}_{unit}"]) for a in "xyz")


def place_in_pelvis() -> dict[str, tuple[float, ...]]:
    """Origin of every unpaired bone in the pelvis frame, neutral posture."""
    out = {"pelvis": (0.0, 0.0, 0.0)}
    for r in rows("bodies.csv"):
        if r["parent"] in out and r["sides"] == "1":
            base, joint, centre = out[r["parent"]], vec(r, "joint_"), vec(r, "centre_")
            out[r["body"]] = tuple(b + j - c for b, j, c in zip(base, joint, centre, strict=True))
    return out


def build() -> tuple[osim.Model, list[str]]:
    model = osim.Model()
    pelvis = osim.Body("pelvis", 1.0, osim.Vec3(0), osim.Inertia(1, 1, 1))
    model.addBody(pelvis)
    model.addJoint(osim.WeldJoint("ground", model.getGround(), pelvis))
    bodies = {"pelvis": pelvis}
    for r in rows("bodies.csv"):
        if r["body"] in LEG:
            bodies[r["body"]] = osim.Body(r["body"], 1.0, osim.Vec3(0), osim.Inertia(1, 1, 1))
            model.addBody(bodies[r["body"]])
            model.addJoint(joint(r, bodies))
    for w in rows("wraps.csv"):
        cylinder = osim.WrapCylinder()
        cylinder.setName(w["wrap"])
        cylinder.set_radius(float(w["radius_m"]))
        cylinder.set_length(1.0)
        cylinder.set_translation(osim.Vec3(*vec(w, "")))
        cylinder.set_xyz_body_rotation(osim.Vec3(*vec(w, "r", "rad")))
        if w["side_deg"]:
            angle = float(w["side_deg"])
            nearest = {0: "x", 90: "y", 180: "-x", 270: "-y", 225: "all", 315: "x"}[int(angle)]
            cylinder.set_quadrant(nearest)
        bodies[w["body"]].addWrapObject(cylinder)
    return model, muscles(model, bodies)


def joint(r: dict[str, str], bodies: dict[str, osim.Body]) -> osim.CustomJoint:
    transform = osim.SpatialTransform()
    motions = AXES[r["joint"]]
    for axis in range(3):
        target = transform.updTransformAxis(axis)
        if axis < len(motions):
            name, direction = motions[axis]
            target.setCoordinateNames(osim.ArrayStr(f"{r['joint']}_{name}", 1))
            target.setAxis(osim.Vec3(*direction))
            target.set_function(osim.LinearFunction(1.0, 0.0))
    if len(motions) == 1:  # OpenSim wants three independent axes
        first = motions[0][1]
        spare = [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
        spare.sort(key=lambda v: abs(sum(a * b for a, b in zip(v, first, strict=True))))
        for axis, direction in ((1, spare[0]), (2, spare[1])):
            transform.updTransformAxis(axis).setAxis(osim.Vec3(*direction))
            transform.updTransformAxis(axis).set_function(osim.Constant(0.0))
    return osim.CustomJoint(
        r["joint"],
        bodies[r["parent"]],
        osim.Vec3(*vec(r, "joint_")),
        osim.Vec3(0),
        bodies[r["body"]],
        osim.Vec3(*vec(r, "centre_")),
        osim.Vec3(0),
        transform,
    )


def muscles(model: osim.Model, bodies: dict[str, osim.Body]) -> list[str]:
    origin = place_in_pelvis()
    paths: dict[str, list[dict[str, str]]] = {}
    for r in rows("paths.csv"):
        paths.setdefault(r["muscle"], []).append(r)
    chosen = []
    for name, stops in paths.items():
        used = {s["body"] for s in stops if not s["wrap"]}
        if not used & set(LEG) or not used - set(LEG):
            continue
        muscle = osim.Millard2012EquilibriumMuscle(name, 100.0, 0.1, 0.1, 0.0)
        for i, s in enumerate(stops):
            if s["wrap"]:
                continue
            on_leg = s["body"] in LEG
            point = vec(s, "")
            if not on_leg:
                point = tuple(a + b for a, b in zip(point, origin[s["body"]], strict=True))
            muscle.addNewPathPoint(
                f"{name}-{i}", bodies[s["body"] if on_leg else "pelvis"], osim.Vec3(*point)
            )
        for s in stops:
            if s["wrap"]:
                owner = next(w["body"] for w in rows("wraps.csv") if w["wrap"] == s["wrap"])
                muscle.updGeometryPath().addPathWrap(bodies[owner].getWrapObject(s["wrap"]))
        model.addForce(muscle)
        chosen.append(name)
    return chosen


def main() -> None:
    model, names = build()
    state = model.initSystem()
    coordinates = {n: model.getCoordinateSet().get(f"hip_{n}") for n in ("flexion", "adduction", "rotation")}
    with OUT.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["muscle", "hip_flexion_deg", "motion", "arm_mm", "source"])
        for flexion in FLEXION_DEG:
            coordinates["flexion"].setValue(state, math.radians(flexion))
            model.realizePosition(state)
            for name in names:
                muscle = osim.Muscle.safeDownCast(model.getForceSet().get(name))
                for motion, coordinate in coordinates.items():
                    arm = 1000.0 * muscle.computeMomentArm(state, coordinate)
                    out.writerow([name, flexion, motion, round(arm, 4), f"OpenSim {osim.GetVersion()[:3]}"])


if __name__ == "__main__":
    main()
