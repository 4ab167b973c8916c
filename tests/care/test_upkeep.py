"""What comes after six weeks: six more that build on them, or keeping what was reached."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.choices import ChoiceError
from loadshare.care.doses import item_seconds, ladder
from loadshare.care.logs import SessionLog
from loadshare.care.programme import Programme
from loadshare.care.programme_types import LOOK_AFTER_DAYS, Stage
from loadshare.care.progression import ItemMove, next_doses
from loadshare.care.review import Choice, Decision, Review, review_week, settle_week
from loadshare.care.running_week import keep_within
from tests.care.test_pause import day, done
from tests.care.test_review import rungs, said
from tests.support.people import KNOWLEDGE, MONDAY, case_of, people, programme_for
from tests.support.programme_rules import assert_sound

MANY = settings(max_examples=100, deadline=None)


def look(programme: Programme, case: Case, *, after: int, sessions: tuple[int, ...] = (0, 2, 4)) -> Review:
    return review_week(
        said=said(after, 2, 9),
        past=(said(0, 4),),
        programme=programme,
        logs=done(programme, *sessions),
        case=case,
        started=MONDAY,
        today=day(after),
    )


def to_upkeep(case: Case) -> Programme:
    programme = programme_for(case, week=6)
    review = look(programme, case, after=7)
    return settle_week(review=review, choices={}, programme=programme, case=case, stage=Stage.UPKEEP)


def test_after_six_weeks_one_chooses_and_not_before() -> None:
    case = case_of()
    last, earlier = programme_for(case, week=6), programme_for(case, week=5)
    assert look(last, case, after=7).stages == (Stage.COURSE, Stage.UPKEEP)
    review = look(earlier, case, after=7)
    assert review.stages == ()
    with pytest.raises(ChoiceError, match="after six weeks"):
        settle_week(review=review, choices={}, programme=earlier, case=case, stage=Stage.UPKEEP)


def test_the_next_six_weeks_know_that_they_are_the_second() -> None:
    case = case_of()
    programme = programme_for(case, week=6)
    following = settle_week(review=look(programme, case, after=7), choices={}, programme=programme, case=case)
    assert (following.week, following.block, following.stage) == (1, 2, Stage.COURSE)
    assert {item.exercise for item in programme.items} <= {item.exercise for item in following.items}


def test_keeping_takes_two_days_and_grows_nothing() -> None:
    case = case_of(days_per_week=5)
    kept = to_upkeep(case)
    assert (kept.stage, kept.block, kept.week) == (Stage.UPKEEP, 1, 6)
    assert sum(bool(d.items) for d in kept.days) == 2
    logs = done(kept, 0, 3, 7, 10)
    progress = next_doses(programme=kept, logs=logs, case=case.at_stage(Stage.UPKEEP), today=day(10))
    assert all(step.move is ItemMove.STAY for step in progress.steps)
    review = look(kept, case, after=28, sessions=(0, 3, 7, 10, 14, 17, 21, 24))
    assert review.decision is Decision.KEEP_UP
    assert review.sessions_planned == 8
    following = settle_week(review=review, choices={}, programme=kept, case=case)
    assert (following.stage, following.block) == (Stage.UPKEEP, 1)
    assert rungs(following) == rungs(kept)


def test_from_keeping_one_goes_on_to_the_second_course() -> None:
    case = case_of(days_per_week=5)
    kept = to_upkeep(case)
    review = look(kept, case, after=28, sessions=(0, 3, 21, 24))
    again = settle_week(review=review, choices={}, programme=kept, case=case, stage=Stage.COURSE)
    assert (again.stage, again.block, again.week) == (Stage.COURSE, 2, 1)
    assert sum(bool(d.items) for d in again.days) > 2
    assert all(rungs(again)[name] == rung for name, rung in rungs(kept).items() if name in rungs(again))


def test_pain_still_brings_a_step_down_while_keeping() -> None:
    case = case_of()
    kept = to_upkeep(case)
    log = done(kept, 0)[0]
    red = log.model_copy(
        update={"pain_after": 8, "items": tuple(i.model_copy(update={"pain_during": 8}) for i in log.items)}
    )
    progress = next_doses(programme=kept, logs=(red,), case=case.at_stage(Stage.UPKEEP), today=day(0))
    assert any(step.move in (ItemMove.DOWN, ItemMove.EASIER) for step in progress.steps)


@MANY
@given(case=people, data=st.data())
def test_every_stage_is_sound_for_everybody(case: Case, data: st.DataObject) -> None:
    programme = programme_for(case, week=6)
    sessions = tuple(data.draw(st.sets(st.sampled_from((0, 2, 4))).map(sorted)))
    review = look(programme, case, after=7, sessions=sessions)
    if Stage.UPKEEP not in review.stages:
        return
    kept = settle_week(review=review, choices={}, programme=programme, case=case, stage=Stage.UPKEEP)
    whole = case_as_settled(case, review)
    assert_sound(kept, whole.at_stage(Stage.UPKEEP))
    assert len([d for d in kept.days if d.items]) <= 2
    assert keep_within(programme=kept, case=whole.at_stage(Stage.UPKEEP)).items == kept.items
    later = look(kept, case, after=28, sessions=sessions)
    if Stage.COURSE in later.stages:
        again = settle_week(review=later, choices={}, programme=kept, case=case, stage=Stage.COURSE)
        assert_sound(again, case_as_settled(case, later))
        assert again.block == programme.block + 1


def hurt(log: SessionLog) -> SessionLog:
    items = tuple(item.model_copy(update={"pain_during": 8}) for item in log.items)
    return log.model_copy(update={"pain_after": 8, "items": items})


def minutes_of(programme: Programme) -> float:
    return sum(day.minutes + day.walk_minutes for day in programme.days)


@MANY
@given(case=people, data=st.data())
def test_after_pain_no_stage_makes_the_week_longer(case: Case, data: st.DataObject) -> None:
    programme = programme_for(case, week=6)
    if data.draw(st.booleans(), label="keeps what was reached"):
        quiet = look(programme, case, after=7)
        if Stage.UPKEEP not in quiet.stages:
            return
        programme = settle_week(review=quiet, choices={}, programme=programme, case=case, stage=Stage.UPKEEP)
    after = LOOK_AFTER_DAYS[programme.stage]
    logs = done(programme, 0, after - 7, after - 3)
    hurting = ("red", "amber") if programme.items else ()
    trouble = data.draw(st.sampled_from(("pain", "away", *hurting)))
    match trouble:
        case "red":
            logs = (*logs[:-1], hurt(logs[-1]))
        case "away":
            logs = logs[:1] if after > 14 else ()
        case "amber":
            sore = {"pain_during": 4}
            logs = tuple(
                log.model_copy(update={"items": tuple(i.model_copy(update=sore) for i in log.items)})
                for log in logs
            )
    review = review_week(
        said=said(after, 7 if trouble == "pain" else 4),
        past=(said(0, 4),),
        programme=programme,
        logs=logs,
        case=case,
        started=MONDAY,
        today=day(after),
    )
    if review.proposal is None:
        return
    for stage in (None, *review.stages):
        settled = settle_week(review=review, choices={}, programme=programme, case=case, stage=stage)
        assert minutes_of(settled) <= minutes_of(programme) + more_at_its_least(programme, settled) + 1e-6
        walks, walked = (sum(day.walk_minutes for day in one.days) for one in (settled, programme))
        assert walks <= walked


def more_at_its_least(before: Programme, after: Programme) -> float:
    """Minutes by which an easier exercise takes longer even at its smallest dose."""
    more = 0.0
    for item in after.items:
        exercise = KNOWLEDGE.exercises[item.exercise]
        eased = [one for one in before.items if KNOWLEDGE.exercises[one.exercise].easier == item.exercise]
        if eased and item.dose == ladder(exercise.dose)[0]:
            took = item_seconds(exercise=KNOWLEDGE.exercises[eased[0].exercise], dose=eased[0].dose)
            takes = item_seconds(exercise=exercise, dose=item.dose)
            more += max(0.0, takes - took) / 60 * sum(item.exercise in day.items for day in after.days)
    return more


def test_what_is_kept_holds_nothing_that_nobody_has_done() -> None:
    case = case_of()
    programme = programme_for(case, week=6)
    review = look(programme, case, after=7)
    assert review.proposal is not None
    assert any(step.move is ItemMove.UP for step in review.proposal.steps)
    kept = settle_week(review=review, choices={}, programme=programme, case=case, stage=Stage.UPKEEP)
    before = rungs(programme)
    assert all(rung <= before.get(name, -1) for name, rung in rungs(kept).items())
    easier = {
        change.exercise: Choice.EASE for change in review.proposal.changes if Choice.EASE in change.choices
    }
    eased = settle_week(review=review, choices=easier, programme=programme, case=case, stage=Stage.UPKEEP)
    assert all(rung <= before.get(name, -1) for name, rung in rungs(eased).items())


def case_as_settled(case: Case, review: Review) -> Case:
    """With what the review itself opened."""
    assert review.proposal is not None
    return Case(
        check=case.check,
        preferences=case.preferences,
        facts=case.facts,
        knowledge=case.knowledge,
        unlocked=review.proposal.unlocked,
    )
