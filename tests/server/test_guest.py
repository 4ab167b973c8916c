"""Looking creates nothing; the first answer makes a guest; a guest who stays away is deleted."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from loadshare.server.audit.models import AuditEvent
from loadshare.server.selfcare.expiry import expire_guests
from loadshare.server.selfcare.models import Check, Person
from tests.server.cast import Visitor

OPEN = ["/", "/help/", "/evidence/", "/purpose/", "/data/", "/moves/glute-bridge/", "/account/sign-in/"]


@pytest.mark.parametrize("address", OPEN)
def test_looking_creates_nothing(guest: Visitor, address: str) -> None:
    response = guest.get(address)
    assert response.status_code == 200
    assert "loadshare" not in response.cookies
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "address", ["/check/", "/check/1/", "/result/", "/result/ideas/", "/programme/", "/today/", "/session/"]
)
def test_own_pages_lead_a_stranger_to_the_start(guest: Visitor, address: str) -> None:
    response = guest.get(address)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert not Person.objects.exists()


def test_starting_makes_a_guest_once(guest: Visitor) -> None:
    guest.start()
    guest.post("/check/")
    assert Person.objects.count() == 1
    assert Check.objects.count() == 1
    assert AuditEvent.objects.filter(event="guest-started").count() == 1


def test_a_forged_session_value_is_no_guest(guest: Visitor) -> None:
    guest.start()
    session = guest.client.session
    session["person"] = "not-a-uuid"
    session.save()
    assert guest.get("/check/1/")["Location"] == "/"


def test_a_guest_who_stays_away_is_deleted_with_everything(guest: Visitor) -> None:
    guest.with_programme()
    today = timezone.localdate()
    assert expire_guests(today=today + dt.timedelta(days=90), days=90) == 0
    assert expire_guests(today=today + dt.timedelta(days=91), days=90) == 1
    assert not Person.objects.exists()
    assert not Check.objects.exists()
    assert AuditEvent.objects.filter(event="guest-expired").count() == 1


def test_accounts_do_not_expire(alice: Visitor) -> None:
    assert expire_guests(today=timezone.localdate() + dt.timedelta(days=900), days=90) == 0
    assert alice.person.user is not None


def test_the_command_runs(guest: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    guest.start()
    call_command("expire_guests")
    assert capsys.readouterr().out == "Guests deleted: 0\n"
    Person.objects.update(seen_on=dt.date(2000, 1, 1))
    call_command("expire_guests", verbosity=0)
    assert not Person.objects.exists()


def test_coming_back_is_noticed_once_a_day(guest: Visitor) -> None:
    guest.start()
    Person.objects.update(seen_on=dt.date(2000, 1, 1))
    guest.get("/check/1/")
    assert guest.person.seen_on == timezone.localdate()
