"""A letter at the end of each week, and what six of them come to.

What happened, whether it counts, what changed and why, what comes. A week of rest is a week too, and nothing
is counted in a row. Amounts that count: `ostelo-2008`, `psfs-form`.
"""

import datetime as dt
from collections.abc import Sequence
from statistics import mean

from loadshare.care.course import PAIN_CHANGE, WeekSaid
from loadshare.care.outcomes import ONE_ACTIVITY_CHANGE, PAIN, needed_change
from loadshare.care.programme_types import DAYS_IN_WEEK, LOOK_AFTER_DAYS, Stage
from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge

WEEKS_OF_A_BOOKLET = 6
CHANGES_TOLD = 2
MANY_DAYS = 3
"""From this many days on a week is one of many sessions."""


class WeekLetter(Entry):
    """One page of the booklet."""

    title: str
    """Which week it was, or that it was a month."""
    date: dt.date
    sentences: tuple[str, ...]
    pains: tuple[int, ...]
    """The averages up to this week, for the small chart."""


class WeekPast(Entry):
    """What a letter is written from."""

    week: int
    block: int = 1
    stage: Stage = Stage.COURSE
    """A month, where what was reached is kept."""
    said: WeekSaid
    activity_words: str
    days_moved: int
    changes: tuple[str, ...]
    """Why the next week is as it is, the most telling first."""
    ahead: str
    """The next week in a sentence; empty where none was made."""
    stage_ahead: Stage = Stage.COURSE

    @property
    def weeks(self) -> int:
        """How many it spans."""
        return LOOK_AFTER_DAYS[self.stage] // DAYS_IN_WEEK


def letter_of(
    *, past: WeekPast, first: WeekSaid, before: WeekSaid | None, knowledge: Knowledge
) -> WeekLetter:
    """The letter of a week; `first` is what was said at the start, `before` a week ago."""
    return WeekLetter(
        title=_title(past),
        date=past.said.date,
        sentences=tuple(
            sentence
            for sentence in (
                _moved(past.days_moved),
                _pain(first.pain_average, past.said.pain_average, knowledge),
                _activity(past, before),
                *past.changes[:CHANGES_TOLD],
                past.ahead and _ahead(past),
            )
            if sentence
        ),
        pains=(),
    )


PAINS_DRAWN = 12
"""So many weeks stand in the drawing of a letter: two courses."""


def letters_of(*, weeks: Sequence[WeekPast], first: WeekSaid, knowledge: Knowledge) -> tuple[WeekLetter, ...]:
    """The letters of these weeks, oldest first."""
    letters = []
    pains = [first.pain_average]
    for place, past in enumerate(weeks):
        pains.append(past.said.pain_average)
        before = weeks[place - 1] if place else None
        same = before is not None and before.activity_words == past.activity_words
        letter = letter_of(
            past=past, first=first, before=before.said if before and same else None, knowledge=knowledge
        )
        letters.append(letter.model_copy(update={"pains": tuple(pains[-PAINS_DRAWN:])}))
    return tuple(letters)


def learned(*, weeks: Sequence[WeekPast], first: WeekSaid, knowledge: Knowledge) -> tuple[str, ...]:
    """After six weeks: what moved, and what made no difference; empty before."""
    if len(weeks) < WEEKS_OF_A_BOOKLET:
        return ()
    return tuple(
        sentence
        for sentence in (
            words(
                "week-letter.all-days",
                n=sum(week.days_moved for week in weeks),
                weeks=sum(week.weeks for week in weeks),
            ),
            _pain(first.pain_average, weeks[-1].said.pain_average, knowledge),
            _no_matter(weeks),
            words("week-letter.all-know"),
        )
        if sentence
    )


def _title(past: WeekPast) -> str:
    if past.stage is Stage.UPKEEP:
        return words("week-letter.month")
    if past.block > 1:
        return words("week-letter.later-week", week=past.week, block=past.block)
    return words("week-letter.week", week=past.week)


def _ahead(past: WeekPast) -> str:
    if past.stage_ahead is Stage.UPKEEP:
        return words("week-letter.month-ahead", week=past.ahead)
    return words("week-letter.ahead", week=past.ahead)


def _moved(days: int) -> str:
    return words("week-letter.moved", n=days) if days else words("week-letter.rested")


def _pain(first: int, now: int, knowledge: Knowledge) -> str:
    if now == first:
        return words("week-letter.pain-same", now=now)
    needed = needed_change(outcome=PAIN, first=first, knowledge=knowledge)
    counts = needed is not None and abs(now - first) >= needed
    said = words("week-letter.pain", first=first, now=now)
    return f"{said} {words('week-letter.counts' if counts else 'week-letter.chance')}"


def _activity(past: WeekPast, before: WeekSaid | None) -> str:
    now, name = past.said.activity, past.activity_words
    if now is None or not name:
        return ""
    name = name[:1].upper() + name[1:]
    if before is None or before.activity is None:
        return words("week-letter.activity", name=name, now=now)
    if abs(now - before.activity) >= ONE_ACTIVITY_CHANGE:
        return words("week-letter.activity-moved", name=name, before=before.activity, now=now)
    return words("week-letter.activity-steady", name=name, before=before.activity, now=now)


def _no_matter(weeks: Sequence[WeekPast]) -> str:
    """Whether weeks of many sessions were weeks of less pain, where there were both kinds."""
    single = [week for week in weeks if week.weeks == 1]
    many = [week.said.pain_average for week in single if week.days_moved >= MANY_DAYS]
    few = [week.said.pain_average for week in single if week.days_moved < MANY_DAYS]
    if not many or not few or abs(mean(many) - mean(few)) >= PAIN_CHANGE:
        return ""
    return words("week-letter.no-matter")
