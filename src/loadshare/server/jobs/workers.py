"""Who works, and when each was last heard of."""

from __future__ import annotations

import datetime as dt
import socket
import uuid
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from loadshare.server.accounts.models import RunningDay
from loadshare.server.jobs.clock import shared_now
from loadshare.server.jobs.models import Job, Worker

SILENT_AFTER = dt.timedelta(seconds=60)
FORGOTTEN_AFTER = dt.timedelta(days=7)
ENDED_STAYS = dt.timedelta(hours=1)
"""Where a timer runs `loadshare work --once` every minute there are many."""
LATE = dt.timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What is known of those who work, at one moment."""

    working: tuple[str, ...]
    """Hosts of those that were heard of within the last minute."""
    silent_since: dt.datetime | None
    """When the last one was heard of that fell silent without a word, where nobody works now."""
    late: tuple[str, ...]
    """Jobs that wait for somebody for much too long."""
    failing: tuple[tuple[str, str], ...]
    """Jobs that failed the last time, and the kind of error."""


def begin(now: dt.datetime) -> uuid.UUID:
    """A new worker, under a number that nobody had before."""
    died_long_ago = Q(heard_at__lt=now - FORGOTTEN_AFTER)
    old = Worker.objects.filter(died_long_ago | Q(ended_at__lt=now - ENDED_STAYS))
    old.delete()  # what they held is free by itself: a job does not look who holds it
    return Worker.objects.create(host=socket.gethostname(), began_at=now, heard_at=now).pk


def say(worker: uuid.UUID, now: dt.datetime) -> None:
    """It is alive."""
    Worker.objects.filter(pk=worker).update(heard_at=now)


def end(worker: uuid.UUID, now: dt.datetime) -> None:
    """It was told to stop, and has."""
    Worker.objects.filter(pk=worker).update(heard_at=now, ended_at=now)


def heard() -> Heard:
    """What the doctor wants to know."""
    now = shared_now()
    rows = list(Worker.objects.order_by("heard_at"))
    working = [row.host for row in rows if row.ended_at is None and abs(now - row.heard_at) < SILENT_AFTER]
    last = rows[-1] if rows else None
    is_silent = last is not None and not working and last.ended_at is None
    jobs = list(Job.objects.all())
    late = tuple(job.name for job in jobs if job.due_at < now - LATE and not _in_hand(job, now))
    return Heard(
        working=tuple(sorted(set(working))),
        silent_since=last.heard_at if last is not None and is_silent else None,
        late=late or (() if jobs else _never_begun(now)),
        failing=tuple((job.name, job.failed_with) for job in jobs if job.failed_with),
    )


def _in_hand(job: Job, now: dt.datetime) -> bool:
    """Whoever died or hangs has it no more, although its number stands there."""
    return job.held_by is not None and job.held_until is not None and job.held_until > now


def _never_begun(now: dt.datetime) -> tuple[str, ...]:
    """Where servers leave the work to a worker that was never started, the days are not counted."""
    yesterday = timezone.localdate(now) - dt.timedelta(days=1)
    return ("daily",) if RunningDay.objects.filter(on__lt=yesterday).exists() else ()


def works_here() -> bool:
    """Whether a worker of this host was heard of within the last minute."""
    return socket.gethostname() in heard().working
