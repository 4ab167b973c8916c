"""Days of walking as a phone counted them, week by week: no test, and said so."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from statistics import mean, median

from django.db.models import DateField, QuerySet, UUIDField
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loadshare.server.installation.standing import given, standing
from loadshare.server.measurements.models import WalkedDay
from loadshare.server.progress.series import DatedValue, Look, Series, ValueSeries
from loadshare.server.records.models import Person

SHOWN = dt.timedelta(weeks=26)
LEAST_DAYS = 3
"""Of a week: fewer say more about the phone than about the walking."""
_KM_H = 3.6
_WEEK = dt.timedelta(days=7)


def walked_series(person: Person, *, today: dt.date) -> Iterator[Series]:
    """Steps a day and walking speed, a point for each week with days enough."""
    begins = today - dt.timedelta(days=today.weekday()) - SHOWN
    days = _walked.rows(person=person.pk, begins=begins, today=today)
    steps = _weekly(_of_days(days, "steps"), mean, 1.0)
    if steps:
        yield Series(
            id="walked-steps",
            title=_("Steps a day, as your phone counted"),
            reading=_about(steps[-1]),
            lines=(ValueSeries(name=_("Mean of the days in the week from this day"), points=steps),),
            least=0,
            most=1000 * math.ceil(max(point.value for point in steps) / 1000) or 1000,
            look=Look.BARS,
        )
    speeds = _weekly(_of_days(days, "speed_m_s"), median, _KM_H)
    if speeds:
        yield Series(
            id="walked-speed",
            title=_("Walking speed, as your phone guessed"),
            reading=_("Your phone guesses this from level walks with it in a pocket. It is no test."),
            lines=(ValueSeries(name=_("Middle of the days in the week from this day"), points=speeds),),
            least=0,
            most=max(6, math.ceil(max(point.value for point in speeds))),
            unit=_("km/h"),
        )


@standing
def _walked() -> QuerySet[WalkedDay]:
    days = {"on__gte": given("begins", DateField()), "on__lt": given("today", DateField())}
    return WalkedDay.objects.filter(person=given("person", UUIDField()), **days)


def mean_steps(person: Person, *, today: dt.date) -> int | None:
    """Steps a day over the last four weeks, to the next hundred; None where they were hardly counted."""
    days = _walked.rows(person=person.pk, begins=today - 4 * _WEEK, today=today)
    counted = _of_days(days, "steps")
    return int(round(mean(counted.values()), -2)) if len(counted) >= 2 * LEAST_DAYS else None


def _of_days(days: Sequence[WalkedDay], what: str) -> dict[dt.date, float]:
    """One number a day; where two exports have the day, the larger one: both counted the same walks."""
    found: dict[dt.date, float] = {}
    for day in days:
        value = getattr(day, what)
        if value is not None:
            found[day.on] = max(found.get(day.on, 0.0), float(value))
    return found


def _weekly(
    days: dict[dt.date, float], middle: Callable[[list[float]], float], scale: float
) -> tuple[DatedValue, ...]:
    weeks: dict[dt.date, list[float]] = defaultdict(list)
    for on, value in days.items():
        weeks[on - dt.timedelta(days=on.weekday())].append(value * scale)
    return tuple(
        DatedValue(
            date=week,
            value=round(middle(values), 1),
            note=ngettext("%(n)s day", "%(n)s days", len(values)) % {"n": len(values)},
        )
        for week, values in sorted(weeks.items())
        if len(values) >= LEAST_DAYS
    )


def _about(point: DatedValue) -> str:
    steps = number_format(round(point.value, -2), decimal_pos=0, use_l10n=True, force_grouping=True)
    return _(
        "About %(steps)s a day in the week from %(day)s. A phone left at home counts nothing, so this is no "
        "test: look at how it changes over months."
    ) % {"steps": steps, "day": date_format(point.date, "j F")}
