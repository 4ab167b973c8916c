"""Decisions about nudges that people let chance make, and what came of each."""

from __future__ import annotations

import datetime as dt
import uuid
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from loadshare.care.nudge_chance import LASTS_DAYS
from loadshare.care.nudge_effect import GETS_UP_WITHIN_MINUTES, NudgePoint
from loadshare.server.records.models import Person
from loadshare.server.using.days import BREAKS_USED

WITHIN = dt.timedelta(minutes=GETS_UP_WITHIN_MINUTES)
LASTS = dt.timedelta(days=LASTS_DAYS)
Moments = Mapping[uuid.UUID, Sequence[dt.datetime]]


class DecisionRow(NamedTuple):
    """One decision as it is kept."""

    at: dt.datetime
    made: str
    shown_with: float
    form: str
    short_with: float | None


def points_before(people: QuerySet[Person], *, until: dt.date) -> Mapping[uuid.UUID, tuple[NudgePoint, ...]]:
    """By person, in the order of time. Only those who ever let chance have a say are read."""
    end = timezone.make_aware(dt.datetime.combine(until, dt.time()))
    shown = Q(nudges__shown_with__gt=0, nudges__shown_with__lt=1)
    form = Q(nudges__short_with__gt=0, nudges__short_with__lt=1)
    by_chance = people.filter(shown | form, nudges__at__lt=end - WITHIN).order_by("nudges__at")
    rows: defaultdict[uuid.UUID, list[DecisionRow]] = defaultdict(list)
    for person, *row in by_chance.values_list("pk", *(f"nudges__{name}" for name in DecisionRow._fields)):
        rows[person].append(DecisionRow(*row))
    ups = _ups(people.filter(pk__in=list(rows)))
    return {person: _points(of_one, ups.get(person, ())) for person, of_one in rows.items()}


def _ups(people: QuerySet[Person]) -> Moments:
    said = people.filter(break_events__kind__in=BREAKS_USED).order_by("break_events__at")
    found: defaultdict[uuid.UUID, list[dt.datetime]] = defaultdict(list)
    for person, at in said.values_list("pk", "break_events__at"):
        found[person].append(at)
    return found


def _points(rows: Sequence[DecisionRow], ups: Sequence[dt.datetime]) -> tuple[NudgePoint, ...]:
    """How much of the time had gone is counted from the first decision."""
    points: list[NudgePoint] = []
    for at, made, shown_with, form, short_with in rows:
        next_up = bisect_right(ups, at)
        points.append(
            NudgePoint(
                shown=made == "shown",
                shown_with=shown_with,
                got_up=next_up < len(ups) and ups[next_up] <= at + WITHIN,
                got_up_before=bool(points) and points[-1].got_up,
                part=min(1.0, (at - rows[0].at) / LASTS),
                short=form == "short",
                short_with=short_with or 0.0,
            )
        )
    return tuple(points)
