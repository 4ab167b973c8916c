"""Who was deleted, from the trail into the list beside the database."""

from __future__ import annotations

from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections

from loadshare.server.audit.models import Event
from loadshare.server.installation.deleted_list import NAME, Deleted, add_to_list

EXPIRED = (Event.GUEST_EXPIRED, Event.ACCOUNT_EXPIRED)
ENDED = (Event.DATA_DELETED, *EXPIRED)
_TABLE = "audit_auditevent"


def ended_people(using: str = DEFAULT_DB_ALIAS) -> tuple[Deleted, ...]:
    """Everybody the trail says was deleted. The database may have an older form: it is read as it is."""
    with connections[using].cursor() as cursor:
        marks = ", ".join(["%s"] * len(ENDED))
        cursor.execute(
            f"SELECT * FROM {_TABLE} WHERE event IN ({marks}) ORDER BY id", [event.value for event in ENDED]
        )
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return tuple(map(Deleted.of, rows))


def note_ended(folder: Path) -> tuple[Deleted, ...]:
    """Bring the list of the data folder up to date, and return who the trail says was deleted.

    Raises `OSError` where the list cannot be written.
    """
    people = ended_people()
    add_to_list(folder / NAME, people)
    return people
