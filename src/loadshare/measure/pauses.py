"""A sensor that pauses while the clock goes on: it repeats its last numbers, or writes zeros."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loadshare.measure.limits import CLOCK, READING
from loadshare.measure.recording import GRAVITY_M_S2, FloatArray, steps_between, unreadable
from loadshare.measure.words import words

Rows = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows from `start` to `stop` (both included) that read the same."""

    start: int
    stop: int


def rows_alive(time_s: FloatArray, acc: FloatArray, notes: list[str]) -> Rows | None:
    """Return which rows of acc (n, 3) a sensor wrote that was awake; None for all of them.

    A phone at rest may well read the same twice, and one that rounds to 0.1 m/s² for seconds. So a pause is
    only what no body does: zeros, or a standstill of 0.3 s beside movement (between two movements, where the
    phone rounds). `notes` are told what was left out. Raises RecordingError when a fifth of the recording or
    more is paused.
    """
    same = _same_as_before(acc)
    if not same.any():
        return None
    runs = _runs(same)
    slow = _rows_of_slow_sensor(same, runs, notes)
    if slow is not None:
        return slow
    empty: Rows = np.logical_not(acc.any(axis=1))
    usual = float(np.median(np.linalg.norm(acc[~empty], axis=1))) if not empty.all() else 0.0
    scale = GRAVITY_M_S2 / usual if usual else 1.0
    sides = 2 if _rounds(acc, scale) else 1
    alive: Rows = np.logical_not(empty)
    for run in runs:
        if not empty[run.start] and _moves_beside(run, time_s, acc, scale) >= sides:
            alive[run.start + 1 : run.stop + 1] = False
    paused_s = _paused_s(time_s, alive)
    whole_s = float(time_s[-1] - time_s[0])
    if paused_s > READING.max_paused_share * whole_s:
        raise unreadable("held", seconds=f"{paused_s:.0f}", whole=f"{whole_s:.0f}")
    if alive.all():
        return None
    notes.append(words("assumed.held", seconds=_tenths(paused_s)))
    return alive


def check_batches(time_s: FloatArray) -> None:
    """Raise RecordingError where the samples came in batches, whose moments nobody knows."""
    regular, count, total = 0, 0, 0.0
    for _, steps in steps_between(time_s):
        near = steps[steps <= CLOCK.max_gap_s]
        count, total = count + near.shape[0], total + float(near.sum())
    if count < 20:
        return
    for _, steps in steps_between(time_s):
        regular += int((steps < READING.short_step * total / count).sum())
    if regular > READING.max_short_steps * count:
        raise unreadable("batches")


def _same_as_before(acc: FloatArray) -> Rows:
    same = np.ones(acc.shape[0] - 1, dtype=bool)
    for axis in range(3):
        same &= acc[1:, axis] == acc[:-1, axis]
    return same


def _runs(same: Rows) -> list[_Run]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], same, [False])).astype(np.int8)))
    return [_Run(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _rows_of_slow_sensor(same: Rows, runs: list[_Run], notes: list[str]) -> Rows | None:
    """A sensor slower than its logger is written several times, evenly: the first of each run is its own."""
    if same.sum() < 0.45 * same.shape[0]:
        return None
    lengths = np.diff(np.flatnonzero(np.concatenate(([True], ~same, [True]))))
    usual = float(np.median(lengths))
    if usual < 2 or float(np.quantile(lengths, 0.95)) > 2 * usual + 1 or len(runs) < 4:
        return None
    notes.append(words("assumed.slow-sensor", count=_tenths(float(lengths.mean()))))
    return np.concatenate(([True], ~same))


def _rounds(acc: FloatArray, scale: float) -> bool:
    """Whether the numbers are so coarse that a phone at rest reads the same over and over, as browsers do."""
    steps = np.abs(np.diff(acc[:, 0]))
    steps = steps[steps > 0]
    return steps.size > 0 and float(steps.min()) * scale > READING.coarse_m_s2


def _moves_beside(run: _Run, time_s: FloatArray, acc: FloatArray, scale: float) -> int:
    """On how many sides of a standstill of some length the phone was in full movement."""
    if time_s[run.stop] - time_s[run.start] < READING.least_pause_s:
        return 0
    first = int(np.searchsorted(time_s, time_s[run.start] - READING.pause_window_s))
    last = int(np.searchsorted(time_s, time_s[run.stop] + READING.pause_window_s))
    before, after = acc[first : run.start + 1], acc[run.stop : last + 1]
    jump = np.abs(acc[min(run.stop + 1, acc.shape[0] - 1)] - acc[run.stop]).max() * scale
    return int(_is_moving(before, scale)) + int(_is_moving(after, scale) or jump > READING.jump_m_s2)


def _is_moving(part: FloatArray, scale: float) -> bool:
    return part.shape[0] > 2 and float(np.ptp(part, axis=0).max()) * scale > READING.moving_m_s2


def _paused_s(time_s: FloatArray, alive: Rows) -> float:
    steps = np.diff(time_s)
    return float(steps[~alive[1:]].sum())


def _tenths(value: float) -> str:
    """With one digit; a tie goes down, in every language alike."""
    return f"{np.floor(value * 10 + 0.5 - 1e-6) / 10:.1f}"
