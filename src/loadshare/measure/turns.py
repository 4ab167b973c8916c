"""Turns of a walk, from the rotation rate about the vertical."""

from __future__ import annotations

import numpy as np

from loadshare.measure.recording import FloatArray
from loadshare.measure.signals import filter_band

_SLOW_HZ = 0.5
_TURNING_DEG_S = 25.0
_MIN_TURN_DEG = 60.0
_MARGIN_S = 0.5


def find_turns(
    rotation_rate_rad_s: FloatArray, up: FloatArray, *, rate_hz: float
) -> tuple[tuple[float, float], ...]:
    """Return (start_s, stop_s) of every turn of 60 degrees or more, half a second added on both sides.

    rotation_rate_rad_s, up: (n, 3) in sensor axes. Seconds count from the first sample.
    """
    heading_rate = np.degrees((rotation_rate_rad_s * up).sum(axis=1))
    slow = filter_band(heading_rate, rate_hz=rate_hz, high_hz=_SLOW_HZ)
    turning = np.concatenate(([False], np.abs(slow) > _TURNING_DEG_S, [False]))
    edges = np.flatnonzero(turning[1:] != turning[:-1]).reshape(-1, 2)
    length_s = slow.shape[0] / rate_hz
    found: list[tuple[float, float]] = []
    for start, stop in edges.tolist():
        if abs(slow[start:stop].sum()) / rate_hz < _MIN_TURN_DEG:
            continue
        begin, end = max(0.0, start / rate_hz - _MARGIN_S), min(length_s, stop / rate_hz + _MARGIN_S)
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return tuple(found)
