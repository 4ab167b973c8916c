"""A guest's history becomes an account's history, exactly once."""

from __future__ import annotations

import uuid
from enum import Enum
from typing import Any

from django.db import transaction

from loadshare.server.audit.events import Event, record
from loadshare.server.selfcare.models import LEVELS, Person, SafetyLock


class Kept(Enum):
    """What was done."""

    NOTHING = 0
    WHOLE = 1
    MERGED = 2


@transaction.atomic
def keep_guest(*, user_id: Any, guest_id: uuid.UUID) -> Kept:
    """Give the guest's history to the user. A second call finds no guest any more and does nothing."""
    guest = Person.objects.select_for_update().filter(id=guest_id, user=None).first()
    if guest is None:
        return Kept.NOTHING
    owner = Person.objects.select_for_update().filter(user_id=user_id).first()
    if owner is None:
        guest.user_id = user_id
        guest.save(update_fields=["user"])
        record(Event.PLAN_KEPT, person=guest.id)
        return Kept.WHOLE
    _make_room(owner, guest)
    for rows in (
        guest.checks,
        guest.programmes,
        guest.sessions,
        guest.pain_entries,
        guest.locks,
        guest.measurements,
    ):
        rows.update(person=owner)
    record(Event.HISTORY_MOVED, person=owner.id)
    Person.objects.filter(id=guest.id).delete()
    return Kept.MERGED


def _make_room(owner: Person, guest: Person) -> None:
    """What the guest did is newer, so it stands where only one of a kind may be. A lock is never lost."""
    if guest.checks.filter(finished_at=None).exists():
        owner.checks.filter(finished_at=None).delete()
    if guest.programmes.filter(is_current=True).exists():
        owner.programmes.filter(is_current=True).update(is_current=False)
    owner.pain_entries.filter(on__in=guest.pain_entries.values("on")).delete()
    guest.measurements.filter(client_id__in=owner.measurements.values("client_id")).delete()
    standing = [lock for person in (owner, guest) for lock in person.locks.filter(checked_on=None)]
    for lock in _all_but_gravest(standing):
        lock.delete()


def _all_but_gravest(locks: list[SafetyLock]) -> list[SafetyLock]:
    return sorted(locks, key=lambda lock: LEVELS.index(lock.level))[1:]
