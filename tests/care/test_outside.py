"""Loads outside the sessions: chosen from the answers, with an amount, a time and a way back."""

import re

import pytest
from hypothesis import given, settings

from loadshare.care.case import Case
from loadshare.knowledge.safety import Level
from tests.support.people import KNOWLEDGE, case_of, check_of, people, programme_for

NAMED = {
    "running": {"worse_impact": "yes", "goal": "sport"},
    "lifting": {"activity_level": "very-active"},
    "standing": {"worse_standing_one_leg": "yes"},
    "gardening": {"limit_bending_forward": "yes"},
    "care": {"goal": "play-or-care"},
}


@pytest.mark.parametrize("load", NAMED)
def test_a_load_that_an_answer_names_is_advised_about(load: str) -> None:
    """A runner whose distance jumped heard nothing about running."""
    assert load not in programme_for(case_of()).loads
    assert load in programme_for(case_of(**NAMED[load])).loads


@pytest.mark.parametrize("load", KNOWLEDGE.load_advice)
def test_each_says_how_much_less_how_long_and_how_to_go_back(load: str) -> None:
    advice = KNOWLEDGE.load_advice[load]
    assert re.search(r"two thirds|half|halve|[0-9]+ minutes|come down", advice.cut.lower())
    assert "two weeks" in advice.how_long
    assert re.search(r"then ", advice.back.lower())
    assert "stop for good" not in f"{advice.cut} {advice.how_long} {advice.back}"


def test_whoever_runs_gets_a_way_back_by_walking() -> None:
    assert sum("walk" in step for step in KNOWLEDGE.load_advice["running"].steps) >= 4


@settings(max_examples=200, deadline=None)
@given(case=people)
def test_what_a_professional_decides_is_left_to_them(case: Case) -> None:
    loads = programme_for(case).loads
    filters = {active.filter for active in case.check.filters}
    for load in loads:
        assert not filters & set(KNOWLEDGE.load_advice[load].not_with)
    assert not (loads and case.check.safety.level is Level.DAYS)


def test_a_bone_that_may_be_tired_from_load_hears_nothing_about_running_again() -> None:
    check = check_of(filters=("stress-fracture-clues",), level=Level.CARE_CHANGED)
    assert "running" not in programme_for(case_of(check, **NAMED["running"])).loads
