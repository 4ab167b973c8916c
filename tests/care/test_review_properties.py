"""Weeks of random sessions, words and choices for every kind of person: the review keeps its rules."""

import datetime as dt
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.course import WeekSaid, gentle_only, with_course
from loadshare.care.doses import ladder, rung_of, start_rung
from loadshare.care.logs import ItemLog, Light, SessionLog, item_light, session_light
from loadshare.care.programme import Programme
from loadshare.care.proposal import ChangeKind, walk_of
from loadshare.care.review import Choice, Review, review_week, settle_week
from loadshare.knowledge.safety import Level
from tests.support.people import KNOWLEDGE, MONDAY, people, programme_for
from tests.support.programme_rules import assert_only_what_fits, assert_sound

MANY = settings(max_examples=20, deadline=None)
UPWARDS = (ChangeKind.UP, ChangeKind.HARDER)
WEEKS = 5


@MANY
@given(case=people, seed=st.integers(0, 2**32))
def test_weeks_of_reviews_break_no_rule(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    programme = programme_for(case)
    logs: tuple[SessionLog, ...] = ()
    past: tuple[WeekSaid, ...] = (_said(MONDAY, chance),)
    was_gentle = case.allowance.gentle_only
    for week in range(1, WEEKS + 1):
        today = MONDAY + dt.timedelta(weeks=week)
        if chance.random() < 0.75:
            logs = (*logs, *_sessions(programme, today, chance))
        said = _said(today, chance)
        found = review_week(
            said=said, past=past, programme=programme, logs=logs, case=case, started=MONDAY, today=today
        )
        past = (*past, said)
        assert found.proposal is not None
        now = _case_of(found, case)
        assert_sound(found.proposal.programme, now)
        assert_nobody_grows_on_red(programme, found, logs, was_gentle=was_gentle)
        was_gentle = found.proposal.gentle_only
        assert_every_change_is_explained(programme, found)
        assert_no_jump(programme, found.proposal.programme)
        choices = {
            change.exercise: chance.choice(change.choices)
            for change in found.proposal.changes
            if chance.random() < 0.3
        }
        one_choice = dict(list(choices.items())[:1])
        following = settle_week(review=found, choices=one_choice, programme=programme, case=case)
        assert_sound(following, now)
        assert_no_jump(programme, following)
        programme = following


def assert_nobody_grows_on_red(
    before: Programme, found: Review, logs: tuple[SessionLog, ...], *, was_gentle: bool
) -> None:
    assert found.proposal is not None
    ups = [change for change in found.proposal.changes if change.kind in UPWARDS]
    strands = [before.item(change.was).strand for change in ups]
    assert len(strands) == len(set(strands))  # each strand has a step of its own
    latest = max(logs, key=lambda log: log.date, default=None)
    if latest is not None and session_light(session=latest) is Light.RED:
        assert not ups
        joined = [change for change in found.proposal.changes if change.kind is ChangeKind.JOINS]
        is_another_plan = was_gentle != found.proposal.gentle_only
        assert not joined or is_another_plan or _freed(before, found)
    for change in ups:
        done = [
            item_light(session=log, item=item)
            for log in logs
            for item in log.items
            if item.exercise == change.was and not log.flare_day
        ]
        assert done[-2:] == [Light.GREEN, Light.GREEN]
    if found.asks_safety or found.sessions_done == 0 or found.course is not None:
        assert not ups
        assert walk_of(found.proposal.programme) <= walk_of(before)


def _freed(before: Programme, found: Review) -> bool:
    """Something was left out or swapped, so something else may take its room."""
    assert found.proposal is not None
    now = {item.exercise for item in found.proposal.programme.items}
    return any(item.exercise not in now for item in before.items)


def assert_every_change_is_explained(before: Programme, found: Review) -> None:
    assert found.proposal is not None
    told = {change.exercise for change in found.proposal.changes}
    held = {item.exercise: item.dose for item in before.items}
    for item in found.proposal.programme.items:
        if held.get(item.exercise) != item.dose:
            assert item.exercise in told
    assert all(
        change.text.endswith(".") and Choice.ACCEPT in change.choices for change in found.proposal.changes
    )
    if walk_of(before) != walk_of(found.proposal.programme):
        assert "walk" in told


def assert_no_jump(before: Programme, after: Programme) -> None:
    for item in after.items:
        held = {old.exercise: old.dose for old in before.items}
        if item.exercise not in held:
            continue
        exercise = KNOWLEDGE.exercises[item.exercise]
        was, now = (rung_of(exercise=exercise, dose=dose) for dose in (held[item.exercise], item.dose))
        assert now <= was + 1
        assert item.dose in ladder(exercise.dose)
        if was >= start_rung(exercise.dose):
            assert item.dose.count - held[item.exercise].count <= 2
    assert walk_of(after) <= walk_of(before) * 1.2 or walk_of(before) == 0


@MANY
@given(case=people, seed=st.integers(0, 2**32))
def test_the_same_week_gives_the_same_review_in_whatever_order_logs_come(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    programme = programme_for(case)
    today = MONDAY + dt.timedelta(weeks=1)
    logs = _sessions(programme, today, chance)
    said, past = _said(today, chance), (_said(MONDAY, chance),)
    mixed = list(logs)
    chance.shuffle(mixed)
    first, second = (
        review_week(
            said=said, past=past, programme=programme, logs=sent, case=case, started=MONDAY, today=today
        )
        for sent in (logs, tuple(mixed))
    )
    assert first == second


@MANY
@given(case=people, weeks=st.integers(2, 20), seed=st.integers(0, 2**32))
def test_after_two_weeks_off_nothing_is_harder(case: Case, weeks: int, seed: int) -> None:
    chance = random.Random(seed)
    programme = programme_for(case)
    logs = _sessions(programme, MONDAY + dt.timedelta(weeks=1), chance)
    today = MONDAY + dt.timedelta(weeks=weeks + 1)
    said = _said(today, chance)
    found = review_week(
        said=said, past=(said,), programme=programme, logs=logs, case=case, started=MONDAY, today=today
    )
    assert found.proposal is not None
    assert not [change for change in found.proposal.changes if change.kind in UPWARDS]
    held = {item.exercise: item.dose for item in programme.items}
    for item in found.proposal.programme.items:
        if item.exercise in held:
            exercise = KNOWLEDGE.exercises[item.exercise]
            was, now = (rung_of(exercise=exercise, dose=dose) for dose in (held[item.exercise], item.dose))
            assert now <= was


@MANY
@given(case=people, seed=st.integers(0, 2**32))
def test_level_d_never_becomes_less(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    programme = programme_for(case)
    today = MONDAY + dt.timedelta(weeks=1)
    found = review_week(
        said=_said(today, chance), past=(), programme=programme,
        logs=_sessions(programme, today, chance), case=case, started=MONDAY, today=today,
    )  # fmt: skip
    assert found.level.urgency >= case.check.safety.level.urgency
    if found.proposal is not None and found.proposal.gentle_only:
        assert found.level.urgency >= Level.DAYS.urgency
        assert_only_what_fits(found.proposal.programme, _case_of(found, case))


def _case_of(found: Review, case: Case) -> Case:
    assert found.proposal is not None
    check = case.check
    if found.course is not None:
        check = with_course(check=check, course=found.course, knowledge=KNOWLEDGE)
    if found.proposal.gentle_only:
        check = gentle_only(check=check)
    return replace(case, check=check, unlocked=found.proposal.unlocked)


def _said(date: dt.date, chance: random.Random) -> WeekSaid:
    return WeekSaid(
        date=date,
        pain_average=chance.randint(0, 10),
        activity=chance.choice((None, *range(11))),
        confidence=chance.choice((None, *range(11))),
    )


def _sessions(programme: Programme, until: dt.date, chance: random.Random) -> tuple[SessionLog, ...]:
    """Sessions of the week that ends with `until`."""
    monday = until - dt.timedelta(weeks=1)
    days = [monday + dt.timedelta(days=offset) for offset in range(7)]
    return tuple(
        _session(programme, date, chance)
        for date in days
        if programme.day(date).items and chance.random() < 0.8
    )


def _session(programme: Programme, date: dt.date, chance: random.Random) -> SessionLog:
    calm = chance.random() < 0.7
    items = tuple(
        ItemLog(
            exercise=name,
            dose=programme.item(name).dose,
            done_share=chance.choice((1.0, 1.0, 0.8, 0.5)),
            pain_during=chance.choice((0, 1, 2) if calm else (2, 4, 7, None)),
            effort=chance.choice((3, 5, 6) if calm else (6, 8, None)),
        )
        for name in programme.day(date).items
    )
    return SessionLog(
        date=date,
        items=items,
        pain_before=chance.randint(1, 3),
        pain_after=chance.choice((1, 2)) if calm else chance.choice((2, 7, None)),
        effort=5,
        settled=True if calm else chance.choice((True, None, False)),
        flare_day=chance.random() < 0.1,
    )
