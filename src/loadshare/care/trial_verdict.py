"""What may be said of a single-case trial: only what is nine parts in ten sure, and else that it is open.

It looks after each pair of blocks from the third on, and at the end. What is said first is the verdict, and
the trial is finished: that is what `python -m bench trials` measures. Source: `loadshare-judgement`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum

from loadshare.care.trial import PAIR_DAYS, DayOf, Trial, Way
from loadshare.care.trial_model import Posterior, posterior
from loadshare.knowledge._base import Entry

WORTH_POINTS = 1.0
"""From here on a difference is called a help; below, none."""
SURE = 0.9
FIRST_LOOK_PAIRS = 3
LEAST_OF_EACH = 4
"""Numbers of each way that count; with fewer nothing is said."""


class Said(StrEnum):
    """The three things that can be said."""

    HELPS = "helps"
    NO_DIFFERENCE = "no-difference"
    OPEN = "open"


class TrialVerdict(Entry):
    """What is said, and how sure it is."""

    said: Said
    better: Way | None = None
    """Which way helps."""
    low: float | None = None
    """By so many points the first way is better, from; below 0 the second is."""
    high: float | None = None
    counted: int = 0
    """On so many numbers."""
    looked_on: dt.date | None = None
    """The day from which this stands."""


def verdict_of(trial: Trial, *, today: dt.date) -> TrialVerdict:
    """What stands today: the first verdict that was sure, else what the newest look says."""
    newest = TrialVerdict(said=Said.OPEN)
    found: Posterior | None = None
    for place in looks(trial, today=today):
        found = _look(trial, place)
        said, better = _said(found)
        newest = TrialVerdict(
            said=said,
            better=better,
            counted=sum(1 for _one in trial.counted(before=place)),
            looked_on=trial.starts + dt.timedelta(days=place),
        )
        if said is not Said.OPEN:
            break
    if found is None:
        return newest
    low, high = found.interval(SURE)
    return newest.model_copy(update={"low": low, "high": high})


def looks(trial: Trial, *, today: dt.date) -> Iterator[int]:
    """After how many days of the plan it looked: once the last number is noted, or its day over."""
    ends = len(trial.days)
    for place in (*range(FIRST_LOOK_PAIRS * PAIR_DAYS, ends, PAIR_DAYS), ends):
        noted_on = trial.starts + dt.timedelta(days=place)
        if noted_on < today or (noted_on == today and today in trial.noted):
            yield place


def newest_look(trial: Trial, *, today: dt.date) -> dt.date | None:
    """The morning of the newest look so far."""
    newest = max(looks(trial, today=today), default=None)
    return None if newest is None else trial.starts + dt.timedelta(days=newest)


def next_look(trial: Trial, *, today: dt.date) -> dt.date:
    """The day on which something may be said next."""
    done = sum(1 for _place in looks(trial, today=today))
    return trial.starts + dt.timedelta(days=min((FIRST_LOOK_PAIRS + done) * PAIR_DAYS, len(trial.days)))


def is_said_by_itself(trial: Trial, *, today: dt.date) -> bool:
    """Whether the newest look came to a verdict with no number since: one that is noted tells it at once."""
    looked_on = newest_look(trial, today=today)
    if looked_on is None or any(day >= looked_on for day in trial.noted):
        return False
    return verdict_of(trial, today=today).said is not Said.OPEN


def _look(trial: Trial, place: int) -> Posterior | None:
    """What the numbers say; nothing where there are too few of a way."""
    numbers = tuple(trial.counted(before=place))
    of_first = sum(trial.days[day][0] is Way.FIRST for day, _number in numbers)
    if min(of_first, len(numbers) - of_first) < LEAST_OF_EACH:
        return None
    return posterior(ways=tuple(felt(trial, place)), numbers=numbers, weekday=trial.starts.weekday())


def felt(trial: Trial, place: int) -> Iterator[float]:
    """0.5 for the second way, -0.5 for the first, 0 where it rested or nothing was done: so the effect is
    second over first."""
    for way, kind in trial.days[:place]:
        is_out = kind is DayOf.RESTS or way is None
        yield 0.0 if is_out else 0.5 if way is Way.SECOND else -0.5


def _said(found: Posterior | None) -> tuple[Said, Way | None]:
    if found is None:
        return Said.OPEN, None
    first, second = found.above(WORTH_POINTS), 1 - found.above(-WORTH_POINTS)
    if first >= SURE:
        return Said.HELPS, Way.FIRST
    if second >= SURE:
        return Said.HELPS, Way.SECOND
    return (Said.NO_DIFFERENCE if 1 - first - second >= SURE else Said.OPEN), None
