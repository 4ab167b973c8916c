"""What a single-case trial says of one person: a Bayesian model of daily numbers, in closed form over a grid.

A number of a day is a level, a slow trend, the weekday, the effect of the way of that day, and noise that
lasts from day to day. The effect builds up and fades: part of it is carried over from the days before. What
to model follows `kravitz-duan-2014`; the size of the noise `page-2022`; each prior is our judgement
(`loadshare-judgement`). For each lasting of noise, carry-over and spread the effect is normal; the answer is
their mixture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LASTING = {0.0: 0.2, 0.2: 0.3, 0.4: 0.3, 0.6: 0.15, 0.8: 0.05}
"""How much of a day's noise is there the next day, with the weight of each."""
CARRIED = {0.0: 0.5, 0.25: 0.3, 0.5: 0.2}
"""Which part of an effect is carried over from the day before."""
SPREADS = np.geomspace(0.5, 3.5, 12)
"""Spread of the noise, in points."""
SPREAD_LOG_MEAN, SPREAD_LOG_SD = math.log(1.3), 0.6

LEVEL, LEVEL_SD = 5.0, 3.0
FORGOTTEN = 1e-5
"""Parts of the grid with a smaller share are left out."""
TREND_SD, BEND_SD = 1.5, 0.75
"""Over `TREND_DAYS` days."""
TREND_DAYS = 42.0
WEEKDAY_SD = 0.4
EFFECTS = {0.4: 0.4, 1.4: 0.6}
"""How far from nothing an effect is: one in two makes next to no difference."""
_SDS = np.array([1.0, LEVEL_SD, TREND_SD, BEND_SD, *[WEEKDAY_SD] * 7])


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """The effect in points: how much higher the numbers are the second way than the first."""

    means: Numbers
    sds: Numbers
    weights: Numbers

    def above(self, points: float) -> float:
        """The probability that the effect is larger than so many points."""
        scaled = (self.means - points) / (self.sds * math.sqrt(2))
        return float(sum(w * 0.5 * (1 + math.erf(z)) for w, z in zip(self.weights, scaled, strict=True)))

    @property
    def mean(self) -> float:
        """The effect to expect."""
        return float(self.weights @ self.means)

    def interval(self, share: float) -> tuple[float, float]:
        """The middle part of the probability, from and to."""
        return self._quantile((1 + share) / 2), self._quantile((1 - share) / 2)

    def _quantile(self, above: float) -> float:
        low, high = -20.0, 20.0
        for _ in range(30):
            middle = (low + high) / 2
            low, high = (middle, high) if self.above(middle) > above else (low, middle)
        return low


def posterior(*, ways: Sequence[float], numbers: Sequence[tuple[int, float]], weekday: int) -> Posterior:
    """What the numbers say.

    `ways` has -0.5 or 0.5 for each day of the plan and 0 for a day on which it rested; `numbers` has the day
    of the plan, counted from 0, with what was noted of it, oldest first, and only days that count. `weekday`
    is that of the first day.
    """
    days = np.array([day for day, _number in numbers], dtype=np.int64)
    noted = np.array([number for _day, number in numbers]) - LEVEL
    fixed = _fixed(len(ways))[days]
    week = np.zeros((len(days), 7))
    week[np.arange(len(days)), (days + weekday) % 7] = 1
    rows = np.empty((len(EFFECTS), len(CARRIED), len(days), len(_SDS) + 1))
    rows[..., 0] = _felt(ways)[:, days] * _effects()
    rows[..., 1:-1] = np.hstack([fixed, week]) * _SDS[1:]
    rows[..., -1] = noted
    return _solved(rows, np.diff(days))


def _solved(rows: Numbers, gaps: NDArray[np.int64]) -> Posterior:
    """The mixture over the grid. Every column but the last is scaled to a prior of spread 1."""
    lasting = (np.array(list(LASTING))[:, None] ** gaps)[:, None, None, :]
    scale = np.sqrt(1 - lasting**2)
    white = np.empty((len(LASTING), *rows.shape))
    white[..., 0, :] = rows[..., 0, :]
    white[..., 1:, :] = (rows[..., 1:, :] - lasting[..., None] * rows[..., :-1, :]) / scale[..., None]
    moments = np.swapaxes(white, -1, -2) @ white
    values, turns = np.linalg.eigh(moments[..., :-1, :-1])
    turned = (np.swapaxes(turns, -1, -2) @ moments[..., :-1, -1:])[..., 0]
    # In the turned frame, for each spread of the noise: what the numbers add to a precision of 1.
    variance = SPREADS[:, None] ** 2
    precision = values[..., None, :] / variance + 1
    centre = turned[..., None, :] / variance / precision
    first = turns[..., 0, None, :]
    means = _effects()[..., 0, None] * (centre * first).sum(axis=-1)
    sds = _effects()[..., 0, None] * np.sqrt((first**2 / precision).sum(axis=-1))
    fit = moments[..., -1, -1, None] / SPREADS**2 - (centre**2 * precision).sum(axis=-1)
    logs = _prior() - 0.5 * (fit + np.log(precision).sum(axis=-1)) - rows.shape[-2] * np.log(SPREADS)
    logs -= np.log(scale).sum(axis=-1)[..., None]
    weights = np.exp(logs - logs.max()).ravel()
    keep = weights > FORGOTTEN * weights.sum()
    kept = weights[keep]
    return Posterior(means=means.ravel()[keep], sds=sds.ravel()[keep], weights=kept / kept.sum())


@cache
def _prior() -> Numbers:
    """Of noise that lasts, how far from nothing, what is carried over, and the spread: the grid."""
    spread = -0.5 * ((np.log(SPREADS) - SPREAD_LOG_MEAN) / SPREAD_LOG_SD) ** 2
    lasting, effect, carried = (np.log(list(one.values())) for one in (LASTING, EFFECTS, CARRIED))
    return np.asarray(
        lasting[:, None, None, None] + effect[:, None, None] + carried[:, None] + spread, dtype=np.float64
    )


@cache
def _effects() -> Numbers:
    return np.array(list(EFFECTS))[:, None, None]


@cache
def _fixed(days: int) -> Numbers:
    """Level, trend and bend of each day of a plan."""
    time = (np.arange(days) - (days - 1) / 2) / TREND_DAYS
    bend = time**2 * 2
    return np.stack([np.ones(days), time, bend - bend.mean()], axis=1)


def _felt(ways: Sequence[float]) -> Numbers:
    """What is felt of the ways, for each part that is carried over; it starts from neither."""
    carried = np.array(list(CARRIED))
    now = np.zeros(len(carried))
    rows = np.empty((len(carried), len(ways)))
    for day, way in enumerate(ways):
        now = (1 - carried) * way + carried * now
        rows[:, day] = now
    return rows
