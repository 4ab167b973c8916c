"""A trial that runs, as it is looked up with the programme; what stops it, lets it rest, or takes a turn."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from loadshare.care.pause import Pause
from loadshare.care.trial import MOST_DAYS, Trial, TrialEnd, TrialLength, TrialOutcome, TrialQuestion, Way
from loadshare.care.trial_verdict import TrialVerdict, is_said_by_itself, verdict_of
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


@dataclass(frozen=True, kw_only=True)
class KeptTrial:
    """A row with the trial that the rules know."""

    row: SingleTrial
    trial: Trial
    end: TrialEnd | None
    """How it ended; None while it runs."""

    def verdict(self, *, today: dt.date) -> TrialVerdict:
        """What stands today, or stood when it ended."""
        return verdict_of(self.trial, today=min(today, self.ended_on or today))

    @property
    def ended_on(self) -> dt.date | None:
        """The day on which it was ended; where that is not known, the last one with a number."""
        return _ended_on(self.row)


def kept(row: SingleTrial, *, pauses: Collection[Pause], today: dt.date) -> KeptTrial:
    """A row as the rules know it. One that is over is finished, also where nobody noted the last number."""
    last = row.starts + dt.timedelta(days=MOST_DAYS)
    until = min(_ended_on(row) or today, today, last)
    rested = {dt.date.fromisoformat(day) for day in row.rested}
    trial = Trial(
        question=TrialQuestion(row.question),
        outcome=TrialOutcome(row.outcome),
        starts=row.starts,
        seed=row.seed,
        length=TrialLength(row.pairs),
        noted={dt.date.fromisoformat(day): number for day, number in row.noted.items()},
        rested=frozenset(rested.union(*(_days_of(pause, row.starts, until) for pause in pauses))),
        turns={dt.date.fromisoformat(day): Way(way) for day, way in row.turns.items()},
    )
    end = TrialEnd(row.end) if row.end else None
    if end is None and (trial.is_over(today) or is_said_by_itself(trial, today=today)):
        end = TrialEnd.FINISHED
    return KeptTrial(row=row, trial=trial, end=end)


def _ended_on(row: SingleTrial) -> dt.date | None:
    if not row.end or row.ended_on is not None:
        return row.ended_on
    return dt.date.fromisoformat(max(row.noted, default=row.starts.isoformat()))


def _days_of(pause: Pause, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = max(first, pause.starts)
    while day <= last and pause.holds(day):
        yield day
        day += dt.timedelta(days=1)


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
