"""A session on another day of the week."""

import datetime as dt
import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from loadshare.care.case import Case
from loadshare.care.choices import ChoiceError, make_easier, make_harder, swap_item
from loadshare.care.move_day import in_order, move_session, moves_of
from loadshare.care.programme import DayKind, Programme
from loadshare.care.programme_types import Stage
from loadshare.care.running_week import keep_within
from tests.support.people import MONDAY, case_of, people, programme_for
from tests.support.programme_rules import assert_sound

MANY = settings(max_examples=150, deadline=None)


def _day(offset: int) -> dt.date:
    return MONDAY + dt.timedelta(days=offset)


def _days_of(programme: Programme) -> dict[str, int]:
    return {i.exercise: sum(i.exercise in day.items for day in programme.days) for i in programme.items}


def test_a_session_changes_places_with_a_rest_day() -> None:
    programme = programme_for(case_of(days_per_week=3))
    moved = move_session(programme=programme, on=_day(4), to=_day(5), today=MONDAY, done=())
    assert moved.day(_day(5)).items == programme.day(_day(4)).items
    assert not moved.day(_day(4)).items
    assert [day.walk_minutes for day in moved.days] == [day.walk_minutes for day in programme.days]


def test_one_that_would_come_next_to_another_pushes_it_on() -> None:
    programme = programme_for(case_of(days_per_week=3))
    (tomorrow,) = [
        m for m in moves_of(programme=programme, on=MONDAY, today=MONDAY, done=()) if m.to == _day(1)
    ]
    assert tomorrow.along == ((_day(2), _day(3)), (_day(4), _day(5)))
    moved = move_session(programme=programme, on=MONDAY, to=_day(1), today=MONDAY, done=())
    assert [bool(day.items) for day in moved.days] == [False, True, False, True, False, True, False]


def test_strength_keeps_a_day_from_the_week_that_follows() -> None:
    programme = programme_for(case_of(days_per_week=3))
    assert _day(6) not in {m.to for m in moves_of(programme=programme, on=_day(4), today=MONDAY, done=())}


def test_what_was_done_or_is_over_stays_where_it_is() -> None:
    programme = programme_for(case_of(days_per_week=3))
    assert moves_of(programme=programme, on=MONDAY, today=MONDAY, done={MONDAY}) == ()
    later = moves_of(programme=programme, on=MONDAY, today=_day(1), done={_day(2)})
    assert all(move.to >= _day(1) for move in later)
    assert all(was != _day(2) for move in later for was, _now in move.along)
    with pytest.raises(ChoiceError, match="one of the days shown"):
        move_session(programme=programme, on=MONDAY, to=_day(2), today=_day(1), done={_day(2)})


def test_a_session_that_was_missed_changes_places_with_none_to_come() -> None:
    programme = programme_for(case_of(days_per_week=2))
    assert [bool(day.items) for day in programme.days] == [True, False, False, True, False, False, False]
    ways = moves_of(programme=programme, on=MONDAY, today=_day(2), done=())
    assert ways
    assert _day(3) not in {move.to for move in ways}  # its session would go to Monday, which is over
    programme = programme.model_copy(update={"stage": Stage.UPKEEP})
    assert moves_of(programme=programme, on=MONDAY, today=MONDAY, done=()) == ()


def test_a_day_that_stands_twice_in_the_order_is_refused() -> None:
    raw = json.loads(programme_for(case_of()).model_dump_json())
    with pytest.raises(ValidationError):
        Programme.model_validate({**raw, "order": [0, 0, 2, 3, 4, 5, 6]})
    del raw["order"]
    assert Programme.model_validate(raw).order == ()


@MANY
@given(case=people, data=st.data())
def test_a_moved_week_is_sound_and_holds_what_its_doses_say(case: Case, data: st.DataObject) -> None:
    before = programme = programme_for(case, week=data.draw(st.integers(1, 6)))
    today = _day(data.draw(st.integers(0, 5)))
    done = data.draw(st.sets(st.sampled_from([_day(offset) for offset in range((today - MONDAY).days + 1)])))
    for _ in range(3):
        ways = [
            (day, move)
            for day in map(_day, range(7))
            for move in moves_of(programme=programme, on=day, today=today, done=done)
        ]
        if not ways:
            break
        on, move = data.draw(st.sampled_from(ways))
        earlier = programme
        programme = move_session(programme=programme, on=on, to=move.to, today=today, done=done)
        moved = ((on, move.to), *move.along)
        assert all(now >= today and now not in done for _was, now in moved)
        assert all(programme.day(now).items == earlier.day(was).items for was, now in moved)
        left = {was for was, _now in moved} - {now for _was, now in moved}
        assert not any(programme.day(was).items for was in left)
        touched = {day for pair in moved for day in pair}
        for day in map(_day, range(7)):
            if day not in touched:
                assert programme.day(day).items == earlier.day(day).items
        assert_sound(programme, case)
        assert _days_of(programme) == _days_of(before)
        assert programme.items == before.items
        kinds = [day.kind for day in programme.days]
        assert not (kinds[6] is DayKind.STRENGTH and DayKind.STRENGTH in kinds)


@MANY
@given(case=people, data=st.data())
def test_a_moved_week_stays_moved_and_sound_through_choices_and_new_answers(
    case: Case, data: st.DataObject
) -> None:
    programme = programme_for(case, week=data.draw(st.integers(1, 6)))
    ways = [
        (day, move.to)
        for day in map(_day, range(7))
        for move in moves_of(programme=programme, on=day, today=MONDAY, done=())
    ]
    if not ways or not programme.items:
        return
    on, to = data.draw(st.sampled_from(ways))
    programme = moved = move_session(programme=programme, on=on, to=to, today=MONDAY, done=())
    item = data.draw(st.sampled_from(programme.items))
    choice = data.draw(st.sampled_from(("swap", "easier", "harder")))
    try:
        if choice == "easier":
            programme = make_easier(programme=programme, exercise=item.exercise, case=case)
        elif choice == "harder":
            programme = make_harder(programme=programme, exercise=item.exercise, case=case)
        elif item.swaps:
            to_name = data.draw(st.sampled_from(item.swaps))
            programme = swap_item(programme=programme, exercise=item.exercise, to=to_name, case=case)
    except ChoiceError:
        return
    assert_sound(programme, case)
    assert [bool(day.items) for day in programme.days] == [bool(day.items) for day in moved.days]
    assert programme.order == moved.order
    assert keep_within(programme=programme, case=case) == programme


@MANY
@given(first=people, later=people, data=st.data())
def test_new_answers_keep_a_moved_week_moved_where_that_goes(
    first: Case, later: Case, data: st.DataObject
) -> None:
    programme = programme_for(first, week=2)
    ways = [
        (day, move.to)
        for day in map(_day, range(7))
        for move in moves_of(programme=programme, on=day, today=MONDAY, done=())
    ]
    if not ways:
        return
    on, to = data.draw(st.sampled_from(ways))
    moved = move_session(programme=programme, on=on, to=to, today=MONDAY, done=())
    kept = keep_within(programme=moved, case=later)
    unmoved = keep_within(programme=programme, case=later)
    again = in_order(programme=unmoved, order=moved.order)
    strong = [day.kind is DayKind.STRENGTH for day in again.days]
    goes = not any(one and other for one, other in pairwise((*strong, any(strong))))
    expected = again if goes else unmoved
    assert (kept.order, kept.days) == (expected.order, expected.days)
