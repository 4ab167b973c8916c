"""Plots as plain SVG text: rows of bars with a marked range, and lines with bands. No plotting library
needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

# teal and coral stand for hips and low back and for nothing else
HIP, BACK, INK, QUIET, PAPER, BAR = "#1f6f6b", "#d9654a", "#22211f", "#6f6a61", "#fbf8f2", "#5b564d"
_FONT = 'font-family="Atkinson Hyperlegible Next, Helvetica, Arial, sans-serif"'


@dataclass(frozen=True)
class Row:
    """One bar: a value and the range it is judged by, or the band it carries."""

    label: str
    value: float
    low: float
    high: float
    text: str = ""
    is_good: bool = True


def bars(title: str, rows: Sequence[Row], *, scale: str, limit: float) -> str:
    """Horizontal bars from 0 to `limit`; a light strip shows low to high, the bar the value (clipped at the
    limit)."""
    left, width, line, top = 320, 420, 22, 64
    height = top + line * len(rows) + 40
    out = [_open(left + width + 230, height), _text(16, 28, title, size=17, weight="bold")]
    out.append(_text(16, 48, scale, size=12, colour=QUIET))
    for i, row in enumerate(rows):
        y = top + i * line
        out.append(_text(left - 10, y + 14, row.label, size=12, anchor="end"))

        def at(value: float) -> float:
            return left + width * min(max(value, 0.0), limit) / limit

        strip = max(at(row.high) - at(row.low), 2.0)
        out.append(
            f'<rect x="{at(row.low):.1f}" y="{y + 2}" width="{strip:.1f}" height="16" fill="#ddd5c6"/>'
        )
        colour = BAR if row.is_good else PAPER
        length = max(at(row.value) - left, 1.0)
        out.append(f'<rect x="{left}" y="{y + 6}" width="{length:.1f}" height="8" fill="{colour}"/>')
        if not row.is_good:  # hollow and dashed: readable without colour
            out.append(
                f'<rect x="{left}" y="{y + 6}" width="{length:.1f}" height="8" fill="none" stroke="{INK}"'
                ' stroke-dasharray="3 3"/>'
            )
        out.append(_text(left + width + 10, y + 14, row.text, size=12))
    return "\n".join([*out, "</svg>"]) + "\n"


@dataclass(frozen=True)
class Line:
    """One curve, with an optional band around it."""

    y: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None


def lines(title: str, x_name: str, y_name: str, x: Sequence[float], curves: Mapping[str, Line]) -> str:
    """Curves over x, each with its name at its right end."""
    left, top, width, height = 70, 60, 520, 300
    all_y = [v for c in curves.values() for s in (c.y, c.low, c.high) if s is not None for v in s]
    low, high = min(0.0, *all_y), max(all_y)
    high = high + 0.05 * (high - low or 1.0)
    span = (x[-1] - x[0]) or 1.0

    def point(xv: float, yv: float) -> str:
        return f"{left + width * (xv - x[0]) / span:.1f},{top + height * (high - yv) / (high - low):.1f}"

    out = [_open(left + width + 190, top + height + 60), _text(16, 28, title, size=17, weight="bold")]
    out.append(_text(16, 48, y_name, size=12, colour=QUIET))
    for k in range(5):
        value = low + (high - low) * k / 4
        y = top + height * (1 - k / 4)
        out.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}" stroke="#e5dfd2"/>')
        out.append(_text(left - 8, y + 4, f"{value:.3g}", size=12, anchor="end"))
    for k in range(5):
        value = x[0] + span * k / 4
        out.append(_text(left + width * k / 4, top + height + 20, f"{value:.3g}", size=12, anchor="middle"))
    out.append(_text(left + width / 2, top + height + 42, x_name, size=12, colour=QUIET, anchor="middle"))
    dashes = ("", "7 4", "2 3", "9 3 2 3")
    for i, (name, curve) in enumerate(curves.items()):
        colour = (HIP, BACK, INK, QUIET)[i % 4]
        if curve.low is not None and curve.high is not None:
            edge = [point(a, b) for a, b in zip(x, curve.high, strict=True)]
            edge += [point(a, b) for a, b in zip(reversed(x), reversed(curve.low), strict=True)]
            out.append(f'<polygon points="{" ".join(edge)}" fill="{colour}" fill-opacity="0.15"/>')
        path = " ".join(point(a, b) for a, b in zip(x, curve.y, strict=True))
        out.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"'
            f' stroke-dasharray="{dashes[i % 4]}"/>'
        )
        end_x, end_y = point(x[-1], curve.y[-1]).split(",")
        out.append(_text(float(end_x) + 8, float(end_y) + 4, name, size=12))
    return "\n".join([*out, "</svg>"]) + "\n"


def _open(width: float, height: float) -> str:
    box = f"0 0 {width:.0f} {height:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" {_FONT}>\n'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    )


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: int,
    colour: str = INK,
    anchor: str = "start",
    weight: str = "normal",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"'
        f' font-weight="{weight}">{escape(text)}</text>'
    )
