"""Pain right now, in one tap. Of two taps on one day the one made later stands, whichever arrives first.

A tap dated later than now was dated by a clock that was ahead, and is the earlier one.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from loadshare.server.offline.entries import TimedEntry
from loadshare.server.offline.registry import KeptEntry, RefusedError, keeper
from loadshare.server.records.models import Person

SCALE = frozenset(str(number) for number in range(11))
"""As pages send them. Text is compared and not counted: thousands of digits are no number to Python."""


@keeper("pain")
def keep_pain(person: Person, done: TimedEntry) -> KeptEntry:
    """Keep it for the day it was tapped."""
    value = done.body.get("pain", "")
    if value not in SCALE:
        raise RefusedError(_("Pain is a whole number from 0 to 10."))
    if not is_corrected_already(person, done):
        person.pain_entries.update_or_create(on=done.on, defaults={"pain": int(value)})
    return KeptEntry(next="today")


def is_corrected_already(person: Person, done: TimedEntry) -> bool:
    """Whether one of its kind that was made later on the same day was kept before it."""
    midnight = dt.datetime.combine(done.on + dt.timedelta(days=1), dt.time(), timezone.get_current_timezone())
    later = person.receipts.filter(kind=done.kind, is_kept=True, made_at__gt=done.at, made_at__lte=done.now)
    return later.filter(made_at__lt=midnight).exists()
