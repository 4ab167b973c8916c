"""Bouts of walking in a recording that also holds rest: steps without a longer rest between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from loadshare.measure.limits import WALK
from loadshare.measure.quality import Estimate
from loadshare.measure.recording import FloatArray


@dataclass(frozen=True, slots=True)
class Bout:
    """One bout, from its first to its last heel strike, seconds on the clock of the recording."""

    start_s: float
    stop_s: float
    steps: Estimate


def find_bouts(times_s: FloatArray) -> list[tuple[int, int]]:
    """Return (start, stop) of every bout among the heel strikes `times_s` (n,), rising.

    A rest of `WALK.bout_rest_s` parts two bouts (as Mobilise-D does); fewer steps than
    `WALK.min_bout_steps` are none.
    """
    breaks = np.flatnonzero(times_s[1:] - times_s[:-1] > WALK.bout_rest_s) + 1
    edges = [0, *breaks.tolist(), times_s.shape[0]]
    return [(start, stop) for start, stop in pairwise(edges) if stop - start >= WALK.min_bout_steps]
