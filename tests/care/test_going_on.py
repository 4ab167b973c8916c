"""Own steps, walks for six months, and the plan for the next bout."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.course import gentle_only
from loadshare.care.growing import may_grow
from loadshare.care.next_bout import next_bout
from loadshare.care.own_steps import STEPS, OwnStep, Try, said_of, step_now
from loadshare.care.walk_plan import WEEKS, is_look_due, walk_plan
from loadshare.care.walking import walking_is_out
from tests.care.test_pause import day, done
from tests.care.test_review import said
from tests.care.test_upkeep import hurt
from tests.support.people import MONDAY, case_of, check_of, people, programme_for
from tests.support.programme_rules import may_do

MANY = settings(max_examples=100, deadline=None)
NEVER = ("protect", "careful", "damage", "wear", "weak", "unstable", "diagnos", "cure", "treat", "harm your")


def steps(*sure: int | None) -> tuple[OwnStep, ...]:
    return tuple(
        OwnStep(
            place=place,
            words=f"step {place}",
            tries=() if one is None else (Try(on=MONDAY, sure=0), Try(on=MONDAY, sure=one)),
        )
        for place, one in enumerate(sure, 1)
    )


@pytest.mark.parametrize(
    ("sure", "place"),
    [
        ((None,) * STEPS, 1),
        ((8, None, None, None, None), 2),
        ((8, 4, None, None, None), 2),
        ((7, 7, 7, 7, 7), None),
        ((8, 8, 2, 9, None), 3),
    ],
)
def test_the_next_step_is_the_first_that_is_not_sure_yet(
    sure: tuple[int | None, ...], place: int | None
) -> None:
    found = step_now(steps(*sure), may_grow=True)
    assert (found.place if found else None) == place


some_sure = st.lists(st.none() | st.integers(0, 10), min_size=STEPS, max_size=STEPS)


@given(sure=some_sure)
def test_no_new_step_is_offered_while_nothing_may_grow(sure: list[int | None]) -> None:
    mine = steps(*sure)
    open_, waiting = step_now(mine, may_grow=True), step_now(mine, may_grow=False)
    assert waiting == (open_ if open_ and open_.tries else None)
    if open_ and not open_.tries:
        text = said_of(mine, may_grow=False)
        assert "waits" in text
        assert open_.words not in text


@given(sure=some_sure, quiet=st.booleans())
def test_what_is_said_of_steps_calms(sure: list[int | None], quiet: bool) -> None:
    text = said_of(steps(*sure), may_grow=quiet)
    assert text
    assert not [word for word in NEVER if word in text.lower()]


def test_nothing_beside_the_exercises_grows_after_pain_or_while_only_gentle_things_are_right() -> None:
    case = case_of()
    quiet = done(programme_for(case), 0)
    assert may_grow(case=case, logs=(), weeks=())
    assert may_grow(case=case, logs=quiet, weeks=(said(0, 4), said(7, 5)))
    assert not may_grow(case=case, logs=(hurt(quiet[0]),), weeks=())
    assert not may_grow(case=case, logs=quiet, weeks=(said(0, 4), said(7, 6)))
    gentle = replace(case, check=gentle_only(check=case.check))
    assert not may_grow(case=gentle, logs=quiet, weeks=())


@MANY
@given(
    case=people,
    minutes=st.integers(1, 240),
    days=st.integers(0, 7),
    weeks=st.integers(0, 30),
    quiet=st.booleans(),
)
def test_walks_grow_by_a_fifth_at_most_and_end_after_six_months(
    case: Case, minutes: int, days: int, weeks: int, quiet: bool
) -> None:
    looked = MONDAY + dt.timedelta(weeks=weeks)
    plan = walk_plan(began=MONDAY, looked=looked, minutes=minutes, days=days, case=case, may_grow=quiet)
    if plan is None:
        assert weeks >= WEEKS or walking_is_out(allowance=case.allowance)
        return
    lengths = [length for month in plan.months for length in month.minutes]
    assert len(lengths) == WEEKS - weeks
    assert all(before <= after <= before * 1.2 for before, after in pairwise(lengths))
    assert max(lengths) <= plan.goal_minutes <= 30
    assert plan.months[0].starts == looked
    assert plan.look_on == looked + dt.timedelta(weeks=4)
    if days < 3 or not quiet:
        assert len(set(lengths[:4])) == 1


@pytest.mark.parametrize(
    ("looked", "today", "due"),
    [(0, 27, False), (0, 28, True), (28, 55, False), (28, 181, True), (28, 182, False)],
)
def test_a_look_is_due_each_month_until_the_end(looked: int, today: int, due: bool) -> None:
    assert is_look_due(began=MONDAY, looked=day(looked), today=day(today)) is due


def test_walks_are_over_after_six_months_and_begin_where_one_is() -> None:
    case = case_of()
    after = MONDAY + dt.timedelta(weeks=26)
    assert walk_plan(began=MONDAY, looked=after, minutes=20, days=5, case=case, may_grow=True) is None
    plan = walk_plan(began=MONDAY, looked=MONDAY, minutes=10, days=5, case=case, may_grow=True)
    assert plan is not None
    assert plan.months[0].minutes[0] == 10
    assert plan.months[-1].minutes[-1] == 30
    assert len(plan.months) == 7


def test_where_walking_is_left_out_no_walks_are_planned() -> None:
    case = case_of(check_of(filters=("stress-fracture-clues",)))
    assert walk_plan(began=MONDAY, looked=MONDAY, minutes=10, days=5, case=case, may_grow=True) is None
    assert (
        "Change how you sit and lie often." in next_bout(programme=programme_for(case), case=case).sentences
    )


@MANY
@given(case=people)
def test_the_plan_for_the_next_bout_holds_only_gentle_moves_of_their_own(case: Case) -> None:
    programme = programme_for(case)
    plan = next_bout(programme=programme, case=case)
    assert plan.moves == programme.flare_day
    assert all(may_do(case.knowledge.exercises[item.exercise], case) for item in plan.moves)
    assert not [word for word in NEVER if word in " ".join(plan.sentences).lower()]
