"""The list of people: what is to be looked at, what was seen, in which order, and how fast."""

import datetime as dt
import re
import time
import uuid
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.clinic.models import AlertSeen, Sharing
from loadshare.server.clinic.presenters.practice import CaseloadScreen
from loadshare.server.measurements.models import Measurement
from loadshare.server.records.models import (
    Check,
    ItemLog,
    OutcomeScore,
    PainEntry,
    Person,
    SafetyLock,
    SessionLog,
)
from tests.server.cast import Visitor
from tests.server.clinic.practice import many_share, page_of, practitioner, shares, text_of
from tests.support.clock import Clock, later, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def mary(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("mary")


def key_in(visitor: Visitor, person: Visitor) -> str:
    """The alert that can be noted as seen on the page of this person."""
    page = visitor.get(page_of(person)).content.decode()
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def hurts(person: Person) -> None:
    """More this week than the week before."""
    for back in range(3):
        PainEntry.objects.create(person=person, on=today() - dt.timedelta(days=back), pain=7)
        PainEntry.objects.create(person=person, on=today() - dt.timedelta(days=back + 7), pain=3)


def test_a_red_flag_is_first_and_says_what_clears_it(alice: Visitor, bob: Visitor, mary: Visitor) -> None:
    shares(alice, mary)
    shares(bob, mary)
    hurts(alice.person)
    bob.with_emergency()
    page = text_of(mary)
    assert "A red flag stands: level E." in page
    assert "It clears when the person says that they were seen" in page
    assert "Pain is 7.0 of 10 on average this week, 3.0 the week before" in page
    assert page.index(">bob<") < page.index(">alice<")


def test_an_alert_of_a_part_that_is_not_shared_is_not_there(alice: Visitor, mary: Visitor) -> None:
    hurts(alice.person)
    shares(alice, mary, parts=["scores"])
    assert "Pain is" not in text_of(mary)
    assert "Nothing to look at." in text_of(mary)


def test_each_part_gives_its_own_alerts(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    person = alice.person
    programme = person.programmes.get()
    session = SessionLog.objects.create(
        person=person, programme=programme, client_id=uuid.uuid4(), on=today(), pain_before=1, pain_after=2
    )
    ItemLog.objects.create(session=session, exercise="glute-bridge", dose={}, outcome="stopped", spread=True)
    for back, value in ((40, 8.0), (0, 12.0)):
        OutcomeScore.objects.create(
            person=person,
            outcome="roland-morris",
            on=today() - dt.timedelta(days=back),
            value=value,
            origin="answered",
        )
    for back, value in ((30, 20), (1, 45)):
        Measurement.objects.create(
            person=person,
            client_id=uuid.uuid4(),
            test="hip-rotation",
            side="left",
            taken_at=timezone.now() - dt.timedelta(days=back),
            method="phone",
            figures={"internal": {"value": value, "low": value - 5, "high": value + 5, "unit": "deg"}},
            verdict="good",
        )
    shares(alice, mary)
    page = text_of(mary)
    assert "Pain went further down the leg in a session." in page
    assert "8 at first, 12 now" in page
    assert "20 before, 45 now. That is more than both error bars." in page


def test_quiet_for_a_week_whatever_the_clock_of_the_wall_does(
    alice: Visitor, mary: Visitor, clock: Clock
) -> None:
    alice.with_programme()
    shares(alice, mary)
    clock.shift(6 * 86400)
    assert "No session for" not in text_of(mary)
    clock.shift(86400)
    assert "No session for 7 days." in text_of(mary)


def test_a_sharing_that_ends_is_told_to_the_practitioner(alice: Visitor, mary: Visitor) -> None:
    shares(alice, mary, parts=[], weeks=4)
    with later(days=15):
        assert "Sharing ends in 13 days." in text_of(mary)


def test_a_raised_level_is_gone_when_it_was_looked_at(alice: Visitor, mary: Visitor) -> None:
    alice.with_check()
    shares(alice, mary)
    mary.get(page_of(alice))
    run = Check.objects.get(person=alice.person, pk=alice.person.newest_check)
    before = run.level
    Check.objects.filter(pk=run.pk).update(level="D")
    assert f"The level went from {before} to D since you last looked." in text_of(mary)
    key = key_in(mary, alice)
    assert key.startswith("level-raised/")
    assert "The level went from" not in text_of(mary)
    assert mary.post(f"{page_of(alice)}alert/", {"key": key, "what": "seen"}).status_code == 302


def test_the_list_itself_is_a_look_at_everybody_in_it(alice: Visitor, bob: Visitor, mary: Visitor) -> None:
    for one in (alice, bob):
        hurts(one.person)
        shares(one, mary)
    mary.get("/clinic/")
    mary.get("/clinic/")
    for one in (alice, bob):
        (look,) = AuditEvent.objects.filter(event=Event.PERSON_VIEWED, person=one.person.pk)
        assert (look.section, look.count) == ("level", 2)
        assert "Mary" in text_of(one, "/sharing/looked/")


def test_seen_and_later_are_kept_with_a_reason_and_new_evidence_comes_up_again(
    alice: Visitor, mary: Visitor
) -> None:
    hurts(alice.person)
    shares(alice, mary)
    key = key_in(mary, alice)
    address = f"{page_of(alice)}alert/"
    mary.post(address, {"key": key, "what": "later", "reason": "Called\0her"})
    page = text_of(mary)
    assert "1 seen" in page
    assert "Called her" in page
    assert "Nothing to look at." in page
    with later(days=1):
        PainEntry.objects.create(person=alice.person, on=today(), pain=9)
        assert "Nothing to look at." in text_of(mary), "put off for a week is put off for a week"
    with later(days=7):
        PainEntry.objects.create(person=alice.person, on=today(), pain=9)
        assert key_in(mary, alice) != key, "another day of pain is something new"
    PainEntry.objects.filter(on__gt=today()).delete()
    AlertSeen.objects.update(until=today())
    assert key_in(mary, alice) == key, "its day has come"
    mary.post(address, {"key": key, "what": "seen"})
    assert "Seen on" in text_of(mary)


@pytest.mark.parametrize("days", [0, 1])
def test_a_second_red_flag_comes_up_though_the_first_was_put_off(
    bob: Visitor, mary: Visitor, days: int
) -> None:
    bob.with_emergency()
    shares(bob, mary)
    SafetyLock.objects.filter(person=bob.person).update(
        level="S", set_at=timezone.now() - dt.timedelta(seconds=5)
    )
    mary.post(f"{page_of(bob)}alert/", {"key": key_in(mary, bob), "what": "later"})
    assert "Nothing to look at." in text_of(mary)
    with later(days=days):
        SafetyLock.objects.filter(person=bob.person).update(level="E", set_at=timezone.now())
        assert "Nothing to look at." not in text_of(mary)
        assert key_in(mary, bob).startswith("red-flag/")


def test_pain_that_went_further_down_again_comes_up_though_it_was_put_off(
    alice: Visitor, mary: Visitor
) -> None:
    alice.with_programme()
    shares(alice, mary)
    programme = alice.person.programmes.get()

    def goes_further() -> None:
        session = SessionLog.objects.create(
            person=alice.person, programme=programme, client_id=uuid.uuid4(), on=today()
        )
        ItemLog.objects.create(session=session, exercise="dead-bug", dose={}, outcome="stopped", spread=True)

    goes_further()
    mary.post(f"{page_of(alice)}alert/", {"key": key_in(mary, alice), "what": "later"})
    assert "Nothing to look at." in text_of(mary)
    with later(days=1):
        goes_further()
        assert key_in(mary, alice).startswith("spread/")


def test_an_alert_that_is_not_there_cannot_be_seen(alice: Visitor, mary: Visitor) -> None:
    shares(alice, mary)
    gone = mary.post(f"{page_of(alice)}alert/", {"key": "red-flag//2026-01-01"})
    assert gone.status_code == 302
    assert "It is not there any more" in text_of(mary, gone["Location"])
    sent = {"key": "red-flag//2026-01-01", "reason": "I rang <them>\0 twice"}
    page = text_of(mary, mary.post(f"{page_of(alice)}alert/", sent)["Location"])
    assert "You wrote: I rang &lt;them&gt; twice" in page, "what was typed is not lost"
    assert not AlertSeen.objects.exists()


def test_signing_in_leads_to_a_page_and_never_to_the_address_of_a_form(alice: Visitor, mary: Visitor) -> None:
    shares(alice, mary)
    addresses = (
        f"{page_of(alice)}alert/",
        f"/clinic/colleagues/{uuid.uuid4()}/remove/",
        "/clinic/leave/",
        "/clinic/",
        "/clinic/invite/",
        f"{page_of(alice)}programme/",
    )
    for address in addresses:
        mary.client.logout()
        asked = mary.post(address)["Location"]
        mary.signs_in()
        after = unquote(asked.partition("next=")[2])
        assert mary.get(after).status_code in {200, 404}, "not refused as a form: a lead alone has colleagues"


def test_nothing_moves_under_the_hand(alice: Visitor, bob: Visitor, mary: Visitor) -> None:
    for one in (alice, bob):
        hurts(one.person)
        shares(one, mary)
    first = text_of(mary)
    assert first.index(">alice<") < first.index(">bob<")
    response = mary.post(f"{page_of(alice)}alert/", {"key": key_in(mary, alice), "what": "seen"})
    after = text_of(mary, response["Location"])
    assert after.index(">alice<") < after.index(">bob<"), "as it stood"
    again = text_of(mary)
    assert again.index(">bob<") < again.index(">alice<"), "opened anew, sorted anew"


def test_what_one_practitioner_has_seen_another_has_not(alice: Visitor, mary: Visitor) -> None:
    other = practitioner("otto")
    hurts(alice.person)
    shares(alice, mary)
    shares(alice, other)
    mary.post(f"{page_of(alice)}alert/", {"key": key_in(mary, alice), "what": "seen"})
    assert "pain-rising" in key_in(other, alice)


def test_odd_names_are_shown_and_do_nothing(alice: Visitor, mary: Visitor) -> None:
    row = shares(alice, mary)
    for name in ("<script>alert(1)</script>", "‮abc‬ مرحبا", "W" * 80):
        Sharing.objects.filter(pk=row.pk).update(called=name)
        page = mary.get("/clinic/").content.decode()
        assert "<script>alert" not in page
        assert "<bdi>" in page


@pytest.mark.parametrize("number", [0, 1, 50])
def test_as_many_queries_for_fifty_as_for_one(mary: Visitor, number: int) -> None:
    many_share(mary, number)
    mary.get("/clinic/")
    with CaptureQueriesContext(connection) as queries:
        page = mary.get("/clinic/").content.decode()
    assert len(queries) <= 12, "\n".join(query["sql"][:60] for query in queries)
    assert page.count("caseload__row") == number


def test_five_hundred_people_are_a_page_one_can_use(mary: Visitor) -> None:
    follows = many_share(mary, 500)
    CaseloadScreen(follows)
    begin = time.process_time()
    screen = CaseloadScreen(follows)
    taken_s = time.process_time() - begin
    assert len(screen.rows) == 500
    assert [row.shown[0].alert.severity for row in screen.rows[:3]] == ["first"] * 3
    assert taken_s < 3
    assert_few_exercises_are_read(mary)


def assert_few_exercises_are_read(practice: Visitor) -> None:
    """Only those of its sessions, also while the database has not counted its rows and guesses."""
    with CaptureQueriesContext(connection) as queries:
        practice.get("/clinic/")
    asked = next(one["sql"] for one in queries if "selfcare_itemlog" in one["sql"])
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {asked.replace('%', '%%')}")
        plan = "\n".join(row[-1] for row in cursor.fetchall())
    assert re.search(r"on selfcare_itemlog.*\n.* Cond: \(session_id = |SEARCH .*\(session_id=\?", plan), plan
