"""Turns a figure's two positions into SVG."""

import math
import tomllib
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from loadshare.server.figures.props import draw_prop
from loadshare.server.figures.skeleton import Joints, Place, along, joints_of, pose_from

POSES = Path(__file__).with_name("poses.toml")
MARGIN = 9.0
HEAD = 9.5


@cache
def figure_for(exercise: str) -> str | None:
    """The drawing of an exercise, start and end, or None where there is none yet.

    The markup carries its own description; colours are classes styled by the page.
    """
    values = _poses().get(exercise)
    return None if values is None else _draw(values)


def draw_joints(
    joints: Joints, *, props: list[dict[str, Any]], box: tuple[float, float, float], simple: bool = False
) -> str:
    """SVG of joints that come from elsewhere, in a frame (left, right, top) that stays the same.

    A `simple` one is a small picture beside words: hidden from screen readers, like every figure here.
    """
    left, right, top = box
    name = "figure__svg figure__svg--small" if simple else "figure__svg"
    view = f"{_n(left)} {_n(-top)} {_n(right - left)} {_n(top + MARGIN)}"
    panel = _panel(joints, {"props": props}, left, right)
    return f'<svg class="{name}" viewBox="{view}" aria-hidden="true" focusable="false">{panel}</svg>'


def drawn_exercises() -> frozenset[str]:
    """The exercises that have a drawing."""
    return frozenset(_poses())


@cache
def _poses() -> dict[str, dict[str, Any]]:
    return tomllib.loads(POSES.read_text(encoding="utf-8"))


def _draw(values: dict[str, Any]) -> str:
    start = joints_of(pose_from(values["start"]))
    frames = [("Start", start)] if "end" in values else [("", start)]
    if "end" in values:
        frames.append(("Then", joints_of(pose_from(values["end"], start=values["start"]))))
    props = values.get("props", [])
    left, right, top = _bounds((joints for _, joints in frames), props)
    shape = "wide" if right - left > 1.5 * top else "tall"
    panels = "".join(_frame(label, joints, values, (left, right, top)) for label, joints in frames)
    return (
        f'<div class="figure figure--{shape}" role="img" aria-label="{escape(values["text"])}">{panels}</div>'
    )


def _frame(label: str, joints: Joints, values: dict[str, Any], bounds: tuple[float, float, float]) -> str:
    left, right, top = bounds
    caption = f'<span class="figure__label">{label}</span>' if label else ""
    view = f"{_n(left)} {_n(-top)} {_n(right - left)} {_n(top + MARGIN)}"
    panel = _panel(joints, values, left, right)
    return (
        f'<span class="figure__frame">{caption}<svg viewBox="{view}" aria-hidden="true">{panel}</svg></span>'
    )


def _panel(joints: Joints, values: dict[str, Any], left: float, right: float) -> str:
    props = values.get("props", [])
    behind = "".join(draw_prop(prop, joints) for prop in props if not prop.get("in_front"))
    in_front = "".join(draw_prop(prop, joints) for prop in props if prop.get("in_front"))
    ground = f'<path class="figure__ground" d="M{_n(left + 2)} 0H{_n(right - 2)}"/>'
    return f"{ground}{behind}{_body(joints)}{in_front}"


def _body(joints: Joints) -> str:
    far = _leg(joints.far_leg, joints.far_foot) + _arm(joints.far_arm)
    trunk = [
        _taper(joints.hip, joints.waist, 10.5, 9.0),
        _taper(joints.waist, joints.neck, 9.5, 10.5),
        _taper(joints.neck, joints.head, 5.0, 5.0),
    ]
    if joints.front:
        trunk += [
            _taper(joints.near_leg[0], joints.far_leg[0], 9.5, 9.5),
            _taper(joints.near_arm[0], joints.far_arm[0], 6.0, 6.0),
        ]
    trunk.append(_round(joints.head, HEAD))
    near_leg, near_arm = _leg(joints.near_leg, joints.near_foot), _arm(joints.near_arm)
    low_back = f"M{_at(_between(joints.hip, joints.waist, 0.42))}L{_at(joints.waist)}"
    marks = (
        f'<path class="figure__back" d="{low_back}"/>'
        f'<circle class="figure__hip" cx="{_n(joints.hip[0])}" cy="{_n(-joints.hip[1])}" r="5.5"/>'
    )
    layers = [_layer("figure__far", far)]
    if joints.front:
        layers += [_layer("figure__near", near_leg), _layer("figure__near", trunk), marks]
    else:
        layers += [_layer("figure__near", trunk), _layer("figure__near", near_leg), marks]
    return "".join([*layers, _layer("figure__near", near_arm)])


def _layer(name: str, shapes: list[str]) -> str:
    """Shapes that belong together: outlines below, fills above, so that joints have no seams."""
    outline = "".join(f'<path class="figure__outline" d="{shape}"/>' for shape in shapes)
    return f'<g class="{name}">{outline}<path class="figure__fill" d="{"".join(shapes)}"/></g>'


def _leg(leg: tuple[Place, Place, Place], foot: tuple[Place, Place]) -> list[str]:
    hip, knee, ankle = leg
    return [
        _taper(hip, knee, 8.5, 6.0),
        _taper(knee, ankle, 6.0, 3.8),
        _taper(*foot, 3.6, 2.8),
    ]


def _arm(arm: tuple[Place, Place, Place]) -> list[str]:
    shoulder, elbow, hand = arm
    return [_taper(shoulder, elbow, 4.8, 3.7), _taper(elbow, hand, 3.7, 3.0)]


def _taper(start: Place, end: Place, wide: float, narrow: float) -> str:
    """The outline of a limb that is `wide` at its start and `narrow` at its end."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    distance = math.hypot(dx, dy)
    if distance <= abs(wide - narrow):
        return _round(start if wide >= narrow else end, max(wide, narrow))
    direction = math.degrees(math.atan2(dy, dx))
    spread = math.degrees(math.acos((wide - narrow) / distance))
    one, other = direction + spread, direction - spread
    return (
        f"M{_at(along(start, one, wide))}"
        f"A{_n(wide)} {_n(wide)} 0 {int(wide >= narrow)} 0 {_at(along(start, other, wide))}"
        f"L{_at(along(end, other, narrow))}"
        f"A{_n(narrow)} {_n(narrow)} 0 {int(wide < narrow)} 0 {_at(along(end, one, narrow))}Z"
    )


def _round(centre: Place, radius: float) -> str:
    left = (centre[0] - radius, centre[1])
    right = (centre[0] + radius, centre[1])
    arc = f"A{_n(radius)} {_n(radius)} 0 1 0 "
    return f"M{_at(left)}{arc}{_at(right)}{arc}{_at(left)}Z"


def _between(start: Place, end: Place, share: float) -> Place:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _at(place: Place) -> str:
    return f"{_n(place[0])} {_n(-place[1])}"


def _bounds(frames: Iterable[Joints], props: list[dict[str, Any]]) -> tuple[float, float, float]:
    places: list[Place] = []
    for joints in frames:
        places += [joints.hip, joints.waist, joints.neck, *joints.near_leg, *joints.far_leg]
        places += [*joints.near_arm, *joints.far_arm, *joints.near_foot, *joints.far_foot]
        places += [(joints.head[0] + dx, joints.head[1] + dy) for dx in (-6.0, 6.0) for dy in (-6.0, 6.0)]
    for prop in props:
        places += [tuple(place) for place in prop.get("bounds", [])]
    across = [x for x, _ in places]
    return min(across) - MARGIN - 4, max(across) + MARGIN + 4, max(max(y for _, y in places) + MARGIN, 40)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
