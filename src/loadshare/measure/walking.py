"""A walk with the phone at the sacrum: steps, cadence, regularity, evenness as a range, vertical movement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadshare.measure.gravity import WALKING_CUTOFF_HZ, estimate_up_from_slow
from loadshare.measure.passes import MIN_PASS_STEPS, Evenness, Pass, describe_passes, judge_evenness
from loadshare.measure.quality import Estimate, Quality, refusal
from loadshare.measure.recording import GRAVITY_M_S2, FloatArray, Placement, Recording
from loadshare.measure.signals import filter_band
from loadshare.measure.steps import Rhythm, find_heel_strikes, find_rhythm
from loadshare.measure.timeline import WORKING_RATE_HZ, check_rate, resample, split_at_gaps
from loadshare.measure.turns import find_turns
from loadshare.measure.words import ASSUMED, CONCERNS

MIN_WALK_S = 8.0
MIN_STEPS = 10
MIN_STRAIGHT_STEPS = 8
_MIN_BEAT_SHARE = 0.4
_MIN_STRENGTH = 0.3
_WEAK_STRENGTH = 0.45
_MIN_CADENCE_PER_MIN = 50.0
_MAX_CADENCE_PER_MIN = 170.0
_LOOSE_SHAKE_SHARE = 0.6
_CADENCE_BAR_PER_MIN = 3.0
_STEPS_BAR_SHARE = 0.025
_DIFFERENCE_BAR_PCT = 9.0
_REGULARITY_BAR = 0.1
_TREND_BAR_SHARE = 0.1
_ENDS_LEFT_OUT = 2
_BLOCK = 16_384
"""Samples worked on at once, so that an hour needs little more memory than a minute."""


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """The figures of a walk.

    step_times_s: (steps,) heel strikes on the clock of the recording, turns included; is_straight: (steps,)
    whether each counts for the figures (no turn, not among the first or last two of a stretch).
    step_difference_pct is how much longer every other step takes, as a range from 0; evenness sums it up
    with the forward push of the passes. vertical_rms_g and vertical_peak_g serve only as a trend against
    one's own earlier walks (ME 6, CE 7.10).
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


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """One part of the recording without a gap: signals on the even clock and the steps in it (samples)."""

    start_s: float
    vertical: FloatArray
    horizontal: FloatArray
    strikes: npt.NDArray[np.intp]
    rhythm: Rhythm
    turns_s: tuple[tuple[float, float], ...]
    straight: tuple[slice, ...]


def measure_walk(*, recording: Recording) -> Walk:
    """Return the figures of the walk in `recording`.

    The bars are cautious 95 % ones: cadence ±3 steps a minute, step difference ±9 points (ME 5). Raises
    MeasurementRefusedError with the code `sampled-badly`, `too-short`, `not-walking` or `loose`.
    """
    check_rate(recording)
    if recording.duration_s < MIN_WALK_S:
        raise refusal("too-short.walk")
    stretches = [_read_stretch(part) for part in split_at_gaps(recording)]
    _refuse_unless_walking(stretches)
    times, straight = _place_steps(stretches)
    passes = tuple(one for stretch in stretches for one in _passes(stretch))
    if straight.sum() < MIN_STRAIGHT_STEPS or not passes:
        raise refusal("too-short.steps")
    cadence = _cadence(stretches)
    if not _MIN_CADENCE_PER_MIN <= cadence <= _MAX_CADENCE_PER_MIN:
        raise refusal("not-walking.rhythm")
    concerns = _concerns(recording, stretches, passes)
    weights = np.array([one.steps for one in passes], dtype=np.float64)
    steady = np.concatenate([_steady_vertical(stretch) for stretch in stretches]) / GRAVITY_M_S2
    difference = float(np.average([abs(one.step_difference_pct) for one in passes], weights=weights))
    rms, peak = float(steady.std()), float(np.percentile(steady, 99))
    count = float(times.shape[0])
    return Walk(
        step_times_s=times,
        is_straight=straight,
        turns_s=tuple((s.start_s + a, s.start_s + b) for s in stretches for a, b in s.turns_s),
        passes=passes,
        steps=Estimate.around(
            value=count, bar=max(1.0, _STEPS_BAR_SHARE * count), unit="steps", source="ME-6"
        ),
        cadence_per_min=Estimate.around(
            value=cadence, bar=_CADENCE_BAR_PER_MIN, unit="steps/min", source="ME-5"
        ),
        step_regularity=_regularity([one.step_regularity for one in passes], weights),
        stride_regularity=_regularity([one.stride_regularity for one in passes], weights),
        step_difference_pct=Estimate.around(
            value=difference, bar=_DIFFERENCE_BAR_PCT, unit="%", source="ME-5", floor=0.0
        ),
        evenness=judge_evenness(passes) if _can_judge_evenness(recording) else Evenness.NOT_JUDGED,
        vertical_rms_g=Estimate.around(value=rms, bar=_TREND_BAR_SHARE * rms, unit="g", source="ME-5"),
        vertical_peak_g=Estimate.around(value=peak, bar=2 * _TREND_BAR_SHARE * peak, unit="g", source="ME-5"),
        quality=Quality.judge(concerns=concerns, assumed=_assumed(recording)),
    )


