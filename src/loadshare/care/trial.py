"""A single-case trial: one person, two ways of doing something that acts fast, days in random order.

Blocks of four days, two by two: one of each way, and chance says which comes first. The first day of a block
is washed out: it is lived, and does not count. A number noted on a day tells of the day before. What comes
first in a session goes by sessions instead: chance says it anew for each two, and only a day with one counts
(`trial_turns`). Such a design is described in `kravitz-duan-2014`, and what to tell of it in `cent-2015`; the
sizes are our judgement (`loadshare-judgement`). Nothing here decides anything about safety or the programme.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from enum import IntEnum, StrEnum
from functools import cached_property

from pydantic import Field

from loadshare.care.programme_types import Programme
from loadshare.care.session_order import days_with_both
from loadshare.knowledge._base import Entry
from loadshare.knowledge.exercise import Strand
from loadshare.knowledge.library import Knowledge

BLOCK_DAYS = 4
PAIR_DAYS = 2 * BLOCK_DAYS
WASHED_DAYS = 1
BAD_DAY = 8
"""From here on, of 10, the day rests: nothing is asked for, and it does not count."""
MOST_ADDED = 28
"""So many days are added at the end for those that rested, at most."""
SEEDS = 2**31
LEAST_SESSIONS = 2
"""So many sessions a week have to hold both kinds, or their order is not tried."""


class TrialQuestion(StrEnum):
    """What is tried. Only what can act within a day: whether to strengthen takes weeks and is not offered."""

    RELEASE = "release"
    WALK = "walk"
    BREAKS = "breaks"
    ORDER = "order"
    """Stretching first in a session, or strength."""

    @property
    def goes_by_sessions(self) -> bool:
        """Whether a day has its way by the session that is done on it."""
        return self is TrialQuestion.ORDER


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

    @property
    def other(self) -> Way:
        """The one that is not this."""
        return Way.SECOND if self is Way.FIRST else Way.FIRST


class DayOf(StrEnum):
    """What a day of the plan is."""

    COUNTS = "counts"
    WASHED = "washed"
    RESTS = "rests"
    EMPTY = "empty"
    """No session was done, where that is what is tried."""


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
    turns: Mapping[dt.date, Way] = {}
    """What came first in the session of each day, where that is what is tried."""

    @cached_property
    def days(self) -> tuple[tuple[Way | None, DayOf], ...]:
        """Every day of the plan as far as is known. The way of a day never moves; days are added behind."""
        found: list[tuple[Way | None, DayOf]] = []
        added, was_resting = 0, False
        while len(found) < self.length.days + min(added, MOST_ADDED):
            place = len(found)
            rests = self.rests_on(self.starts + dt.timedelta(days=place))
            found.append((self._way_at(place), DayOf.RESTS if rests else self._kind_at(place, was_resting)))
            added, was_resting = added + rests, rests
        return tuple(found)

    def _way_at(self, place: int) -> Way | None:
        if self.question.goes_by_sessions:
            return self.turns.get(self.starts + dt.timedelta(days=place))
        return way_of(seed=self.seed, place=place)

    def _kind_at(self, place: int, was_resting: bool) -> DayOf:
        if self.question.goes_by_sessions:
            return DayOf.EMPTY if self._way_at(place) is None else DayOf.COUNTS
        is_washed = place % BLOCK_DAYS < WASHED_DAYS or was_resting
        return DayOf.WASHED if is_washed else DayOf.COUNTS

    def rests_on(self, day: dt.date) -> bool:
        """Whether it pauses on a day."""
        return day in self.rested or self.noted.get(day, 0) >= BAD_DAY

    def place_of(self, day: dt.date) -> int | None:
        """Which day of the plan it is, from 0."""
        place = (day - self.starts).days
        return place if 0 <= place < len(self.days) else None

    def day_of(self, day: dt.date) -> tuple[Way | None, DayOf] | None:
        """What to do on a day; None before and after."""
        place = self.place_of(day)
        return None if place is None else self.days[place]

    def days_left(self, today: dt.date) -> int:
        """How many days of the plan are to come, today among them."""
        return max(0, len(self.days) - max(0, (today - self.starts).days))

    def is_noted_on(self, day: dt.date) -> bool:
        """Whether there is something to note on a day: the day before was one of the plan, with a session."""
        found = self.day_of(day - dt.timedelta(days=1))
        return found is not None and found[0] is not None

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
    begins = drawn_way(seed=seed, pair=pair)
    return begins if within < BLOCK_DAYS else begins.other


def drawn_way(*, seed: int, pair: int) -> Way:
    """With which way a pair begins: always the same for a seed."""
    return Way.SECOND if hashlib.sha256(f"{seed}/{pair}".encode()).digest()[0] % 2 else Way.FIRST


def questions_for(programme: Programme, *, knowledge: Knowledge) -> tuple[TrialQuestion, ...]:
    """What can be tried with a programme: only what it holds already, so nothing new is asked for."""
    both = len(days_with_both(programme=programme, knowledge=knowledge))
    holds = {
        TrialQuestion.RELEASE: any(item.strand is Strand.RELEASE for item in programme.items),
        TrialQuestion.WALK: any(day.walk_minutes for day in programme.days),
        TrialQuestion.BREAKS: bool(programme.breaks),
        TrialQuestion.ORDER: both >= LEAST_SESSIONS,
    }
    return tuple(question for question, there in holds.items() if there)
