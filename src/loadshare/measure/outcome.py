"""One way in to every test: the recordings of one try or several → the figures, also as plain JSON values."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import numpy as np

from loadshare.measure.bend import measure_bend
from loadshare.measure.inclinometer import measure_hip_flexion, measure_hip_rotation, measure_thomas
from loadshare.measure.quality import MeasurementRefusedError
from loadshare.measure.recording import Placement, Recording, Side
from loadshare.measure.stance import measure_stance
from loadshare.measure.timed import count_bridges, count_chair_stands, time_hold
from loadshare.measure.walking import measure_walk


class MovementTest(StrEnum):
    """The tests a phone can measure, named as in the knowledge."""

    HIP_ROTATION = "hip-rotation"
    HIP_FLEXION = "hip-flexion"
    MODIFIED_THOMAS = "modified-thomas"
    FORWARD_BEND = "forward-bend"
    WALKING = "walking"
    SINGLE_LEG_STANCE = "single-leg-stance"
    CHAIR_STANDS = "chair-stands"
    BRIDGE_COUNT = "bridge-count"
    SIDE_BRIDGE = "side-bridge"
    ONE_LEG_BRIDGE = "one-leg-bridge"


_ANGLES: Mapping[MovementTest, Callable[..., Any]] = {
    MovementTest.HIP_ROTATION: measure_hip_rotation,
    MovementTest.HIP_FLEXION: measure_hip_flexion,
    MovementTest.MODIFIED_THOMAS: measure_thomas,
}
_SINGLE: Mapping[MovementTest, Callable[..., Any]] = {
    MovementTest.WALKING: measure_walk,
    MovementTest.CHAIR_STANDS: count_chair_stands,
    MovementTest.BRIDGE_COUNT: count_bridges,
    MovementTest.SIDE_BRIDGE: time_hold,
    MovementTest.ONE_LEG_BRIDGE: time_hold,
}
USUAL_PLACEMENT: Mapping[MovementTest, Placement] = {
    MovementTest.HIP_ROTATION: Placement.SHIN,
    MovementTest.HIP_FLEXION: Placement.THIGH,
    MovementTest.MODIFIED_THOMAS: Placement.THIGH,
    MovementTest.FORWARD_BEND: Placement.SACRUM,
    MovementTest.WALKING: Placement.SACRUM,
    MovementTest.SINGLE_LEG_STANCE: Placement.SACRUM,
    MovementTest.CHAIR_STANDS: Placement.SACRUM,
    MovementTest.BRIDGE_COUNT: Placement.PELVIS_FRONT,
    MovementTest.SIDE_BRIDGE: Placement.PELVIS_FRONT,
    MovementTest.ONE_LEG_BRIDGE: Placement.PELVIS_FRONT,
}
SIDED = frozenset({*_ANGLES, MovementTest.SINGLE_LEG_STANCE})
"""Tests whose figures need to know the leg; for a stance, the leg that stands."""


def evaluate_test(*, test: MovementTest, recordings: Sequence[Recording], side: Side | None = None) -> Any:
    """Return the figures of `test`: the frozen result of its own `measure_…` function.

    The hip angles take one recording or several of the same leg; the forward bend takes two, at the sacrum
    and at the lowest rib, in that order; every other test takes one. `side` is used where the recordings do
    not name it. Raises MeasurementRefusedError: as the test's own function; `side-unknown`;
    `wrong-number` of recordings.
    """
    wanted = 2 if test is MovementTest.FORWARD_BEND else 1
    if not recordings or (test not in _ANGLES and len(recordings) != wanted):
        raise MeasurementRefusedError(
            "wrong-number", f"This test takes {wanted} recording{'s' if wanted > 1 else ''}. Send just that."
        )
    if test is MovementTest.FORWARD_BEND:
        return measure_bend(sacrum=recordings[0], rib=recordings[1])
    if test in _SINGLE:
        return _SINGLE[test](recording=recordings[0])
    leg = recordings[0].side or side
    if leg is None:
        raise MeasurementRefusedError("side-unknown", "Say which leg it was: left or right.")
    if test in _ANGLES:
        return _ANGLES[test](recordings=recordings, side=leg)
    return measure_stance(recording=recordings[0], side=leg)


def as_plain(value: Any) -> Any:
    """Dataclasses, arrays and enums as what JSON knows; numbers to four places."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        return np.round(value, 4).tolist() if value.dtype.kind == "f" else value.tolist()
    if isinstance(value, tuple | list):
        return [as_plain(item) for item in value]
    return round(value, 4) if isinstance(value, float) else value
