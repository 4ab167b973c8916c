"""Any table of text: where its rows begin, what parts the columns, what each of them holds."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice
from operator import itemgetter
from typing import Any

import numpy as np

from loadshare.measure.readers.clocks import Moments, is_day, is_moment
from loadshare.measure.readers.names import SensorKind, meaning_of
from loadshare.measure.readers.sources import MAX_LINE_CHARACTERS, Lines
from loadshare.measure.recording import FloatArray, unreadable

MAX_PREAMBLE_LINES = 200
_HEAD_ROWS = 60
_MAX_COLUMNS = 400
_MAX_BAD_SHARE = 0.05
_DELIMITERS = ("\t", ";", "|", ",", None)
"""None stands for blanks."""
_EMPTY = frozenset({"", "null", "none", "na", "n/a", "nan", "-", "--", "#n/a", "undefined"})
_NUMBER = re.compile(r"[-+]?(\d[\d.]*([eE][-+]?\d{1,3})?|\.\d+([eE][-+]?\d{1,3})?|inf(inity)?)", re.I)
_COMMENT = re.compile(r"^\s*(#|%|//|;)+\s*")
_UNIT = re.compile(
    r"[(\[{]?\s*(-|s|sec|seconds?|ms|us|µs|ns|k?hz|m?g|g'?s|m?/?s\^?[-−]?[²2]|"
    r"m[/ ·*]?s\^?[-−]?[²2]|m/\(s\^?[²2]\)|m/s/s|n/?a|no[ _]?units?|cal|raw|"
    r"deg|°|rad|(deg|°|rad|mdps|dps)[/ ]?s?(ec)?|[µu]t|gauss|%|hpa|lux|lx|°?c|m|m/s|yyyy.*|hh.*)\s*[)\]}]?",
    re.I,
)
_SIGNS = str.maketrans({"−": "-", "–": "-", "\u00a0": "", "\u202f": ""})


class Holds(Enum):
    """What a column holds."""

    NOTHING = 0
    NUMBERS = 1
    MOMENTS = 2
    DAYS = 3
    WORDS = 4


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How a table is written. names: as the file writes them, "" where it names none, or () without any.
    start: the first line of data. preamble: the lines before the names."""

    names: tuple[str, ...]
    holds: tuple[Holds, ...]
    delimiter: str | None
    start: int
    preamble: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    has_decimal_comma: bool

    @property
    def width(self) -> int:
        return len(self.holds)

    def places(self, kind: Holds) -> list[int]:
        """The columns that hold this."""
        return [place for place, holds in enumerate(self.holds) if holds is kind]


def of_rows(layout: TableLayout, rows: Sequence[tuple[str, ...]]) -> TableLayout:
    """How those of its rows are written; as all of them where none is known."""
    if not rows:
        return layout
    columns = [[_kind(row[place]) for row in rows if place < len(row)] for place in range(layout.width)]
    return replace(layout, holds=tuple(_holds(kinds) for kinds in columns), sample=tuple(rows))


def find_layout(lines: Lines) -> TableLayout:
    """Return how the first table in `lines` is written. Raises RecordingError when there is none."""
    head = _head(lines)
    for start, line in enumerate(head[:MAX_PREAMBLE_LINES]):
        for delimiter in _DELIMITERS:
            fields = split(line, delimiter)
            if 2 <= len(fields) <= _MAX_COLUMNS and _is_data(fields) and _goes_on(head, start, delimiter):
                return _layout(head, start, delimiter)
    raise unreadable("no-table")


def _head(lines: Lines) -> list[str]:
    head = []
    for line in islice(lines(), MAX_PREAMBLE_LINES + _HEAD_ROWS):
        if len(line) >= MAX_LINE_CHARACTERS:
            raise unreadable("long-line")
        head.append(line)
    return head


def split(line: str, delimiter: str | None) -> list[str]:
    """The fields of a line; quoted ones are one, whatever is in them."""
    line = _bare(line, delimiter)
    if delimiter is None:
        return line.replace('"', "").split()
    if '"' in line:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    return line.split(delimiter)


def _bare(line: str, delimiter: str | None) -> str:
    """The line without what some loggers end it with, beside what parts its fields."""
    return line if delimiter == ";" else line.rstrip("; \r")


def _is_data(fields: Sequence[str]) -> bool:
    """At least three numbers, or two beside a time; a column of words may stand among them."""
    kinds = [_kind(field) for field in fields]
    numbers = kinds.count(Holds.NUMBERS)
    moments = kinds.count(Holds.MOMENTS)
    return numbers + moments >= 3 and numbers >= 2 and kinds.count(Holds.WORDS) <= numbers + moments


