"""Measurements over time, for whoever draws them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from loadshare.knowledge import load_knowledge
from loadshare.server.measure.models import Measurement
from loadshare.server.measure.protocols import protocols
from loadshare.server.selfcare.models import Person


@dataclass(frozen=True, kw_only=True)
class Point:
    """One figure on one day, with its cautious 95 % bar."""

    at: dt.datetime
    value: float
    low: float
    high: float
    method: str
    verdict: str
    is_usable: bool
    """Not stopped by pain, and the tries agreed."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """One figure of one test and side, oldest first. `version` keeps unlike ways of a test apart."""

    test: str
    test_name: str
    quantity: str
    name: str
    side: str
    version: str
    unit: str
    detectable_change: str
    """In words: how much must change before it means anything."""
    points: tuple[Point, ...]


def series_of(person: Person) -> tuple[Series, ...]:
    """Every figure the knowledge names that this person kept, in the order of the tests and their figures."""
    found: dict[tuple[str, str, str, str], list[Point]] = {}
    for row in person.measurements.order_by("taken_at", "id").defer("recording"):
        for quantity, figure in row.figures.items():
            key = (row.test, quantity, row.side, row.choices.get("version", ""))
            found.setdefault(key, []).append(_point(row, figure))
    return tuple(_series(key, points) for key, points in _in_order(found))


def _in_order(
    found: dict[tuple[str, str, str, str], list[Point]],
) -> Iterator[tuple[tuple[str, str, str, str], list[Point]]]:
    for test in protocols():
        for quantity in load_knowledge().self_tests[test].quantities:
            keys = [key for key in found if key[:2] == (test, quantity.id)]
            yield from ((key, found[key]) for key in sorted(keys))


def _series(key: tuple[str, str, str, str], points: list[Point]) -> Series:
    test = load_knowledge().self_tests[key[0]]
    quantity = next(one for one in test.quantities if one.id == key[1])
    return Series(
        test=test.id,
        test_name=test.name,
        quantity=quantity.id,
        name=quantity.name,
        side=key[2],
        version=key[3],
        unit=quantity.unit.value,
        detectable_change=test.detectable_change,
        points=tuple(points),
    )


def _point(row: Measurement, figure: dict[str, float]) -> Point:
    return Point(
        at=row.taken_at,
        value=float(figure["value"]),
        low=float(figure["low"]),
        high=float(figure["high"]),
        method=row.method,
        verdict=row.verdict,
        is_usable=row.is_usable,
    )
