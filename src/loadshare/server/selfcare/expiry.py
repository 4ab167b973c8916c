"""Guests who stay away are deleted, with everything they entered."""

from __future__ import annotations

import datetime as dt

from loadshare.server.audit.events import Event, record
from loadshare.server.selfcare.models import Person


def expire_guests(*, today: dt.date, days: int) -> int:
    """Delete guests last seen more than `days` ago; how many there were."""
    stale = Person.objects.filter(user=None, seen_on__lt=today - dt.timedelta(days=days))
    expired = list(stale)
    for person in expired:
        record(Event.GUEST_EXPIRED, person=person.id)
        person.delete()
    return len(expired)
