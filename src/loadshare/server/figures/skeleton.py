"""A jointed figure in a plane: where each joint is, given the few places that matter.

Lengths are in centimetres for a person of about 1.70 m. x points to the right, y up, the floor is 0.
"""

import math
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

Place = tuple[float, float]

THIGH, SHANK, FOOT, HEEL = 42.0, 41.0, 17.0, 5.0
LUMBAR, THORAX, NECK = 20.0, 31.0, 19.0
UPPER_ARM, FOREARM = 29.0, 30.0
FRONT_HIP, FRONT_SHOULDER = 8.0, 16.0


class Limb(BaseModel):
    """A leg or an arm: where its end is, and optionally its middle joint or which way that bends."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    end: Place
    middle: Place | None = None
    bend: int = 1
    toe_deg: float = 0.0


class Pose(BaseModel):
    """One position: the hip, the directions of low back, ribs and head, and where the limbs end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hip: Place
    spine_deg: tuple[float, float, float]
    near_leg: Limb
    far_leg: Limb
    near_arm: Limb
    far_arm: Limb
    front: bool = False


@dataclass(frozen=True, kw_only=True)
class Joints:
    """Every joint's place; legs and arms as (root, middle, end), feet as (heel, toe)."""

    hip: Place
    waist: Place
    neck: Place
    head: Place
    near_leg: tuple[Place, Place, Place]
    far_leg: tuple[Place, Place, Place]
    near_foot: tuple[Place, Place]
    far_foot: tuple[Place, Place]
    near_arm: tuple[Place, Place, Place]
    far_arm: tuple[Place, Place, Place]
    front: bool


def pose_from(values: dict[str, Any], *, start: dict[str, Any] | None = None) -> Pose:
    """Read a pose; one that names only some parts takes the rest from the start position."""
    return Pose.model_validate({**(start or {}), **values})


def joints_of(pose: Pose) -> Joints:
    """Place every joint of a pose."""
    lumbar_deg, thorax_deg, head_deg = pose.spine_deg
    waist = along(pose.hip, lumbar_deg, LUMBAR)
    neck = along(waist, thorax_deg, THORAX)
    hip_near, hip_far = _spread(pose.hip, lumbar_deg, FRONT_HIP, pose.front)
    shoulder = along(neck, thorax_deg, -4)
    shoulder_near, shoulder_far = _spread(shoulder, thorax_deg, FRONT_SHOULDER, pose.front)
    return Joints(
        hip=pose.hip,
        waist=waist,
        neck=neck,
        head=along(neck, head_deg, NECK),
        near_leg=_limb(hip_near, pose.near_leg, THIGH, SHANK),
        far_leg=_limb(hip_far, pose.far_leg, THIGH, SHANK),
        near_foot=_foot(pose.near_leg, pose.front),
        far_foot=_foot(pose.far_leg, pose.front),
        near_arm=_limb(shoulder_near, pose.near_arm, UPPER_ARM, FOREARM),
        far_arm=_limb(shoulder_far, pose.far_arm, UPPER_ARM, FOREARM),
        front=pose.front,
    )


def along(place: Place, direction_deg: float, length: float) -> Place:
    """The place a length away in a direction; 0 degrees is right, 90 is up."""
    angle = math.radians(direction_deg)
    return place[0] + length * math.cos(angle), place[1] + length * math.sin(angle)


def bend_between(root: Place, end: Place, first: float, second: float, bend: int) -> tuple[Place, Place]:
    """The middle joint of two bones from root to end, and the end where it is out of reach."""
    dx, dy = end[0] - root[0], end[1] - root[1]
    distance = math.hypot(dx, dy) or 1e-9
    reach = min(distance, 0.9999 * (first + second))
    cosine = (first**2 + reach**2 - second**2) / (2 * first * reach)
    angle = math.atan2(dy, dx) + bend * math.acos(max(-1.0, min(1.0, cosine)))
    middle = (root[0] + first * math.cos(angle), root[1] + first * math.sin(angle))
    return middle, (root[0] + dx * reach / distance, root[1] + dy * reach / distance)


def _limb(root: Place, limb: Limb, first: float, second: float) -> tuple[Place, Place, Place]:
    if limb.middle is not None:
        return root, limb.middle, limb.end
    middle, end = bend_between(root, limb.end, first, second, limb.bend)
    return root, middle, end


def _foot(leg: Limb, front: bool) -> tuple[Place, Place]:
    if front:
        return along(leg.end, leg.toe_deg, 2), along(leg.end, leg.toe_deg, 7)
    return along(leg.end, leg.toe_deg + 205, HEEL), along(leg.end, leg.toe_deg - 18, FOOT * 0.8)


def _spread(centre: Place, direction_deg: float, half: float, front: bool) -> tuple[Place, Place]:
    if not front:
        return centre, centre
    return along(centre, direction_deg - 90, half), along(centre, direction_deg + 90, half)
