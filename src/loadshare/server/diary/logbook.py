"""Sessions that were done: kept once, and read back the way the progression rules want them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.db import transaction
from django.db.models import DateField, QuerySet, UUIDField
from django.utils import timezone

from loadshare.care.logs import DONE_SHARE, EASED_SHARE, MISSED_DAYS
from loadshare.care.logs import ItemLog as CareItem
from loadshare.care.logs import SessionLog as CareSession
from loadshare.care.stamps import Stamp, put_right
from loadshare.knowledge.exercise import Dose
from loadshare.server.installation.standing import given, standing
from loadshare.server.records.models import Check, ItemLog, Person, Programme, SessionLog

SPREAD_STOP = "spreading-down-the-leg"
LOOK_BACK_DAYS = 120


class DosedExercise(Protocol):
    """One exercise of a session, at the dose it is asked for."""

    @property
    def exercise(self) -> str:
        """Its id."""
        ...

    @property
    def dose(self) -> Dose:
        """How much."""
        ...


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a person says about a session."""

    client_id: uuid.UUID
    on: dt.date
    ended_at: dt.datetime
    is_flare: bool
    pain_after: int | None
    effort: int | None
    outcomes: Mapping[str, str]
    """By exercise: done, part, skipped or stopped."""
    eased: frozenset[str]
    stops: Mapping[str, frozenset[str]]
    """By exercise: why it was stopped."""


@transaction.atomic
def keep_session(
    person: Person, programme: Programme, items: Sequence[DosedExercise], report: Report, *, now: dt.datetime
) -> tuple[SessionLog, bool]:
    """Keep a session. Sending the same one again changes nothing; the flag says whether it was new."""
    session, is_new = person.sessions.get_or_create(
        client_id=report.client_id,
        defaults={
            "programme": programme,
            "kind": SessionLog.Kind.FLARE if report.is_flare else SessionLog.Kind.DAY,
            "on": report.on,
            "ended_at": report.ended_at,
            "heard_at": now,
            "pain_before": pain_before(person, programme.made_from, on=report.on),
            "pain_after": report.pain_after,
            "effort": report.effort,
        },
    )
    if is_new:
        ItemLog.objects.bulk_create(
            ItemLog(
                session=session,
                exercise=item.exercise,
                dose=item.dose.model_dump(mode="json"),
                outcome="stopped"
                if item.exercise in report.stops
                else report.outcomes.get(item.exercise, "skipped"),
                eased=item.exercise in report.eased,
                spread=SPREAD_STOP in report.stops.get(item.exercise, frozenset()),
            )
            for item in items
        )
    return session, is_new


def pain_before(person: Person, run: Check, *, on: dt.date) -> int:
    """The pain to compare with: today's tap, else the last one known."""
    entry = person.pain_entries.filter(on__lte=on).first()
    if entry is not None:
        return int(entry.pain)
    known = run.answers.get("pain-now")
    return round(known) if isinstance(known, int | float) else 0


def logs_of(person: Person, *, back_from: dt.date | None = None) -> tuple[CareSession, ...]:
    """Recent sessions, oldest first; `back_from` is an earlier day they must have been recent on too."""
    since = horizon(back_from or timezone.localdate())
    kept = _put_right(person, since=since)
    if not kept:
        return ()
    items: dict[int, list[_Logged]] = {}
    for session, *values in _exercises_since.rows(person=person.pk, since=since):
        items.setdefault(session, []).append(_Logged(*values))
    return tuple(_read(session, items.get(session.pk, ())) for session in kept)


def recent_sessions(person: Person, programme: Programme, *, today: dt.date) -> list[SessionLog]:
    """The sessions of this programme and of the last two weeks, newest first."""
    since = min(programme.starts, today - dt.timedelta(days=MISSED_DAYS))
    return _put_right(person, since=since)[::-1]


def newest_session(person: Person) -> SessionLog | None:
    """The session that was done last."""
    return next(iter(_put_right(person, since=horizon(timezone.localdate()))[::-1]), None)


def last_unsettled(person: Person, *, today: dt.date) -> SessionLog | None:
    """The newest session of an earlier day, when nobody asked yet how the next morning was."""
    return unsettled(newest_session(person), today=today)


def unsettled(newest: SessionLog | None, *, today: dt.date) -> SessionLog | None:
    """The newest session, where its next morning is still to be asked about."""
    if newest is None or newest.on >= today or newest.settled is not None:
        return None
    return newest


def _put_right(person: Person, *, since: dt.date) -> list[SessionLog]:
    """Sessions in the order they were done, each on the day it counts for.

    One dated later than what was heard after it was noted by a clock that was ahead. It is put right here and
    not where it is kept, because the clock may as well be wrong now.
    """
    rows = _sessions_since.rows_of(person, since=since)
    stamps = [Stamp(heard=row.heard_at, said=min(row.ended_at, row.heard_at)) for row in rows]
    for row, at in zip(rows, put_right(stamps), strict=True):
        if at != row.ended_at:
            row.ended_at, row.on = at, timezone.localdate(at)
    return sorted(rows, key=lambda row: (row.on, row.ended_at))


@standing
def _sessions_since() -> QuerySet[SessionLog]:
    person, since = given("person", UUIDField()), given("since", DateField())
    return SessionLog.objects.filter(person=person, on__gte=since).order_by("id")


@standing
def _exercises_since() -> QuerySet[Any]:
    person, since = given("person", UUIDField()), given("since", DateField())
    found = ItemLog.objects.filter(session__person=person, session__on__gte=since).order_by("id")
    return found.values_list("session_id", *_Logged._fields)


def horizon(day: dt.date) -> dt.date:
    """The first day that was recent on this one."""
    return day - dt.timedelta(days=LOOK_BACK_DAYS)


def care_session(session: SessionLog) -> CareSession:
    """A session the way the rules read it."""
    return _read(session, session.items.all())


class _Logged(NamedTuple):
    """What the rules read of an exercise that was done."""

    exercise: str
    dose: Any
    outcome: str
    eased: bool
    spread: bool


def _read(session: SessionLog, items: Iterable[_Logged | ItemLog]) -> CareSession:
    return CareSession(
        date=session.on,
        items=tuple(
            CareItem(
                exercise=item.exercise,
                dose=_dose(tuple(item.dose.items())),
                done_share=DONE_SHARE[item.outcome] * (EASED_SHARE if item.eased else 1),
                spread=item.spread,
                stopped=item.outcome == "stopped",
            )
            for item in items
        ),
        pain_before=session.pain_before or 0,
        pain_after=session.pain_after,
        effort=session.effort,
        settled=session.settled,
        flare_day=session.kind == SessionLog.Kind.FLARE,
    )


@lru_cache(maxsize=1024)
def _dose(told: tuple[tuple[str, Any], ...]) -> Dose:
    """The same doses come again session after session, and each is looked over by its rules."""
    return Dose.model_validate(dict(told))


def known_exercises(person: Person) -> frozenset[str]:
    """What this person did before, whole or in part: it needs no card."""
    return frozenset(_done_by.rows(person=person.pk))


@standing
def _done_by() -> QuerySet[Any]:
    done = ItemLog.objects.filter(
        session__person=given("person", UUIDField()),
        outcome__in=(ItemLog.Outcome.DONE, ItemLog.Outcome.PART),
    )
    return done.order_by().values_list("exercise", flat=True).distinct()
