"""Results as they leave Loadshare: one form for the command line and the HTTP API.

The words of the knowledge leave gaps where a country's numbers go (`{emergency}`); here they are filled.
No Django is needed, nothing is stored, and the day a plan starts comes in as an argument.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from loadshare.care import (
    AnswersError,
    CheckResult,
    NoProgrammeError,
    Programme,
    build_programme,
    facts_of,
    preferences_from,
    read_answers,
    run_check,
)
from loadshare.care._reading import AnswerProblem
from loadshare.care.answers import Answers
from loadshare.care.case import Case
from loadshare.care.choices import ChoiceError
from loadshare.care.expectation import Expected, what_to_expect
from loadshare.care.review import Review, review_week, settle_week
from loadshare.care.review_reading import WeekToReview, read_week
from loadshare.interop.country import Country
from loadshare.knowledge import Knowledge
from loadshare.knowledge._base import Entry

__all__ = [
    "EARLIEST_START",
    "LATEST_START",
    "WEEKS",
    "AnswersError",
    "NoProgramme",
    "PlanResult",
    "ReviewResult",
    "check_result",
    "fill_in",
    "plan_result",
    "review_result",
]

REVIEW = "review"
"""The key beside the answers that holds a week to review."""
EARLIEST_START, LATEST_START = dt.date(2000, 1, 1), dt.date(2199, 12, 31)
WEEKS = (1, 6)
"""The first and the last week of a block."""
LARGEST = 2**63 - 1
"""Longer whole numbers are a slip of the keyboard, and more than JSON and TOML promise to carry."""

Result = TypeVar("Result", bound=Entry)


class NoProgramme(Entry):
    """Why there is no programme now, and what to do instead."""

    why: str
    do: str


class PlanResult(Entry):
    """The check, and the programme it allows."""

    check: CheckResult
    programme: Programme | None
    """None where something else has to be done first; `no_programme` then says what."""
    no_programme: NoProgramme | None
    expectation: tuple[Expected, ...] = ()
    """What to expect before one begins; empty where there is no programme."""


class ReviewResult(Entry):
    """The check with the safety questions asked again, the review, and the week that comes of it."""

    check: CheckResult
    review: Review
    programme: Programme | None
    """Next week with the person's choices; None where no programme may be shown."""


def check_result(raw: Mapping[str, Any], *, knowledge: Knowledge, country: Country) -> CheckResult:
    """The check of raw answers. Raises `AnswersError` naming every problem.

    An emergency is reported even while other answers are missing.
    """
    answers = _read(raw, knowledge)
    return fill_in(run_check(answers=answers, knowledge=knowledge), country=country)


def plan_result(
    raw: Mapping[str, Any], *, knowledge: Knowledge, country: Country, starts: dt.date, week: int = 1
) -> PlanResult:
    """The check of raw answers and the programme for one week of the block that begins on `starts`.

    Weeks after the first are those of somebody who carries on as planned, before any session was rated.
    Raises `AnswersError` naming every problem.
    """
    answers = _read(raw, knowledge)
    check = run_check(answers=answers, knowledge=knowledge)
    try:
        programme = _week(answers, check, knowledge=knowledge, starts=starts, week=week)
    except NoProgrammeError as reason:
        refused = NoProgramme(why=reason.why, do=reason.do)
        return fill_in(PlanResult(check=check, programme=None, no_programme=refused), country=country)
    facts = facts_of(answers=answers, knowledge=knowledge)
    expected = what_to_expect(facts=facts, knowledge=knowledge)
    result = PlanResult(check=check, programme=programme, no_programme=None, expectation=expected)
    return fill_in(result, country=country)


