"""The drawn body as capsules, to measure what goes through what: radii are those of the figure's limbs."""

from dataclasses import dataclass
from itertools import combinations

import mujoco
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Spot = tuple[float, float, float]


@dataclass(frozen=True)
class Capsule:
    """A round-ended rod fixed to a bone."""

    part: str
    side: str
    start: Array
    end: Array
    radius: float

    @property
    def name(self) -> str:
        return f"{self.part}{self.side}"


# part, bone, from, to, radius: right side, in the bone's frame
LIMBS: tuple[tuple[str, str, Spot, Spot, float], ...] = (
    ("thigh", "femur", (0.0, -0.06, 0.0), (0.0, -0.22, 0.0), 0.072),
    ("knee", "femur", (0.0, -0.22, 0.0), (0.0, -0.40, 0.0), 0.055),
    ("shank", "tibia", (-0.01, -0.03, 0.0), (-0.02, -0.22, 0.0), 0.048),
    ("shin", "tibia", (-0.02, -0.22, 0.0), (-0.01, -0.38, 0.0), 0.036),
    ("foot", "foot", (0.02, 0.025, 0.0), (0.19, 0.012, 0.005), 0.03),
    ("arm", "humerus", (0.0, -0.03, 0.0), (0.01, -0.27, -0.005), 0.042),
    ("forearm", "forearm", (0.0, -0.02, 0.01), (-0.004, -0.25, 0.03), 0.032),
    ("hand", "forearm", (0.0, -0.28, 0.03), (0.0, -0.38, 0.03), 0.02),
)
TRUNK: tuple[tuple[str, str, Spot, Spot, float], ...] = (
    ("pelvis", "pelvis", (-0.085, -0.03, -0.07), (-0.085, -0.03, 0.07), 0.095),
    ("belly", "l3", (0.01, 0.0, -0.05), (0.01, 0.0, 0.05), 0.095),
    ("chest", "thorax", (0.0, 0.14, -0.05), (0.0, 0.14, 0.05), 0.105),
    ("breast", "thorax", (0.0, 0.28, -0.06), (0.0, 0.28, 0.06), 0.105),
    ("head", "thorax", (0.012, 0.62, 0.0), (0.012, 0.6, 0.0), 0.09),
)
NEIGHBOURS = {
    frozenset(pair)
    for pair in (
        ("thigh", "knee"), ("thigh", "pelvis"), ("knee", "shank"), ("shank", "shin"), ("shin", "foot"),
        ("knee", "shin"), ("thigh", "shank"),  # a bent knee lays calf on thigh
        ("arm", "forearm"), ("forearm", "hand"), ("arm", "hand"), ("arm", "breast"), ("arm", "chest"),
        ("arm", "head"),
        ("pelvis", "belly"), ("belly", "chest"), ("chest", "breast"), ("breast", "head"), ("pelvis", "chest"),
        ("belly", "breast"), ("thigh", "belly"),
    )
}  # fmt: skip


def capsules(skeleton, qpos: Array) -> list[Capsule]:
    """Every capsule of the body in one posture, in the world."""
    mj = skeleton.mj
    data = mujoco.MjData(mj)
    data.qpos[:] = qpos
    mujoco.mj_kinematics(mj, data)
    out = []
    for side, sign in (("-r", 1.0), ("-l", -1.0)):
        for part, bone, a, b, radius in LIMBS:
            body = mj.body(f"{bone}{side}").id
            ends = [_world(data, body, (x, y, z * sign)) for x, y, z in (a, b)]
            out.append(Capsule(part, side, ends[0], ends[1], radius))
    for part, bone, a, b, radius in TRUNK:
        body = mj.body(bone).id
        out.append(Capsule(part, "", _world(data, body, a), _world(data, body, b), radius))
    return out


def _world(data, body: int, point: Spot) -> Array:
    return data.xpos[body] + data.xmat[body].reshape(3, 3) @ np.array(point)


def lowest(capsule: Capsule) -> float:
    return float(min(capsule.start[1], capsule.end[1])) - capsule.radius


def overlap(a: Capsule, b: Capsule) -> float:
    """How deep two capsules are in each other (m); negative is air between them."""
    return a.radius + b.radius - _distance(a.start, a.end, b.start, b.end)


def overlaps(bodies: list[Capsule]) -> dict[tuple[str, str], float]:
    """Depth of every pair that is not made of neighbours."""
    return {
        (a.name, b.name): overlap(a, b)
        for a, b in combinations(bodies, 2)
        if not ((a.side == b.side or "" in (a.side, b.side)) and frozenset((a.part, b.part)) in NEIGHBOURS)
    }


def _distance(p1: Array, q1: Array, p2: Array, q2: Array) -> float:
    """Between two line segments."""
    d1, d2, r = q1 - p1, q2 - p2, p1 - p2
    a, e, f = d1 @ d1, d2 @ d2, d2 @ r
    b, c = d1 @ d2, d1 @ r
    along = a * e - b * b
    s = float(np.clip((b * f - c * e) / along, 0.0, 1.0)) if along > 1e-12 else 0.0
    t = float(np.clip((b * s + f) / e, 0.0, 1.0))
    s = float(np.clip((b * t - c) / a, 0.0, 1.0))
    return float(np.linalg.norm(p1 + s * d1 - p2 - t * d2))
