"""A walk with the phone at the sacrum: steps, cadence, strides, regularity, evenness in words; with stated
height also step length and speed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from loadshare.measure.bouts import Bout, find_bouts
from loadshare.measure.limits import WALK
from loadshare.measure.passes import Evenness, Pass, judge_evenness
from loadshare.measure.quality import Estimate, Quality, refusal
from loadshare.measure.recording import GRAVITY_M_S2, FloatArray, Placement, Recording
from loadshare.measure.signals import median
from loadshare.measure.spread import Spread
from loadshare.measure.stretches import Stretch, read_stretch
from loadshare.measure.strides import Pace, Strides, describe_pace, describe_strides
from loadshare.measure.tempo import Tempo
from loadshare.measure.timeline import WORKING_RATE_HZ, check_rate, split_into_blocks
from loadshare.measure.turns import Turn, TurnKind, name_turns
from loadshare.measure.uncounted import PER_SECOND
from loadshare.measure.words import words

MEASURED = "loadshare-measured"


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """The figures of a walk. What only straight parts can tell is None for a walk between near walls.

    step_times_s: (steps,) heel strikes on the clock of the recording, turns included; is_straight: (steps,)
    whether each counts for the figures (no turn, not among the first or last two of a stretch). bouts: the
    walk parted at rests. evenness sums up regularity and the forward push of the passes in words. pace needs
    stated height and the phone at the sacrum: its bar holds there. vertical_rms_g and vertical_peak_g serve
    only as a trend against one's own earlier walks (`henriksen-2004`).
    """

    step_times_s: FloatArray
    is_straight: npt.NDArray[np.bool_]
    turns: tuple[Turn, ...]
    bouts: tuple[Bout, ...]
    passes: tuple[Pass, ...]
    steps: Estimate
    cadence_per_min: Estimate
    strides: Strides | None
    pace: Pace | None
    step_regularity: Estimate | None
    stride_regularity: Estimate | None
    evenness: Evenness
    vertical_rms_g: Estimate | None
    vertical_peak_g: Estimate | None
    quality: Quality


def measure_walk(*, recording: Recording, height_m: float | None = None) -> Walk:
    """Return the figures of the walk in `recording`; `height_m` is told for step length and speed.

    The bars are 95 % ones; how often each holds on walks with ground truth: docs/reference/measurement.md.
    Raises MeasurementRefusedError with the code `sampled-badly`, `too-short`, `not-walking`, `loose` or
    `height`.
    """
    if height_m is not None and not WALK.min_height_m <= height_m <= WALK.max_height_m:
        raise refusal("height")
    check_rate(recording)
    if recording.duration_s < WALK.min_duration_s:
        raise refusal("too-short.walk")
    highest = math.ceil(0.01 * WORKING_RATE_HZ * recording.duration_s) + 2
    stretches = [read_stretch(block, kept=highest) for block in split_into_blocks(recording)]
    _refuse_unless_walking(stretches)
    times = np.concatenate([stretch.times_s for stretch in stretches])
    straight = np.concatenate([stretch.is_straight for stretch in stretches])
    turns = name_turns([turn for stretch in stretches for turn in stretch.turns])
    passes = tuple(one for stretch in stretches for one in stretch.passes)
    is_straight_enough = straight.sum() >= WALK.min_straight_steps and bool(passes)
    if not is_straight_enough and not (turns and times.shape[0] >= WALK.min_room_steps):
        raise refusal("too-short.steps")
    cadence = _cadence(stretches) if is_straight_enough else _room_cadence(times)
    if not WALK.min_cadence_per_min <= cadence <= WALK.max_cadence_per_min:
        raise refusal("not-walking.rhythm")
    bar = WALK.cadence_bar_per_min if is_straight_enough else WALK.room_cadence_bar_per_min
    beside_s = np.concatenate([stretch.beside_s for stretch in stretches])
    bouts = _bouts(times, turns, beside_s, step_s=60.0 / cadence)
    figures = _Straight.of(stretches, passes) if is_straight_enough else _Straight()
    moved = [stretch.steady if is_straight_enough else stretch.stepping for stretch in stretches]
    _refuse_what_no_step_lifts(Spread.together(moved).deviation / GRAVITY_M_S2, cadence)
    agree = all(stretch.sensors_agree for stretch in stretches)
    at_sacrum = recording.placement in (None, Placement.SACRUM)
    has_rotation = recording.rotation_rate_rad_s is not None
    can_judge = is_straight_enough and agree and at_sacrum and has_rotation
    concerns = _concerns(recording, stretches, passes, is_straight_enough)
    return Walk(
        step_times_s=times,
        is_straight=straight if is_straight_enough else np.zeros_like(straight),
        turns=turns,
        bouts=bouts,
        passes=passes if is_straight_enough else (),
        steps=_steps(times, turns, beside_s, bouts=max(1, len(bouts)), step_s=60.0 / cadence),
        cadence_per_min=Estimate.around(value=cadence, bar=bar, unit="steps/min", source=MEASURED),
        strides=figures.strides,
        pace=_pace(stretches, height_m, 60.0 / cadence) if is_straight_enough and at_sacrum else None,
        step_regularity=figures.step_regularity,
        stride_regularity=figures.stride_regularity,
        evenness=judge_evenness(passes) if can_judge else Evenness.NOT_JUDGED,
        vertical_rms_g=figures.rms_g,
        vertical_peak_g=figures.peak_g,
        quality=Quality.judge(concerns=concerns, assumed=_assumed(recording)),
    )


@dataclass(frozen=True, slots=True)
class _Straight:
    """What only straight parts can tell."""

    strides: Strides | None = None
    step_regularity: Estimate | None = None
    stride_regularity: Estimate | None = None
    rms_g: Estimate | None = None
    peak_g: Estimate | None = None

    @classmethod
    def of(cls, stretches: list[Stretch], passes: tuple[Pass, ...]) -> _Straight:
        weights = np.array([one.steps for one in passes], dtype=np.float64)
        steady = Spread.together([stretch.steady for stretch in stretches])
        rms, peak = steady.deviation / GRAVITY_M_S2, steady.top_percent() / GRAVITY_M_S2
        runs = [stretch.times_s[part] for stretch in stretches for part in stretch.straight]
        return cls(
            strides=describe_strides(runs),
            step_regularity=_regularity(
                [one.step_regularity for one in passes], weights, bar=WALK.step_regularity_bar
            ),
            stride_regularity=_regularity(
                [one.stride_regularity for one in passes], weights, bar=WALK.stride_regularity_bar
            ),
            rms_g=Estimate.around(value=rms, bar=WALK.shake_bar_share * rms, unit="g", source=MEASURED),
            peak_g=Estimate.around(value=peak, bar=WALK.peak_bar_share * peak, unit="g", source=MEASURED),
        )


def _refuse_unless_walking(stretches: list[Stretch]) -> None:
    total = sum(stretch.strikes.shape[0] for stretch in stretches)
    beats = np.concatenate([stretch.beats for stretch in stretches])
    if total < WALK.min_steps or beats.shape[0] < WALK.min_beats:
        raise refusal("not-walking.none")
    if median(beats) < WALK.min_strength:
        raise refusal("not-walking.beat")
    shake = Spread.together([stretch.shake for stretch in stretches])
    fast = Spread.together([stretch.fast for stretch in stretches])
    if fast.deviation > WALK.loose_shake_share * shake.deviation:
        raise refusal("loose")
    if any(stretch.tempo is Tempo.UNCLEAR for stretch in stretches):
        raise refusal("not-walking.tempo")


def _refuse_what_no_step_lifts(rms_g: float, cadence_per_min: float) -> None:
    """A jump shakes more than any step; and where strides were taken for steps, each seems to lift the body
    further than a step can."""
    if rms_g > WALK.most_rms_g:
        raise refusal("not-walking.leaps")
    lifted_m = rms_g * GRAVITY_M_S2 * math.sqrt(2.0) / (2.0 * math.pi * cadence_per_min / 60.0) ** 2
    if lifted_m > WALK.most_lift_m:
        raise refusal("not-walking.tempo")


def _cadence(stretches: list[Stretch]) -> float:
    """Sixty over the mean time of the usual straight steps: those not far from half of the typical stride.

    Not from the typical step: where every other step is longer, as a pocket feels it, that is only one kind.
    """
    return _usual_cadence([stretch.strikes[part] for stretch in stretches for part in stretch.straight])


def _room_cadence(times_s: FloatArray) -> float:
    """The same of all steps, where nothing is straight."""
    return _usual_cadence([times_s * WORKING_RATE_HZ])


def _usual_cadence(runs: list[npt.NDArray[np.intp]] | list[FloatArray]) -> float:
    steps_s = np.concatenate([(run[1:] - run[:-1]) / WORKING_RATE_HZ for run in runs])
    strides_s = np.concatenate([(run[2:] - run[:-2]) / WORKING_RATE_HZ for run in runs])
    middle = median(strides_s) / 2
    usual = steps_s[np.abs(steps_s - middle) < WALK.odd_stride_share * middle]
    return 60.0 / float(usual.mean() if usual.size else middle)


def _steps(
    times_s: FloatArray, turns: tuple[Turn, ...], beside_s: FloatArray, *, bouts: int, step_s: float
) -> Estimate:
    """The count: unsure at every start, stop and turn, and higher where something moved beside it."""
    count = float(times_s.shape[0])
    back = sum(1 for turn in turns if turn.kind is not TurnKind.CORNER)
    # Whoever takes a step more on one turn does so on the next; starts and stops err each for itself.
    bar = math.hypot(
        WALK.steps_bar * math.sqrt(bouts), WALK.turn_bar * max(0, back - bouts), WALK.steps_bar_share * count
    )
    more = WALK.uncounted_share * beside_s.shape[0] / PER_SECOND / step_s
    return Estimate(
        value=count, low=max(0.0, count - bar), high=count + bar + more, unit="steps", source=MEASURED
    )


def _bouts(
    times_s: FloatArray, turns: tuple[Turn, ...], beside_s: FloatArray, *, step_s: float
) -> tuple[Bout, ...]:
    """Every bout with its own count; a movement beside the steps belongs to the bout it is nearest to."""
    parts = find_bouts(times_s)
    if not parts:
        return ()
    middles = [(times_s[b - 1] + times_s[c]) / 2 for (_, b), (c, _) in pairwise(parts)]
    owner = np.searchsorted(np.array(middles), beside_s)
    bouts = []
    for number, (start, stop) in enumerate(parts):
        start_s, stop_s = float(times_s[start]), float(times_s[stop - 1])
        inner = tuple(turn for turn in turns if start_s < turn.stop_s and turn.start_s < stop_s)
        steps = _steps(times_s[start:stop], inner, beside_s[owner == number], bouts=1, step_s=step_s)
        bouts.append(Bout(start_s=start_s, stop_s=stop_s, steps=steps))
    return tuple(bouts)


def _pace(stretches: list[Stretch], height_m: float | None, step_s: float) -> Pace | None:
    if height_m is None:
        return None
    bounce = Spread.together([stretch.bounce for stretch in stretches])
    return describe_pace(bounce_m_s2=bounce.deviation, step_s=step_s, height_m=height_m)


def _regularity(values: list[float], weights: FloatArray, *, bar: float) -> Estimate:
    return Estimate.around(
        value=float(np.average(values, weights=weights)),
        bar=bar,
        unit="of 1",
        source=MEASURED,
        floor=0.0,
    )


def _assumed(recording: Recording) -> tuple[str, ...]:
    if recording.placement is not None:
        return recording.assumptions
    return (*recording.assumptions, words("assumed.walk-place"))


def _concerns(
    recording: Recording, stretches: list[Stretch], passes: tuple[Pass, ...], is_straight_enough: bool
) -> tuple[str, ...]:
    beats = np.concatenate([stretch.beats for stretch in stretches])
    there = {
        "walk.irregular": median(beats) < WALK.weak_strength,
        "walk.place": recording.placement not in (None, Placement.SACRUM),
        "walk.no-rotation": recording.rotation_rate_rad_s is None,
        "walk.sensors-disagree": not all(stretch.sensors_agree for stretch in stretches),
        "walk.gaps": len({stretch.part for stretch in stretches}) > 1,
        "walk.slow-rate": recording.rate_hz < WALK.slow_rate_hz,
        "walk.small-room": not is_straight_enough,
        "walk.one-pass": is_straight_enough and len(passes) < 2,
    }
    return tuple(words(f"concern.{key}") for key, is_so in there.items() if is_so)
