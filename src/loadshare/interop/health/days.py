"""What a phone or watch counted of one day, put together from many small counts.

They are counts of a device in a pocket or on a wrist, not measurements of our tests: a phone left at home
counts nothing. Several devices and apps count the same steps, so of a day the one that counted most is taken;
adding them up would count most steps twice.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from loadshare.knowledge.words import words_of

MOST_DAYS = 731
"""Two years: older days say nothing about a back that hurts now."""
_EARLIEST = dt.date(2000, 1, 1)
MOST_STEPS = 200_000
"""Of one day; more is a fault. A day on foot around the clock has about 150,000."""
MOST_SPEED_M_S = 5.0
_MOST_SOURCES = 200
_MOST_SOURCE_LETTERS = 100
_MOST_SUMS = 200_000
"""Of a day and a device: fifty years with ten of them."""
_MOST_VALUES = 2_000_000
"""Of speed and asymmetry: a phone estimates some hundred a day."""
words = words_of("interop")


class HealthRefusedError(Exception):
    """Nothing of the file can be used. The message says what was found and what to do.

    No ValueError: those are of one record, which is left out, and the others are read.
    """


@dataclass(frozen=True, kw_only=True)
class CountedDay:
    """One day. speed_m_s: the middle of the walking speeds that the phone estimated; asymmetry_pct: the
    middle share of walking in which it found one side's steps quicker, 0 to 100."""

    on: dt.date
    steps: int | None = None
    speed_m_s: float | None = None
    asymmetry_pct: float | None = None


@dataclass(frozen=True, kw_only=True)
class CountedDays:
    """The days of one export, oldest first. source: whose export it is. left_out: how many
    records of walking could not be used."""

    source: str
    days: tuple[CountedDay, ...]
    left_out: int = 0


def _by_day() -> dict[dt.date, array[float]]:
    return defaultdict(lambda: array("d"))


@dataclass(slots=True)
class DayCounts:
    """Collects single counts as they are read."""

    steps: dict[tuple[dt.date, str], float] = field(default_factory=lambda: defaultdict(float))
    speeds: dict[dt.date, array[float]] = field(default_factory=_by_day)
    asymmetries: dict[dt.date, array[float]] = field(default_factory=_by_day)
    left_out: int = 0
    _sources: set[str] = field(default_factory=set)
    _values: int = 0

    def add_steps(self, on: dt.date, source: str, count: float) -> None:
        """Steps that one device or app counted on a day."""
        source = source[:_MOST_SOURCE_LETTERS]
        is_new = source not in self._sources
        if not 0 <= count <= MOST_STEPS or (is_new and len(self._sources) == _MOST_SOURCES):
            self.left_out += 1
            return
        if is_new:
            self._sources.add(source)
        self.steps[on, source] += count
        if len(self.steps) > _MOST_SUMS:
            raise HealthRefusedError(words("health.refused.damaged"))

    def add_speed(self, on: dt.date, m_s: float) -> None:
        """One walking speed that the phone estimated."""
        self._add(self.speeds, on, m_s, fits=0 < m_s < MOST_SPEED_M_S)

    def add_asymmetry(self, on: dt.date, pct: float) -> None:
        """One share of uneven walking that the phone estimated."""
        self._add(self.asymmetries, on, pct, fits=0 <= pct <= 100)

    def _add(self, values: dict[dt.date, array[float]], on: dt.date, value: float, *, fits: bool) -> None:
        self._values += fits
        self.left_out += not fits
        if self._values > _MOST_VALUES:
            raise HealthRefusedError(words("health.refused.damaged"))
        if fits:
            values[on].append(value)

    def days(self, *, before: dt.date) -> Iterator[CountedDay]:
        """The newest days that are over, oldest first; a day that goes on is not counted to its end."""
        most: dict[dt.date, float] = {}
        for (on, _source), count in self.steps.items():
            most[on] = max(most.get(on, 0.0), count)
        over = sorted(on for on in {*most, *self.speeds, *self.asymmetries} if _EARLIEST <= on < before)
        for on in over[-MOST_DAYS:]:
            steps = round(most[on]) if on in most else None
            speeds, uneven = self.speeds.get(on), self.asymmetries.get(on)
            yield CountedDay(
                on=on,
                steps=steps if steps is None or steps <= MOST_STEPS else None,
                speed_m_s=round(median(speeds), 2) if speeds else None,
                asymmetry_pct=round(median(uneven), 1) if uneven else None,
            )
