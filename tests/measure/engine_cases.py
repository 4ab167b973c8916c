"""The recordings that Python and the browser's engine must read alike, and what Python says about each.

`python -m tests.measure.engine_cases` writes them to `frontend/src/measure/engine/fixtures`: the recordings
that are not there yet, and the outcomes of all. A test says when the outcomes are stale.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from loadshare.measure import (
    Placement,
    Recording,
    RecordingError,
    Side,
    evaluate,
    parse_recording,
    write_own_csv,
)
from tests.measure.simulated import ramp, rotation
from tests.measure.test_angles import ON_SHIN, _bends, _shin
from tests.measure.test_stance_and_timed import LYING, _bridge, _chair, _stance
from tests.measure.test_stance_and_timed import phone as _phone
from tests.measure.test_walking import _walk

FIXTURES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "measure" / "engine" / "fixtures"
OUTCOMES = FIXTURES / "outcomes.json"
_OXFORD = Path(__file__).parent / "data" / "oxford_neckpouch_45s.csv.gz"

Text = Callable[[], str]


def written(recording: Recording, *, about: str = "") -> str:
    """The CSV of `recording`, to four decimals; `about` are more lines of the head."""
    rounded = replace(
        recording,
        time_s=np.round(recording.time_s, 4),
        acceleration_m_s2=np.round(recording.acceleration_m_s2, 2),
        rotation_rate_rad_s=None
        if recording.rotation_rate_rad_s is None
        else np.round(recording.rotation_rate_rad_s, 4),
    )
    head, rest = write_own_csv(recording=rounded).split("\n", 1)
    return f"{head}\n{about}{rest}"


def walk(*, until_s: float = 1e9, from_s: float = 0.0, gap_s: float = 0.0, **changes: Any) -> str:
    """A synthetic walk, or a part of it; after its middle the clock jumps by `gap_s`."""
    placement = changes.pop("placement", Placement.SACRUM)
    about = changes.pop("about", "")
    recording = replace(_walk(**changes)[0], placement=placement)
    recording = part(recording, from_s, until_s)
    time_s = recording.time_s + gap_s * (recording.time_s > recording.time_s[-1] / 2)
    return written(replace(recording, time_s=time_s), about=about)


def part(recording: Recording, from_s: float, until_s: float) -> Recording:
    """`recording` between two moments."""
    keep = (recording.time_s >= from_s) & (recording.time_s < until_s)
    gyr = recording.rotation_rate_rad_s
    return replace(
        recording,
        time_s=recording.time_s[keep],
        acceleration_m_s2=recording.acceleration_m_s2[keep],
        rotation_rate_rad_s=None if gyr is None else gyr[keep],
    )


def thigh(*points: tuple[float, float], sign: float = 1.0, about: str = "") -> str:
    """A phone on the thigh of someone who lies on the back, tilted over time."""
    time_s, angle = ramp(*points)
    recording = _phone(time_s, rotation("y", angle) @ LYING, placement=Placement.THIGH, side=Side.LEFT)
    return written(replace(recording, acceleration_m_s2=sign * recording.acceleration_m_s2), about=about)


def shaken() -> str:
    """A phone that is shaken all the time."""
    recording = part(_shin(-30, -31), 0.0, 9.0)
    noise = np.random.default_rng(5).normal(0, 6.0, recording.acceleration_m_s2.shape)
    return written(replace(recording, acceleration_m_s2=recording.acceleration_m_s2 + noise))


def restless() -> str:
    """A shin that swings all the time."""
    time_s = np.arange(0, 8, 0.01)
    swing = 40 * np.sin(np.pi * time_s)
    return written(_phone(time_s, rotation("x", swing) @ ON_SHIN, placement=Placement.SHIN, side=Side.RIGHT))


def loose() -> str:
    """A walk with a phone that rattles in its band."""
    recording = _walk(steps=36, rate_hz=100.0)[0]
    rattle = 9.0 * np.sin(2 * np.pi * 31 * recording.time_s)
    acc = recording.acceleration_m_s2 + rattle[:, None] * np.array([0.0, 0.0, 1.0])
    return written(replace(part(replace(recording, acceleration_m_s2=acc), 0.0, 24.0)))


def blind(recording: Recording) -> str:
    """A phone without a gyroscope."""
    return written(replace(recording, rotation_rate_rad_s=None))


def edited(change: Callable[[list[str]], list[str]]) -> Text:
    """A good recording of the shin, its rows of numbers changed."""

    def text() -> str:
        lines = written(part(_shin(-30, -31), 0.0, 9.0)).splitlines()
        head = next(index for index, line in enumerate(lines) if line.startswith("time_s")) + 1
        return "\n".join([*lines[:head], *change(lines[head:])]) + "\n"

    return text


def cells(rows: list[str], change: Callable[[int, list[str]], list[str]]) -> list[str]:
    """Every row with its cells changed, by its number."""
    return [",".join(change(index, row.split(","))) for index, row in enumerate(rows)]


def every(step: int, column: int, value: str) -> Text:
    """A value in a column of every `step`th row."""
    return edited(
        lambda rows: cells(rows, lambda i, c: [*c[:column], value, *c[column + 1 :]] if i % step == 0 else c)
    )


def clock(change: Callable[[int, float], float]) -> Text:
    """Other time stamps."""
    return edited(lambda rows: cells(rows, lambda i, c: [f"{change(i, float(c[0])):.4f}", *c[1:]]))


def scaled(factor: float) -> Text:
    """Acceleration in another unit."""
    return edited(
        lambda rows: cells(rows, lambda _, c: [c[0], *(f"{factor * float(v):.5g}" for v in c[1:4]), *c[4:]])
    )


def oxford() -> str:
    """Twenty-five seconds of a real phone in a pouch at the neck."""
    recording = parse_recording(content=_OXFORD.read_bytes(), placement=Placement.OTHER)
    return written(replace(part(recording, 10.0, 35.0), assumptions=(), device=""))


BRIDGES = [(0, 0), (2, 0)] + [
    point
    for k in range(5)
    for point in ((3 + 3 * k, 30), (3.8 + 3 * k, 30), (4.8 + 3 * k, 0), (5 + 3 * k, 0))
]
STANDS = [(0.0, 0.0), (3.0, 0.0)] + [
    point
    for k in range(9)
    for point in ((4.2 + 3 * k, 85.0), (4.5 + 3 * k, 85.0), (5.7 + 3 * k, 0.0), (6.0 + 3 * k, 0.0))
]

RECORDINGS: dict[str, Text] = {
    "walk-even": lambda: walk(steps=44, rate_hz=60.0),
    "walk-limping": lambda: walk(steps=44, rate_hz=60.0, uneven=0.14),
    "walk-quick-clock": lambda: walk(steps=30, rate_hz=200.0, still_s=1.0),
    "walk-slow-clock": lambda: walk(steps=36, rate_hz=30.0),
    "walk-no-rotation": lambda: walk(steps=40, rate_hz=60.0, gyro=False),
    "walk-gap": lambda: walk(steps=60, rate_hz=50.0, gap_s=3.0),
    "walk-pocket": lambda: walk(steps=36, rate_hz=60.0, placement=Placement.POCKET),
    "walk-ios": lambda: walk(steps=36, rate_hz=60.0, placement=None, about="# acceleration_sign: inverted\n"),
    "walk-irregular": lambda: walk(steps=40, rate_hz=60.0, jitter_s=0.12),
    "walk-brief": lambda: walk(steps=40, rate_hz=60.0, until_s=7.0),
    "walk-few-steps": lambda: walk(steps=11, rate_hz=60.0),
    "walk-too-slow": lambda: walk(steps=24, rate_hz=50.0, step_s=1.26),
    "walk-hurried": lambda: walk(steps=70, rate_hz=60.0, step_s=0.375),
    "walk-run": lambda: walk(steps=80, rate_hz=60.0, step_s=0.3, uneven=0.08),
    "walk-two-bumps": lambda: walk(steps=30, rate_hz=60.0, step_s=1.0, beat_m_s2=0.8),
    "walk-loose": loose,
    "walk-twelve-hertz": lambda: walk(steps=40, rate_hz=12.0),
    "walk-phone-oxford": oxford,
    "shaken": shaken,
    "rotation-right": lambda: written(_shin(-32, -30, -31, 41, 40)),
    "rotation-left": lambda: written(_shin(20, 35, side=Side.LEFT)),
    "rotation-spread": lambda: written(_shin(-20, -35, -26)),
    "rotation-forwards": lambda: written(_shin(40, 40, about="y")),
    "rotation-little": lambda: written(_shin(3, 2)),
    "rotation-restless": restless,
    "rotation-no-rate": lambda: blind(_shin(-30, -31)),
    "rotation-no-side": lambda: written(_shin(-30, -31, side=None)),
    "thigh-hangs": lambda: thigh((0, -80), (2, -80), (5, 7), (8, 7)),
    "thigh-sign": lambda: thigh((0, -80), (2, -80), (5, -6), (8, -6), sign=-1.0),
    "thigh-lifted": lambda: thigh((0, 0), (2, 0), (4, -100), (6, -100), (8, 0), (10, -104), (12, -104)),
    "bend-sacrum": lambda: written(_bends(60, 58, 62)),
    "bend-rib": lambda: written(_bends(100, 98, 104, placement=Placement.LOWEST_RIB)),
    "bend-once": lambda: written(_bends(30)),
    "bend-uneven": lambda: blind(_bends(40, 62)),
    "stance-left": lambda: written(_stance(14.0, 5.0, side=Side.LEFT)),
    "stance-right": lambda: written(_stance(6.0, -3.0, side=Side.RIGHT, before_s=1.5)),
    "stance-hurried": lambda: blind(_stance(8.0, 12.0, side=Side.LEFT, before_s=1.5)),
    "stance-both-feet": lambda: written(_stance(9.0, 0.0, side=Side.LEFT, sway_m=0.0, lift=False)),
    "chair-sacrum": lambda: written(_chair(12, period_s=2.4)),
    "chair-thigh": lambda: thigh(*STANDS, (36.0, 0.0)),
    "chair-no-rate": lambda: blind(_chair(9, period_s=3.0)),
    "chair-cut": lambda: written(_chair(6, total_s=20.0)),
    "chair-sitting": lambda: written(_chair(0, total_s=14.0)),
    "bridges": lambda: written(_bridge(*BRIDGES, (19.0, 0.0))),
    "hold-drops": lambda: written(_bridge((0, 0), (2, 0), (3, 30), (20, 27), (22, 5), (25, 5))),
    "hold-open": lambda: written(_bridge((0, 0), (2, 0), (3, 30), (15, 30))),
    "hold-brief": lambda: written(_bridge((0, 0), (2, 0), (3, 30), (4.2, 30), (5.2, 0), (8, 0))),
    "lying-still": lambda: written(_bridge((0, 0), (10, 0.5))),
    "odd-few-missing": every(90, 2, "nan"),
    "odd-many-missing": every(9, 2, "nan"),
    "odd-infinite": every(90, 5, "inf"),
    "odd-few-repeated": clock(lambda i, t: t - 1 / 60 if i % 60 == 30 else t),
    "odd-many-repeated": clock(lambda _, t: round(30 * t) / 30),
    "odd-one-moment": clock(lambda *_: 4.0),
    "odd-few-late": clock(lambda i, t: t - 0.03 if i % 200 == 100 else t),
    "odd-backwards": clock(lambda _, t: 100.0 - t),
    "odd-one-hertz": clock(lambda _, t: 60 * t),
    "odd-quick-clock": clock(lambda _, t: t / 200),
    "odd-gap": clock(lambda _, t: t + 2.0 * (t > 5.0)),
    "odd-far-clock": clock(lambda _, t: t + 1.7e9),
    "odd-second": edited(lambda rows: rows[:50]),
    "odd-two-rows": edited(lambda rows: rows[:2]),
    "odd-one-row": edited(lambda rows: rows[:1]),
    "odd-dead-axis": every(1, 3, "0.2"),
    "odd-no-gyroscope": edited(lambda rows: cells(rows, lambda _, c: [*c[:4], "0", "0", "0"])),
    "odd-in-g": scaled(1 / 9.80665),
    "odd-uncalibrated": scaled(1.15),
    "odd-in-feet": scaled(3.28),
    "odd-impossible": every(200, 1, "2000"),
    "odd-impossible-rate": every(200, 6, "200"),
}

CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    *(("walk", (name,)) for name in RECORDINGS if name.startswith("walk")),
    ("walk", ("walk-phone-mobilised",)),
    ("walk", ("shaken",)),
    ("walk", ("bend-sacrum",)),
    *(("hip-rotation", (name,)) for name in RECORDINGS if name.startswith("rotation")),
    ("hip-rotation", ("rotation-right", "rotation-spread")),
    ("hip-rotation", ("rotation-right", "rotation-forwards")),
    ("hip-rotation", ("shaken",)),
    ("hip-flexion", ("thigh-lifted",)),
    ("hip-flexion", ("rotation-right",)),
    ("hip-flexion", ("rotation-little",)),
    ("thomas", ("rotation-restless",)),
    ("thomas", ("thigh-hangs",)),
    ("thomas", ("thigh-sign",)),
    ("thomas", ("thigh-hangs", "thigh-sign")),
    ("bend", ("bend-sacrum", "bend-rib")),
    ("bend", ("bend-once", "bend-rib")),
    ("bend", ("bend-rib", "bend-once")),
    ("bend", ("bend-uneven", "bend-rib")),
    ("bend", ("lying-still", "bend-rib")),
    ("stance", ("stance-left",)),
    ("stance", ("stance-right",)),
    ("stance", ("stance-hurried",)),
    ("stance", ("stance-both-feet",)),
    ("stance", ("thigh-hangs",)),
    ("chair", ("chair-sacrum",)),
    ("chair", ("chair-thigh",)),
    ("chair", ("chair-no-rate",)),
    ("chair", ("chair-cut",)),
    ("chair", ("chair-sitting",)),
    ("chair", ("odd-gap",)),
    ("bridge", ("bridges",)),
    ("bridge", ("hold-open",)),
    ("bridge", ("lying-still",)),
    ("hold", ("hold-drops",)),
    ("hold", ("hold-open",)),
    ("hold", ("hold-brief",)),
    ("hold", ("lying-still",)),
    *(("hip-rotation", (name,)) for name in RECORDINGS if name.startswith("odd")),
)


def outcome(test: str, names: tuple[str, ...]) -> dict[str, Any]:
    """What Python says about the recordings of these names."""
    try:
        recordings = [parse_recording(content=(FIXTURES / f"{name}.csv.gz").read_bytes()) for name in names]
    except RecordingError as error:
        return {"refused": {"code": "unreadable", "message": str(error)}}
    return evaluate(test, recordings=recordings)


def outcomes() -> Iterator[dict[str, Any]]:
    """Every case with what Python says."""
    for test, names in CASES:
        yield {"test": test, "recordings": list(names), "outcome": outcome(test, names)}


def main() -> None:
    """Write what is missing."""
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for name, text in RECORDINGS.items():
        path = FIXTURES / f"{name}.csv.gz"
        if not path.exists():
            path.write_bytes(gzip.compress(text().encode(), mtime=0))
    text = ",\n".join(json.dumps(case, allow_nan=False, ensure_ascii=False) for case in outcomes())
    OUTCOMES.write_text(f"[\n{text}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
