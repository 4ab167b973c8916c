"""A trial in words, as a plan of days and as a plot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from loadshare.care.programme_types import Programme as CareProgramme
from loadshare.care.session_order import days_with_both
from loadshare.care.trial import (
    PAIR_DAYS,
    DayOf,
    TrialLength,
    TrialOutcome,
    TrialQuestion,
    Way,
    questions_for,
)
from loadshare.care.trial_turns import turn_of_day
from loadshare.care.trial_verdict import Said, TrialVerdict, newest_look, next_look
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.trial_power import TrialPower, order_powers, trial_powers
from loadshare.server.records.current import trial_of
from loadshare.server.records.models import Person, Programme
from loadshare.server.records.resting import pauses_of
from loadshare.server.records.tried import KeptTrial, kept
from loadshare.server.trials.keeping import better_order
from loadshare.server.trials.words import (
    ASKS,
    ENDS,
    KINDS_OF_DAY,
    OUTCOMES,
    QUESTIONS,
    SAID,
    TRIAL_ENDS,
    WAYS,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHOWN_DAYS = 2 * PAIR_DAYS
WIDTH, HEIGHT, EDGE = 640, 220, 16
SCALE_MOST = 10
POINTS_TOLD = (2.0, 0.0)
TOLD_FOR = dt.timedelta(days=7)
"""So long Today says that one is over."""


@dataclass(frozen=True, kw_only=True)
class PlanDay:
    """One day of the plan."""

    day: dt.date
    way: str
    kind: str
    is_today: bool
    number: int | None
    """What was noted of it, the morning after."""


@dataclass(frozen=True, kw_only=True)
class PlanBlock:
    """Days in a row that have the same way."""

    starts: dt.date
    ends: dt.date
    way: str
    is_now: bool


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One number on the plot, in its own units."""

    x: float
    y: float
    is_first: bool
    counts: bool


