"""The forward bend, split into hips and low back: the same slow bend with the phone at the sacrum, then at
the lowest rib. The split shows a share and its trend, never a verdict: people with back pain bend
on average *less* in the low back (`laird-2016`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadshare.measure.form import (
    refuse_off_line,
    refuse_shaking,
    refuse_turning,
)
from loadshare.measure.limits import BEND, FORM
from loadshare.measure.quality import JUDGED, Estimate, Quality, refusal
from loadshare.measure.recording import FloatArray, Recording
from loadshare.measure.tilt import find_holds, find_swings, swing_deg, trace_tilt
from loadshare.measure.words import words


@dataclass(frozen=True, slots=True)
class BendPart:
    """How far one place tilted: the median of its bends, degrees."""

    angle_deg: float
    bends_deg: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bend:
    """Hip part (sacrum), low-back part (rib minus sacrum) and hip share (0 to 1) of the whole.

    `is_outside_usual`: the share lies under 0.50 or over 0.80, on at least two bends each
    (`loadshare-judgement`, a judgement); it may only colour a trend.
    """

    whole_deg: Estimate
    hip_deg: Estimate
    lumbar_deg: Estimate
    hip_share: Estimate
    is_outside_usual: bool
    sacrum: BendPart
    rib: BendPart
    quality: Quality


def measure_bend(*, sacrum: Recording, rib: Recording) -> Bend:
    """Return the split of the bend from one recording at the sacrum and one at the lowest rib.

    Bars: ±10 degrees on each part, ±12 points on the share (`loadshare-judgement`). Raises
    MeasurementRefusedError: as `trace_tilt`; `no-bend` under 15 degrees; `parts-do-not-fit` when the sacrum
    tilts more than the rib by over 15 degrees.
    """
    low, high = read_bends(recording=sacrum), read_bends(recording=rib)
    lumbar = high.angle_deg - low.angle_deg
    if lumbar < -BEND.max_spread_deg:
        raise refusal("parts-do-not-fit")
    share = low.angle_deg / high.angle_deg
    enough = min(len(low.bends_deg), len(high.bends_deg)) >= 2
    return Bend(
        whole_deg=Estimate.around(value=high.angle_deg, bar=BEND.part_bar_deg, unit="deg", source=JUDGED),
        hip_deg=Estimate.around(value=low.angle_deg, bar=BEND.part_bar_deg, unit="deg", source=JUDGED),
        lumbar_deg=Estimate.around(value=lumbar, bar=BEND.part_bar_deg, unit="deg", source=JUDGED),
        hip_share=Estimate.around(value=share, bar=BEND.share_bar, unit="of 1", source=JUDGED, floor=0.0),
        is_outside_usual=enough and not BEND.least_usual_share <= share <= BEND.most_usual_share,
        sacrum=low,
        rib=high,
        quality=_quality(sacrum, rib, low, high),
    )


def read_bends(*, recording: Recording) -> BendPart:
    """Return the tilt of every bend in `recording` from its first still moment. Raises as `measure_bend`."""
    trace = trace_tilt(recording)
    refuse_turning(trace)
    holds = find_holds(trace, min_s=0.5)
    zero = (
        holds[0].up if holds and holds[0].start_s - trace.time_s[0] < BEND.latest_zero_s else _start(trace.up)
    )
    refuse_off_line(trace, zero=zero, most_deg=FORM.max_bend_deg)
    tilt = swing_deg(trace, zero=zero)
    peak = float(tilt.max())
    if peak < BEND.min_bend_deg:
        raise refusal("no-bend.small")
    if peak < FORM.quick_bend_deg or trace.heading_deg is None:  # a deep one may be quick
        refuse_shaking(trace)
    swings = find_swings(
        tilt, rate_hz=trace.rate_hz, enter_deg=BEND.min_peak_share * peak, leave_deg=BEND.leave_share * peak
    )
    window = max(1, int(BEND.peak_s * trace.rate_hz))
    bends = tuple(_top(tilt[start:stop], window) for start, stop in swings)
    if not bends:
        raise refusal("no-bend.quick")
    return BendPart(angle_deg=float(np.median(bends)), bends_deg=bends)


def _start(up: FloatArray) -> FloatArray:
    mean = up[: BEND.start_samples].mean(axis=0)
    out: FloatArray = mean / np.linalg.norm(mean)
    return out


def _top(tilt_deg: FloatArray, window: int) -> float:
    """The mean of the highest third of a second around the extreme: a single jerk does not set the range."""
    index = int(np.argmax(tilt_deg))
    half = window // 4
    return float(tilt_deg[max(0, index - half) : index + half + 1].mean())


def _quality(sacrum: Recording, rib: Recording, low: BendPart, high: BendPart) -> Quality:
    concerns = []
    if min(len(low.bends_deg), len(high.bends_deg)) < 3:
        concerns.append(words("concern.bend.few"))
    if max(np.ptp(low.bends_deg), np.ptp(high.bends_deg)) > BEND.max_spread_deg:
        concerns.append(words("concern.bend.spread"))
    if sacrum.rotation_rate_rad_s is None or rib.rotation_rate_rad_s is None:
        concerns.append(words("concern.bend.no-rotation"))
    assumed = dict.fromkeys((*sacrum.assumptions, *rib.assumptions))
    return Quality.judge(concerns=tuple(concerns), assumed=tuple(assumed))
