"""The break scheduler over random days: the rules that must always hold."""

import datetime as dt
import random
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from loadshare.care.break_choice import LENGTHS_S, MOST_S, SHORT_S, break_exercises, choose_break
from loadshare.care.breaks import (
    BackAtDesk,
    BreakEvent,
    BreakSettings,
    Done,
    Later,
    Meeting,
    MeetingMinutes,
    MeetingOver,
    Moved,
    Nudge,
    QuietHours,
    SettingsChanged,
    Skipped,
    Started,
    after_event,
    next_nudge,
    state_after,
)
from loadshare.care.case import Case
from loadshare.care.doses import item_seconds, ladder
from loadshare.knowledge.exercise import Exercise, Position
from loadshare.knowledge.safety import Level
from tests.support.people import KNOWLEDGE, case_of, check_of, people, programme_for

MANY = settings(max_examples=25, deadline=None)
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
BEGINNINGS = (
    dt.datetime(2026, 3, 28, 18, tzinfo=dt.UTC),
    dt.datetime(2026, 10, 24, 18, tzinfo=dt.UTC),
    dt.datetime(2026, 11, 23, 6, tzinfo=dt.UTC),
    dt.datetime(2026, 4, 4, 12, tzinfo=dt.UTC),
)
"""Around changes of the clocks, and a plain Monday."""

times = st.times().map(lambda time: time.replace(second=0, microsecond=0))
quiet_hours = (
    st.tuples(times, times)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: QuietHours(start=pair[0], end=pair[1]))
)
any_settings = st.builds(
    BreakSettings,
    zone=st.sampled_from(ZONES),
    every_minutes=st.integers(20, 90),
    days=st.frozensets(st.integers(0, 6), min_size=3),
    quiet=st.lists(quiet_hours, max_size=2).map(tuple),
    paused=st.sampled_from((False, False, False, True)),
    paused_until=st.sampled_from((None, None, *(begin + dt.timedelta(hours=15) for begin in BEGINNINGS))),
    short_after_skips=st.booleans(),
)


@st.composite
def a_day(draw: st.DrawFn) -> tuple[BreakSettings, dt.datetime, tuple[BreakEvent, ...]]:
    """Settings, a beginning, and a day of things said."""
    begins = draw(st.sampled_from(BEGINNINGS))
    moments = st.integers(0, 24 * 60 * 60).map(lambda seconds: begins + dt.timedelta(seconds=seconds))
    event: st.SearchStrategy[BreakEvent] = st.one_of(
        st.builds(BackAtDesk, at=moments),
        st.builds(BackAtDesk, at=moments),
        st.builds(Moved, at=moments),
        st.builds(Started, at=moments),
        st.builds(Done, at=moments, exercises=st.just(("stand-up",))),
        st.builds(Skipped, at=moments),
        st.builds(Later, at=moments, minutes=st.integers(5, 30)),
        st.builds(Meeting, at=moments, minutes=st.sampled_from(MeetingMinutes)),
        st.builds(MeetingOver, at=moments),
        st.builds(SettingsChanged, at=moments, settings=any_settings),
    )
    events = draw(st.lists(event, min_size=1, max_size=15, unique_by=lambda one: one.at))
    return draw(any_settings), begins, tuple(sorted(events, key=lambda one: one.at))


Shown = tuple[dt.datetime, Nudge]


def lived_through(
    given_settings: BreakSettings, begins: dt.datetime, events: tuple[BreakEvent, ...]
) -> list[Shown]:
    """What a device shows that looks every minute, with the instants at which it shows it."""
    shown: list[Shown] = []
    state, left = state_after(events=(), settings=given_settings), list(events)
    for minute in range(30 * 60):
        now = begins + dt.timedelta(minutes=minute)
        while left and left[0].at <= now:
            state = after_event(state=state, event=left.pop(0))
        nudge = next_nudge(state=state, now=now)
        if nudge is not None and nudge.is_due(now):
            shown.append((now, nudge))
    return shown


def settings_at(now: dt.datetime, first: BreakSettings, events: tuple[BreakEvent, ...]) -> BreakSettings:
    changed = [event for event in events if isinstance(event, SettingsChanged) and event.at <= now]
    return changed[-1].settings if changed else first


@MANY
@given(day=a_day())
def test_a_nudge_is_never_in_quiet_hours_or_on_a_free_day_or_while_paused(
    day: tuple[BreakSettings, dt.datetime, tuple[BreakEvent, ...]],
) -> None:
    first, begins, events = day
    for now, _ in lived_through(first, begins, events):
        current = settings_at(now, first, events)
        wall = now.astimezone(ZoneInfo(current.zone))
        assert not current.paused
        assert wall.weekday() in current.days
        assert not any(_within(quiet, wall.time()) for quiet in current.quiet)


def _within(quiet: QuietHours, time: dt.time) -> bool:
    """Written apart from the code under test: minutes of the day, going round midnight."""
    length = (_minutes(quiet.end) - _minutes(quiet.start)) % 1440
    return (_minutes(time) - _minutes(quiet.start)) % 1440 < length


def _minutes(time: dt.time) -> float:
    return time.hour * 60 + time.minute + time.second / 60


