"""Whether the pain was back to usual the morning after a session."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from loadshare.server.check import checking, locks
from loadshare.server.diary import logbook
from loadshare.server.offline.entries import TimedEntry
from loadshare.server.offline.registry import KeptEntry, RefusedError, keeper
from loadshare.server.records import current
from loadshare.server.records.models import Person, SessionLog
from loadshare.server.session import learning


@keeper("settled")
def keep_settled(person: Person, done: TimedEntry) -> KeptEntry:
    """Note the answer with its session, and let the programme reflect it."""
    answer = done.body.get("settled")
    if answer not in {"yes", "no"}:
        raise RefusedError(_("The answer is yes or no."))
    session = _session_meant(person, done)
    if session is None:
        raise RefusedError(_("The session this belongs to is not here."))
    session.settled = answer == "yes"
    session.save(update_fields=["settled"])
    stored = current.current_programme(person)
    if stored is not None and not locks.is_shut(person, checking.last_check_of(person)):
        learning.learn_from_sessions(person, stored, today=done.today)
    return KeptEntry(next="today")


def _session_meant(person: Person, done: TimedEntry) -> SessionLog | None:
    """The session the page asked about; a page that named none meant the newest."""
    named = done.body.get("session")
    if not named:
        return logbook.last_unsettled(person, today=done.on)
    try:
        return person.sessions.filter(client_id=uuid.UUID(named)).first()
    except ValueError:
        return None
