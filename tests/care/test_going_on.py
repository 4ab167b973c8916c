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
from loadshare.care.walk_plan import WEEKS, Wait, WalkPlan, is_look_due, walk_plan
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


def walks(
    case: Case, *quiet: bool, today: int, minutes: int = 10, days: int = 5, weeks: int = 0
) -> WalkPlan | None:
    """The walks as somebody sees them that many days after the look, with what may grow week by week."""
    looked = MONDAY + dt.timedelta(weeks=weeks)
    return walk_plan(
        began=MONDAY,
        looked=looked,
        minutes=minutes,
        days=days,
        case=case,
        may_grow=lambda day: quiet[(day - looked).days // 7],
        today=looked + dt.timedelta(days=today),
    )


def lengths_of(plan: WalkPlan) -> list[int]:
    return [length for month in plan.months for length in month.minutes]


@MANY
@given(
    case=people,
    minutes=st.integers(1, 240),
    days=st.integers(0, 7),
    weeks=st.integers(0, 30),
    quiet=st.lists(st.booleans(), min_size=30, max_size=30),
    today=st.integers(0, 7 * 30 - 1),
)
def test_walks_grow_by_a_fifth_at_most_and_end_after_six_months(
    case: Case, minutes: int, days: int, weeks: int, quiet: list[bool], today: int
) -> None:
    plan = walks(case, *quiet, today=today, minutes=minutes, days=days, weeks=weeks)
    if plan is None:
        assert weeks >= WEEKS or walking_is_out(allowance=case.allowance)
        return
    lengths, now = lengths_of(plan), today // 7
    assert len(lengths) == WEEKS - weeks
    assert all(before <= after <= before * 1.2 for before, after in pairwise(lengths))
    assert max(lengths) <= plan.goal_minutes <= 30
    assert plan.months[0].starts == MONDAY + dt.timedelta(weeks=weeks)
    assert plan.look_on == plan.months[0].starts + dt.timedelta(weeks=4)
    assert plan.now_minutes == (lengths[now:] or lengths[-1:])[0]
    if days < 3 or not quiet[now]:
        assert set(lengths[now:]) <= {plan.now_minutes}
        assert plan.waits
        assert not plan.grows
    if days < 3:
        assert len(set(lengths)) == 1


@MANY
@given(case=people, minutes=st.integers(1, 40), quiet=st.lists(st.booleans(), min_size=26, max_size=26))
def test_what_somebody_walks_from_week_to_week_never_jumps_nor_grows_while_nothing_may(
    case: Case, minutes: int, quiet: list[bool]
) -> None:
    plans = [walks(case, *quiet, today=7 * week, minutes=minutes) for week in range(26)]
    walked = [plan.now_minutes for plan in plans if plan is not None]
    for week, (before, after) in enumerate(pairwise(walked), 1):
        assert before <= after <= before * 1.2
        assert quiet[week] or after == before


def test_walks_stay_at_what_they_are_until_the_pain_has_settled_and_grow_from_there() -> None:
    case = case_of()
    seen = [walks(case, *(True,) * 5, False, False, *(True,) * 5, today=7 * week) for week in (3, 5, 6, 7)]
    assert [lengths_of(plan)[:9] for plan in seen if plan] == [
        [10, 12, 14, 16, 19, 22, 26, 30, 30],
        [10, 12, 14, 16, 19, 19, 19, 19, 19],
        [10, 12, 14, 16, 19, 19, 19, 19, 19],
        [10, 12, 14, 16, 19, 19, 19, 22, 26],
    ]
    assert [(plan.waits, plan.grows, plan.now_minutes) for plan in seen if plan] == [
        (None, True, 16), (Wait.PAIN, False, 19), (Wait.PAIN, False, 19), (None, True, 22),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("looked", "today", "due"),
    [(0, 27, False), (0, 28, True), (28, 55, False), (28, 181, True), (28, 182, False)],
)
def test_a_look_is_due_each_month_until_the_end(looked: int, today: int, due: bool) -> None:
    assert is_look_due(began=MONDAY, looked=day(looked), today=day(today)) is due


def test_walks_are_over_after_six_months_and_begin_where_one_is() -> None:
    case = case_of()
    assert walks(case, True, today=0, minutes=20, weeks=26) is None
    plan = walks(case, True, today=0)
    assert plan is not None
    assert plan.months[0].minutes[0] == 10
    assert plan.months[-1].minutes[-1] == 30
    assert len(plan.months) == 7


def test_where_walking_is_left_out_no_walks_are_planned() -> None:
    case = case_of(check_of(filters=("stress-fracture-clues",)))
    assert walks(case, True, today=0) is None
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
