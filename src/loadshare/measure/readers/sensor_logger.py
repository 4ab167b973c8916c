"""Sensor Logger (iOS and Android): its zip of CSV files and its JSON export.

The app writes each sensor in a file of its own with its own time stamps and the columns time (ns),
seconds_elapsed, z, y, x. `Accelerometer` leaves gravity out: it is added back from `Gravity`, or
`TotalAcceleration` (Android) is used. On iOS all three axes have the opposite sign unless "Standardise
Units & Frames" was on (the app's pages UNITS and CROSSPLATFORM, read November 2026).
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from loadshare.measure.conventions import RawSignals
from loadshare.measure.readers.columns import lines_in, read_table
from loadshare.measure.recording import FloatArray, Platform, RecordingError
from loadshare.measure.timeline import clean_order

_SENSORS = ("totalacceleration", "accelerometer", "gravity", "gyroscope")


@dataclass(frozen=True, slots=True, eq=False)
class _Stream:
    """One sensor: time_s (n,), values (n, 3) in x, y, z."""

    time_s: FloatArray
    values: FloatArray


def read_sensor_logger_files(files: Mapping[str, str]) -> RawSignals:
    """Return the signals of an unpacked export; `files` maps lower-case base names to their text.

    Raises RecordingError when acceleration or gravity is missing.
    """
    streams = {}
    for sensor in _SENSORS:
        text = files.get(f"{sensor}.csv")
        if text is not None:
            streams[sensor] = _stream_from_csv(text, sensor)
    return _combine(streams, _metadata(files.get("metadata.csv", "")))


def read_sensor_logger_json(entries: Sequence[object]) -> RawSignals:
    """Return the signals of the JSON export (a list of entries) or of pushed messages (`values` inside
    entries)."""
    rows: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
    about: dict[str, str] = {}
    for entry in entries:
        if not isinstance(entry, Mapping):
            continue
        sensor = str(entry.get("sensor", entry.get("name", ""))).lower()
        if sensor == "metadata":
            about = {str(key).lower(): str(value) for key, value in entry.items()}
        elif sensor in _SENSORS:
            rows[sensor].append(_row(entry))
    streams = {}
    for sensor, values in rows.items():
        table = np.array(values, dtype=np.float64)
        streams[sensor] = _cleaned(table[:, 0], table[:, 1:], sensor)
    return _combine(streams, about)


def _row(entry: Mapping[object, object]) -> tuple[float, float, float, float]:
    values = entry.get("values", entry)
    if not isinstance(values, Mapping):
        raise RecordingError("A sample of the file has no x, y and z. Export the recording again.")
    try:
        if "seconds_elapsed" in entry:
            time_s = float(str(entry["seconds_elapsed"]))
        else:
            time_s = (int(str(entry["time"])) % 10**16) / 1e9
        return time_s, float(str(values["x"])), float(str(values["y"])), float(str(values["z"]))
    except (KeyError, ValueError):
        raise RecordingError("A sample of the file has no time or no x, y and z. Export it again.") from None


def _stream_from_csv(text: str, sensor: str) -> _Stream:
    table = read_table(lines_in(text))
    columns = dict(zip(table.names, table.values.T, strict=False))
    if not {"seconds_elapsed", "x", "y", "z"} <= columns.keys():
        raise RecordingError(f"The file of the {sensor} lacks seconds_elapsed, x, y or z. Export it again.")
    xyz = np.column_stack([columns[axis] for axis in "xyz"])
    return _cleaned(columns["seconds_elapsed"], xyz, sensor)


def _cleaned(time_s: FloatArray, values: FloatArray, sensor: str) -> _Stream:
    rows = np.isfinite(time_s) & np.isfinite(values).all(axis=1)
    if rows.sum() < 0.95 * rows.shape[0]:
        raise RecordingError(f"Many values of the {sensor} are missing. Export the recording again.")
    order, _ = clean_order(time_s[rows])
    return _Stream(time_s=time_s[rows][order], values=values[rows][order])


def _metadata(text: str) -> dict[str, str]:
    rows = list(csv.reader(io.StringIO(text[:20_000])))
    if len(rows) < 2:
        return {}
    return {key.strip().lower(): value.strip() for key, value in zip(rows[0], rows[1], strict=False)}


def _combine(streams: Mapping[str, _Stream], about: Mapping[str, str]) -> RawSignals:
    notes = []
    total = streams.get("totalacceleration")
    if total is None:
        linear, gravity = streams.get("accelerometer"), streams.get("gravity")
        if linear is None or gravity is None:
            raise RecordingError(
                "Switch on Accelerometer and Gravity (or Total Acceleration) in Sensor Logger."
            )
        inside = _overlap(linear, gravity)
        time_s = linear.time_s[inside]
        total = _Stream(time_s=time_s, values=linear.values[inside] + _at(gravity, time_s))
        notes.append("Gravity was added back to the accelerometer.")
    gyr = None
    if "gyroscope" in streams:
        inside = _overlap(total, streams["gyroscope"])
        total = _Stream(time_s=total.time_s[inside], values=total.values[inside])
        gyr = _at(streams["gyroscope"], total.time_s)
    platform = _platform(about.get("platform", ""))
    standardised = about.get("standardisation", "").lower() in ("true", "1", "yes")
    return RawSignals(
        time=total.time_s,
        time_unit="s",
        acceleration=total.values,
        acceleration_unit="m/s2",
        rotation_rate=gyr,
        rotation_unit="rad/s",
        is_inverted=False if standardised else None,
        device=about.get("device name", about.get("devicename", "")),
        platform=platform,
        source_format="Sensor Logger",
        assumptions=tuple(notes),
    )


def _overlap(stream: _Stream, other: _Stream) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Where `other` can be read without guessing: inside its time and not in one of its gaps."""
    start, stop = other.time_s[0], other.time_s[-1]
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = (stream.time_s >= start) & (stream.time_s <= stop)
    if other.time_s.shape[0] > 1:
        at = np.clip(np.searchsorted(other.time_s, stream.time_s), 1, other.time_s.shape[0] - 1)
        inside &= (other.time_s[at] - other.time_s[at - 1]) <= 0.5
    if inside.sum() < 2:
        raise RecordingError("The sensors were not recorded at the same time. Record the test again.")
    return inside


def _at(stream: _Stream, time_s: FloatArray) -> FloatArray:
    return np.column_stack([np.interp(time_s, stream.time_s, stream.values[:, axis]) for axis in range(3)])


def _platform(word: str) -> Platform:
    word = word.lower()
    if not word:
        return Platform.UNKNOWN
    return Platform.IOS if "ios" in word else Platform.ANDROID if "android" in word else Platform.OTHER
