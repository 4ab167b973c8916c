"""Writes the tables of the connection page from the body model: `python tools/connection_tables.py`.

They carry the version of the model they were made from; a test fails when the model has moved on.
"""

import json
import sys
from collections.abc import Iterable
from typing import Any

from loadshare.body import Body
from loadshare.body.daily import bending, solver, table
from loadshare.body.daily import exercises as exercise_table
from loadshare.body.daily.asked import DAILY, GLUTES_GRID, HIP_GRID, Asked, HipSide, hip_grid
from loadshare.body.daily.reading import Reading
from loadshare.body.daily.version import model_version
from loadshare.body.export import export_body
from loadshare.server.ui import body_files


def everyday(body: Body) -> dict[str, Any]:
    """Every task, side and grid point."""
    tasks = {}
    for slug in DAILY:
        postures: list[tuple[float, ...]] = []
        sides = {}
        for side in HipSide:
            readings = [
                solver.compute(body, Asked(task=slug, hip=hip, glutes=glutes, side=side))
                for hip in hip_grid(slug)
                for glutes in GLUTES_GRID
            ]
            sides[side.value] = _columns(readings, postures)
            print(f"  {slug}, {side.value}", file=sys.stderr)
        tasks[slug] = {"postures": [[_short(v, 3) for v in p] for p in postures], "sides": sides}
    return {
        "model": model_version(),
        "people": solver.PEOPLE,
        "seed": solver.SEED,
        "hip": HIP_GRID,
        "glutes": GLUTES_GRID,
        "tasks": tasks,
    }


def _columns(readings: list[Reading], postures: list[tuple[float, ...]]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name in readings[0].numbers:
        out[name] = _column([_short(r.numbers[name], _digits(name)) for r in readings])
    places = []
    for reading in readings:
        if reading.posture not in postures:
            postures.append(reading.posture)
        places.append(postures.index(reading.posture))
    out["posture"] = _column(places)
    return out


def _digits(name: str) -> int:
    stem = name.split(".")[0]
    return {"back_n": 0, "hip_bw": 3, "lumbar_deg": 2, "passive_nm": 2}.get(stem, 1)


def _short(value: float, digits: int) -> float | int:
    rounded = round(float(value), digits) + 0.0
    return int(rounded) if rounded == int(rounded) else rounded


def _column(values: list[Any]) -> Any:
    """One number where nothing changes."""
    return values[0] if len(set(values)) == 1 else values


def _write(path: Any, data: dict[str, Any], lines: Iterable[str]) -> None:
    """Compact, with one line per part, so that a change can be read."""
    head = {k: v for k, v in data.items() if k not in set(lines)}
    text = json.dumps(head, separators=(",", ":"))[:-1]
    for part in lines:
        rows = ",\n".join(
            f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in data[part].items()
        )
        text += f",\n{json.dumps(part)}:{{\n{rows}\n}}"
    path.write_text(text + "}\n", encoding="utf-8")


def viewer(body: Body) -> dict[str, Any]:
    """The body as the page draws it."""
    return {"model": model_version(movements=True, export=True), **export_body(body)}


def main() -> int:
    """Write the tables."""
    body = Body()
    table.TABLES.mkdir(exist_ok=True)
    _write(body_files.VIEWER, viewer(body), ["tasks", "movements"])
    bending.BENDING.write_text(
        json.dumps(bending.compute(body), separators=(",", ":")) + "\n", encoding="utf-8"
    )
    _write(exercise_table.EXERCISES, exercise_table.compute(body), ["exercises"])
    if table.everyday()["model"] != model_version():
        _write(table.EVERYDAY, everyday(body), ["tasks"])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
