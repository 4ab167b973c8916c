"""Deletes everything about a person at once, and says what was deleted."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.dateparse import parse_datetime

from loadshare.server.audit.events import Event, forget_views, record
from loadshare.server.belongings.leaving import counts_of
from loadshare.server.belongings.register import belongings
from loadshare.server.installation.deleted_list import NAME, Deleted, append_to_list
from loadshare.server.records.models import Person
from loadshare.server.using.past import note_past_use

SALT = "loadshare.receipt"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is taken for another one."""


@dataclass(frozen=True, kw_only=True)
class DeletionReceipt:
    """What was deleted, and the number under which the trail says so."""

    number: str
    at: dt.datetime
    counts: dict[str, int]
    """Rows deleted, by the name of the table."""
    account: bool

    @property
    def total(self) -> int:
        """How many entries in all."""
        return sum(self.counts.values())

    @property
    def lines(self) -> tuple[tuple[str, int], ...]:
        """What was deleted in words, with how many entries; what was empty is left out."""
        words = {one.table: str(one.holds) for one in belongings()}
        return tuple((words.get(table, table), count) for table, count in self.counts.items() if count)

    @property
    def signed(self) -> str:
        """The receipt in a form that goes into a page and comes back unchanged; it is stored nowhere."""
        values = {"n": self.number, "t": self.at.isoformat(), "c": self.counts, "a": self.account}
        return signing.dumps(values, salt=SALT, compress=True)


def read_receipt(signed: str) -> DeletionReceipt | None:
    """A receipt that was given out here, or none."""
    try:
        values = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        return None
    at = parse_datetime(values["t"])
    return (
        None
        if at is None
        else DeletionReceipt(number=values["n"], at=at, counts=values["c"], account=values["a"])
    )


@transaction.atomic
def delete_everything(
    person: Person, *, now: dt.datetime, event: Event = Event.DATA_DELETED
) -> DeletionReceipt:
    """Delete a person, their account, and all that hangs from either."""
    counts = {table: count for table, count in counts_of(person, belongings()).items() if count}
    user = person.user
    receipt = DeletionReceipt(number=_new_number(), at=now, counts=counts, account=user is not None)
    # An older backup holds what they did as a guest under that guest's number.
    guests = [guest for guest in person.former_names.values_list("guest", flat=True) if guest]
    record(event, person=person.id, count=receipt.total, receipt=receipt.number)
    for guest in guests:
        record(event, person=guest, count=0, receipt=receipt.number)
    if event is Event.DATA_DELETED:  # who expires is noted once for all of a day
        gone = [
            Deleted(person=str(one), event=event, at=now.isoformat(), receipt=receipt.number)
            for one in (person.id, *guests)
        ]
        transaction.on_commit(lambda: append_to_list(settings.DATA_FOLDER / NAME, gone), robust=True)
    forget_views(person.id)
    note_past_use(person)
    person.delete()
    if user is not None:
        for device in UserSession.objects.filter(user=user):
            device.end()
        user.delete()
    return receipt


def _new_number() -> str:
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"LS-{drawn[:4]}-{drawn[4:]}"