def _goes_on(head: list[str], start: int, delimiter: str | None) -> bool:
    """One line of numbers among words is no table: the next ones are written alike."""
    following = [line for line in head[start + 1 : start + 6] if line.strip()]
    if not following:
        return True
    width = len(split(head[start], delimiter))
    alike = [
        abs(len(split(line, delimiter)) - width) <= 1 and _is_data(split(line, delimiter))
        for line in following
    ]
    return alike[0] or sum(alike) >= 3


def _clean(field: str) -> str:
    """A field without blanks, quotes and signs of print."""
    return field.strip().strip("\"'").translate(_SIGNS)


def is_empty(field: str) -> bool:
    """Whether a field holds nothing, or says that it does."""
    return _clean(field).lower() in _EMPTY


def _kind(field: str) -> Holds:
    field = _clean(field)
    if field.lower() in _EMPTY:
        return Holds.NOTHING
    if _NUMBER.fullmatch(field.replace(",", ".", 1)):
        return Holds.NUMBERS
    if is_moment(field):
        return Holds.MOMENTS
    return Holds.DAYS if is_day(field) else Holds.WORDS


def _layout(head: list[str], start: int, delimiter: str | None) -> TableLayout:
    rows = [split(line, delimiter) for line in head[start:] if line.strip()][:_HEAD_ROWS]
    width = max(len(row) for row in rows)
    names, first = _names(head, start, delimiter, rows)
    if all(len(row) == width and not row[-1].strip() for row in rows):  # each row ends with what parts them
        bare = [row[:-1] for row in rows]
        fewer, above = _names(head, start, delimiter, bare)
        if fewer or not names:
            rows, width, names, first = bare, width - 1, fewer, above
    columns = [[_kind(row[place]) for row in rows if place < len(row)] for place in range(width)]
    return TableLayout(
        names=names,
        holds=tuple(_holds(kinds) for kinds in columns),
        delimiter=delimiter,
        start=start,
        preamble=tuple(head[:first]),
        sample=tuple(tuple(row) for row in rows),
        has_decimal_comma=delimiter != "," and any(re.search(r"\d,\d", line) for line in head[start:]),
    )


def _holds(kinds: list[Holds]) -> Holds:
    for kind in (Holds.WORDS, Holds.MOMENTS, Holds.DAYS, Holds.NUMBERS):
        if kinds.count(kind) > 0.1 * len(kinds):
            return kind
    return Holds.NUMBERS if Holds.NUMBERS in kinds else Holds.NOTHING


def _names(
    head: list[str], start: int, delimiter: str | None, rows: list[list[str]]
) -> tuple[tuple[str, ...], int]:
    """The names above the rows, units joined to them, and the line they are on; () and `start` without."""
    above = [
        place for place in range(start - 1, max(-1, start - 6), -1) if re.search(r"[^\s;,\-=_|]", head[place])
    ]
    units: list[str] = []
    for place in above[:3]:
        fields = _as_names(head[place], delimiter, rows)
        if not fields and not units and place == above[0]:
            fields = _of_another_width(head[place], delimiter, rows)
        if not fields:
            return ((), start) if not units else (tuple(units), start)
        if not units and all(_UNIT.fullmatch(field) for field in fields if field) and len(above) > 1:
            units = fields
            continue
        if units:
            fields = [
                f"{name} ({unit.strip('()[]{} ')})" if unit else name
                for name, unit in zip(fields, units, strict=True)
            ]
        return tuple(fields), place
    return (), start


def _as_names(line: str, delimiter: str | None, rows: list[list[str]]) -> list[str]:
    """The fields of `line` as names of the columns of `rows`; [] where they cannot be."""
    width = max(len(row) for row in rows)
    bare = _COMMENT.sub("", line)
    for mark in (delimiter, *(one for one in _DELIMITERS if one != delimiter)):
        fields = [_as_name(field) for field in split(bare, mark)]
        while len(fields) > width and not fields[-1]:
            fields.pop()
        if len(fields) == width - 1 and mark == delimiter:
            is_quoted = delimiter is not None and line.startswith('"')
            is_first = is_quoted or (_is_needed(fields[0]) and _only_numbers_rows(rows))
            fields = ["", *fields] if is_first else [*fields, ""]
        if len(fields) == width and sum(bool(re.search(r"[A-Za-z]", field)) for field in fields) >= min(
            2, width
        ):
            return fields
    return []


