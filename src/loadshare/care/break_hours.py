"""When a break may be suggested: working days, quiet hours, and what the clock on the wall says then.

Every instant is compared in UTC and read on the wall clock of the person's own time zone, so an hour that
comes twice or not at all (daylight saving) neither doubles nor loses a break.
"""

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, Field, field_validator, model_validator

from loadshare.knowledge._base import Entry

MOST_WAIT_MINUTES = 120
"""A break is put off by quiet hours for at most this long; after that nobody has sat through."""

EVERY_MINUTES, EVERY_RANGE = 40, (20, 90)
"""Every 30 to 45 minutes by default (sources `waongenngarm-2018`, `decarvalho-2023`)."""

MINUTE = dt.timedelta(minutes=1)


class QuietHours(Entry):
    """A stretch of every day without nudges, on the wall clock; it may run over midnight."""

    start: dt.time
    end: dt.time

    @model_validator(mode="after")
    def _has_length(self) -> "QuietHours":
        if self.start == self.end:
            raise ValueError("quiet hours start and end at the same time; choose two different times")
        return self

    def holds(self, time: dt.time) -> bool:
        """Whether this time of day is quiet; the end itself is not."""
        if self.start < self.end:
            return self.start <= time < self.end
        return time >= self.start or time < self.end


class BreakSettings(Entry):
    """How a person wants to be nudged. Everything can be changed at any time."""

    zone: str = "Europe/London"
    """Name of the time zone, as in `Europe/London`."""
    every_minutes: int = Field(default=EVERY_MINUTES, ge=EVERY_RANGE[0], le=EVERY_RANGE[1])
    """Minutes of sitting before a break; `Programme.break_every_minutes` is where it starts."""
    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    """Working days, Monday is 0."""
    quiet: tuple[QuietHours, ...] = (QuietHours(start=dt.time(19), end=dt.time(8)),)
    paused: bool = False
    """No nudges at all until the person turns them on again."""
    paused_until: AwareDatetime | None = None
    """No nudges before this instant, such as tomorrow morning."""
    short_after_skips: bool = True
    """After two skips in a row, offer half a minute instead."""

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{name!r} is no time zone; use a name like 'Europe/London'") from None
        return name

    @field_validator("days")
    @classmethod
    def _weekdays(cls, days: frozenset[int]) -> frozenset[int]:
        if not days <= set(range(7)):
            raise ValueError("days are numbers from 0 (Monday) to 6 (Sunday)")
        return days


def is_paused(*, settings: BreakSettings, at: dt.datetime) -> bool:
    """Whether the person turned nudges off for this instant. `at` must know its time zone."""
    return settings.paused or (settings.paused_until is not None and at < settings.paused_until)


def is_open(*, settings: BreakSettings, at: dt.datetime) -> bool:
    """Whether a nudge may come at this instant, meetings left aside. `at` must know its time zone."""
    if is_paused(settings=settings, at=at):
        return False
    wall = at.astimezone(ZoneInfo(settings.zone))
    if wall.weekday() not in settings.days:
        return False
    return not any(quiet.holds(wall.time()) for quiet in settings.quiet)


def first_open(*, settings: BreakSettings, at: dt.datetime) -> dt.datetime | None:
    """The first instant from `at` on when a nudge may come; None when that is more than two hours off.

    Sitting yesterday evening is no reason to move this morning, so a long quiet time ends the count.
    """
    if is_open(settings=settings, at=at):
        return at
    whole = at.replace(second=0, microsecond=0)
    later = (whole + minutes * MINUTE for minutes in range(1, MOST_WAIT_MINUTES + 1))
    return next((instant for instant in later if is_open(settings=settings, at=instant)), None)


def open_until(*, settings: BreakSettings, start: dt.datetime, at_most: dt.timedelta) -> dt.datetime:
    """The end of the open time that `start` lies in, at most `at_most` later."""
    end = start + at_most
    instant = start.replace(second=0, microsecond=0) + MINUTE
    while instant < end:
        if not is_open(settings=settings, at=instant):
            return instant
        instant += MINUTE
    return end
