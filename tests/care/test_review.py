"""The weekly review, case by case: what it decides, what it says, and what the person may change."""

import datetime as dt
import re
from typing import Any

import pytest

from loadshare.care.case import Case
from loadshare.care.choices import ChoiceError
from loadshare.care.course import Course, WeekSaid, course_of, pain_rose
from loadshare.care.doses import rung_of
from loadshare.care.logs import ItemLog, SessionLog
from loadshare.care.programme import NoProgrammeError, Programme
from loadshare.care.proposal import ChangeKind, walk_of
from loadshare.care.review import Choice, Decision, Review, review_week, settle_week
from loadshare.knowledge.exercise import Strand
from loadshare.knowledge.safety import Level
from tests.support.people import KNOWLEDGE, MONDAY, case_of, check_of, programme_for
from tests.support.programme_rules import assert_sound

CASE = case_of(check_of("hip-movement"))
SHAME = re.compile(
    r"\b(miss(ed|ing)? (a|your|the|\d+) (day|session|goal)s?|fail\w*|should have|only \d|streak|"
    r"behind schedule|lazy|give up|disappoint\w*|not enough|must|diagnos\w*|treat\w*|cure\w*|"
    r"wear|damage\w*|unstable)\b|!",
    re.IGNORECASE,
)


def day(offset: int) -> dt.date:
    return MONDAY + dt.timedelta(days=offset)


def said(offset: int, pain: int, activity: int | None = 5, confidence: int | None = 7) -> WeekSaid:
    return WeekSaid(date=day(offset), pain_average=pain, activity=activity, confidence=confidence)


def session(programme: Programme, offset: int, **changes: Any) -> SessionLog:
    item = {name: changes.pop(name) for name in ("pain_during", "effort") if name in changes}
    logs = tuple(
        ItemLog(exercise=i.exercise, dose=i.dose, done_share=1, **{"pain_during": 1, "effort": 5, **item})
        for i in programme.items
    )
    return SessionLog(**{"date": day(offset), "items": logs, "pain_before": 2, "pain_after": 2, **changes})


def review(
    programme: Programme, *logs: SessionLog, case: Case = CASE, today: int = 7, **options: Any
) -> Review:
    settings = {"said": said(today, 4), "past": (said(0, 4),), "started": MONDAY, **options}
    return review_week(programme=programme, logs=logs, case=case, today=day(today), **settings)


def good_week(programme: Programme) -> tuple[SessionLog, ...]:
    return tuple(session(programme, offset) for offset in (0, 2, 4))


def rungs(programme: Programme) -> dict[str, int]:
    return {
        item.exercise: rung_of(exercise=KNOWLEDGE.exercises[item.exercise], dose=item.dose)
        for item in programme.items
    }


# --- decisions -------------------------------------------------------------------------------------------


def test_a_good_week_goes_on_and_explains_every_change() -> None:
    programme = programme_for(CASE)
    found = review(programme, *good_week(programme))
    assert found.decision is Decision.GO_ON
    assert found.headline == "You did 3 sessions. You are ready for the next week."
    assert found.proposal is not None
    assert found.proposal.programme.week == 2
    ups = [change for change in found.proposal.changes if change.kind is ChangeKind.UP]
    strands = [programme.item(change.was).strand for change in ups]
    assert Strand.STRENGTHEN in strands
    assert len(strands) == len(set(strands))
    assert "because" in ups[0].text
    changed = {
        item.exercise
        for item in found.proposal.programme.items
        if item.exercise not in rungs(programme) or item.dose != programme.item(item.exercise).dose
    }
    assert changed <= {change.exercise for change in found.proposal.changes}
    assert_sound(found.proposal.programme, CASE)


def test_a_week_without_sessions_stays_without_blame() -> None:
    programme = programme_for(CASE)
    found = review(programme)
    assert found.decision is Decision.SAME_WEEK
    assert "that is fine" in found.headline
    assert found.proposal is not None
    assert found.proposal.programme.week == 1
    assert rungs(found.proposal.programme) == rungs(programme)
    assert walk_of(found.proposal.programme) == walk_of(programme)


def test_after_two_missed_weeks_it_steps_down_and_says_so() -> None:
    programme = programme_for(CASE)
    first = review(programme, *good_week(programme))
    assert first.proposal is not None
    grown = first.proposal.programme
    found = review(grown, *good_week(programme), today=21)
    assert found.decision is Decision.STEP_DOWN
    assert found.headline.startswith("Welcome back.")
    assert found.proposal is not None
    now, before = rungs(found.proposal.programme), rungs(grown)
    tried = {item.exercise for item in programme.items} & set(now)
    assert tried
    assert all(now[name] == max(0, before[name] - 1) for name in tried & set(before))
    assert all("two weeks off" in step.reason for step in found.proposal.steps)
    assert found.proposal.programme.week == grown.week


def test_pain_two_points_up_holds_everything_and_asks_the_safety_questions() -> None:
    programme = programme_for(CASE)
    found = review(programme, *good_week(programme), said=said(7, 6))
    assert found.decision is Decision.STEADY
    assert found.asks_safety
    assert found.proposal is not None
    assert rungs(found.proposal.programme) == rungs(programme)
    assert any("higher than last week" in text for text in found.why)


