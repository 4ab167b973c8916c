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
from loadshare.care._reading import Problem
from loadshare.care.answers import Answers
from loadshare.knowledge import Knowledge
from loadshare.knowledge._base import Entry
from loadshare.server.country import Country

__all__ = [
    "EARLIEST_START",
    "LATEST_START",
    "WEEKS",
    "AnswersError",
    "NoProgramme",
    "PlanResult",
    "check_result",
    "fill_in",
    "plan_result",
]

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
    return fill_in(PlanResult(check=check, programme=programme, no_programme=None), country=country)


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


def _unusable(value: object, key: str) -> Iterator[Problem]:
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
        yield Problem(key=key, value=found, message="number too large", allowed="a number of 64 bits")
    elif isinstance(value, str) and not _is_text(value):
        yield Problem(key=key, value=ascii(value), message="not text", allowed="text in UTF-8")


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
