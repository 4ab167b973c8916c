"""Postures for the eye: the body of a movement laid on the floor, the sofa, the roller or the ball.

The loads need a firm surface somewhere under the body (`@free`), not its height. A picture needs the height:
here every such point is put where the equipment says, hands take hold of what they hold, what was put down
stays where it was put, and the limbs give way a little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from loadshare.body.loads import Array
from loadshare.body.marks import Mark
from loadshare.body.movements import Movement
from loadshare.body.postures import Pose, Poser, Support, both_sides, sided
from loadshare.knowledge.reader import load_knowledge

SOFA_M, ROLLER_M, BALL_M = 0.34, 0.144, 0.05
CLEAR_OF_HIPS_DEG = 9.0  # an arm that hangs straight down would go through the hip
IDLE_DEG = 30.0
HAND_M = 0.03  # from the floor to the middle of a hand that lies on it
_LEG = (
    "hip-flexion",
    "hip-adduction",
    "hip-rotation",
    "knee-flexion",
    "ankle-dorsiflexion",
    "subtalar-inversion",
)
_LEG_STRAIGHT = ("hip-flexion", "knee-flexion", "ankle-dorsiflexion")  # kneeling legs do not splay
_ARM = ("shoulder-flexion", "shoulder-abduction", "shoulder-rotation", "elbow-flexion")
_NEVER = re.compile(r"^(head|foot-inside|rib-side|pelvis-side|knee-inside)")
# a seat on the heels, or on the leg in front, rests on what is under it, not on the floor
_OPEN = {"prone": ("buttock",), "upright": ("thigh-front", "buttock")}
_ON_ROLLER = re.compile(r"^(thigh|buttock|sit-bone|trochanter)")
_OF_ARM = re.compile(r"^(hand|elbow|forearm|wrist)")
_OF_LEG = re.compile(r"^(heel|first-meta|fifth-meta|toe|foot|knee|shin|ankle|calf|thigh|trochanter)")
# limbs stay where they were put; the trunk may give a little
_FIRM = re.compile(r"^(heel|first-meta|fifth-meta|toe|foot|knee|shin|hand|elbow|forearm|wrist)")
_SOFT = re.compile(r"^(sit-bone|thigh|buttock|sacrum|shoulder|trochanter|pelvis|chest)")
FIRM_M, SOFT_M = 0.003, 0.01


def laid(poser: Poser, movement: Movement, count: int) -> Iterator[Array]:
    """The `qpos` of `count` postures over the movement, each near the one before."""
    start: Array | None = None
    put: dict[str, Array] = {}
    home: dict[str, Array] = {}
    first: Array | None = None
    for at in np.linspace(0.0, 1.0, count):
        pose = _drawn(movement, float(at), put)
        qpos = poser.pose(pose, start).qpos
        resting = (*(s.point for s in pose.supports), *movement.near(float(at)))
        seen = _places(poser, qpos, resting)
        back = {p: home[p] for p in resting if at > 0.5 and p not in put and p in home}
        back = {p: spot for p, spot in back.items() if _apart(seen[p], spot) < movement.returns_m}
        if back:  # a foot that comes back is put down where it was
            qpos = poser.pose(_drawn(movement, float(at), {**put, **back}), start).qpos
            seen = _places(poser, qpos, resting)
        put = {p: put.get(p, seen[p]) for p in resting}
        home = {**put, **home}
        start = qpos
        first = qpos if first is None else first
        # shown again and again, a repetition ends just where it began
        yield first if at == 1.0 and movement.comes_back else qpos


def _places(poser: Poser, qpos: Array, points: tuple[str, ...]) -> dict[str, Array]:
    data = poser.measurer.place(qpos)
    return {p: np.array(data.site_xpos[poser.skeleton.contacts[p]]) for p in points}


def _apart(a: Array, b: Array) -> float:
    """How far two places lie apart along the floor, m; heights do not count."""
    return float(np.hypot(a[0] - b[0], a[2] - b[2]))


def props_of(movement: Movement) -> tuple[str, ...]:
    """What stands around the body: the equipment of the exercise and the movement's own props."""
    exercise = load_knowledge().exercises.get(movement.exercise)
    equipment = tuple(exercise.equipment) if exercise else ()
    return tuple(dict.fromkeys((*equipment, *movement.props)))