def review_result(raw: Mapping[str, Any], *, knowledge: Knowledge, country: Country) -> ReviewResult:
    """The review of a week that is over, and the next week with every change explained.

    `raw` is an answer file, its safety questions answered anew, with a `review` beside the answers
    (`WeekToReview`). Raises `AnswersError` naming every problem.
    """
    answers, week = _read_review(raw, knowledge)
    facts = facts_of(answers=answers, knowledge=knowledge)
    check = run_check(answers=answers, knowledge=knowledge)
    case = Case(check=check, preferences=preferences_from(facts=facts), facts=facts, knowledge=knowledge)
    review = review_week(
        said=week.said,
        past=week.past,
        programme=week.programme,
        logs=week.sessions,
        case=case,
        started=week.started or week.programme.starts,
        today=week.said.date,
        seen=week.seen,
        told=week.told,
    )
    following = _settled(review, week, case)
    return fill_in(ReviewResult(check=check, review=review, programme=following), country=country)


def fill_in(result: Result, *, country: Country) -> Result:
    """The result with a country's numbers and places in its words."""
    return type(result).model_validate_json(country.fill_in(result.model_dump_json(by_alias=True)))


def _read(raw: Mapping[str, Any], knowledge: Knowledge) -> Answers:
    unusable = tuple(
        dataclasses.replace(problem, key=problem.key.removeprefix("answers."))
        for problem in _unusable(raw, "")
    )
    if unusable:
        raise AnswersError(unusable)
    try:
        return read_answers(raw, knowledge=knowledge, complete=False)
    except AnswersError:
        # Something has to be put right in any case: name the missing answers with it.
        return read_answers(raw, knowledge=knowledge, complete=True)


def _read_review(raw: Mapping[str, Any], knowledge: Knowledge) -> tuple[Answers, WeekToReview]:
    """The answers and the week, with the problems of both at once."""
    problems: list[AnswerProblem] = []
    answers, week = None, None
    is_table = isinstance(raw, Mapping)
    try:
        answers = _read({k: v for k, v in raw.items() if k != REVIEW} if is_table else raw, knowledge)
    except AnswersError as error:
        problems += error.problems
    try:
        week = read_week(raw.get(REVIEW) if is_table else None, knowledge=knowledge)
    except AnswersError as error:
        problems += error.problems
    if answers is None or week is None:
        raise AnswersError(tuple(problems))
    return answers, week


def _settled(review: Review, week: WeekToReview, case: Case) -> Programme | None:
    if review.proposal is None:
        return None
    try:
        return settle_week(review=review, choices=week.choices, programme=week.programme, case=case)
    except (ChoiceError, KeyError) as refusal:
        names = ", ".join(week.choices)
        allowed = "choices that the review offers for its changes"
        problem = AnswerProblem(key="review.choices", value=names, message=str(refusal), allowed=allowed)
        raise AnswersError((problem,)) from None


def _unusable(value: object, key: str) -> Iterator[AnswerProblem]:
    """What a file or request may hold and no answer ever does: endless numbers, letters that are none."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _unusable(str(name), f"{key}.(key)" if key else "(key)")
            yield from _unusable(part, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for part in value:
            yield from _unusable(part, key)
    elif isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        found = f"{value.bit_length()} bits"
        yield AnswerProblem(key=key, value=found, message="number too large", allowed="a number of 64 bits")
    elif isinstance(value, str) and not _is_text(value):
        yield AnswerProblem(key=key, value=ascii(value), message="not text", allowed="text in UTF-8")


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _week(
    answers: Answers, check: CheckResult, *, knowledge: Knowledge, starts: dt.date, week: int
) -> Programme:
    facts = facts_of(answers=answers, knowledge=knowledge)
    preferences = preferences_from(facts=facts)
    programme = None
    for number in range(1, week + 1):
        programme = build_programme(
            check=check,
            preferences=preferences,
            facts=facts,
            knowledge=knowledge,
            starts=starts + dt.timedelta(weeks=number - 1),
            week=number,
            previous=programme,
        )
    if programme is None:
        raise ValueError(f"week is {week}; use {WEEKS[0]} to {WEEKS[1]}")
    return programme