def _vertical(even: Recording, up: FloatArray) -> FloatArray:
    """(n,): acceleration along gravity, without it. The file's sign does not matter: `up` turns with it."""
    out: FloatArray = (even.acceleration_m_s2 * up).sum(axis=1)
    return out - float(out.mean())


def _read_stretch(part: Recording) -> _Stretch:
    even = resample(part)
    start_s = float(even.time_s[0])
    up = estimate_up_from_slow(even, rate_hz=WORKING_RATE_HZ, cutoff_hz=WALKING_CUTOFF_HZ)
    vertical, horizontal = _vertical(even, up), _horizontal(even.acceleration_m_s2, up)
    gyr = even.rotation_rate_rad_s
    turns_s = () if gyr is None else find_turns(gyr, up, rate_hz=WORKING_RATE_HZ)
    del even, gyr, up  # an hour of them is 30 MB that nobody needs any more
    rhythm = find_rhythm(vertical, rate_hz=WORKING_RATE_HZ)
    strikes = find_heel_strikes(vertical, rate_hz=WORKING_RATE_HZ, rhythm=rhythm)
    return _Stretch(
        start_s=start_s,
        vertical=vertical,
        horizontal=horizontal,
        strikes=strikes,
        rhythm=rhythm,
        turns_s=turns_s,
        straight=_straight_parts(strikes / WORKING_RATE_HZ, turns_s, usual_step_s=rhythm.usual_step_s),
    )


def _horizontal(acc: FloatArray, up: FloatArray) -> FloatArray:
    """(n, 2): acceleration along two level axes that turn with the phone."""
    flattest = np.eye(3)[int(np.argmin(np.abs(up.mean(axis=0))))]
    out = np.empty((up.shape[0], 2))
    for start in range(0, up.shape[0], _BLOCK):
        part = slice(start, start + _BLOCK)
        first = flattest - up[part] * (up[part] @ flattest)[:, None]
        first /= np.maximum(np.linalg.norm(first, axis=1, keepdims=True), 1e-9)
        out[part, 0] = (acc[part] * first).sum(axis=1)
        out[part, 1] = (acc[part] * np.cross(up[part], first)).sum(axis=1)
    return out


def _refuse_unless_walking(stretches: list[_Stretch]) -> None:
    total = sum(stretch.strikes.shape[0] for stretch in stretches)
    beat = np.concatenate([stretch.rhythm.has_beat for stretch in stretches])
    strength = np.concatenate([stretch.rhythm.strength for stretch in stretches])
    if total < MIN_STEPS or beat.sum() < 6:
        raise refusal("not-walking.none")
    if float(np.median(strength[beat])) < _MIN_STRENGTH:
        raise refusal("not-walking.beat")
    shake = np.concatenate([stretch.vertical for stretch in stretches])
    fast = shake - filter_band(shake, rate_hz=WORKING_RATE_HZ, high_hz=12.0, order=4)
    if float(fast.std()) > _LOOSE_SHAKE_SHARE * float(shake.std()):
        raise refusal("loose")


def _place_steps(stretches: list[_Stretch]) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    times = [stretch.start_s + stretch.strikes / WORKING_RATE_HZ for stretch in stretches]
    straight = []
    for stretch in stretches:
        mask = np.zeros(stretch.strikes.shape[0], dtype=bool)
        for part in stretch.straight:
            mask[part] = True
        straight.append(mask)
    return np.concatenate(times), np.concatenate(straight)


