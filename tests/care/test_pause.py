"""A pause that a person chose, and how the week goes on after it."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.come_back import come_back
from loadshare.care.course import Course, WeekSaid, course_of
from loadshare.care.logs import ItemLog, SessionLog
from loadshare.care.pause import Pause, days_paused
from loadshare.care.programme import Programme
from loadshare.care.programme_types import Before, Change, Pin, Stage
from tests.care.test_review import rungs, said
from tests.support.people import KNOWLEDGE, MONDAY, case_of, people, programme_for
from tests.support.programme_rules import assert_sound

MANY = settings(max_examples=100, deadline=None)


def day(offset: int) -> dt.date:
    return MONDAY + dt.timedelta(days=offset)


def done(programme: Programme, *offsets: int) -> tuple[SessionLog, ...]:
    return tuple(
        SessionLog(
            date=day(offset),
            items=tuple(
                ItemLog(exercise=i.exercise, dose=i.dose, done_share=1, pain_during=1, effort=5)
                for i in programme.items
            ),
            pain_before=2,
            pain_after=2,
        )
        for offset in offsets
    )


def back_on(
    today: int, programme: Programme, case: Case, *, rests_from: int, logs: tuple[SessionLog, ...]
) -> Programme:
    """The week after a pause from a day on, numbered from its first."""
    pauses = (Pause(starts=day(rests_from), over_on=day(today)),)
    return come_back(programme=programme, logs=logs, case=case, today=day(today), pauses=pauses)


@pytest.mark.parametrize(
    ("pause", "offset", "holds"),
    [
        (Pause(starts=day(3), ends=day(5)), 2, False),
        (Pause(starts=day(3), ends=day(5)), 3, True),
        (Pause(starts=day(3), ends=day(5)), 5, True),
        (Pause(starts=day(3), ends=day(5)), 6, False),
        (Pause(starts=day(3)), 300, True),
        (Pause(starts=day(3), ends=day(9), over_on=day(5)), 5, False),
        (Pause(starts=day(3), over_on=day(5)), 4, True),
    ],
)
def test_it_holds_from_its_first_day_to_its_last_or_until_they_are_back(
    pause: Pause, offset: int, holds: bool
) -> None:
    assert pause.holds(day(offset)) is holds


some_pauses = st.lists(
    st.builds(
        lambda starts, length, back: Pause(
            starts=day(starts),
            ends=None if length is None else day(starts + length),
            over_on=None if back is None else day(starts + back),
        ),
        st.integers(-5, 60),
        st.none() | st.integers(0, 30),
        st.none() | st.integers(0, 40),
    ),
    max_size=4,
)


@given(pauses=some_pauses, since=st.integers(-10, 40), until=st.integers(0, 60))
def test_a_day_counts_once_where_any_pause_holds(pauses: list[Pause], since: int, until: int) -> None:
    counted = sum(any(pause.holds(day(offset)) for pause in pauses) for offset in range(since, until))
    assert days_paused(pauses=pauses, since=day(since), until=day(until)) == counted


def test_days_of_a_pause_are_no_weeks_without_getting_better() -> None:
    first, latest = said(0, 5, 5), said(42, 5, 5)
    assert course_of(said=latest, past=(first,), started=MONDAY) is Course.NO_BETTER
    pauses = (Pause(starts=day(10), ends=day(16)),)
    assert course_of(said=latest, past=(first,), started=MONDAY, pauses=pauses) is None
    later = WeekSaid(date=day(49), pain_average=5, activity=5)
    assert course_of(said=later, past=(first,), started=MONDAY, pauses=pauses) is Course.NO_BETTER


def test_after_a_short_pause_the_week_begins_again_as_it_was() -> None:
    case = case_of()
    programme = programme_for(case, week=3)
    again = back_on(9, programme, case, rests_from=1, logs=done(programme, 0))
    assert (again.starts, again.week) == (day(9), 3)
    assert rungs(again) == rungs(programme)


def test_after_two_weeks_everything_is_a_step_lower_and_says_why() -> None:
    case = case_of()
    programme = programme_for(case, week=3)
    again = back_on(21, programme, case, rests_from=2, logs=done(programme, 0))
    before, after = rungs(programme), rungs(again)
    assert again.week == 3
    assert all(after[name] == max(0, before[name] - 1) for name in before if name in after)
    assert "because you had two weeks off. It comes back quickly." in " ".join(c.text for c in again.changes)


def test_a_week_that_was_mostly_done_stays_done() -> None:
    case = case_of(days_per_week=3)
    programme = programme_for(case, week=3)
    assert back_on(9, programme, case, rests_from=3, logs=done(programme, 0, 2)) is programme


def test_a_month_mostly_done_is_a_step_lower_after_weeks_away_all_the_same() -> None:
    case = case_of().at_stage(Stage.UPKEEP)
    programme = programme_for(case, week=6).model_copy(update={"stage": Stage.UPKEEP})
    logs = done(programme, 0, 3)
    early = back_on(9, programme, case, rests_from=4, logs=logs)
    assert early is not programme
    assert rungs(early) == rungs(programme)
    most = done(programme, 0, 3, 7, 10)
    assert back_on(23, programme, case, rests_from=11, logs=most) is programme
    again = back_on(10 + 21, programme, case, rests_from=11, logs=most)
    before, after = rungs(programme), rungs(again)
    assert all(after[name] == max(0, before[name] - 1) for name in before if name in after)


def test_what_a_practitioner_set_outlives_a_pause_and_can_be_put_back() -> None:
    case = case_of()
    programme = programme_for(case, week=3)
    name = programme.items[-1].exercise
    change = Change(
        exercise=name,
        text="Your practitioner Mary",
        by="Mary",
        was=Before(exercise=name, dose=programme.items[-1].dose),
    )
    programme = programme.model_copy(
        update={"pins": (Pin(exercise=name, reviews=1, reason="sore"),), "changes": (change,)}
    )
    again = back_on(9, programme, case, rests_from=1, logs=done(programme, 0))
    assert again is not programme
    assert again.pins == programme.pins
    assert change in again.changes


@given(
    stage=st.sampled_from(Stage),
    pauses=some_pauses,
    today=st.integers(0, 40),
    trained=st.sets(st.integers(0, 40), max_size=3),
)
def test_no_pause_puts_the_look_back_off_by_more_than_twice_its_days(
    stage: Stage, pauses: list[Pause], today: int, trained: set[int]
) -> None:
    case = case_of().at_stage(stage)
    programme = programme_for(case, week=3).model_copy(update={"stage": stage})
    logs = done(programme, *sorted(trained))
    again = come_back(programme=programme, logs=logs, case=case, today=day(today), pauses=tuple(pauses))
    rested = sum(any(pause.holds(day(offset)) for pause in pauses) for offset in range(today))
    last = max((offset for offset in trained), default=0)
    assert (again.starts - MONDAY).days <= 2 * rested or today - last >= 14


@MANY
@given(case=people, week=st.integers(1, 6), away=st.integers(1, 60), data=st.data())
def test_coming_back_is_sound_and_nothing_grows_or_joins(
    case: Case, week: int, away: int, data: st.DataObject
) -> None:
    programme = programme_for(case, week=week)
    logs = done(programme, *data.draw(st.sets(st.integers(0, 4), max_size=2).map(sorted)))
    again = back_on(4 + away, programme, case, rests_from=data.draw(st.integers(0, 4)), logs=logs)
    assert_sound(again, case)
    assert again.week == week
    before, after = rungs(programme), rungs(again)
    for name, rung in after.items():
        if name in before:
            assert rung <= before[name]
        else:
            assert KNOWLEDGE.exercises[name].harder in before
    if logs and away >= 14 and again is not programme:
        assert sum(after.values()) < sum(before.values()) or not any(before.values())
