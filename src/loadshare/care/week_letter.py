"""A letter at the end of each week, and what six of them come to.

What happened, whether it counts, what changed and why, what comes. A week of rest is a week too, and nothing
is counted in a row. Amounts that count: `ostelo-2008`, `psfs-form`.
"""

import datetime as dt
from collections.abc import Sequence
from statistics import mean

from loadshare.care.course import PAIN_CHANGE, WeekSaid
from loadshare.care.outcomes import ONE_ACTIVITY_CHANGE, PAIN, needed_change
from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge

WEEKS_OF_A_BOOKLET = 6
CHANGES_TOLD = 2
MANY_DAYS = 3
"""From this many days on a week is one of many sessions."""


class WeekLetter(Entry):
    """One page of the booklet."""

    week: int
    date: dt.date
    sentences: tuple[str, ...]
    pains: tuple[int, ...]
    """The averages up to this week, for the small chart."""


class WeekPast(Entry):
    """What a letter is written from."""

    week: int
    said: WeekSaid
    activity_words: str
    days_moved: int
    changes: tuple[str, ...]
    """Why the next week is as it is, the most telling first."""
    ahead: str
    """The next week in a sentence; empty where none was made."""


def letter_of(
    *, past: WeekPast, first: WeekSaid, before: WeekSaid | None, knowledge: Knowledge
) -> WeekLetter:
    """The letter of a week; `first` is what was said at the start, `before` a week ago."""
    return WeekLetter(
        week=past.week,
        date=past.said.date,
        sentences=tuple(
            sentence
            for sentence in (
                _moved(past.days_moved),
                _pain(first.pain_average, past.said.pain_average, knowledge),
                _activity(past, before),
                *past.changes[:CHANGES_TOLD],
                past.ahead and words("week-letter.ahead", week=past.ahead),
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
            words("week-letter.all-days", n=sum(week.days_moved for week in weeks), weeks=len(weeks)),
            _pain(first.pain_average, weeks[-1].said.pain_average, knowledge),
            _no_matter(weeks),
            words("week-letter.all-know"),
        )
        if sentence
    )


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
    many = [week.said.pain_average for week in weeks if week.days_moved >= MANY_DAYS]
    few = [week.said.pain_average for week in weeks if week.days_moved < MANY_DAYS]
    if not many or not few or abs(mean(many) - mean(few)) >= PAIN_CHANGE:
        return ""
    return words("week-letter.no-matter")
