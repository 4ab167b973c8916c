"""A session on another day, and shorter or longer once: from the pages."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from loadshare.server.programme import planning
from loadshare.server.session.offer import read_offer
from tests.server.cast import Visitor


def _offered(page: str) -> list[str]:
    offer = read_offer(re.findall(r'name="offer" value="([^"]+)"', page)[0])
    assert offer is not None
    return [item.exercise for item in offer.items]


def test_a_session_moves_to_a_day_that_the_page_offers(guest: Visitor) -> None:
    stored = guest.with_programme(days_per_week=3)
    today = timezone.localdate()
    assert 'href="/programme/days/"' in guest.get("/today/").content.decode()
    page = guest.get("/programme/days/").content.decode()
    assert f'value="{today + dt.timedelta(days=1)}"' in page
    answer = guest.post(
        "/programme/days/", {"on": str(today), "to": str(today + dt.timedelta(days=1))}, follow=True
    )
    assert "Moved. Your session is on" in answer.content.decode()
    before = planning.programme_of(stored)
    stored.refresh_from_db()
    now = planning.programme_of(stored)
    assert now.session(today) == ()
    assert now.session(today + dt.timedelta(days=1)) == before.session(today)
    assert "A rest day" in guest.get("/today/").content.decode()


@pytest.mark.parametrize(("on", "to"), [("", ""), ("nonsense", "2026-13-40"), ("2020-01-01", "2020-01-02")])
def test_a_day_that_is_not_offered_is_said(guest: Visitor, on: str, to: str) -> None:
    stored = guest.with_programme()
    before = stored.content
    answer = guest.post("/programme/days/", {"on": on, "to": to}, follow=True)
    assert "one of the days shown" in answer.content.decode()
    stored.refresh_from_db()
    assert stored.content == before


def test_a_moved_week_goes_with_a_copy(alice: Visitor, bob: Visitor) -> None:
    stored = alice.with_programme(days_per_week=3)
    today = timezone.localdate()
    alice.post("/programme/days/", {"on": str(today), "to": str(today + dt.timedelta(days=1))})
    stored.refresh_from_db()
    copy = SimpleUploadedFile("copy.zip", alice.post("/data/take/").content)
    alice.person.delete()
    assert bob.post("/data/bring/", {"copy": copy})["Location"] == "/data/"
    assert bob.person.programmes.get(is_current=True).content["order"] == stored.content["order"]


@pytest.mark.parametrize("length", ["short", "long"])
def test_today_offers_another_length_and_the_session_has_it(guest: Visitor, length: str) -> None:
    guest.with_programme()
    assert f'href="/session/?length={length}"' in guest.get("/today/").content.decode()
    whole = _offered(guest.get("/session/").content.decode())
    other = _offered(guest.get(f"/session/?length={length}").content.decode())
    assert set(other) < set(whole) if length == "short" else set(other) > set(whole)


def test_a_shorter_session_is_kept_as_it_was_and_moves_nothing_else(guest: Visitor) -> None:
    stored = guest.with_programme()
    before = planning.programme_of(stored).items
    page = guest.get("/session/?length=short").content.decode()
    guest.post(
        "/session/?length=short",
        {
            "offer": re.findall(r'name="offer" value="([^"]+)"', page)[0],
            "client_id": re.findall(r'name="client_id" value="([^"]+)"', page)[0],
            "pain_after": "1",
            "effort": "4",
        },
    )
    kept = guest.person.sessions.get()
    assert [item.exercise for item in kept.items.all()] == _offered(page)
    stored.refresh_from_db()
    assert planning.programme_of(stored).items == before


def test_a_length_that_is_none_is_today_as_it_is(guest: Visitor) -> None:
    guest.with_programme()
    assert _offered(guest.get("/session/?length=endless").content.decode()) == _offered(
        guest.get("/session/").content.decode()
    )
