"""What progress reads of the checks there were: two of their answers, and what was measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet, UUIDField

from loadshare.server.installation.standing import given, standing
from loadshare.server.records.models import Check, Person

PAIN, SITTING = "pain-average", "sitting-hours"


class CheckThen(NamedTuple):
    """One finished check."""

    started_at: dt.datetime
    finished_at: dt.datetime | None
    is_review: bool
    measurements: Mapping[str, Any]
    answers: Mapping[str, Any]
    """Of `PAIN` and `SITTING`; None where it was not asked."""


LookedAt = Sequence[Check | CheckThen]
"""Checks of one person, oldest first."""


def checks_then(person: Person) -> list[CheckThen]:
    """The finished ones, oldest first."""
    return [
        CheckThen(started, finished, is_review, measured, {PAIN: pain, SITTING: sitting})
        for started, finished, is_review, measured, pain, sitting in _finished.rows(person=person.pk)
    ]


@standing
def _finished() -> QuerySet[Any]:
    theirs = Check.objects.filter(person=given("person", UUIDField())).exclude(finished_at=None)
    return theirs.order_by("finished_at").values_list(
        "started_at", "finished_at", "is_review", "measurements", f"answers__{PAIN}", f"answers__{SITTING}"
    )
