"""The private calendar: whoever knows the address may read it, nobody else, and not after it ended."""

import datetime as dt
import re

import pytest
from django.test import Client
from icalendar import Calendar

from loadshare.server.audit.models import AuditEvent
from loadshare.server.breaks.models import CalendarFeed
from tests.server.breaks.test_breaks import MINUTE, MONDAY, SETTINGS
from tests.server.cast import SADDLE, Visitor, number_of
from tests.server.front.test_pages import NEVER
from tests.support.clock import Clock

HEALTH = (*NEVER, "back", "hip", "pain", "glute", "exercise")
pytestmark = pytest.mark.stands_at(MONDAY)


@pytest.fixture
def owner(guest: Visitor) -> Visitor:
    guest.with_programme()
    return guest


def make(visitor: Visitor, **choices: str) -> str:
    """Make a calendar; the path of its address as the page shows it once."""
    assert visitor.post("/breaks/calendar/", choices)["Location"] == "/breaks/"
    page = visitor.get("/breaks/").content.decode()
    found = re.search(r'value="http://testserver(/calendar/[^"]+\.ics)"', page)
    assert found is not None
    return found[1]


def titles(content: bytes) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(content).walk("VEVENT")]


def test_it_works_without_a_cookie_and_holds_the_week(owner: Visitor) -> None:
    address = make(owner, with_breaks="on")
    stranger = Client()
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert not answer.cookies
    found = titles(answer.content)
    days = sum(bool(day["items"]) for day in owner.person.programmes.get().content["days"])
    assert sum(title.startswith("Session") for title in found) == days > 0
    assert sum(title == "Short break" for title in found) > 5


def test_nothing_in_it_speaks_of_health_unless_that_was_asked_for(owner: Visitor) -> None:
    quiet = Client().get(make(owner, with_breaks="on")).content.decode().lower()
    assert [word for word in HEALTH if word in quiet] == []
    told = Client().get(make(owner, with_breaks="on", says_what="on")).content.decode()
    assert "Back and hips" in told


def test_it_is_kept_from_search_and_shared_caches(owner: Visitor) -> None:
    answer = Client().get(make(owner))
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_second_look_is_told_that_nothing_is_new(owner: Visitor, clock: Clock) -> None:
    address = make(owner, with_breaks="on", session_at="18:00")
    first = Client().get(address)
    clock.shift(3 * 60 * MINUTE)
    owner.post("/breaks/say/", {"kind": "back"})
    again = Client().get(address, headers={"If-None-Match": f'W/"other", {first["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    owner.post("/breaks/", {**SETTINGS, "days": ["1"]})
    changed = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert b"BYDAY=TU" in changed.content
    assert _names(first.content) & _names(changed.content)


def _names(content: bytes) -> set[str]:
    return {str(event["UID"]) for event in Calendar.from_ical(content).walk("VEVENT")}


@pytest.mark.parametrize("token", ["x", "0" * 43, "%27", "..%2f"])
def test_another_address_is_not_found(owner: Visitor, token: str) -> None:
    make(owner)
    assert Client().get(f"/calendar/{token}.ics").status_code == 404


def test_a_new_address_ends_the_old_one(owner: Visitor) -> None:
    old, new = make(owner), make(owner)
    assert old != new
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    assert CalendarFeed.objects.count() == 1


def test_an_ended_calendar_leads_nowhere(owner: Visitor) -> None:
    address = make(owner)
    owner.post("/breaks/calendar/end/")
    assert Client().get(address).status_code == 404
    kinds = list(AuditEvent.objects.order_by("id").values_list("event", flat=True))
    assert kinds[-2:] == ["calendar-made", "calendar-ended"]


def test_the_address_is_shown_once_and_only_its_hash_is_kept(owner: Visitor) -> None:
    address = make(owner)
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 40
    assert token not in owner.get("/breaks/").content.decode()
    assert token not in str(CalendarFeed.objects.values())
    assert "calendar-address" not in owner.client.session


def test_choices_are_changed_without_a_new_address(owner: Visitor) -> None:
    address = make(owner, with_breaks="on")
    owner.post("/breaks/calendar/", {"keep": "yes", "session_at": "07:30"})
    content = Client().get(address).content
    assert b"T073000" in content
    assert "Short break" not in titles(content)
    owner.post("/breaks/calendar/", {"session_at": "half past"})
    assert Client().get(address).content == content


def test_while_somebody_should_look_first_it_is_empty_and_comes_back(owner: Visitor, clock: Clock) -> None:
    address = make(owner, with_breaks="on")
    clock.shift(MINUTE)
    owner.start()
    owner.post(f"/check/{number_of('emergency-nerves')}/", SADDLE)
    assert titles(Client().get(address).content) == []


def test_it_ends_with_the_person(owner: Visitor) -> None:
    address = make(owner)
    owner.post("/data/delete/")
    assert Client().get(address).status_code == 404


def test_breaks_that_are_off_are_not_in_it(owner: Visitor) -> None:
    address = make(owner, with_breaks="on")
    owner.post("/breaks/pause/", {"until": "off"})
    assert "Short break" not in titles(Client().get(address).content)


def test_a_guests_calendar_goes_on_after_the_plan_is_kept(owner: Visitor) -> None:
    address = make(owner)
    owner.name = "dora"
    owner.keeps_plan()
    assert Client().get(address).status_code == 200


@pytest.mark.stands_at(dt.datetime(2026, 11, 23, 19, tzinfo=dt.UTC))  # Monday evening in London
@pytest.mark.parametrize(("zone", "first"), [("Pacific/Auckland", 24), ("America/Los_Angeles", 23)])
def test_breaks_begin_on_the_day_it_is_where_the_person_lives(owner: Visitor, zone: str, first: int) -> None:
    owner.post("/breaks/", {**SETTINGS, "days": ["0", "1", "2"], "zone": zone})
    written = Calendar.from_ical(Client().get(make(owner, with_breaks="on")).content)
    starts = {event["DTSTART"].dt.date() for event in written.walk("VEVENT") if "RRULE" in event}
    assert starts == {dt.date(2026, 11, first)}


def test_reading_it_asks_little_of_the_database(owner: Visitor) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = make(owner, with_breaks="on")
    with CaptureQueriesContext(connection) as asked:
        Client().get(address)
    assert len(asked) <= 9
