"""The rules of a time zone as a calendar holds them: every clock change between two days, and nothing else.

The writer of the library leaves out seasons shorter than two months (Morocco's) and begins summer time an
hour late: an onset is said in the local time that ends with it (RFC 5545, 3.6.5).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

FIRST, LAST = dt.date(2025, 1, 1), dt.date(2038, 1, 1)
STEP = dt.timedelta(hours=12)
"""No zone has two changes within it."""
SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How a zone's clocks stand for a while."""

    offset: dt.timedelta
    is_summer: bool
    name: str


def zone_rules(name: str) -> Component:
    """The rules of a zone for a calendar. Raises `ZoneInfoNotFoundError` for one that does not exist."""
    return Component.from_ical(_written(name))


@cache
def _written(name: str) -> bytes:
    zone = Timezone()
    zone.add("tzid", name)
    onsets: dict[tuple[Clock, Clock], list[dt.datetime]] = defaultdict(list)
    for at, before, after in clock_changes(ZoneInfo(name)):
        onsets[before, after].append((at + before.offset).replace(tzinfo=None))
    for (before, after), starts in onsets.items():
        part = TimezoneDaylight() if after.is_summer else TimezoneStandard()
        part.TZOFFSETFROM, part.TZOFFSETTO, part.DTSTART = before.offset, after.offset, starts[0]
        part.add("tzname", after.name)
        if starts[1:]:
            part.add("rdate", starts[1:])
        zone.add_component(part)
    return bytes(zone.to_ical())


def clock_changes(zone: ZoneInfo) -> Iterator[tuple[dt.datetime, Clock, Clock]]:
    """The instants at which clocks change, and how they stood and stand. The first day is one of them."""
    at = dt.datetime.combine(FIRST, dt.time(), tzinfo=dt.UTC)
    last = dt.datetime.combine(LAST, dt.time(), tzinfo=dt.UTC)
    stands = _clock(zone, at)
    yield at, stands, stands
    while at < last:
        following = _clock(zone, at + STEP)
        if following != stands:
            yield _first_instant(zone, at, at + STEP, stands), stands, following
        at, stands = at + STEP, following


def _first_instant(zone: ZoneInfo, before: dt.datetime, after: dt.datetime, stood: Clock) -> dt.datetime:
    """The second at which clocks stand differently, which lies between the two."""
    while after - before > SECOND:
        middle = before + (after - before) // 2 // SECOND * SECOND
        if _clock(zone, middle) == stood:
            before = middle
        else:
            after = middle
    return after


def _clock(zone: ZoneInfo, at: dt.datetime) -> Clock:
    local = at.astimezone(zone)
    offset = local.utcoffset() or dt.timedelta()
    return Clock(offset=offset, is_summer=bool(local.dst()), name=local.tzname() or "")
