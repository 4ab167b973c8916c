"""What there is to do, and when again. The same on SQLite and on PostgreSQL.

Each may be begun by two workers, or broken off anywhere and begun anew: what it does it does once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from loadshare.server.breaks.models import PushDevice
from loadshare.server.breaks.push import Sender, send_due
from loadshare.server.breaks.push_address import AddressRule
from loadshare.server.jobs.clock import shared_now

A_MOMENT = dt.timedelta(seconds=10)
MIDNIGHT = dt.time(0, 1)


@dataclass(frozen=True, kw_only=True)
class RecurringTask:
    """Something that is done again and again."""

    name: str
    run: Callable[[], object]
    next_due: Callable[[dt.datetime], dt.datetime]
    """After it went well at this moment."""
    longest_wait: dt.timedelta
    """It is never due later than this; what says so comes from a clock that was ahead."""
    most_s: float
    """A try that takes longer hangs, and is given to somebody else."""


def send_nudges() -> None:
    """One round of nudges for pages that are closed."""
    if not PushDevice.objects.exists():
        return
    rule = AddressRule(services=tuple(settings.PUSH_SERVICES))
    sender = Sender(folder=settings.DATA_FOLDER, contact=settings.PUSH_CONTACT, rule=rule, clock=timezone.now)
    send_due(now=shared_now(), sender=sender)


def delete_who_stayed_away() -> None:
    """Count the day, and delete what is out of date."""
    call_command("expire_people", verbosity=0)


def soon(now: dt.datetime) -> dt.datetime:
    """A moment later."""
    return now + A_MOMENT


def next_day(now: dt.datetime) -> dt.datetime:
    """Soon after the next midnight of this installation."""
    here = timezone.localtime(now)
    return timezone.make_aware(dt.datetime.combine(here.date() + dt.timedelta(days=1), MIDNIGHT))


TASKS = (
    RecurringTask(
        name="nudges", run=send_nudges, next_due=soon, longest_wait=dt.timedelta(minutes=2), most_s=900
    ),
    RecurringTask(
        name="daily",
        run=delete_who_stayed_away,
        next_due=next_day,
        longest_wait=dt.timedelta(hours=26),
        most_s=3600,
    ),
)
