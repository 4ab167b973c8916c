"""The sensors of one recording put together: gravity in the acceleration, rotation on its clock."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from loadshare.measure.conventions import RawSignals
from loadshare.measure.gravity_inside import holds_gravity, is_always, lasting_size, usual_size
from loadshare.measure.limits import CLOCK
from loadshare.measure.readers.names import ACCELERATIONS, SensorKind, meaning_of
from loadshare.measure.readers.streams import Found, Stream
from loadshare.measure.recording import GRAVITY_M_S2, FloatArray, Platform, RecordingError, unreadable
from loadshare.measure.words import words

_STEADY = 0.6
_LEAST_ROTATION_SHARE = 0.8
_TURNED = 0.02
_SAME_SIZE = 0.002
_UNITS_M_S2 = {"m/s2": 1.0, "g": GRAVITY_M_S2, "mg": GRAVITY_M_S2 / 1000}


def combine(found: Found, about: Mapping[str, str], *, source_format: str) -> RawSignals:
    """Return the one recording in `found`. `about`: what the file says of device, platform and sign.

    Raises RecordingError for two recordings at once, and where acceleration or gravity is missing: with what
    to switch on.
    """
    notes = list(found.notes)
    acceleration = _acceleration(found, notes)
    rotation, acceleration = _rotation(found, acceleration, notes)
    used = {name for stream in (acceleration, rotation) if stream for name in stream.names}
    unused = [
        name
        for stream in found.streams
        for name in stream.names
        if name not in used and stream.names and not _is_part_of(stream, acceleration)
    ]
    platform = _platform(about.get("platform", ""))
    if platform is Platform.UNKNOWN and _is_core_motion(acceleration):
        platform = Platform.IOS
    standardised = about.get("standardisation", "").lower() in ("true", "1", "yes")
    return RawSignals(
        time=acceleration.time_s,
        time_unit="s",
        acceleration=acceleration.values,
        acceleration_unit=acceleration.unit,
        rotation_rate=None if rotation is None else rotation.values,
        rotation_unit=None if rotation is None else rotation.unit,
        is_inverted=False if standardised else None,
        device=about.get("device name", about.get("devicename", "")),
        platform=platform,
        source_format=source_format,
        assumptions=tuple(notes),
        taken=tuple(dict.fromkeys([*acceleration.names, *(rotation.names if rotation else ())])),
        left_out=tuple(dict.fromkeys([*unused, *found.left_out])),
    )


def _is_part_of(stream: Stream, whole: Stream) -> bool:
    return set(stream.names) <= set(whole.names)


def _is_core_motion(stream: Stream) -> bool:
    """Names that only iOS gives, in g: there the sign is the other way round."""
    squeezed = "".join(stream.names).lower()
    return (
        stream.unit in (None, "g")
        and re.search(r"accelerometeracceleration|motionuseracc|useracceleration|user_acc", squeezed)
        is not None
    )


def _platform(word: str) -> Platform:
    word = word.lower()
    if not word:
        return Platform.UNKNOWN
    return Platform.IOS if "ios" in word else Platform.ANDROID if "android" in word else Platform.OTHER


def _acceleration(found: Found, notes: list[str]) -> Stream:
    plain = _plain(found.streams)
    gravity = _one_of(found.streams, (SensorKind.GRAVITY,))
    linear = _one_of(found.streams, (SensorKind.LINEAR,))
    if plain is not None and gravity is None and _is_gravity_alone(plain):
        raise unreadable("no-acceleration", there=str(SensorKind.GRAVITY))
    if plain is not None and (
        plain.quantity is SensorKind.TOTAL or gravity is None or _holds(plain, gravity)
    ):
        if plain.quantity is SensorKind.ACCELERATION and gravity is None and not is_total(plain):
            raise _without_gravity(plain)
        return plain
    linear = plain or linear
    if linear is None:
        linear = _by_its_size(found.streams, notes)
        if linear is not None:
            return linear
        raise _no_acceleration(found)
    if gravity is not None:
        notes.append(words("assumed.gravity-added"))
        return _added(linear, gravity)
    if _always_holds_gravity(linear):  # the name says without, the size says with
        notes.append(words("assumed.gravity-inside", name=linear.names[1]))
        return linear
    raise _without_gravity(linear)


def _plain(streams: Sequence[Stream]) -> Stream | None:
    """The accelerometer; not as it was before its calibration, where it holds gravity as calibrated too."""
    plain = _one_of(streams, ACCELERATIONS)
    if plain is None or not plain.is_spare:
        return plain
    calibrated = _one_of([one for one in streams if not one.is_spare], ACCELERATIONS)
    return calibrated if calibrated is not None and is_total(calibrated) else plain


def _by_its_size(streams: Sequence[Stream], notes: list[str]) -> Stream | None:
    """The sensor without a known name that always shows gravity, and more: that is an accelerometer."""
    shown = [
        stream
        for stream in streams
        if stream.quantity is SensorKind.UNKNOWN
        and not _is_gravity_alone(stream)
        and _always_holds_gravity(stream)
    ]
    if not shown:
        return None
    _refuse_two_recordings(shown)
    notes.append(words("assumed.by-size", name=shown[0].names[1]))
    return shown[0]


def _is_gravity_alone(stream: Stream) -> bool:
    """A phone reckons gravity as a direction: it turns, and its size is the same to the last digits."""
    sizes = np.linalg.norm(stream.values, axis=1)
    usual = float(np.median(sizes))
    turns = float(np.ptp(stream.values, axis=0).max()) > _TURNED * usual
    return turns and float(np.ptp(sizes)) < _SAME_SIZE * usual


def _holds(acceleration: Stream, gravity: Stream) -> bool:
    """Whether gravity is in `acceleration` already: then little that stays is left when it is taken away."""
    inside = _covered(acceleration, gravity)
    if inside.sum() < 2:
        return is_total(acceleration)
    time_s = acceleration.time_s[inside]
    beside = _factor(acceleration, gravity) * _at(gravity, time_s)
    left = lasting_size(acceleration.values[inside] - beside, time_s, (3.0,))
    return left < _STEADY * usual_size(beside)


def _factor(stream: Stream, other: Stream) -> float:
    """What turns values of `other` into the unit of `stream`, where both name one."""
    if stream.unit not in _UNITS_M_S2 or other.unit not in _UNITS_M_S2:
        return 1.0
    return _UNITS_M_S2[other.unit] / _UNITS_M_S2[stream.unit]


def is_total(stream: Stream) -> bool:
    """Whether gravity is in it: by how steady it is, and by what stays, which is more than half of one g in
    every unit."""
    stays = lasting_size(stream.values, stream.time_s)
    return stays >= _STEADY and holds_gravity(stream.values, stream.time_s)


def _always_holds_gravity(stream: Stream) -> bool:
    """Whether what stays is about gravity throughout: only that counts against a name, or without one."""
    any_unit = ["m/s2"] if stream.quantity is SensorKind.LINEAR else [*_UNITS_M_S2]
    units = [stream.unit] if stream.unit in _UNITS_M_S2 else any_unit
    return any(is_always(stream.values, stream.time_s, GRAVITY_M_S2 / _UNITS_M_S2[unit]) for unit in units)


def _one_of(streams: Sequence[Stream], quantities: Sequence[SensorKind]) -> Stream | None:
    """The stream of the first of `quantities` that is there. Two of one sensor are two recordings."""
    for quantity in quantities:
        alike = [stream for stream in streams if stream.quantity is quantity]
        alike = [stream for stream in alike if not stream.is_spare] or alike
        _refuse_two_recordings(alike)
        if alike:
            return alike[0]
    return None


def _refuse_two_recordings(alike: Sequence[Stream]) -> None:
    origins = sorted({stream.origin for stream in alike})
    if len(origins) > 1:
        raise unreadable("two-recordings", names=", ".join(origins[:4]))


def _added(linear: Stream, gravity: Stream) -> Stream:
    inside = _covered(linear, gravity)
    if inside.sum() < 2:
        raise unreadable("not-together")
    time_s = linear.time_s[inside]
    unit = linear.unit or gravity.unit
    values = linear.values[inside] + _factor(linear, gravity) * _at(gravity, time_s)
    names = (*linear.names, *(name for name in gravity.names if name not in linear.names))
    return Stream(SensorKind.TOTAL, time_s, values, unit, names, linear.origin)


def _rotation(found: Found, acceleration: Stream, notes: list[str]) -> tuple[Stream | None, Stream]:
    rates = [stream for stream in found.streams if stream.quantity is SensorKind.ROTATION]
    rates = [stream for stream in rates if not stream.is_spare] or rates
    if not rates:
        return None, acceleration
    rotation = max(rates, key=lambda stream: _nearness(stream, acceleration))
    if len({stream.origin for stream in rates}) > 1:
        notes.append(words("assumed.rotation-chosen", name=rotation.origin))
    return put_between(rotation, acceleration, notes)


def _nearness(stream: Stream, other: Stream) -> tuple[float, bool, int]:
    """How much of `other` it was recorded beside; of two alike one in its folder, or of a plainer name."""
    beside = round(float(_covered(other, stream).mean()), 2)
    is_in_folder = stream.origin.rpartition("/")[0] == other.origin.rpartition("/")[0]
    return beside, is_in_folder, -len(stream.origin)


def put_between(rotation: Stream, acceleration: Stream, notes: list[str]) -> tuple[Stream | None, Stream]:
    """Return rotation at the moments of acceleration, and the acceleration where rotation is known too.

    None where it was hardly recorded beside it. `notes` are told what was done.
    """
    if np.array_equal(rotation.time_s, acceleration.time_s):
        return rotation, acceleration
    inside = _covered(acceleration, rotation)
    if inside.mean() < _LEAST_ROTATION_SHARE or inside.sum() < 2:
        notes.append(words("assumed.rotation-elsewhere"))
        return None, acceleration
    if rotation.time_s.shape[0] < 0.9 * acceleration.time_s.shape[0]:
        notes.append(words("assumed.rotation-slower"))
    cut = Stream(
        acceleration.quantity,
        acceleration.time_s[inside],
        acceleration.values[inside],
        acceleration.unit,
        acceleration.names,
        acceleration.origin,
    )
    return Stream(
        SensorKind.ROTATION, cut.time_s, _at(rotation, cut.time_s), rotation.unit, rotation.names
    ), cut


def _covered(stream: Stream, other: Stream) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Where `other` can be read without guessing: inside its time and not in one of its gaps."""
    start, stop = other.time_s[0], other.time_s[-1]
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = (stream.time_s >= start) & (stream.time_s <= stop)
    if other.time_s.shape[0] > 1:
        at = np.clip(np.searchsorted(other.time_s, stream.time_s), 1, other.time_s.shape[0] - 1)
        inside &= (other.time_s[at] - other.time_s[at - 1]) <= CLOCK.max_gap_s
    return inside


def _at(stream: Stream, time_s: FloatArray) -> FloatArray:
    return np.column_stack([np.interp(time_s, stream.time_s, stream.values[:, axis]) for axis in range(3)])


def _without_gravity(stream: Stream) -> RecordingError:
    meaning = meaning_of(stream.names[1])
    is_nameless = not meaning.stem or meaning.quantity is SensorKind.UNKNOWN
    if stream.quantity is SensorKind.ACCELERATION and is_nameless:
        return unreadable("no-gravity-in", names=", ".join(stream.names[1:4]))  # they may be of any sensor
    return unreadable("without-gravity", name=stream.names[1])


def _no_acceleration(found: Found) -> RecordingError:
    known = {stream.quantity for stream in found.streams} - {SensorKind.UNKNOWN}
    there = sorted({str(quantity) for quantity in known} | found.other_sensors)
    if there:
        return unreadable("no-acceleration", there=", ".join(there)[:200])
    return unreadable("unknown-columns", names=", ".join(found.left_out)[:200] or "x, y, z")
