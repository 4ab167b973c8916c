"""Any table of text as named columns of numbers: commas, semicolons, tabs or blanks; header or none."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from loadshare.measure.recording import FloatArray, RecordingError

MAX_PREAMBLE_LINES = 200
MAX_LINE_CHARACTERS = 20_000
_MAX_COLUMNS = 200
_MAX_BAD_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """names: the header in lower case, or () without one. values: (rows, columns). preamble: lines before
    it."""

    names: tuple[str, ...]
    values: FloatArray
    preamble: tuple[str, ...]

    def columns(self, places: Sequence[int]) -> FloatArray:
        """(rows, places): those columns; neighbours in order are not copied."""
        first = places[0]
        if list(places) == list(range(first, first + len(places))):
            return self.values[:, first : first + len(places)]
        return self.values[:, list(places)]


Lines = Callable[[], Iterator[str]]
"""The lines of a text, from the first one each time it is called: an hour need not lie in memory as text."""


def lines_in(text: str) -> Lines:
    """Return the lines of `text`, found one at a time: splitting it at once would triple its memory."""

    def lines() -> Iterator[str]:
        position = 0
        while position < len(text):
            stop = text.find("\n", position)
            stop = len(text) if stop < 0 else stop
            yield text[position:stop]
            position = stop + 1

    return lines


def read_table(lines: Lines) -> Table:
    """Return the first table in `lines`. Raises RecordingError when there is none or its rows do not fit."""
    head = _head_lines(lines)
    start, delimiter = _find_data(head)
    width = len(_split(head[start], delimiter))
    names: tuple[str, ...] = ()
    if start > 0:
        header = [field.strip().strip('"').lower() for field in _split(head[start - 1], delimiter)]
        if len(header) == width:
            names = tuple(header)
    has_decimal_comma = delimiter in (";", "\t") and "," in head[start]

    def rows() -> Iterator[str]:
        found = islice(lines(), start, None)
        return (line.replace(",", ".") for line in found) if has_decimal_comma else found

    values = _parse(rows, delimiter, width)
    preamble = tuple(head[: start - 1] if names else head[:start])
    return Table(names=names, values=values, preamble=preamble)


def _head_lines(lines: Lines) -> list[str]:
    head = []
    for line in islice(lines(), MAX_PREAMBLE_LINES):
        if len(line) >= MAX_LINE_CHARACTERS:
            raise RecordingError(
                "A line of the file is far too long. Export it as CSV with one sample per line."
            )
        head.append(line)
    return head


def _find_data(lines: list[str]) -> tuple[int, str | None]:
    """The first line of numbers (at least three) and its delimiter; None stands for blanks."""
    for index, line in enumerate(lines):
        for delimiter in ("\t", ";", ",", None):
            fields = _split(line, delimiter)
            if 3 <= len(fields) <= _MAX_COLUMNS and _is_data(fields, delimiter):
                return index, delimiter
    raise RecordingError("There is no table of numbers in this file. Export the recording as CSV or JSON.")


def _is_data(fields: list[str], delimiter: str | None) -> bool:
    values = [_number(f.replace(",", ".") if delimiter in (";", "\t") else f) for f in fields]
    known = [v for v in values if v is not None]
    return len(known) == len(fields) and sum(not np.isnan(v) for v in known) >= 3


def _split(line: str, delimiter: str | None) -> list[str]:
    if delimiter is None:
        return line.split()
    if '"' in line:
        return next(csv.reader([line], delimiter=delimiter), [])
    return line.split(delimiter)


def _number(field: str) -> float | None:
    """The value of a field; NaN for an empty one, None for text."""
    field = field.strip().strip('"')
    if field == "" or field.lower() in ("null", "none", "na"):
        return float("nan")
    if not re.fullmatch(
        r"[-+]?(\d[\d.]*([eE][-+]?\d{1,3})?|\.\d+([eE][-+]?\d{1,3})?|nan|inf(inity)?)", field, re.I
    ):
        return None
    try:
        return float(field)
    except ValueError:
        return None


def _parse(rows: Lines, delimiter: str | None, width: int) -> FloatArray:
    try:
        values = np.loadtxt(rows(), delimiter=delimiter, ndmin=2, comments=None, dtype=np.float64)
    except RecordingError:  # is a ValueError too
        raise
    except (ValueError, OverflowError):
        return _parse_slowly(rows, delimiter, width)
    if values.shape[1] != width:
        raise RecordingError("The rows of the table have different lengths. Export the recording again.")
    return values


def _parse_slowly(lines: Lines, delimiter: str | None, width: int) -> FloatArray:
    """Row by row, for files with empty fields or a torn last line; a torn row is left out as missing."""
    values = array("d")  # lists of numbers would take ten times the memory
    bad = 0
    for line in lines():
        if not line.strip():
            continue
        fields = [_number(field) for field in _split(line, delimiter)]
        numbers = [value for value in fields if value is not None]
        if len(fields) != width or len(numbers) != width:
            bad += 1
            continue
        values.extend(numbers)
    rows = np.frombuffer(values, dtype=np.float64).reshape(-1, width)
    if not rows.size or bad > max(1, int(_MAX_BAD_SHARE * rows.shape[0])):
        raise RecordingError("Many rows of the table cannot be read. Export the recording again.")
    return rows
