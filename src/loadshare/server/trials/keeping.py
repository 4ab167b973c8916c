"""Trials as they are kept: begun, noted in, ended."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Collection
from dataclasses import replace

from django.utils import timezone

from loadshare.care.pause import Pause
from loadshare.care.trial import SEEDS, Trial, TrialEnd, TrialLength, TrialOutcome, TrialQuestion, Way
from loadshare.care.trial_verdict import Said
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person, SingleTrial
from loadshare.server.records.resting import pauses_of
from loadshare.server.records.tried import KeptTrial, kept


def running(person: Person, *, today: dt.date) -> KeptTrial | None:
    """The one that runs. Where a lock came from elsewhere it has stopped, whoever wrote that down or not."""
    row = person.trials.filter(end="").first()
    found = seen(row, pauses=pauses_of(person), today=today) if row else None
    return None if found is None or found.end is not None else found


def all_of(person: Person, *, today: dt.date) -> list[KeptTrial]:
    """Every trial, the newest first."""
    pauses = pauses_of(person)
    rows = person.trials.order_by("-starts", "-begun_at")
    return [seen(row, pauses=pauses, today=today) for row in rows]


def seen(row: SingleTrial, *, pauses: Collection[Pause], today: dt.date) -> KeptTrial:
    """A row as the rules know it; stopped where a lock came since."""
    found = kept(row, pauses=pauses, today=today)
    return found if row.end or not _is_locked_since(row) else replace(found, end=TrialEnd.STOPPED)


def _is_locked_since(row: SingleTrial) -> bool:
    return row.person.locks.filter(set_at__gt=row.begun_at).exists()


def begin(
    person: Person,
    *,
    question: TrialQuestion,
    outcome: TrialOutcome,
    length: TrialLength,
    words: str,
    today: dt.date,
) -> bool:
    """Begin one today; False where one runs already. The order of its days is drawn now and kept."""
    with held(person.pk) as now:
        if running(now, today=today) is not None:
            return False
        for row in now.trials.filter(end=""):
            over = seen(row, pauses=pauses_of(now), today=today)
            _close(row, over.end or TrialEnd.FINISHED, over.trial, today=today)
        if question is TrialQuestion.BREAKS:
            _end_chance(now)
        now.trials.create(
            question=question.value,
            outcome=outcome.value,
            words=words,
            starts=today,
            seed=secrets.randbelow(SEEDS),
            pairs=length.value,
        )
    return True


def _end_chance(person: Person) -> None:
    """Chance does not leave breaks out while they are spread for a trial."""
    plan = getattr(person, "break_plan", None)
    if plan is not None and plan.chance_until is not None and plan.chance_until > timezone.now():
        plan.chance_until = timezone.now()
        plan.save(update_fields=["chance_until"])


def end_now(person: Person, *, today: dt.date) -> bool:
    """End the one that runs before its time; whether there was one."""
    with held(person.pk) as now:
        found = running(now, today=today)
        if found is None:
            return False
        _close(found.row, TrialEnd.NOT_FINISHED, found.trial, today=today)
    return True


def note(found: KeptTrial, *, on: dt.date, number: int, today: dt.date) -> bool:
    """Keep a number, inside of a hold; whether the trial is finished with it."""
    row = found.row
    row.noted = {**row.noted, on.isoformat(): number}
    row.save(update_fields=["noted"])
    if row.end:
        return False
    now = kept(row, pauses=pauses_of(row.person), today=today)
    is_said = now.verdict(today=today).said is not Said.OPEN
    if not is_said and now.trial.days_left(today) > 0:
        return False
    _close(row, TrialEnd.FINISHED, now.trial, today=today)
    return True


def _close(row: SingleTrial, end: TrialEnd, trial: Trial, *, today: dt.date) -> None:
    over_on = trial.starts + dt.timedelta(days=len(trial.days) + 1)
    row.end, row.ended_on = end.value, max(row.starts, min(today, over_on))
    row.save(update_fields=["end", "ended_on"])


def keep_order(person: Person, key: uuid.UUID, *, wanted: bool, today: dt.date) -> bool:
    """Have in every session the order that a finished trial found to help, or the usual one.

    False where it found none.
    """
    with held(person.pk) as now:
        row = trial_of(now, key)
        found = seen(row, pauses=pauses_of(now), today=today) if row else None
        way = better_order(found, today=today) if found else None
        if found is None or way is None:
            return False
        now.trials.exclude(kept_way="").update(kept_way="")
        found.row.kept_way = way.value if wanted else ""
        found.row.save(update_fields=["kept_way"])
    return True


def better_order(found: KeptTrial, *, today: dt.date) -> Way | None:
    """Which order a finished trial found to help; None for any other trial."""
    if not found.trial.question.goes_by_sessions or found.end is not TrialEnd.FINISHED:
        return None
    return found.verdict(today=today).better


def trial_of(person: Person, key: uuid.UUID) -> SingleTrial | None:
    """One of theirs."""
    return person.trials.filter(pk=key).first()
