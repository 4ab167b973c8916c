"""Whom a restore leaves out: people who were deleted after the backup was made."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from loadshare.server.audit.ended import ENDED, EXPIRED, ended_people
from loadshare.server.backup.database import known_migrations, models_at
from loadshare.server.backup.file import BackupError, check_archive, manifest_of, opened, reading, rows_in
from loadshare.server.installation.deleted_list import BROUGHT_BACK, Deleted, read_list
from loadshare.server.records.models import Person
from loadshare.server.using.past import note_past_use


class Back(StrEnum):
    """Who comes back with a backup although they were deleted since."""

    NOBODY = "nobody"
    EXPIRED = "expired"
    EVERYBODY = "everybody"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """How many people of the backup were deleted or locked since, and what became of that."""

    deleted: int = 0
    """Left out: they had deleted themselves."""
    expired: int = 0
    """Left out: they had stayed away for too long."""
    brought_back: tuple[Deleted, ...] = ()
    """Not left out, because somebody asked for it."""
    locks: int = 0
    """Set again: somebody was told since to be seen first."""
    sharings: int = 0
    """Ended: nothing here says that they still hold."""


def read_given(path: Path) -> tuple[Deleted, ...]:
    """Who was deleted, from a list of another data folder or from a newer backup."""
    if not path.is_file():
        raise BackupError(f"{path} is not there.")
    found = tuple(_of_backup(path) if zipfile.is_zipfile(path) else read_list(path))
    if not found and path.stat().st_size:
        raise BackupError(f"{path} is no list of deleted people and no backup. Nothing was changed.")
    known = {BROUGHT_BACK, *(event.value for event in ENDED)}
    return tuple(one for one in found if one.event in known)


def gone_of(
    *, trail: Iterable[Deleted], own: Iterable[Deleted], others: Iterable[Deleted]
) -> tuple[Deleted, ...]:
    """Who is gone. What the own list says of somebody counts more than other lists, which may be older.

    The trail of the database here counts most: it says nothing of who was brought back into it.
    """
    said = {one.person: one for one in (*others, *own, *trail)}
    return tuple(one for one in said.values() if one.is_gone)


def leave_out(people: Iterable[Deleted], using: str, back: Back) -> LeftOut:
    """Take out of a database who was deleted, and write into its trail that they were."""
    expired = {event.value for event in EXPIRED}
    gone = {one.person: one for one in people}
    present = {str(key) for key in Person.objects.using(using).values_list("pk", flat=True)} & set(gone)
    stay = {
        person
        for person in present
        if back is Back.EVERYBODY or (back is Back.EXPIRED and gone[person].event in expired)
    }
    with transaction.atomic(using=using):
        for key in sorted(present - stay):
            _take_out(Person.objects.using(using).get(pk=key), using)
        _write_down([one for person, one in gone.items() if person not in stay], using)
    by_rule = sum(gone[person].event in expired for person in present - stay)
    return LeftOut(
        deleted=len(present - stay) - by_rule,
        expired=by_rule,
        brought_back=tuple(_brought_back(gone[person]) for person in sorted(stay)),
    )


def _brought_back(one: Deleted) -> Deleted:
    return replace(one, event=BROUGHT_BACK, at=dt.datetime.now(dt.UTC).isoformat(), count=0, receipt="")


def _take_out(person: Person, using: str) -> None:
    """A person, their account, and all that belongs to either."""
    user = person.user
    note_past_use(person, using=using)
    person.delete(using=using)
    if user is None:
        return
    keys = UserSession.objects.using(using).filter(user=user).values_list("session_key", flat=True)
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    sessions.objects.using(using).filter(session_key__in=list(keys)).delete()
    user.delete(using=using)


def _write_down(people: list[Deleted], using: str) -> None:
    """The trail goes on saying what was deleted, under which receipt."""
    known = {one.person for one in ended_people(using)}
    # A model of its own, so that the moment of old stays.
    event = models_at(known_migrations()).get_model("audit", "AuditEvent")
    event._meta.get_field("at").auto_now_add = False
    event._base_manager.using(using).bulk_create(
        [
            event(
                at=dt.datetime.fromisoformat(one.at),
                event=one.event,
                person=one.person,
                count=one.count,
                receipt=one.receipt,
            )
            for one in people
            if one.person not in known
        ],
        batch_size=500,
    )


def _of_backup(path: Path) -> Iterator[Deleted]:
    with opened(path) as archive:
        manifest = manifest_of(archive, path)
        check_archive(archive, path, manifest)
        with reading(path):
            for table in (one for one in manifest.tables if one.model == "audit.auditevent"):
                for row in rows_in(archive, table):
                    yield Deleted.of(dict(zip(table.fields, row, strict=True)))
