"""Locks that were set after the backup was made: a restore lifts none, only being seen does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from loadshare.server.records.models import LEVELS, Person, SafetyLock


@dataclass(frozen=True, kw_only=True)
class Standing:
    """That somebody was told to be seen first, and has not been."""

    person: UUID
    level: str
    set_at: dt.datetime


def standing_locks(using: str = DEFAULT_DB_ALIAS) -> tuple[Standing, ...]:
    """Every lock that stands. The database may have an older form: it is read as it is."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT person_id, level, set_at FROM {SafetyLock._meta.db_table} WHERE checked_on IS NULL"
        )
        rows = cursor.fetchall()
    return tuple(
        Standing(person=UUID(str(person)), level=level, set_at=_moment(set_at))
        for person, level, set_at in rows
    )


def keep_locks(locks: Iterable[Standing], using: str) -> int:
    """Set again what the other database does not know of, or takes for milder; how many that was."""
    kept = 0
    people = set(Person.objects.using(using).values_list("pk", flat=True))
    known = {lock.person_id: lock for lock in SafetyLock.objects.using(using).filter(checked_on=None)}
    for lock in (one for one in locks if one.person in people):
        there = known.get(lock.person) or SafetyLock(person_id=lock.person, level=LEVELS[-1])
        if there.pk and LEVELS.index(there.level) <= LEVELS.index(lock.level):
            continue
        there.level, there.set_at = lock.level, lock.set_at
        there.save(using=using)
        kept += 1
    return kept


def _moment(at: dt.datetime | str) -> dt.datetime:
    moment = at if isinstance(at, dt.datetime) else dt.datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
