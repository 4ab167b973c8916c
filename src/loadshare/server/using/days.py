"""On which days people did something, from the tables of every room."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from loadshare.server.records.models import Person, Programme

DID = ("sessions__on", "pain_entries__on", "reviews__on", "walk_looks__on", "dared__steps__tries__on")
DID_AT = ("measurements__taken_at", "break_events__at")
SESSIONS_AND_PAIN = ("sessions__on", "pain_entries__on")
BREAKS_USED = ("started", "done", "moved")
"""To put one off is no use yet."""
BEGAN = ("programmes__starts", "sessions__on", "programmes__made_at")
"""A pause moves the first day of a programme, so that day alone says too little."""

Days = dict[uuid.UUID, dt.date]


def first_days(people: QuerySet[Person]) -> Days:
    """When each began, of those with a programme."""
    first: Days = {}
    with_one = people.filter(pk__in=Programme.objects.using(people.db).values("person")).order_by()
    for path in BEGAN:
        for person, day in with_one.values_list("pk").annotate(day=Min(path)):
            if day is not None:
                first[person] = min(_day(day), first.get(person, dt.date.max))
    return first


def last_days(people: QuerySet[Person], *, until: dt.date, did: Collection[str] = (*DID, *DID_AT)) -> Days:
    """The last day before `until` on which each did something."""
    last: Days = {}
    midnight = timezone.make_aware(dt.datetime.combine(until, dt.time()))
    for path in did:
        before = Q(**{f"{path}__lt": midnight if path in DID_AT else until})
        if path.startswith("break_events"):
            before &= Q(break_events__kind__in=BREAKS_USED)
        for person, day in people.filter(before).order_by().values_list("pk").annotate(day=Max(path)):
            last[person] = max(_day(day), last.get(person, dt.date.min))
    return last


def _day(found: dt.date) -> dt.date:
    return timezone.localdate(found) if isinstance(found, dt.datetime) else found
