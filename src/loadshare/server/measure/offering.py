"""Who may be measured, and with which tests: never before the safety questions, never while locked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from loadshare.care.conditions import Facts
from loadshare.care.profile import usable_facts
from loadshare.care.self_testing import LEVELS_FIT_FOR_TESTS, tests_to_offer
from loadshare.care.telling_tests import tests_that_tell
from loadshare.knowledge import RULES_VERSION, load_knowledge
from loadshare.server.check import checking, locks
from loadshare.server.measurements.protocols import protocols
from loadshare.server.records.answers import answers_of, level_so_far
from loadshare.server.records.models import Check, Person

MOST_PAIN = 5
"""Above this pain no test is done (`loadshare-judgement`)."""


class OfferState(StrEnum):
    """Whether tests are offered, and if not, why."""

    OPEN = "open"
    CHECK_FIRST = "check-first"
    HELP_FIRST = "help-first"
    TOO_SORE = "too-sore"


@dataclass(frozen=True, kw_only=True)
class TestsToday:
    """What this person may measure now. `facts` are those of their answers; empty where there are none."""

    standing: OfferState
    tests: frozenset[str]
    facts: Facts
    pain: int | None = None

    def allows(self, test: str) -> bool:
        """Whether this test is for this person, today."""
        return self.standing is OfferState.OPEN and test in self.tests


def offer_for(person: Person | None, *, today: dt.date) -> TestsToday:
    """The offer for a visitor. The answers of the newest check decide, and those of one that is open."""
    last = checking.last_check_of(person) if person else None
    runs = _answered_runs(person, last) if person else ()
    if person is None or not runs:
        return _nothing(OfferState.CHECK_FIRST)
    if locks.is_shut(person, last) or not all(_is_calm(run) for run in runs):
        return _nothing(OfferState.HELP_FIRST)
    answers = [answers_of(run) for run in runs]
    fit = [{test.id for test in tests_to_offer(answers=one, knowledge=load_knowledge())} for one in answers]
    tests = frozenset(test for test in protocols() if all(test in offered for offered in fit))
    pain = _pain_today(person, runs[0], today=today)
    sore = pain is not None and pain > MOST_PAIN
    return TestsToday(
        standing=OfferState.TOO_SORE if sore else OfferState.OPEN,
        tests=tests,
        facts=checking.facts_of_run(runs[0]),
        pain=pain,
    )


def most_telling(person: Person | None, offer: TestsToday) -> str:
    """The offered test whose result could change the ideas most; "" where none could."""
    is_open = offer.standing is OfferState.OPEN and bool(offer.tests)
    last = checking.last_check_of(person) if person and is_open else None
    if last is None:
        return ""
    result = checking.result_of(last)
    if result.profile is None:
        return ""
    knowledge = load_knowledge()
    look_alikes = frozenset(match.look_alike for match in result.look_alikes)
    facts = usable_facts(checking.facts_of_run(last), look_alikes=look_alikes)
    telling = tests_that_tell(profile=result.profile, facts=facts, knowledge=knowledge)
    return next((test for test in telling if test in offer.tests), "")


def _nothing(standing: OfferState) -> TestsToday:
    return TestsToday(standing=standing, tests=frozenset(), facts={})


def _answered_runs(person: Person, last: Check | None) -> tuple[Check, ...]:
    """The newest finished check, then one that is open; an open one alone only when all is answered."""
    running = checking.open_check_of(person)
    if last is not None and last.rules_version == RULES_VERSION:
        return (last,) if running is None else (last, running)
    if running is not None and checking.page_to_ask(running) is None:
        return (running,)
    return ()


def _is_calm(run: Check) -> bool:
    return level_so_far(run) in LEVELS_FIT_FOR_TESTS


def _pain_today(person: Person, run: Check, *, today: dt.date) -> int | None:
    """What was said about pain today: the tap on Today, else the answer of a check made today."""
    entry = person.pain_entries.filter(on=today).first()
    if entry is not None:
        return int(entry.pain)
    answered = run.finished_at or run.started_at
    known = run.answers.get("pain-now")
    is_of_today = timezone.localdate(answered) == today
    return round(known) if is_of_today and isinstance(known, int | float) else None
