"""Reads a week that is over from a file or a request: its programme, its sessions, and what was said of it.

Whoever sends it may have changed it, so everything a rule relies on is checked against the knowledge first:
exercises and doses that there are, seven days, dates in order. Times are worked out anew.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field, ValidationError

from loadshare.care._reading import AnswerProblem
from loadshare.care.answers import AnswersError
from loadshare.care.course import WeekSaid
from loadshare.care.doses import item_seconds, ladder
from loadshare.care.logs import SessionLog
from loadshare.care.programme_types import Programme, ProgrammeItem
from loadshare.care.proposal import Choice
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge

MOST_SESSIONS = 400
MOST_PAST = 100
MOST_WALK_MINUTES = 240
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2199, 12, 31)


class WeekToReview(Entry):
    """A week that is over, and what is needed to make the next one of it."""

    programme: Programme
    """The week as it was, in the form in which `plan` and `review` give it."""
    sessions: tuple[SessionLog, ...] = Field(default=(), max_length=MOST_SESSIONS)
    """Every session of the last weeks, this one's included."""
    said: WeekSaid
    """The answers of this review; its date is the day of the review, on which the next week starts."""
    past: tuple[WeekSaid, ...] = Field(default=(), max_length=MOST_PAST)
    """The reviews before, oldest first; for the first one what was said at the start."""
    started: dt.date | None = None
    """The first day of the first week; left out, that of this week."""
    seen: dt.date | None = None
    """The day on which a professional last looked at it."""
    told: Mapping[str, dt.date] = {}
    """The safety items of level D that were told before, with the day of the first time; `red-twice` for what
    was said after a session."""
    choices: Mapping[str, Choice] = {}
    """What the person makes of changes, by exercise; a change that is not named is accepted."""


def read_week(raw: object, *, knowledge: Knowledge) -> WeekToReview:
    """Check a week to review. Raises `AnswersError` naming every problem that was found."""
    try:
        week = WeekToReview.model_validate_json(json.dumps(raw, default=str), strict=True)
    except ValidationError as error:
        raise AnswersError(tuple(_form_problems(error))) from None
    problems = tuple(_problems(week, knowledge))
    if problems:
        raise AnswersError(problems)
    return week.model_copy(update={"programme": _timed(week.programme, knowledge)})


def _form_problems(error: ValidationError) -> Iterator[AnswerProblem]:
    for found in error.errors(include_url=False):
        key = ".".join(("review", *(str(step) for step in found["loc"])))
        value = None if found["type"] == "missing" else found["input"]
        yield AnswerProblem(
            key=key, value=value, message=found["msg"], allowed="see review-request.schema.json"
        )


def _problems(week: WeekToReview, knowledge: Knowledge) -> Iterator[AnswerProblem]:
    yield from _wrong_dates(week)
    programme = week.programme
    names = [item.exercise for item in programme.items]
    for item in (*programme.items, *programme.flare_day):
        yield from _wrong_item(item, knowledge)
    if len(set(names)) < len(names):
        yield _problem("programme.items", len(names), "an exercise stands twice", "each exercise once")
    weekdays = [day.weekday for day in programme.days]
    if weekdays != [(programme.starts.weekday() + offset) % 7 for offset in range(7)]:
        yield _problem("programme.days", len(weekdays), "not this week", "seven days from 'starts' on")
    for day in programme.days:
        for name in day.items:
            if name not in names:
                yield _problem("programme.days", name, "not among its items", "an exercise of 'items'")
        if not 0 <= day.walk_minutes <= MOST_WALK_MINUTES:
            allowed = f"0 to {MOST_WALK_MINUTES} minutes"
            yield _problem("programme.days", day.walk_minutes, "out of range", allowed)
    for session in week.sessions:
        for log in session.items:
            if log.exercise not in knowledge.exercises:
                yield _unknown("sessions", log.exercise)


def _wrong_dates(week: WeekToReview) -> Iterator[AnswerProblem]:
    dates = [week.said.date, week.programme.starts, week.started, week.seen]
    dates += [one.date for one in week.past]
    dates += [one.date for one in week.sessions]
    dates += week.told.values()
    for date in dates:
        if date is not None and not EARLIEST <= date <= LATEST:
            yield _problem("said.date", str(date), "out of range", f"{EARLIEST} to {LATEST}")
    if week.said.date < week.programme.starts:
        yield _problem("said.date", str(week.said.date), "before the week began", "a day of it or later")


def _wrong_item(item: ProgrammeItem, knowledge: Knowledge) -> Iterator[AnswerProblem]:
    exercise = knowledge.exercises.get(item.exercise)
    if exercise is None:
        yield _unknown("programme.items", item.exercise)
        return
    if item.dose not in ladder(exercise.dose):
        yield _problem("programme.items", item.exercise, "a dose it never has", "a dose as 'plan' gives it")
    if item.strand is not exercise.strand:
        yield _problem("programme.items", item.strand.value, "another strand", exercise.strand.value)
    for name in (item.easier, item.harder, *item.swaps):
        if name is not None and name not in knowledge.exercises:
            yield _unknown("programme.items", name)


def _unknown(key: str, name: str) -> AnswerProblem:
    return _problem(key, name, "no such exercise", "an id that `loadshare knowledge` lists")


def _problem(key: str, value: Any, message: str, allowed: str) -> AnswerProblem:
    return AnswerProblem(key=f"review.{key}", value=value, message=message, allowed=allowed)


def _timed(programme: Programme, knowledge: Knowledge) -> Programme:
    """The programme with every time as its doses have it."""
    minutes = {
        item.exercise: item_seconds(exercise=knowledge.exercises[item.exercise], dose=item.dose) / 60
        for item in programme.items
    }
    items = tuple(item.model_copy(update={"minutes": minutes[item.exercise]}) for item in programme.items)
    days = tuple(
        day.model_copy(update={"minutes": sum(minutes[name] for name in day.items)}) for day in programme.days
    )
    return programme.model_copy(update={"items": items, "days": days})
