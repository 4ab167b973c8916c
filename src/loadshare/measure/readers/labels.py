"""What rows and messages call the sensor that wrote them: in words, or by the numbers of Android."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from loadshare.measure.readers.names import SIGNALS, SensorKind, sensor_of, words_of
from loadshare.measure.readers.turns import Turns, is_of_a_device

_OF_A_SENSOR = re.compile(r"sensors?(name|type|kind|id|label)?|type|topic|source")
_OF_ANDROID = {
    "1": "accelerometer",
    "2": "magnetic field",
    "3": "orientation",
    "4": "gyroscope",
    "5": "light",
    "6": "pressure",
    "9": "gravity",
    "10": "linear acceleration",
    "11": "rotation vector",
    "14": "magnetic field uncalibrated",
    "15": "game rotation vector",
    "16": "gyroscope uncalibrated",
    "20": "geomagnetic rotation vector",
    "35": "accelerometer uncalibrated",
}
"""The numbers that Android gives its sensors."""
_WITH_GRAVITY = {"1", "9", "35"}
_LEAST_KNOWN = 0.95
_LEAST_TURNS = 0.02
"""Of all rows. Sensors that write side by side take turns; what somebody does changes more seldom."""


@lru_cache(maxsize=2048)
def is_of_a_sensor(name: str) -> bool:
    """Whether what has this name says which sensor wrote a row or a message."""
    return _OF_A_SENSOR.fullmatch("".join(words_of(name))) is not None


def sensors_told(
    name: str, said: Turns, *, are_numbers: bool, sizes: Callable[[], Mapping[str, float]]
) -> list[str]:
    """What each label of `said` below `name` calls its sensor; [] where it does not tell sensors apart.

    sizes: the usual size of what stands beside each label, where x, y and z are known.
    """
    labels = [*said.shown.values()]
    if are_numbers:
        if not is_of_a_device(name) and not said.take_turns(_LEAST_TURNS):
            return []  # they may be of activities as well
        labels = _by_android(said, sizes())
    sensors = [sensor_of(label) for label in labels]
    signals = {*sensors} & {*SIGNALS}
    are_all_known = SensorKind.UNKNOWN not in sensors and not said.is_silent
    do_turn = len(signals) > 1 and said.take_turns(_LEAST_TURNS)
    return labels if signals and (are_all_known or is_of_a_sensor(name) or do_turn) else []


def _by_android(said: Turns, sizes: Mapping[str, float]) -> list[str]:
    """Numbers by the names of Android; not where what no accelerometer wrote is of its size as well."""
    counts = said.counts()
    alike = {one for one in sizes if 0.8 < sizes[one] / (sizes.get("1") or 1.0) < 1.25}
    known = sum(counts[label] for label in _OF_ANDROID)
    are_its = known > _LEAST_KNOWN * counts.total() and ("1" not in sizes or alike <= _WITH_GRAVITY)
    return [_OF_ANDROID.get(label, shown) if are_its else shown for label, shown in said.shown.items()]
