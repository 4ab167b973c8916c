"""Tables in which each row says which sensor, or which device, wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, pairwise
from math import hypot
from statistics import median

from loadshare.measure.readers.columns import Holds, TableLayout, of_rows, split
from loadshare.measure.readers.names import SIGNALS, SensorKind, meaning_of, sensor_of, words_of
from loadshare.measure.readers.sources import Lines
from loadshare.measure.recording import unreadable

_OF_A_SENSOR = re.compile(r"sensors?(name|type|kind|id|label)?|type|topic|source")
_OF_A_DEVICE = re.compile(r"(sensors?|device)(name|type|kind|id|label)|device")
_OF_ANY = re.compile(r"sensors?|type")
"""Columns whose numbers are Android's only where sensors take turns: they may be of activities as well."""
_MOST_LABELS = 40
_LEAST_TURNS = 0.02
"""Of all rows. Sensors that write side by side take turns; what somebody does changes more seldom."""
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


@dataclass(slots=True)
class _Column:
    """What a column says in all rows, and how it is shown; none for more than sensors could be."""

    labels: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    changes: int = 0

    @property
    def takes_turns(self) -> bool:
        return self.changes >= max(len(self.labels), _LEAST_TURNS * self.counts.total())


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows of each sensor, by what they call it; none where rows do not say whose they are.

    left_out: what other rows say, which is of no sensor.
    """

    sensors: list[tuple[str, Lines, TableLayout]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def parts_of(lines: Lines, layout: TableLayout) -> Parts:
    """Part the rows by the sensors that they name.

    Rows of no known sensor are left out where the column is named for sensors, or names several that take
    turns. Raises RecordingError where rows of several devices take turns.
    """
    columns = {place: _column(lines, layout, place) for place in _that_may_say(layout)}
    for place, column in columns.items():
        labels = column.labels
        sensors = {label: sensor_of(name) for label, name in labels.items()}
        known = [label for label, sensor in sensors.items() if sensor is not SensorKind.UNKNOWN]
        signals = {*sensors.values()} & {*SIGNALS}
        if (
            len(labels) < 2
            or not signals
            or not _is_plain(layout)
            or not _may_be_numbers(layout, place, column)
        ):
            continue
        is_named = _OF_A_SENSOR.fullmatch(_squeezed(layout, place)) is not None
        if len(known) == len(labels) or is_named or (len(signals) > 1 and column.takes_turns):
            others = {other: columns[other].labels for other in columns if other != place}
            _refuse_devices(lines, layout, others)
            parts = [_part(lines, layout, place, label, labels[label]) for label in known]
            return Parts(parts, [labels[label] for label in labels if label not in known])
    _refuse_devices(lines, layout, {place: column.labels for place, column in columns.items()})
    return Parts()


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
        elif holds is Holds.NUMBERS and (is_of_a_device or _OF_ANY.fullmatch(squeezed)):
            yield place


def _names_a_sensor(layout: TableLayout, place: int) -> bool:
    said = {row[place] for row in layout.sample if place < len(row)}
    return any(sensor_of(one) is not SensorKind.UNKNOWN for one in said)


def _may_be_numbers(layout: TableLayout, place: int, column: _Column) -> bool:
    """Whether the numbers in a column are of sensors; words are what they are."""
    if layout.holds[place] is not Holds.NUMBERS or not _OF_ANY.fullmatch(_squeezed(layout, place)):
        return True
    return column.takes_turns


def _column(lines: Lines, layout: TableLayout, place: int) -> _Column:
    column, before = _Column(), ""
    for line in islice(lines(), layout.start, None):
        for cell in split(line, layout.delimiter)[place : place + 1]:
            label = _label(cell)
            column.labels.setdefault(label, cell.strip(" \"'"))
            column.changes += bool(column.counts) and label != before
            column.counts[label] += 1
            before = label
        if len(column.labels) > _MOST_LABELS:
            return _Column()
    if layout.holds[place] is Holds.NUMBERS and _are_of_android(layout, place, column.counts):
        column.labels |= {label: _OF_ANDROID[label] for label in column.labels if label in _OF_ANDROID}
    return column


def _are_of_android(layout: TableLayout, place: int, counts: Counter[str]) -> bool:
    """Whether numbers are those of Android; not where what no accelerometer wrote is of its size as well."""
    sizes: dict[str, list[float]] = {}
    axes = [n for n, name in enumerate(layout.names) if meaning_of(name).axis and not meaning_of(name).stem]
    for row in layout.sample:
        with suppress(IndexError, ValueError):
            size = hypot(*(float(row[n].replace(",", ".")) for n in axes))
            sizes.setdefault(_label(row[place]), []).append(size)
    usual = {label: median(some) for label, some in sizes.items()}
    alike = [one for one in usual if axes and 0.8 < usual[one] / (usual.get("1") or 1.0) < 1.25]
    known = sum(counts[label] for label in _OF_ANDROID)
    return known > _LEAST_KNOWN * counts.total() and ("1" not in usual or {*alike} <= _WITH_GRAVITY)


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
