"""Strides of the straight parts of a walk: how long each takes, how much they vary, how far they reach.

The trunk rises once a step like the top of a rod that swings over the foot (`zijlstra-2003`): from how far
it rises and from the length of the leg follows the length of the step. The scale is fitted on walks of ten
metres (`voisard-ipol`, eleven people who told their height).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loadshare.measure.limits import WALK
from loadshare.measure.quality import Estimate
from loadshare.measure.recording import FloatArray
from loadshare.measure.signals import median, quartiles

_SOURCE = "loadshare-measured"
_MIDDLE_HALF_SD = 1.349
"""The middle half of a normal spread, in standard deviations."""


@dataclass(frozen=True, slots=True)
class Strides:
    """Every other heel strike. time_s: the mean; variability_s: the spread of stride times, as a standard
    deviation of their middle half."""

    time_s: Estimate
    variability_s: Estimate


@dataclass(frozen=True, slots=True)
class Pace:
    """Step length and speed of the straight parts, from stated height."""

    step_length_m: Estimate
    speed_m_s: Estimate


def describe_strides(runs_s: Sequence[FloatArray]) -> Strides | None:
    """Return the strides of straight runs of heel strikes (seconds); None with too few of them."""
    strides = [run[2:] - run[:-2] for run in runs_s]
    every = np.concatenate(strides) if strides else np.zeros(0)
    if every.size == 0:
        return None
    middle = median(every)
    usual = [one[np.abs(one - middle) < WALK.odd_stride_share * middle] for one in strides]
    count = sum(one.size for one in usual)
    if count < WALK.min_strides:
        return None
    # From the middle of each pass: another pace on the way back is no unsteadiness. Of the middle half: a
    # missed step makes one stride wrong, not all.
    off = np.concatenate([one - median(one) for one in usual if one.size])
    low, high = quartiles(off)
    return Strides(
        time_s=Estimate.around(
            value=float(np.concatenate(usual).mean()), bar=WALK.stride_time_bar_s, unit="s", source=_SOURCE
        ),
        variability_s=Estimate.around(
            value=(high - low) / _MIDDLE_HALF_SD,
            bar=WALK.stride_variability_bar_s,
            unit="s",
            source=_SOURCE,
            floor=0.0,
        ),
    )


def describe_pace(*, bounce_m_s2: float, step_s: float, height_m: float) -> Pace:
    """Return step length and speed.

    bounce_m_s2: the spread of vertical acceleration around the beat; step_s: the usual step.
    """
    rise_m = 2 * math.sqrt(2) * bounce_m_s2 * (step_s / (2 * math.pi)) ** 2
    leg_m = WALK.leg_share * height_m
    length_m = WALK.rod_scale * 2 * math.sqrt(max(0.0, 2 * leg_m * rise_m - rise_m**2))
    return Pace(
        step_length_m=_within_a_share(length_m, unit="m"),
        speed_m_s=_within_a_share(length_m / step_s, unit="m/s"),
    )


def _within_a_share(value: float, *, unit: str) -> Estimate:
    return Estimate.around(
        value=value, bar=WALK.step_length_bar_share * value, unit=unit, source=_SOURCE, floor=0.0
    )
