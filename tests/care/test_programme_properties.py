"""What must hold for any profile, any filters and any preferences."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.choices import ChoiceError, make_easier, make_harder, swap_item
from loadshare.care.outline import outline_weeks
from loadshare.care.picks import Pick
from loadshare.care.programme import NoProgrammeError, Programme
from loadshare.care.schedule import lay_out
from loadshare.care.session import build_timeline
from loadshare.knowledge.exercise import Strand
from loadshare.knowledge.safety import Level, PlanPermission
from tests.support.people import KNOWLEDGE, check_of, people, programme_for
from tests.support.programme_rules import assert_sound

MANY = settings(max_examples=150, deadline=None)
SOME = settings(max_examples=40, deadline=None)


@MANY
@given(case=people, week=st.integers(1, 6))
def test_any_programme_is_sound(case: Case, week: int) -> None:
    assert_sound(programme_for(case, week=week), case)


@SOME
@given(first=people, later=people)
def test_a_programme_carried_into_a_changed_life_is_sound(first: Case, later: Case) -> None:
    previous = programme_for(first, week=2)
    assert_sound(programme_for(later, week=3, previous=previous), later)


@SOME
@given(
    case=people,
    level=st.sampled_from((Level.EMERGENCY, Level.SAME_DAY)),
    plan=st.sampled_from(PlanPermission),
)
def test_there_is_no_programme_at_the_two_highest_levels(
    case: Case, level: Level, plan: PlanPermission
) -> None:
    check = check_of(level=level, plan=plan)
    with pytest.raises(NoProgrammeError):
        programme_for(_with(case, check=check))


@SOME
@given(case=people)
def test_there_is_no_programme_where_the_check_allows_none(case: Case) -> None:
    with pytest.raises(NoProgrammeError):
        programme_for(_with(case, check=check_of(level=Level.DAYS, plan=PlanPermission.NONE)))


@SOME
@given(case=people, age=st.integers(0, 17))
def test_there_is_no_programme_under_eighteen(case: Case, age: int) -> None:
    with pytest.raises(NoProgrammeError) as refused:
        programme_for(_with(case, facts={**case.facts, "age": age}))
    assert refused.value.do


@SOME
@given(case=people, week=st.integers(1, 6))
def test_the_same_person_gets_the_same_programme(case: Case, week: int) -> None:
    assert programme_for(case, week=week) == programme_for(case, week=week)


@SOME
@given(case=people)
def test_a_programme_survives_being_stored(case: Case) -> None:
    programme = programme_for(case)
    assert Programme.model_validate(json.loads(programme.model_dump_json())) == programme


@SOME
@given(case=people)
def test_six_weeks_grow_one_exercise_at_a_time(case: Case) -> None:
    programme = programme_for(case)
    for week in outline_weeks(programme=programme, case=case)[1:]:
        assert week.text
        assert week.session_minutes <= case.preferences.minutes + 1e-6
    for number in range(2, 7):
        following = programme_for(case, week=number, previous=programme)
        assert_sound(following, case)
        assert following.session_size - programme.session_size in (0, 1)
        assert {item.exercise for item in programme.items} <= {item.exercise for item in following.items}
        programme = following


@SOME
@given(case=people)
def test_walks_grow_by_a_fifth_a_week_at_most(case: Case) -> None:
    programme = programme_for(case)
    for number in range(2, 7):
        following = programme_for(case, week=number, previous=programme)
        before, now = (max(day.walk_minutes for day in p.days) for p in (programme, following))
        assert before <= now <= min(30, before * 1.2)
        programme = following


@MANY
@given(case=people, data=st.data())
def test_swaps_and_easier_and_harder_keep_a_programme_sound(case: Case, data: st.DataObject) -> None:
    programme = programme_for(case, week=data.draw(st.integers(1, 6)))
    for _ in range(4):
        if not programme.items:
            return
        item = data.draw(st.sampled_from(programme.items))
        choice = data.draw(st.sampled_from(("swap", "easier", "harder")))
        try:
            if choice == "easier":
                programme = make_easier(programme=programme, exercise=item.exercise, case=case)
            elif choice == "harder":
                programme = make_harder(programme=programme, exercise=item.exercise, case=case)
            elif item.swaps:
                to = data.draw(st.sampled_from(item.swaps))
                programme = swap_item(programme=programme, exercise=item.exercise, to=to, case=case)
        except ChoiceError:
            continue
        assert_sound(programme, case)
        assert_sound(programme_for(case, week=programme.week, previous=programme), case)


@MANY
@given(case=people, week=st.integers(1, 6))
def test_a_session_lasts_as_long_as_the_programme_promised(case: Case, week: int) -> None:
    programme = programme_for(case, week=week)
    for day in programme.days:
        items = tuple(programme.item(name) for name in day.items)
        timeline = build_timeline(items=items, knowledge=KNOWLEDGE)
        assert abs(timeline.seconds - day.minutes * 60) < 1e-6
    flare = build_timeline(items=programme.flare_day, knowledge=KNOWLEDGE)
    assert flare.seconds <= 150


@SOME
@given(case=people)
def test_more_minutes_never_hold_fewer_strands(case: Case) -> None:
    short = programme_for(_with(case, preferences=case.preferences.model_copy(update={"minutes": 5})))
    long = programme_for(_with(case, preferences=case.preferences.model_copy(update={"minutes": 45})))
    assert {item.strand for item in short.items} <= {item.strand for item in long.items}


def _with(case: Case, **changes: object) -> Case:
    parts = {
        "check": case.check,
        "preferences": case.preferences,
        "facts": case.facts,
        "knowledge": case.knowledge,
        "unlocked": case.unlocked,
    }
    return Case(**{**parts, **changes})  # type: ignore[arg-type]


@MANY
@given(first=people, later=people, week=st.integers(2, 6))
def test_what_is_carried_takes_no_more_than_half_of_the_places_from_strength(
    first: Case, later: Case, week: int
) -> None:
    """What stood in the week before came in beside the half that is for it."""
    following = programme_for(later, week=week, previous=programme_for(first, week=week - 1))
    others = [item for item in following.items if item.strand is not Strand.STRENGTHEN]
    assert len(others) <= max(1, following.session_size // 2)


def test_strength_that_is_new_comes_before_a_second_stretch_that_was_there() -> None:
    """A session of four held three stretches of the week before, and no room for the second strength."""
    exercises = [one for one in KNOWLEDGE.exercises.values() if one.unlock is None]
    stretches = [one for one in exercises if one.strand is Strand.STRETCH][:3]
    strong = [one for one in exercises if one.strand is Strand.STRENGTHEN][:2]
    picks = (
        *(Pick(exercise=one, rung=0, carried=True) for one in stretches),
        *(Pick(exercise=one, rung=0, carried=place == 0) for place, one in enumerate(strong)),
    )
    layout = lay_out(picks=picks, days_per_week=3, minutes=45, size=4, week=4)
    assert {one.id for one in strong} <= set(layout.doses)
    assert len(set(layout.doses) & {one.id for one in stretches}) == 2
