"""What each straight pass of a walk says about regularity and about left against right.

Regularity is the unbiased autocorrelation at one step and at two steps (Moe-Nilssen and Helbostad 2004).
The step to stride ratio in the walking direction falls when left and right push differently; it separates a
walk after foot surgery (0.2) from 74 healthy ones (0.80 and more in 147 of 148 passes), while the step times
themselves only bend by a part (`voisard-ipol`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from loadshare.measure.limits import PASSES
from loadshare.measure.recording import FloatArray
from loadshare.measure.signals import autocorrelation, filter_band, powers, quick_size


class Evenness(StrEnum):
    """UNEVEN only when every pass says so, over two passes or more. It is a reason to look again, no
    diagnosis.

    NOT_JUDGED: one pass only, or the phone was not in the middle of the back (a pocket feels one leg more),
    or no rotation rate to leave out turns.
    """

    NOT_SEEN = "not-seen"
    UNEVEN = "uneven"
    NOT_JUDGED = "not-judged"


@dataclass(frozen=True, slots=True)
class Pass:
    """One straight stretch, its first two and last steps left out.

    step_regularity, stride_regularity: autocorrelation (at most 1) of vertical acceleration at one and two
    steps. forward_ratio: step over stride regularity in the walking direction. looks_uneven: whether that
    ratio, or it and how much longer every other step takes, is far from what healthy walks show. By how much
    longer is not told: on whole people the figure is further from the truth than 0 is (decision 510).
    """

    start_s: float
    stop_s: float
    steps: int
    step_regularity: float
    stride_regularity: float
    forward_ratio: float
    looks_uneven: bool


def judge_evenness(passes: tuple[Pass, ...]) -> Evenness:
    """Return UNEVEN when all of at least two passes look uneven. Source: `loadshare-judgement` (flag only
    beyond, on two walks)."""
    if len(passes) < PASSES.min_passes:
        return Evenness.NOT_JUDGED
    return Evenness.UNEVEN if all(one.looks_uneven for one in passes) else Evenness.NOT_SEEN


def describe_passes(
    strikes: Sequence[npt.NDArray[np.intp]],
    *,
    motion_m_s2: FloatArray,
    start_s: float,
    rate_hz: float,
) -> list[Pass]:
    """Return the figures of the passes whose heel strikes are given (samples, `PASSES.min_steps` or
    more each).

    motion_m_s2: (n, 3), vertical without gravity and any two level axes at right angles.
    """
    # Filter the whole stretch and cut afterwards: the ends of a short cut would ring into the figures.
    motion = filter_band(motion_m_s2, rate_hz=rate_hz, low_hz=0.4, high_hz=10.0)
    step = sum(_mean_step(one) for one in strikes) / len(strikes)
    # Forward is where the body speeds up and slows down once per step; sideways it sways once per two steps.
    beat = filter_band(
        motion_m_s2[:, 1:], rate_hz=rate_hz, low_hz=0.75 * rate_hz / step, high_hz=1.4 * rate_hz / step
    )
    return [_describe(one, motion=motion, beat=beat, start_s=start_s, rate_hz=rate_hz) for one in strikes]


def _describe(
    strikes: npt.NDArray[np.intp], *, motion: FloatArray, beat: FloatArray, start_s: float, rate_hz: float
) -> Pass:
    steps = strikes[1:] - strikes[:-1]
    part = slice(int(strikes[0]), int(strikes[-1]))
    forward = motion[part, 1:] @ _main_direction(beat[part])
    (one, two), (forward_one, forward_two) = _regularity(
        np.stack((motion[part, 0], forward)), step=_mean_step(strikes)
    )
    one_kind, other = (int(steps[first : steps.shape[0] // 2 * 2 : 2].sum()) for first in (0, 1))
    difference = 2 * (one_kind - other) / (one_kind + other)
    ratio = forward_one / forward_two if forward_two > PASSES.min_stride_regularity else 1.0
    return Pass(
        start_s=start_s + float(strikes[0]) / rate_hz,
        stop_s=start_s + float(strikes[-1]) / rate_hz,
        steps=int(strikes.shape[0]),
        step_regularity=one,
        stride_regularity=two,
        forward_ratio=ratio,
        looks_uneven=_looks_uneven(ratio, stride_regularity=two, difference_pct=100 * difference),
    )


def _mean_step(strikes: npt.NDArray[np.intp]) -> float:
    whole: float = int(strikes[-1]) - int(strikes[0])
    return whole / (len(strikes) - 1)


def _looks_uneven(ratio: float, *, stride_regularity: float, difference_pct: float) -> bool:
    """`difference_pct`: mean of odd minus mean of even step times over the mean, of either sign."""
    if ratio < PASSES.uneven_ratio and stride_regularity > PASSES.uneven_stride_regularity:
        return True
    return abs(difference_pct) > PASSES.uneven_time_pct and ratio < PASSES.uneven_time_ratio


def _main_direction(beat: FloatArray) -> FloatArray:
    """(2,): the unit vector along which `beat` (n, 2) moves most."""
    (first, both), (_, second) = (beat.T @ beat).tolist()
    angle = 0.5 * math.atan2(2 * both, first - second)
    return np.array((math.cos(angle), math.sin(angle)))


def _regularity(signals: FloatArray, *, step: float) -> list[tuple[float, float]]:
    """Of each row of `signals` (k, n) the autocorrelation at one and at two steps, each the highest within a
    fifth of a step."""
    lag, slack, n = round(step), max(1, int(0.2 * step)), signals.shape[1]
    last = min(2 * lag + slack + 1, n - 1)
    size = quick_size(n + last)
    raw = autocorrelation(powers(signals, size=size), samples=n, size=size, lags=last + 1)
    raw /= np.maximum(raw[:, :1], 1e-12)
    parts = raw[:, lag - slack : lag + slack + 1], raw[:, 2 * lag - slack : 2 * lag + slack + 1]
    one, two = (part.max(axis=1) if part.size else np.zeros(len(raw)) for part in parts)
    return list(zip(one.tolist(), two.tolist(), strict=True))