def _straight_parts(
    times_s: FloatArray, turns_s: tuple[tuple[float, float], ...], *, usual_step_s: float
) -> tuple[slice, ...]:
    """Runs of steps between turns and pauses, without the two steps at either end."""
    turning = np.zeros(times_s.shape[0], dtype=bool)
    for start_s, stop_s in turns_s:
        turning |= (times_s >= start_s) & (times_s <= stop_s)
    pause = np.append(np.diff(times_s) > 1.6 * usual_step_s, True)
    parts: list[slice] = []
    start = 0
    for index in range(times_s.shape[0]):
        is_last = bool(pause[index]) or bool(turning[index]) or bool(turning[index + 1 : index + 2].any())
        if not is_last:
            continue
        if index + 1 - start > 2 * _ENDS_LEFT_OUT + 2 and not turning[index]:
            parts.append(slice(start + _ENDS_LEFT_OUT, index + 1 - _ENDS_LEFT_OUT))
        start = index + 1
    return tuple(parts)


def _passes(stretch: _Stretch) -> list[Pass]:
    """Straight parts with enough steps; a long walk without a turn is cut in two, so that it can speak
    twice."""
    parts = [part for part in stretch.straight if part.stop - part.start >= MIN_PASS_STEPS]
    if len(parts) == 1 and parts[0].stop - parts[0].start >= 4 * MIN_PASS_STEPS:
        middle = (parts[0].start + parts[0].stop) // 2
        parts = [slice(parts[0].start, middle), slice(middle, parts[0].stop)]
    if not parts:
        return []
    return describe_passes(
        [stretch.strikes[part] for part in parts],
        vertical_m_s2=stretch.vertical,
        horizontal_m_s2=stretch.horizontal,
        start_s=stretch.start_s,
        rate_hz=WORKING_RATE_HZ,
    )


def _cadence(stretches: list[_Stretch]) -> float:
    """Sixty over the typical step time of the straight steps; steps far from the median are left out."""
    steps_s = np.concatenate(
        [
            np.diff(stretch.strikes[part]) / WORKING_RATE_HZ
            for stretch in stretches
            for part in stretch.straight
        ]
    )
    middle = float(np.median(steps_s))
    usual = steps_s[np.abs(steps_s - middle) < 0.3 * middle]
    return 60.0 / float(usual.mean())


def _steady_vertical(stretch: _Stretch) -> FloatArray:
    pieces = [
        stretch.vertical[int(stretch.strikes[part][0]) : int(stretch.strikes[part][-1])]
        for part in stretch.straight
    ]
    return np.concatenate(pieces) if pieces else np.zeros(0)


def _regularity(values: list[float], weights: FloatArray) -> Estimate:
    return Estimate.around(
        value=float(np.average(values, weights=weights)),
        bar=_REGULARITY_BAR,
        unit="of 1",
        source="ME-5",
        floor=0.0,
    )


def _assumed(recording: Recording) -> tuple[str, ...]:
    if recording.placement is not None:
        return recording.assumptions
    return (*recording.assumptions, ASSUMED["walk-place"])


def _can_judge_evenness(recording: Recording) -> bool:
    return recording.rotation_rate_rad_s is not None and recording.placement in (None, Placement.SACRUM)


def _concerns(recording: Recording, stretches: list[_Stretch], passes: tuple[Pass, ...]) -> tuple[str, ...]:
    concerns = []
    strength = np.concatenate([stretch.rhythm.strength[stretch.rhythm.has_beat] for stretch in stretches])
    if float(np.median(strength)) < _WEAK_STRENGTH:
        concerns.append(CONCERNS["walk.irregular"])
    if recording.placement not in (None, Placement.SACRUM):
        concerns.append(CONCERNS["walk.place"])
    if recording.rotation_rate_rad_s is None:
        concerns.append(CONCERNS["walk.no-rotation"])
    if len(stretches) > 1:
        concerns.append(CONCERNS["walk.gaps"])
    if recording.rate_hz < 40.0:
        concerns.append(CONCERNS["walk.slow-rate"])
    if len(passes) < 2:
        concerns.append(CONCERNS["walk.one-pass"])
    return tuple(concerns)
