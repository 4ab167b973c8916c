"""A measurement as the JSON that the command line prints and the browser's engine returns."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from loadshare.measure.bend import measure_bend
from loadshare.measure.inclinometer import measure_hip_flexion, measure_hip_rotation, measure_thomas
from loadshare.measure.quality import MeasurementRefusedError, refusal
from loadshare.measure.recording import Recording, RecordingError, Side
from loadshare.measure.stance import measure_stance
from loadshare.measure.timed import count_bridges, count_chair_stands, time_hold
from loadshare.measure.walking import measure_walk

_DIGITS = 4
_SIDED: dict[str, Callable[..., Any]] = {
    "hip-rotation": measure_hip_rotation,
    "hip-flexion": measure_hip_flexion,
    "thomas": measure_thomas,
}
_SINGLE: dict[str, Callable[..., Any]] = {
    "chair": count_chair_stands,
    "bridge": count_bridges,
    "hold": time_hold,
}
TESTS = ("bend", "walk", *_SINGLE, *_SIDED, "stance")


def evaluate(
    test: str, *, recordings: Sequence[Recording], side: Side | None = None, height_m: float | None = None
) -> dict[str, Any]:
    """Return the outcome of `test` (one of TESTS) as JSON: its figures, or `{"refused": {code, message}}`.

    The hip tests take one or more recordings of the same leg, `bend` the one at the sacrum and the one at
    the lowest rib, the others one. `side` is used where the recording does not say, `height_m` by the
    walk. Raises KeyError for another test.
    """
    return outcome_of(lambda: _measure(test, recordings, side, height_m))


def outcome_of(measure: Callable[[], Any]) -> dict[str, Any]:
    """Return what `measure` gives as JSON; a refusal as `{"refused": {code, message}}`."""
    try:
        result: dict[str, Any] = to_json(measure())
    except (MeasurementRefusedError, RecordingError) as error:
        code = error.code if isinstance(error, MeasurementRefusedError) else "unreadable"
        return {"refused": {"code": code, "message": str(error)}}
    return result


def to_json(value: Any) -> Any:
    """Return dataclasses, arrays and enums as what JSON knows, figures to four decimals."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        return np.round(value, _DIGITS).tolist() if value.dtype.kind == "f" else value.tolist()
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    return round(value, _DIGITS) if isinstance(value, float) else value


def _measure(test: str, recordings: Sequence[Recording], side: Side | None, height_m: float | None) -> Any:
    if test == "walk":
        return measure_walk(recording=recordings[0], height_m=height_m)
    if test == "bend":
        sacrum, rib = recordings
        return measure_bend(sacrum=sacrum, rib=rib)
    if test in _SINGLE:
        return _SINGLE[test](recording=recordings[0])
    side = next((one.side for one in recordings if one.side), side)
    if side is None:
        raise refusal("side-unknown")
    if test == "stance":
        return measure_stance(recording=recordings[0], side=side)
    return _SIDED[test](recordings=recordings, side=side)
