"""Tables in which each row says which sensor, or which device, wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from math import hypot
from statistics import median

from loadshare.measure.readers.columns import Holds, TableLayout, is_empty, of_rows, split
from loadshare.measure.readers.names import SIGNALS, SensorKind, meaning_of, sensor_of, words_of
from loadshare.measure.readers.sources import Lines
from loadshare.measure.readers.turns import MOST_LABELS, Turns, is_of_a_device, label_of, refuse_devices

_OF_A_SENSOR = re.compile(r"sensors?(name|type|kind|id|label)?|type|topic|source")
_MAY_BE_OF_A_DEVICE = re.compile(
    r"(sensors?|sides?|address|foot|leg|limb|imu|unit|user|subject|participant|person)(id|no|nr|number)?|id"
)
"""Columns of numbers that may be those of devices or people; any column of words may say so."""
_OF_ANY = re.compile(r"sensors?|type")
"""Columns whose numbers are Android's only where sensors take turns: they may be of activities as well."""
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
    columns = {place: _said(lines, layout, place) for place in _that_may_say(layout)}
    columns = {place: said for place, said in columns.items() if 2 <= len(said.shown) <= MOST_LABELS}
    may_be = [place for place, said in columns.items() if said.changes > 1]
    for place, said in columns.items():
        labels = _sensors_in(layout, place, said)
        sensors = {label: sensor_of(name) for label, name in labels.items()}
        known = [label for label, sensor in sensors.items() if sensor is not SensorKind.UNKNOWN]
        signals = {*sensors.values()} & {*SIGNALS}
        if not signals or not _is_plain(layout) or not _may_be_numbers(layout, place, said):
            continue
        is_named = _OF_A_SENSOR.fullmatch(_squeezed(layout, place)) is not None
        if len(known) == len(labels) or is_named or (len(signals) > 1 and said.take_turns(_LEAST_TURNS)):
            parts = [_part(lines, layout, place, label, labels[label]) for label in known]
            for name, some, _ in parts:
                if sensor_of(name) in SIGNALS:
                    _refuse_devices(some, layout, [other for other in may_be if other != place])
            return Parts(parts, [labels[one] for one in labels if one not in known and labels[one]])
    _refuse_devices(lines, layout, may_be)
    return Parts()


def _squeezed(layout: TableLayout, place: int) -> str:
    return "".join(words_of(layout.names[place])) if layout.names else ""


def _is_plain(layout: TableLayout) -> bool:
    """Whether the columns say x, y and z and not of which sensor."""
    meanings = [meaning_of(name) for name in layout.names]
    return not meanings or {one.axis for one in meanings if not one.stem} >= {"x", "y", "z"}


def _that_may_say(layout: TableLayout) -> Iterator[int]:
    """The columns that may say whose a row is: by their name, or by words."""
    for place, holds in enumerate(layout.holds):
        squeezed = _squeezed(layout, place)
        may_be_numbers = _OF_ANY.fullmatch(squeezed) or _MAY_BE_OF_A_DEVICE.fullmatch(squeezed)
        if holds is Holds.WORDS or is_of_a_device(squeezed) or (holds is Holds.NUMBERS and may_be_numbers):
            yield place


def _may_be_numbers(layout: TableLayout, place: int, said: Turns) -> bool:
    """Whether the numbers in a column are of sensors; words are what they are."""
    if layout.holds[place] is not Holds.NUMBERS or is_of_a_device(_squeezed(layout, place)):
        return True
    return said.take_turns(_LEAST_TURNS)


def _said(lines: Lines, layout: TableLayout, place: int, *, filled: int | None = None) -> Turns:
    """What the column says, until it is more than sensors could be; filled: only in rows that fill this."""
    said = Turns()
    for line in islice(lines(), layout.start, None):
        row = split(line, layout.delimiter)
        if place < len(row) and (filled is None or _is_whose(row, place, filled)):
            said.tell(row[place])
        if len(said.shown) > MOST_LABELS:
            break
    return said


def _is_whose(row: list[str], place: int, filled: int) -> bool:
    return filled < len(row) and not is_empty(row[place]) and not is_empty(row[filled])


def _sensors_in(layout: TableLayout, place: int, said: Turns) -> dict[str, str]:
    """What each label is called, the numbers of Android by their names."""
    if layout.holds[place] is Holds.NUMBERS and _are_of_android(layout, place, said.counts):
        return {label: _OF_ANDROID.get(label, shown) for label, shown in said.shown.items()}
    return said.shown


def _are_of_android(layout: TableLayout, place: int, counts: Counter[str]) -> bool:
    """Whether numbers are those of Android; not where what no accelerometer wrote is of its size as well."""
    sizes: dict[str, list[float]] = {}
    axes = [n for n, name in enumerate(layout.names) if meaning_of(name).axis and not meaning_of(name).stem]
    for row in layout.sample:
        with suppress(IndexError, ValueError):
            size = hypot(*(float(row[n].replace(",", ".")) for n in axes))
            sizes.setdefault(label_of(row[place]), []).append(size)
    usual = {label: median(some) for label, some in sizes.items()}
    alike = [one for one in usual if axes and 0.8 < usual[one] / (usual.get("1") or 1.0) < 1.25]
    known = sum(counts[label] for label in _OF_ANDROID)
    return known > _LEAST_KNOWN * counts.total() and ("1" not in usual or {*alike} <= _WITH_GRAVITY)


def _refuse_devices(lines: Lines, layout: TableLayout, places: Iterable[int]) -> None:
    """Raises RecordingError where rows of several devices that fill the same columns take turns."""
    filled = _first_of_each(layout)
    for place in places:
        for one in filled:
            said = _said(lines, layout, place, filled=one)
            refuse_devices(_squeezed(layout, place), said, is_one_sensor=len(filled) == 1)


def _first_of_each(layout: TableLayout) -> list[int]:
    """A column of each sensor; a first one of numbers where none is named."""
    first: dict[str, int] = {}
    for place, name in enumerate(layout.names):
        meaning = meaning_of(name)
        if meaning.axis and meaning.quantity is not SensorKind.OTHER:
            first.setdefault(meaning.stem, place)
    return [*first.values()] or layout.places(Holds.NUMBERS)[-1:]


def _part(
    lines: Lines, layout: TableLayout, place: int, label: str, name: str
) -> tuple[str, Lines, TableLayout]:
    def is_its(row: tuple[str, ...] | list[str]) -> bool:
        return place < len(row) and label_of(row[place]) == label

    def some() -> Iterator[str]:
        for number, line in enumerate(lines()):
            if number < layout.start or is_its(split(line, layout.delimiter)):
                yield line

    return name, some, of_rows(layout, [row for row in layout.sample if is_its(row)])
