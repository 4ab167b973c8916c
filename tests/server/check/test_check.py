"""The check over plain forms: every kind of question, errors, going back, the end."""

import re

import pytest

from loadshare.knowledge import load_knowledge
from loadshare.knowledge.question import Question
from loadshare.server.check import checking
from tests.server.cast import Visitor, example_answers, number_of, quiet_page


def test_the_whole_check_works_with_plain_forms(guest: Visitor) -> None:
    run = guest.start()
    address, seen = "/check/1/", list[Question]()
    while match := re.fullmatch(r"/check/(\d+)/", address):
        run.refresh_from_db()
        wanted = checking.page_by_number(int(match[1]))
        asked = next(page for page in checking.pages_of(run) if page.page.id == wanted)
        page = guest.get(address)
        assert page.status_code == 200
        for question in asked.questions:
            assert question.text in page.content.decode().replace("&#x27;", "'")
        response = guest.post(address, quiet_page(asked, run))
        assert response.status_code == 302, (asked.page.id, response.content.decode()[:3000])
        address = response["Location"]
        seen += asked.questions
    assert address == "/check/review/"
    assert len(seen) > 40
    assert len({question.id for question in seen}) == len(seen), "nothing is asked twice"
    assert len({question.page for question in seen}) <= 15
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
        ("age", {"age": ""}, "Type your age in years, for example 46."),
        ("age", {"age": "old"}, "Write it in digits"),
        ("age", {"age": "200"}, "from 0 to 115"),
        ("age", {"age": "3.5"}, "whole number"),
        ("age", {"age": "nan"}, "Write it in digits"),
        ("age", {"age": "1e999"}, "Write it in digits"),
        ("sex", {"sex": "cat"}, "Choose one answer."),
        ("sex", {}, "Choose one answer."),
        ("pain-places", {}, "Choose every place that hurts"),
        ("pain-places", {"pain-places": ["moon"]}, "Choose from the list."),
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


def test_things_that_exclude_each_other_are_named(guest: Visitor) -> None:
    guest.with_check()
    address = f"/programme/wishes/{number_of('equipment')}/"
    page = guest.post(address, {"equipment": ["none", "foam-roller"]}).content.decode()
    assert "does not go with other answers" in page


def test_an_error_names_its_row_and_keeps_the_rest(guest: Visitor) -> None:
    run = guest.start()
    page = guest.post(f"/check/{number_of('age')}/", {"sex": "male", "age": ""}).content.decode()
    assert '<a href="#age"><b>How old are you:</b> Type your age in years, for example 46.</a>' in page
    assert 'value="male" data-key="2" checked' in page
    run.refresh_from_db()
    assert run.answers == {"sex": "male"}
    guest.post(f"/check/{number_of('age')}/", {"sex": "male", "age": "40"})
    run.refresh_from_db()
    assert run.answers == {"sex": "male", "age": 40}


def test_a_tick_of_an_emergency_gets_help_whatever_else_is_missing(guest: Visitor) -> None:
    """A page that holds one must not ask to look again first."""
    run = guest.start()
    run.answers = {"saddle-numbness": "yes", "nerve-symptoms-when": "long-and-steady"}
    run.save()
    answer = guest.post(f"/check/{number_of('age')}/", {"age": "wrong"})
    assert answer.status_code == 200
    page = guest.post(f"/check/{number_of('emergency-legs')}/", {"leg-weak-fast": "yes"})
    assert page["Location"] == "/result/"


def test_a_wrong_number_stays_in_the_field(guest: Visitor) -> None:
    guest.start()
    page = guest.post(f"/check/{number_of('age')}/", {"age": "200"}).content.decode()
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
    guest.post(
        f"/check/{number_of('duration-weeks')}/", {"duration-weeks": given, "duration-weeks-unit": unit}
    )
    run.refresh_from_db()
    assert run.answers["duration-weeks"] == weeks


def test_answers_that_do_not_go_together_are_refused(guest: Visitor) -> None:
    run = guest.start()
    run.answers = {"age": 30, "pain-new": "same-as-before"}
    run.save()
    page = guest.post(f"/check/{number_of('age-first-pain')}/", {"age-first-pain": "50"}).content.decode()
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
    guest.post(f"/check/{number_of('sex')}/", {"sex": "male", "age": "40"})
    page = guest.get(f"/check/{number_of('sex')}/").content.decode()
    assert 'value="male" data-key="2" checked' in page
    assert 'value="40"' in page
    guest.post(f"/check/{number_of('dark-thoughts')}/", {"dark-thoughts": "no"})
    page = guest.get(f"/check/{number_of('dark-thoughts')}/").content.decode()
    assert "your answer" in page
    assert "answer--chosen" in page


def test_under_eighteen_there_is_a_kind_stop(guest: Visitor) -> None:
    run = guest.start()
    address = f"/check/{number_of('age')}/"
    assert guest.post(address, {"age": "12", "sex": "male"})["Location"] == "/check/adults/"
    page = guest.get("/check/adults/").content.decode()
    assert "made for adults" in page
    assert address in page
    run.refresh_from_db()
    assert run.finished_at is None
    guest.post(address, {"age": "18", "sex": "male"})
    assert guest.get("/check/adults/")["Location"] == "/check/1/"


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
    asked = next(page for page in checking.pages_of(run) if page.page.id == "pain")
    response = guest.post(f"/check/{number}/?review", {**quiet_page(asked, run), "pain-now": "7"})
    assert response["Location"] == "/check/review/"
    assert "Pain now 7 of 10." in guest.get("/check/review/").content.decode()


def test_the_look_over_the_answers_reads_like_a_letter(guest: Visitor) -> None:
    run = guest.start()
    run.answers = example_answers("desk-worker")
    run.save()
    page = guest.get("/check/review/").content.decode()
    assert "No numbness between your legs, and no change in bladder, bowel or sexual feeling." in page
    assert "38 years old." in page
    assert "None of these" not in page
    assert page.count("?review") == page.count('class="letter__part"') <= 16
    told = " ".join(re.findall(r'class="letter__words">(.*?)</p>', page))
    assert 120 < len(told.split()) < 300


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
    assert title[1] == "Check, page 1 of 12 · Loadshare"
