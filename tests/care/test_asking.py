"""Which question comes next, what opens what, and how facts follow from answers."""

from hypothesis import given
from hypothesis import strategies as st

from loadshare.care.answers import Answers, read_answers
from loadshare.care.asking import PageAsked, next_page, pages_to_ask, previous_page, visible_questions
from loadshare.care.conditions import FactValue
from loadshare.care.facts import DERIVED, facts_of, unusable_tests
from loadshare.knowledge.conditions import facts_in
from loadshare.knowledge.question import Section
from tests.care.cases import KNOWLEDGE, complete_answers
from tests.care.draws import any_answers


def some(answers: dict[str, object], tests: dict[str, object] | None = None) -> Answers:
    return read_answers({"answers": answers, "tests": tests or {}}, knowledge=KNOWLEDGE, complete=False)


def shown(**answers: object) -> set[str]:
    complete = complete_answers({key.replace("_", "-"): value for key, value in answers.items()})
    return {question.id for question in visible_questions(answers=complete, knowledge=KNOWLEDGE)}


def facts(answers: dict[str, object], tests: dict[str, object] | None = None) -> dict[str, FactValue]:
    return dict(facts_of(answers=some(answers, tests), knowledge=KNOWLEDGE))


def pages(answers: Answers) -> tuple[PageAsked, ...]:
    return pages_to_ask(answers=answers, knowledge=KNOWLEDGE)


def test_the_check_begins_with_every_emergency_on_one_page() -> None:
    first = next_page(pages(some({})), knowledge=KNOWLEDGE)
    assert first is not None
    asked = [question.id for question in first.questions]
    assert asked == [question.id for question in KNOWLEDGE.questions_in(Section.SAFETY)][:6]
    for question in first.questions[:-1]:
        part = next_page(pages(some({question.id: "none"})), knowledge=KNOWLEDGE)
        assert part is not None
        assert part.page == first.page, "the page is done when all of it is"
    after = next_page(pages(some(dict.fromkeys(asked, "none"))), knowledge=KNOWLEDGE)
    assert after is not None
    assert [question.id for question in after.questions] == ["age", "sex"]


def test_what_only_tailors_the_programme_comes_after_the_ideas() -> None:
    answers = complete_answers({})
    check = {question.section for page in pages(answers) for question in page.questions}
    later = pages_to_ask(answers=answers, knowledge=KNOWLEDGE, after_ideas=True)
    assert Section.PLAN not in check
    assert {question.section for page in later for question in page.questions} == {Section.PLAN}
    assert not any(question.required for page in later for question in page.questions)


def test_how_the_programme_went_is_asked_of_those_who_were_here() -> None:
    answers = complete_answers({})
    again = pages_to_ask(answers=answers, knowledge=KNOWLEDGE, is_again=True)
    assert "again" in {page.page.id for page in again}
    assert "again" not in {page.page.id for page in pages(answers)}


def test_a_condition_reads_only_questions_asked_before() -> None:
    known = set(DERIVED)
    for question in KNOWLEDGE.questions.values():
        conditions = [question.show_when, *(option.show_when for option in question.options)]
        for condition in conditions:
            if condition is not None:
                assert set(facts_in(condition)) <= known, question.id
        known |= {question.id, *(option.value for option in question.options)}


@given(any_answers(complete=True))
def test_a_complete_check_has_nothing_left_to_ask(answers: Answers) -> None:
    assert next_page(pages(answers), knowledge=KNOWLEDGE) is None
    assert all(page.is_done for page in pages(answers))


@given(any_answers(), st.sampled_from(sorted(KNOWLEDGE.pages)))
def test_next_and_back_lead_to_the_same_place(answers: Answers, here: str) -> None:
    asked = pages(answers)
    after = next_page(asked, knowledge=KNOWLEDGE, after=here)
    if after is not None and here in {page.page.id for page in asked}:
        back = previous_page(asked, knowledge=KNOWLEDGE, before=after.page.id)
        assert back is not None
        assert back.page.id == here


