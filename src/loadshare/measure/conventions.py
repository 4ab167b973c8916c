"""From whatever a logger wrote to the one convention of `Recording`: units, sign, time, and what was
assumed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadshare.measure.gravity_inside import holds_gravity, lasting_size, resting_size, usual_size
from loadshare.measure.limits import READING, SENSOR
from loadshare.measure.pauses import check_batches, rows_alive
from loadshare.measure.recording import (
    GRAVITY_M_S2,
    FloatArray,
    Placement,
    Platform,
    Recording,
    Side,
    steps_between,
    unreadable,
)
from loadshare.measure.timeline import clean_order
from loadshare.measure.words import words

_TIME_UNITS_S = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ticks": 1e-7, "ns": 1e-9, "days": 86_400.0}
_EPOCHS = (
    ("s", 1.0e9, 2.5e9),
    ("ms", 1.0e12, 2.5e12),
    ("us", 1.0e15, 2.5e15),
    ("ticks", 1.2e17, 1.5e17),
    ("ticks", 6.2e17, 6.6e17),
    ("ns", 1.0e18, 2.5e18),
    ("days", 4.0e4, 6.0e4),
    ("days", 7.2e5, 7.6e5),
)
"""What a clock reads in this century: from 1970, 1601 and the year 1, and in the days of Excel and MATLAB."""
_ACCELERATION_UNITS_M_S2 = {"m/s2": 1.0, "g": GRAVITY_M_S2, "mg": GRAVITY_M_S2 / 1000}
_ROTATION_UNITS_RAD_S = {"rad/s": 1.0, "deg/s": np.pi / 180}
Rows = np.ndarray[tuple[int], np.dtype[np.intp]] | slice


@dataclass(frozen=True, slots=True, eq=False)
class RawSignals:
    """What a reader found, before any convention is applied. Units are None where the file does not say."""

    time: FloatArray
    acceleration: FloatArray
    source_format: str
    time_unit: str | None = None
    acceleration_unit: str | None = None
    is_unit_sure: bool = False
    rotation_rate: FloatArray | None = None
    rotation_unit: str | None = None
    orientation_wxyz: FloatArray | None = None
    is_inverted: bool | None = None
    device: str = ""
    platform: Platform = Platform.UNKNOWN
    placement: Placement | None = None
    side: Side | None = None
    assumptions: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def to_recording(raw: RawSignals) -> Recording:
    """Return `raw` in the convention of `Recording`, every assumption spelt out.

    Raises RecordingError when units cannot be told, gravity is missing, time is out of order, or too many
    values are missing.
    """
    if raw.time.shape[0] < 2:
        raise unreadable("empty")
    raw_acc, raw_gyr = raw.acceleration, _drop_absent(raw.rotation_rate)
    rows = np.isfinite(raw.time) & np.isfinite(raw_acc).all(axis=1)
    if raw_gyr is not None:
        rows &= np.isfinite(raw_gyr).all(axis=1)
    notes = list(raw.assumptions)
    missing = int((~rows).sum())
    if missing > max(1, int(SENSOR.max_missing_share * rows.shape[0])):
        raise unreadable("missing")
    if missing:
        notes.append(words("assumed.missing", count=missing))
    whole = np.flatnonzero(rows)
    order, order_notes = clean_order(raw.time[whole] if missing else raw.time)
    index: Rows = whole[order] if missing or order_notes else slice(None)  # a slice copies nothing
    del rows, whole, order
    notes.extend(order_notes)
    time_s = _from_zero(raw.time[index], raw.time_unit, notes)
    check_batches(time_s)
    raw_acc = raw_acc[index]
    alive = rows_alive(time_s, raw_acc, notes)
    if alive is not None:
        index = np.arange(raw.time.shape[0])[index][alive]
        time_s, raw_acc = time_s[alive], raw_acc[alive]
        if time_s.shape[0] < 2:
            raise unreadable("empty")
        time_s -= time_s[0]
    acc = _metres_per_second_squared(raw_acc, time_s, raw, notes)
    acc = _upright(acc, raw, notes)
    gyr = None
    if raw_gyr is None:
        notes.append(words("assumed.no-rotation"))
    else:
        gyr = _radians_per_second(raw_gyr[index], raw.rotation_unit, time_s, acc, notes)
    quat = raw.orientation_wxyz
    return Recording(
        time_s=time_s,
        acceleration_m_s2=acc,
        rotation_rate_rad_s=gyr,
        orientation_wxyz=_unit_quaternions(quat[index]) if quat is not None else None,
        device=raw.device[:120],
        platform=raw.platform,
        placement=raw.placement,
        side=raw.side,
        source_format=raw.source_format,
        assumptions=tuple(notes),
        taken=raw.taken,
        left_out=raw.left_out,
    )


def _drop_absent(rotation_rate: FloatArray | None) -> FloatArray | None:
    """Loggers write zeros or nothing for a gyroscope the phone does not have."""
    if rotation_rate is None or not (np.isfinite(rotation_rate) & (rotation_rate != 0.0)).any():
        return None
    return rotation_rate


def seconds_of(time: FloatArray, unit: str | None, notes: list[str]) -> FloatArray:
    """Return stamps of one clock as seconds, its start kept. `notes` are told what had to be assumed.

    Raises RecordingError for a unit nobody can tell, and for a clock that counts rows.
    """
    if unit == "rows":
        raise unreadable("clock-counts")
    if unit is None:
        unit = _time_unit(float(time[0]), float(np.median(np.diff(time))))
        notes.append(words("assumed.time-unit", unit=unit))
    seconds: FloatArray = time if unit == "s" else time * _TIME_UNITS_S[unit]
    return seconds


def _time_unit(start: float, step: float) -> str:
    """A clock that reads a date of this century tells its unit; else the steps do, where one unit fits."""
    for unit, low, high in _EPOCHS:
        if low <= start <= high and _is_likely(unit, step):
            return unit
    unit = "s" if step < 0.9 else "ms" if step < 900 else "us" if step < 9e5 else "ns"
    if not _is_likely(unit, step) and _is_likely("ticks", step):
        raise unreadable("clock-unit", unit=unit, rate=f"{1 / (step * _TIME_UNITS_S[unit]):.3g}")
    return unit


def _is_likely(unit: str, step: float) -> bool:
    return step > 0 and READING.likely_from_hz <= 1 / (step * _TIME_UNITS_S[unit]) <= READING.likely_to_hz


def _from_zero(time: FloatArray, unit: str | None, notes: list[str]) -> FloatArray:
    stamps = seconds_of(time, unit, notes)
    seconds: FloatArray = stamps - stamps[0]
    if (
        not all((steps > 0).all() for _, steps in steps_between(seconds))
        or not np.isfinite(seconds[[0, -1]]).all()
    ):
        raise unreadable("not-rising")
    return seconds


def _metres_per_second_squared(
    acc: FloatArray, time_s: FloatArray, raw: RawSignals, notes: list[str]
) -> FloatArray:
    unit = raw.acceleration_unit
    fitting = _fitting_unit(acc, time_s)
    if unit is None:
        unit = fitting
        notes.append(words("assumed.acceleration-unit", unit=unit))
    elif fitting != unit and not raw.is_unit_sure and _is_one_g(acc, time_s, fitting):
        notes.append(words("assumed.unit-by-size", named=unit, unit=fitting))
        unit = fitting
    one_g = _one_g(unit)
    times = usual_size(acc) / one_g
    if not holds_gravity(acc, time_s):
        raise unreadable("no-gravity")
    if lasting_size(acc, time_s) < READING.least_share_of_g * one_g:
        raise unreadable("raw-counts" if _are_counts(acc, time_s, raw) else "no-gravity")
    if times > READING.most_times_g:
        if _are_counts(acc, time_s, raw):
            raise unreadable("raw-counts")
        raise unreadable("not-gravity", times=f"{times:.1f}")
    rest = resting_size(acc, time_s, one_g)
    if rest is not None and abs(rest / one_g - 1) > READING.calibrated_share:
        notes.append(words("assumed.calibration", percent=f"{100 * abs(rest / one_g - 1):.0f}"))
    return _times(acc, _ACCELERATION_UNITS_M_S2[unit])


def _fitting_unit(acc: FloatArray, time_s: FloatArray) -> str:
    """The unit that brings the usual size nearest to gravity, or in hard movement the size at rest."""
    size = usual_size(acc)
    nearest = min(_ACCELERATION_UNITS_M_S2, key=lambda one: abs(np.log(max(size, 1e-9) / _one_g(one))))
    if READING.least_share_of_g < size / _one_g(nearest) < READING.most_times_g:
        return nearest
    return next((unit for unit in _ACCELERATION_UNITS_M_S2 if _rests_at_one_g(acc, time_s, unit)), nearest)


def _rests_at_one_g(acc: FloatArray, time_s: FloatArray, unit: str) -> bool:
    rest = resting_size(acc, time_s, _one_g(unit))
    return rest is not None and abs(rest / _one_g(unit) - 1) <= READING.calibrated_share


def _are_counts(acc: FloatArray, time_s: FloatArray, raw: RawSignals) -> bool:
    """Large whole numbers that no unit makes into gravity, not even at rest, are what a chip counts."""
    if raw.acceleration_unit is not None or not (acc == np.round(acc)).all():
        return False
    is_large = usual_size(acc) > READING.most_times_g * GRAVITY_M_S2
    return is_large and not any(_rests_at_one_g(acc, time_s, unit) for unit in _ACCELERATION_UNITS_M_S2)


def _is_one_g(acc: FloatArray, time_s: FloatArray, unit: str) -> bool:
    return 0.9 < usual_size(acc) / _one_g(unit) < 1.1 and holds_gravity(acc, time_s)


def _one_g(unit: str) -> float:
    return GRAVITY_M_S2 / _ACCELERATION_UNITS_M_S2[unit]


def _upright(acc: FloatArray, raw: RawSignals, notes: list[str]) -> FloatArray:
    """iOS counts acceleration the other way round from Android and the W3C (`w3c-device-orientation`)."""
    inverted = raw.is_inverted
    if inverted is None:
        inverted = raw.platform is Platform.IOS
        if inverted:
            notes.append(words("assumed.sign-ios"))
        else:
            notes.append(words("assumed.sign-android"))
    elif inverted:
        notes.append(words("assumed.sign-file"))
    return -acc if inverted else acc


def _radians_per_second(
    gyr: FloatArray, unit: str | None, time_s: FloatArray, acc: FloatArray, notes: list[str]
) -> FloatArray:
    if unit is None:
        unit = detect_rotation_unit(gyr=gyr, time_s=time_s, acc=acc)
        notes.append(words("assumed.rotation-unit", unit=unit))
    return _times(gyr, _ROTATION_UNITS_RAD_S[unit])


def _times(values: FloatArray, factor: float) -> FloatArray:
    """An hour that needs no other unit needs no other array."""
    return values if factor == 1.0 else values * factor


def detect_rotation_unit(*, gyr: FloatArray, time_s: FloatArray, acc: FloatArray) -> str:
    """Return `rad/s` or `deg/s`, from how gravity turns in the phone. gyr, acc: (n, 3); time_s: (n,).

    Between two moments gravity moves in the phone by minus the cross product of rotation and gravity. Read
    as radians, a gyroscope in degrees promises 57 times what is seen; one in radians promises about what is
    seen, or less when the body also shakes. The fence is the geometric middle. Turning about the vertical
    moves no gravity, so rates no person reaches in radians (12 rad/s is two turns a second) speak for
    degrees on their own.
    """
    if float(np.percentile(np.abs(gyr), 99)) > 12.0:
        return "deg/s"
    step = max(1, int(0.15 / float(np.median(np.diff(time_s)))))
    count = (time_s.shape[0] // step) * step
    if count < 4 * step:
        return "rad/s"
    mean_acc = acc[:count].reshape(-1, step, 3).mean(axis=1)
    mean_gyr = gyr[:count].reshape(-1, step, 3).mean(axis=1)
    stamps = time_s[:count].reshape(-1, step).mean(axis=1)
    promised = np.cross(mean_gyr[1:-1], mean_acc[1:-1])
    seen = (mean_acc[2:] - mean_acc[:-2]) / (stamps[2:] - stamps[:-2])[:, None]
    ratio = float(np.sqrt((promised**2).sum() / max(float((seen**2).sum()), 1e-12)))
    return "deg/s" if ratio > np.sqrt(180.0 / np.pi) else "rad/s"


def _unit_quaternions(quat: FloatArray) -> FloatArray | None:
    length = np.linalg.norm(quat, axis=1, keepdims=True)
    if not np.isfinite(length).all() or (length < 0.5).any():
        return None
    out: FloatArray = quat / length
    return out
