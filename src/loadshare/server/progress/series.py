"""One thing over time: points with their doubt, a sentence that reads them, and the same as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from html import escape
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from loadshare.knowledge.words import spoken
from loadshare.server.ui.written_days import written_day

LEAST_TO_DRAW = 3
LEAST_FOR_A_LINE = 4
"""Up to three points stand alone: a line through them would look like a trend."""


class Look(StrEnum):
    """How a chart is drawn."""

    POINTS = "points"
    BARS = "bars"


class DatedValue(NamedTuple):
    """One value on one day. `low` and `high` are the ends of its error bar."""

    date: dt.date
    value: float
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ValueSeries:
    """Values of one kind."""

    id: str = ""
    """Where another page looks for it."""
    name: str
    points: tuple[DatedValue, ...]


@dataclass(frozen=True, kw_only=True)
class Series:
    """A chart with its sentence and its table."""

    id: str
    title: str
    reading: str
    """One sentence above the chart: what it says, and how sure that is."""
    lines: tuple[ValueSeries, ...]
    least: float
    most: float
    unit: str = ""
    look: Look = Look.POINTS
    counts_from: float | None = None
    """The value from which a difference to the first counts."""
    counts_words: str = ""
    sources: tuple[str, ...] = ()
    """Titles of what the amount that counts was read in."""
    ends: tuple[str, str] = ("", "")
    """Words for the least and the most."""

    @cached_property
    def rows(self) -> tuple[TableRow, ...]:
        """The table beside the chart, newest first."""
        by_date: dict[dt.date, dict[str, DatedValue]] = {}
        for line in self.lines:
            for point in line.points:
                by_date.setdefault(point.date, {})[line.name] = point
        return tuple(
            TableRow(
                day=written_day(date, "j M Y"),
                cells=tuple(self.cell(by_date[date].get(line.name)) for line in self.lines),
                note=" ".join(dict.fromkeys(p.note for p in by_date[date].values() if p.note)),
            )
            for date in sorted(by_date, reverse=True)
        )

    @property
    def table(self) -> list[tuple[str, str]]:
        """Each row as its day and the cells beside it."""
        return [(row.day, _cells(*row.cells, *([row.note] if self.has_notes else ()))) for row in self.rows]

    @property
    def is_drawn(self) -> bool:
        """Whether a line has three points; fewer are said in the sentence and stand in the table."""
        return any(len(line.points) >= LEAST_TO_DRAW for line in self.lines)

    @cached_property
    def has_notes(self) -> bool:
        """Whether the table needs a column for notes."""
        return any(point.note for line in self.lines for point in line.points)

    @property
    def payload(self) -> Mapping[str, Any]:
        """The chart for the script."""
        return {
            "id": self.id,
            "look": self.look.value,
            "least": self.least,
            "most": self.most,
            "unit": self.unit,
            "countsFrom": self.counts_from,
            "joinFrom": LEAST_FOR_A_LINE,
            "lines": [
                {
                    "name": line.name,
                    "points": [
                        {
                            "day": point.date.isoformat(),
                            "value": point.value,
                            "low": point.low,
                            "high": point.high,
                        }
                        for point in sorted(line.points, key=lambda point: point.date)
                    ],
                }
                for line in self.lines
            ],
        }

    def cell(self, point: DatedValue | None) -> str:
        """A value with the ends of its error bar, in words."""
        if point is None:
            return "–"
        words = shown(point.value)
        if point.low is not None and point.high is not None:
            words = _("%(value)s (%(low)s to %(high)s)") % {
                "value": words,
                "low": shown(point.low),
                "high": shown(point.high),
            }
        return f"{words} {self.unit}".strip()


class TableRow(NamedTuple):
    """One day of the table."""

    day: str
    """In words."""
    cells: tuple[str, ...]
    note: str


def _cells(*texts: str) -> SafeString:
    return mark_safe("".join(f"<td>{escape(text)}</td>" for text in texts))


def shown(value: float) -> str:
    """A number as people write it: at most one digit after the point."""
    return _shown(value, spoken())


@lru_cache(maxsize=1024)
def _shown(value: float, _language: str | None) -> str:
    rounded = round(value, 1)
    return str(number_format(int(rounded) if rounded == int(rounded) else rounded, use_l10n=True))
