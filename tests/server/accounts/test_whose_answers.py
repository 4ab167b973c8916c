"""Answers from before somebody signed in: asked about, never moved or dropped in silence."""

import itertools

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import User
from django.http import HttpResponse

from loadshare.server.audit.models import AuditEvent
from loadshare.server.records.models import Person, SafetyLock
from tests.server.cast import Visitor

WHOSE = "/account/answers/?next=%2Ftoday%2F"


@pytest.fixture
def before(guest: Visitor) -> Person:
    """Somebody who used the device before, with a programme."""
    guest.with_programme("warehouse-worker")
    return guest.person


def signed_in(guest: Visitor, name: str = "alice") -> HttpResponse:
    guest.name = name
    return guest.signs_in()


def locks_of(person: Person) -> list[str]:
    return [lock.level for lock in person.locks.filter(checked_on=None)]


def test_nothing_moves_before_somebody_says_whose_it_is(
    alice: Visitor, guest: Visitor, before: Person
) -> None:
    mine = alice.with_programme()
    assert signed_in(guest)["Location"] == WHOSE
    page = guest.get(WHOSE).content.decode()
    assert "Whose answers are these?" in page
    assert page.count('name="choice"') == 3
    assert "warning" not in page
    assert guest.get("/today/").status_code == 200, "a calm guest closes nothing"
    assert guest.person.programmes.get() == mine
    assert before.programmes.count() == 1


def test_kept_they_are_the_accounts(alice: Visitor, guest: Visitor, before: Person) -> None:
    alice.with_programme()
    signed_in(guest)
    assert guest.says_of_the_answers("keep", next="/programme/")["Location"] == "/programme/"
    assert guest.person.programmes.count() == 2
    assert not Person.objects.filter(pk=before.pk).exists()
    assert guest.get(WHOSE)["Location"] == "/today/", "asked once"


def test_left_out_they_are_gone_and_the_account_is_as_it_was(
    alice: Visitor, guest: Visitor, before: Person
) -> None:
    mine = alice.with_programme()
    signed_in(guest)
    guest.says_of_the_answers("delete")
    assert not Person.objects.filter(pk=before.pk).exists()
    assert guest.person.programmes.get() == mine
    event = AuditEvent.objects.get(event="data-deleted", person=before.pk)
    assert event.receipt in guest.get("/today/").content.decode()


def test_not_now_leaves_them_with_the_device(alice: Visitor, guest: Visitor, before: Person) -> None:
    alice.with_programme()
    signed_in(guest)
    guest.says_of_the_answers("not-now")
    assert "Whose are they?" in guest.get("/account/").content.decode()
    emptied = guest.post("/account/sign-out/")
    assert emptied["Clear-Site-Data"] == '"storage"', "what the account kept on the device goes"
    guest.name = ""
    assert guest.person == before
    assert guest.get("/today/").status_code == 200
    assert signed_in(guest)["Location"] == WHOSE, "asked again the next time"


def test_deleting_the_account_leaves_the_device_to_its_guest(
    alice: Visitor, guest: Visitor, before: Person
) -> None:
    signed_in(guest)
    guest.post("/data/delete/")
    assert not User.objects.exists()
    guest.name = ""
    assert guest.person == before
    assert alice.get("/today/")["Location"] == "/"


def test_a_check_that_was_only_opened_is_nothing_to_ask_about(alice: Visitor, guest: Visitor) -> None:
    guest.start()
    before = guest.person
    assert signed_in(guest)["Location"] == "/today/"
    assert not Person.objects.filter(pk=before.pk).exists()
    assert alice.person.checks.get().answers == {}


def test_a_new_account_is_made_for_the_answers_and_asks_nothing(guest: Visitor, before: Person) -> None:
    guest.name = "robin"
    assert guest.keeps_plan()["Location"] == "/today/"
    assert guest.person == before


