"""A stand-in asks the people of somebody who is away: each says yes or no, and the look ends by itself."""

import re

import pytest

from loadshare.server.clinic.models import Invitation
from tests.server.cast import Visitor
from tests.server.clinic.practice import joins, member, page_of, practitioner, shares, text_of
from tests.support.clock import later

pytestmark = pytest.mark.django_db


def ask_on(person: Visitor, address: str = "/today/") -> str:
    found = re.search(r"/sharing/asked/[0-9a-f-]+/", person.get(address).content.decode())
    return found[0] if found else ""


def test_each_is_asked_once_and_says_yes_with_what_was_ticked_before(alice: Visitor, bob: Visitor) -> None:
    lead = practitioner("lead", clinic="Hill Road")
    mary = joins(lead, "mary", role="practitioner")
    nina = joins(lead, "nina", role="stand-in")
    for one in (alice, bob):
        one.with_programme()
        shares(one, mary, parts=["programme", "scores"])
    for _ in range(2):
        assert mary.post("/clinic/away/", {"who": str(member(nina).pk)}).status_code == 302
    assert Invitation.objects.filter(joins_as="stand-in", person__isnull=False).count() == 2
    assert nina.get(page_of(alice)).status_code == 404, "an ask shares nothing"
    assert "alice" not in text_of(nina)
    ask = ask_on(alice)
    page = alice.get(ask).content.decode()
    ticked = re.findall(r'name="sections" value="(\w+)" checked', page)
    assert ticked == ["programme", "scores"]
    assert "26 weeks" not in page
    said = {"sections": ticked, "weeks": "2", "called": "alice", "answer": "yes"}
    assert alice.post(ask, said).status_code == 302
    assert nina.get(f"{page_of(alice)}part/scores/").status_code == 200
    assert nina.get(f"{page_of(alice)}part/answers/").status_code == 404
    bob.post(ask_on(bob), {"answer": "no"})
    assert nina.get(page_of(bob)).status_code == 404
    mary.post("/clinic/away/", {"who": str(member(nina).pk)})
    for one in (alice, bob):
        assert ask_on(one) == ask_on(one, "/sharing/") == ""
    with later(days=15):
        assert nina.get(page_of(alice)).status_code in {302, 404}


def test_only_a_stand_in_of_the_clinic_can_be_sent(alice: Visitor) -> None:
    mary = practitioner("mary", clinic="Hill Road")
    other = practitioner("otto", clinic="Mill Lane")
    theirs = joins(other, "nina", role="stand-in")
    shares(alice, mary)
    assert "no stand-in yet" in text_of(mary, "/clinic/away/")
    for who in (member(theirs).pk, member(mary).pk, "nobody"):
        assert mary.post("/clinic/away/", {"who": str(who)}).status_code == 404
    assert ask_on(alice, "/sharing/") == ""
