"""The weekly review: how the week went, and next week's programme with every change explained.

Pure: what was said, what was logged and the case in; a proposal out, which the person accepts or edits.
Source: `loadshare-judgement`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from loadshare.care.case import Case
from loadshare.care.check import CheckResult
from loadshare.care.choices import ChoiceError
from loadshare.care.course import Course, WeekSaid, course_of, gentle_only, pain_rose, with_course
from loadshare.care.logs import SessionLog, ends_red, is_away, is_red_twice_still, unlocked_by
from loadshare.care.pause import Pause
from loadshare.care.programme_types import (
    NoProgrammeError,
    Programme,
    Stage,
    sessions_planned,
)
from loadshare.care.progression import Advice
from loadshare.care.proposal import Choice, Proposal, propose, settle
from loadshare.care.review_words import headline_for, reasons_for
from loadshare.care.told import Parted, Weeks, part
from loadshare.care.words import words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.safety import Level

__all__ = ["Choice", "Decision", "Proposal", "Review", "WeekSaid", "review_week", "settle_week"]

LITTLE_CONFIDENCE = 4


class Decision(StrEnum):
    """What the review comes to, the most urgent first."""

    STOP = "stop"
    """No programme now: somebody should be seen first."""
    SEE_SOMEBODY = "see-somebody"
    """Level D, and it is new or was not followed for long."""
    STEP_DOWN = "step-down"
    """Two weeks off, or something hurt: a step easier."""
    SAME_WEEK = "same-week"
    """No session this week: the same week again."""
    STEADY = "steady"
    """Nothing grows this week."""
    NEW_BLOCK = "new-block"
    """Six weeks are done; the next six begin where they ended."""
    KEEP_UP = "keep-up"
    """What was reached is kept for another month."""
    GO_ON = "go-on"


class Review(Entry):
    """The answer to a weekly review."""

    rules_version: str
    date: dt.date
    decision: Decision
    headline: str
    why: tuple[str, ...]
    """Further sentences, the most important first."""
    advice: tuple[Advice, ...]
    """See somebody: what is new, or was told and not followed for long."""
    reminders: tuple[Advice, ...] = ()
    """See somebody: what was told before. It holds as it did, and is not said loud every week."""
    asks_seen: bool = False
    """Whether "somebody has looked at it" can change anything."""
    level: Level
    """The safety level now, with the course of the weeks in it."""
    course: Course | None
    asks_safety: bool
    """Pain rose by two points or more: ask the safety questions before going on."""
    sessions_done: int
    sessions_planned: int
    proposal: Proposal | None
    """Next week; None where no programme may be shown."""
    stages: tuple[Stage, ...] = ()
    """What may follow where a person chooses, the one proposed first."""


def review_week(
    *,
    said: WeekSaid,
    past: tuple[WeekSaid, ...],
    programme: Programme,
    logs: tuple[SessionLog, ...],
    case: Case,
    started: dt.date,
    today: dt.date,
    seen: dt.date | None = None,
    told: Mapping[str, dt.date] | None = None,
    pauses: tuple[Pause, ...] = (),
) -> Review:
    """Review a week and propose the next one. The same input always gives the same review.

    `case` holds the check with the safety questions asked again; `past` the reviews before, oldest first;
    `started` the first day of the first week; `seen` the day on which a professional last looked at it;
    `told` the safety items of level D that were told before, with the day of the first time; `pauses` the
    times in which the programme rested.

    Nothing goes up after a red light, after a week in which pain rose by two points or more, or after a week
    without a session. Two red sessions in seven days, six weeks without getting better, or two weeks worse
    mean level D: gentle exercises only and advice to see somebody. What was told before is a reminder until
    its days are over; its level stays. At E and S there is no proposal.
    """
    known = tuple(log for log in logs if log.date <= today)
    course = course_of(said=said, past=past, started=started, seen=seen, pauses=pauses)
    twice_red = is_red_twice_still(logs=known, today=today, seen=seen)
    case = _case_now(case, known, course, twice_red=twice_red)
    done = sum(log.date >= programme.starts for log in known)
    missed = bool(known) and is_away(since=max(log.date for log in known), today=today)
    rose = pain_rose(said=said, past=past)
    hold = rose or not done or twice_red or course is not None or ends_red(known)
    weeks = Weeks(
        said=said,
        past=past,
        logs=known,
        started=started,
        today=today,
        seen=seen,
        told=told or {},
        pauses=pauses,
    )
    parted = part(safety=case.check.safety, course=course, twice_red=twice_red, weeks=weeks)
    decision, proposal, advice = Decision.STOP, None, parted.news
    try:
        proposal = propose(
            programme=programme, logs=known, case=case, today=today, hold=hold, stay=not done, missed=missed
        )
        is_loud = case.check.safety.level is Level.DAYS and (bool(parted.news) or not parted.reminders)
        decision = _decision(proposal, programme, is_loud=is_loud, done=done, missed=missed, hold=hold)
    except NoProgrammeError as error:
        advice = (Advice(level=case.check.safety.level.value, why=error.why, do=error.do),)
    return Review(
        rules_version=case.knowledge.rules_version,
        date=today,
        decision=decision,
        headline=headline_for(
            decision=decision.value,
            done=done,
            eased=proposal is not None and proposal.eased,
            missed=missed,
            gentle=proposal is not None and proposal.gentle_only,
        ),
        why=reasons_for(
            rose=rose,
            red=ends_red(known),
            course=course,
            unsure=said.confidence is not None and said.confidence <= LITTLE_CONFIDENCE,
            has_programme=proposal is not None,
            gentle=_gentle_still(proposal, decision, parted),
        ),
        advice=advice,
        reminders=() if proposal is None else parted.reminders,
        asks_seen=proposal is not None and parted.asks_seen,
        level=case.check.safety.level,
        course=course,
        asks_safety=rose,
        sessions_done=done,
        sessions_planned=sessions_planned(programme),
        proposal=proposal,
        stages=_stages(programme, proposal, hold=hold or missed),
    )


def settle_week(
    *,
    review: Review,
    choices: Mapping[str, Choice],
    programme: Programme,
    case: Case,
    stage: Stage | None = None,
) -> Programme:
    """Next week's programme with the person's choices; a change without a choice is accepted.

    `stage` is what follows, where the review offers a choice; left out, what it proposes.

    `programme` and `case` are those of the review. Raises `ChoiceError` for a choice that is not offered, and
    `NoProgrammeError` where the review proposes nothing.
    """
    if review.proposal is None:
        advice = review.advice[0]
        raise NoProgrammeError(why=advice.why, do=advice.do)
    if stage is not None and stage not in review.stages:
        raise ChoiceError(words("refused.stage"))
    check = case.check
    if review.course is not None:
        check = with_course(check=check, course=review.course, knowledge=case.knowledge)
    if review.proposal.gentle_only:
        check = gentle_only(check=check)
    case = _with_check(case, check=check, unlocked=review.proposal.unlocked)
    return settle(proposal=review.proposal, choices=choices, programme=programme, case=case, stage=stage)


def _stages(programme: Programme, proposal: Proposal | None, *, hold: bool) -> tuple[Stage, ...]:
    """After six weeks, and while keeping what was reached, the person chooses what follows.

    Going on from keeping means more days, so it waits where nothing may grow.
    """
    if proposal is None:
        return ()
    if programme.stage is Stage.UPKEEP:
        return (Stage.UPKEEP,) if hold or proposal.eased else (Stage.UPKEEP, Stage.COURSE)
    return (Stage.COURSE, Stage.UPKEEP) if proposal.programme.block > programme.block else ()


def _case_now(case: Case, logs: tuple[SessionLog, ...], course: Course | None, *, twice_red: bool) -> Case:
    check = case.check
    if course is not None:
        check = with_course(check=check, course=course, knowledge=case.knowledge)
    if twice_red:
        check = gentle_only(check=check)
    return _with_check(
        case, check=check, unlocked=case.unlocked | unlocked_by(logs=logs, knowledge=case.knowledge)
    )


def _with_check(case: Case, *, check: CheckResult, unlocked: frozenset[str] | None = None) -> Case:
    return replace(case, check=check, unlocked=case.unlocked if unlocked is None else unlocked)


def _gentle_still(proposal: Proposal | None, decision: Decision, parted: Parted) -> str:
    """Which sentence says why a week is gentle that does not open with it; none where it is not."""
    if proposal is None or not proposal.gentle_only or decision is Decision.SEE_SOMEBODY:
        return ""
    return "seen" if parted.is_seen else "waits"


def _decision(
    proposal: Proposal, programme: Programme, *, is_loud: bool, done: int, missed: bool, hold: bool
) -> Decision:
    if is_loud:
        return Decision.SEE_SOMEBODY
    if missed or proposal.eased:
        return Decision.STEP_DOWN
    if programme.stage is Stage.UPKEEP:
        return Decision.KEEP_UP
    if not done:
        return Decision.SAME_WEEK
    if hold:
        return Decision.STEADY
    return Decision.NEW_BLOCK if proposal.programme.week < programme.week else Decision.GO_ON
