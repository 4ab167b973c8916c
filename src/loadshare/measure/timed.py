"""Counts and holds: 30-second chair stands, bridges counted, one-leg bridge and side bridge timed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadshare.measure.form import refuse_off_line, refuse_shaking, refuse_turning, refuse_unless_lying
from loadshare.measure.gravity import angle_between_deg
from loadshare.measure.limits import FORM, TIMED
from loadshare.measure.quality import JUDGED, Estimate, Quality, refusal
from loadshare.measure.recording import FloatArray, Placement, Recording
from loadshare.measure.signals import filter_band, find_peaks
from loadshare.measure.tilt import TiltTrace, find_holds, find_swings, swing_deg, trace_tilt
from loadshare.measure.words import words

_TOP_EDGE = 1


@dataclass(frozen=True, slots=True)
class RepetitionCount:
    """Full repetitions and the moment of each top, seconds on the clock of the recording."""

    count: Estimate
    tops_s: tuple[float, ...]
    quality: Quality


@dataclass(frozen=True, slots=True)
class HoldTime:
    """How long the position was held; `ended_by_drop` is False when the recording stopped first."""

    time_s: Estimate
    start_s: float
    stop_s: float
    ended_by_drop: bool
    quality: Quality


def count_chair_stands(*, recording: Recording) -> RepetitionCount:
    """Return the full stands within 30 seconds of the first movement; a rise over half-way counts (`steadi`).

    On the thigh each stand is a turn from level to upright; anywhere on the trunk it is a rise of the
    phone, found from vertical acceleration. Bar: ±1 stand. Raises MeasurementRefusedError: as `trace_tilt`;
    `no-stands`; `too-short` when the recording ends before the 30 seconds do.
    """
    trace = trace_tilt(recording, min_duration_s=10.0)
    refuse_turning(trace)
    if recording.placement is Placement.THIGH:
        height = swing_deg(trace, zero=_resting(trace.up))
        least = TIMED.thigh_rise_deg
    else:
        vertical = (trace.acceleration_m_s2 * trace.up).sum(axis=1)
        height = _rise_m(vertical - float(vertical.mean()), rate_hz=trace.rate_hz)
        least = TIMED.min_rise_m
    tops = _count_rises(height, least=least, rate_hz=trace.rate_hz)
    if not tops:
        raise refusal("no-stands")
    if recording.placement is not Placement.THIGH:
        _refuse_other_rises(trace, height, tops)
    first = max(0.0, tops[0] / trace.rate_hz - _half_period_s(tops, trace.rate_hz))
    if trace.time_s[-1] - trace.time_s[0] < first + TIMED.chair_test_s - 1.0:
        raise refusal("too-short.chair")
    inside = [top for top in tops if top / trace.rate_hz <= first + TIMED.chair_test_s]
    return _count(inside, recording, trace.time_s)


def count_bridges(*, recording: Recording) -> RepetitionCount:
    """Return the bridges in `recording`, phone flat on the front of the pelvis, lying still first. Bar: ±1.

    A bridge is a tilt of the pelvis by 8 degrees or more that comes back. Raises MeasurementRefusedError: as
    `trace_tilt`, or `no-bridge`.
    """
    trace = trace_tilt(recording)
    zero = _resting(trace.up)
    refuse_turning(trace)
    refuse_shaking(trace)
    refuse_unless_lying(zero)
    refuse_off_line(trace, zero=zero, most_deg=FORM.max_bridge_deg)
    tilt = swing_deg(trace, zero=zero)
    peak = float(np.percentile(tilt, 98))
    if peak < TIMED.min_bridge_deg:
        raise refusal("no-bridge.none")
    swings = find_swings(tilt, rate_hz=trace.rate_hz, enter_deg=0.6 * peak, leave_deg=0.35 * peak)
    done = [swing for swing in swings if swing[1] < tilt.shape[0]]
    tops = [start + int(np.argmax(tilt[start:stop])) for start, stop in done]
    if not tops:
        raise refusal("no-bridge.open")
    return _count(tops, recording, trace.time_s)


def time_hold(*, recording: Recording) -> HoldTime:
    """Return how long a one-leg bridge or side bridge was held, phone flat on the front of the pelvis.

    The hold starts at the first still moment away from the start and ends when the pelvis has left that
    position by 10 degrees for half a second: the hip drops (`bridge-norms`). Bar: ±2 s. Raises
    MeasurementRefusedError: as `trace_tilt`; `no-hold` when no position was held for two seconds.
    """
    trace = trace_tilt(recording)
    refuse_turning(trace)
    refuse_shaking(trace)
    holds = find_holds(trace, min_s=0.5)
    if holds and abs(float(holds[0].up[_TOP_EDGE])) > FORM.upright_edge:
        raise refusal("wrong-place.lying")
    away = [hold for hold in holds[1:] if angle_between_deg(holds[0].up, hold.up) >= TIMED.min_bridge_deg]
    if not away:
        raise refusal("no-hold.none")
    start = int(np.searchsorted(trace.time_s, away[0].start_s))
    reference = trace.up[start : start + int(trace.rate_hz)].mean(axis=0)
    reference /= np.linalg.norm(reference)
    dropped = angle_between_deg(trace.up[start:], reference) > TIMED.drop_deg
    stop = start + _first_lasting(dropped, int(TIMED.drop_for_s * trace.rate_hz))
    length_s = (stop - start) / trace.rate_hz
    if length_s < TIMED.min_hold_s:
        raise refusal("no-hold.brief")
    ended = stop < trace.up.shape[0]
    concerns = () if ended else (words("concern.hold.open"),)
    return HoldTime(
        time_s=Estimate.around(value=length_s, bar=TIMED.hold_bar_s, unit="s", source=JUDGED, floor=0.0),
        start_s=float(trace.time_s[start]),
        stop_s=float(trace.time_s[min(stop, trace.time_s.shape[0] - 1)]),
        ended_by_drop=ended,
        quality=Quality.judge(concerns=concerns, assumed=recording.assumptions),
    )


def _refuse_other_rises(trace: TiltTrace, height: FloatArray, tops: list[int]) -> None:
    """Whoever stands up leans forward first and comes upright again; a hand or a lift does not."""
    away = angle_between_deg(trace.up, _mean_up(trace.up))
    if float(np.percentile(away, 98)) > FORM.max_lean_deg or float(np.ptp(height)) > FORM.max_rise_m:
        raise refusal("other-movement.far")
    reach = int(_half_period_s(tops, trace.rate_hz) * trace.rate_hz)
    leans = [np.ptp(away[max(0, top - reach) : top + reach + 1]) for top in tops]
    if trace.heading_deg is not None and float(np.median(leans)) < FORM.min_lean_deg:
        raise refusal("other-movement.no-lean")


def _mean_up(up: FloatArray) -> FloatArray:
    mean = up.mean(axis=0)
    out: FloatArray = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return out


def _resting(up: FloatArray) -> FloatArray:
    mean = up[: TIMED.resting_samples].mean(axis=0)
    out: FloatArray = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return out


def _rise_m(vertical_m_s2: FloatArray, *, rate_hz: float) -> FloatArray:
    """(n,): height over time by double integration in the band of the test; slow drift is outside the
    band."""
    low_hz, high_hz = TIMED.slowest_rise_hz, TIMED.quickest_rise_hz
    size = vertical_m_s2.shape[0]
    padded = np.concatenate((np.zeros(size // 2), vertical_m_s2, np.zeros(size // 2)))
    omega = 2 * np.pi * np.fft.rfftfreq(padded.shape[0], 1.0 / rate_hz)
    spectrum = np.fft.rfft(padded)
    spectrum[1:] /= -(omega[1:] ** 2)
    spectrum[0] = 0.0
    height = np.fft.irfft(spectrum, padded.shape[0])
    out = filter_band(height, rate_hz=rate_hz, low_hz=low_hz, high_hz=high_hz, order=3)
    return out[size // 2 : size // 2 + size]


def _count_rises(height: FloatArray, *, least: float, rate_hz: float) -> list[int]:
    """Tops between two lows, both at least half the usual rise away (hysteresis) and never less than
    `least`."""
    smooth = filter_band(height, rate_hz=rate_hz, high_hz=2.0)
    ups, downs = find_peaks(smooth), find_peaks(-smooth)
    if ups.size == 0:
        return []
    usual = float(np.percentile(smooth, 95) - np.percentile(smooth, 5))
    need = max(least, TIMED.rise_share * usual)
    turns = sorted([(int(i), True) for i in ups] + [(int(i), False) for i in downs] + [(0, False)])
    tops: list[int] = []
    low, top = 0, -1
    for index, is_up in turns:
        if is_up and smooth[index] - smooth[low] >= need and (top < 0 or smooth[index] > smooth[top]):
            top = index
        elif not is_up and top >= 0 and smooth[top] - smooth[index] >= need:
            tops.append(top)
            low, top = index, -1
        elif not is_up and top < 0 and smooth[index] < smooth[low]:
            low = index
    if top >= 0:
        tops.append(top)
    return tops


def _half_period_s(tops: list[int], rate_hz: float) -> float:
    return float(np.median(np.diff(tops))) / rate_hz / 2 if len(tops) > 1 else 1.0


def _first_lasting(flags: np.ndarray[tuple[int], np.dtype[np.bool_]], least: int) -> int:
    """Index of the first True that lasts for `least` samples (or to the end); the length when there is
    none."""
    edged = np.concatenate(([False], flags, [False]))
    for start, stop in np.flatnonzero(edged[1:] != edged[:-1]).reshape(-1, 2).tolist():
        if stop - start >= least or (stop == flags.shape[0] and stop - start > 0):
            return int(start)
    return int(flags.shape[0])


def _count(tops: list[int], recording: Recording, time_s: FloatArray) -> RepetitionCount:
    is_blind = recording.rotation_rate_rad_s is None
    concerns = (words("concern.count.no-rotation"),) if is_blind else ()
    return RepetitionCount(
        count=Estimate.around(value=len(tops), bar=TIMED.count_bar, unit="times", source=JUDGED, floor=0.0),
        tops_s=tuple(float(time_s[top]) for top in tops),
        quality=Quality.judge(concerns=concerns, assumed=recording.assumptions),
    )
