"""People who stay away are deleted by rule, with everything they entered."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from loadshare.server.audit.events import Event
from loadshare.server.selfcare.deleting import delete_everything
from loadshare.server.selfcare.models import Person


@dataclass(frozen=True, kw_only=True)
class Expired:
    """How many were deleted."""

    guests: int
    accounts: int


def expire_people(*, today: dt.date, guest_days: int, account_days: int) -> Expired:
    """Delete guests and accounts last seen more days ago than these; 0 days means never."""
    return Expired(
        guests=_expire(today=today, days=guest_days, guests=True),
        accounts=_expire(today=today, days=account_days, guests=False),
    )


def _expire(*, today: dt.date, days: int, guests: bool) -> int:
    if days <= 0:
        return 0
    last = today - dt.timedelta(days=days)
    event = Event.GUEST_EXPIRED if guests else Event.ACCOUNT_EXPIRED
    stale = Person.objects.filter(user__isnull=guests, seen_on__lt=last).values_list("pk", flat=True)
    return sum(_delete_if_away(key, last=last, event=event) for key in list(stale))


@transaction.atomic
def _delete_if_away(key: uuid.UUID, *, last: dt.date, event: Event) -> bool:
    """Once, also where another server does the same now, and nobody who came back a moment ago."""
    person = Person.objects.select_for_update().filter(pk=key, seen_on__lt=last).first()
    if person is None:
        return False
    delete_everything(person, now=timezone.now(), event=event)
    return True
