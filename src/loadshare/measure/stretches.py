"""One stretch of a walk, at most five minutes: its steps, its turns, where it goes straight, how it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadshare.measure.agreement import find_disagreement
from loadshare.measure.gravity import estimate_up_from_slow
from loadshare.measure.limits import INCLINATION, PASSES, WALK
from loadshare.measure.passes import Pass, describe_passes
from loadshare.measure.recording import FloatArray
from loadshare.measure.signals import filter_band
from loadshare.measure.spread import Spread
from loadshare.measure.steps import Rhythm, chain_strikes, filter_movement, find_rhythm, smooth_beat
from loadshare.measure.tempo import Tempo, judge_tempo
from loadshare.measure.timeline import WORKING_RATE_HZ, Block, resample
from loadshare.measure.turns import Swing, find_turns
from loadshare.measure.uncounted import find_uncounted


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """What one block of a recording says about the walk. Its signals are let go.

    part: as of the block. sensors_agree: else the rotation rate was left out. strikes: samples of an even
    clock that starts at start_s. turns, beside_s: on the clock of the recording; moments of movement without
    a counted step. beats: strength of the windows that keep a beat. straight: runs of strikes between turns
    and pauses. shake, fast: acceleration along gravity, without it, and what of it is quicker than a body
    moves. stepping: the same between steps, without pauses. steady, bounce: the same of the straight runs,
    and of it the beat alone.
    """

    part: int
    sensors_agree: bool
    start_s: float
    strikes: npt.NDArray[np.intp]
    turns: tuple[Swing, ...]
    beside_s: FloatArray
    beats: FloatArray
    tempo: Tempo
    straight: tuple[slice, ...]
    passes: tuple[Pass, ...]
    shake: Spread
    fast: Spread
    stepping: Spread
    steady: Spread
    bounce: Spread

    @property
    def times_s(self) -> FloatArray:
        """(steps,): on the clock of the recording."""
        return self.start_s + self.strikes / WORKING_RATE_HZ

    @property
    def is_straight(self) -> npt.NDArray[np.bool_]:
        """(steps,): whether each lies in a straight run."""
        mask = np.zeros(self.strikes.shape[0], dtype=bool)
        for part in self.straight:
            mask[part] = True
        return mask


def read_stretch(block: Block, *, kept: int) -> Stretch:
    """Return what `block` says about the walk; the `kept` largest samples of the steady movement stay."""
    even = resample(block.recording)
    start_s = float(even.time_s[0])
    up = estimate_up_from_slow(even, rate_hz=WORKING_RATE_HZ, cutoff_hz=INCLINATION.walking_cutoff_hz)
    motion = _motion(even.acceleration_m_s2, up)
    vertical = motion[:, 0]
    agrees = find_disagreement(even) is None
    gyr = even.rotation_rate_rad_s if agrees else None
    turns = () if gyr is None else find_turns(gyr, up, rate_hz=WORKING_RATE_HZ)
    moving = filter_movement(motion, rate_hz=WORKING_RATE_HZ)
    rhythm, tempo = _rhythm(moving)
    smooth = smooth_beat(vertical, rate_hz=WORKING_RATE_HZ, rhythm=rhythm)
    strikes = chain_strikes(smooth, rate_hz=WORKING_RATE_HZ, rhythm=rhythm)
    times_s = start_s + strikes / WORKING_RATE_HZ
    strikes = strikes[(times_s >= block.start_s) & (times_s < block.stop_s)]
    straight = _straight_parts(strikes / WORKING_RATE_HZ, turns, usual_step_s=rhythm.usual_step_s)
    inside = slice(*np.searchsorted(even.time_s, (block.start_s, block.stop_s)).tolist())
    fast = vertical - filter_band(vertical, rate_hz=WORKING_RATE_HZ, high_hz=WALK.quickest_body_hz, order=4)
    steady = [slice(int(strikes[part][0]), int(strikes[part][-1])) for part in straight]
    stepping = _without_pauses(strikes, usual_step_s=rhythm.usual_step_s)
    beside = find_uncounted(
        strikes, moving_m_s2=moving, usual_step_s=rhythm.usual_step_s, rate_hz=WORKING_RATE_HZ
    )
    beside_s = start_s + beside / WORKING_RATE_HZ
    return Stretch(
        part=block.part,
        sensors_agree=agrees,
        start_s=start_s,
        strikes=strikes,
        turns=_clipped(turns, start_s, block),
        beside_s=beside_s[(beside_s >= block.start_s) & (beside_s < block.stop_s)],
        beats=_beats(rhythm, start_s, block),
        tempo=tempo,
        straight=straight,
        passes=_passes([strikes[part] for part in straight], motion, start_s),
        shake=Spread.of(vertical[inside]),
        fast=Spread.of(fast[inside]),
        stepping=Spread.of(_parts(vertical, stepping)),
        steady=Spread.of(_parts(vertical, steady), kept=kept),
        bounce=Spread.of(_parts(smooth, steady)),
    )


def _parts(x: FloatArray, parts: list[slice]) -> FloatArray:
    return np.concatenate([x[part] for part in parts]) if parts else np.zeros(0)


def _motion(acc: FloatArray, up: FloatArray) -> FloatArray:
    """(n, 3): acceleration along gravity, without it, and along two level axes that turn with the phone. The
    file's sign does not matter: `up` turns with it."""
    along = np.einsum("ij,ij->i", acc, up)
    flat = int(np.argmin(np.abs(up.sum(axis=0))))
    one, two = (flat + 1) % 3, (flat + 2) % 3
    # The flattest axis of the phone, laid level, and the level line at right angles to it.
    length = np.maximum(np.sqrt(up[:, one] ** 2 + up[:, two] ** 2), 1e-9)
    rows = np.empty((3, along.shape[0]))
    np.subtract(along, along.mean(), out=rows[0])
    np.divide(acc[:, flat] - up[:, flat] * along, length, out=rows[1])
    np.divide(acc[:, one] * up[:, two] - acc[:, two] * up[:, one], length, out=rows[2])
    return rows.T


