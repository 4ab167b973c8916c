"""Turns of a walk, from the rotation rate about the vertical."""

from __future__ import annotations

import numpy as np

from loadshare.measure.limits import TURNS
from loadshare.measure.recording import FloatArray
from loadshare.measure.signals import filter_band


def find_turns(
    rotation_rate_rad_s: FloatArray, up: FloatArray, *, rate_hz: float
) -> tuple[tuple[float, float], ...]:
    """Return (start_s, stop_s) of every turn of 60 degrees or more, half a second added on both sides.

    rotation_rate_rad_s, up: (n, 3) in sensor axes. Seconds count from the first sample.
    """
    heading_rate = np.degrees((rotation_rate_rad_s * up).sum(axis=1))
    slow = filter_band(heading_rate, rate_hz=rate_hz, high_hz=TURNS.slow_hz)
    turning = np.concatenate(([False], np.abs(slow) > TURNS.turning_deg_s, [False]))
    edges = np.flatnonzero(turning[1:] != turning[:-1]).reshape(-1, 2)
    length_s = slow.shape[0] / rate_hz
    found: list[tuple[float, float]] = []
    for start, stop in edges.tolist():
        if abs(slow[start:stop].sum()) / rate_hz < TURNS.min_turn_deg:
            continue
        begin, end = (
            max(0.0, start / rate_hz - TURNS.margin_s),
            min(length_s, stop / rate_hz + TURNS.margin_s),
        )
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return tuple(found)
