"""Of whoever is deleted one thing stays: that somebody used it for so long.

Without it only those who stayed would be counted, and everybody would seem to stay.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

from django.db.models import F, Max, Min
from django.utils import timezone

from loadshare.care.still_using import DAYS
from loadshare.care.use_report import quarter_of
from loadshare.server.records.models import PastUse, Person

BANDS = (0, *DAYS)


def note_past_use(person: Person) -> None:
    """Count them among those who are gone: this quarter, and a band of days."""
    started = person.programmes.aggregate(day=Min("starts"))["day"]
    if started is None:
        return
    row, _is_new = PastUse.objects.get_or_create(
        quarter=quarter_of(timezone.localdate()), days=_band((_last_day(person, started) - started).days)
    )
    PastUse.objects.filter(pk=row.pk).update(people=F("people") + 1)


def _last_day(person: Person, started: dt.date) -> dt.date:
    rows = (person.sessions, person.pain_entries, person.reviews)
    days = (one.aggregate(day=Max("on"))["day"] for one in rows)
    return max((day for day in days if day is not None), default=started)


def _band(days: int) -> int:
    return BANDS[bisect_right(BANDS, max(0, days)) - 1]