def test_the_second_step_of_signing_in_asks_too(alice: Visitor, guest: Visitor, before: Person) -> None:
    TOTP.activate(User.objects.get(username=alice.name), "JBSWY3DPEHPK3PXP")
    assert signed_in(guest)["Location"] == "/account/sign-in/second/"
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", list(yield_hotp_counters_from_time())[1]))
    assert guest.post("/account/sign-in/second/", {"code": code})["Location"] == WHOSE
    assert before.programmes.exists()


def test_nobody_is_asked_who_is_not_signed_in_or_has_no_guest(alice: Visitor, guest: Visitor) -> None:
    assert alice.get(WHOSE)["Location"] == "/today/"
    assert guest.get(WHOSE)["Location"].startswith("/account/sign-in/")
    guest.with_check()
    before = guest.person
    for choice in ("keep", "delete"):
        assert guest.says_of_the_answers(choice, sure="yes").status_code == 302
    assert before.checks.exists()


@pytest.mark.usefixtures("alice", "before")
def test_no_answer_leads_to_another_site(guest: Visitor) -> None:
    signed_in(guest)
    for address in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert "example.org" not in guest.get("/account/answers/", data={"next": address}).content.decode()
    assert guest.says_of_the_answers("not-now", next="//example.org/")["Location"] == "/today/"


# A warning ------------------------------------------------------------------------------------------

GRAVER = {("E", "E"): "E", ("E", "S"): "E", ("S", "E"): "E", ("S", "S"): "S"}


def warn(visitor: Visitor, level: str) -> None:
    if level == "E":
        visitor.with_emergency()
    elif level == "S":
        visitor.with_check(legs_both_new="yes")
    else:
        visitor.with_programme()


@pytest.mark.parametrize(("mine", "theirs"), list(itertools.product(["", "S", "E"], ["S", "E"])))
@pytest.mark.parametrize("choice", ["keep", "delete", "not-now"])
def test_a_lock_goes_where_it_is_said_to_go_and_is_never_lost(
    alice: Visitor, guest: Visitor, mine: str, theirs: str, choice: str
) -> None:
    warn(alice, mine)
    warn(guest, theirs)
    before = guest.person
    assert locks_of(before) == [theirs]
    signed_in(guest)
    assert guest.get("/today/")["Location"] == "/account/answers/", "no way round the question"
    assert guest.get("/session/")["Location"] == "/account/answers/"
    assert "They hold a warning" in guest.get(WHOSE).content.decode()
    assert locks_of(alice.person) == ([mine] if mine else [])

    answer = guest.says_of_the_answers(choice)
    if choice == "delete":
        page = answer.content.decode()
        assert "Does that person know of the warning?" in page
        assert locks_of(before) == [theirs], "not at the first word"
        assert guest.says_of_the_answers(choice, sure="yes").status_code == 302
        assert not Person.objects.filter(pk=before.pk).exists()
    if choice == "not-now":
        assert locks_of(before) == [theirs]
    kept = {"keep": [GRAVER[mine or theirs, theirs]]}.get(choice, [mine] if mine else [])
    assert locks_of(alice.person) == kept
    assert guest.get("/session/").status_code == 200
    assert ("closed for now" in guest.get("/today/").content.decode()) is bool(kept)


def test_an_open_check_that_will_warn_is_a_warning_and_the_graver_one_stays_open(
    alice: Visitor, guest: Visitor
) -> None:
    alice.start()
    grave = guest.start()
    grave.answers = {"legs-both-new": "yes"}
    grave.save()
    signed_in(guest)
    assert "They hold a warning" in guest.get(WHOSE).content.decode()
    guest.says_of_the_answers("keep")
    assert alice.person.checks.get() == grave


def test_the_words_of_an_emergency_stand_where_the_question_is_asked(alice: Visitor, guest: Visitor) -> None:
    alice.with_programme()
    guest.with_emergency()
    signed_in(guest)
    page = guest.get(WHOSE).content.decode()
    assert "call 999" in page
    assert not SafetyLock.objects.filter(person=alice.person).exists()
