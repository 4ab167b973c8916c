"""Own steps, walks for six months, and the plan for the next bout."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.next_bout import next_bout
from loadshare.care.own_steps import STEPS, OwnStep, Try, next_step, said_of
from loadshare.care.walk_plan import WEEKS, walk_plan
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
    found = next_step(steps(*sure))
    assert (found.place if found else None) == place


@given(st.lists(st.none() | st.integers(0, 10), min_size=STEPS, max_size=STEPS))
def test_what_is_said_of_steps_calms(sure: list[int | None]) -> None:
    said = said_of(steps(*sure))
    assert said
    assert not [word for word in NEVER if word in said.lower()]


@MANY
@given(case=people, minutes=st.integers(1, 240), days=st.integers(0, 7), weeks=st.integers(0, 30))
def test_walks_grow_by_a_fifth_at_most_and_end_after_six_months(
    case: Case, minutes: int, days: int, weeks: int
) -> None:
    looked = MONDAY + dt.timedelta(weeks=weeks)
    plan = walk_plan(began=MONDAY, looked=looked, minutes=minutes, days=days, case=case)
    if plan is None:
        return
    lengths = [length for month in plan.months for length in month.minutes]
    assert len(lengths) == WEEKS - weeks
    assert all(before <= after <= before * 1.2 for before, after in pairwise(lengths))
    assert max(lengths) <= plan.goal_minutes <= 30
    assert plan.months[0].starts == looked
    assert plan.look_on == looked + dt.timedelta(weeks=4)
    if days < 3:
        assert len(set(lengths[:4])) == 1


def test_walks_are_over_after_six_months_and_begin_where_one_is() -> None:
    case = case_of()
    after = MONDAY + dt.timedelta(weeks=26)
    assert walk_plan(began=MONDAY, looked=after, minutes=20, days=5, case=case) is None
    plan = walk_plan(began=MONDAY, looked=MONDAY, minutes=10, days=5, case=case)
    assert plan is not None
    assert plan.months[0].minutes[0] == 10
    assert plan.months[-1].minutes[-1] == 30
    assert len(plan.months) == 7


def test_where_walking_is_left_out_no_walks_are_planned() -> None:
    case = case_of(check_of(filters=("stress-fracture-clues",)))
    assert walk_plan(began=MONDAY, looked=MONDAY, minutes=10, days=5, case=case) is None
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
