"""No question is asked for nothing: each has an answer set in which its answer changes what a person gets."""

from collections.abc import Iterator
from typing import Any

import pytest

from loadshare.care.answers import Answers, AnswersError, read_answers
from loadshare.care.asking import visible_questions
from loadshare.care.check import run_check
from loadshare.care.explain import explain
from loadshare.care.facts import facts_of
from loadshare.care.preferences import preferences_from
from loadshare.care.reasons import first_side
from loadshare.knowledge.question import Kind, Question
from tests.care.cases import KNOWLEDGE, NAMES, case, complete_answers

SIDED = next(one for one in KNOWLEDGE.exercises.values() if one.per_side)
MORE: list[dict[str, Any]] = [
    {"bother": 8, "fear-of-moving": 2, "low-mood": 2, "expects-no-change": 2},
    {"leg-below-knee": "yes"},
]
"""Beside the vignettes: people of whom one answer alone decides."""
CASES = [*(case(name)[0] for name in NAMES), *(complete_answers(given) for given in MORE)]


def outcome(answers: Answers) -> object:
    """Level, what to do, ideas, look-alikes, what the plan is chosen around, and the words about them."""
    check = run_check(answers=answers, knowledge=KNOWLEDGE)
    facts = facts_of(answers=answers, knowledge=KNOWLEDGE)
    told = explain(check=check, facts=facts, knowledge=KNOWLEDGE)
    return (
        check.safety.level,
        check.safety.plan,
        [(reason.item, reason.level, reason.do, reason.within_days) for reason in check.safety.reasons],
        check.profile,
        check.look_alikes,
        [one.filter for one in check.filters],
        (told.headline, [sign.sign for sign in told.signs], [test.self_test for test in told.tests]),
        preferences_from(facts=facts),
        first_side(exercise=SIDED, facts=facts),
    )


def others(question: Question) -> Iterator[Any]:
    """Answers to try."""
    match question.kind:
        case Kind.YES_NO:
            yield from ("yes", "no")
        case Kind.CHOICE:
            yield from (option.value for option in question.options)
        case Kind.CHOICES | Kind.BODY:
            yield from ([option.value] for option in question.options)
        case _:
            least, most = question.least or 0, min(question.most or 0, 115)
            yield from (int(least), int(most), int(least + (most - least) * 0.3))


def changed(answers: Answers, fact: str, value: Any) -> Answers | None:
    raw = answers.as_raw()
    raw["answers"] = {**raw["answers"], fact: value}
    try:
        return read_answers(raw, knowledge=KNOWLEDGE, complete=True)
    except AnswersError:
        return None


def matters(fact: str, values: list[Any], question: Question) -> bool:
    for answers in CASES:
        if question not in visible_questions(answers=answers, knowledge=KNOWLEDGE):
            continue
        before = outcome(answers)
        for value in values:
            new = changed(answers, fact, value)
            if new is not None and outcome(new) != before:
                return True
    return False


@pytest.mark.parametrize("fact", KNOWLEDGE.answer_facts)
def test_its_answer_changes_something(fact: str) -> None:
    question = KNOWLEDGE.answer_facts[fact]
    values = ["yes", "no"] if question.kind is Kind.FLAGS else list(others(question))
    assert matters(fact, values, question), f"{fact} changes nothing: take it out"
