"""From the results of the measure room to the figures that are kept, named as in the knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loadshare.measure import (
    Bend,
    Estimate,
    HipAngle,
    HipRotation,
    HoldTime,
    MovementTest,
    Range,
    RepetitionCount,
    Stance,
    Walk,
)
from loadshare.measure.inclinometer import UNRELIABLE_DEG

Figure = dict[str, Any]

EXTRA_UNITS = {
    MovementTest.WALKING: {
        "steps": "steps",
        "step-regularity": "of 1",
        "stride-regularity": "of 1",
        "step-difference": "%",
        "vertical-shake": "g",
    },
    MovementTest.SINGLE_LEG_STANCE: {"pelvic-drop": "deg", "sway": "m/s²"},
}
"""Figures that are kept for one's own trend and that no rule reads."""


def figures_of(test: MovementTest, result: Any) -> dict[str, Figure]:
    """The figures of one result, each with value, low, high and unit."""
    return {name: _plain(estimate, unit=unit) for name, estimate, unit in _estimates(test, result)}


def trials_agree(result: Any) -> bool:
    """Whether repeated tries were near enough to each other to be used (CE 7.0)."""
    ranges = [getattr(result, name, None) for name in ("internal", "external", "range")]
    spreads = [max(one.trials_deg) - min(one.trials_deg) for one in ranges if isinstance(one, Range)]
    return all(spread <= UNRELIABLE_DEG for spread in spreads)


def _estimates(test: MovementTest, result: Any) -> Iterator[tuple[str, Estimate, str]]:
    match result:
        case HipRotation(internal=internal, external=external):
            for name, found in (("internal", internal), ("external", external)):
                if found is not None:
                    yield name, found.angle_deg, "deg"
        case HipAngle(range=found) if test is MovementTest.MODIFIED_THOMAS:
            yield "thigh-angle", _turned(found.angle_deg), "deg"
        case HipAngle(range=found):
            yield "flexion", found.angle_deg, "deg"
        case Bend():
            yield "upper-tilt", result.whole_deg, "deg"
            yield "sacral-tilt", result.hip_deg, "deg"
            yield "hip-share", _times(result.hip_share, 100), "%"
        case Walk():
            yield "cadence", result.cadence_per_min, "times"
            yield "steps", result.steps, "steps"
            yield "step-regularity", result.step_regularity, "of 1"
            yield "stride-regularity", result.stride_regularity, "of 1"
            yield "step-difference", result.step_difference_pct, "%"
            yield "vertical-shake", result.vertical_rms_g, "g"
        case Stance():
            yield "time", result.time_s, "s"
            yield "pelvic-drop", result.pelvic_drop_deg, "deg"
            yield "sway", result.sway_m_s2, "m/s²"
        case RepetitionCount(count=count):
            yield "count", count, "times"
        case HoldTime(time_s=time):
            yield "time", time, "s"


def _plain(estimate: Estimate, *, unit: str) -> Figure:
    digits = 3 if unit in {"of 1", "g", "m/s²"} else 1
    return {
        "value": round(estimate.value, digits),
        "low": round(estimate.low, digits),
        "high": round(estimate.high, digits),
        "unit": unit,
    }


def _turned(estimate: Estimate) -> Estimate:
    """The phone counts below level as plus; the knowledge counts above level as plus."""
    return Estimate(
        value=-estimate.value,
        low=-estimate.high,
        high=-estimate.low,
        unit=estimate.unit,
        source=estimate.source,
    )


def _times(estimate: Estimate, factor: float) -> Estimate:
    return Estimate(
        value=estimate.value * factor,
        low=estimate.low * factor,
        high=estimate.high * factor,
        unit=estimate.unit,
        source=estimate.source,
    )
