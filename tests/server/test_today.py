"""Today: one next thing, pain in one tap, and how the morning after was."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone

from loadshare.server.selfcare.models import PainEntry, SessionLog
from tests.server.cast import Visitor


def test_it_offers_the_session(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.get("/today/").content.decode()
    assert "Start the session" in page
    assert "Keep my plan" in page


def test_pain_is_one_tap_and_a_second_corrects_it(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/today/pain/", {"pain": "4"})
    guest.post("/today/pain/", {"pain": "3"})
    assert PainEntry.objects.get().pain == 3
    assert "Pain today: 3 of 10" in guest.get("/today/").content.decode()


@pytest.mark.parametrize("value", ["", "11", "-1", "four", "²"])
def test_other_values_are_refused(guest: Visitor, value: str) -> None:
    guest.with_programme()
    assert guest.post("/today/pain/", {"pain": value}).status_code == 400
    assert not PainEntry.objects.exists()


def test_after_the_session_it_says_what_comes_next(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    assert "Done for today" in guest.get("/today/").content.decode()


@pytest.mark.parametrize(("answer", "kept"), [("yes", True), ("no", False), ("maybe", None)])
def test_the_next_day_asks_how_the_morning_was(guest: Visitor, answer: str, kept: bool | None) -> None:
    guest.with_programme()
    guest.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    assert "by the next morning" not in guest.get("/today/").content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        assert "by the next morning" in guest.get("/today/").content.decode()
        guest.post("/today/settled/", {"settled": answer})
    assert SessionLog.objects.get().settled is kept
