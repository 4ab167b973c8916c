"""New answers in the middle of a week: what they speak against leaves at once, the rest stays as it was."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.doses import rung_of
from loadshare.care.programme import NoProgrammeError
from loadshare.care.proposal import walk_of
from loadshare.care.running_week import is_within, keep_within
from loadshare.knowledge.exercise import CautionEffect
from loadshare.knowledge.safety import Level
from tests.support.people import KNOWLEDGE, case_of, check_of, checks, people, programme_for
from tests.support.programme_rules import assert_only_what_fits, assert_sound

MANY = settings(max_examples=60, deadline=None)


@MANY
@given(case=people, check=checks, week=st.integers(1, 6))
def test_new_answers_hold_at_once_and_nothing_grows(case: Case, check: Case, week: int) -> None:
    programme, now = programme_for(case, week=week), replace(case, check=check)
    kept = keep_within(programme=programme, case=now)
    assert_sound(kept, now)
    assert is_within(programme=kept, case=now)
    assert (kept.week, kept.starts) == (programme.week, programme.starts)
    assert walk_of(kept) <= walk_of(programme) or not walk_of(
        programme
    )  # a first walk may join a gentle week
    held = {item.exercise: item for item in programme.items}
    for item in kept.items:
        exercise = KNOWLEDGE.exercises[item.exercise]
        filters = {active.filter for active in now.check.filters}
        told = {
            c.advice for c in exercise.cautions if c.effect is CautionEffect.ADAPT and c.filter in filters
        }
        assert told <= set(item.adaptations)
        if item.exercise in held:
            was = held[item.exercise].dose
            assert rung_of(exercise=exercise, dose=item.dose) <= rung_of(exercise=exercise, dose=was)
        if item.exercise in held and set(item.adaptations) - set(held[item.exercise].adaptations):
            assert item.exercise in {change.exercise for change in kept.changes}
    told_about = {change.exercise for change in kept.changes}
    assert {name for name in held if name not in {item.exercise for item in kept.items}} <= told_about
    for active in now.check.filters:
        known = KNOWLEDGE.filters.get(active.filter)
        assert known is None or not known.advice or known.advice in kept.notes


@MANY
@given(case=people, week=st.integers(1, 6))
def test_the_same_answers_change_nothing(case: Case, week: int) -> None:
    programme = programme_for(case, week=week)
    assert keep_within(programme=programme, case=case) is programme


@MANY
@given(case=people, check=checks)
def test_holding_twice_is_holding_once(case: Case, check: Case) -> None:
    now = replace(case, check=check)
    kept = keep_within(programme=programme_for(case), case=now)
    assert keep_within(programme=kept, case=now) is kept


@pytest.mark.parametrize("level", [Level.SAME_DAY, Level.EMERGENCY])
def test_where_nothing_is_allowed_there_is_no_week(level: Level) -> None:
    with pytest.raises(NoProgrammeError):
        keep_within(programme=programme_for(case_of()), case=case_of(check_of(level=level)))


def test_only_gentle_things_are_left_once_somebody_should_look() -> None:
    now = case_of(check_of(level=Level.DAYS))
    kept = keep_within(programme=programme_for(case_of(), starts=dt.date(2026, 11, 23)), case=now)
    assert_only_what_fits(kept, now)
    assert any("Only gentle things" in change.text for change in kept.changes)
