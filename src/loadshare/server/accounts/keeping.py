"""A guest's history becomes an account's history, or is left out; either happens exactly once."""

from __future__ import annotations

import uuid
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone

from loadshare.server.audit.events import Event, record
from loadshare.server.belongings.moving import move_everything
from loadshare.server.check import checking
from loadshare.server.offline.models import FormerName
from loadshare.server.offline.naming import device_name
from loadshare.server.programme.planning import bring_within
from loadshare.server.records.models import Person
from loadshare.server.yourdata.deleting import DeletionReceipt, delete_everything


class KeepResult(Enum):
    """What was done."""

    NOTHING = 0
    WHOLE = 1
    MERGED = 2


@transaction.atomic
def keep_guest(*, user_id: Any, guest_id: uuid.UUID) -> KeepResult:
    """Give the guest's history to the user. A second call finds no guest any more and does nothing."""
    guest = Person.objects.select_for_update().filter(id=guest_id, user=None).first()
    if guest is None:
        return KeepResult.NOTHING
    owner = Person.objects.select_for_update().filter(user_id=user_id).first()
    if owner is None:
        guest.user_id = user_id
        guest.save(update_fields=["user"])
        record(Event.PLAN_KEPT, person=guest.id)
        return KeepResult.WHOLE
    checks = [run for run in map(checking.last_check_of, (guest, owner)) if run]
    move_everything(stands=guest, yields=owner, to=owner)  # what the guest did is newer
    checking.note_newest(owner, checks)
    bring_within(owner)  # the newest answers hold for the week that stands
    # What waits on the device under the guest's name still finds its way.
    FormerName.objects.create(person=owner, name=device_name(guest.id), guest=guest.id)
    record(Event.HISTORY_MOVED, person=owner.id)
    Person.objects.filter(id=guest.id).delete()
    return KeepResult.MERGED


@transaction.atomic
def leave_out(*, guest_id: uuid.UUID) -> DeletionReceipt | None:
    """Delete a guest's history; None where there is no such guest any more."""
    guest = Person.objects.select_for_update().filter(id=guest_id, user=None).first()
    return delete_everything(guest, now=timezone.now()) if guest is not None else None
