"""Who still uses it after so many days: the estimate of Kaplan and Meier, with intervals.

Intervals are those of Greenwood on the scale of log(-log), so they stay between 0 and 1. Which days are told:
`loadshare-judgement`.
"""

import math
from collections import Counter
from collections.abc import Iterable

from loadshare.knowledge._base import Entry

DAYS = (7, 30, 90, 180, 365)
Z_95 = 1.959964


class FollowedUp(Entry):
    """How long one person was followed."""

    days: int
    """From the start to the last day of use; to the last day known for whoever still uses it."""
    left: bool


class StillUsing(Entry):
    """The share that still used it on a day."""

    day: int
    share: float
    low: float
    """Both ends of the interval of 95 of 100."""
    high: float
    at_risk: int
    """People followed up to that day."""


def still_using(*, followed: Iterable[FollowedUp], days: tuple[int, ...] = DAYS) -> tuple[StillUsing, ...]:
    """The share that used it on each of these days or later.

    Whoever was followed for less counts up to where they were followed. Nobody at all gives shares of 1.
    """
    found = tuple(followed)
    ends = Counter(one.days for one in found)
    left = Counter(one.days for one in found if one.left)
    return tuple(_on(day, ends, left, len(found)) for day in days)


def _on(day: int, ends: Counter[int], left: Counter[int], people: int) -> StillUsing:
    share, spread, at_risk = 1.0, 0.0, people
    for time in sorted(ends):
        if time >= day:
            break
        gone = left[time]
        share *= 1 - gone / at_risk
        spread += gone / (at_risk * (at_risk - gone)) if at_risk > gone else 0.0
        at_risk -= ends[time]
    low, high = _interval(share, spread)
    return StillUsing(day=day, share=share, low=low, high=high, at_risk=at_risk)


def _interval(share: float, spread: float) -> tuple[float, float]:
    if share >= 1 or share <= 0:
        return share, share
    width = Z_95 * math.sqrt(spread) / abs(math.log(share))
    return share ** math.exp(width), share ** math.exp(-width)
