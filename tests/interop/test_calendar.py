"""The calendar as a file: right times, steady names, the same bytes for the same values."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from loadshare.interop.calendar import BreakTimes, Feed, Session, break_times, write_calendar

CHANGED = dt.datetime(2026, 11, 22, 10, 30, 15, 999, tzinfo=dt.UTC)
SESSIONS = (
    Session(on=dt.date(2026, 11, 25), minutes=12, title="Session, 12 minutes"),
    Session(on=dt.date(2026, 11, 23), minutes=15, title="Session, 15 minutes"),
)
BREAKS = BreakTimes(
    days=frozenset({0, 2, 4}),
    times=(dt.time(8, 40), dt.time(9, 22)),
    minutes=2,
    title="Short break",
    first=dt.date(2026, 11, 24),
)


def feed(**changes: object) -> Feed:
    values = {
        "name": "Loadshare",
        "key": "k1",
        "zone": "Europe/London",
        "changed": CHANGED,
        "sessions": SESSIONS,
    }
    return Feed(**{**values, **changes})  # type: ignore[arg-type]


def events(written: bytes) -> list[dict[str, object]]:
    calendar = Calendar.from_ical(written)
    return [dict(event) for event in calendar.walk("VEVENT")]


def test_sessions_are_whole_days_unless_a_time_is_said() -> None:
    first, second = events(write_calendar(feed()))
    assert first["DTSTART"].dt == dt.date(2026, 11, 23)  # type: ignore[attr-defined]
    assert first["DTEND"].dt == dt.date(2026, 11, 24)  # type: ignore[attr-defined]
    assert str(second["SUMMARY"]) == "Session, 12 minutes"
    assert b"VALARM" not in write_calendar(feed())
    assert b"VTIMEZONE" not in write_calendar(feed())


@pytest.mark.parametrize(
    "zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
)
def test_times_are_those_of_the_persons_clock_on_both_sides_of_a_clock_change(zone: str) -> None:
    days = (dt.date(2027, 3, 1), dt.date(2027, 7, 1), dt.date(2027, 12, 1))
    sessions = tuple(Session(on=day, minutes=15, title="Session") for day in days)
    written = write_calendar(feed(zone=zone, sessions=sessions, session_at=dt.time(18, 30)))
    starts = [event["DTSTART"].dt for event in events(written)]  # type: ignore[attr-defined]
    assert [start.astimezone(dt.UTC) for start in starts] == [
        dt.datetime.combine(day, dt.time(18, 30), tzinfo=ZoneInfo(zone)).astimezone(dt.UTC) for day in days
    ]
    assert f"TZID:{zone}".encode() in written
    offsets = {start.utcoffset() for start in starts}
    assert len(offsets) == (1 if zone == "Asia/Kathmandu" else 2)


def test_breaks_come_each_working_day_with_an_alarm_and_leave_the_person_free() -> None:
    written = write_calendar(feed(sessions=(), breaks=BREAKS))
    first, second = events(written)
    assert first["DTSTART"].dt == dt.datetime(2026, 11, 25, 8, 40, tzinfo=ZoneInfo("Europe/London"))  # type: ignore[attr-defined]
    assert first["RRULE"]["BYDAY"] == ["MO", "WE", "FR"]  # type: ignore[index]
    assert str(second["TRANSP"]) == "TRANSPARENT"
    assert written.count(b"BEGIN:VALARM") == 2


def test_the_same_values_give_the_same_bytes_and_names_stay_when_values_change() -> None:
    assert write_calendar(feed(breaks=BREAKS)) == write_calendar(feed(breaks=BREAKS))
    longer = tuple(Session(on=one.on, minutes=40, title="Session, 40 minutes") for one in SESSIONS)
    later = feed(sessions=longer, changed=CHANGED + dt.timedelta(hours=1))
    before, after = events(write_calendar(feed())), events(write_calendar(later))
    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert {event["DTSTAMP"].dt for event in after} == {dt.datetime(2026, 11, 22, 11, 30, 15, tzinfo=dt.UTC)}  # type: ignore[attr-defined]


def test_two_calendars_share_no_name() -> None:
    names = [{event["UID"] for event in events(write_calendar(feed(key=key, breaks=BREAKS)))} for key in "ab"]
    assert len(names[0]) == 4
    assert names[0] & names[1] == set()


def test_an_empty_calendar_is_a_calendar() -> None:
    written = write_calendar(feed(sessions=()))
    assert events(written) == []
    assert written.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in written
    assert b"X-PUBLISHED-TTL:PT6H" in written


@given(start=st.times(), end=st.times(), every_minutes=st.integers(20, 90), minutes=st.integers(1, 3))
def test_breaks_of_a_day_stand_apart_and_inside_it(
    start: dt.time, end: dt.time, every_minutes: int, minutes: int
) -> None:
    def minute(time: dt.time) -> int:
        return time.hour * 60 + time.minute

    times = break_times(day_start=start, day_end=end, every_minutes=every_minutes, minutes=minutes)
    places = [minute(start), *map(minute, times)]
    gaps = [after - before for before, after in pairwise(places)]
    assert all(gap >= every_minutes for gap in gaps)
    if times:
        assert places[-1] + minutes <= (minute(end) if end > start else 24 * 60)


@given(
    titles=st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"))), max_size=4),
    zone=st.sampled_from(("Europe/Berlin", "Pacific/Apia", "UTC")),
)
def test_any_words_come_out_as_they_went_in(titles: list[str], zone: str) -> None:
    day = dt.date(2026, 11, 23)
    sessions = tuple(
        Session(on=day + dt.timedelta(days=place), minutes=5, title=title)
        for place, title in enumerate(titles)
    )
    written = write_calendar(feed(sessions=sessions, zone=zone, session_at=dt.time(7)))
    assert [str(event["SUMMARY"]) for event in events(written)] == titles
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
