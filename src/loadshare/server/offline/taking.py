"""Take what devices send: each entry once, in order, in a transaction of its own.

Pages that are online use the same way in, so that a tap means the same at once and a week later.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet, UUIDField
from django.utils import timezone
from django.utils.translation import gettext as _

from loadshare.server.belongings.storage import GUEST_ENTRIES, NO_ROOM
from loadshare.server.installation.standing import given, standing
from loadshare.server.offline.entries import OLDEST, DeviceEntry, Parcel, TimedEntry, true_time
from loadshare.server.offline.models import Receipt
from loadshare.server.offline.registry import KeptEntry, RefusedError, keeper_of, stop_in
from loadshare.server.records.models import Person
from loadshare.server.requests.newer import is_from_newer

logger = logging.getLogger(__name__)


class EntryOutcome(StrEnum):
    """What became of an entry."""

    KEPT = "kept"
    ALREADY = "already"
    REFUSED = "refused"
    LATER = "later"
    """Not looked at yet; to be sent again."""


@dataclass(frozen=True, kw_only=True)
class EntryReply:
    """What the device is told about one entry."""

    outcome: EntryOutcome
    words: str = ""
    next: str = ""
    tell: Mapping[str, Any] = field(default_factory=dict)


def take_parcel(person: Person, parcel: Parcel, *, now: dt.datetime) -> list[EntryReply]:
    """Take the entries one after the other; after one that has to wait, all others wait too."""
    answers: list[EntryReply] = []
    for entry in parcel.entries:
        waits = bool(answers) and answers[-1].outcome is EntryOutcome.LATER
        answers.append(
            EntryReply(outcome=EntryOutcome.LATER) if waits else _take_entry(person, entry, parcel, now)
        )
    return answers


def _take_entry(person: Person, entry: DeviceEntry, parcel: Parcel, now: dt.datetime) -> EntryReply:
    at = true_time(made_at=entry.made_at, sent_at=parcel.sent_at, now=now)
    done = TimedEntry(id=entry.id, kind=entry.kind, at=at, now=now, body=entry.body)
    try:
        return take(person, done)
    except (DatabaseError, Person.DoesNotExist):
        logger.warning("an entry of kind %s has to wait", entry.kind, exc_info=True)
        return EntryReply(outcome=EntryOutcome.LATER)
    except Exception as problem:
        if is_from_newer(problem):
            return EntryReply(outcome=EntryOutcome.LATER)
        # One entry that cannot be understood must not hold up those behind it.
        logger.exception("an entry of kind %s could not be kept", entry.kind)
        return EntryReply(
            outcome=EntryOutcome.REFUSED, words=_("Something went wrong on our side with this one.")
        )


@transaction.atomic
def take(person: Person, done: TimedEntry) -> EntryReply:
    """Take one thing that was done. What was taken before is not taken again."""
    owner = Person.objects.select_for_update().get(pk=person.pk)
    before = owner.receipts.filter(entry=done.id).first()
    if before is not None:
        outcome = EntryOutcome.ALREADY if before.is_kept else EntryOutcome.REFUSED
        return EntryReply(outcome=outcome, words=before.words)
    if owner.is_guest and owner.receipts.count() >= GUEST_ENTRIES:
        return EntryReply(outcome=EntryOutcome.REFUSED, words=_(NO_ROOM))
    try:
        with transaction.atomic():
            _refuse_wrong_dates(done)
            kept = _keep(owner, done)
    except RefusedError as refusal:
        # What made somebody stop is asked about also where the session itself does not count.
        _note(owner, done, words=str(refusal)[:400], stop=stop_in(done))
        return EntryReply(outcome=EntryOutcome.REFUSED, words=str(refusal))
    _note(owner, done, stop=kept.stop)
    return EntryReply(outcome=EntryOutcome.KEPT, next=kept.next, tell=kept.tell)


def _keep(person: Person, done: TimedEntry) -> KeptEntry:
    keep = keeper_of(done.kind)
    if keep is None:
        raise RefusedError(_("This kind of entry is not known here."))
    return keep(person, done)


def _note(person: Person, done: TimedEntry, *, words: str = "", stop: str = "") -> None:
    Receipt.objects.create(
        person=person,
        entry=done.id,
        kind=done.kind,
        made_at=done.at,
        received_at=done.now,
        is_kept=not words,
        words=words,
        stop=stop,
        is_stop_open=bool(stop),
    )


def _refuse_wrong_dates(done: TimedEntry) -> None:
    if done.at < done.now - OLDEST:
        raise RefusedError(
            _(
                "It is more than 60 days old, too late to be part of your programme. "
                "If the clock of this device was wrong, enter it once more."
            )
        )


def done_now(*, kind: str, body: Mapping[str, str], id: Any) -> TimedEntry:
    """Something done on a page at this moment."""
    now = timezone.now()
    return TimedEntry(id=id, kind=kind, at=now, now=now, body=body)


def open_stops(person: Person) -> Sequence[str]:
    """Reasons for stopping that arrived late and that nobody asked about yet."""
    return tuple(_reasons.rows(person=person.pk))


@standing
def _reasons() -> QuerySet[Any]:
    theirs = Receipt.objects.filter(person=given("person", UUIDField()), is_stop_open=True)
    return theirs.values_list("stop", flat=True)


def stops_to_show(person: Person) -> Sequence[Receipt]:
    """The same with their numbers, so that only what was shown is closed."""
    return tuple(_open_stops(person))


def close_stops(person: Person, *, shown: Collection[int]) -> None:
    """The person has seen these; another that arrived meanwhile is still to be shown."""
    _open_stops(person).filter(pk__in=shown).update(is_stop_open=False)


def _open_stops(person: Person) -> QuerySet[Receipt]:
    return person.receipts.filter(is_stop_open=True)
