"""Postures for the eye: the body of a movement laid on the floor, the sofa, the roller or the ball.

The loads need a firm surface somewhere under the body (`@free`), not its height. A picture needs the height:
here every such point is put where the equipment says, and the limbs give way a little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from loadshare.body.loads import Array
from loadshare.body.movements import Movement
from loadshare.body.postures import Pose, Poser, Support
from loadshare.knowledge.reader import load_knowledge

SOFA_M, ROLLER_M, BALL_M = 0.34, 0.144, 0.05
_LEG = ("hip-flexion", "knee-flexion", "ankle-dorsiflexion")
_ARM = ("shoulder-flexion", "shoulder-abduction", "shoulder-rotation", "elbow-flexion")
_NEVER = re.compile(r"^(head|foot-inside|rib-side|pelvis-side|knee-inside)")
# a seat on the heels, or on the leg in front, rests on what is under it, not on the floor
_OPEN = {"prone": ("buttock",), "upright": ("thigh-front", "buttock")}
_ON_ROLLER = re.compile(r"^(thigh|buttock|sit-bone|trochanter)")


def laid(poser: Poser, movement: Movement, count: int) -> Iterator[Array]:
    """The `qpos` of `count` postures over the movement, each near the one before."""
    start: Array | None = None
    for at in np.linspace(0.0, 1.0, count):
        pose = _on_equipment(movement.pose(float(at)), _equipment(movement))
        stance = poser.pose(pose, start)
        start = stance.qpos
        yield stance.qpos


def _equipment(movement: Movement) -> tuple[str, ...]:
    exercise = load_knowledge().exercises.get(movement.exercise)
    return tuple(exercise.equipment) if exercise else ()


def _on_equipment(pose: Pose, equipment: tuple[str, ...]) -> Pose:
    open_end = _OPEN.get(pose.base)
    supports = tuple(
        s if open_end and s.point.startswith(open_end) else _set(s, equipment) for s in pose.supports
    )
    if supports == pose.supports:
        return pose
    touching = {s.point for s in supports if s.offset_m is not None}
    arms = {p[-1] for p in touching if re.match(r"hand|elbow|forearm|wrist", p)}
    adjust = [f"{n}-{side}" for n in _LEG for side in "rl"] + [f"{n}-{s}" for n in _ARM for s in sorted(arms)]
    # lying on one side, the lower leg sinks until it lies as well
    adjust += [f"hip-adduction-{p[-1]}" for p in touching if p.startswith("trochanter")]
    given = [n for n in pose.adjust if n not in _LEG and n not in _ARM]
    lies = pose.base in ("supine", "prone")
    return replace(pose, supports=supports, adjust=(*adjust, *given), free_pelvis=lies)


def _set(support: Support, equipment: tuple[str, ...]) -> Support:
    """The same support with its height, where the equipment gives it one."""
    up = support.normal == (0.0, 1.0, 0.0)
    if support.offset_m is not None or not up or _NEVER.match(support.point):
        return support
    if "chair" in equipment:
        is_foot = re.match(r"heel|first-meta|fifth-meta", support.point)
        return replace(support, offset_m=0.0) if is_foot else support
    if "sofa" in equipment:
        return replace(support, offset_m=SOFA_M if support.point.startswith("shoulder") else 0.0)
    if "foam-roller" in equipment and _ON_ROLLER.match(support.point):
        return replace(support, offset_m=ROLLER_M)
    if "massage-ball" in equipment and support.point.startswith("buttock"):
        return replace(support, offset_m=BALL_M)
    return replace(support, offset_m=0.0)
