"""A measurement that was kept while there was no connection, and arrives later."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from loadshare.server.belongings.storage import NO_ROOM
from loadshare.server.measure.keeping import GuestFullError, keep_measurement, tell_care
from loadshare.server.measure.offering import offer_for
from loadshare.server.measure.submission import check_submission
from loadshare.server.measurements.recordings import RecordingTooLargeError
from loadshare.server.offline.entries import TimedEntry
from loadshare.server.offline.registry import KeptEntry, RefusedError
from loadshare.server.records.models import Person
from loadshare.server.requests.problems import RequestError


def keep_arrived(person: Person, done: TimedEntry) -> KeptEntry:
    """Keep it at the time it was taken. What is not offered to this person now is not kept."""
    try:
        taken = check_submission(json.loads(done.body.get("measurement", "")), now=done.now, at=done.at)
    except (ValueError, RecursionError, RequestError):
        raise RefusedError(_("The page that sent this was not complete.")) from None
    if taken.test not in offer_for(person, today=done.on).tests:
        raise RefusedError(_("This test is not for you at the moment, so nothing was kept."))
    try:
        keep_measurement(person, taken)
    except GuestFullError:
        raise RefusedError(_(NO_ROOM)) from None
    except RecordingTooLargeError:
        raise RefusedError(_("Keep it without its recording.")) from None
    tell_care(person, taken.test, today=done.on)
    return KeptEntry(next="measure")
