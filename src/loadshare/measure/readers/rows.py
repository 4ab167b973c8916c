"""Tables in which each row says which sensor, or which device, wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from math import hypot
from statistics import median

import numpy as np

from loadshare.measure.readers.columns import Holds, TableLayout, is_empty, of_rows, split
from loadshare.measure.readers.labels import sensors_told
from loadshare.measure.readers.names import SIGNALS, SensorKind, meaning_of, sensor_of
from loadshare.measure.readers.sources import Lines
from loadshare.measure.readers.turns import (
    Turns,
    Where,
    is_of_a_device,
    label_of,
    may_say_whose,
    refuse_devices,
)
from loadshare.measure.recording import unreadable

_MOST_COLUMNS = 16
_MOST_TOLD = 64 * 2**20
"""Lines times columns: what is kept of each line, so that it is taken apart once."""


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
    said, filled = _said(lines, layout)
    may_be = [place for place, turns in said.items() if turns.changes() > 1]
    for place, turns in said.items() if _is_plain(layout) else ():
        sensors = sensors_told(
            _name(layout, place),
            turns,
            are_numbers=layout.holds[place] is Holds.NUMBERS,
            sizes=partial(_sizes, layout, place),
        )
        if not sensors:
            continue
        others = {one: said[one] for one in may_be if one != place}
        codes = np.frombuffer(turns.codes, dtype=np.uint8)
        parts = Parts()
        for code, sensor in enumerate(sensors):
            kind = sensor_of(sensor)
            if kind is SensorKind.UNKNOWN:
                parts.left_out.append(sensor)
                continue
            if kind in SIGNALS:
                _refuse_devices(layout, others, [one & (codes == code) for one in filled])
            parts.sensors.append(_part(lines, layout, place, turns, code, sensor))
        return parts
    _refuse_devices(layout, {place: said[place] for place in may_be}, filled)
    return Parts()


def _name(layout: TableLayout, place: int) -> str:
    return layout.names[place] if layout.names else ""


def _is_plain(layout: TableLayout) -> bool:
    """Whether the columns say x, y and z and not of which sensor."""
    meanings = [meaning_of(name) for name in layout.names]
    return not meanings or {one.axis for one in meanings if not one.stem} >= {"x", "y", "z"}


def _that_may_say(layout: TableLayout) -> list[int]:
    """The columns that may say whose a row is, those that are named for devices first."""
    places = [n for n, holds in enumerate(layout.holds) if may_say_whose(_name(layout, n), holds)]
    places = sorted(places, key=lambda place: not is_of_a_device(_name(layout, place)))[:_MOST_COLUMNS]
    return sorted(places)


def _said(lines: Lines, layout: TableLayout) -> tuple[dict[int, Turns], list[Where]]:
    """What the columns say that say a few things in turn, and for each sensor the rows that it fills.

    Each line is taken apart once, whatever the number of columns.
    """
    said = {place: Turns() for place in _that_may_say(layout)}
    firsts = _first_of_each(layout)[:_MOST_COLUMNS]
    filled = [bytearray() for _ in firsts]
    of_sensors = [*zip(firsts, filled, strict=True)]
    left = list(said.items())
    most_lines = _MOST_TOLD // (len(left) + len(firsts) or 1)
    for number, line in enumerate(islice(lines(), layout.start, None) if left else ()):
        if number > most_lines:
            raise unreadable("too-long-file")
        row = split(line, layout.delimiter)
        width = len(row)
        for place, turns in left:
            turns.tell(row[place] if place < width else "")
        for place, is_filled in of_sensors:
            is_filled.append(place < width and (row[place][-1:].isdigit() or not is_empty(row[place])))
        if any(turns.is_long for _, turns in left):
            left = [(place, turns) for place, turns in left if not turns.is_long]
            if not left:
                break
    short = {place: turns for place, turns in left if len(turns.shown) > 1}
    return short, [np.frombuffer(one, dtype=np.bool_) for one in filled]


def _sizes(layout: TableLayout, place: int) -> dict[str, float]:
    """The usual size of x, y and z beside each label, in the first rows."""
    sizes: dict[str, list[float]] = {}
    axes = [n for n, name in enumerate(layout.names) if meaning_of(name).axis and not meaning_of(name).stem]
    for row in layout.sample if axes else ():
        with suppress(IndexError, ValueError):
            size = hypot(*(float(row[n].replace(",", ".")) for n in axes))
            sizes.setdefault(label_of(row[place]), []).append(size)
    return {label: median(some) for label, some in sizes.items()}


def _refuse_devices(layout: TableLayout, columns: dict[int, Turns], filled: Iterable[Where]) -> None:
    """Raises RecordingError where rows of several devices that fill the same columns take turns."""
    filled = [*filled]
    for place, said in columns.items():
        for where in filled:
            refuse_devices(_name(layout, place), said, is_one_sensor=len(filled) == 1, where=where)


def _first_of_each(layout: TableLayout) -> list[int]:
    """A column of each sensor; a first one of numbers where none is named."""
    first: dict[str, int] = {}
    for place, name in enumerate(layout.names):
        meaning = meaning_of(name)
        if meaning.axis and meaning.quantity is not SensorKind.OTHER:
            first.setdefault(meaning.stem, place)
    return [*first.values()] or layout.places(Holds.NUMBERS)[-1:]


def _part(
    lines: Lines, layout: TableLayout, place: int, said: Turns, code: int, name: str
) -> tuple[str, Lines, TableLayout]:
    label = [*said.shown][code]

    def some() -> Iterator[str]:
        every = lines()
        yield from islice(every, layout.start)
        for line, one in zip(every, said.codes, strict=False):
            if one == code:
                yield line

    sample = [row for row in layout.sample if place < len(row) and label_of(row[place]) == label]
    return name, some, of_rows(layout, sample)
