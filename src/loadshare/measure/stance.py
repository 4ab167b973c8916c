"""Standing on one leg, phone flat at the sacrum with the screen out: time, pelvic drop and sway.

Stand still on both feet, lift one foot, hold, put it down, stand still (`springer-2007`). The lift and the
landing are the jolts between which the pelvis was nearly quiet; a hop or a touch in between ends the time, as
the test asks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadshare.measure.form import refuse_shaking, refuse_turning
from loadshare.measure.limits import STANCE
from loadshare.measure.quality import JUDGED, Estimate, Quality, refusal
from loadshare.measure.recording import FloatArray, Placement, Recording, Side
from loadshare.measure.signals import filter_band, moving_mean
from loadshare.measure.tilt import TiltTrace, find_runs, trace_tilt
from loadshare.measure.words import words


@dataclass(frozen=True, slots=True)
class StanceTrial:
    """One trial on the leg `side`.

    time_s ends at 45 s. pelvic_drop_deg: how much lower the free side hangs than in two-leg standing (mean
    over the stance; negative: higher). sway_m_s2: root mean square of level acceleration from 0.2 to 5 Hz,
    a trend only.
    """

    side: Side
    time_s: Estimate
    pelvic_drop_deg: Estimate
    sway_m_s2: Estimate
    reached_ceiling: bool
    start_s: float
    stop_s: float
    quality: Quality


def measure_stance(*, recording: Recording, side: Side) -> StanceTrial:
    """Return time, drop and sway of a stance on `side`.

    Bars: ±1 s, ±4 degrees (`loadshare-judgement`). Raises MeasurementRefusedError: as `trace_tilt`;
    `wrong-place` when the phone does not hang flat and upright at the back; `no-lift` without a clear lift
    and landing around at least two seconds.
    """
    trace = trace_tilt(recording, min_duration_s=STANCE.min_trace_s)
    if (
        recording.placement not in (None, Placement.SACRUM)
        or abs(float(trace.up.mean(axis=0)[2])) > STANCE.upright_screen
    ):
        raise refusal("wrong-place.pelvis")
    refuse_turning(trace)
    refuse_shaking(trace)
    jolt = _jolt(trace)
    before, stance = _find_stance(jolt, trace.rate_hz)
    start_s, stop_s = (float(trace.time_s[0]) + index / trace.rate_hz for index in stance)
    length_s = stop_s - start_s
    edge = int(min(STANCE.edge_s, length_s / 4) * trace.rate_hz)
    inside = slice(stance[0] + edge, stance[1] - edge)
    roll = _roll_deg(trace, zero=trace.up[before[0] : before[1]].mean(axis=0))
    drop = float(roll[inside].mean()) * (1.0 if side is Side.LEFT else -1.0)
    sway = float(_level_shake(trace)[inside].std())
    concerns = []
    if recording.rotation_rate_rad_s is None:
        concerns.append(words("concern.stance.no-rotation"))
    if float(roll[inside].std()) > STANCE.drop_bar_deg:
        concerns.append(words("concern.stance.swung"))
    if before[1] - before[0] < trace.rate_hz:
        concerns.append(words("concern.stance.little-rest"))
    return StanceTrial(
        side=side,
        time_s=Estimate.around(
            value=min(length_s, STANCE.ceiling_s), bar=STANCE.time_bar_s, unit="s", source=JUDGED, floor=0.0
        ),
        pelvic_drop_deg=Estimate.around(value=drop, bar=STANCE.drop_bar_deg, unit="deg", source=JUDGED),
        sway_m_s2=Estimate.around(
            value=sway, bar=STANCE.sway_bar_share * sway, unit="m/s²", source=JUDGED, floor=0.0
        ),
        reached_ceiling=length_s >= STANCE.ceiling_s,
        start_s=start_s,
        stop_s=stop_s,
        quality=Quality.judge(concerns=tuple(concerns), assumed=recording.assumptions),
    )


def _level_shake(trace: TiltTrace) -> FloatArray:
    """(n,): acceleration along the level axis in the plane of the phone, left to right."""
    across = np.column_stack((trace.up[:, 1], -trace.up[:, 0], np.zeros(trace.up.shape[0])))
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    return filter_band(
        (trace.acceleration_m_s2 * across).sum(axis=1), rate_hz=trace.rate_hz, low_hz=0.2, high_hz=5.0
    )


def _jolt(trace: TiltTrace) -> FloatArray:
    """(n,): how hard the phone is shaken, root mean square over a fifth of a second, gravity taken off."""
    moving = filter_band(trace.acceleration_m_s2, rate_hz=trace.rate_hz, low_hz=0.7, high_hz=20.0)
    out: FloatArray = np.sqrt(moving_mean((moving**2).sum(axis=1), window=int(STANCE.jolt_s * trace.rate_hz)))
    return out


def _find_stance(jolt: FloatArray, rate_hz: float) -> tuple[tuple[int, int], tuple[int, int]]:
    """The quiet before the first jolt, and the longest quiet between two jolts."""
    rest = float(np.percentile(jolt[int(STANCE.settled_after_s * rate_hz) : int(1.5 * rate_hz)], 50))
    loud = jolt > max(STANCE.quiet_m_s2, STANCE.quiet_over_rest * rest)
    for start, stop in find_runs(~loud):
        if stop - start < STANCE.join_s * rate_hz and start > 0 and stop < loud.shape[0]:
            loud[start:stop] = True
    quiet = find_runs(~loud)
    inner = [run for run in quiet if run[0] > 0 and run[1] < loud.shape[0]]
    longest = max(inner, key=lambda run: run[1] - run[0], default=(0, 0))
    if longest[1] - longest[0] < STANCE.min_stance_s * rate_hz or quiet[0][0] > 0:
        raise refusal("no-lift")
    return quiet[0], longest


def _roll_deg(trace: TiltTrace, *, zero: FloatArray) -> FloatArray:
    """(n,): turn about the screen's normal since `zero`; positive when the right side goes down (screen to
    the back)."""
    now = np.arctan2(trace.up[:, 0], trace.up[:, 1])
    out: FloatArray = -np.degrees(np.unwrap(now) - np.arctan2(zero[0], zero[1]))
    return (out + 180.0) % 360.0 - 180.0
