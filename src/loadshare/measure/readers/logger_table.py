"""Tables of common loggers, told by their column names or, without names, by their shape.

Known by name: phyphox, Sensor Logger's single files, Physics Toolbox, the XSens MTw text export (its packet
counter is the clock, so packets lost on the air stay gaps) and anything with time and x, y, z columns.
Known by shape: the headerless Android logs "nanoseconds, x, y, z, ..." and "nanoseconds, accuracy, x, y,
z".
"""

from __future__ import annotations

import re

import numpy as np

from loadshare.measure.conventions import RawSignals
from loadshare.measure.readers.columns import Table
from loadshare.measure.recording import FloatArray, RecordingError

_TIME = re.compile(
    r"^(seconds_elapsed|time|timestamp|t|time[_ ].*|timestamp[_ ].*|samplet?imefine|.*elapsed.*)$"
)
_ACC = re.compile(
    r"^(?!.*(lin|user|gyr|mag|grav|free|rot|vel|inc|ori))(.*(acc|^g?f).*)[_ .]?(?P<axis>[xyz])([^a-z].*)?$"
)
_GYR = re.compile(r"^.*(gyr|rotation[_ ]?rate|angular|omega|^w)[a-z]*[_ .]?(?P<axis>[xyz])([^a-z].*)?$")
_PLAIN = re.compile(r"^(?P<axis>[xyz])([^a-z].*)?$")


def read_logger_table(table: Table) -> RawSignals:
    """Return the signals in `table`. Raises RecordingError when no time or no acceleration can be
    recognised."""
    if not table.names:
        return _by_shape(table.values)
    if "packetcounter" in table.names:
        return _xsens(table)
    names = table.names
    acc = _axes(names, _ACC) or _axes(names, _PLAIN)
    if acc is None:
        raise RecordingError("No acceleration columns (x, y, z) were found. Name them acc_x, acc_y, acc_z.")
    clock = _clock(table)
    gyr = _axes(names, _GYR)
    acc_label = names[acc[0]]
    return RawSignals(
        time=table.values[:, clock],
        time_unit=_time_unit(names[clock]),
        acceleration=table.columns(acc),
        acceleration_unit=_acceleration_unit(acc_label),
        rotation_rate=None if gyr is None else table.columns(gyr),
        rotation_unit=None if gyr is None else _rotation_unit(names[gyr[0]]),
        source_format="logger table",
    )


def _xsens(table: Table) -> RawSignals:
    """XSens MTw/Awinda text. Rows are counted, not timed: the counter times the update rate is the clock."""
    names = list(table.names)
    acc, gyr = _axes(table.names, _ACC), _axes(table.names, _GYR)
    if acc is None:
        raise RecordingError("The XSens file has no Acc_X, Acc_Y and Acc_Z columns. Export it with raw data.")
    rate_hz, note = 100.0, "The file names no rate; 100 Hz is assumed."
    for line in table.preamble:
        found = re.search(r"(?:frequency|rate)\D{0,12}(\d+(?:\.\d+)?)\s*hz", line[:400], re.I)
        if found:
            rate_hz, note = float(found.group(1)), "The packet counter is taken as the clock."
    if not 1.0 <= rate_hz <= 2000.0:
        raise RecordingError("The XSens file names an impossible sampling rate.")
    return RawSignals(
        time=_unwrap(table.values[:, names.index("packetcounter")]) / rate_hz,
        time_unit="s",
        acceleration=table.columns(acc),
        acceleration_unit="m/s2",
        rotation_rate=None if gyr is None else table.columns(gyr),
        rotation_unit=None,
        is_inverted=False,
        source_format="XSens text",
        assumptions=(note,),
    )


def _unwrap(counter: FloatArray) -> FloatArray:
    """The counter is a 16-bit number that starts again at 0."""
    falls = np.diff(counter) < -32_768
    out: FloatArray = counter + 65_536 * np.concatenate(([0], np.cumsum(falls)))
    return out


def _by_shape(values: FloatArray) -> RawSignals:
    """Headerless Android logs. A column of small whole numbers after the time is the accuracy flag."""
    width = values.shape[1]
    if width < 4:
        raise RecordingError("The table has no header and fewer than four columns. Export it with a header.")
    flag = values[:, 1]
    has_flag = width >= 5 and bool(np.isin(flag, (-1.0, 0.0, 1.0, 2.0, 3.0)).all())
    first = 2 if has_flag else 1
    acc = values[:, first : first + 3]
    ignored = width - first - 3
    notes = ["The table has no header: the columns are taken as time, x, y, z of acceleration."]
    if has_flag:
        notes.append("The second column is taken as an accuracy flag.")
    if ignored:
        notes.append(f"Further columns were not used: {ignored}.")
    empty = ~acc.any(axis=1)
    if empty.any() and empty.sum() <= 3:  # some phones write zeros before the sensor has woken up
        notes.append(f"{int(empty.sum())} empty samples were left out.")
        values, acc = values[~empty], acc[~empty]
    return RawSignals(
        time=values[:, 0], acceleration=acc, source_format="Android log", assumptions=tuple(notes)
    )


def _axes(names: tuple[str, ...], pattern: re.Pattern[str]) -> list[int] | None:
    """The columns of x, y and z, in this order; Sensor Logger writes them as z, y, x."""
    found: dict[str, int] = {}
    for index, name in enumerate(names):
        match = pattern.match(name[:80])
        if match:
            found.setdefault(match.group("axis"), index)
    return [found[axis] for axis in "xyz"] if len(found) == 3 else None


def _clock(table: Table) -> int:
    """A running clock is finer than a wall clock, so `seconds_elapsed` is taken where both are there."""
    if "seconds_elapsed" in table.names:
        return table.names.index("seconds_elapsed")
    for index, name in enumerate(table.names):
        if _TIME.match(name[:80]):
            return index
    raise RecordingError("No time column was found. Name it time_s (seconds) or timestamp.")


def _time_unit(name: str) -> str | None:
    if name == "seconds_elapsed" or re.search(r"[(\[_ ]s(ec|econds)?[)\]]?$", name):
        return "s"
    found = re.search(r"[(\[_ ](ms|us|µs|ns)[)\]]?$", name)
    return found.group(1).replace("µ", "u") if found else None


def _acceleration_unit(name: str) -> str | None:
    if re.search(r"m/s|m_s|ms-2|m\*s|mss", name):
        return "m/s2"
    if re.search(r"[(\[_ ]m?g'?s?[)\]]?$", name):
        return "mg" if "mg" in name else "g"
    return None


def _rotation_unit(name: str) -> str | None:
    if "rad" in name:
        return "rad/s"
    return "deg/s" if re.search(r"deg|°|dps", name) else None
