"""The newest measurements in the form in which the check keeps the numbers of a test typed by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from loadshare.knowledge import load_knowledge
from loadshare.knowledge.self_test import SelfTest
from loadshare.server.measurements.models import Measurement
from loadshare.server.records.models import Person

OLDEST_DAYS = 84
"""Two blocks of six weeks. Older numbers no longer speak for how somebody moves today."""
PAIR_DAYS = 28
"""Left and right are compared only when they were measured within four weeks of each other."""

MUST_MATCH = "version"
"""A full hold on one side and one on the knees on the other are two different tests."""
CAREFUL = {"ended-by": "cramp", "outer-hip-pain": "yes", "pelvis-drop": "yes", "helper": "no"}
"""Where the two sides were answered differently, this answer stands for both."""

Values = dict[str, Any]


def newest_values(person: Person, *, tests: frozenset[str] | None = None) -> dict[str, Values]:
    """By test: the newest numbers of each side, with how the test went. Only what the rules can read."""
    now = timezone.now()
    since = now - dt.timedelta(days=OLDEST_DAYS)
    # What is dated ahead was measured by a clock that was wrong: it counts where nothing else does.
    rows = sorted(
        person.measurements.filter(taken_at__gte=since).defer("recording"),
        key=lambda row: (row.taken_at > now, now - row.taken_at),
    )
    newest: dict[str, dict[str, Measurement]] = {}
    for row in rows:
        row.taken_at = min(row.taken_at, now)
        if tests is None or row.test in tests:
            newest.setdefault(row.test, {}).setdefault(row.side, row)
    known = load_knowledge().self_tests
    found = {test: _values(known[test], _paired(sides)) for test, sides in newest.items() if test in known}
    return {test: values for test, values in found.items() if values}


def _paired(sides: Mapping[str, Measurement]) -> list[Measurement]:
    """The newest row and every other side measured near enough to it in the same way, oldest first."""
    rows = sorted(sides.values(), key=lambda row: row.taken_at)
    last = rows[-1]
    horizon = last.taken_at - dt.timedelta(days=PAIR_DAYS)
    version = last.choices.get(MUST_MATCH)
    return [row for row in rows if row.taken_at >= horizon and row.choices.get(MUST_MATCH) == version]


def _values(test: SelfTest, rows: list[Measurement]) -> Values:
    values: Values = {}
    for quantity in test.quantities:
        for row in rows:
            source = row.choices if quantity.options else row.figures
            given = source.get(quantity.id)
            if given is None:
                continue
            value = given if quantity.options else _tidy(given["value"], quantity.least, quantity.most)
            if quantity.per_side and row.side:
                values.setdefault(quantity.id, {})[row.side] = value
            elif not quantity.per_side and values.get(quantity.id) != CAREFUL.get(quantity.id, ""):
                values[quantity.id] = value
    if not values:
        return {}
    return values | _marks(rows)


def _marks(rows: list[Measurement]) -> Values:
    """The more careful of the sides decides: the worst pain, any stop, any disagreement."""
    pains = [row.pain for row in rows if row.pain is not None]
    marks: Values = {"pain": max(pains)} if pains else {}
    if any(row.stopped_by_pain for row in rows):
        marks["stopped-by-pain"] = "yes"
    marks["trials-agree"] = "yes" if all(row.trials_agree for row in rows) else "no"
    return marks


def _tidy(value: float, least: float, most: float) -> float | int:
    """One decimal is more than a home test can tell; a number just past an end is that end."""
    number = round(min(max(float(value), least), most), 1)
    return int(number) if number.is_integer() else number