class TrialScreen:
    """Everything a page shows of one trial."""

    def __init__(
        self,
        found: KeptTrial,
        *,
        today: dt.date,
        is_held: bool = True,
        turns: Mapping[dt.date, Way] | None = None,
    ) -> None:
        self.row, self.trial, self.end = found.row, found.trial, found.end
        self.is_held = is_held
        """Whether the programme of now still holds what is tried: only then anything is asked for."""
        self._turns = turns or {}
        """What comes first in each session to come, where that is tried."""
        self._found, self._today = found, today

    @property
    def question(self) -> StrOrPromise:
        """What is tried."""
        return QUESTIONS[self.trial.question]

    @property
    def outcome(self) -> StrOrPromise:
        """What is noted."""
        return self.row.words or OUTCOMES[self.trial.outcome]

    @property
    def asks(self) -> str:
        """The question of the morning."""
        asked = str(ASKS[self.trial.outcome])
        return f"{self.row.words}. {asked}" if self.trial.outcome is TrialOutcome.ACTIVITY else asked

    @property
    def scale_ends(self) -> tuple[StrOrPromise, StrOrPromise]:
        """Words for 0 and for 10."""
        return ENDS[self.trial.outcome]

    def way(self, way: Way | None) -> str:
        """A way in words; empty for none."""
        return str(WAYS[self.trial.question, way]) if way else ""

    @property
    def first(self) -> str:
        """One of the two."""
        return self.way(Way.FIRST)

    @property
    def second(self) -> str:
        """The other one."""
        return self.way(Way.SECOND)

    @property
    def now(self) -> str:
        """What today has, in words; empty where the trial asks for nothing today."""
        day = self.trial.day_of(self._today)
        if not self._runs or day is None or day[1] is DayOf.RESTS:
            return ""
        if self.goes_by_sessions:
            return "" if day[0] else self.way(self._turns.get(self._today))
        return self.way(day[0])

    @property
    def rests_today(self) -> bool:
        """Whether it pauses today."""
        day = self.trial.day_of(self._today)
        return self._runs and day is not None and day[1] is DayOf.RESTS

    @property
    def may_note(self) -> bool:
        """Whether this morning's number belongs to it."""
        return self._runs and self.trial.is_noted_on(self._today)

    @property
    def _runs(self) -> bool:
        return self.end is None and self.is_held

    @property
    def asks_now(self) -> bool:
        """Whether this morning's number is still to be noted."""
        return self.may_note and self.number is None

    @property
    def number(self) -> int | None:
        """What was noted this morning."""
        return self.trial.noted.get(self._today)

    @property
    def days_left(self) -> int:
        """Days of the plan to come."""
        return self.trial.days_left(self._today)

    @property
    def next_look(self) -> dt.date:
        """When something may be said."""
        return next_look(self.trial, today=self._today)

    @cached_property
    def verdict(self) -> TrialVerdict:
        """What stands."""
        return self._found.verdict(today=self._today)

    @property
    def says(self) -> str:
        """The verdict in the words that are fixed."""
        said = str(SAID[self.verdict.said])
        if self.verdict.better is not None:
            return f"{capfirst(self.way(self.verdict.better))}: {said}"
        return capfirst(said)

    @property
    def is_said(self) -> bool:
        """Whether something definite is said."""
        return self.verdict.said is not Said.OPEN

    @property
    def interval(self) -> str:
        """Where the difference lies, in points."""
        low, high = self.verdict.low, self.verdict.high
        if low is None or high is None:
            return ""
        if low >= 0 or high <= 0:
            less, more = sorted((abs(low), abs(high)))
            better = self.first if low >= 0 else self.second
            words = _("Between %(less)s and %(more)s points better with: %(way)s.")
            return words % {"less": _points(less), "more": _points(more), "way": better}
        words = _(
            "Between %(high)s points better with “%(first)s” and %(low)s points better with “%(second)s”."
        )
        gaps = {"high": _points(high), "low": _points(-low), "first": self.first, "second": self.second}
        return words % gaps

    @cached_property
    def better_order(self) -> str:
        """The order that helped, in words, where sessions may have it from now on; else empty."""
        return self.way(better_order(self._found, today=self._today))

    @property
    def keeps_order(self) -> bool:
        """Whether sessions have it."""
        return bool(self.row.kept_way)

    @property
    def ended(self) -> StrOrPromise:
        """How it ended."""
        return TRIAL_ENDS[self.end] if self.end else ""

    @cached_property
    def days(self) -> tuple[PlanDay, ...]:
        """The whole plan."""
        return tuple(self._days())

    def _days(self) -> Iterator[PlanDay]:
        for place, (way, kind) in enumerate(self.trial.days):
            if kind is DayOf.EMPTY:
                continue
            day = self.trial.starts + dt.timedelta(days=place)
            yield PlanDay(
                day=day,
                way=self.way(way),
                kind=str(KINDS_OF_DAY[kind]),
                is_today=day == self._today,
                number=self.trial.noted.get(day + dt.timedelta(days=1)),
            )

    @property
    def ahead(self) -> tuple[PlanBlock, ...]:
        """Today and the next days, those of one way in a row together; or each session to come."""
        if self.goes_by_sessions:
            return tuple(
                PlanBlock(starts=day, ends=day, way=self.way(way), is_now=day == self._today)
                for day, way in self._turns.items()
            )
        days = [day for day in self.days if day.day >= self._today][:SHOWN_DAYS]
        runs = (tuple(run) for _way, run in groupby(days, key=lambda day: day.way))
        return tuple(
            PlanBlock(starts=run[0].day, ends=run[-1].day, way=run[0].way, is_now=run[0].is_today)
            for run in runs
        )

    @property
    def goes_by_sessions(self) -> bool:
        """Whether what comes first in a session is tried."""
        return self.trial.question.goes_by_sessions

    @property
    def is_of_breaks(self) -> bool:
        """Whether the person sets how often they are nudged."""
        return self.trial.question is TrialQuestion.BREAKS

    @property
    def dots(self) -> tuple[Dot, ...]:
        """What was noted, day by day."""
        step = (WIDTH - 2 * EDGE) / max(1, len(self.trial.days) - 1)
        tall = (HEIGHT - 2 * EDGE) / SCALE_MOST
        return tuple(
            Dot(
                x=round(EDGE + place * step, 1),
                y=round(HEIGHT - EDGE - number * tall, 1),
                is_first=way is Way.FIRST,
                counts=kind is DayOf.COUNTS,
            )
            for place, (way, kind) in enumerate(self.trial.days)
            if way
            and (number := self.trial.noted.get(self.trial.starts + dt.timedelta(days=place + 1))) is not None
        )

    @property
    def lines(self) -> tuple[tuple[int, float], ...]:
        """Lines across the plot: the number, and how far down it stands."""
        tall = (HEIGHT - 2 * EDGE) / SCALE_MOST
        return tuple((number, round(HEIGHT - EDGE - number * tall, 1)) for number in (0, 5, 10))