def _rhythm(moving: FloatArray) -> tuple[Rhythm, Tempo]:
    """The rhythm of the steps, and what was known about its tempo before it was mended."""
    rhythm = find_rhythm(moving[:, 0], rate_hz=WORKING_RATE_HZ)
    tempo = judge_tempo(rhythm, level_m_s2=moving[:, 1:], rate_hz=WORKING_RATE_HZ)
    if tempo is Tempo.TWICE:
        rhythm = find_rhythm(moving[:, 0], rate_hz=WORKING_RATE_HZ, usual_step_s=rhythm.usual_step_s / 2)
    return rhythm, tempo


def _straight_parts(
    times_s: FloatArray, turns: tuple[Swing, ...], *, usual_step_s: float
) -> tuple[slice, ...]:
    """Runs of steps between turns and pauses, without the two steps at either end."""
    turning = np.zeros(times_s.shape[0], dtype=bool)
    for turn in turns:
        turning |= (times_s >= turn.start_s) & (times_s <= turn.stop_s)
    pause = np.append(times_s[1:] - times_s[:-1] > PASSES.pause_steps * usual_step_s, True)
    is_last = pause | turning | np.append(turning[1:], False)
    parts: list[slice] = []
    start = 0
    for index in np.flatnonzero(is_last).tolist():
        if index + 1 - start > 2 * PASSES.ends_left_out + 2 and not turning[index]:
            parts.append(slice(start + PASSES.ends_left_out, index + 1 - PASSES.ends_left_out))
        start = index + 1
    return tuple(parts)


def _without_pauses(strikes: npt.NDArray[np.intp], *, usual_step_s: float) -> list[slice]:
    """The samples from each strike to the next one, where that one is not far."""
    far = np.flatnonzero(strikes[1:] - strikes[:-1] > PASSES.pause_steps * usual_step_s * WORKING_RATE_HZ)
    return [slice(int(run[0]), int(run[-1])) for run in np.split(strikes, far + 1) if run.size]


def _passes(runs: Sequence[npt.NDArray[np.intp]], motion: FloatArray, start_s: float) -> tuple[Pass, ...]:
    """Straight runs with enough steps; a long walk without a turn is cut in two, so that it can speak
    twice."""
    runs = [run for run in runs if run.shape[0] >= PASSES.min_steps]
    if len(runs) == 1 and runs[0].shape[0] >= 4 * PASSES.min_steps:
        middle = runs[0].shape[0] // 2
        runs = [runs[0][:middle], runs[0][middle:]]
    if not runs:
        return ()
    return tuple(describe_passes(runs, motion_m_s2=motion, start_s=start_s, rate_hz=WORKING_RATE_HZ))


def _clipped(turns: tuple[Swing, ...], offset_s: float, block: Block) -> tuple[Swing, ...]:
    """The turns on the clock of the recording, as far as they lie in the block."""
    clipped = []
    for turn in turns:
        start_s = max(offset_s + turn.start_s, block.start_s)
        stop_s = min(offset_s + turn.stop_s, block.stop_s)
        if start_s < stop_s:
            share = (stop_s - start_s) / (turn.stop_s - turn.start_s)
            clipped.append(Swing(start_s, stop_s, turn.angle_deg * share))
    return tuple(clipped)


def _beats(rhythm: Rhythm, offset_s: float, block: Block) -> FloatArray:
    """The strength of the windows with a beat whose middle lies in the block."""
    centre_s = offset_s + rhythm.centre_s
    own = rhythm.has_beat & (centre_s >= block.start_s) & (centre_s < block.stop_s)
    return rhythm.strength[own]
