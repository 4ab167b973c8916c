"""Home tests are offered only to people they fit."""

import pytest

from loadshare.care.answers import read_answers
from loadshare.care.self_testing import tests_to_offer as offered
from loadshare.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()


def offered_ids(**answers: object) -> set[str]:
    raw = {"answers": {name.replace("_", "-"): value for name, value in answers.items()}}
    read = read_answers(raw, knowledge=KNOWLEDGE, complete=False)
    return {test.id for test in offered(answers=read, knowledge=KNOWLEDGE)}


def test_all_of_them_when_nothing_speaks_against() -> None:
    assert offered_ids(age=40) == set(KNOWLEDGE.self_tests)


def test_those_of_the_five_minute_check_come_first() -> None:
    read = read_answers({"answers": {"age": 40}}, knowledge=KNOWLEDGE, complete=False)
    defaults = [test.default for test in offered(answers=read, knowledge=KNOWLEDGE)]
    assert defaults == sorted(defaults, reverse=True)
    assert any(defaults)


@pytest.mark.parametrize("item", ["saddle-numbness", "fever", "very-unwell"])
def test_none_where_somebody_should_look_first(item: str) -> None:
    assert offered_ids(age=40, **{item: "yes"}) == set()


def test_none_that_a_circumstance_rules_out() -> None:
    left = offered_ids(age=40, **{"limit-shoulder": "yes"})
    ruled_out = {test.id for test in KNOWLEDGE.self_tests.values() if "shoulder-pain" in test.not_for}
    assert ruled_out
    assert left == set(KNOWLEDGE.self_tests) - ruled_out
