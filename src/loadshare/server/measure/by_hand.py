"""Numbers measured without a phone: typed into the check's own form, kept with a wider bar."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from loadshare.knowledge.self_test import SelfTest, TestUnit
from loadshare.server.check.measurement_form import AGREE, PAIN, STOPPED
from loadshare.server.measure.keeping import CheckedMeasurement
from loadshare.server.measurements.models import Measurement

BARS: Mapping[TestUnit, float] = {
    TestUnit.DEGREES: 12,
    TestUnit.SECONDS: 3,
    TestUnit.REPETITIONS: 2,
    TestUnit.CENTIMETRES: 5,
    TestUnit.SCORE: 20,
}
"""Half the width of the 95 % bar of a number read by eye. Source: loadshare-judgement (decision 0211)."""
UNITS: Mapping[TestUnit, str] = {
    TestUnit.DEGREES: "deg",
    TestUnit.SECONDS: "s",
    TestUnit.REPETITIONS: "times",
    TestUnit.CENTIMETRES: "cm",
    TestUnit.SCORE: "%",
}
SIDES = ("left", "right")


def taken_by_hand(
    test: SelfTest, values: Mapping[str, Any], *, client_id: uuid.UUID, now: dt.datetime
) -> tuple[CheckedMeasurement, ...]:
    """One measurement for each side that was filled in, or one where the test has no sides.

    `values` are those of a valid `MeasurementForm`. Sent again under the same `client_id` they are the
    same measurements.
    """
    sided = any(quantity.per_side for quantity in test.quantities)
    sides = SIDES if sided else ("",)
    found = ((side, dict(_figures(test, values, side)), dict(_choices(test, values, side))) for side in sides)
    pain = values.get(PAIN)
    return tuple(
        CheckedMeasurement(
            client_id=uuid.uuid5(client_id, side or "whole"),
            test=test.id,
            side=side,
            taken_at=now,
            method=Measurement.Method.BY_HAND,
            figures=figures,
            choices=choices,
            verdict=Measurement.Verdict.FAIR,
            pain=round(pain) if pain is not None else None,
            stopped_by_pain=values.get(STOPPED) == "yes",
            trials_agree=values.get(AGREE) != "no",
        )
        for side, figures, choices in found
        if figures or (choices and not sided) or any(q.id in choices and q.per_side for q in test.quantities)
    )


def _figures(test: SelfTest, values: Mapping[str, Any], side: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for quantity in test.quantities:
        value = _one(values.get(quantity.id), side if quantity.per_side else "")
        if value is None or quantity.options:
            continue
        bar = BARS[quantity.unit]
        yield (
            quantity.id,
            {
                "value": value,
                "low": max(quantity.least, value - bar),
                "high": value + bar,
                "unit": UNITS[quantity.unit],
            },
        )


def _choices(test: SelfTest, values: Mapping[str, Any], side: str) -> Iterator[tuple[str, str]]:
    for quantity in test.quantities:
        value = _one(values.get(quantity.id), side if quantity.per_side else "")
        if quantity.options and value is not None:
            yield quantity.id, value


def _one(value: Any, side: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(side) if side else None
    return value
