"""A year of days: sessions, gentle ones, breaks. Nothing is counted in a row; empty days are just days."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet, UUIDField
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format

from loadshare.server.installation.standing import given, standing
from loadshare.server.records.models import Person, SessionLog

MONTHS = 12
CELL = 28
"""A day in the drawing of a month, in its own units."""

DRAWN = 2
"""The newest months are drawn; those before stand in the table."""

DayMarks = Mapping[dt.date, int]
"""How often something was done on each day."""

Source = Callable[[Person], DayMarks]


@dataclass(frozen=True)
class _Sources:
    found: list[Source] = field(default_factory=list)


_SOURCES = _Sources()


def add_day_marks(source: Source) -> None:
    """Count what this gives as breaks in the year view."""
    if source not in _SOURCES.found:
        _SOURCES.found.append(source)


class DayDot(NamedTuple):
    """One day of the drawing."""

    x: float
    y: float
    kind: str
    """`session`, `gentle`, `break` or `free`."""


@dataclass(frozen=True, kw_only=True)
class MonthRow:
    """One month: its days for the eye, its counts for the table."""

    name: str
    title: str
    dots: tuple[DayDot, ...]
    sessions: int
    gentle: int
    breaks: int
    height: int
    """Of the drawing, the letters of the days included."""


@dataclass(frozen=True, kw_only=True)
class Year:
    """Up to twelve months, from the first one on."""

    months: tuple[MonthRow, ...]
    has_breaks: bool
    session_days: tuple[dt.date, ...]
    """The day of every session there was, oldest first."""

    @property
    def drawn(self) -> tuple[MonthRow, ...]:
        """The months to draw, the newest last."""
        return self.months[-DRAWN:]

    @property
    def weekdays(self) -> tuple[tuple[float, str], ...]:
        """The letters above the columns, with their places."""
        return tuple((CELL * (day + 0.5), str(WEEKDAYS[day])[:1]) for day in range(7))

    @property
    def sessions(self) -> int:
        """All of them, gentle ones included."""
        return sum(month.sessions + month.gentle for month in self.months)


def year_of(person: Person, *, today: dt.date) -> Year:
    """The months since the first session or programme, twelve at most."""
    kinds = _kinds.rows(person=person.pk)
    breaks: dict[dt.date, int] = {}
    for source in _SOURCES.found:
        for day, times in source(person).items():
            breaks[day] = breaks.get(day, 0) + times
    first = min([today, *(on for on, _kind in kinds), *breaks])
    in_month: dict[tuple[int, int], list[tuple[dt.date, str]]] = defaultdict(list)
    for on, kind in kinds:
        in_month[on.year, on.month].append((on, kind))
    moved: Counter[tuple[int, int]] = Counter()
    for on, times in breaks.items():
        moved[on.year, on.month] += times
    rows = tuple(
        _row(year, month + 1, in_month[year, month + 1], breaks, moved[year, month + 1], today=today)
        for year, month in _months(first, today)
    )
    return Year(months=rows, has_breaks=bool(breaks), session_days=tuple(on for on, _kind in kinds))


@standing
def _kinds() -> QuerySet[Any]:
    theirs = SessionLog.objects.filter(person=given("person", UUIDField()))
    return theirs.values_list("on", "kind").order_by("on")


def _months(first: dt.date, today: dt.date) -> list[tuple[int, int]]:
    count = min(MONTHS, (today.year - first.year) * 12 + today.month - first.month + 1)
    begins = today.year * 12 + today.month - count
    return [divmod(begins + place, 12) for place in range(count)]


def _row(
    year: int,
    month: int,
    within: list[tuple[dt.date, str]],
    breaks: dict[dt.date, int],
    moved: int,
    *,
    today: dt.date,
) -> MonthRow:
    begins = dt.date(year, month, 1)
    days = [begins + dt.timedelta(days=n) for n in range(calendar.monthrange(year, month)[1])]
    whole = {on for on, kind in within if kind == SessionLog.Kind.DAY}
    gentle = {on for on, kind in within if kind == SessionLog.Kind.FLARE}
    before = begins.weekday()

    def kind_of(day: dt.date) -> str:
        if day in whole:
            return "session"
        if day in gentle:
            return "gentle"
        return "break" if day in breaks else "free"

    return MonthRow(
        name=date_format(begins, "M" if year == today.year else "M y"),
        title=date_format(begins, "F Y"),
        dots=tuple(
            DayDot(
                x=CELL * (day.weekday() + 0.5),
                y=CELL * ((before + day.day - 1) // 7 + 1.5),
                kind=kind_of(day),
            )
            for day in days
            if day <= today
        ),
        height=CELL * ((before + len(days) - 1) // 7 + 2),
        sessions=sum(kind == SessionLog.Kind.DAY for _on, kind in within),
        gentle=sum(kind == SessionLog.Kind.FLARE for _on, kind in within),
        breaks=moved,
    )
