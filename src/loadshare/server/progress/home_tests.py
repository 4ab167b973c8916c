"""What was measured at home, over time: in the check, with a phone, or by hand."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from loadshare.knowledge import Knowledge
from loadshare.knowledge.self_test import SelfTest
from loadshare.server.check.measurement_form import SIDES, UNITS
from loadshare.server.progress.checks_then import LookedAt
from loadshare.server.progress.series import DatedValue, Series, ValueSeries
from loadshare.server.records.models import Person


@dataclass(frozen=True, kw_only=True)
class MeasuredPoint:
    """One number of one test and side, with its own error bar."""

    test: str
    quantity: str
    side: str
    point: DatedValue
    version: str = ""
    """Which way of doing it; numbers of unlike ways are not joined."""

    def names(self, test: str, quantity: str) -> bool:
        """Whether it is a number of this kind."""
        return (self.test, self.quantity) == (test, quantity)


Source = Callable[[Person], Iterable[MeasuredPoint]]


@dataclass(frozen=True)
class _Sources:
    found: list[Source] = field(default_factory=list)


_SOURCES = _Sources()


def add_measured_points(source: Source) -> None:
    """Draw what this gives with the numbers of the checks."""
    if source not in _SOURCES.found:
        _SOURCES.found.append(source)


def added_points(person: Person) -> tuple[MeasuredPoint, ...]:
    """What other apps know was measured."""
    return tuple(point for source in _SOURCES.found for point in source(person))


def home_test_series(
    checks: LookedAt, measured: Sequence[MeasuredPoint], *, knowledge: Knowledge
) -> Iterator[Series]:
    """What was measured at home, with its error bar."""
    for test in knowledge.self_tests.values():
        for quantity in test.quantities:
            if quantity.id not in test.charted:
                continue
            lines = _lines(
                checks, [one for one in measured if one.names(test.id, quantity.id)], test, quantity.id
            )
            if lines:
                values = [point for line in lines for point in line.points]
                yield Series(
                    id=f"{test.id}-{quantity.id}",
                    title=f"{test.name}: {quantity.name.lower()}" if len(test.charted) > 1 else test.name,
                    reading=_test_reading(test, lines, unit=str(UNITS[quantity.unit])),
                    lines=lines,
                    least=min(0, *(math.floor(p.low if p.low is not None else p.value) for p in values)),
                    most=math.ceil(max(p.high if p.high is not None else p.value for p in values) * 1.1),
                    unit=str(UNITS[quantity.unit]),
                )


def _lines(
    checks: LookedAt, measured: Sequence[MeasuredPoint], test: SelfTest, quantity: str
) -> tuple[ValueSeries, ...]:
    """A line for each side: what was measured, and what was typed into a check and is not the same number."""
    found: dict[tuple[str, str], list[DatedValue]] = {}
    for one in measured:
        found.setdefault((one.side, one.version), []).append(one.point)
    for side, point in _typed(checks, test, quantity):
        known = [one.point for one in measured if one.side == side]
        if not any(same.date <= point.date and math.isclose(same.value, point.value) for same in known):
            found.setdefault((side, ""), []).append(point)
    return tuple(
        ValueSeries(
            name=", ".join([str(SIDES[side]) if side else _("Measured"), *([version] if version else [])]),
            points=tuple(sorted(points, key=lambda point: point.date)),
        )
        for (side, version), points in sorted(found.items())
    )


def _typed(checks: LookedAt, test: SelfTest, quantity: str) -> Iterator[tuple[str, DatedValue]]:
    """What stands in the checks, by side; a check that carries older numbers along adds none."""
    before: Any = None
    for check in checks:
        values = check.measurements.get(test.id)
        if values is None or values == before:
            continue
        before = values
        value = values.get(quantity)
        sides = value if isinstance(value, dict) else {"": value}
        day = timezone.localdate(check.finished_at or check.started_at)
        for side, number in sides.items():
            if isinstance(number, int | float):
                yield side, _with_error(day, number, test.real_change)


def _with_error(date: dt.date, value: float, real_change: float | None) -> DatedValue:
    """Two measurements differ for real from this change on; one is off by it over the root of two."""
    if real_change is None:
        return DatedValue(date=date, value=value)
    off = real_change / math.sqrt(2)
    return DatedValue(date=date, value=value, low=value - off, high=value + off)


def _test_reading(test: SelfTest, lines: tuple[ValueSeries, ...], *, unit: str) -> str:
    """Compares the last with the first of each side, never more."""
    counts = _("A change counts from: %(change)s") % {"change": test.detectable_change}
    changes = [line.points[-1].value - line.points[0].value for line in lines if len(line.points) > 1]
    if not changes:
        return _("Measured once. %(counts)s") % {"counts": counts}
    if test.real_change is None:
        return counts
    largest = max(changes, key=abs)
    if abs(largest) < test.real_change:
        return _("No change so far that is larger than the error of the test. %(counts)s") % {
            "counts": counts
        }
    words = _("more") if largest > 0 else _("less")
    return _("%(by)s %(unit)s %(more)s than the first time, beyond the error of the test. %(counts)s") % {
        "by": f"{abs(largest):g}",
        "unit": unit,
        "more": words,
        "counts": counts,
    }
