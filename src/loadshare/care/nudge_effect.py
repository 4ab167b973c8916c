"""Whether a nudge gets people up: weighted and centred least squares over many decisions left to chance.

The estimator is that of `boruvka-2018` for what follows at once: who says within 20 minutes that they got up
is compared between nudges shown and nudges left out, with the chance of each as weight and the nudge centred,
so that a wrong guess about when people get up by themselves makes it less sharp and not wrong. Two things
differ from the paper: each person weighs as much as any other, however many decisions they had, so that
nobody's habits are the result; and the spread (between people, made wider where they are few) is read on
Student's t with as many degrees of freedom as people less the numbers that are fitted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

GETS_UP_WITHIN_MINUTES = 20
"""No shorter than a nudge stands, and no longer than the least time between two."""
MOST_SHARE = 1.0
"""What one person adds to the mean is held within this on either side."""
SHOWN_PART = 0.5
"""What the chance of each nudge is set against; where all have the same chance it changes nothing."""
LEAST_SPREAD = 1e-9


@dataclass(frozen=True, kw_only=True, slots=True)
class NudgePoint:
    """One decision that was left to chance, and what came of it."""

    shown: bool
    shown_with: float
    """The chance with which it was shown: between 0 and 1, or 1 where only its form was left to chance."""
    got_up: bool
    """Within so many minutes."""
    got_up_before: bool
    """The same of the decision before."""
    part: float
    """How much of the time of taking part had gone, 0 to 1."""
    short: bool = False
    """Its form offers half a minute."""
    short_with: float = 0.0
    """The chance of that form: between 0 and 1 where it was left to chance."""


@dataclass(frozen=True, kw_only=True)
class NudgeEffect:
    """By how much more often people get up where a nudge is shown: a difference of shares."""

    more: float
    low: float
    high: float
    """The ends of the interval of 95 %."""
    people: int
    points: int
    shares: tuple[float, ...]
    """What each person adds; their mean is the difference."""

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def nudge_effect(*, people: Sequence[Sequence[NudgePoint]]) -> NudgeEffect | None:
    """The effect of a nudge over these people; None where there are too few to tell anything.

    People without a decision that was left to chance do not count.
    """
    return _effect([[point for point in points if 0 < point.shown_with < 1] for points in people])


def form_effect(*, people: Sequence[Sequence[NudgePoint]]) -> NudgeEffect | None:
    """By how much more often people get up after the short form than after the usual one.

    Compared are nudges that were shown, of which chance said the form.
    """
    return _effect(
        [
            [
                replace(point, shown=point.short, shown_with=point.short_with)
                for point in points
                if point.shown and 0 < point.short_with < 1
            ]
            for points in people
        ]
    )


def _effect(people: Sequence[Sequence[NudgePoint]]) -> NudgeEffect | None:
    tables = [_table(points) for points in people if points]
    return _fitted(tables) if tables else None


Table = tuple["NDArray[Any]", "NDArray[Any]", "NDArray[Any]"]
"""Of one person: what is fitted on, with the centred nudge last; what came of it; and weights of sum one."""


def _table(points: Sequence[NudgePoint]) -> Table:
    rows = np.array([(1.0, p.got_up_before, p.part, p.shown, p.shown_with) for p in points], dtype=float)
    return table_of(rows=rows, got_up=np.array([p.got_up for p in points], dtype=float))


def table_of(*, rows: NDArray[Any], got_up: NDArray[Any]) -> Table:
    """`rows` hold one, what is known before, and in the last two columns whether it was shown and with what
    chance; `got_up` is 0 or 1 for each."""
    shown, chance = rows[:, -2], rows[:, -1]
    weight = np.where(shown == 1, SHOWN_PART / chance, (1 - SHOWN_PART) / (1 - chance))
    on = np.column_stack([rows[:, :-2], shown - SHOWN_PART])
    return on, got_up, weight / weight.sum()


def _fitted(tables: Sequence[Table]) -> NudgeEffect | None:
    breads = [on.T @ (on * weight[:, None]) for on, _up, weight in tables]
    bread = np.sum(breads, axis=0)
    degrees = len(tables) - len(bread)
    if degrees < 1 or np.linalg.matrix_rank(bread) < len(bread):
        return None
    fit = np.linalg.solve(bread, np.sum([on.T @ (up * weight) for on, up, weight in tables], axis=0))
    scores = [on.T @ ((up - on @ fit) * weight) for on, up, weight in tables]
    shares = tuple(float(fit[-1] + len(tables) * np.linalg.solve(bread, score)[-1]) for score in scores)
    spread = math.sqrt(max(LEAST_SPREAD, _variance(bread, breads, scores)))
    half = student_t(degrees) * spread
    more = float(fit[-1])
    points = sum(len(up) for _on, up, _weight in tables)
    return NudgeEffect(
        more=more, low=more - half, high=more + half, people=len(tables), points=points, shares=shares
    )


def _variance(bread: NDArray[Any], breads: Sequence[NDArray[Any]], scores: Sequence[NDArray[Any]]) -> float:
    """Between people. Each score is made as large as if its person had not been fitted (Mancl, DeRouen)."""
    inverse = np.linalg.inv(bread)
    without = [bread @ np.linalg.pinv(bread - own) @ score for own, score in zip(breads, scores, strict=True)]
    meat = np.sum([np.outer(score, score) for score in without], axis=0)
    return float((inverse @ meat @ inverse)[-1, -1])


def student_t(degrees: int) -> float:
    """The point of Student's t that leaves 2.5 % above it, to three figures (Cornish and Fisher)."""
    if degrees <= len(_FEW_DEGREES):
        return _FEW_DEGREES[degrees - 1]
    z, n = 1.959964, float(degrees)
    first = (z**3 + z) / (4 * n)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    return z + first + second + third


_FEW_DEGREES = (12.706, 4.303, 3.182, 2.776, 2.571)
