"""Heel strikes from vertical acceleration: where a walk has rhythm, then the chain of peaks that keeps it
best.

Published detectors (Ionescu, Shin, McCamley) look at each peak alone. Here peaks are chained as a beat
tracker does (dynamic programming: height of the peaks against evenness of the steps), so a weak step
between two firm ones is kept and a double bump is not counted twice. Local step time comes from the
autocorrelation of four-second windows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadshare.measure.limits import STEPS, TEMPO
from loadshare.measure.recording import FloatArray
from loadshare.measure.signals import (
    autocorrelation,
    filter_band,
    find_peaks,
    median,
    medians,
    moving_mean,
    powers,
    quick_size,
)

IndexArray = npt.NDArray[np.intp]

_BLOCK = 32
"""Windows that are transformed together."""


@dataclass(frozen=True, slots=True, eq=False)
class Rhythm:
    """The beat of a walk. centre_s, step_s, strength: (k,), one per window of four seconds; strength is the
    mean autocorrelation at one and two steps (1 is a perfect beat). alike: (k, lags), autocorrelation of each
    window from lag 0 on. usual_step_s is the step time of the whole."""

    centre_s: FloatArray
    step_s: FloatArray
    strength: FloatArray
    alike: FloatArray
    has_beat: npt.NDArray[np.bool_]
    usual_step_s: float


def find_rhythm(moving_m_s2: FloatArray, *, rate_hz: float, usual_step_s: float | None = None) -> Rhythm:
    """Return the rhythm of `moving_m_s2` (n,): vertical acceleration as `filter_movement` gives it.

    `usual_step_s`: the step time of the whole, where it is known already.
    """
    window, hop = min(int(STEPS.window_s * rate_hz), moving_m_s2.shape[0]), max(1, int(STEPS.hop_s * rate_hz))
    windows = np.lib.stride_tricks.sliding_window_view(moving_m_s2, window)[::hop]
    max_lag = min(int(2 * STEPS.max_step_s * rate_hz) + 2, window)
    lags = np.arange(int(STEPS.min_step_s * rate_hz), (max_lag - 1) // 2)
    if lags.size == 0:
        none = np.zeros(windows.shape[0])
        return Rhythm(none, none, none, none[:, None], none > 0, STEPS.usual_step_s)
    # A little further than two of the longest steps: what judges the tempo looks around them.
    last = min(max_lag + int(2 * TEMPO.slack * STEPS.max_step_s * rate_hz) + 2, window)
    alike, power = _autocorrelate(windows, lags=last)
    evidence = alike[:, lags[0] : lags[-1] + 1] + alike[:, 2 * lags[0] : 2 * lags[-1] + 1 : 2]
    lively = np.sqrt(power) > STEPS.min_movement_m_s2
    if usual_step_s is None:
        typical = medians(evidence[lively]) if lively.any() else np.zeros(lags.shape[0])
        usual = lags[
            np.argmax(typical + _prior(lags, STEPS.usual_step_s * rate_hz, STEPS.global_prior_octaves))
        ]
    else:
        usual = lags[np.argmin(np.abs(lags - usual_step_s * rate_hz))]
    prior = _prior(lags, float(usual), STEPS.local_prior_octaves)
    best = np.argmax(evidence + prior, axis=1)
    strength = evidence[np.arange(evidence.shape[0]), best] / 2
    return Rhythm(
        centre_s=(np.arange(windows.shape[0]) * hop + window / 2) / rate_hz,
        step_s=lags[best] / rate_hz,
        strength=strength,
        alike=alike,
        has_beat=lively & (strength > STEPS.min_rhythm),
        usual_step_s=float(usual) / rate_hz,
    )


def find_heel_strikes(
    vertical_m_s2: FloatArray, *, rate_hz: float, rhythm: Rhythm | None = None
) -> IndexArray:
    """Return the samples of the heel strikes in `vertical_m_s2` (n,), rising; empty when nobody walks.

    The strike is placed at the peak of the smoothed vertical acceleration, which follows first contact by a
    fairly even 0.05 s; intervals are right, absolute times carry that delay.
    """
    rhythm = rhythm or find_rhythm(filter_movement(vertical_m_s2, rate_hz=rate_hz), rate_hz=rate_hz)
    smooth = smooth_beat(vertical_m_s2, rate_hz=rate_hz, rhythm=rhythm)
    return chain_strikes(smooth, rate_hz=rate_hz, rhythm=rhythm)


def filter_movement(motion_m_s2: FloatArray, *, rate_hz: float) -> FloatArray:
    """Return `motion_m_s2` (n,) or (n, k) in the band in which a body moves."""
    return filter_band(motion_m_s2, rate_hz=rate_hz, low_hz=STEPS.slowest_hz, high_hz=STEPS.quickest_hz)


def smooth_beat(vertical_m_s2: FloatArray, *, rate_hz: float, rhythm: Rhythm) -> FloatArray:
    """Return `vertical_m_s2` (n,) around the beat of the walk: one wave a step."""
    beat_hz = 1.0 / rhythm.usual_step_s
    return filter_band(vertical_m_s2, rate_hz=rate_hz, low_hz=0.5 * beat_hz, high_hz=1.6 * beat_hz)


def chain_strikes(smooth: FloatArray, *, rate_hz: float, rhythm: Rhythm) -> IndexArray:
    """Return the samples of the heel strikes in `smooth` (n,), as `smooth_beat` gives it."""
    if not rhythm.has_beat.any():
        return np.zeros(0, dtype=np.intp)
    level = np.sqrt(moving_mean(smooth**2, window=int(STEPS.window_s * rate_hz)))
    firm = level[level > 0.3]
    floor = 0.3 * median(firm) if firm.size else 1.0
    height = smooth / np.maximum(level, floor)
    peaks = find_peaks(smooth)
    peaks = peaks[(height[peaks] > STEPS.min_height) & _is_in_beat(peaks / rate_hz, rhythm)]
    if peaks.size < STEPS.min_chain_steps:
        return np.zeros(0, dtype=np.intp)
    step = np.interp(
        peaks / rate_hz, rhythm.centre_s[rhythm.has_beat], rhythm.step_s[rhythm.has_beat] * rate_hz
    )
    return _best_chains(peaks, np.minimum(height[peaks], STEPS.max_height), step)


def _is_in_beat(time_s: FloatArray, rhythm: Rhythm) -> npt.NDArray[np.bool_]:
    """Whether any window near each moment of `time_s` (n,) keeps the beat of the walk."""
    fence = STEPS.min_strength_share * median(rhythm.strength[rhythm.has_beat])
    firm = np.concatenate(([0], np.cumsum(rhythm.has_beat & (rhythm.strength >= fence))))
    nearest = np.clip(time_s, rhythm.centre_s[0], rhythm.centre_s[-1])
    start = np.searchsorted(rhythm.centre_s, nearest - STEPS.reach_s)
    stop = np.searchsorted(rhythm.centre_s, nearest + STEPS.reach_s, side="right")
    out: npt.NDArray[np.bool_] = firm[stop] > firm[start]
    return out


def _autocorrelate(windows: FloatArray, *, lags: int) -> tuple[FloatArray, FloatArray]:
    """Unbiased, normalised autocorrelation of each row, (k, lags), and the mean square of each row."""
    samples = windows.shape[1]
    size = quick_size(samples + lags - 1)
    alike = np.empty((windows.shape[0], lags))
    # In blocks that stay in the processor's own memory; and an hour needs no more than a minute.
    for start in range(0, windows.shape[0], _BLOCK):
        block = powers(windows[start : start + _BLOCK], size=size)
        alike[start : start + _BLOCK] = autocorrelation(block, samples=samples, size=size, lags=lags)
    power = np.maximum(alike[:, 0], 0.0)
    alike /= np.maximum(alike[:, :1], 1e-9)
    return alike, power


def _prior(lags: IndexArray, centre: float, octaves: float) -> FloatArray:
    out: FloatArray = -0.5 * (np.log2(lags / centre) / octaves) ** 2
    return out


def _best_chains(peaks: IndexArray, height: FloatArray, step: FloatArray) -> IndexArray:
    """Chain peaks so that height minus unevenness is largest; several chains when the walk is interrupted."""
    position, gain, local = peaks.tolist(), height.tolist(), step.tolist()
    count = len(position)
    score, before = [0.0] * count, [-1] * count
    half_weight, first = 0.5 / STEPS.evenness**2, 0
    log = np.log(np.arange(1, int(2.0 * max(local)) + 3)).tolist()
    for i in range(count):
        score[i] = gain[i] - STEPS.start_cost  # starting a chain costs a little, so a lone bump is no walk
        log_step = float(np.log(local[i]))
        while position[i] - position[first] > 2.0 * local[i]:
            first += 1
        best, choice = STEPS.min_gain, -1
        for j in range(first, i):
            value = score[j] - half_weight * (log[position[i] - position[j] - 1] - log_step) ** 2
            if value > best:
                best, choice = value, j
        if choice >= 0:
            score[i], before[i] = gain[i] + best, choice
    return _pick_chains(peaks, score, before, median(step))


def _pick_chains(peaks: IndexArray, score: list[float], before: list[int], step: float) -> IndexArray:
    taken = np.zeros(len(score), dtype=bool)
    strikes: list[int] = []
    for end in np.argsort(-np.array(score), kind="stable").tolist():
        chain, at = [], end
        while at >= 0 and not taken[at]:
            chain.append(at)
            at = before[at]
        if at >= 0 or len(chain) < STEPS.min_chain_steps:  # runs into a better chain, or is no walk
            continue
        low, high = peaks[chain[-1]] - 0.4 * step, peaks[chain[0]] + 0.4 * step
        start, stop = np.searchsorted(peaks, (low, high))
        taken[start:stop] = True
        strikes += chain
    return np.sort(peaks[np.array(strikes, dtype=np.intp)])
