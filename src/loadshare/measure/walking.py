"""A walk with the phone at the sacrum: steps, cadence, regularity, evenness as a range, vertical movement."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadshare.measure.limits import WALK
from loadshare.measure.passes import Evenness, Pass, judge_evenness
from loadshare.measure.quality import JUDGED, Estimate, Quality, refusal
from loadshare.measure.recording import GRAVITY_M_S2, FloatArray, Placement, Recording
from loadshare.measure.spread import Spread
from loadshare.measure.stretches import Stretch, read_stretch
from loadshare.measure.tempo import Tempo
from loadshare.measure.timeline import WORKING_RATE_HZ, check_rate, split_into_blocks
from loadshare.measure.words import ASSUMED, CONCERNS


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """The figures of a walk.

    step_times_s: (steps,) heel strikes on the clock of the recording, turns included; is_straight: (steps,)
    whether each counts for the figures (no turn, not among the first or last two of a stretch).
    step_difference_pct is how much longer every other step takes, as a range from 0; evenness sums it up
    with the forward push of the passes. vertical_rms_g and vertical_peak_g serve only as a trend against
    one's own earlier walks (`henriksen-2004`).
    """

    step_times_s: FloatArray
    is_straight: npt.NDArray[np.bool_]
    turns_s: tuple[tuple[float, float], ...]
    passes: tuple[Pass, ...]
    steps: Estimate
    cadence_per_min: Estimate
    step_regularity: Estimate
    stride_regularity: Estimate
    step_difference_pct: Estimate
    evenness: Evenness
    vertical_rms_g: Estimate
    vertical_peak_g: Estimate
    quality: Quality


def measure_walk(*, recording: Recording) -> Walk:
    """Return the figures of the walk in `recording`.

    The bars are cautious 95 % ones: cadence ±3 steps a minute, step difference ±9 points (`henriksen-2004`,
    `loadshare-judgement`). Raises MeasurementRefusedError with the code `sampled-badly`, `too-short`,
    `not-walking` or `loose`.
    """
    check_rate(recording)
    if recording.duration_s < WALK.min_duration_s:
        raise refusal("too-short.walk")
    highest = math.ceil(0.01 * WORKING_RATE_HZ * recording.duration_s) + 2
    stretches = [read_stretch(block, kept=highest) for block in split_into_blocks(recording)]
    _refuse_unless_walking(stretches)
    times = np.concatenate([stretch.times_s for stretch in stretches])
    straight = np.concatenate([stretch.is_straight for stretch in stretches])
    passes = tuple(one for stretch in stretches for one in stretch.passes)
    if straight.sum() < WALK.min_straight_steps or not passes:
        raise refusal("too-short.steps")
    cadence = _cadence(stretches)
    if not WALK.min_cadence_per_min <= cadence <= WALK.max_cadence_per_min:
        raise refusal("not-walking.rhythm")
    concerns = _concerns(recording, stretches, passes)
    weights = np.array([one.steps for one in passes], dtype=np.float64)
    steady = Spread.together([stretch.steady for stretch in stretches])
    difference = float(np.average([abs(one.step_difference_pct) for one in passes], weights=weights))
    rms, peak = steady.deviation / GRAVITY_M_S2, steady.top_percent() / GRAVITY_M_S2
    count = float(times.shape[0])
    return Walk(
        step_times_s=times,
        is_straight=straight,
        turns_s=_joined([turn for stretch in stretches for turn in stretch.turns_s]),
        passes=passes,
        steps=Estimate.around(
            value=count, bar=max(1.0, WALK.steps_bar_share * count), unit="steps", source="loadshare-measured"
        ),
        cadence_per_min=Estimate.around(
            value=cadence, bar=WALK.cadence_bar_per_min, unit="steps/min", source=JUDGED
        ),
        step_regularity=_regularity([one.step_regularity for one in passes], weights),
        stride_regularity=_regularity([one.stride_regularity for one in passes], weights),
        step_difference_pct=Estimate.around(
            value=difference, bar=WALK.difference_bar_pct, unit="%", source=JUDGED, floor=0.0
        ),
        evenness=judge_evenness(passes) if _can_judge_evenness(recording) else Evenness.NOT_JUDGED,
        vertical_rms_g=Estimate.around(value=rms, bar=WALK.trend_bar_share * rms, unit="g", source=JUDGED),
        vertical_peak_g=Estimate.around(
            value=peak, bar=2 * WALK.trend_bar_share * peak, unit="g", source=JUDGED
        ),
        quality=Quality.judge(concerns=concerns, assumed=_assumed(recording)),
    )


def _refuse_unless_walking(stretches: list[Stretch]) -> None:
    total = sum(stretch.strikes.shape[0] for stretch in stretches)
    beats = np.concatenate([stretch.beats for stretch in stretches])
    if total < WALK.min_steps or beats.shape[0] < WALK.min_beats:
        raise refusal("not-walking.none")
    if float(np.median(beats)) < WALK.min_strength:
        raise refusal("not-walking.beat")
    shake = Spread.together([stretch.shake for stretch in stretches])
    fast = Spread.together([stretch.fast for stretch in stretches])
    if fast.deviation > WALK.loose_shake_share * shake.deviation:
        raise refusal("loose")
    if any(stretch.tempo is Tempo.UNCLEAR for stretch in stretches):
        raise refusal("not-walking.tempo")


def _joined(turns_s: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The turns; one that a block's end cut in two is one again."""
    joined: list[tuple[float, float]] = []
    for start_s, stop_s in turns_s:
        if joined and start_s <= joined[-1][1]:
            joined[-1] = (joined[-1][0], stop_s)
        else:
            joined.append((start_s, stop_s))
    return tuple(joined)


