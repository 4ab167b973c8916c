"""Whether a person may have their programme now."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import Q, QuerySet, UUIDField

from loadshare.knowledge.safety import HELP_FIRST, Level, PlanPermission
from loadshare.server.check import checking
from loadshare.server.installation.standing import given, standing
from loadshare.server.records.answers import level_so_far
from loadshare.server.records.models import Check, Person, SafetyLock


def standing_lock(person: Person) -> SafetyLock | None:
    """The lock that nobody has lifted yet."""
    return _standing_locks.first_of(person)


@standing
def _standing_locks() -> QuerySet[SafetyLock]:
    return SafetyLock.objects.filter(person=given("person", UUIDField()), checked_on=None).order_by("pk")[:1]


def checks_behind(lock: SafetyLock) -> list[Check]:
    """Every check that asked for somebody to look first since the lock was set, the first at the top."""
    first = lock.check_run
    since = first.finished_at if first and first.finished_at else lock.set_at
    asked = Q(level__in=[level.value for level in HELP_FIRST], finished_at__gte=since)
    return list(lock.person.checks.filter(Q(pk=lock.check_run_id) | asked).order_by("started_at"))


def is_shut(person: Person, last: Check | None) -> bool:
    """Whether the programme stays shut: until "I was checked", and a fresh check after it that is calm."""
    return _is_shut_before_asking(person, last) or is_alarmed(person)


def is_shut_by(person: Person, last: Check | None, begun: Check | None) -> bool:
    """The same, where the check that is not finished was read already."""
    return _is_shut_before_asking(person, last) or is_alarming(begun)


def _is_shut_before_asking(person: Person, last: Check | None) -> bool:
    return (last is not None and _allows_nothing(last)) or is_help_first(person, last)


def shut_among(people: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those whose programme is shut, as `is_shut` says of each; as many queries for many as for one."""
    locked = SafetyLock.objects.filter(person__in=people, checked_on=None).values_list("person", flat=True)
    begun = Check.objects.filter(person__in=people, finished_at=None)
    alarmed = (run.person_id for run in begun if level_so_far(run) in HELP_FIRST)
    last = checking.last_checks_of(people).defer("answers", "measurements")
    refused = (run.person_id for run in last if run.level in HELP_FIRST or _allows_nothing(run))
    return frozenset((*locked, *alarmed, *refused))


def is_help_first(person: Person, last: Check | None) -> bool:
    """Whether the last check was an emergency or for the same day, or its lock still stands."""
    if last is not None and last.level in HELP_FIRST:
        return True
    return standing_lock(person) is not None


def is_alarmed(person: Person) -> bool:
    """Whether what was answered so far in a check that is not finished says to be seen first."""
    return is_alarming(checking.open_check_of(person))


def is_alarming(begun: Check | None) -> bool:
    """The same of a check that was read already."""
    return begun is not None and level_so_far(begun) in HELP_FIRST


def shut_since(person: Person, last: Check | None) -> dt.datetime | None:
    """From when on what was done does not count; None where the programme is open."""
    if not is_shut(person, last):
        return None
    lock, begun = standing_lock(person), checking.open_check_of(person)
    if lock is not None:
        first = lock.check_run.finished_at if lock.check_run else None
        return min(lock.set_at, first or lock.set_at)
    is_old = last is not None and (last.level in HELP_FIRST or _allows_nothing(last))
    return last.finished_at if last is not None and is_old else begun.started_at if begun else None


def waits_for_somebody(person: Person, last: Check | None) -> bool:
    """Whether somebody has to look first; else only a fresh check is missing."""
    return standing_lock(person) is not None or (last is not None and _allows_nothing(last))


def _allows_nothing(last: Check) -> bool:
    """Some answers ask for somebody within days and allow no programme until then."""
    safety = (last.result or {}).get("safety", {})
    return last.level == Level.DAYS.value and safety.get("plan") == PlanPermission.NONE.value
