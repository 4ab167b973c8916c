"""Of whoever is deleted one thing stays: that somebody used it for so long.

Without it only those who stayed would be counted, and everybody would seem to stay.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F
from django.utils import timezone

from loadshare.care.blur import SUPPRESSED_UP_TO
from loadshare.care.still_using import DAYS
from loadshare.care.use_report import quarter_of
from loadshare.server.records.models import PastUse, Person
from loadshare.server.using.days import first_days, last_days

BANDS = (0, *DAYS)
FOLDED = "0"
"""Instead of a quarter; it sorts before all of them, so that every report counts these."""


def note_past_use(person: Person, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Count them among those who are gone: the quarter in which they began, and a band of days."""
    found = Person.objects.using(using).filter(pk=person.pk)
    started = first_days(found).get(person.pk)
    if started is None:
        return
    fold_few(using=using)
    used = last_days(found, until=timezone.localdate() + dt.timedelta(days=1)).get(person.pk, started)
    rows = PastUse.objects.using(using)
    row, _is_new = rows.get_or_create(quarter=quarter_of(started), days=_band((used - started).days))
    rows.filter(pk=row.pk).update(people=F("people") + 1)


def fold_few(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Of quarters that are over, rows of few become one for each band: when those few began is forgotten."""
    over = PastUse.objects.using(using).exclude(quarter=FOLDED)
    few = over.filter(quarter__lt=quarter_of(timezone.localdate()), people__lte=SUPPRESSED_UP_TO)
    with transaction.atomic(using=using):
        for row in few.select_for_update():
            one, _is_new = PastUse.objects.using(using).get_or_create(quarter=FOLDED, days=row.days)
            PastUse.objects.using(using).filter(pk=one.pk).update(people=F("people") + row.people)
            row.delete()


def _band(days: int) -> int:
    return BANDS[bisect_right(BANDS, max(0, days)) - 1]
