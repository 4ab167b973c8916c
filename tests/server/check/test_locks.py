"""A lock goes away only when somebody has seen the person: whatever else is done, in whatever order."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from loadshare.server.accounts.keeping import keep_guest
from loadshare.server.audit.models import AuditEvent
from loadshare.server.check import checking, locks
from loadshare.server.offline.models import Receipt
from loadshare.server.records.models import Check, Person, SafetyLock
from tests.server.cast import SADDLE, Visitor, number_of

NERVES = number_of("emergency-nerves")
STEADY, NEW = {"nerve-symptoms-when": "long-and-steady"}, {"nerve-symptoms-when": "under-two-weeks"}


def last_of(visitor: Visitor) -> Check:
    run = checking.last_check_of(visitor.person)
    assert run is not None
    return run


def is_shut(visitor: Visitor) -> bool:
    return locks.is_shut(visitor.person, checking.last_check_of(visitor.person))


def says_saddle(visitor: Visitor) -> Check:
    visitor.post("/check/")
    visitor.post(f"/check/{NERVES}/", SADDLE)
    return last_of(visitor)


def was_seen(visitor: Visitor, *, days_ago: int = 0) -> None:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    visitor.post("/result/checked/", {"checked_on": day.isoformat()})


def test_clearing_up_a_sign_leaves_the_lock_of_an_earlier_check(guest: Visitor) -> None:
    """The programme opened with nobody seen: the second check took the lock over, its answer lifted it."""
    guest.with_programme()
    first = says_saddle(guest)
    second = says_saddle(guest)
    assert guest.post("/result/clarify/", STEADY)["Location"] == "/check/"
    lock = SafetyLock.objects.get(checked_on=None)
    assert lock.check_run == first != second
    guest.with_check()
    assert "closed for now" in guest.get("/programme/").content.decode()
    assert not AuditEvent.objects.filter(event="lock-cleared").exists()
    page = guest.get("/result/").content.decode()
    assert 'action="/result/checked/"' in page
    was_seen(guest, days_ago=1)
    assert is_shut(guest)
    was_seen(guest)
    assert "Week 1 of 6" in guest.get("/programme/").content.decode()


def test_a_lock_whose_check_is_open_again_can_still_be_lifted(guest: Visitor) -> None:
    """Its check has no page to show any more, and the newest answers are calm."""
    says_saddle(guest)
    SafetyLock.objects.update(of_several=True)
    guest.post("/result/clarify/", STEADY)
    guest.with_check()
    page = guest.get("/result/").content.decode()
    assert "An earlier check said so" in page
    assert 'role="alert"' in guest.post("/result/checked/", {"checked_on": ""}).content.decode()
    was_seen(guest)
    assert not is_shut(guest)


def test_a_milder_check_leaves_the_level_of_the_lock_and_moves_its_day(guest: Visitor) -> None:
    says_saddle(guest)
    SafetyLock.objects.update(set_at=timezone.now() - dt.timedelta(days=3))
    guest.with_check(legs_both_new="yes")
    lock = SafetyLock.objects.get()
    assert (lock.level, lock.of_several) == ("E", True)
    was_seen(guest, days_ago=1)
    assert SafetyLock.objects.filter(checked_on=None).exists()


def test_what_is_cleared_up_to_the_same_day_keeps_the_programme_shut_until_it_is_finished(
    guest: Visitor,
) -> None:
    guest.with_programme()
    says_saddle(guest)
    guest.post("/result/clarify/", STEADY)
    page = guest.get("/programme/").content.decode()
    assert "Go on with the check" in page
    assert guest.post("/programme/build/")["Location"] == "/check/"


def test_clearing_up_while_another_check_is_open_goes_on_in_one(guest: Visitor) -> None:
    """That was a page of ours that broke. The newer answers hold, and nothing is lost."""
    run = says_saddle(guest)
    guest.post("/check/")
    age = number_of("age")
    begun = guest.person.checks.get(finished_at=None)
    begun.answers = {"age": 33}
    begun.save()
    assert guest.post("/result/clarify/", STEADY)["Location"] == "/check/"
    run.refresh_from_db()
    assert run.finished_at is None
    assert run.answers["age"] == 33
    assert run.answers["saddle-numbness"] == "yes"
    assert guest.person.checks.count() == 1
    assert guest.get(f"/check/{age}/").status_code == 200


def test_clearing_up_twice_goes_on_with_the_check(guest: Visitor) -> None:
    says_saddle(guest)
    guest.post("/result/clarify/", STEADY)
    assert guest.post("/result/clarify/", STEADY)["Location"] == "/check/"
    guest.with_check()
    guest.post("/check/")
    assert guest.post("/result/clarify/", STEADY)["Location"] == "/check/"


@pytest.mark.parametrize("address", [f"/check/{NERVES}/", "/check/2/", "/check/measured/1/"])
def test_an_emergency_answer_sent_twice_leads_to_help(guest: Visitor, address: str) -> None:
    says_saddle(guest)
    assert guest.post(address, SADDLE)["Location"] == "/result/"


def test_a_sign_of_the_week_sent_twice_leads_to_help(guest: Visitor) -> None:
    guest.with_programme()
    signs = [sign.value for part in checking.signs_again(last_of(guest)) for sign in part.signs]
    sent = {f"sign-{signs.index('saddle-numbness')}": "yes"}
    assert guest.post("/week/signs/", sent)["Location"] == "/result/"
    assert guest.post("/week/signs/", sent)["Location"] == "/result/"


def test_beginning_again_keeps_a_lock_whose_check_was_opened_again(guest: Visitor) -> None:
    """The open check went, and the lock that hung from it with it."""
    guest.with_check()
    says_saddle(guest)
    SafetyLock.objects.update(of_several=True)
    guest.post("/result/clarify/", STEADY)
    guest.post("/week/all/")
    guest.post("/week/all/")
    assert guest.person.checks.filter(finished_at=None).count() == 1
    assert SafetyLock.objects.filter(checked_on=None).count() == 1
    guest.person.checks.filter(finished_at=None).delete()
    assert SafetyLock.objects.filter(checked_on=None).count() == 1


def test_only_stops_that_were_shown_are_closed(guest: Visitor) -> None:
    guest.with_programme()
    a_stop(guest.person)
    assert guest.post("/session/late/", {"answer": "read"})["Location"] == "/session/late/"
    assert "spreading" in guest.get("/session/late/").content.decode()
    later = a_stop(guest.person)
    assert guest.post("/session/late/", {"answer": "read"})["Location"] == "/session/late/"
    assert [one.pk for one in guest.person.receipts.filter(is_stop_open=True)] == [later.pk]
    guest.get("/session/late/")
    assert guest.post("/session/late/", {"answer": "read"})["Location"] == "/today/"


def test_a_lock_set_by_a_clock_that_ran_ahead_can_be_lifted_today(guest: Visitor) -> None:
    says_saddle(guest)
    SafetyLock.objects.update(set_at=timezone.now() + dt.timedelta(days=400))
    was_seen(guest)
    assert not SafetyLock.objects.filter(checked_on=None).exists()


def a_stop(person: Person) -> Receipt:
    now = timezone.now()
    return Receipt.objects.create(
        person=person, entry=uuid.uuid4(), kind="session", made_at=now, is_kept=True,
        stop="spreading-down-the-leg", is_stop_open=True,
    )  # fmt: skip


class LocksStand(RuleBasedStateMachine):
    """Everything that touches a lock, in any order. `unseen` are reasons that nobody has looked at yet."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.guest = Visitor()
        self.unseen: set[Any] = set()
        self.copies: list[tuple[bytes, set[Any]]] = []

    @initialize()
    def begins_with_a_programme(self) -> None:
        self.guest.with_programme()

    @rule()
    def says_an_emergency(self) -> None:
        before = last_of(self.guest).pk
        run = says_saddle(self.guest)
        if run.pk != before:
            assert run.level == "E"
            self.unseen.add(run.pk)

    @rule()
    def says_the_same_day(self) -> None:
        self.unseen.add(self.guest.with_check(legs_both_new="yes").pk)

    @rule()
    def answers_calmly(self) -> None:
        self.guest.with_check()

    @rule(answer=st.sampled_from([STEADY, NEW]))
    def clears_it_up(self, answer: dict[str, str]) -> None:
        run = last_of(self.guest)
        self.guest.post("/result/clarify/", answer)
        run.refresh_from_db()
        if run.finished_at is None:
            self.unseen.discard(run.pk)

    @rule(days_ago=st.sampled_from([0, 1, 30]))
    def says_somebody_looked(self, days_ago: int) -> None:
        was_seen(self.guest, days_ago=days_ago)
        if days_ago == 0:
            self.unseen.clear()

    @rule()
    def begins_a_new_check(self) -> None:
        self.guest.post("/check/")

    @rule()
    def asks_everything_again(self) -> None:
        self.guest.post("/week/all/")

    @rule(answer=st.sampled_from(["questions", "read"]))
    def reads_a_late_stop(self, answer: str) -> None:
        a_stop(self.guest.person)
        self.guest.get("/session/late/")
        self.guest.post("/session/late/", {"answer": answer})

    @rule()
    def answers_the_signs(self) -> None:
        self.guest.post("/week/signs/", {"none-of-these": "1"})

    @precondition(lambda self: len(self.copies) < 2)
    @rule()
    def takes_a_copy(self) -> None:
        self.copies.append((self.guest.post("/data/take/").content, set()))

    @precondition(lambda self: len(self.copies) < 4)
    @rule(level=st.sampled_from(["E", "S", "C"]))
    def is_given_a_copy_of_another_device(self, level: str) -> None:
        other, unseen = another_device(level)
        self.copies.append((other.post("/data/take/").content, unseen))

    @precondition(lambda self: self.copies)
    @rule(data=st.data())
    def brings_a_copy(self, data: st.DataObject) -> None:
        zipped, unseen = data.draw(st.sampled_from(self.copies))
        before = self.guest.person.locks.count()
        file = SimpleUploadedFile("copy.zip", zipped, "application/zip")
        self.guest.post("/data/bring/", {"copy": file})
        if self.guest.person.locks.count() > before:
            self.unseen |= unseen

    @rule(level=st.sampled_from(["E", "S", "C"]))
    def joins_another_device(self, level: str) -> None:
        """What signing in does with the answers that are on a device."""
        other, unseen = another_device(level)
        owner = self.guest.person
        user = owner.user or User.objects.create_user(uuid.uuid4().hex)
        Person.objects.filter(pk=owner.pk).update(user=user)
        keep_guest(user_id=user.pk, guest_id=other.person.pk)
        self.unseen |= unseen
        Person.objects.filter(pk=owner.pk).update(user=None)

    @rule()
    def asks_for_a_new_programme(self) -> None:
        before = self.guest.person.programmes.count()
        self.guest.post("/programme/build/")
        assert not (self.unseen and self.guest.person.programmes.count() > before)

    @invariant()
    def is_shut_until_somebody_looked(self) -> None:
        if self.unseen:
            assert is_shut(self.guest)
            assert locks.standing_lock(self.guest.person) is not None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


def another_device(level: str) -> tuple[Visitor, set[Any]]:
    other = Visitor()
    changes = {"E": {"saddle_numbness": "yes"}, "S": {"legs_both_new": "yes"}, "C": {}}[level]
    run = other.with_check(**changes)
    assert run.level.startswith(level)
    return other, ({run.pk} if level in "ES" else set())


@pytest.mark.django_db
def test_a_lock_stands_until_somebody_has_seen_the_person() -> None:
    machine = LocksStand.TestCase
    machine.settings = settings(
        max_examples=15, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
    )
    machine().runTest()
