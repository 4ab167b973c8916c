"""The product's own movements as open data: plain tables, drawings, and a page about what they are not."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from loadshare.interop.stills.drawn import ENDS

LICENCE = Path(__file__).with_name("open_data_licence.md")
PAGE = Path(__file__).with_name("open_data.md")
"""What the files are and are not; README.md of what is written."""
BACK = ("back-flexion", "back-bend", "back-turn")
LOAD_UNITS: Mapping[str, str] = {"bw": "body weights", "n": "N"}

Row = Sequence[object]


def write_movements(
    exported: Mapping[str, Any], folder: Path, *, names: Mapping[str, str], stills: Mapping[str, str]
) -> None:
    """Write tables, drawings, page and licence into `folder`, which is made where it is not there.

    Args:
        exported: what `loadshare.body.export.export_body` gives.
        folder: where to write, in a folder that is there; what was written there before is replaced.
        names: what each exercise is called.
        stills: each drawing as SVG by its name.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    drawings = folder / "stills"
    folder.mkdir(exist_ok=True)
    for name, (head, rows) in _tables(exported, names).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(head)
            writer.writerows(rows)
    drawings.mkdir(exist_ok=True)
    for older in (path for end in ENDS for path in drawings.glob(f"*-{end}.svg")):
        older.unlink()
    for name, text in stills.items():
        (drawings / f"{name}.svg").write_text(text, encoding="utf-8")
    (folder / "README.md").write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "LICENSE.md").write_text(LICENCE.read_text(encoding="utf-8"), encoding="utf-8")


def _tables(exported: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, tuple[Row, Iterable[Row]]]:
    moves = exported["movements"]
    return {
        "movements": (
            ("exercise", "name", "seconds", "postures", "around"),
            [
                (one, names.get(one, one), move["seconds"], len(move["frames"]), " ".join(move["props"]))
                for one, move in moves.items()
            ],
        ),
        "angles": (("exercise", "time_s", "joint", "angle_deg"), _angles(exported)),
        "places": (
            ("exercise", "time_s", "x_m", "y_m", "z_m", "q_w", "q_x", "q_y", "q_z"),
            ((one, at, *frame["root"]) for one, at, frame in _moments(moves)),
        ),
        "contacts": (
            ("exercise", "contact"),
            [(one, contact) for one, move in moves.items() for contact in move["supports"]],
        ),
        "loads": (("exercise", "time_s", "load", "value", "unit"), _loads(exported)),
        "muscles": (("exercise", "time_s", "group", "activation_pct"), _active(exported)),
    }


def _moments(moves: Mapping[str, Any]) -> Iterator[tuple[str, float, Mapping[str, Any]]]:
    """Each posture with its second: they are spread evenly over one repetition."""
    for one, move in moves.items():
        frames = move["frames"]
        for place, frame in enumerate(frames):
            yield one, round(move["seconds"] * place / max(1, len(frames) - 1), 3), frame


def _angles(exported: Mapping[str, Any]) -> Iterator[Row]:
    for one, at, frame in _moments(exported["movements"]):
        for joint, angle in zip((*BACK, *exported["limbs"]), (*frame["back"], *frame["q"]), strict=True):
            yield one, at, joint, angle


def _loads(exported: Mapping[str, Any]) -> Iterator[Row]:
    for one, at, frame in _moments(exported["movements"]):
        for load, value in zip(exported["loads"], frame["loads"], strict=True):
            name, _, unit = load.rpartition("_")
            yield one, at, name, value, LOAD_UNITS[unit]


def _active(exported: Mapping[str, Any]) -> Iterator[Row]:
    groups = exported["groups"]
    for one, at, frame in _moments(exported["movements"]):
        pairs = frame["active"]
        for group, percent in zip(pairs[::2], pairs[1::2], strict=True):
            yield one, at, groups[group], percent
