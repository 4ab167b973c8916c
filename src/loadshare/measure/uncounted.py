"""Movement in which no step was counted: at the end of a walk, on the spot or in a turn, out of the beat.

On whole trials of `voisard-ipol` what was missed lies there: where nothing moved beside the counted steps,
the count was at most three short.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loadshare.measure.limits import STEPS
from loadshare.measure.recording import FloatArray
from loadshare.measure.signals import median, moving_mean
from loadshare.measure.steps import IndexArray

PER_SECOND = 10
"""Moments a second: enough to tell how long a movement lasts."""


def find_uncounted(
    strikes: IndexArray, *, moving_m_s2: FloatArray, usual_step_s: float, rate_hz: float
) -> IndexArray:
    """Return the samples, ten a second, in which the body moves beside `strikes` (samples) but near a walk.

    moving_m_s2: (n, 3) as `filter_movement` gives it.
    """
    if strikes.size == 0:
        return strikes
    power = np.sqrt(moving_mean(np.einsum("ij,ij->i", moving_m_s2, moving_m_s2), window=round(rate_hz)))
    n, step = power.shape[0], usual_step_s * rate_hz
    level = median(power[_around(strikes, n, 0.5 * step)])
    near = _around(strikes, n, STEPS.beside_reach_s * rate_hz)
    beside = (power > STEPS.quiet_share * level) & near & ~_around(strikes, n, STEPS.beside_share * step)
    every = round(rate_hz / PER_SECOND)
    return np.flatnonzero(beside[::every]) * every


def _around(strikes: IndexArray, n: int, reach: float) -> npt.NDArray[np.bool_]:
    """(n,): whether a strike lies within `reach` samples."""
    edges = np.zeros(n + 1, dtype=np.intp)
    np.add.at(edges, np.maximum(strikes - int(reach), 0), 1)
    np.add.at(edges, np.minimum(strikes + int(reach) + 1, n), -1)
    out: npt.NDArray[np.bool_] = np.cumsum(edges[:n]) > 0
    return out
