"""What was told already: a reason to be seen is news once, then a reminder. It lowers no level.

Source: `loadshare-judgement`. Somebody who is told the same every week stops reading, and misses what is new.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from loadshare.care.course import COURSE, Course, WeekSaid, course_of
from loadshare.care.logs import (
    RED_WINDOW_DAYS,
    Light,
    SessionLog,
    hurt_more,
    is_red_twice_still,
    red_days,
    session_light,
)
from loadshare.care.pause import Pause
from loadshare.care.progression import Advice, red_twice_advice
from loadshare.care.review_words import advice_of
from loadshare.care.safety import SafetyReason, SafetyResult
from loadshare.knowledge.safety import Level

AGAIN_DAYS = 42
"""A reminder that nobody followed is said loud again after six weeks."""
COURSE_AGAIN_DAYS = 84
"""What is no better is suggested once, and again after two more blocks: also where somebody has looked."""
RED_TWICE = "red-twice"
"""Stands for an item among what was told: whoever shows it after a session says so with the day."""
RED_DAYS = 14
"""What a session that hurts says: see somebody within a week or two."""


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """The weeks so far, as far as they say who should be seen."""

    said: WeekSaid
    past: tuple[WeekSaid, ...]
    logs: tuple[SessionLog, ...]
    started: dt.date
    today: dt.date
    seen: dt.date | None
    """The day on which a professional last looked at it."""
    told: Mapping[str, dt.date]
    """The safety items of level D that were told before, with the day of the first time."""
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Parted:
    """What level D asks for: what is said loud this week, and what is only held up again."""

    news: tuple[Advice, ...]
    reminders: tuple[Advice, ...]
    asks_seen: bool
    """Whether "somebody has looked at it" can change anything."""
    is_seen: bool
    """Whether somebody has looked at all of it since it was told."""


@dataclass(frozen=True, kw_only=True)
class _Point:
    advice: Advice
    told: dt.date | None
    loud: bool
    by_weeks: bool


def part(*, safety: SafetyResult, course: Course | None, twice_red: bool, weeks: Weeks) -> Parted:
    """What is new, what was told before and its days are over, and what is only a reminder."""
    points = tuple(_points(safety, course, twice_red, weeks))
    seen = weeks.seen
    return Parted(
        news=tuple(point.advice for point in points if point.loud),
        reminders=tuple(point.advice for point in points if not point.loud),
        asks_seen=any(point.by_weeks or point.told is not None for point in points),
        is_seen=seen is not None and all(one.told is not None and one.told <= seen for one in points),
    )


def _points(safety: SafetyResult, course: Course | None, twice_red: bool, weeks: Weeks) -> Iterator[_Point]:
    if twice_red:
        yield _of_red(weeks)
    for reason in safety.reasons:
        if reason.level is Level.DAYS:
            yield _of_reason(reason, course if COURSE in reason.facts else None, weeks)


def _of_red(weeks: Weeks) -> _Point:
    told = weeks.told.get(RED_TWICE) or first_told(_red_before(weeks), today=weeks.today)
    stirred_up = _was_stirred_up(weeks)
    if told is not None and weeks.seen is not None and weeks.seen >= told:
        loud = _is_loud(weeks.seen, AGAIN_DAYS if stirred_up else COURSE_AGAIN_DAYS, weeks)
    else:
        loud = _is_loud(told, RED_DAYS if stirred_up else AGAIN_DAYS, weeks)
    return _Point(advice=red_twice_advice(), told=told, loud=loud, by_weeks=True)


def _of_reason(reason: SafetyReason, course: Course | None, weeks: Weeks) -> _Point:
    if course is None:
        told = weeks.told.get(reason.item)
        was_seen = told is not None and weeks.seen is not None and weeks.seen >= told
        loud = not was_seen and _is_loud(told, reason.within_days or AGAIN_DAYS, weeks)
        return _Point(advice=advice_of(reason), told=told, loud=loud, by_weeks=False)
    told = first_told(_course_before(course, weeks), today=weeks.today)
    due = told or weeks.today
    if course is Course.NO_BETTER:
        looked_at = _no_better_before_seen(weeks)
        asked = _asked_for_more(due, weeks)
        again = () if looked_at is None else (looked_at + dt.timedelta(days=COURSE_AGAIN_DAYS),)
        due = max((due, *again, *(day + dt.timedelta(days=AGAIN_DAYS) for day in asked)))
        told = looked_at if weeks.today < max((*again, dt.date.min)) else told
    return _Point(advice=advice_of(reason), told=told, loud=_is_due(due, weeks), by_weeks=True)


def _no_better_before_seen(weeks: Weeks) -> dt.date | None:
    """When "six weeks no better" was said to whom somebody has looked at since; None where that is not so."""
    seen = weeks.seen
    if seen is None:
        return None
    past = tuple(one for one in weeks.past if one.date <= seen)
    return first_told(_course_before(Course.NO_BETTER, replace(weeks, seen=None, past=past)), today=seen)


def _asked_for_more(found: dt.date, weeks: Weeks) -> Iterator[dt.date]:
    """When somebody who is no better since `found` had been asked to be seen for worse, and has not been.

    Then it adds nothing that could wait less: it is one more thing to tell.
    """
    before = replace(weeks, past=tuple(one for one in weeks.past if one.date < found))
    for reviews in (_course_before(Course.WORSE, before), _red_before(before)):
        told = first_told(reviews, today=found)
        if told is not None and (weeks.seen is None or told > weeks.seen):
            yield told


def _was_stirred_up(weeks: Weeks) -> bool:
    """Whether one of the last red sessions hurt more than it hurt before, and not only as much as ever."""
    red = [log for log in weeks.logs if session_light(session=log) is Light.RED]
    newest = max((log.date for log in red), default=weeks.today)
    window = dt.timedelta(days=RED_WINDOW_DAYS)
    return any(hurt_more(session=log) for log in red if newest - log.date < window)


def _red_before(weeks: Weeks) -> Iterator[tuple[dt.date, bool]]:
    for one in weeks.past:
        logs = tuple(log for log in weeks.logs if log.date <= one.date)
        yield one.date, is_red_twice_still(logs=logs, today=one.date, seen=None)


def _course_before(course: Course, weeks: Weeks) -> Iterator[tuple[dt.date, bool]]:
    """From the day on which somebody looked: what comes after that is new."""
    for place, one in enumerate(weeks.past):
        if weeks.seen is None or one.date > weeks.seen:
            before = weeks.past[:place]
            found = course_of(
                said=one, past=before, started=weeks.started, seen=weeks.seen, pauses=weeks.pauses
            )
            yield one.date, found is course


def red_told_on(*, logs: tuple[SessionLog, ...], today: dt.date) -> dt.date | None:
    """The day of the session that first said "two sessions hurt too much"; None where none did of late."""
    red = red_days(logs=logs, today=today)
    window = dt.timedelta(days=RED_WINDOW_DAYS)
    return first_told(((second, second - first < window) for first, second in pairwise(red)), today=today)


def first_told(found: Iterable[tuple[dt.date, bool]], *, today: dt.date) -> dt.date | None:
    """When what is found again today was first said; None where six weeks without it lie between.

    `found` are the reviews before, oldest first, with whether it was found in them.
    """
    first = last = None
    for day, was_found in found:
        if was_found:
            if last is None or (day - last).days >= AGAIN_DAYS:
                first = day
            last = day
    return first if last is not None and (today - last).days < AGAIN_DAYS else None


def _is_due(due: dt.date, weeks: Weeks) -> bool:
    """Whether a course is said loud for the first time since the last review, or again after two blocks."""
    if due > weeks.today or not weeks.past or weeks.past[-1].date < due:
        return due <= weeks.today
    return _is_loud(due, COURSE_AGAIN_DAYS, weeks)


def _is_loud(told: dt.date | None, within_days: int, weeks: Weeks) -> bool:
    """New; or its days ended since the last review, or the same time again did, six weeks at least."""
    if told is None:
        return True
    before = max(told, weeks.past[-1].date) if weeks.past else told
    again_days = max(AGAIN_DAYS, within_days)

    def times(day: dt.date) -> int:
        over = (day - told).days - within_days
        return 0 if over < 0 else 1 + over // again_days

    return times(weeks.today) > times(before)
