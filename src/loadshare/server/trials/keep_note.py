"""The number of a morning, in one tap. Of two on one day the one made later stands."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from loadshare.server.offline.entries import TimedEntry
from loadshare.server.offline.registry import KeptEntry, RefusedError
from loadshare.server.records.models import Person
from loadshare.server.records.resting import pauses_of
from loadshare.server.records.tried import kept
from loadshare.server.session.keep_pain import SCALE, is_corrected_already
from loadshare.server.trials import keeping


def keep_note(person: Person, done: TimedEntry) -> KeptEntry:
    """Keep it for the day it was tapped."""
    number = done.body.get("number", "")
    if number not in SCALE:
        raise RefusedError(_("Choose a number from 0 to 10."))
    try:
        row = keeping.trial_of(person, uuid.UUID(done.body.get("trial", "")))
    except ValueError:
        row = None
    if row is None:
        raise RefusedError(_("This trial is not here any more."))
    found = kept(row, pauses=pauses_of(person), today=done.today)
    is_past = found.ended_on is not None and done.on > found.ended_on
    if is_past or not found.trial.is_noted_on(done.on):
        raise RefusedError(_("There is nothing to note for this trial on that day."))
    if is_corrected_already(person, done):
        return KeptEntry(next="today")
    is_over = keeping.note(found, on=done.on, number=int(number), today=done.today)
    return KeptEntry(next="trial" if is_over else "today")
