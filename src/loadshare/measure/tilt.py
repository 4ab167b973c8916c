"""Tilt of the phone over time, its still moments, and its swings away from the start: what every angle test
reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadshare.measure.agreement import find_disagreement
from loadshare.measure.gravity import angle_between_deg, estimate_up
from loadshare.measure.limits import TILT
from loadshare.measure.quality import refusal
from loadshare.measure.recording import GRAVITY_M_S2, FloatArray, Recording
from loadshare.measure.signals import filter_band, moving_mean
from loadshare.measure.timeline import WORKING_RATE_HZ, resample


@dataclass(frozen=True, slots=True, eq=False)
class TiltTrace:
    """time_s: (n,) on the clock of the recording at 100 Hz; up: (n, 3) unit vector that points up, in phone
    axes; speed_deg_s: (n,) how fast it turns; acceleration_m_s2: (n, 3); heading_deg: (n,) turned about the
    vertical, None without a gyroscope."""

    time_s: FloatArray
    up: FloatArray
    speed_deg_s: FloatArray
    acceleration_m_s2: FloatArray
    heading_deg: FloatArray | None
    rate_hz: float = WORKING_RATE_HZ


@dataclass(frozen=True, slots=True, eq=False)
class StillStretch:
    """A still stretch: start_s, stop_s; up: (3,) mean direction."""

    start_s: float
    stop_s: float
    up: FloatArray


def trace_tilt(recording: Recording, *, min_duration_s: float = 3.0) -> TiltTrace:
    """Return the tilt of `recording` at 100 Hz.

    Raises MeasurementRefusedError: `sampled-badly`, `too-short`, `sensors-disagree`, or `shaken` when the
    phone was shaken so hard (3 m/s² besides gravity, typically) that no tilt can be trusted. Source:
    `vqf-2022`, compared on `broad-2021`.
    """
    even = resample(recording)
    if even.duration_s < min_duration_s:
        raise refusal("too-short.tilt")
    _refuse_disagreement(even)
    up = estimate_up(even, rate_hz=WORKING_RATE_HZ)
    shake = np.linalg.norm(even.acceleration_m_s2, axis=1) - GRAVITY_M_S2
    if float(np.sqrt(np.median(shake**2))) > TILT.max_shake_m_s2:
        raise refusal("shaken")
    smooth = filter_band(up, rate_hz=WORKING_RATE_HZ, high_hz=TILT.smooth_hz)
    smooth /= np.maximum(np.linalg.norm(smooth, axis=1, keepdims=True), 1e-9)
    turned = angle_between_deg(smooth[1:], smooth[:-1]) * WORKING_RATE_HZ
    speed = moving_mean(np.append(turned, turned[-1]), window=int(0.2 * WORKING_RATE_HZ))
    return TiltTrace(
        time_s=even.time_s,
        up=up,
        speed_deg_s=speed,
        acceleration_m_s2=even.acceleration_m_s2,
        heading_deg=_heading_deg(even.rotation_rate_rad_s, up),
    )


def _heading_deg(rotation_rate_rad_s: FloatArray | None, up: FloatArray) -> FloatArray | None:
    """The usual rate is the gyroscope's bias: nobody turns for most of a test."""
    if rotation_rate_rad_s is None:
        return None
    rate = np.degrees(np.einsum("ij,ij->i", rotation_rate_rad_s, up))
    out: FloatArray = np.cumsum(rate - np.median(rate)) / WORKING_RATE_HZ
    return out


def _refuse_disagreement(even: Recording) -> None:
    found = find_disagreement(even)
    if found is not None:
        raise refusal(found.key, **({"axis": found.axis} if found.axis else {}))


def find_holds(trace: TiltTrace, *, min_s: float = TILT.min_still_s) -> tuple[StillStretch, ...]:
    """Return the stretches of at least `min_s` in which the phone turned slower than 6 deg/s, in order."""
    holds = []
    for start, stop in find_runs(trace.speed_deg_s < TILT.still_deg_s):
        if (stop - start) / trace.rate_hz >= min_s:
            mean = trace.up[start:stop].mean(axis=0)
            holds.append(
                StillStretch(
                    float(trace.time_s[start]), float(trace.time_s[stop - 1]), mean / np.linalg.norm(mean)
                )
            )
    return tuple(holds)


def find_runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return (start, stop) of every run of True in `flags` (n,)."""
    edged = np.concatenate(([False], flags, [False]))
    pairs = np.flatnonzero(edged[1:] != edged[:-1]).reshape(-1, 2)
    return [(int(start), int(stop)) for start, stop in pairs]


def swing_deg(trace: TiltTrace, *, zero: FloatArray) -> FloatArray:
    """Return the tilt from `zero` (3,) over time, (n,), signed about the axis of the largest swing
    (positive there).

    Tilt about any other axis is left out, so that a slight sideways lean does not add to a forward bend.
    """
    away = angle_between_deg(trace.up, zero)
    extreme = trace.up[int(np.argmax(away))]
    axis = np.cross(zero, extreme)
    length = float(np.linalg.norm(axis))
    if length < 1e-6:
        return np.zeros(trace.up.shape[0])
    axis = axis / length
    across = np.cross(axis, zero)
    out: FloatArray = np.degrees(np.arctan2(trace.up @ across, trace.up @ zero))
    return out


def find_swings(
    tilt_deg: FloatArray, *, rate_hz: float, enter_deg: float, leave_deg: float, min_s: float = 0.3
) -> list[tuple[int, int]]:
    """Return (start, stop) of every stretch that rises above `enter_deg`, from and to `leave_deg`
    (hysteresis).

    A last stretch that does not come back ends with the signal. tilt_deg: (n,); stretches under `min_s` are
    left out.
    """
    swings = []
    for start, stop in find_runs(tilt_deg > leave_deg):
        if tilt_deg[start:stop].max() > enter_deg and (stop - start) / rate_hz >= min_s:
            swings.append((start, stop))
    return swings
