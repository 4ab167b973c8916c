"""Who has which job in hand. It is taken with one conditional UPDATE, and held by saying so again and again.

Whoever is killed says nothing any more, and another worker takes what it held.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import F, Q

from loadshare.server.jobs.models import Job
from loadshare.server.jobs.tasks import RecurringTask

HOLDS_FOR = dt.timedelta(seconds=15)
FIRST_AGAIN_S, LAST_AGAIN_S = 10, 600
"""What failed is tried again after this long, twice as long each time, and never later than the second."""


def prepare_jobs(tasks: Iterable[RecurringTask], now: dt.datetime) -> None:
    """A row for each; of several workers that make them, the first wins."""
    Job.objects.bulk_create([Job(name=task.name, due_at=now) for task in tasks], ignore_conflicts=True)


def take(task: RecurringTask, worker: uuid.UUID, now: dt.datetime) -> bool:
    """Have it in hand from now on, if it is due and nobody else has it."""
    is_due = Q(due_at__lte=now) | Q(due_at__gt=now + task.longest_wait)
    is_free = Q(held_by=None) | Q(held_until__lte=now) | Q(held_until__gt=now + 2 * HOLDS_FOR)
    waiting = Job.objects.filter(is_due, is_free, name=task.name)
    # To look costs no lock; only then is it taken, under the same condition.
    if not waiting.exists():
        return False
    return bool(waiting.update(held_by=worker, held_until=now + HOLDS_FOR, tries=F("tries") + 1))


def hold(names: Iterable[str], worker: uuid.UUID, now: dt.datetime) -> int:
    """Say that these are still in hand; how many are."""
    return Job.objects.filter(held_by=worker, name__in=list(names)).update(held_until=now + HOLDS_FOR)


def went_well(task: RecurringTask, worker: uuid.UUID, now: dt.datetime) -> bool:
    """Let go of it until it is due again. False where somebody else has taken it meanwhile."""
    return bool(
        Job.objects.filter(name=task.name, held_by=worker).update(
            held_by=None,
            held_until=None,
            tries=0,
            failed_with="",
            went_well_at=now,
            due_at=task.next_due(now),
        )
    )


def failed(task: RecurringTask, worker: uuid.UUID, problem: BaseException, now: dt.datetime) -> bool:
    """Let go of it, and let it be tried again."""
    mine = Job.objects.filter(name=task.name, held_by=worker)
    tries = mine.values_list("tries", flat=True).first()
    if tries is None:
        return False
    wait_s = min(LAST_AGAIN_S, FIRST_AGAIN_S * 2 ** min(tries - 1, 10))
    due_at = now + min(dt.timedelta(seconds=wait_s), task.longest_wait)
    kind = type(problem).__name__[:80]
    return bool(mine.update(held_by=None, held_until=None, failed_with=kind, due_at=due_at))
