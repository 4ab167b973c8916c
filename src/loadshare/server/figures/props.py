"""The few things an exercise needs around the body: mat, chair, wall, ball, roller, band, step."""

from typing import Any

from loadshare.server.figures.skeleton import Joints, Place


def draw_prop(prop: dict[str, Any], joints: Joints) -> str:
    """SVG of one prop; places are in the figure's own centimetres, y up.

    Raises `KeyError` for a kind there is no drawing of.
    """
    return _DRAWN[prop["kind"]](prop, joints)


def _box(prop: dict[str, Any], _: Joints) -> str:
    (x, y), (width, height) = prop["at"], prop["size"]
    return f'<rect class="figure__prop" x="{x}" y="{-y - height}" width="{width}" height="{height}" rx="2"/>'


def _mat(prop: dict[str, Any], _: Joints) -> str:
    x, width = prop["from"], prop["to"] - prop["from"]
    return f'<rect class="figure__mat" x="{x}" y="-1" width="{width}" height="4" rx="2"/>'


def _round(prop: dict[str, Any], _: Joints) -> str:
    x, y = prop["at"]
    return f'<circle class="figure__tool" cx="{x}" cy="{-y}" r="{prop["radius"]}"/>'


def _chair(prop: dict[str, Any], _: Joints) -> str:
    x, seat, back = prop["at"], prop.get("seat", 45), prop.get("back", -1)
    width = 40
    rear = x if back < 0 else x + width
    return (
        f'<path class="figure__furniture" d="M{x} {-seat}h{width}M{x + 3} {-seat}V0M{x + width - 3} {-seat}V0'
        f'M{rear} {-seat}l{4 * back} -42"/>'
    )


def _turn(prop: dict[str, Any], _: Joints) -> str:
    """An arrow round the body, seen from the front: a turn to the figure's right."""
    x, y = prop["at"]
    return f'<path class="figure__strap" d="M{x + 30} {-y}A30 8 0 0 1 {x - 30} {-y}m-1 9l1 -9l9 2"/>'


def _wall(prop: dict[str, Any], _: Joints) -> str:
    return f'<path class="figure__furniture" d="M{prop["at"]} 0V{-prop.get("height", 170)}"/>'


def _band(prop: dict[str, Any], joints: Joints) -> str:
    """A loop round both legs, just above the knees or at the ankles."""
    one, other = (_on_leg(leg, prop.get("where", "knees")) for leg in (joints.near_leg, joints.far_leg))
    return f'<path class="figure__band" d="M{one[0]:.1f} {-one[1]:.1f}L{other[0]:.1f} {-other[1]:.1f}"/>'


def _stick(_: dict[str, Any], joints: Joints) -> str:
    """A stick along the back, from behind the head to behind the tail."""
    (hx, hy), (nx, ny) = joints.hip, joints.head
    length = ((nx - hx) ** 2 + (ny - hy) ** 2) ** 0.5
    dx, dy = (nx - hx) / length, (ny - hy) / length
    ox, oy = -dy * 12.5, dx * 12.5
    start, end = (hx + ox - 12 * dx, hy + oy - 12 * dy), (nx + ox + 14 * dx, ny + oy + 14 * dy)
    return f'<path class="figure__strap" d="M{start[0]:.1f} {-start[1]:.1f}L{end[0]:.1f} {-end[1]:.1f}"/>'


def _strap(_: dict[str, Any], joints: Joints) -> str:
    """A strap from the hands to the raised foot."""
    hand, foot = joints.near_arm[2], joints.near_foot[1]
    return f'<path class="figure__strap" d="M{hand[0]:.1f} {-hand[1]:.1f}L{foot[0]:.1f} {-foot[1]:.1f}"/>'


def _on_leg(leg: tuple[Place, Place, Place], where: str) -> Place:
    hip, knee, ankle = leg
    start, end, share = (hip, knee, 0.82) if where == "knees" else (knee, ankle, 0.85)
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


_DRAWN = {
    "box": _box,
    "mat": _mat,
    "round": _round,
    "chair": _chair,
    "wall": _wall,
    "band": _band,
    "stick": _stick,
    "strap": _strap,
    "turn": _turn,
}
