"""People who stay away are deleted by rule, with everything they entered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

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
    stale = list(Person.objects.filter(user__isnull=guests, seen_on__lt=last))
    event = Event.GUEST_EXPIRED if guests else Event.ACCOUNT_EXPIRED
    for person in stale:
        delete_everything(person, now=timezone.now(), event=event)
    return len(stale)
