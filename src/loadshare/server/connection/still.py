"""The drawn still of the page: the model's own posture, in the same hand as the exercise drawings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from loadshare.server.connection.daily import DAILY
from loadshare.server.figures.drawing import draw_joints
from loadshare.server.figures.skeleton import Joints, Place

FRAMES = {
    "bend": (-80.0, 84.0, 122.0),
    "lift": (-66.0, 84.0, 152.0),
    "sit": (-72.0, 84.0, 136.0),
    "stand-up": (-72.0, 84.0, 146.0),
    "step": (-76.0, 76.0, 196.0),
}
"""Left, right and top of the frame: one for each task, the same for all its postures, so nothing jumps."""
STEP_CM = 17
WHOLE = (-70.0, 70.0, 186.0)


def draw(task: str, places: Sequence[float], *, small: bool = False) -> str:
    """SVG of a posture; the description stands beside it."""
    joints = _joints(places, front=DAILY[task].front, lift=STEP_CM if task == "step" else 0.0)
    box = FRAMES.get(task, WHOLE)
    return draw_joints(joints, props=_props(task, joints), box=box, simple=small)


def _joints(places: Sequence[float], *, front: bool, lift: float) -> Joints:
    spots: list[Place] = [(places[i], places[i + 1] + lift) for i in range(0, len(places), 2)]
    hip, waist, neck, head = spots[:4]
    right, left = spots[4:9], spots[9:14]
    arms = spots[14:17], spots[17:20]
    return Joints(
        hip=hip,
        waist=waist,
        neck=neck,
        head=head,
        near_leg=(right[0], right[1], right[2]),
        far_leg=(left[0], left[1], left[2]),
        near_foot=(right[3], right[4]),
        far_foot=(left[3], left[4]),
        near_arm=(arms[0][0], arms[0][1], arms[0][2]),
        far_arm=(arms[1][0], arms[1][1], arms[1][2]),
        front=front,
    )


def _props(task: str, joints: Joints) -> list[dict[str, Any]]:
    """Seat, box, step or turn, where the body says it is."""
    hip, hand, ankle = joints.hip, joints.near_arm[2], joints.near_leg[2]
    if task == "sit":
        return [{"kind": "chair", "at": round(hip[0] - 26), "seat": round(hip[1] - 8)}]
    if task == "stand-up":
        return [{"kind": "chair", "at": round(hip[0] - 38), "seat": 40}]
    if task == "lift":
        size = (30, 22)
        at = (round(hand[0] - 13), round(max(hand[1] - size[1], 0.0)))
        return [{"kind": "box", "at": at, "size": size, "in_front": True}]
    if task == "step":
        return [{"kind": "box", "at": (round(ankle[0] - 14), 0), "size": (60, STEP_CM)}]
    if task == "turn":
        return [{"kind": "turn", "at": (round(joints.waist[0]), round(joints.waist[1])), "in_front": True}]
    return []
