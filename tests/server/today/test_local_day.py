"""The day is the one on the clock here, half the night another one than in Greenwich."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from loadshare.server.breaks.models import CalendarFeed
from loadshare.server.measure.offering import OfferState, offer_for
from loadshare.server.records.models import Person
from tests.server.breaks.test_breaks import SETTINGS
from tests.server.cast import Visitor
from tests.support.clock import Clock

ZONES = ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata", "Australia/Sydney", "Europe/London"]
HOURS = ["00:10", "12:00", "23:50"]
everywhere = pytest.mark.parametrize("zone", ZONES)
all_day = pytest.mark.parametrize("hour", HOURS)


def at(zone: str, day: str, hour: str) -> float:
    return dt.datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZoneInfo(zone)).timestamp()


def standing_of(person: Person, day: str) -> OfferState:
    return offer_for(person, today=dt.date.fromisoformat(day)).standing


@everywhere
@all_day
def test_strong_pain_in_a_check_of_today_counts_until_midnight_here(
    guest: Visitor, clock: Clock, settings: Any, zone: str, hour: str
) -> None:
    """Pain 8 just given was not seen in Sydney, where it was another day in Greenwich."""
    settings.TIME_ZONE = zone
    clock.move_to(at(zone, "2026-11-24", hour))
    guest.with_check(pain_now=8)
    assert standing_of(guest.person, "2026-11-24") is OfferState.TOO_SORE
    assert standing_of(guest.person, "2026-11-25") is OfferState.OPEN
    clock.move_to(at(zone, "2026-11-24", "23:59"))
    assert guest.get("/measure/").context["offer"].standing is OfferState.TOO_SORE
    clock.move_to(at(zone, "2026-11-25", "00:01"))
    assert guest.get("/measure/").context["offer"].standing is OfferState.OPEN


@everywhere
@all_day
def test_a_calendar_begins_on_the_day_it_is_made_there(
    guest: Visitor, clock: Clock, zone: str, hour: str
) -> None:
    clock.move_to(at(zone, "2026-11-24", hour))
    guest.with_programme()
    everyday = [str(day) for day in range(7)]
    guest.post("/breaks/", {**SETTINGS, "days": everyday, "zone": zone})
    guest.post("/breaks/calendar/", {"with_breaks": "on"})
    address = guest.client.session["calendar-address"]
    events = Calendar.from_ical(Client().get(address).content).walk("VEVENT")
    breaks = [event["DTSTART"].dt for event in events if "RRULE" in event]
    assert CalendarFeed.objects.count() == 1
    assert breaks
    assert {start.date() for start in breaks} == {dt.date(2026, 11, 24)}


@everywhere
@all_day
def test_what_is_done_today_is_of_today(
    guest: Visitor, clock: Clock, settings: Any, zone: str, hour: str
) -> None:
    settings.TIME_ZONE = zone
    clock.move_to(at(zone, "2026-11-24", hour))
    guest.with_programme()
    guest.post("/today/pain/", {"pain": "4"})
    assert guest.person.pain_entries.get().on == dt.date(2026, 11, 24)
    assert guest.person.programmes.get().starts == dt.date(2026, 11, 24)
    page = guest.get("/today/").content.decode()
    assert "Tuesday 24 November" in page
    assert 'aria-pressed="true"><span class="number">4</span>' in page