def _only_numbers_rows(rows: list[list[str]]) -> bool:
    """Whether the first column cannot be what a sensor or a clock writes: it names or counts the rows."""
    first = [row[0].strip() for row in rows]
    start = int(first[0]) if re.fullmatch(r"\d{1,12}", first[0]) else -len(first)
    counts = len(first) > 3 and first == [str(start + n) for n in range(len(first))]
    return counts or all(_kind(one) is Holds.WORDS for one in first)


def _as_name(field: str) -> str:
    return re.sub(r"\s+", " ", field).strip(" \"'\ufeff")


def _is_needed(name: str) -> bool:
    meaning = meaning_of(name)
    return (bool(meaning.axis) and meaning.quantity is not SensorKind.OTHER) or (
        meaning.quantity is SensorKind.TIME
    )


def _of_another_width(line: str, delimiter: str | None, rows: list[list[str]]) -> list[str]:
    """The names of a table whose rows have more or fewer fields; [] for a line that names no sensor.

    More names than fields are of columns left empty at the end, which must not be those of a sensor or a
    clock. Raises RecordingError where nobody can tell which name is whose.
    """
    width = max(len(row) for row in rows)
    fields = [_as_name(field) for field in split(_COMMENT.sub("", line), delimiter)]
    if sum(bool(meaning_of(field).axis) for field in fields) < 3:
        return []
    if len(fields) > width:
        if not any(_is_needed(field) for field in fields[width:]):
            return fields[:width]
    elif all(_kind(field) is Holds.NOTHING for row in rows for field in row[len(fields) :]):
        return fields + [""] * (width - len(fields))
    raise unreadable("names-do-not-fit", names=str(len(fields)), fields=str(width))


def read_columns(
    lines: Lines, layout: TableLayout, places: Sequence[int], *, most_rows: int
) -> tuple[FloatArray, int]:
    """Return the columns `places` (two or more), (rows, places), and how many rows were torn and left out.

    Dates and times of day come back as seconds. Raises RecordingError when many rows cannot be read.
    """
    moments = {place: Moments() for place in places if layout.holds[place] in (Holds.MOMENTS, Holds.DAYS)}
    values, torn = _numbers(islice(lines(), layout.start, None), layout, places, moments, most_rows)
    table = np.frombuffer(values, dtype=np.float64).reshape(-1, len(places))
    if not table.size or torn > max(1, int(_MAX_BAD_SHARE * table.shape[0])):
        raise unreadable("torn-rows")
    if moments:
        table = table.copy()
        for place, clock in moments.items():
            column = list(places).index(place)
            table[:, column] = clock.seconds(table[:, column])
    return table, torn


def _numbers(
    lines: Iterator[str],
    layout: TableLayout,
    places: Sequence[int],
    moments: dict[int, Moments],
    most_rows: int,
) -> tuple[array[float], int]:
    values, torn = array("d"), 0
    delimiter, width = layout.delimiter, layout.width
    pick: Callable[[list[Any]], tuple[str | float, ...]] = itemgetter(*places)
    most = most_rows * len(places)
    for line in lines:
        try:
            if "_" in line or '"' in line or not line.isascii():
                raise ValueError  # float would take 1_0 for ten
            bare = _bare(line, delimiter)
            fields: list[Any] = (bare.replace(",", ".") if layout.has_decimal_comma else bare).split(
                delimiter
            )
            if len(fields) != width and (len(fields) != width + 1 or fields[-1].strip()):
                raise ValueError
            for place, clock in moments.items():
                fields[place] = clock(fields[place])
            values.extend([*map(float, pick(fields))])
        except ValueError:
            row = _with_care(line, layout, places, moments)
            if row is None:
                torn += bool(line.strip())
                continue
            values.extend(row)
        if len(values) > most:
            raise unreadable("too-long-file")
    return values, torn


def _with_care(
    line: str, layout: TableLayout, places: Sequence[int], moments: dict[int, Moments]
) -> list[float] | None:
    """The numbers of a row with empty or quoted fields, signs of print or moments; None for a torn one."""
    if len(line) >= MAX_LINE_CHARACTERS:
        return None
    fields = split(line, layout.delimiter)
    if len(fields) < layout.width:
        short = layout.width - len(fields)
        if not any(len(row) < layout.width for row in layout.sample):
            return None
        fields += [""] * short
    row = []
    for place in places:
        value = _value(fields[place], moments.get(place))
        if value is None:
            return None
        row.append(value)
    return row


def _value(field: str, clock: Moments | None) -> float | None:
    field = _clean(field)
    if field.lower() in _EMPTY:
        return float("nan")
    try:
        if clock is not None:
            return clock(field)
        number = field.replace(",", ".", 1)
        return float(number) if number.isascii() and _NUMBER.fullmatch(number) else None
    except ValueError:
        return None
