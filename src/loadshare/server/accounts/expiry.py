"""People who stay away are deleted by rule, with everything they entered.

How long somebody is away is counted, one day at a time, on days on which this installation runs. Comparing
dates would delete everybody on the day on which a clock is a year ahead.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from loadshare.server.accounts.models import KeptSession, RunningDay
from loadshare.server.audit.events import Event
from loadshare.server.records.models import Person
from loadshare.server.yourdata.deleting import delete_everything

THE_ROW = 1
BELIEVED_A_DAY = dt.timedelta(days=7)
"""So far a day of work follows the clock: a machine that runs once a week keeps up, a jump does not."""


@dataclass(frozen=True, kw_only=True)
class Expired:
    """How many were deleted."""

    guests: int
    accounts: int


@transaction.atomic
def count_day(today: dt.date) -> bool:
    """Count a day on which nobody was here yet; once a day, also where several servers do it.

    However far the clock has moved, it is one day. A clock that went back counts none.
    """
    row = RunningDay.objects.filter(pk=THE_ROW)
    before = row.first()
    if before is not None and row.filter(on__lt=today).update(on=today):
        row.update(believed=min(today, (before.believed or before.on) + BELIEVED_A_DAY))
        Person.objects.update(days_away=F("days_away") + 1)
        KeptSession.objects.update(days_unused=F("days_unused") + 1)
        return True
    if not row.filter(on__gt=today).update(on=today):
        RunningDay.objects.get_or_create(pk=THE_ROW, defaults={"on": today})
    return False


def time_seen() -> dt.datetime | None:
    """The moment by which something written with a date may be called old; none on the first day."""
    row = RunningDay.objects.filter(pk=THE_ROW).exclude(believed=None).first()
    if row is None or row.believed is None:
        return None
    now = timezone.localtime()
    return min(now, now.replace(year=row.believed.year, month=row.believed.month, day=row.believed.day))


def expire_people(*, today: dt.date, guest_days: int, account_days: int) -> Expired:
    """Count this day, and delete guests and accounts away for more days than these; 0 days means never."""
    count_day(today)
    return Expired(
        guests=_expire(days=guest_days, guests=True),
        accounts=_expire(days=account_days, guests=False),
    )


def _expire(*, days: int, guests: bool) -> int:
    if days <= 0:
        return 0
    event = Event.GUEST_EXPIRED if guests else Event.ACCOUNT_EXPIRED
    away = Person.objects.filter(user__isnull=guests, days_away__gt=days).values_list("pk", flat=True)
    return sum(_delete_if_away(key, days=days, event=event) for key in list(away))


@transaction.atomic
def _delete_if_away(key: uuid.UUID, *, days: int, event: Event) -> bool:
    """Once, also where another server does the same now, and nobody who came back a moment ago."""
    person = Person.objects.select_for_update().filter(pk=key, days_away__gt=days).first()
    if person is None:
        return False
    delete_everything(person, now=timezone.now(), event=event)
    return True
