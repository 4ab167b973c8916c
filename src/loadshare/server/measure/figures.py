"""From the outcome of the measure room to the figures that are kept, named as in the knowledge.

`frontend/src/measure/figures.ts` does the same on the phone; one table of examples tests both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from loadshare.measure.limits import HIP

Figure = dict[str, Any]
Outcome = Mapping[str, Any]

FINE_UNITS = frozenset({"of 1", "g", "m/s²", "m", "m/s"})
"""Units whose figures are small numbers: kept to three places, others to one."""


def figures_of(test: str, outcome: Outcome) -> dict[str, Figure]:
    """The figures of one outcome of the self-test `test`, each with value, low, high and unit."""
    return {name: _plain(estimate, unit=unit) for name, estimate, unit in _estimates(test, outcome)}


def trials_agree(outcome: Outcome) -> bool:
    """Whether repeated tries were near enough to each other to be used (`loadshare-judgement`)."""
    ranges = [outcome.get(name) for name in ("internal", "external", "range")]
    trials = [one["trials_deg"] for one in ranges if one]
    return all(max(degrees) - min(degrees) <= HIP.unreliable_deg for degrees in trials)


def _estimates(test: str, outcome: Outcome) -> Iterator[tuple[str, Outcome, str]]:
    match test:
        case "hip-rotation":
            for name in ("internal", "external"):
                if outcome[name]:
                    yield name, outcome[name]["angle_deg"], "deg"
        case "hip-flexion":
            yield "flexion", outcome["range"]["angle_deg"], "deg"
        case "modified-thomas":
            # The phone counts below level as plus, the knowledge above level.
            yield "thigh-angle", _times(outcome["range"]["angle_deg"], -1), "deg"
        case "forward-bend":
            yield "upper-tilt", outcome["whole_deg"], "deg"
            yield "sacral-tilt", outcome["hip_deg"], "deg"
            yield "hip-share", _times(outcome["hip_share"], 100), "%"
            pairs = min(len(outcome["sacrum"]["bends_deg"]), len(outcome["rib"]["bends_deg"]))
            yield "good-trials", {"value": pairs, "low": pairs, "high": pairs}, "times"
        case "walking":
            yield from _walk(outcome)
        case "single-leg-stance":
            yield "time", outcome["time_s"], "s"
            yield "pelvic-drop", outcome["pelvic_drop_deg"], "deg"
            yield "sway", outcome["sway_m_s2"], "m/s²"
        case "chair-stands" | "bridge-count":
            yield "count", outcome["count"], "times"
        case "side-bridge" | "one-leg-bridge":
            yield "time", outcome["time_s"], "s"


def _walk(outcome: Outcome) -> Iterator[tuple[str, Outcome, str]]:
    """A walk between near walls has no figures of straight parts; step length and speed need a height."""
    yield "cadence", outcome["cadence_per_min"], "times"
    yield "steps", outcome["steps"], "steps"
    for name, key, unit in (
        ("step-regularity", "step_regularity", "of 1"),
        ("stride-regularity", "stride_regularity", "of 1"),
        ("vertical-shake", "vertical_rms_g", "g"),
    ):
        if outcome[key]:
            yield name, outcome[key], unit
    if outcome["strides"]:
        yield "stride-time", _times(outcome["strides"]["time_s"], 1000), "ms"
        yield "stride-variability", _times(outcome["strides"]["variability_s"], 1000), "ms"
    if outcome["pace"]:
        yield "step-length", outcome["pace"]["step_length_m"], "m"
        yield "speed", outcome["pace"]["speed_m_s"], "m/s"


def _plain(estimate: Outcome, *, unit: str) -> Figure:
    digits = 3 if unit in FINE_UNITS else 1
    rounded = {name: round(estimate[name], digits) + 0.0 for name in ("value", "low", "high")}
    return {**rounded, "unit": unit}


def _times(estimate: Outcome, factor: float) -> Outcome:
    ends = sorted((estimate["low"] * factor, estimate["high"] * factor))
    return {"value": estimate["value"] * factor, "low": ends[0], "high": ends[1]}
