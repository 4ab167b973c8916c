"""Random answers for properties: any mixture of answers that the check could be given."""

from typing import Any

from hypothesis import strategies as st

from loadshare.care.answers import Answers, read_answers
from loadshare.knowledge.question import Kind, Question
from loadshare.knowledge.self_test import SelfTest
from tests.care.cases import KNOWLEDGE, UNMENTIONED

FLAGS = tuple(
    fact
    for fact, question in KNOWLEDGE.answer_facts.items()
    if question.kind is Kind.FLAGS and question.not_sure
)
"""Every item that can be ticked and can be a warning sign."""


def an_answer(question: Question) -> st.SearchStrategy[Any]:
    """One allowed answer."""
    options = [option.value for option in question.options]
    match question.kind:
        case Kind.YES_NO:
            answer: st.SearchStrategy[Any] = st.sampled_from(["yes", "no"])
        case Kind.CHOICE:
            answer = st.sampled_from(options)
        case Kind.CHOICES | Kind.BODY:
            many = [option.value for option in question.options if not option.excludes_others]
            answer = st.lists(st.sampled_from(many), min_size=1, unique=True)
        case _:
            answer = st.integers(int(question.least or 0), int(question.most or 0))
    return answer | st.just("not-sure") if question.not_sure else answer


@st.composite
def any_answers(draw: st.DrawFn, *, complete: bool = False) -> Answers:
    """Answers to some questions, or to all of them; red flags seldom, so that every level is seen."""
    raw: dict[str, Any] = {}
    for question in KNOWLEDGE.questions.values():
        if question.kind is Kind.FLAGS:
            continue
        if complete or draw(st.booleans()):
            usual = UNMENTIONED.get(question.id)
            answer = an_answer(question) if usual is None else st.just(usual) | an_answer(question)
            raw[question.id] = draw(answer)
    states = draw(st.dictionaries(st.sampled_from(FLAGS), st.sampled_from(["yes", "not-sure"]), max_size=4))
    for fact, question in KNOWLEDGE.answer_facts.items():
        if question.kind is Kind.FLAGS and (complete or fact in states or draw(st.booleans())):
            raw[fact] = states.get(fact, "no")
    if isinstance(raw.get("age-first-pain"), int):
        raw["age-first-pain"] = min(raw["age-first-pain"], raw.get("age", 115))
    tests = {test.id: draw(a_result(test)) for test in KNOWLEDGE.self_tests.values() if draw(st.booleans())}
    return read_answers({"answers": raw, "tests": tests}, knowledge=KNOWLEDGE, complete=complete)


@st.composite
def a_result(draw: st.DrawFn, test: SelfTest) -> dict[str, Any]:
    """A result of a self-test."""
    result: dict[str, Any] = {"pain": draw(st.integers(0, 10))}
    for quantity in test.quantities:
        one: st.SearchStrategy[Any] = (
            st.sampled_from(quantity.options)
            if quantity.options
            else st.integers(int(quantity.least), int(quantity.most))
        )
        if draw(st.booleans()):
            result[quantity.id] = {"left": draw(one), "right": draw(one)} if quantity.per_side else draw(one)
    if draw(st.booleans()):
        result["stopped-by-pain"] = draw(st.sampled_from(["yes", "no"]))
    return result
