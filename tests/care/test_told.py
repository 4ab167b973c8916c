"""Who was told to be seen is reminded, not told anew each week; and no level goes down for that."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.check import CheckResult
from loadshare.care.course import Course, WeekSaid, course_of
from loadshare.care.review import Decision, Review, review_week
from loadshare.care.safety import judge_safety
from loadshare.care.told import RED_TWICE, red_told_on
from loadshare.knowledge.safety import Level
from tests.care.test_review import day, good_week, said, session
from tests.support.people import KNOWLEDGE, MONDAY, case_of, check_of, programme_for

SORE_HIP = {
    "pain-places": ("outer-hip",), "outer-hip-lying": "yes", "duration-weeks": 9, "pain-average": 7,
}  # fmt: skip


def hip_check() -> CheckResult:
    safety = judge_safety(facts=SORE_HIP, knowledge=KNOWLEDGE)
    return check_of("hip-movement").model_copy(update={"safety": safety})


HIP = case_of(hip_check(), **SORE_HIP)
ITEM = next(one.item for one in HIP.check.safety.reasons if one.level is Level.DAYS)
CALM = case_of(check_of("hip-movement"))


def weeks(case: Case, *, today: int, past: tuple[WeekSaid, ...] | None = None, **options: object) -> Review:
    """A review after a good week, with one in each week before."""
    programme = programme_for(case)
    before = past or tuple(said(offset, 4) for offset in range(0, today, 7))
    options.setdefault("said", said(today, before[-1].pain_average))
    logs = options.pop("logs", good_week(programme))
    return review_week(
        programme=programme, logs=logs, case=case, today=day(today), past=before, started=MONDAY, **options
    )


def test_an_answer_that_was_told_is_a_reminder_until_its_days_are_over() -> None:
    past = (said(0, 7), *(said(offset, 4) for offset in range(7, 70, 7)))
    days = HIP.check.safety.reasons[0].within_days or 0
    assert days >= 14
    told = {ITEM: MONDAY}
    loud = {
        today
        for today in range(7, 70, 7)
        if weeks(HIP, today=today, past=past[: today // 7], told=told).decision is Decision.SEE_SOMEBODY
    }
    first = -(-days // 7) * 7
    assert loud == {first, first + 42} & set(range(7, 70, 7))


def test_what_is_only_held_up_again_keeps_level_and_gentle_week() -> None:
    found = weeks(HIP, today=7, told={ITEM: MONDAY})
    assert found.decision is not Decision.SEE_SOMEBODY
    assert found.level is Level.DAYS
    assert not found.advice
    assert found.reminders[0].do == HIP.check.safety.reasons[0].do
    assert any("stays gentle" in line for line in found.why)
    assert found.proposal is not None
    assert found.proposal.gentle_only
    assert found.asks_seen


def test_what_was_not_told_yet_is_said_loud() -> None:
    assert weeks(HIP, today=7).decision is Decision.SEE_SOMEBODY
    assert weeks(HIP, today=7, told={"something-else": MONDAY}).decision is Decision.SEE_SOMEBODY


def test_an_answer_somebody_has_looked_at_is_not_said_loud_again() -> None:
    for today in range(7, 120, 7):
        past = (said(0, 7), said(today - 7, 4))
        found = weeks(HIP, today=today, past=past, said=said(today, 1), told={ITEM: MONDAY}, seen=day(3))
        assert found.decision is not Decision.SEE_SOMEBODY
        assert found.level is Level.DAYS
        assert any("whoever looked" in line for line in found.why)


def test_red_twice_was_said_after_the_session_and_is_loud_where_it_goes_on() -> None:
    programme = programme_for(CALM)
    logs = tuple(session(programme, offset, pain_during=7) for offset in (1, 3, 8, 10, 15, 17))
    assert red_told_on(logs=logs, today=day(21)) == day(3)
    assert red_told_on(logs=logs[:1], today=day(21)) is None
    decisions = {}
    for today in (7, 14, 21):
        known = tuple(log for log in logs if log.date < day(today))
        found = weeks(CALM, today=today, logs=known, told={RED_TWICE: day(3)})
        decisions[today] = found.decision is Decision.SEE_SOMEBODY
        assert found.level is Level.DAYS
        assert found.proposal is not None
        assert found.proposal.gentle_only
    assert decisions == {7: False, 14: False, 21: True}


def test_red_twice_of_long_ago_is_told_anew() -> None:
    programme = programme_for(CALM)
    logs = tuple(session(programme, offset, pain_during=7) for offset in (1, 3, 60, 62))
    assert red_told_on(logs=logs, today=day(63)) == day(62)


def test_six_weeks_no_better_is_suggested_once_in_three_blocks() -> None:
    loud = [
        today
        for today in range(7, 175, 7)
        if weeks(CALM, today=today, logs=(session(programme_for(CALM), today - 2),)).decision
        is Decision.SEE_SOMEBODY
    ]
    assert loud == [42, 126]


@pytest.mark.parametrize(
    ("before", "latest", "course"),
    [
        (said(35, 5), said(42, 5), Course.NO_BETTER),
        (said(35, 3), said(42, 5), None),
        (said(35, 5), said(42, 3), None),
        (said(35, 5), WeekSaid(date=day(42), pain_average=2, activity=7), None),
    ],
)
def test_one_bad_week_after_a_better_one_is_not_no_better(
    before: WeekSaid, latest: WeekSaid, course: Course | None
) -> None:
    assert course_of(said=latest, past=(said(0, 5), before), started=MONDAY) is course


@pytest.mark.parametrize(("activity", "course"), [(8, None), (7, Course.NO_BETTER), (None, Course.NO_BETTER)])
def test_little_pain_beside_an_activity_nearly_as_before_is_no_course(
    activity: int | None, course: Course | None
) -> None:
    past = tuple(said(offset, 2, activity=activity) for offset in (0, 35))
    assert course_of(said=said(42, 2, activity=activity), past=past, started=MONDAY) is course


@pytest.mark.parametrize(
    ("pain", "activity", "weeks_done", "course"),
    [
        (3, 8, 6, None),
        (3, 7, 6, Course.NO_BETTER),
        (4, 7, 6, None),
        (4, 7, 11, None),
        (4, 7, 12, Course.NO_BETTER),
        (5, 7, 6, Course.NO_BETTER),
        (4, 6, 6, Course.NO_BETTER),
    ],
)
def test_mild_pain_and_a_slow_gain_are_no_course_yet(
    pain: int, activity: int, weeks_done: int, course: Course | None
) -> None:
    first = said(0, 3 if pain == 3 else 5, activity=activity if pain == 3 else 6)
    before, latest = (said(weeks_done * 7 - back, pain, activity=activity) for back in (7, 0))
    assert course_of(said=latest, past=(first, before), started=MONDAY) is course


@pytest.mark.parametrize(("before", "is_loud"), [(4, True), (7, False)])
def test_sessions_that_hurt_no_more_than_ever_are_said_on_top_more_seldom(
    before: int, *, is_loud: bool
) -> None:
    """They keep level and gentle week all the same."""
    programme = programme_for(CALM)
    logs = tuple(
        session(programme, offset, pain_before=before, pain_after=7) for offset in (0, 3, 7, 10, 14, 17)
    )
    found = weeks(CALM, today=21, logs=logs, told={RED_TWICE: day(3)})
    assert (found.decision is Decision.SEE_SOMEBODY) is is_loud
    assert found.level is Level.DAYS
    assert found.proposal is not None
    assert found.proposal.gentle_only


def test_two_weeks_worse_after_somebody_looked_is_new() -> None:
    past = (said(0, 3), said(7, 3), said(14, 5))
    found = weeks(CALM, today=21, past=past, said=said(21, 6), seen=day(-1))
    assert found.course is Course.WORSE
    assert found.decision is Decision.SEE_SOMEBODY
    assert dt.timedelta(days=21) == day(21) - MONDAY


def no_better(today: int, *, seen: dt.date | None = None, past: tuple[WeekSaid, ...] | None = None) -> Review:
    """A review of somebody whose pain is as at the start, after a green session."""
    return weeks(CALM, today=today, past=past, seen=seen, logs=(session(programme_for(CALM), today - 2),))


def test_no_better_is_not_said_sooner_to_whom_somebody_looked_at() -> None:
    loud = {}
    for looked_on in (None, 44):
        seen = None if looked_on is None else day(looked_on)
        reviews = {today: no_better(today, seen=seen) for today in range(49, 190, 7)}
        loud[looked_on] = [day for day, one in reviews.items() if one.decision is Decision.SEE_SOMEBODY]
    assert loud == {None: [126], 44: [126]}
    found = no_better(98, seen=day(44))
    assert (found.course, found.level) == (Course.NO_BETTER, Level.DAYS)
    assert found.proposal is not None
    assert found.proposal.gentle_only
    assert found.reminders
    assert any("whoever looked" in line for line in found.why)


def test_no_better_joins_what_is_still_to_be_looked_at() -> None:
    """Worse for two weeks was said on day 28; later it is as at the start, and nobody has looked."""
    past = tuple(said(7 * week, pain) for week, pain in enumerate((5, 5, 5, 7, 7, 5, 5, 5, 5, 5)))
    worse = no_better(28, past=past[:4])
    assert (worse.course, worse.decision) == (Course.WORSE, Decision.SEE_SOMEBODY)
    found = no_better(49, past=past[:7])
    assert (found.course, found.level) == (Course.NO_BETTER, Level.DAYS)
    assert found.decision is not Decision.SEE_SOMEBODY
    assert found.reminders
    assert any("Have you been?" in line for line in found.why)
    assert no_better(70, past=past).decision is Decision.SEE_SOMEBODY  # six weeks after day 28


@settings(max_examples=12)
@given(pains=st.lists(st.integers(4, 7), min_size=20, max_size=20))
def test_nobody_is_no_better_for_long_without_hearing_it(pains: list[int]) -> None:
    past = tuple(said(7 * week, pain) for week, pain in enumerate((5, *pains)))
    asks = []
    for week in range(1, len(past)):
        logs = (session(programme_for(CALM), 7 * week - 2),)
        found = weeks(CALM, today=7 * week, past=past[:week], said=past[week], logs=logs)
        asks.append((found.course is Course.NO_BETTER, found.decision is Decision.SEE_SOMEBODY))
    for start in range(len(asks) - 12):
        stretch = asks[start : start + 13]
        assert any(is_loud for _, is_loud in stretch) or not all(is_so for is_so, _ in stretch)