@dataclass(frozen=True, kw_only=True)
class PowerTold:
    """What a length can find."""

    days: int
    sessions: int
    """So many a week; 0 where each day counts."""
    found: int
    """Of 100 people for whom one way is two points better: told so."""
    open: int
    """Of these, told that it cannot be told."""
    same: int
    """Of 100 people for whom both are the same: told so."""


def powers_told(questions: Collection[TrialQuestion], *, both: int) -> tuple[PowerTold, ...]:
    """What is said of these before one begins, from the figures of the benchmarks. So many sessions a week
    hold `both` kinds of exercise."""
    told: list[PowerTold] = []
    if any(not question.goes_by_sessions for question in questions):
        told += [_power_told(trial_powers(), length.days) for length in TrialLength]
    if TrialQuestion.ORDER in questions:
        counted = max(one.sessions for one in order_powers().powers if one.sessions <= both)
        told.append(_power_told(order_powers(), TrialLength.TWELVE_WEEKS.days, sessions=counted))
    return tuple(told)


def _power_told(told: TrialPower, days: int, *, sessions: int = 0) -> PowerTold:
    large, nothing = (told.power_at(points=points, days=days, sessions=sessions) for points in POINTS_TOLD)
    return PowerTold(
        days=days,
        sessions=sessions,
        found=round(large.helps_pct),
        open=round(large.open_pct),
        same=round(nothing.same_pct),
    )


def _points(value: float) -> str:
    return number_format(round(value, 1), decimal_pos=1)


def running_screen(found: KeptTrial, programme: CareProgramme, *, today: dt.date) -> TrialScreen:
    """Of one that runs, beside the programme of now."""
    knowledge = load_knowledge()
    both = days_with_both(programme=programme, knowledge=knowledge)
    days = [today + dt.timedelta(days=ahead) for ahead in range(SHOWN_DAYS)]
    ways = {
        day: turn_of_day(trial=found.trial, programme=programme, knowledge=knowledge, day=day, today=today)
        for day in days
        if found.trial.question.goes_by_sessions and day.weekday() in both
    }
    return TrialScreen(
        found,
        today=today,
        is_held=found.trial.question in questions_for(programme, knowledge=knowledge),
        turns={day: way for day, way in ways.items() if way is not None},
    )


def trial_today(
    person: Person, stored: Programme, programme: CareProgramme, *, today: dt.date
) -> TrialScreen | None:
    """What Today shows of the one that runs, or that a few days ago came to its end without a tap.

    Nothing is asked of the database where there is none.
    """
    row = trial_of(stored)
    if row is None:
        return None
    found = kept(row, pauses=pauses_of(person), today=today)
    if found.end is not None:
        looked_on = newest_look(found.trial, today=today)
        if looked_on is None or today > looked_on + TOLD_FOR:
            return None
    return running_screen(found, programme, today=today)
