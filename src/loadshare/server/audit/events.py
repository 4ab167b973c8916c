"""Writing down what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, DateTimeField, F, Max, QuerySet, UUIDField

from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.installation.standing import StandingChange, among, given

__all__ = [
    "Actor",
    "Event",
    "cut_views",
    "forget_views",
    "note_view",
    "note_views",
    "record",
    "shared_with_others",
]

VIEWS_KEPT = dt.timedelta(days=3 * 365 + 1)
ONE_LOOK = dt.timedelta(minutes=30)
"""Looks of one practitioner at one part within this time are one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody else than the person, as they are called at this moment."""

    id: UUID
    words: str
    clinic: UUID | None


def record(
    event: Event,
    *,
    person: UUID,
    count: int = 1,
    receipt: str = "",
    actor: Actor | None = None,
    section: str = "",
    reason: str = "",
) -> None:
    """Write one event down, with the number of the receipt where one was given out."""
    AuditEvent.objects.create(
        event=event.value,
        person=person,
        count=count,
        receipt=receipt,
        section=section,
        reason=reason,
        **_fields(actor),
    )


def note_view(*, person: UUID, actor: Actor, section: str, now: dt.datetime) -> None:
    """Somebody looked at a part of what is kept about this person."""
    note_views(people=(person,), actor=actor, section=section, now=now)


def note_views(*, people: Collection[UUID], actor: Actor, section: str, now: dt.datetime) -> None:
    """The same of everybody in a list: as many queries for many as for one."""
    of_one_look = {"actor": actor.id, "section": section, "at__gt": now - ONE_LOOK, "at__lte": now}
    found = _LOOKED_AGAIN.make(people=people, **of_one_look)
    if found == len(set(people)):
        return
    same = AuditEvent.objects.filter(event=Event.PERSON_VIEWED.value, person__in=people, **of_one_look)
    noted = set(same.values_list("person", flat=True)) if found else ()
    AuditEvent.objects.bulk_create(
        AuditEvent(event=Event.PERSON_VIEWED.value, person=person, section=section, **_fields(actor))
        for person in people
        if person not in noted
    )


def _newest_of_one_look() -> QuerySet[AuditEvent]:
    """The newest line of each of these people within one look."""
    same = AuditEvent.objects.filter(
        among("person", "people"),
        event=Event.PERSON_VIEWED.value,
        actor=given("actor", UUIDField()),
        section=given("section", CharField()),
        at__gt=given("at__gt", DateTimeField()),
        at__lte=given("at__lte", DateTimeField()),
    )
    one_of_each = same.order_by().values("person").annotate(newest=Max("pk")).values("newest")
    return AuditEvent.objects.filter(pk__in=one_of_each)


_LOOKED_AGAIN = StandingChange(_newest_of_one_look, {"count": F("count") + 1})


def shared_with_others(person: UUID) -> QuerySet[AuditEvent]:
    """Everything that somebody else did or was allowed to do, newest first."""
    return AuditEvent.objects.filter(person=person, actor__isnull=False)


def cut_views(*, now: dt.datetime) -> int:
    """What others did is kept for three years; how many lines went."""
    return AuditEvent.objects.filter(actor__isnull=False, at__lt=now - VIEWS_KEPT).delete()[0]


def forget_views(person: UUID) -> None:
    """Nobody is left who could ask who looked."""
    shared_with_others(person).delete()


def _fields(actor: Actor | None) -> dict[str, object]:
    if actor is None:
        return {}
    return {"actor": actor.id, "actor_words": actor.words, "clinic": actor.clinic}
