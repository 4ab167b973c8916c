"""Tables in which each row says which sensor, or which device, wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from loadshare.measure.readers.columns import Holds, TableLayout, of_rows, split
from loadshare.measure.readers.names import SIGNALS, SensorKind, meaning_of, sensor_of, words_of
from loadshare.measure.readers.sources import Lines
from loadshare.measure.recording import unreadable

_OF_A_SENSOR = re.compile(r"sensors?(name|type|kind|id|label)?|type|topic|source")
_OF_A_DEVICE = re.compile(r"(sensors?|device)(name|type|kind|id|label)|device")
_MOST_LABELS = 40
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


def parts_of(lines: Lines, layout: TableLayout) -> list[tuple[str, Lines, TableLayout]]:
    """The rows of each sensor, by what they call it; [] where rows do not say whose they are.

    Rows of no known sensor are left out where the column is named for sensors. Raises RecordingError where
    rows of several devices take turns.
    """
    labels_in = {place: _labels(lines, layout, place) for place in _that_may_say(layout)}
    for place, labels in labels_in.items():
        sensors = {label: sensor_of(name) for label, name in labels.items()}
        known = [label for label, sensor in sensors.items() if sensor is not SensorKind.UNKNOWN]
        if len(labels) < 2 or not {*sensors.values()} & {*SIGNALS} or not _is_plain(layout):
            continue
        if len(known) == len(labels) or _OF_A_SENSOR.fullmatch(_squeezed(layout, place)):
            _refuse_devices(lines, layout, {other: labels_in[other] for other in labels_in if other != place})
            return [_part(lines, layout, place, label, labels[label]) for label in known]
    _refuse_devices(lines, layout, labels_in)
    return []


def _squeezed(layout: TableLayout, place: int) -> str:
    return "".join(words_of(layout.names[place])) if layout.names else ""


def _is_plain(layout: TableLayout) -> bool:
    """Whether the columns say x, y and z and not of which sensor."""
    meanings = [meaning_of(name) for name in layout.names]
    return not meanings or {one.axis for one in meanings if not one.stem} >= {"x", "y", "z"}


def _that_may_say(layout: TableLayout) -> Iterator[int]:
    """The columns that may say whose a row is: by their name, or by words that name sensors."""
    for place, holds in enumerate(layout.holds):
        squeezed = _squeezed(layout, place)
        is_of_a_device = _OF_A_DEVICE.fullmatch(squeezed) is not None
        if holds is Holds.WORDS:
            if is_of_a_device or _OF_A_SENSOR.fullmatch(squeezed) or _names_a_sensor(layout, place):
                yield place
        elif holds is Holds.NUMBERS and is_of_a_device:
            yield place


def _names_a_sensor(layout: TableLayout, place: int) -> bool:
    said = {row[place] for row in layout.sample if place < len(row)}
    return any(sensor_of(one) is not SensorKind.UNKNOWN for one in said)


def _labels(lines: Lines, layout: TableLayout, place: int) -> dict[str, str]:
    """What the column says in all rows, and how it is shown; {} for more than sensors could be."""
    labels: dict[str, str] = {}
    for line in islice(lines(), layout.start, None):
        for field in split(line, layout.delimiter)[place : place + 1]:
            labels.setdefault(_label(field), field.strip(" \"'"))
        if len(labels) > _MOST_LABELS:
            return {}
    if layout.holds[place] is Holds.NUMBERS and set(labels) <= set(_OF_ANDROID):
        return {label: _OF_ANDROID[label] for label in labels}
    return labels


def _label(field: str) -> str:
    return " ".join(field.split()).strip("\"' ").removesuffix(".0").lower()


def _refuse_devices(lines: Lines, layout: TableLayout, labels_in: dict[int, dict[str, str]]) -> None:
    """Rows of two devices that take turns are two recordings, however well their clocks run on."""
    for place, labels in labels_in.items():
        if len(labels) < 2 or not _OF_A_DEVICE.fullmatch(_squeezed(layout, place)):
            continue
        rows = (split(line, layout.delimiter) for line in islice(lines(), layout.start, None))
        said = [_label(row[place]) for row in rows if place < len(row)]
        if sum(one != other for one, other in pairwise(said)) >= len(labels):
            raise unreadable("two-recordings", names=", ".join(labels.values())[:120])


def _part(
    lines: Lines, layout: TableLayout, place: int, label: str, name: str
) -> tuple[str, Lines, TableLayout]:
    def is_its(row: tuple[str, ...] | list[str]) -> bool:
        return place < len(row) and _label(row[place]) == label

    def some() -> Iterator[str]:
        for number, line in enumerate(lines()):
            if number < layout.start or is_its(split(line, layout.delimiter)):
                yield line

    return name, some, of_rows(layout, [row for row in layout.sample if is_its(row)])
