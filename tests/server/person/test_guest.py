"""Looking creates nothing; the first answer makes a guest; a guest who stays away is deleted."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from loadshare.server.accounts import expiry
from loadshare.server.accounts.expiry import Expired, expire_people
from loadshare.server.accounts.models import KeptSession
from loadshare.server.audit.models import AuditEvent
from loadshare.server.records.models import Check, Person
from tests.server.cast import Visitor
from tests.support.clock import later

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


def expired(*, after: int, guest_days: int = 90, account_days: int = 730) -> Expired:
    """What goes on the last of so many days, on each of which the installation ran."""
    today, gone = timezone.localdate(), Expired(guests=0, accounts=0)
    for day in range(after + 1):
        assert gone == Expired(guests=0, accounts=0), "nobody goes before that"
        gone = expire_people(
            today=today + dt.timedelta(days=day), guest_days=guest_days, account_days=account_days
        )
    return gone


def test_a_guest_who_stays_away_is_deleted_with_everything(guest: Visitor) -> None:
    guest.with_programme()
    assert expired(after=91) == Expired(guests=1, accounts=0)
    assert not Person.objects.exists()
    assert not Check.objects.exists()
    assert AuditEvent.objects.filter(event="guest-expired").exclude(receipt="").count() == 1


def test_an_account_stays_longer(alice: Visitor) -> None:
    alice.with_programme()
    assert expired(after=731) == Expired(guests=0, accounts=1)
    assert not User.objects.exists()
    assert not Check.objects.exists()
    assert AuditEvent.objects.filter(event="account-expired").count() == 1


def test_who_comes_back_while_others_are_deleted_stays(
    db: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(2):
        Visitor().start()
    delete = expiry.delete_everything

    def somebody_comes_back(person: Person, **how: Any) -> object:
        Person.objects.exclude(pk=person.pk).update(days_away=0)
        return delete(person, **how)

    monkeypatch.setattr(expiry, "delete_everything", somebody_comes_back)
    assert expired(after=91) == Expired(guests=1, accounts=0)
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_several_servers_count_a_day_and_delete_each_once() -> None:
    today = timezone.localdate()
    expire_people(today=today, guest_days=90, account_days=730)
    for _ in range(6):
        Visitor().start()
    Person.objects.update(days_away=90)
    Visitor().start()
    ready, counts = threading.Barrier(3), []

    def run() -> None:
        ready.wait()
        gone = expire_people(today=today + dt.timedelta(days=1), guest_days=90, account_days=730)
        counts.append(gone.guests)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(counts), sum(counts)) == (3, 6)
    assert AuditEvent.objects.filter(event="guest-expired").count() == 6
    assert Person.objects.get().days_away == 1


def test_no_days_means_never(alice: Visitor, guest: Visitor) -> None:
    guest.start()
    Person.objects.update(days_away=9000)
    assert expired(after=1, guest_days=0, account_days=0) == Expired(guests=0, accounts=0)
    assert alice.person.user is not None


def test_the_command_runs(guest: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    guest.start()
    call_command("expire_people")
    assert capsys.readouterr().out == "Guests deleted: 0\nAccounts deleted: 0\n"
    Person.objects.update(days_away=91)
    call_command("expire_people", verbosity=0)
    assert not Person.objects.exists()


@pytest.mark.parametrize("years", [1, 3, 900])
def test_a_clock_that_jumps_deletes_nobody_and_ends_no_visit(guest: Visitor, years: int) -> None:
    """Also not where it jumps there and back every day for a month."""
    guest.with_programme()
    call_command("expire_people", verbosity=0)
    for day in range(30):
        for shift in (dt.timedelta(days=day), dt.timedelta(days=day + 365 * years), dt.timedelta(days=-400)):
            with later(shift):
                call_command("expire_people", verbosity=0)
    assert guest.person.days_away <= 60
    assert guest.get("/today/").status_code == 200
    assert guest.person.days_away == 0


def test_a_visit_lasts_until_it_was_left_unused_for_days_that_passed(guest: Visitor) -> None:
    guest.start()
    key = guest.client.session.session_key
    today = timezone.localdate()
    for day in range(90):
        expire_people(today=today + dt.timedelta(days=day), guest_days=0, account_days=0)
    assert KeptSession.objects.get().days_unused == 89
    answer = guest.get("/check/1/")
    assert answer.cookies["loadshare"].value == key, "the cookie is sent again, so that it lasts as long"
    assert KeptSession.objects.get().days_unused == 0
    assert "loadshare" not in guest.get("/check/1/").cookies
    KeptSession.objects.update(days_unused=91)
    call_command("clearsessions")
    assert guest.get("/check/1/")["Location"] == "/"


@pytest.mark.parametrize(("away", "told"), [(59, False), (60, True), (89, True)])
def test_who_comes_back_shortly_before_it_would_be_deleted_is_told(
    guest: Visitor, away: int, told: bool
) -> None:
    guest.start()
    Person.objects.update(days_away=away)
    page = guest.get("/data/").content.decode()
    assert ("after 90 days away, everything here is deleted" in page) is told
    assert "after 90 days away, everything here" not in guest.get("/data/").content.decode()


def test_coming_back_is_noticed_once_a_day(guest: Visitor) -> None:
    guest.start()
    for on in (dt.date(2000, 1, 1), dt.date(2100, 1, 1)):
        Person.objects.update(seen_on=on, days_away=3)
        guest.get("/check/1/")
        assert (guest.person.seen_on, guest.person.days_away) == (timezone.localdate(), 0)
