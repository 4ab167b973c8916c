"""Whether the beat that was found is that of the steps, or of every other or every half step.

Each heel strike lifts the trunk the same way, so a walk in which every step is alike repeats itself after one
step and just as well after two; and a slow walk may bump twice a step. The level movement tells them apart:
it sways to one side per step and comes back with the next, while the push forward comes with each. On the
walks of `voisard-ipol`, from the back and from six other places, its regularity at one step plus at two is
0.55 or more; of half a step it cannot rise above 0, and half a step is never regular in the vertical.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from loadshare.measure.limits import STEPS, TEMPO
from loadshare.measure.recording import FloatArray
from loadshare.measure.signals import autocorrelation, medians, powers, quick_size
from loadshare.measure.steps import Rhythm


class Tempo(StrEnum):
    """How the steps go with the beat that was found."""

    AS_FOUND = "as-found"
    TWICE = "twice"
    UNCLEAR = "unclear"


def judge_tempo(rhythm: Rhythm, *, level_m_s2: FloatArray, rate_hz: float) -> Tempo:
    """Return whether the steps are as quick as `rhythm` or twice as quick, or that nobody can tell.

    level_m_s2: (n, 2), two level axes at right angles, as `filter_movement` gives them.
    """
    beats = np.flatnonzero(rhythm.has_beat)[:: TEMPO.every_window]
    if beats.size < TEMPO.min_windows:
        return Tempo.AS_FOUND
    samples = int(STEPS.window_s * rate_hz)
    starts = np.round(rhythm.centre_s[beats] * rate_hz).astype(int) - samples // 2
    vertical = rhythm.alike[beats]
    size, lags = quick_size(samples + vertical.shape[1] - 1), vertical.shape[1]
    ahead, across = (
        powers(np.array([column[start : start + samples] for start in starts]), size=size)
        for column in level_m_s2.T
    )
    level = autocorrelation(ahead + across, samples=samples, size=size, lags=lags)
    step = rhythm.step_s[beats] * rate_hz
    found = np.hstack((_peaks(vertical, step), _peaks(level, step)))
    half, one, two, sway_half, sway_one, sway_two = medians(found).tolist()
    if half > TEMPO.half_share * one and sway_half + sway_one > TEMPO.no_step_sway:
        return Tempo.TWICE if sway_half + sway_one >= TEMPO.step_sway else Tempo.UNCLEAR
    if two > TEMPO.stride_share * one and sway_one + sway_two < TEMPO.step_sway:
        return Tempo.UNCLEAR
    return Tempo.AS_FOUND


def _peaks(raw: FloatArray, step: FloatArray) -> FloatArray:
    """The autocorrelation `raw` (k, n) after half, one and two of each `step` (k,), each the highest within a
    tenth, as a share of the power: (k, 3)."""
    lag = step[:, None] * (0.5, 1.0, 2.0)
    edges = np.rint(np.stack(((1 - TEMPO.slack) * lag, (1 + TEMPO.slack) * lag + 1), axis=2)).astype(np.intp)
    starts = np.arange(raw.shape[0])[:, None, None] * raw.shape[1]
    highest = np.maximum.reduceat(raw.ravel(), (starts + edges).ravel())[::2].reshape(lag.shape)
    out: FloatArray = highest / np.maximum(raw[:, :1], 1e-9)
    return out
