"""A private calendar: the sessions of the week and the breaks of a working day, as iCalendar (RFC 5545).

Pure: values in, bytes out, and the same values give the same bytes, so that a feed can say "nothing is new".
Times are written in the person's own time zone with its rules, so that a clock change moves nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vDuration

from loadshare.interop.calendar_zone import zone_rules

PRODUCT = "-//Loadshare//Calendar//EN"
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
REFRESH = dt.timedelta(hours=6)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Session:
    """One session on a day, with its title as the calendar shows it."""

    on: dt.date
    minutes: int
    title: str


@dataclass(frozen=True, kw_only=True)
class BreakTimes:
    """Breaks at the same times of every working day."""

    days: frozenset[int]
    """Monday is 0."""
    times: tuple[dt.time, ...]
    minutes: int
    title: str
    first: dt.date
    """No break before this day."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """Everything a calendar holds."""

    name: str
    key: str
    """Part of every event's identifier; the same feed keeps its key."""
    zone: str
    changed: dt.datetime
    """When any of this last changed; stamped on every event."""
    sessions: tuple[Session, ...] = ()
    session_at: dt.time | None = None
    """When sessions stand in the calendar; all day where none is said."""
    breaks: BreakTimes | None = None


def write_calendar(feed: Feed) -> bytes:
    """The calendar as a file. Raises `ZoneInfoNotFoundError` for a time zone that does not exist."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", feed.name)
    calendar.add("name", feed.name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    events = [*_sessions(feed), *_breaks(feed)]
    if _has_times(feed):
        calendar.add_component(zone_rules(feed.zone))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def break_times(
    *, day_start: dt.time, day_end: dt.time, every_minutes: int, minutes: int
) -> tuple[dt.time, ...]:
    """The times of a day at which a break would come if one sat from `day_start` until `day_end`.

    Where the end is not after the start, the day runs to midnight.
    """
    first = _minutes(day_start)
    last = _minutes(day_end) if day_end > day_start else 24 * 60
    turns = range(first + every_minutes, last - minutes + 1, every_minutes + minutes)
    return tuple(dt.time(turn // 60, turn % 60) for turn in turns)


def _sessions(feed: Feed) -> Iterator[Event]:
    for session in sorted(feed.sessions, key=lambda one: one.on):
        event = _event(feed, f"session-{session.on:%Y%m%d}", session.title)
        if feed.session_at is None:
            event.add("dtstart", session.on)
            event.add("dtend", session.on + DAY)
        else:
            start = dt.datetime.combine(session.on, feed.session_at, tzinfo=ZoneInfo(feed.zone))
            event.add("dtstart", start)
            event.add("duration", dt.timedelta(minutes=max(1, session.minutes)))
            event.add_component(_alarm(session.title))
        yield event


def _breaks(feed: Feed) -> Iterator[Event]:
    breaks = feed.breaks
    if breaks is None or not breaks.days:
        return
    first = _first_working_day(breaks.first, breaks.days)
    codes = [DAY_CODES[day] for day in sorted(breaks.days)]
    for time in breaks.times:
        event = _event(feed, f"break-{time:%H%M}", breaks.title)
        event.add("dtstart", dt.datetime.combine(first, time, tzinfo=ZoneInfo(feed.zone)))
        event.add("duration", dt.timedelta(minutes=breaks.minutes))
        event.add("rrule", {"freq": "weekly", "byday": codes})
        event.add_component(_alarm(breaks.title))
        yield event


def _event(feed: Feed, name: str, title: str) -> Event:
    event = Event()
    event.add("uid", f"{name}-{feed.key}@loadshare")
    event.add("dtstamp", feed.changed.astimezone(dt.UTC).replace(microsecond=0))
    event.add("summary", title)
    # Nobody else should find the person busy because of it.
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", dt.timedelta())
    return alarm


def _has_times(feed: Feed) -> bool:
    return (feed.session_at is not None and bool(feed.sessions)) or feed.breaks is not None


def _first_working_day(start: dt.date, days: Iterable[int]) -> dt.date:
    wanted = frozenset(days)
    return next(day for day in (start + n * DAY for n in range(7)) if day.weekday() in wanted)


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute
