"""Levels E, S and D: one screen, the right number, a lock that only "I was checked" lifts."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.utils import timezone

from loadshare.interop.country import COUNTRIES
from loadshare.server.records.models import SafetyLock
from tests.server.cast import Visitor, number_of


def test_an_emergency_stops_the_check_at_once(guest: Visitor) -> None:
    guest.start()
    response = guest.post(f"/check/{number_of('emergency-nerves')}/", {"saddle-numbness": "yes"})
    assert response["Location"] == "/result/"
    page = guest.get("/result/").content.decode()
    assert 'href="tel:999"' in page
    assert "cauda equina" in page
    assert guest.get("/check/2/")["Location"] == "/"


@pytest.mark.parametrize(("code", "number"), [("US", "911"), ("AU", "000"), ("EU", "112")])
def test_the_number_is_that_of_the_country(
    guest: Visitor, code: str, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "COUNTRY", COUNTRIES[code])
    guest.with_emergency()
    page = guest.get("/result/").content.decode()
    assert f'href="tel:{number}"' in page
    # What stands between the marks: names and keys in them are made by chance, of digits too.
    assert "999" not in re.sub(r"<[^>]*>", " ", page)
    assert "tel:999" not in page
    assert "A&amp;E" not in page


@pytest.mark.parametrize("address", ["/programme/", "/session/", "/session/gentle/", "/today/"])
def test_everything_to_do_is_closed_meanwhile(guest: Visitor, address: str) -> None:
    guest.with_programme()
    guest.client.post("/check/")
    guest.post(f"/check/{number_of('emergency-nerves')}/", {"saddle-numbness": "yes"})
    page = guest.get(address).content.decode()
    assert "closed for now" in page
    assert "data-player" not in page


def test_no_programme_is_built(guest: Visitor) -> None:
    guest.with_emergency()
    assert guest.post("/programme/build/")["Location"] == "/result/"
    assert not guest.person.programmes.exists()


def test_ideas_are_not_shown(guest: Visitor) -> None:
    guest.with_emergency()
    assert guest.get("/result/ideas/")["Location"] == "/result/"


@pytest.mark.parametrize("days", [1, -3])
def test_the_day_must_lie_between_the_check_and_today(guest: Visitor, days: int) -> None:
    guest.with_emergency()
    day = timezone.localdate() + dt.timedelta(days=days)
    page = guest.post("/result/checked/", {"checked_on": day.isoformat()}).content.decode()
    assert 'role="alert"' in page
    assert SafetyLock.objects.get().checked_on is None


@pytest.mark.parametrize("given", ["", "yesterday"])
def test_a_day_is_needed(guest: Visitor, given: str) -> None:
    guest.with_emergency()
    assert 'role="alert"' in guest.post("/result/checked/", {"checked_on": given}).content.decode()


def test_i_was_checked_opens_a_new_check_not_the_programme(guest: Visitor) -> None:
    guest.with_programme()
    guest.client.post("/check/")
    guest.post(f"/check/{number_of('emergency-nerves')}/", {"saddle-numbness": "yes"})
    today = timezone.localdate().isoformat()
    assert guest.post("/result/checked/", {"checked_on": today}).status_code == 302
    assert SafetyLock.objects.get().checked_on == timezone.localdate()
    assert "You were checked" in guest.get("/programme/").content.decode()
    guest.with_check()
    assert "Week 1 of 6" in guest.get("/programme/").content.decode()


def test_an_old_and_steady_sign_can_be_cleared_up(guest: Visitor) -> None:
    run = guest.with_emergency()
    assert "I have had this for a long time" in guest.get("/result/").content.decode()
    response = guest.post("/result/clarify/", {"nerve-symptoms-when": "long-and-steady"})
    assert response["Location"] == "/check/"
    run.refresh_from_db()
    assert run.finished_at is None
    assert not SafetyLock.objects.exists()


def test_a_new_sign_stays_an_emergency(guest: Visitor) -> None:
    run = guest.with_emergency()
    assert (
        guest.post("/result/clarify/", {"nerve-symptoms-when": "under-two-weeks"})["Location"] == "/result/"
    )
    run.refresh_from_db()
    assert run.level == "E"
    assert SafetyLock.objects.filter(checked_on=None).count() == 1


def test_the_same_day_has_its_own_number_and_lock(guest: Visitor) -> None:
    guest.with_check(legs_both_new="yes")
    page = guest.get("/result/").content.decode()
    assert "Please be seen today" in page
    assert 'href="tel:111"' in page
    assert SafetyLock.objects.get().level == "S"


def test_under_eighteen_there_is_no_programme(guest: Visitor) -> None:
    guest.with_check(age=16)
    page = guest.get("/result/").content.decode()
    assert "Please see somebody within" in page
    assert "Go on, with care" not in page
    refused = guest.post("/programme/build/").content.decode()
    assert "No programme yet" in refused
    assert not guest.person.programmes.exists()


def test_thoughts_of_self_harm_offer_somebody_to_talk_to(guest: Visitor) -> None:
    guest.with_check(dark_thoughts="thoughts")
    page = guest.get("/result/").content.decode()
    assert 'href="tel:116123"' in page
    assert "call 999 now" in page


def test_the_help_page_is_for_everybody(guest: Visitor) -> None:
    page = guest.get("/help/").content.decode()
    assert 'href="tel:999"' in page
    assert "numbness around the genitals" in page