def _drawn(movement: Movement, at: float, put: Mapping[str, Array]) -> Pose:
    """The pose at a moment as it is drawn: on the equipment, holding, and where it was put down."""
    pose = movement.pose(at)
    props = props_of(movement)
    open_end = _OPEN.get(pose.base)
    supports = tuple(
        s if open_end and s.point.startswith(open_end) else _set(s, props, movement.rests)
        for s in pose.supports
    )
    near = movement.near(at)
    planted = (*_planted(supports, near, put, movement.slides), *_hovering(near, movement.rests))
    touching = {s.point for s in supports if s.offset_m is not None}
    touching |= {m.point for m in (*pose.marks, *planted)}
    arms = sorted({p[-1] for p in touching if _OF_ARM.match(p)})
    legs = sorted({p[-1] for p in touching if _OF_LEG.match(p)})
    leg = _LEG_STRAIGHT if pose.base == "prone" else _LEG
    angles, idle = _idle_arms(pose, arms)
    adjust = [f"{n}-{s}" for n in leg for s in legs] + [f"{n}-{s}" for n in _ARM for s in arms]
    adjust += [f"shoulder-flexion-{mark.point[-1]}" for mark in idle]
    lies = pose.base in ("supine", "prone") and supports != pose.supports
    return replace(
        pose,
        angles=angles,
        supports=supports,
        adjust=tuple(dict.fromkeys((*adjust, *both_sides(pose.adjust)))),
        marks=(*pose.marks, *planted, *idle),
        free_pelvis=pose.free_pelvis or lies,
    )


def _idle_arms(pose: Pose, busy: list[str]) -> tuple[dict[str, float], tuple[Mark, ...]]:
    """Arms that do nothing: clear of the hips, or beside a lying body on the floor."""
    angles = sided(pose.angles)
    marks = []
    lies = pose.base in ("supine", "prone")
    for side in "rl":
        if lies and side in busy and _rests_elbow_only(pose, side):
            marks.append(Mark(f"hand-{side}", (None, HAND_M, None)))
        lifted = abs(angles.get(f"shoulder-flexion-{side}", 0.0))
        if side in busy or lifted > IDLE_DEG or abs(angles.get(f"shoulder-abduction-{side}", 0.0)) > IDLE_DEG:
            continue
        is_straight = angles.get(f"elbow-flexion-{side}", 0.0) < IDLE_DEG
        least = 2 * CLEAR_OF_HIPS_DEG if lies and is_straight else CLEAR_OF_HIPS_DEG
        name = f"shoulder-abduction-{side}"
        angles[name] = max(angles.get(name, 0.0), least)
        if lies and is_straight:
            marks.append(Mark(f"hand-{side}", (None, HAND_M, None)))
    return angles, tuple(marks)


def _rests_elbow_only(pose: Pose, side: str) -> bool:
    resting = {s.point for s in pose.supports} | {m.point for m in pose.marks}
    return f"elbow-{side}" in resting and f"hand-{side}" not in resting and f"wrist-{side}" not in resting


def _hovering(near: tuple[str, ...], rests: Mapping[str, float]) -> Iterator[Mark]:
    """Points that carry nothing but have a height of their own."""
    for point in near:
        height = rests.get(point, rests.get(point[:-2]))
        if height is not None:
            yield Mark(point, (None, height, None))


def _planted(
    supports: tuple[Support, ...], near: tuple[str, ...], put: Mapping[str, Array], slides: tuple[str, ...]
) -> Iterator[Mark]:
    """What was already down stays where it is, along the surface, and in height where none is given."""
    for support in (*supports, *(Support(p, offset_m=None) for p in near)):
        name = support.point
        if name not in put or name.startswith(slides or ("-",)):
            continue
        within = FIRM_M if _FIRM.match(name) else SOFT_M if _SOFT.match(name) else None
        if within is None:
            continue
        x, y, z = (float(v) for v in put[name])
        if support.normal != (0.0, 1.0, 0.0):  # a wall is rolled along, not gone through
            yield Mark(name, (x if support.normal[0] else None, None, z if support.normal[2] else None))
        else:
            is_held = support.offset_m is None and name.startswith("hand")
            height = y if support.offset_m is None else None
            yield Mark(name, (x, height, z), within_m=within, reaches=is_held)


def _set(support: Support, props: tuple[str, ...], rests: Mapping[str, float]) -> Support:
    """The same support with its height, where the movement or the equipment gives it one."""
    named = rests.get(support.point, rests.get(support.point[:-2]))
    if named is not None:
        return replace(support, offset_m=named)
    up = support.normal == (0.0, 1.0, 0.0)
    if support.offset_m is not None or not up or _NEVER.match(support.point):
        return support
    if "chair" in props:
        is_foot = re.match(r"heel|first-meta|fifth-meta", support.point)
        return replace(support, offset_m=0.0) if is_foot else support
    if "sofa" in props:
        return replace(support, offset_m=SOFA_M if support.point.startswith("shoulder") else 0.0)
    if "foam-roller" in props and _ON_ROLLER.match(support.point):
        return replace(support, offset_m=ROLLER_M)
    if "massage-ball" in props and support.point.startswith("buttock"):
        return replace(support, offset_m=BALL_M)
    return replace(support, offset_m=0.0)