def test_a_red_last_session_lets_nothing_grow() -> None:
    programme = programme_for(CASE)
    logs = (*good_week(programme), session(programme, 6, pain_after=7))
    found = review(programme, *logs)
    assert found.proposal is not None
    now = rungs(found.proposal.programme)
    assert all(now[name] <= rung for name, rung in rungs(programme).items() if name in now)
    assert found.decision in (Decision.STEADY, Decision.STEP_DOWN)


@pytest.mark.parametrize("is_red_first", [True, False])
def test_a_red_session_beside_a_good_one_on_the_last_day_lets_nothing_grow(is_red_first: bool) -> None:
    programme = programme_for(CASE)
    green, red = session(programme, 4), session(programme, 4, pain_during=8, pain_after=8)
    logs = (*good_week(programme)[:2], *((red, green) if is_red_first else (green, red)))
    found = review(programme, *logs)
    assert found.proposal is not None
    assert found.decision is Decision.STEP_DOWN
    assert found.proposal.steady
    before, after = rungs(programme), rungs(found.proposal.programme)
    assert all(after[name] <= before[name] for name in after.keys() & before.keys())


def test_red_twice_in_seven_days_leads_to_level_d_and_a_gentle_week() -> None:
    programme = programme_for(CASE)
    logs = tuple(session(programme, offset, pain_during=7) for offset in (3, 5))
    found = review(programme, *logs)
    assert found.decision is Decision.SEE_SOMEBODY
    assert found.level is Level.DAYS
    assert any("hurt too much" in advice.why for advice in found.advice)
    assert found.proposal is not None
    assert all(KNOWLEDGE.exercises[i.exercise].gentle for i in found.proposal.programme.items)
    assert "gentle week" in found.headline


def test_level_d_after_red_twice_stays_until_a_calmer_session_or_somebody_looked() -> None:
    programme = programme_for(CASE)
    logs = tuple(session(programme, offset, pain_during=7) for offset in (3, 5))
    assert review(programme, *logs, today=20).level is Level.DAYS
    assert review(programme, *logs, today=20, seen=day(12)).level is Level.CARE
    assert review(programme, *logs, session(programme, 14), today=20).level is Level.CARE


def test_six_weeks_without_getting_better_lead_to_level_d() -> None:
    programme = programme_for(CASE)
    past = (said(0, 5), said(35, 5))
    found = review(programme, session(programme, 41), today=42, past=past, said=said(42, 5))
    assert found.course is Course.NO_BETTER
    assert found.level is Level.DAYS
    assert found.decision is Decision.SEE_SOMEBODY
    assert found.advice
    assert "within two weeks" in found.advice[0].do


def test_worse_for_two_weeks_leads_to_level_d() -> None:
    programme = programme_for(CASE)
    past = (said(0, 3), said(7, 5))
    found = review(programme, session(programme, 13), today=14, past=past, said=said(14, 6))
    assert found.course is Course.WORSE
    assert found.level is Level.DAYS


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.SAME_DAY])
def test_at_e_and_s_there_is_no_programme(level: Level) -> None:
    programme = programme_for(CASE)
    urgent = case_of(check_of("hip-movement", level=level))
    found = review(programme, *good_week(programme), case=urgent)
    assert found.decision is Decision.STOP
    assert found.proposal is None
    assert found.advice
    assert found.level is level
    with pytest.raises(NoProgrammeError):
        settle_week(review=found, choices={}, programme=programme, case=urgent)


def test_after_six_weeks_a_new_block_begins_where_the_last_one_ended() -> None:
    programme = programme_for(CASE).model_copy(update={"week": 6, "session_size": 5})
    found = review(programme, *good_week(programme))
    assert found.decision is Decision.NEW_BLOCK
    assert found.proposal is not None
    assert found.proposal.programme.week == 1
    assert set(rungs(programme)) <= set(rungs(found.proposal.programme))
    assert found.proposal.programme.session_size == 5
    second = review(found.proposal.programme, session(found.proposal.programme, 8), today=14)
    assert second.proposal is not None
    assert second.proposal.programme.week == 2
    assert second.proposal.programme.session_size == 5


def test_little_confidence_is_met_with_an_easier_way() -> None:
    programme = programme_for(CASE)
    found = review(programme, *good_week(programme), said=said(7, 4, confidence=2))
    assert any("Both count" in text for text in found.why)


# --- the course of the weeks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "latest", "weeks", "course"),
    [
        ((5, 5), (5, 5), 6, Course.NO_BETTER),
        ((5, 5), (5, 5), 5, None),
        ((5, 5), (3, 5), 6, None),
        ((3, 5), (2, 5), 6, None),
        ((5, 3), (5, 6), 6, None),
        ((5, 3), (5, 5), 6, Course.NO_BETTER),
        ((1, 5), (1, 5), 6, None),
        ((5, None), (4, None), 6, Course.NO_BETTER),
    ],
)
def test_no_better_after_six_weeks(
    first: tuple[int, int | None], latest: tuple[int, int | None], weeks: int, course: Course | None
) -> None:
    found = course_of(said=said(7 * weeks, *latest), past=(said(0, *first),), started=MONDAY)
    assert found is course


