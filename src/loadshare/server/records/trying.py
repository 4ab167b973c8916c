"""A trial that runs, as it is looked up with the programme; what stops it, lets it rest, or takes a turn."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from loadshare.care.trial import MOST_DAYS, TrialEnd, TrialQuestion, Way
from loadshare.server.records.models import SafetyLock, SingleTrial

FIELDS = ("id", "question", "outcome", "words", "starts", "seed", "pairs", "noted", "rested", "turns")


def with_its_programme() -> Subquery:
    """The trial of the person of a programme that runs, unless a lock came since: no query of its own."""
    locked = SafetyLock.objects.filter(person=OuterRef("person"), set_at__gt=OuterRef("begun_at"))
    running = SingleTrial.objects.filter(~Exists(locked), person=OuterRef("person"), end="")
    return Subquery(running.values(json=JSONObject(**{field: F(field) for field in FIELDS}))[:1])


def row_of(told: Mapping[str, Any]) -> SingleTrial:
    """The row, from what was looked up with the programme. Databases differ in what they make of it."""
    values = {field: told[field] for field in FIELDS}
    for field in ("noted", "rested", "turns"):
        if isinstance(values[field], str):
            values[field] = json.loads(values[field])
    return SingleTrial(
        **{**values, "id": uuid.UUID(values["id"]), "starts": dt.date.fromisoformat(values["starts"])}
    )


def kept_order() -> Subquery:
    """The order that the person of a programme keeps in sessions since a trial found that it helps."""
    keeps = SingleTrial.objects.filter(
        person=OuterRef("person"), question=TrialQuestion.ORDER, kept_way__in=[*map(str, Way)]
    )
    return Subquery(keeps.order_by("-starts", "-begun_at").values("kept_way")[:1])


def stop_trial(person: uuid.UUID, *, today: dt.date) -> None:
    """Stop it; what was noted stays."""
    running = SingleTrial.objects.filter(person=person, end="")
    running.filter(starts__lte=today).update(end=TrialEnd.STOPPED, ended_on=today)
    running.update(end=TrialEnd.STOPPED)


def let_rest(person: uuid.UUID, *, on: dt.date) -> None:
    """The gentle session of a bad day was done: the trial rests on it."""
    row = SingleTrial.objects.filter(person=person, end="", starts__lte=on).first()
    if row is not None and on.isoformat() not in row.rested and len(row.rested) < MOST_DAYS:
        row.rested = [*row.rested, on.isoformat()]
        row.save(update_fields=["rested"])


def take_turn(person: uuid.UUID, *, trial: uuid.UUID, way: Way, on: dt.date) -> None:
    """A session was done in the order that its page had. Of two on a day the first one stands."""
    row = SingleTrial.objects.filter(person=person, pk=trial, end="", starts__lte=on).first()
    if row is not None and on.isoformat() not in row.turns and len(row.turns) < MOST_DAYS:
        row.turns = {**row.turns, on.isoformat(): way.value}
        row.save(update_fields=["turns"])
