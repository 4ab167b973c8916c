"""One bend, from standing until the chest is level, and how the load is shared: a precomputed table."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from loadshare.body.daily.table import TABLES
from loadshare.body.daily.version import model_version

if TYPE_CHECKING:
    from loadshare.body import Body
    from loadshare.body.daily.reading import Reading

BENDING = TABLES / "bending.json"
DEPTHS_DEG = (15.0, 30.0, 45.0, 60.0, 75.0, 90.0)
"""How far the trunk leans in each frame after standing."""
SECONDS = 2.5


@cache
def bending() -> dict[str, Any]:
    """The table: a movement as the viewer reads it, with `press` of each frame.

    `press` is what the low back carries (N), what the busier hip carries (body weights), and the hips' part
    of all the press in hips and low back: low, middle and high in 100 (90 of 100 people like this one).
    """
    found: dict[str, Any] = json.loads(BENDING.read_text(encoding="utf-8"))
    return found


def compute(body: Body) -> dict[str, Any]:
    """The whole table, from the engine (some seconds), of the adult in the middle."""
    from loadshare.body import Person, Task
    from loadshare.body.daily import solver

    tasks = [Task(name="stand"), *(Task(name="bend", settings={"trunk_deg": deg}) for deg in DEPTHS_DEG)]
    readings = [solver.read(body, task, Person()) for task in tasks]
    return {
        "model": model_version(),
        "code": "bend",
        "seconds": SECONDS,
        "frames": [_frame(reading.posture) for reading in readings],
        "press": [_press(reading) for reading in readings],
    }


def _frame(posture: tuple[float, ...]) -> dict[str, list[float]]:
    return {
        "root": [round(v, 3) for v in posture[:7]],
        "back": [round(v, 1) for v in posture[7:10]],
        "q": [round(v, 1) for v in posture[10:]],
    }


def _press(reading: Reading) -> list[float]:
    n = reading.numbers
    parts = [round(n[name], 1) for name in ("hips_pct.low", "hips_pct", "hips_pct.high")]
    return [round(n["back_n"]), round(n["hip_bw"], 2), *parts]
