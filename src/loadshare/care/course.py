"""How the weeks went, from what a person says once a week: is it time for somebody to look at it?

Source: `loadshare-judgement`. No better after six weeks of programme, or worse by an amount that counts
for two weeks, leads to level D (source `loadshare-judgement`; the amounts after `ostelo-2008` and
`psfs-form`).
"""

import datetime as dt
from enum import StrEnum

from pydantic import Field

from loadshare.care.check import CheckResult
from loadshare.care.outcomes import ONE_ACTIVITY_CHANGE
from loadshare.care.pause import Pause, days_paused
from loadshare.care.safety import judge_safety, strictest
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.safety import Level, PlanPermission

COURSE = "programme-so-far"
"""The question whose answers a course stands for."""
PAIN_CHANGE = 2
PAIN_CHANGE_PCT = 30
LITTLE_PAIN = 1
"""Up to here there is no room to get better by an amount that counts."""
SAFE_PAIN, NEARLY_AS_BEFORE = 3, 8
"""Mild pain, beside an activity that goes nearly as before, is no course to be seen for."""

WEEKS_OF_PLAN = 6
WEEKS_OF_SLOW_GAIN = 12
"""A little less pain and more doing, in both of the last reviews: it has these weeks to become enough."""
APART_DAYS = 5
"""Two reviews this far apart are two weeks, not one evening."""


class WeekSaid(Entry):
    """What a person says in the weekly review, in under a minute."""

    date: dt.date
    pain_average: int = Field(ge=0, le=10)
    """Over the last week."""
    activity: int | None = Field(default=None, ge=0, le=10)
    """One own activity, 10 is as before; None where none was chosen."""
    confidence: int | None = Field(default=None, ge=0, le=10)
    """How sure they are that they can keep moving."""


class Course(StrEnum):
    """A course that somebody should look at; the values are answers of `programme-so-far`."""

    NO_BETTER = "six-weeks-no-better"
    WORSE = "two-weeks-worse"


def course_of(
    *,
    said: WeekSaid,
    past: tuple[WeekSaid, ...],
    started: dt.date,
    seen: dt.date | None = None,
    pauses: tuple[Pause, ...] = (),
) -> Course | None:
    """The course that leads to level D, or None.

    `past` are the reviews before, oldest first, the first of them from the beginning. `started` is the first
    day of the programme. After a professional has looked at it (`seen`) everything counts from that day. Days
    of a pause count for no week.
    """
    since = max(started, seen) if seen else started
    known = tuple(
        review for review in past if (seen is None or review.date >= seen) and review.date < said.date
    )
    if _is_worse(said, known):
        return Course.WORSE
    rested = days_paused(pauses=pauses, since=since, until=said.date)
    weeks = ((said.date - since).days - rested) / 7
    last_two = (*known[1:][-1:], said)
    if weeks < WEEKS_OF_PLAN or not known or any(_is_better(one, known[0]) for one in last_two):
        return None
    gains = all(_is_a_little_better(one, known[0]) for one in last_two)
    return None if gains and weeks < WEEKS_OF_SLOW_GAIN else Course.NO_BETTER


def pain_rose(*, said: WeekSaid, past: tuple[WeekSaid, ...]) -> bool:
    """True when pain is two points or more above last week's: ask the safety questions, and hold."""
    return bool(past) and said.pain_average - past[-1].pain_average >= PAIN_CHANGE


def with_course(*, check: CheckResult, course: Course, knowledge: Knowledge) -> CheckResult:
    """The check with the safety item of this course added: level D at least, and gentle exercises only."""
    found = judge_safety(facts={COURSE: course.value}, knowledge=knowledge)
    safety = check.safety
    reasons = {reason.item: reason for reason in (*found.reasons, *safety.reasons)}
    merged = sorted(reasons.values(), key=lambda reason: -reason.level.urgency)
    return gentle_only(
        check=check.model_copy(update={"safety": safety.model_copy(update={"reasons": tuple(merged)})})
    )


def gentle_only(*, check: CheckResult) -> CheckResult:
    """The check at level D at least, with gentle exercises only; one that allows nothing stays so."""
    safety = check.safety
    level = max(safety.level, Level.DAYS, key=lambda level: level.urgency)
    plan = strictest((safety.plan, PlanPermission.RESTRICTED))
    return check.model_copy(update={"safety": safety.model_copy(update={"level": level, "plan": plan})})


def _is_better(said: WeekSaid, first: WeekSaid) -> bool:
    less = first.pain_average - said.pain_average
    if said.pain_average <= LITTLE_PAIN or less >= PAIN_CHANGE:
        return True
    if said.pain_average <= SAFE_PAIN and (said.activity or 0) >= NEARLY_AS_BEFORE:
        return True
    if less > 0 and less * 100 >= first.pain_average * PAIN_CHANGE_PCT:
        return True
    if said.activity is None or first.activity is None:
        return False
    return said.activity - first.activity >= ONE_ACTIVITY_CHANGE


def _is_a_little_better(said: WeekSaid, first: WeekSaid) -> bool:
    """Less pain and more doing, each by little: both point the same way."""
    if said.activity is None or first.activity is None:
        return False
    return said.pain_average < first.pain_average and said.activity > first.activity


def _is_worse(said: WeekSaid, known: tuple[WeekSaid, ...]) -> bool:
    """Both this review and the one before are worse than the one before these two, or than the first."""
    if len(known) < 2 or (said.date - known[-1].date).days < APART_DAYS:
        return False
    lowest = min(said.pain_average, known[-1].pain_average)
    return any(lowest - reference.pain_average >= PAIN_CHANGE for reference in (known[0], known[-2]))
