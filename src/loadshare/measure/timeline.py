"""Time stamps: clean them, find gaps, and put a recording on an even clock."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from loadshare.measure.limits import CLOCK
from loadshare.measure.quality import refusal
from loadshare.measure.recording import FloatArray, Recording, RecordingError, steps_between, unreadable
from loadshare.measure.words import words

WORKING_RATE_HZ = CLOCK.working_rate_hz


def clean_order(time_s: FloatArray) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], tuple[str, ...]]:
    """Return the row order that makes `time_s` (n,) rise strictly, and what was assumed to do so.

    A few late or repeated stamps are normal in phone logs: up to 1 % late ones are sorted in and up to 5 %
    repeated ones are dropped. Raises RecordingError beyond that, and where sorting would mix two stretches: a
    clock that was set back, or a second recording.
    """
    n = time_s.shape[0]
    if n < 2:
        raise unreadable("empty")
    if not np.isfinite(time_s).all():
        raise unreadable("time-no-number")
    assumed: list[str] = []
    order = np.arange(n)
    late = int((np.diff(time_s) < 0).sum())
    if late > max(1, int(CLOCK.max_disorder_share * n)) or (late and time_s[-1] <= time_s[0]):
        raise _goes_back(time_s) if late * CLOCK.least_stretch_samples <= n else unreadable("backwards")
    if late:
        order = np.argsort(time_s, kind="stable")
        _check_stretches(time_s, order)
        assumed.append(words("assumed.late", count=late))
    keep = np.concatenate(([True], np.diff(time_s[order]) > 0))
    repeated = n - int(keep.sum())
    if n - repeated < 2:
        raise unreadable("single")
    if repeated > max(1, int(CLOCK.max_duplicate_share * n)):
        raise unreadable("repeated")
    if repeated:
        assumed.append(words("assumed.repeated", count=repeated))
    return order[keep], tuple(assumed)


def _check_stretches(time_s: FloatArray, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> None:
    """Stretches that came in another order can be sorted; two that overlap would be shuffled like cards."""
    falls = np.flatnonzero(np.diff(time_s) < 0)
    stretch = np.searchsorted(falls, order)
    switches = int((np.diff(stretch) != 0).sum())
    if switches > 3 * falls.shape[0] + 2 * CLOCK.most_late_samples:
        raise _goes_back(time_s)


def _goes_back(time_s: FloatArray) -> RecordingError:
    row = int(np.flatnonzero(np.diff(time_s) < 0)[0]) + 1
    return unreadable("clock-goes-back", row=f"{row:,}", count=f"{time_s.shape[0]:,}")


def has_gap(recording: Recording) -> bool:
    """Return whether any two samples lie more than CLOCK.max_gap_s apart."""
    return any((steps > CLOCK.max_gap_s).any() for _, steps in steps_between(recording.time_s))


@dataclass(frozen=True, slots=True)
class Block:
    """At most five minutes without a gap. What happens from `start_s` to `stop_s` is this block's; beyond it
    lies a margin that the next block knows better. `part` counts the parts between gaps."""

    recording: Recording
    start_s: float
    stop_s: float
    part: int


def split_into_blocks(recording: Recording) -> Iterator[Block]:
    """Yield `recording` cut at gaps longer than CLOCK.max_gap_s and then into blocks, all on the same clock.

    Parts under one second are left out. Raises MeasurementRefusedError when nothing is left.
    """
    found = False
    for part, (first, last) in enumerate(_parts_without_gaps(recording.time_s)):
        for block in _blocks(recording, first, last, part):
            found = True
            yield block
    if not found:
        raise refusal("sampled-badly.gaps")


def _parts_without_gaps(time_s: FloatArray) -> list[tuple[int, int]]:
    """The first and last sample of every part of a second or more."""
    after = [
        start + int(index) + 1
        for start, steps in steps_between(time_s)
        for index in np.flatnonzero(steps > CLOCK.max_gap_s)
    ]
    parts = [(start, stop - 1) for start, stop in pairwise([0, *after, time_s.shape[0]])]
    return [(first, last) for first, last in parts if time_s[last] - time_s[first] >= CLOCK.min_part_s]


def _blocks(recording: Recording, first: int, last: int, part: int) -> Iterator[Block]:
    time_s = recording.time_s
    start_s, stop_s = float(time_s[first]), float(time_s[last])
    count = max(1, math.ceil((stop_s - start_s) / CLOCK.max_block_s))
    inner = np.linspace(start_s, stop_s, count + 1)[1:-1].tolist()
    for begin_s, end_s in pairwise([-math.inf, *inner, math.inf]):
        low, high = np.searchsorted(time_s, (begin_s - CLOCK.block_margin_s, end_s + CLOCK.block_margin_s))
        try:
            cut = _cut(recording, max(first, int(low)), min(last + 1, int(high)))
        except RecordingError:  # a block in which an axis stood still
            continue
        yield Block(cut, begin_s, end_s, part)


def resample(recording: Recording, *, rate_hz: float = CLOCK.working_rate_hz) -> Recording:
    """Return `recording` on an even clock of `rate_hz`, by time stamp.

    Slower recordings are joined by straight lines; faster ones are averaged over each new step, so that
    what is above the new rate does not fold back. Raises MeasurementRefusedError `too-short` under a
    second, `sampled-badly` when the typical rate is outside 20 to 2000 Hz or a gap is longer than
    CLOCK.max_gap_s. Quaternions are not resampled: they are dropped.
    """
    check_rate(recording)
    if recording.duration_s < 1.0:
        raise refusal("too-short.second")
    if has_gap(recording):
        raise refusal("sampled-badly.gap")
    time_s = recording.time_s
    new_s = np.arange(0.0, recording.duration_s, 1.0 / rate_hz) + time_s[0]
    averaged = recording.rate_hz > CLOCK.averaged_from * rate_hz
    gyr = recording.rotation_rate_rad_s
    return replace(
        recording,
        time_s=new_s,
        acceleration_m_s2=_place(time_s, recording.acceleration_m_s2, new_s, averaged=averaged),
        rotation_rate_rad_s=None if gyr is None else _place(time_s, gyr, new_s, averaged=averaged),
        orientation_wxyz=None,
    )


def check_rate(recording: Recording) -> None:
    """Raise MeasurementRefusedError: `sampled-badly` outside 20 to 2000 Hz, `too-long` over four hours."""
    if recording.duration_s > CLOCK.max_duration_s:
        raise refusal("too-long")
    if not CLOCK.min_rate_hz <= recording.rate_hz <= CLOCK.max_rate_hz:
        raise refusal("sampled-badly.rate", rate=f"{recording.rate_hz:.3g}")


def _place(time_s: FloatArray, values: FloatArray, new_s: FloatArray, *, averaged: bool) -> FloatArray:
    rows = np.empty((values.shape[1], new_s.shape[0]))  # each axis is worked on by itself from here on
    for row, axis in zip(rows, values.T, strict=True):
        row[:] = _average(time_s, axis, new_s) if averaged else np.interp(new_s, time_s, axis)
    return rows.T


def _average(time_s: FloatArray, values: FloatArray, new_s: FloatArray) -> FloatArray:
    """The exact mean of the straight-line signal over one step around each new stamp."""
    step = new_s[1] - new_s[0] if new_s.shape[0] > 1 else 1.0
    area = np.concatenate(([0.0], np.cumsum(np.diff(time_s) * (values[1:] + values[:-1]) / 2)))
    edges = np.clip(np.append(new_s - step / 2, new_s[-1] + step / 2), time_s[0], time_s[-1])
    index = np.clip(np.searchsorted(time_s, edges, side="right") - 1, 0, time_s.shape[0] - 2)
    into = edges - time_s[index]
    slope = (values[index + 1] - values[index]) / (time_s[index + 1] - time_s[index])
    at_edges = area[index] + values[index] * into + slope * into**2 / 2
    out: FloatArray = np.diff(at_edges) / np.diff(edges)
    return out


def _cut(recording: Recording, start: int, stop: int) -> Recording:
    if stop - start == recording.time_s.shape[0]:
        return recording
    gyr, quat = recording.rotation_rate_rad_s, recording.orientation_wxyz
    return replace(
        recording,
        time_s=recording.time_s[start:stop],
        acceleration_m_s2=recording.acceleration_m_s2[start:stop],
        rotation_rate_rad_s=None if gyr is None else gyr[start:stop],
        orientation_wxyz=None if quat is None else quat[start:stop],
    )
