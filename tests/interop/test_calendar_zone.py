"""The rules of every time zone in a calendar, read as the standard says and by a reader none of ours."""

import datetime as dt
import io
from bisect import bisect_right
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil import rrule
from dateutil.tz import tzical
from icalendar import Calendar, Component

from loadshare.interop.calendar import BreakTimes, Feed, Session, write_calendar
from loadshare.interop.calendar_zone import zone_rules

ZONES = sorted(available_timezones())
FIRST = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
HOUR, DAY, DAYS = dt.timedelta(hours=1), dt.timedelta(days=1), 3 * 366
GRID = [FIRST + n * 12 * HOUR for n in range(2 * DAYS)]
"""Three years, the leap year of 2028 among them."""
ODD = (
    "Africa/Casablanca", "Africa/Cairo", "America/Asuncion", "America/Havana", "America/Nuuk",
    "America/Santiago", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Europe/Dublin", "Europe/London", "Pacific/Auckland", "Pacific/Chatham",
)  # fmt: skip
"""Short seasons, changes at midnight, half hours, winter time that counts as the exception."""
TIMES = (dt.time(0, 15), dt.time(2, 30), dt.time(23, 45))


def onsets(rules: Component) -> list[tuple[dt.datetime, dt.timedelta]]:
    """From when on which offset holds. An onset is said in the local time that ends with it."""
    found = []
    for part in rules.subcomponents:
        starts = [part["DTSTART"].dt]
        if "RDATE" in part:
            starts += [one.dt for one in part["RDATE"].dts]
        for start in starts:
            at = start.replace(tzinfo=dt.UTC) - part["TZOFFSETFROM"].td
            found.append((at, part["TZOFFSETTO"].td))
    return sorted(found)


def wrong_hours(zone: str) -> list[str]:
    """On a grid no change is missed on; hour by hour around the changes that are said."""
    said, info = onsets(zone_rules(zone)), ZoneInfo(zone)
    instants = [at for at, _ in said]
    near = [at + n * HOUR for at in instants for n in range(-14, 14) if FIRST <= at <= GRID[-1]]
    return [
        f"{zone} {at:%Y-%m-%d %H:%M}"
        for at in (*GRID, *near)
        if said[bisect_right(instants, at) - 1][1] != at.astimezone(info).utcoffset()
    ]


def test_no_zone_has_a_wrong_hour_in_three_years() -> None:
    assert len(ZONES) > 400
    wrong = [hours[0] for zone in ZONES if (hours := wrong_hours(zone))]
    assert wrong == []


@pytest.mark.parametrize("zone", ODD)
@pytest.mark.parametrize("time", TIMES)
def test_sessions_and_breaks_stand_on_their_day_for_another_reader(zone: str, time: dt.time) -> None:
    days = [FIRST.date() + n * DAY for n in range(730)]
    written = write_calendar(
        Feed(
            name="x",
            key="k",
            zone=zone,
            changed=FIRST,
            sessions=tuple(Session(on=day, minutes=5, title="x") for day in days_of_change(zone, days)),
            session_at=time,
            breaks=BreakTimes(days=frozenset(range(7)), times=(time,), minutes=1, title="x", first=days[0]),
        )
    )
    read = tzical(io.StringIO(rules_alone(written))).get(zone)
    events = Calendar.from_ical(written).walk("VEVENT")
    (repeated,) = (event for event in events if "RRULE" in event)
    start = repeated["DTSTART"].dt.replace(tzinfo=read)
    rule = rrule.rrulestr(repeated["RRULE"].to_ical().decode(), dtstart=start)
    breaks = {at.date(): instant(at) for at in rule.between(start, start + 731 * DAY, inc=True)}
    sessions = [event["DTSTART"].dt.replace(tzinfo=read) for event in events if "RRULE" not in event]
    wanted = {day: dt.datetime.combine(day, time, tzinfo=ZoneInfo(zone)) for day in days}
    plain = {day for day, at in wanted.items() if is_shown_once(at)}
    assert len(plain) >= len(days) - 5
    assert [day for day in plain if breaks[day] != instant(wanted[day])] == []
    assert [at for at in sessions if at.date() in plain and instant(at) != instant(wanted[at.date()])] == []
    assert {at.date() for at in sessions} == set(days_of_change(zone, days))


def days_of_change(zone: str, days: list[dt.date]) -> list[dt.date]:
    """The first day, and those around every change of the clocks."""
    offsets = [dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(zone)).utcoffset() for day in days]
    changed = {n for n in range(1, len(days)) if offsets[n] != offsets[n - 1]}
    return [days[n] for n in range(len(days)) if n == 0 or changed & {n - 2, n - 1, n, n + 1}]


def rules_alone(written: bytes) -> str:
    text = written.decode()
    start, end = text.index("BEGIN:VTIMEZONE"), text.index("END:VTIMEZONE")
    return f"BEGIN:VCALENDAR\r\n{text[start:end]}END:VTIMEZONE\r\nEND:VCALENDAR\r\n"


def instant(at: dt.datetime) -> dt.datetime:
    return at.astimezone(dt.UTC)


def is_shown_once(at: dt.datetime) -> bool:
    """Whether clocks show this time on that day, and only once."""
    back = instant(at).astimezone(at.tzinfo).replace(tzinfo=None)
    return back == at.replace(tzinfo=None) and at.utcoffset() == at.replace(fold=1).utcoffset()
