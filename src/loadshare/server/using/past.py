"""Of whoever is deleted one thing stays: that somebody used it for so long.

Without it only those who stayed would be counted, and everybody would seem to stay.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

from django.db import DEFAULT_DB_ALIAS
from django.db.models import F
from django.utils import timezone

from loadshare.care.still_using import DAYS
from loadshare.care.use_report import quarter_of
from loadshare.server.records.models import PastUse, Person
from loadshare.server.using.days import first_days, last_days

BANDS = (0, *DAYS)


def note_past_use(person: Person, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Count them among those who are gone: the quarter in which they began, and a band of days."""
    found = Person.objects.using(using).filter(pk=person.pk)
    started = first_days(found).get(person.pk)
    if started is None:
        return
    used = last_days(found, until=timezone.localdate() + dt.timedelta(days=1)).get(person.pk, started)
    rows = PastUse.objects.using(using)
    row, _is_new = rows.get_or_create(quarter=quarter_of(started), days=_band((used - started).days))
    rows.filter(pk=row.pk).update(people=F("people") + 1)


def _band(days: int) -> int:
    return BANDS[bisect_right(BANDS, max(0, days)) - 1]
