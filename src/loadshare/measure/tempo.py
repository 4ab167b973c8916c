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
from loadshare.measure.signals import quick_size
from loadshare.measure.steps import Rhythm


class Tempo(StrEnum):
    """How the steps go with the beat that was found."""

    AS_FOUND = "as-found"
    TWICE = "twice"
    UNCLEAR = "unclear"


def judge_tempo(rhythm: Rhythm, *, moving_m_s2: FloatArray, rate_hz: float) -> Tempo:
    """Return whether the steps are as quick as `rhythm` or twice as quick, or that nobody can tell.

    moving_m_s2: (n, 3), vertical and two level axes at right angles, as `filter_movement` gives them.
    """
    beats = np.flatnonzero(rhythm.has_beat)[:: TEMPO.every_window]
    if beats.size < TEMPO.min_windows:
        return Tempo.AS_FOUND
    size = int(STEPS.window_s * rate_hz)
    starts = np.round(rhythm.centre_s[beats] * rate_hz).astype(int) - size // 2
    up, ahead, across = (
        _autocorrelate(np.array([column[start : start + size] for start in starts]))
        for column in moving_m_s2.T
    )
    found = [
        [*_peaks(one, step), *_peaks(other, step)]
        for one, other, step in zip(
            up, ahead + across, (rhythm.step_s[beats] * rate_hz).tolist(), strict=True
        )
    ]
    half, one, two, sway_half, sway_one, sway_two = np.median(found, axis=0).tolist()
    if half > TEMPO.half_share * one and sway_half + sway_one > TEMPO.no_step_sway:
        return Tempo.TWICE if sway_half + sway_one >= TEMPO.step_sway else Tempo.UNCLEAR
    if two > TEMPO.stride_share * one and sway_one + sway_two < TEMPO.step_sway:
        return Tempo.UNCLEAR
    return Tempo.AS_FOUND


def _autocorrelate(windows: FloatArray) -> FloatArray:
    """Unbiased autocorrelation of each row of `windows` (k, n)."""
    n = windows.shape[1]
    length = quick_size(2 * n - 1)
    spectrum = np.fft.rfft(windows - windows.mean(axis=1, keepdims=True), length, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    out: FloatArray = np.fft.irfft(power, length, axis=1)[:, :n] / (n - np.arange(n))
    return out


def _peaks(raw: FloatArray, step: float) -> list[float]:
    """The autocorrelation `raw` (n,) after half, one and two steps, each the highest within a tenth, as a
    share of the power."""
    power = max(float(raw[0]), 1e-9)
    return [
        max(raw[round((1 - TEMPO.slack) * lag) : round((1 + TEMPO.slack) * lag) + 1].tolist()) / power
        for lag in (step / 2, step, 2 * step)
    ]
