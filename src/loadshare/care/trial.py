"""A single-case trial: one person, two ways of doing something that acts fast, days in random order.

Blocks of four days, two by two: one of each way, and chance says which comes first. The first day of a block
is washed out: it is lived, and does not count. A number noted on a day tells of the day before. Such a design
is described in `kravitz-duan-2014`, and what to tell of it in `cent-2015`; the sizes are our judgement
(`loadshare-judgement`). Nothing here decides anything about safety or the programme.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from enum import IntEnum, StrEnum
from functools import cached_property

from pydantic import Field

from loadshare.care.programme_types import Programme
from loadshare.knowledge._base import Entry
from loadshare.knowledge.exercise import Strand

BLOCK_DAYS = 4
PAIR_DAYS = 2 * BLOCK_DAYS
WASHED_DAYS = 1
BAD_DAY = 8
"""From here on, of 10, the day rests: nothing is asked for, and it does not count."""
MOST_ADDED = 28
"""So many days are added at the end for those that rested, at most."""
SEEDS = 2**31


class TrialQuestion(StrEnum):
    """What is tried. Only what can act within a day: strengthening takes weeks and is not offered."""

    RELEASE = "release"
    WALK = "walk"
    BREAKS = "breaks"


class TrialOutcome(StrEnum):
    """What is noted, 0 to 10; less is better for each."""

    PAIN = "pain"
    STIFFNESS = "stiffness"
    ACTIVITY = "activity"


class TrialLength(IntEnum):
    """In pairs of blocks."""

    SIX_WEEKS = 5
    TWELVE_WEEKS = 10

    @property
    def days(self) -> int:
        """How many days that is."""
        return self * PAIR_DAYS


MOST_DAYS = TrialLength.TWELVE_WEEKS.days + MOST_ADDED + 1
"""On no more days than these a number can be noted."""


class Way(StrEnum):
    """One of the two."""

    FIRST = "first"
    SECOND = "second"


class DayOf(StrEnum):
    """What a day of the plan is."""

    COUNTS = "counts"
    WASHED = "washed"
    RESTS = "rests"


class TrialEnd(StrEnum):
    """How it ended."""

    FINISHED = "finished"
    NOT_FINISHED = "not-finished"
    """The person ended it."""
    STOPPED = "stopped"
    """A red flag or a lock."""


class Trial(Entry):
    """A trial as it was begun, with what was noted since."""

    question: TrialQuestion
    outcome: TrialOutcome
    starts: dt.date
    seed: int = Field(ge=0, lt=SEEDS)
    length: TrialLength
    noted: Mapping[dt.date, int]
    """The number of each day on which one was noted."""
    rested: frozenset[dt.date] = frozenset()
    """Days on which the programme rested, or of a bad day."""

    @cached_property
    def days(self) -> tuple[tuple[Way, DayOf], ...]:
        """Every day of the plan as far as is known. The way of a day never moves; days are added behind."""
        found: list[tuple[Way, DayOf]] = []
        added, was_resting = 0, False
        while len(found) < self.length.days + min(added, MOST_ADDED):
            place = len(found)
            rests = self.rests_on(self.starts + dt.timedelta(days=place))
            is_washed = place % BLOCK_DAYS < WASHED_DAYS or was_resting
            kind = DayOf.RESTS if rests else DayOf.WASHED if is_washed else DayOf.COUNTS
            found.append((way_of(seed=self.seed, place=place), kind))
            added, was_resting = added + rests, rests
        return tuple(found)

    def rests_on(self, day: dt.date) -> bool:
        """Whether it pauses on a day."""
        return day in self.rested or self.noted.get(day, 0) >= BAD_DAY

    def place_of(self, day: dt.date) -> int | None:
        """Which day of the plan it is, from 0."""
        place = (day - self.starts).days
        return place if 0 <= place < len(self.days) else None

    def day_of(self, day: dt.date) -> tuple[Way, DayOf] | None:
        """What to do on a day; None before and after."""
        place = self.place_of(day)
        return None if place is None else self.days[place]

    def days_left(self, today: dt.date) -> int:
        """How many days of the plan are to come, today among them."""
        return max(0, len(self.days) - max(0, (today - self.starts).days))

    def is_noted_on(self, day: dt.date) -> bool:
        """Whether there is something to note on a day: the day before was one of the plan."""
        return self.place_of(day - dt.timedelta(days=1)) is not None

    def is_over(self, today: dt.date) -> bool:
        """Whether the last number was, or could have been, noted."""
        return today > self.starts + dt.timedelta(days=len(self.days))

    def counted(self, *, before: int) -> Iterator[tuple[int, int]]:
        """Each day of the plan that counts, before this place, with the number noted the morning after."""
        for place, (_way, kind) in enumerate(self.days[:before]):
            number = self.noted.get(self.starts + dt.timedelta(days=place + 1))
            if kind is DayOf.COUNTS and number is not None:
                yield place, number


def way_of(*, seed: int, place: int) -> Way:
    """The way of a day of the plan, counted from 0: always the same for a seed, on every machine."""
    pair, within = divmod(place, PAIR_DAYS)
    is_first = hashlib.sha256(f"{seed}/{pair}".encode()).digest()[0] % 2 == within // BLOCK_DAYS
    return Way.FIRST if is_first else Way.SECOND


def questions_for(programme: Programme) -> tuple[TrialQuestion, ...]:
    """What can be tried with a programme: only what it holds already, so nothing new is asked for."""
    holds = {
        TrialQuestion.RELEASE: any(item.strand is Strand.RELEASE for item in programme.items),
        TrialQuestion.WALK: any(day.walk_minutes for day in programme.days),
        TrialQuestion.BREAKS: bool(programme.breaks),
    }
    return tuple(question for question, there in holds.items() if there)
