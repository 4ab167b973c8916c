"""Measures of progress as they are kept: what is due, what was said, and scores given elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, UUIDField
from django.utils import timezone

from loadshare.care.outcomes import AVERAGE, FOLLOW_UP_WEEKS, PAIN, DueOutcome, Origin, Score, due_outcomes
from loadshare.knowledge import load_knowledge
from loadshare.server.installation.standing import given, standing
from loadshare.server.programme import planning
from loadshare.server.progress import checks_then
from loadshare.server.progress.checks_then import LookedAt
from loadshare.server.records.models import NoFollowUp, OutcomeScore, Person


def scores_of(person: Person) -> tuple[Score, ...]:
    """Every score, oldest first."""
    return tuple(
        Score(outcome=outcome, item=item, date=on, value=value, origin=Origin(origin), given_by=given_by)
        for outcome, item, on, value, origin, given_by in _scores.rows(person=person.pk)
    )


@standing
def _scores() -> QuerySet[Any]:
    theirs = OutcomeScore.objects.filter(person=given("person", UUIDField()))
    return theirs.values_list("outcome", "item", "on", "value", "origin", "given_by")


def scores_to_compare(
    *, scores: tuple[Score, ...], checks: LookedAt, start: dt.date | None
) -> tuple[Score, ...]:
    """The scores; where no pain was given at the start, the check's own question stands for it.

    `checks` are the finished ones, oldest first.
    """
    if start is None:
        return scores
    early = start + dt.timedelta(weeks=2)
    if any((score.outcome, score.item) == (PAIN, AVERAGE) and score.date < early for score in scores):
        return scores
    before = [run for run in checks if run.finished_at and timezone.localdate(run.finished_at) <= start]
    pain = before[-1].answers.get(checks_then.PAIN) if before else None
    if not isinstance(pain, int | float):
        return scores
    return (Score(outcome=PAIN, item=AVERAGE, date=start, value=pain), *scores)


def due_now(person: Person, *, today: dt.date) -> tuple[DueOutcome, ...]:
    """The measures to fill in now."""
    start = planning.course_start(person)
    found = due_of(scores_of(person), start=start, today=today) if start else ()
    return asked_for(person, found)


def due_of(scores: tuple[Score, ...], *, start: dt.date, today: dt.date) -> tuple[DueOutcome, ...]:
    """The same, where the scores were looked up already."""
    return due_outcomes(started=start, scores=scores, today=today, knowledge=load_knowledge())


def asked_for(person: Person, found: tuple[DueOutcome, ...]) -> tuple[DueOutcome, ...]:
    """What is due, without six and twelve months for those who said no to that."""
    later = any(one.week in FOLLOW_UP_WEEKS for one in found)
    if not later or not NoFollowUp.objects.filter(person=person).exists():
        return found
    return tuple(one for one in found if one.week not in FOLLOW_UP_WEEKS)


@transaction.atomic
def keep_scores(person: Person, scores: Sequence[Score], *, answers: Mapping[str, Any] | None = None) -> None:
    """Keep scores. A second one of a measure on the same day corrects the first."""
    for score in scores:
        person.scores.update_or_create(
            outcome=score.outcome,
            item=score.item,
            on=score.date,
            origin=score.origin.value,
            defaults={
                "value": score.value,
                "given_by": score.given_by,
                "answers": dict(answers or {}),
                "kept_at": timezone.now(),
            },
        )


def may_name_activities(person: Person) -> bool:
    """Whether own activities may still be added: not once they have a score, or it could not be compared."""
    return not person.scores.filter(outcome="psfs", origin=Origin.ANSWERED.value).exists()
