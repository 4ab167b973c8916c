"""Who still uses it after so many days: the estimate of Kaplan and Meier.

Which days are told: `loadshare-judgement`.
"""

from collections import Counter
from collections.abc import Iterable

from loadshare.knowledge._base import Entry

DAYS = (7, 30, 90, 180, 365)


class FollowedUp(Entry):
    """How long one person was followed."""

    days: int
    """From the start to the last day of use; to the last day known for whoever still uses it."""
    left: bool


class StillUsing(Entry):
    """The share that still used it on a day."""

    day: int
    share: float
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
    share, at_risk = 1.0, people
    for time in sorted(ends):
        if time >= day:
            break
        gone = left[time]
        share *= 1 - gone / at_risk
        at_risk -= ends[time]
    return StillUsing(day=day, share=share, at_risk=at_risk)
