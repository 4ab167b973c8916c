"""Tokens of a person's own: made with a fresh sign-in, shown once, kept as a hash, ended in one press."""

import datetime as dt
import re
import time

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from loadshare.server.audit.models import AuditEvent
from loadshare.server.tokens.making import MOST_TOKENS, READS, WRONG
from loadshare.server.tokens.models import OwnToken
from tests.server.cast import Visitor
from tests.support.clock import later

NEW = "/account/devices/programs/new/"
GOOD = {"name": "My diary", "parts": ["course"], "days": "30"}


def make(visitor: Visitor, **changes: object) -> str:
    page = visitor.post(NEW, {**GOOD, **changes}).content.decode()
    found = re.search(r'id="token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def read(visitor: Visitor, token: str, address: str = "/fhir/R4/Observation") -> int:
    del visitor
    return Visitor().client.get(address, headers={"Authorization": f"Bearer {token}"}).status_code


def test_it_is_shown_once_and_only_its_hash_is_kept(alice: Visitor) -> None:
    token = make(alice)
    assert read(alice, token) == 200
    listed = alice.get("/account/devices/").content.decode()
    assert "My diary" in listed
    assert "How it goes" in listed
    assert token not in listed
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tokens_owntoken")
        assert token not in str(cursor.fetchall())


def test_stopping_ends_it_at_once_and_only_its_owner_can(alice: Visitor, bob: Visitor) -> None:
    token = make(alice)
    row = OwnToken.objects.get()
    assert bob.post(f"/account/devices/programs/{row.pk}/stop/").status_code == 404
    assert alice.get(f"/account/devices/programs/{row.pk}/stop/").status_code == 405
    assert read(alice, token) == 200
    assert alice.post(f"/account/devices/programs/{row.pk}/stop/")["Location"] == "/account/devices/"
    assert read(alice, token) == 401
    events = set(AuditEvent.objects.filter(person=alice.person.pk).values_list("event", flat=True))
    assert {"token-made", "token-used", "token-ended"} <= events


def test_it_ends_by_itself_and_a_clock_that_was_ahead_makes_none_that_holds(alice: Visitor) -> None:
    token = make(alice)
    with later(days=29):
        assert read(alice, token) == 200
    with later(days=31):
        assert read(alice, token) == 401
        assert "My diary" not in alice.get("/account/devices/").content.decode()
    OwnToken.objects.update(made_at=timezone.now() + dt.timedelta(days=2))
    assert read(alice, token) == 401


def test_whoever_makes_one_has_signed_in_a_moment_ago(alice: Visitor) -> None:
    session = alice.client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()
    assert alice.get(NEW)["Location"].startswith("/account/confirm/")
    alice.post(NEW, GOOD)
    assert not OwnToken.objects.exists()


def test_a_guest_and_a_stranger_make_none(guest: Visitor) -> None:
    guest.start()
    assert guest.post(NEW, GOOD).status_code == 302
    assert not OwnToken.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"name": "x" * 61}, {"parts": []}, {"parts": ["cruds"]}, {"days": "3650"}]
)
def test_what_is_wrong_is_said_and_makes_none(alice: Visitor, changes: dict[str, object]) -> None:
    answer = alice.post(NEW, {**GOOD, **changes})
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert not OwnToken.objects.exists()


def test_there_is_an_end_to_their_number(alice: Visitor) -> None:
    for number in range(MOST_TOKENS):
        make(alice, name=f"n{number}")
    assert alice.post(NEW, GOOD)["Location"] == "/account/devices/"
    assert OwnToken.objects.count() == MOST_TOKENS


def test_an_account_that_is_off_or_gone_reads_nothing(alice: Visitor, bob: Visitor) -> None:
    first, second = make(alice), make(bob)
    User.objects.filter(username="alice").update(is_active=False)
    assert read(alice, first) == 401
    bob.post("/data/delete/")
    assert read(bob, second) == 401
    assert OwnToken.objects.count() == 1


def test_guesses_and_floods_are_slowed_down(alice: Visitor) -> None:
    token = make(alice)
    wrong = [read(alice, f"loadshare_{n:040}") for n in range(WRONG.tries + 1)]
    assert wrong == [401] * WRONG.tries + [429]
    assert read(alice, token) == 200  # whoever guesses keeps nobody out
    object.__setattr__(READS, "tries", 3)
    try:
        many = [read(alice, token) for _ in range(4)]
    finally:
        object.__setattr__(READS, "tries", 120)
    assert many[-1] == 429


def test_reading_is_no_visit(alice: Visitor) -> None:
    """Else a program would keep an account that its person has left."""
    token = make(alice)
    alice.person.__class__.objects.update(days_away=12)
    read(alice, token)
    assert alice.person.days_away == 12
