"""The precomputed table of the page, and reading between its points. No engine is loaded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from loadshare.body.daily.asked import GLUTES_GRID, Asked, hip_grid
from loadshare.body.daily.reading import Reading

Column = float | list[float]
"""One number where nothing changes over the grid, else one per point."""
TABLES = Path(__file__).with_name("tables")
EVERYDAY = TABLES / "everyday.json"


@cache
def everyday() -> dict[str, Any]:
    """The table as it is kept: per task and side a column of numbers, over hip then glutes."""
    found: dict[str, Any] = json.loads(EVERYDAY.read_text(encoding="utf-8"))
    return found


def look_up(asked: Asked) -> Reading:
    """The answer for the default adult, read between the nearest points of the table."""
    task = everyday()["tasks"][asked.task]
    columns = task["sides"][asked.side.value]
    corners = _corners(hip_grid(asked.task), asked.lost_deg, asked.glutes)
    numbers = {name: _between(column, corners) for name, column in columns.items() if name != "posture"}
    posture = _blend(task["postures"], columns["posture"], corners)
    return Reading(numbers=numbers, posture=posture, still=_nearest(columns["posture"], corners))


def _corners(places: tuple[int, ...], lost_deg: float, glutes: float) -> tuple[tuple[int, float], ...]:
    """Up to four places in a column, with weights."""
    width = len(GLUTES_GRID)
    return tuple(
        (i * width + j, u * v)
        for i, u in _around(lost_deg, places)
        for j, v in _around(glutes, GLUTES_GRID)
        if u * v > 0.0
    )


def _around(value: float, axis: tuple[int, ...]) -> tuple[tuple[int, float], tuple[int, float]]:
    step = axis[1] - axis[0]
    low = min(int((value - axis[0]) / step), len(axis) - 2)
    part = (value - axis[low]) / step
    return (low, 1.0 - part), (low + 1, part)


def _between(column: Column, corners: tuple[tuple[int, float], ...]) -> float:
    if not isinstance(column, list):
        return float(column)
    return float(sum(column[place] * weight for place, weight in corners))


def _nearest(column: Column, corners: tuple[tuple[int, float], ...]) -> int:
    """The posture of the nearest place in the table."""
    if not isinstance(column, list):
        return int(column)
    place, _ = max(corners, key=lambda corner: corner[1])
    return int(column[place])


def _blend(
    postures: Sequence[Sequence[float]], column: Column, corners: tuple[tuple[int, float], ...]
) -> tuple[float, ...]:
    """Neighbouring postures differ by a few degrees, so their plain mean is a posture too."""
    if not isinstance(column, list):
        return tuple(float(v) for v in postures[int(column)])
    parts = [(postures[int(column[place])], weight) for place, weight in corners]
    return tuple(round(sum(p[i] * weight for p, weight in parts), 4) + 0.0 for i in range(len(parts[0][0])))