@pytest.mark.parametrize(
    ("pains", "course"),
    [
        ([3, 5, 5], Course.WORSE),
        ([3, 5, 4], None),
        ([3, 4, 5], None),
        ([7, 3, 5, 5], Course.WORSE),
        ([3, 3, 3, 6], None),
        ([5, 5], None),
    ],
)
def test_worse_for_two_weeks(pains: list[int], course: Course | None) -> None:
    *past, latest = (said(7 * place, pain) for place, pain in enumerate(pains))
    assert course_of(said=latest, past=tuple(past), started=MONDAY) is course


def test_after_somebody_looked_at_it_the_weeks_count_from_there() -> None:
    past = (said(0, 5), said(35, 5))
    assert course_of(said=said(42, 5), past=past, started=MONDAY, seen=day(30)) is None
    assert course_of(said=said(77, 5), past=past, started=MONDAY, seen=day(30)) is Course.NO_BETTER


def test_pain_rises_by_two_points_or_it_does_not() -> None:
    assert pain_rose(said=said(7, 5), past=(said(0, 3),))
    assert not pain_rose(said=said(7, 4), past=(said(0, 3),))
    assert not pain_rose(said=said(7, 9), past=())


# --- the person's say ------------------------------------------------------------------------------------


def settled(found: Review, programme: Programme, **choices: Choice) -> Programme:
    return settle_week(
        review=found,
        choices={name.replace("_", "-"): choice for name, choice in choices.items()},
        programme=programme,
        case=CASE,
    )


def test_accepting_everything_gives_the_proposal() -> None:
    programme = programme_for(CASE)
    found = review(programme, *good_week(programme))
    assert found.proposal is not None
    assert settled(found, programme) == found.proposal.programme


def test_a_step_up_can_be_kept_back_or_eased() -> None:
    programme = programme_for(CASE)
    found = review(programme, *good_week(programme))
    assert found.proposal is not None
    up = next(change for change in found.proposal.changes if change.kind is ChangeKind.UP)
    assert up.choices == (Choice.ACCEPT, Choice.KEEP, Choice.EASE)
    kept = settled(found, programme, **{up.exercise: Choice.KEEP})
    assert kept.item(up.exercise).dose == programme.item(up.exercise).dose
    assert up.exercise not in {change.exercise for change in kept.changes}
    eased = settled(found, programme, **{up.exercise: Choice.EASE})
    assert rungs(eased).get(up.exercise, -1) < rungs(found.proposal.programme)[up.exercise]
    assert_sound(kept, CASE)
    assert_sound(eased, CASE)


def test_the_walk_can_be_kept_or_shortened() -> None:
    programme = programme_for(CASE)
    found = review(programme, *good_week(programme))
    assert found.proposal is not None
    proposed = walk_of(found.proposal.programme)
    assert proposed > walk_of(programme)
    assert walk_of(settled(found, programme, walk=Choice.KEEP)) == walk_of(programme)
    shorter = settled(found, programme, walk=Choice.EASE)
    assert walk_of(shorter) == proposed * 80 // 100
    assert f"{walk_of(shorter)} minutes" in shorter.walk_goal


def test_a_step_down_after_a_red_light_cannot_be_undone() -> None:
    first = programme_for(CASE)
    up = review(first, *good_week(first)).proposal
    assert up is not None
    programme = up.programme
    found = review(programme, session(programme, 5, pain_during=7))
    assert found.proposal is not None
    down = [c for c in found.proposal.changes if c.kind in (ChangeKind.DOWN, ChangeKind.EASIER)]
    assert down
    assert all(Choice.KEEP not in change.choices for change in down)
    with pytest.raises(ChoiceError, match="not offered"):
        settled(found, programme, **{down[0].exercise: Choice.KEEP})


def test_a_choice_about_something_else_is_refused() -> None:
    programme = programme_for(CASE)
    found = review(programme, *good_week(programme))
    with pytest.raises(ChoiceError, match="juggling"):
        settled(found, programme, juggling=Choice.KEEP)


# --- words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["You missed 3 days", "You failed", "Keep your streak", "Well done!", "You should have"]
)
def test_the_search_for_shame_finds_it(words: str) -> None:
    assert SHAME.search(words)


@pytest.mark.parametrize("today", [7, 8, 14, 21, 28, 60])
@pytest.mark.parametrize("done", [0, 1, 3])
@pytest.mark.parametrize("pain", [0, 4, 8])
def test_missed_days_never_shame(today: int, done: int, pain: int) -> None:
    programme = programme_for(CASE)
    found = review(programme, *good_week(programme)[:done], today=today, said=said(today, pain, confidence=1))
    texts = [found.headline, *found.why, *(advice.do for advice in found.advice)]
    texts += [change.text for change in found.proposal.changes] if found.proposal else []
    for text in texts:
        assert not SHAME.search(text), text
