"""Loadshare's own recording format, version 1, as CSV and JSON (docs/reference/recording-format.md)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

import numpy as np

from loadshare.measure.conventions import RawSignals
from loadshare.measure.readers.columns import Holds, TableLayout, read_columns
from loadshare.measure.readers.combine import put_between
from loadshare.measure.readers.names import SensorKind
from loadshare.measure.readers.sources import Lines
from loadshare.measure.readers.streams import Stream
from loadshare.measure.recording import (
    FloatArray,
    Placement,
    Platform,
    Recording,
    RecordingError,
    Side,
    unreadable,
)

FORMAT_NAME = "loadshare-recording"
VERSION = 1
ACCELERATION = ("acc_x_m_s2", "acc_y_m_s2", "acc_z_m_s2")
ROTATION = ("gyr_x_rad_s", "gyr_y_rad_s", "gyr_z_rad_s")
ORIENTATION = ("quat_w", "quat_x", "quat_y", "quat_z")

_Choice = TypeVar("_Choice", bound=StrEnum)


def is_own_table(layout: TableLayout) -> bool:
    """Whether a table is one that Loadshare wrote, or somebody wrote for it."""
    is_said = bool(layout.preamble) and FORMAT_NAME in layout.preamble[0]
    return is_said or ACCELERATION[0] in _bare(layout)


def read_own_table(lines: Lines, layout: TableLayout, *, most_rows: int) -> RawSignals:
    """Return a version 1 CSV. Raises RecordingError for a newer version, missing columns or unknown words."""
    about = _about(layout.preamble)
    _check_version(about.get(FORMAT_NAME, about.get("version", "1")))
    names = _bare(layout)
    if "time_s" not in names or not all(name in names for name in ACCELERATION):
        raise RecordingError(f"The columns time_s and {', '.join(ACCELERATION)} are needed.")
    wanted = [
        ("time_s",),
        *(some for some in (ACCELERATION, ROTATION, ORIENTATION) if set(some) <= set(names)),
    ]
    places = [names.index(name) for some in wanted for name in some]
    if any(layout.holds[place] is Holds.WORDS for place in places):
        raise unreadable("torn-rows")
    values, _ = read_columns(lines, layout, places, most_rows=most_rows)
    found, start = {}, 0
    for some in wanted:
        found[some] = values[:, start : start + len(some)]
        start += len(some)
    gyr, quat = found.get(ROTATION), found.get(ORIENTATION)
    raw = _signals(about, values[:, 0], found[ACCELERATION], gyr, quat, "loadshare CSV")
    return _rotation_between(raw) if gyr is not None and quat is None and np.isnan(gyr).any() else raw


def _rotation_between(raw: RawSignals) -> RawSignals:
    """A gyroscope that is slower than the accelerometer leaves its fields empty in between."""
    gyr = raw.rotation_rate
    if gyr is None or not (np.isfinite(raw.time).all() and (np.diff(raw.time) > 0).all()):
        return raw
    known = np.isfinite(gyr).all(axis=1)
    if known.sum() < 2 or np.isfinite(gyr[~known]).any():
        return raw
    notes: list[str] = []
    slow = Stream(SensorKind.ROTATION, raw.time[known], gyr[known], "rad/s", ROTATION)
    whole = Stream(SensorKind.TOTAL, raw.time, raw.acceleration, "m/s2", ACCELERATION)
    rotation, acceleration = put_between(slow, whole, notes)
    return replace(
        raw,
        time=acceleration.time_s,
        acceleration=acceleration.values,
        rotation_rate=None if rotation is None else rotation.values,
        assumptions=(*raw.assumptions, *notes),
    )


def _bare(layout: TableLayout) -> list[str]:
    return [name.lower() for name in layout.names]


def read_own_json(content: Mapping[str, object]) -> RawSignals:
    """Return a version 1 JSON object. Raises RecordingError as `read_own_table` does."""
    _check_version(content.get("version", 1))
    time_s = _array(content.get("time_s"), 1, "time_s")
    acc = _array(content.get("acceleration_m_s2"), 2, "acceleration_m_s2")
    if time_s is None or acc is None:
        raise RecordingError("The lists time_s and acceleration_m_s2 are needed.")
    gyr = _array(content.get("rotation_rate_rad_s"), 2, "rotation_rate_rad_s")
    quat = _array(content.get("orientation_wxyz"), 2, "orientation_wxyz")
    for values, width in ((acc, 3), (gyr, 3), (quat, 4)):
        if values is not None and values.shape != (time_s.shape[0], width):
            raise RecordingError("The lists of the recording have different lengths. Export it again.")
    about = {key: value for key, value in content.items() if isinstance(value, str)}
    return _signals(about, time_s, acc, gyr, quat, "loadshare JSON")


def write_own_csv(*, recording: Recording) -> str:
    """Return `recording` as a version 1 CSV, which `read_own_table` reads back unchanged to nine digits."""
    out = io.StringIO()
    out.write(f"# {FORMAT_NAME}: {VERSION}\n")
    about = {"device": " ".join(recording.device.split()), "platform": recording.platform}
    about |= {"placement": recording.placement or "", "side": recording.side or ""}
    for key, value in about.items():
        if value:
            out.write(f"# {key}: {value}\n")
    names, blocks = ["time_s", *ACCELERATION], [recording.time_s[:, None], recording.acceleration_m_s2]
    if recording.rotation_rate_rad_s is not None:
        names, blocks = [*names, *ROTATION], [*blocks, recording.rotation_rate_rad_s]
    if recording.orientation_wxyz is not None:
        names, blocks = [*names, *ORIENTATION], [*blocks, recording.orientation_wxyz]
    out.write(",".join(names) + "\n")
    np.savetxt(out, np.hstack(blocks), delimiter=",", fmt="%.9g")
    return out.getvalue()


def _signals(
    about: Mapping[str, str],
    time_s: FloatArray,
    acc: FloatArray,
    gyr: FloatArray | None,
    quat: FloatArray | None,
    source_format: str,
) -> RawSignals:
    sign = about.get("acceleration_sign", "specific-force")
    if sign not in ("specific-force", "inverted"):
        raise RecordingError("acceleration_sign must be specific-force or inverted.")
    return RawSignals(
        time=time_s,
        time_unit="s",
        acceleration=acc,
        acceleration_unit="m/s2",
        is_unit_sure=True,
        rotation_rate=gyr,
        rotation_unit="rad/s",
        orientation_wxyz=quat,
        is_inverted=sign == "inverted",
        device=about.get("device", ""),
        platform=_choose(Platform, about.get("platform")) or Platform.UNKNOWN,
        placement=_choose(Placement, about.get("placement")),
        side=_choose(Side, about.get("side")),
        source_format=source_format,
    )


def _about(preamble: tuple[str, ...]) -> dict[str, str]:
    pairs = (line.lstrip("#").split(":", 1) for line in preamble if line.startswith("#") and ":" in line)
    return {key.strip().lower(): value.strip().rstrip(",;") for key, value in pairs}


def _check_version(version: object) -> None:
    if str(version).strip() != str(VERSION):
        raise RecordingError(
            f"This recording is of version {str(version)[:20]}; version {VERSION} can be read."
        )


def _choose(choices: type[_Choice], word: str | None) -> _Choice | None:
    if not word:
        return None
    try:
        return choices(word.lower())
    except ValueError:
        known = ", ".join(choices)
        raise RecordingError(f"{word[:40]!r} is not one of: {known}.") from None


def _array(value: object, dimensions: int, name: str) -> FloatArray | None:
    if value is None:
        return None
    try:
        array = np.array(value, dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        raise RecordingError(f"The list {name} holds something that is not a number.") from None
    if array.ndim != dimensions:
        raise RecordingError(f"The list {name} has the wrong shape.")
    return array
