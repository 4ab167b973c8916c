"""From answers and test results to facts, and which questions apply to this person.

Questions are walked in the order asked: what a question shows depends only on answers to earlier ones, so
an answer that no longer applies (its question has gone) sets no fact and opens no other question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from loadshare.care._given import Answers, TestValue
from loadshare.care.conditions import NOT_SURE, Facts, FactValue, Truth, evaluate
from loadshare.knowledge.conditions import facts_in
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Kind, Option, Question

WEEKS_PER_YEAR = 52.18
ONSET_AGE = "onset-age"
DERIVED = frozenset({ONSET_AGE})
"""Facts computed from others; conditions may read them like any answer."""

_ONSET_INPUTS = frozenset({"age", "duration-weeks", "age-first-pain"})
_TEST_MARKS = ("pain", "stopped-by-pain", "trials-agree")


@dataclass(frozen=True, kw_only=True)
class QuestionWalk:
    """The questions that apply, in order, and the facts their answers and the tests set."""

    questions: tuple[Question, ...]
    facts: Facts


def walk(*, answers: Answers, knowledge: Knowledge) -> QuestionWalk:
    """Ask every question that applies and collect the facts."""
    facts: dict[str, FactValue] = dict(_test_facts(answers, knowledge))
    visible: list[Question] = []
    for question in knowledge.questions.values():
        if question.show_when is not None and evaluate(question.show_when, facts) is Truth.NO:
            continue
        early = question.early_when
        if early is not None and evaluate(early, facts) is Truth.YES:
            question = question.model_copy(update={"required": True})
        visible.append(question)
        _add_answer(question, answers.answers, facts)
        if question.id in _ONSET_INPUTS:
            _add_onset_age(facts)
    return QuestionWalk(questions=tuple(visible), facts=facts)


def facts_of(*, answers: Answers, knowledge: Knowledge) -> Facts:
    """Every fact that stands: answers to questions that apply, test results, and what follows from them."""
    return walk(answers=answers, knowledge=knowledge).facts


def visible_options(question: Question, facts: Facts) -> tuple[Option, ...]:
    """The options this person is shown."""
    return tuple(
        option
        for option in question.options
        if option.show_when is None or evaluate(option.show_when, facts) is not Truth.NO
    )


@cache
def deciding_facts(knowledge: Knowledge) -> frozenset[str]:
    """The facts that decide what is asked, or what follows from answers; every other one stands alone."""
    conditions = [
        condition
        for question in knowledge.questions.values()
        for condition in (
            question.show_when,
            question.early_when,
            *(option.show_when for option in question.options),
        )
        if condition is not None
    ]
    return _ONSET_INPUTS.union(*(facts_in(condition) for condition in conditions))


def unusable_tests(answers: Answers) -> tuple[str, ...]:
    """Tests whose numbers are not read: pain stopped them, or the trials disagreed."""
    return tuple(test for test, values in answers.tests.items() if not _is_usable(values))


def _is_usable(values: Mapping[str, TestValue]) -> bool:
    return values.get("stopped-by-pain") != "yes" and values.get("trials-agree") != "no"


def _add_answer(question: Question, given: Mapping[str, FactValue], facts: dict[str, FactValue]) -> None:
    if question.kind is Kind.FLAGS:
        for option in visible_options(question, facts) if given else ():
            if option.value in given:
                facts[option.value] = given[option.value]
    elif question.id in given:
        facts[question.id] = given[question.id]
    elif question.assumed:
        facts[question.id] = question.assumed


def _add_onset_age(facts: dict[str, FactValue]) -> None:
    """How old the person was when this kind of pain first came; open where that cannot be told."""
    age, first, weeks = (facts.get(name) for name in ("age", "age-first-pain", "duration-weeks"))
    if isinstance(first, int | float):
        facts[ONSET_AGE] = first
    elif not isinstance(age, int | float) or (first is None and weeks is None):
        facts.pop(ONSET_AGE, None)
    elif first is None and isinstance(weeks, int | float):
        facts[ONSET_AGE] = max(0.0, age - weeks / WEEKS_PER_YEAR)
    else:
        facts[ONSET_AGE] = NOT_SURE


def _test_facts(answers: Answers, knowledge: Knowledge) -> Iterator[tuple[str, FactValue]]:
    for test_id, values in answers.tests.items():
        for mark in _TEST_MARKS:
            mark_value = values.get(mark)
            if isinstance(mark_value, str | int | float):
                yield f"{test_id}.{mark}", mark_value
        usable = _is_usable(values)
        for quantity in knowledge.self_tests[test_id].quantities:
            value = values.get(quantity.id)
            if value is None or not (usable or quantity.options):
                continue
            name = f"{test_id}.{quantity.id}"
            if isinstance(value, Mapping):
                yield from _sided_facts(name, value)
            else:
                yield name, value


def _sided_facts(name: str, sides: Mapping[str, str | int | float]) -> Iterator[tuple[str, FactValue]]:
    for side, value in sides.items():
        yield f"{name}.{side}", value
    numbers = [value for value in sides.values() if isinstance(value, int | float)]
    if not numbers:
        return
    lowest, highest = min(numbers), max(numbers)
    yield f"{name}.lowest", lowest
    yield f"{name}.highest", highest
    if len(numbers) == 2:
        yield f"{name}.difference", highest - lowest
        if highest > 0:
            yield f"{name}.ratio", lowest / highest
