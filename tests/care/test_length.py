"""How long the check is, and that the first page says so."""

import pytest

from loadshare.care.asking import pages_to_ask
from loadshare.care.length import Length, answers_of_person, length_of, usual_minutes
from loadshare.care.letter import letter
from loadshare.knowledge.question import Kind, Question
from tests.care.cases import KNOWLEDGE, complete_answers

PEOPLE = list(KNOWLEDGE.people)


def of(person: str) -> Length:
    return length_of(answers=answers_of_person(person, knowledge=KNOWLEDGE), knowledge=KNOWLEDGE)


def test_there_are_ten_people() -> None:
    assert len(PEOPLE) == 10


@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_meets_more_than_sixteen_screens(person: str) -> None:
    assert of(person).screens <= 16


@pytest.mark.parametrize("person", PEOPLE)
def test_everything_is_answered(person: str) -> None:
    answers = answers_of_person(person, knowledge=KNOWLEDGE)
    assert all(page.is_done for page in pages_to_ask(answers=answers, knowledge=KNOWLEDGE))


def test_minutes_are_words_read_and_taps() -> None:
    assert Length(screens=1, words=200, read_back=38, taps=40).minutes == pytest.approx(2)


def test_the_first_page_rounds_the_median_up() -> None:
    minutes = sorted(of(person).minutes for person in PEOPLE)
    assert (minutes[4] + minutes[5]) / 2 <= usual_minutes(KNOWLEDGE) < (minutes[4] + minutes[5]) / 2 + 1


def test_a_tick_is_a_tap_and_a_follow_up_a_page() -> None:
    quiet = length_of(answers=complete_answers({}), knowledge=KNOWLEDGE)
    more = length_of(
        answers=complete_answers({"high-blood-pressure": "yes", "blood-pressure-control": "controlled"}),
        knowledge=KNOWLEDGE,
    )
    assert (more.screens - quiet.screens, more.taps - quiet.taps) == (1, 2)


@pytest.mark.parametrize("question", KNOWLEDGE.questions.values(), ids=lambda question: question.id)
def test_every_answer_can_be_told_again(question: Question) -> None:
    assert question.letter
    takes_answer = question.kind not in {Kind.FLAGS, Kind.YES_NO}
    assert question.letter.count("{}") == int(takes_answer)


@pytest.mark.parametrize("said", ["yes", "no", "not-sure"])
def test_what_is_private_is_not_told_again(said: str) -> None:
    told = letter(answers=complete_answers({"hurt-by-somebody": said}), knowledge=KNOWLEDGE)
    words = " ".join(sentence for part in told for sentence in part.sentences)
    assert "hurt by somebody" not in words
    assert "is not shown" in words


def test_the_letter_tells_yes_no_and_not_sure() -> None:
    answers = complete_answers(
        {"stiff-after-sitting": "yes", "one-side-harder": "not-sure", "emergency-legs": ["leg-weak-fast"]}
    )
    told = {part.page: " ".join(part.sentences) for part in letter(answers=answers, knowledge=KNOWLEDGE)}
    assert told["signs"].startswith("Yes: stiff after sitting. No: ")
    assert "Not sure: one side harder." in told["signs"]
    assert "Yes: Leg or foot weaker over hours or days." in told["first"]
    assert "No numbness between your legs" in told["first"]
