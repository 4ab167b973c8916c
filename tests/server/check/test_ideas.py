"""What the answers fit."""

from loadshare.care.expectation import what_to_expect
from loadshare.knowledge import load_knowledge
from loadshare.server.check.checking import facts_of_run
from loadshare.server.records.models import Check
from tests.server.cast import Visitor


def test_three_ideas_strongest_first_with_evidence(guest: Visitor) -> None:
    guest.with_check()
    page = guest.get("/result/ideas/").content.decode()
    assert page.count('<article class="card idea') == 3
    assert page.index("Hips that move less") < page.index("Soaking up load")
    assert page.count('class="grade"') >= 3
    assert "What this cannot tell you" in page
    assert "Build my programme" in page


def test_a_plain_result_leads_straight_to_them(guest: Visitor) -> None:
    guest.with_check()
    assert guest.get("/result/")["Location"] == "/result/ideas/"


def test_care_with_changes_says_what_to_mention(guest: Visitor) -> None:
    guest.with_check("blood-thinner")
    page = guest.get("/result/ideas/").content.decode()
    assert "Tell your GP when you next see them" in page


def test_old_rules_are_not_explained_with_new_ones(guest: Visitor) -> None:
    run = guest.with_check()
    result = dict(run.result, rules_version="1999.1")
    Check.objects.update(result=result)
    page = guest.get("/result/ideas/").content.decode()
    assert "The rules have changed" in page


def test_what_to_expect_stands_before_the_programme_and_not_after(guest: Visitor) -> None:
    run = guest.with_check()
    page = guest.get("/result/ideas/").content.decode()
    told = what_to_expect(facts=facts_of_run(run), knowledge=load_knowledge())
    assert len(told) == 3
    assert all(one.text in page and one.not_said in page for one in told)
    assert page.index("Before you begin: what to expect") < page.index("Build my programme")
    guest.with_programme()
    assert "Before you begin" not in guest.get("/result/ideas/").content.decode()