def test_nothing_comes_before_the_first_page() -> None:
    assert previous_page(pages(some({})), knowledge=KNOWLEDGE, before="first") is None


def test_pregnancy_is_asked_of_those_it_can_concern() -> None:
    assert "pregnancy" in shown(sex="female", age=30)
    assert "pregnancy" in shown(sex="another", age=30)
    assert "pregnancy" not in shown(sex="male", age=30)
    assert "pregnancy" not in shown(sex="female", age=70)
    assert "pregnancy-weeks" in shown(sex="female", age=30, pregnancy="not-sure")


def test_the_inflammatory_questions_open_for_long_pain_that_began_young_whatever_else_was_said() -> None:
    young = {"age": 40, "duration_weeks": 52}
    assert "inflammatory-signs" in shown(**young, better_moving="yes")
    assert "inflammatory-signs" in shown(**young, better_moving="no", night_waking="no")
    assert "inflammatory-signs" in shown(**young)
    assert "inflammatory-signs" not in shown(age=40, duration_weeks=8, better_moving="yes")
    assert "inflammatory-signs" not in shown(age=50, duration_weeks=52, better_moving="yes")
    assert "inflammatory-signs" in shown(age=50, duration_weeks=520, better_moving="yes")


def test_the_age_at_onset_comes_from_what_was_said() -> None:
    base: dict[str, object] = {"age": 50, "duration-weeks": 52.18, "pain-new": "same-as-before"}
    assert facts(base)["onset-age"] == 49
    assert facts({**base, "age-first-pain": 28})["onset-age"] == 28
    assert facts({**base, "age-first-pain": "not-sure"})["onset-age"] == "not-sure"
    assert facts({"age": 50, "duration-weeks": "not-sure"})["onset-age"] == "not-sure"
    assert facts({"age": 2, "duration-weeks": 520})["onset-age"] == 0
    assert "onset-age" not in facts({"age": 50})
    assert "onset-age" not in facts({"duration-weeks": 4})


def test_an_answer_whose_question_has_gone_sets_no_fact() -> None:
    gone: dict[str, object] = {"age": 30, "sex": "male", "pregnancy": "pregnant", "pregnancy-fever": "yes"}
    assert set(facts(gone)) == {"age", "sex"}
    assert "missed-periods" not in facts({"sex": "male", "hip-loading-pain": "yes", "missed-periods": "yes"})


def test_both_sides_of_a_test_are_compared() -> None:
    found = facts({}, {"hip-rotation": {"internal": {"left": 20, "right": 40}, "pain": 2}})
    assert {name.removeprefix("hip-rotation.internal."): value for name, value in found.items()} == {
        "left": 20,
        "right": 40,
        "lowest": 20,
        "highest": 40,
        "difference": 20,
        "ratio": 0.5,
        "hip-rotation.pain": 2,
    }


def test_one_side_alone_has_no_difference() -> None:
    found = facts({}, {"side-bridge": {"time": {"left": 20}}})
    assert found == {
        "side-bridge.time.left": 20,
        "side-bridge.time.lowest": 20,
        "side-bridge.time.highest": 20,
    }
    assert "side-bridge.time.ratio" not in facts({}, {"side-bridge": {"time": {"left": 0, "right": 0}}})


def test_numbers_of_a_spoilt_test_are_not_read_but_where_it_hurt_is() -> None:
    spoilt: dict[str, object] = {
        "single-leg-stance": {"time": {"left": 12}, "outer-hip-pain": "yes", "stopped-by-pain": "yes"},
        "hip-rotation": {"internal": {"left": 20, "right": 40}, "trials-agree": "no"},
    }
    assert facts({}, spoilt) == {
        "single-leg-stance.outer-hip-pain": "yes",
        "single-leg-stance.stopped-by-pain": "yes",
        "hip-rotation.trials-agree": "no",
    }
    assert unusable_tests(some({}, spoilt)) == ("single-leg-stance", "hip-rotation")