def _cadence(stretches: list[Stretch]) -> float:
    """Sixty over the mean time of the usual straight steps: those not far from half of the typical stride.

    Not from the typical step: where every other step is longer, as a pocket feels it, that is only one kind.
    """
    runs = [stretch.strikes[part] for stretch in stretches for part in stretch.straight]
    steps_s = np.concatenate([np.diff(run) / WORKING_RATE_HZ for run in runs])
    strides_s = np.concatenate([(run[2:] - run[:-2]) / WORKING_RATE_HZ for run in runs])
    middle = float(np.median(strides_s)) / 2
    usual = steps_s[np.abs(steps_s - middle) < 0.3 * middle]
    return 60.0 / float(usual.mean() if usual.size else middle)


def _regularity(values: list[float], weights: FloatArray) -> Estimate:
    return Estimate.around(
        value=float(np.average(values, weights=weights)),
        bar=WALK.regularity_bar,
        unit="of 1",
        source=JUDGED,
        floor=0.0,
    )


def _assumed(recording: Recording) -> tuple[str, ...]:
    if recording.placement is not None:
        return recording.assumptions
    return (*recording.assumptions, ASSUMED["walk-place"])


def _can_judge_evenness(recording: Recording) -> bool:
    return recording.rotation_rate_rad_s is not None and recording.placement in (None, Placement.SACRUM)


def _concerns(recording: Recording, stretches: list[Stretch], passes: tuple[Pass, ...]) -> tuple[str, ...]:
    concerns = []
    if float(np.median(np.concatenate([stretch.beats for stretch in stretches]))) < WALK.weak_strength:
        concerns.append(CONCERNS["walk.irregular"])
    if recording.placement not in (None, Placement.SACRUM):
        concerns.append(CONCERNS["walk.place"])
    if recording.rotation_rate_rad_s is None:
        concerns.append(CONCERNS["walk.no-rotation"])
    if len({stretch.part for stretch in stretches}) > 1:
        concerns.append(CONCERNS["walk.gaps"])
    if recording.rate_hz < WALK.slow_rate_hz:
        concerns.append(CONCERNS["walk.slow-rate"])
    if len(passes) < 2:
        concerns.append(CONCERNS["walk.one-pass"])
    return tuple(concerns)
