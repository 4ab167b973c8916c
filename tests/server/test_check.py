"""The check over plain forms: every kind of question, errors, going back, the end."""

import re

import pytest

from loadshare.knowledge import load_knowledge
from loadshare.server.check import checking
from tests.server.cast import Visitor, example_answers, number_of, quiet_data


def test_the_whole_check_works_with_plain_forms(guest: Visitor) -> None:
    run = guest.start()
    address, asked = "/check/1/", 0
    while match := re.fullmatch(r"/check/(\d+)/", address):
        question = checking.question_by_number(int(match[1]))
        assert question is not None
        page = guest.get(address)
        assert page.status_code == 200
        assert question.text in page.content.decode().replace("&#x27;", "'")
        run.refresh_from_db()
        response = guest.post(address, quiet_data(question, run))
        assert response.status_code == 302, (question.id, response.content.decode()[:3000])
        address, asked = response["Location"], asked + 1
    assert address == "/check/measured/"
    assert asked > 40
    assert guest.get("/check/review/").status_code == 200
    assert guest.post("/check/finish/")["Location"] == "/result/"
    run.refresh_from_db()
    assert run.level in {"C", "C+"}
    assert run.rules_version == load_knowledge().rules_version


def test_a_tick_wins_over_none_of_these(guest: Visitor) -> None:
    run = guest.start()
    guest.post(f"/check/{number_of('emergency-legs')}/", {"legs-both-new": "yes", "none-of-these": "1"})
    run.refresh_from_db()
    assert run.answers["legs-both-new"] == "yes"
    assert run.answers["leg-weak-fast"] == "no"


def test_yes_wins_over_not_sure(guest: Visitor) -> None:
    run = guest.start()
    guest.post(f"/check/{number_of('emergency-legs')}/", {"legs-both-new": ["not-sure", "yes"]})
    run.refresh_from_db()
    assert run.answers["legs-both-new"] == "yes"


def test_not_sure_is_kept_as_such(guest: Visitor) -> None:
    run = guest.start()
    guest.post(f"/check/{number_of('emergency-legs')}/", {"legs-both-new": "not-sure"})
    run.refresh_from_db()
    assert run.answers["legs-both-new"] == "not-sure"


@pytest.mark.parametrize(
    ("question", "data", "words"),
    [
        ("emergency-nerves", {}, "Choose what applies to you"),
        ("age", {"answer": ""}, "Write a number."),
        ("age", {"answer": "old"}, "Write it in digits"),
        ("age", {"answer": "200"}, "from 0 to 115"),
        ("age", {"answer": "3.5"}, "whole number"),
        ("age", {"answer": "nan"}, "Write it in digits"),
        ("age", {"answer": "1e999"}, "Write it in digits"),
        ("sex", {"answer": "cat"}, "Choose one answer."),
        ("sex", {}, "Choose one answer."),
        ("pain-places", {}, "Choose at least one answer."),
        ("equipment", {"answer": ["none", "foam-roller"]}, "does not go with other answers"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_kept(
    guest: Visitor, question: str, data: dict[str, str], words: str
) -> None:
    run = guest.start()
    response = guest.post(f"/check/{number_of(question)}/", data)
    assert response.status_code == 200
    page = response.content.decode()
    assert words in page
    assert 'role="alert"' in page
    assert "<title>Please look again" in page
    run.refresh_from_db()
    assert run.answers == {}


def test_a_wrong_number_stays_in_the_field(guest: Visitor) -> None:
    guest.start()
    page = guest.post(f"/check/{number_of('age')}/", {"answer": "200"}).content.decode()
    assert 'value="200"' in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize(
    ("given", "unit", "weeks"),
    [("2", "months", 8.7), ("1,5", "years", 78.3), ("14", "days", 2), ("6", "", 6)],
)
def test_a_length_of_time_may_be_given_in_other_units(
    guest: Visitor, given: str, unit: str, weeks: float
) -> None:
    run = guest.start()
    guest.post(f"/check/{number_of('duration-weeks')}/", {"answer": given, "unit": unit})
    run.refresh_from_db()
    assert run.answers["duration-weeks"] == weeks


def test_answers_that_do_not_go_together_are_refused(guest: Visitor) -> None:
    run = guest.start()
    run.answers = {"age": 30, "pain-new": "same-as-before"}
    run.save()
    page = guest.post(f"/check/{number_of('age-first-pain')}/", {"answer": "50"}).content.decode()
    assert 'role="alert"' in page
    run.refresh_from_db()
    assert "age-first-pain" not in run.answers


def test_an_optional_question_can_be_skipped(guest: Visitor) -> None:
    run = guest.start()
    guest.post(f"/check/{number_of('hurt-by-somebody')}/", {"skip": "1"})
    run.refresh_from_db()
    assert run.passed_over == ["hurt-by-somebody"]
    assert "hurt-by-somebody" not in run.answers


def test_a_required_question_cannot_be_skipped(guest: Visitor) -> None:
    guest.start()
    response = guest.post(f"/check/{number_of('sex')}/", {"skip": "1"})
    assert "Choose one answer." in response.content.decode()


def test_going_back_shows_what_was_answered(guest: Visitor) -> None:
    guest.start()
    guest.post(f"/check/{number_of('sex')}/", {"answer": "male"})
    page = guest.get(f"/check/{number_of('sex')}/").content.decode()
    assert "your answer" in page
    assert "answer--chosen" in page


def test_a_question_that_does_not_apply_leads_on(guest: Visitor) -> None:
    guest.start()
    response = guest.get(f"/check/{number_of('pregnancy-weeks')}/")
    assert response["Location"] == "/check/1/"


@pytest.mark.parametrize("number", [0, 999])
def test_a_number_without_a_question_is_no_page(guest: Visitor, number: int) -> None:
    guest.start()
    assert guest.get(f"/check/{number}/").status_code == 404


def test_the_review_changes_one_answer_and_comes_back(guest: Visitor) -> None:
    run = guest.start()
    run.answers = example_answers("desk-worker")
    run.save()
    page = guest.get("/check/review/").content.decode()
    number = number_of("pain-now")
    assert f"/check/{number}/?review" in page
    response = guest.post(f"/check/{number}/?review", {"answer": "7"})
    assert response["Location"] == "/check/review/"
    assert "7 of 10" in guest.get("/check/review/").content.decode()


def test_the_review_waits_for_open_questions(guest: Visitor) -> None:
    guest.start()
    assert guest.get("/check/review/")["Location"] == "/check/1/"


def test_an_unfinished_check_cannot_be_finished(guest: Visitor) -> None:
    run = guest.start()
    assert guest.post("/check/finish/")["Location"] == "/check/1/"
    run.refresh_from_db()
    assert run.finished_at is None


def test_addresses_and_titles_say_nothing_about_health(guest: Visitor) -> None:
    guest.start()
    page = guest.get(f"/check/{number_of('emergency-nerves')}/").content.decode()
    title = re.search(r"<title>(.*?)</title>", page)
    assert title is not None
    assert title[1] == "Check, part 1 of 7, question 1 · Loadshare"
