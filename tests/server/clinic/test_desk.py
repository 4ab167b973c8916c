"""An assistant of a clinic reads who is due, where the person ticked that, and nothing else."""

import pytest

from loadshare.server.audit.models import AuditEvent, Event
from tests.server.cast import Visitor
from tests.server.clinic.practice import ALL, address_of_code, joins, page_of, practitioner, shares, text_of
from tests.server.clinic.test_caseload import hurts

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("lead", clinic="Hill Road")


@pytest.fixture
def anna(lead: Visitor) -> Visitor:
    return joins(lead, "anna", role="assistant")


def test_who_is_due_is_told_and_never_why(alice: Visitor, bob: Visitor, lead: Visitor, anna: Visitor) -> None:
    mary = joins(lead, "mary", role="practitioner")
    bob.with_emergency()
    shares(bob, mary, parts=["desk"])
    hurts(alice.person)
    row = shares(alice, mary, parts=[*ALL, "desk"])
    page = text_of(anna)
    assert page.count("<b>Due</b>") == 2
    for told in ("Pain", "red flag", "level", page_of(alice), "programme/"):
        assert told not in page, told
    look = AuditEvent.objects.get(event=Event.PERSON_VIEWED, person=alice.person.pk)
    assert (look.section, look.actor_words) == ("desk", "anna, Hill Road")
    alice.post(f"/sharing/{row.pk}/stop/")
    assert "alice" not in text_of(anna)


def test_only_who_ticked_it_is_there_and_only_in_that_clinic(
    alice: Visitor, bob: Visitor, lead: Visitor, anna: Visitor
) -> None:
    mary = joins(lead, "mary", role="practitioner")
    otto = practitioner("otto", clinic="Mill Lane")
    shares(alice, mary)
    shares(bob, otto, parts=["desk"])
    assert "Nobody has ticked yet" in text_of(anna)
    shares(alice, mary, parts=["desk"])
    assert ">alice<" in text_of(anna)
    assert ">bob<" not in text_of(anna)


def test_a_person_is_due_for_a_practitioner_by_what_that_one_may_see(
    alice: Visitor, lead: Visitor, anna: Visitor
) -> None:
    hurts(alice.person)
    shares(alice, joins(lead, "mary", role="practitioner"), parts=["desk", "programme"])
    shares(alice, joins(lead, "nina", role="practitioner"), parts=["desk"])
    page = text_of(anna)
    assert page.count("<b>Due</b>") == page.count("Nothing waits") == 1


def test_who_works_alone_has_no_assistants(alice: Visitor) -> None:
    otto = practitioner("otto")
    address = address_of_code(otto)
    assert "Helpers of the clinic" not in text_of(alice, address)
    sent = {"sections": ["desk"], "weeks": "26", "called": "alice", "answer": "yes"}
    assert alice.post(address, sent).status_code == 422