@MANY
@given(day=a_day())
def test_a_nudge_is_never_in_a_meeting(
    day: tuple[BreakSettings, dt.datetime, tuple[BreakEvent, ...]],
) -> None:
    first, begins, events = day
    for now, _ in lived_through(first, begins, events):
        over = [event.at for event in events if isinstance(event, MeetingOver) and event.at <= now]
        for event in events:
            if isinstance(event, Meeting) and event.at <= now and not any(end >= event.at for end in over):
                assert now >= event.at + dt.timedelta(minutes=event.minutes)


@MANY
@given(day=a_day())
def test_never_two_unanswered_nudges_in_a_row(
    day: tuple[BreakSettings, dt.datetime, tuple[BreakEvent, ...]],
) -> None:
    first, begins, events = day
    shown = lived_through(first, begins, events)
    answers = [event.at for event in events if not isinstance(event, SettingsChanged)]
    for (before, one), (after, other) in pairwise(shown):
        if one.key != other.key:
            assert any(before - dt.timedelta(minutes=1) < answer <= after for answer in answers)


@MANY
@given(day=a_day(), seed=st.integers(0, 2**32))
def test_the_same_events_give_the_same_state_in_any_order_and_sent_twice(
    day: tuple[BreakSettings, dt.datetime, tuple[BreakEvent, ...]], seed: int
) -> None:
    first, begins, events = day
    mixed = [*events, *events[:3]]
    random.Random(seed).shuffle(mixed)
    one, other = (state_after(events=sent, settings=first) for sent in (events, mixed))
    assert one == other
    assert next_nudge(state=one, now=begins) == next_nudge(state=other, now=begins)


@MANY
@given(day=a_day())
def test_nobody_is_nudged_while_away_or_on_a_break_or_sooner_than_the_setting(
    day: tuple[BreakSettings, dt.datetime, tuple[BreakEvent, ...]],
) -> None:
    first, begins, events = day
    for now, nudge in lived_through(first, begins, events):
        state = state_after(events=[event for event in events if event.at <= now], settings=first)
        assert state.sitting_since is not None
        assert not state.on_break
        said = [event for event in events if event.at <= nudge.due]
        if said and isinstance(said[-1], BackAtDesk | Moved | Skipped):
            every = settings_at(nudge.due, first, events).every_minutes
            assert nudge.due - said[-1].at >= dt.timedelta(minutes=every)


def fits(exercise: Exercise, seconds: float) -> bool:
    """In its smallest dose."""
    return item_seconds(exercise=exercise, dose=ladder(exercise.dose)[0]) <= seconds


NEEDS_ALL_THREE = case_of(check_of(level=Level.DAYS), positions=("floor", "chair"), goal="", sitting_hours=0)
"""May not stand, and has three exercises, which three minutes take up."""


@MANY
@given(case=people, turns=st.integers(1, 14), minutes=st.sampled_from((None, *LENGTHS_S)))
@example(case=NEEDS_ALL_THREE, turns=2, minutes=3)
def test_breaks_last_as_long_as_wished_fit_the_person_and_change_the_posture(
    case: Case, turns: int, minutes: int | None
) -> None:
    least_s, most_s = LENGTHS_S.get(minutes or 0, (60, MOST_S))
    programme = programme_for(case)
    candidates = break_exercises(programme=programme, case=case)
    recent: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    for _ in range(turns):
        chosen = choose_break(programme=programme, case=case, recent=recent, minutes=minutes)
        names = tuple(item.exercise for item in chosen.items)
        assert set(names) <= case.allowance.allowed
        assert chosen.seconds <= most_s
        assert chosen.text
        if candidates:
            assert names
            left_s = most_s - chosen.seconds
            others = (KNOWLEDGE.exercises[name] for name in candidates if name not in names)
            assert chosen.seconds >= least_s or not any(fits(exercise, left_s) for exercise in others)
        standing = [n for n in candidates if KNOWLEDGE.exercises[n].position is Position.STANDING]
        if standing:
            assert KNOWLEDGE.exercises[names[0]].position is Position.STANDING
        # Where the only way to get up fills the whole break, or all there is goes into it, it cannot change.
        if len(candidates) > max(2, len(names)) and not (len(standing) == len(names) == 1):
            assert set(names) != set(before)
        before, recent = names, (*recent, *names)[-12:]


@MANY
@given(case=people)
def test_the_short_version_is_half_a_minute_at_most(case: Case) -> None:
    programme = programme_for(case)
    short = choose_break(programme=programme, case=case, short=True)
    assert short.seconds <= SHORT_S + 1e-6
    assert len(short.items) <= 1
    assert {item.exercise for item in short.items} <= case.allowance.allowed
    assert short == choose_break(programme=programme, case=case, short=True)


@MANY
@given(case=people)
def test_over_a_day_every_break_comes_round(case: Case) -> None:
    programme = programme_for(case)
    candidates = set(break_exercises(programme=programme, case=case))
    recent: tuple[str, ...] = ()
    seen: set[str] = set()
    for _ in range(len(candidates) + 2):
        names = tuple(
            item.exercise for item in choose_break(programme=programme, case=case, recent=recent).items
        )
        seen |= set(names)
        recent = (*recent, *names)[-12:]
    assert seen == candidates
