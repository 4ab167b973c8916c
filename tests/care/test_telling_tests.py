"""At most two home tests, those whose result could change most, first."""

from typing import Any

from hypothesis import given

from loadshare.care.answers import Answers
from loadshare.care.check import run_check
from loadshare.care.explain import explain
from loadshare.care.facts import facts_of
from tests.care.cases import KNOWLEDGE, complete_answers
from tests.care.draws import any_answers

STIFF: dict[str, Any] = {"stiff-after-sitting": "yes", "hips-tight-turning": "yes", "duration-weeks": 30}


def offered(answers: Answers) -> tuple[str, ...]:
    check = run_check(answers=answers, knowledge=KNOWLEDGE)
    facts = facts_of(answers=answers, knowledge=KNOWLEDGE)
    return tuple(test.self_test for test in explain(check=check, facts=facts, knowledge=KNOWLEDGE).tests)


def test_the_test_that_could_change_most_comes_first() -> None:
    assert offered(complete_answers(STIFF))[0] == "hip-rotation"


def test_a_test_that_says_nothing_at_this_age_is_not_offered() -> None:
    """Chair stands count neither way from 36 to 59."""
    loaded = {"worse-impact": "yes", "duration-weeks": 30}
    assert "chair-stands" in offered(complete_answers({**loaded, "age": 30}))
    assert "chair-stands" not in offered(complete_answers({**loaded, "age": 45}))


def test_a_test_that_was_done_is_not_asked_for_again() -> None:
    tests = {"hip-rotation": {"internal": {"left": 20, "right": 22}, "pain": 1}}
    assert "hip-rotation" not in offered(complete_answers(STIFF, tests))


def test_none_while_it_is_too_early() -> None:
    assert offered(complete_answers({**STIFF, "duration-weeks": 2, "pain-new": "first-time"})) == ()
    assert offered(complete_answers({**STIFF, "duration-weeks": 2, "pain-new": "same-as-before"})) != ()


@given(any_answers(complete=True))
def test_never_more_than_two_and_never_one_that_does_not_suit(answers: Answers) -> None:
    check = run_check(answers=answers, knowledge=KNOWLEDGE)
    found = offered(answers)
    assert len(found) <= 2
    active = {one.filter for one in check.filters}
    assert all(active.isdisjoint(KNOWLEDGE.self_tests[test].not_for) for test in found)
