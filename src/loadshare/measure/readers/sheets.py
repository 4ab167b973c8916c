"""Excel workbooks, .xlsx and .xls: each sheet as a table of text."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any
from zipfile import ZipFile

import xlrd
from python_calamine import CalamineSheet, CalamineWorkbook

from loadshare.measure.readers.sources import Lines
from loadshare.measure.recording import RecordingError, unreadable
from loadshare.zips import blocks_of

_OLD = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x09\x08\x10\x00\x00\x06",
    b"\x09\x04\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x00\x04\x00",
)
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_FAR = re.compile(rb'r="(?:[A-Za-z]{2}|[A-Za-z]?\d{6})')
_NEAR = (99_999, 26)
"""No place is further down or further right than this where none is far."""
_PADDING = re.compile(rb"(\s)\s+|(0{9})0+")
_KEPT = 4096
_BYTES_A_CELL = 16
Sheets = list[tuple[str, Lines]]


def is_old_workbook(head: bytes) -> bool:
    """Whether bytes that begin so are an .xls."""
    return head.startswith(_OLD)


def is_workbook(archive: ZipFile) -> bool:
    """Whether a zip is an .xlsx."""
    names = archive.namelist()
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def sheets_in(content: bytes, archive: ZipFile, *, most_bytes: int) -> Sheets:
    """Return the sheets of an .xlsx, by name. Raises RecordingError for a damaged or enormous one."""
    _check_size(archive, most_bytes)

    def open_all() -> Sheets:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet_of = lru_cache(maxsize=1)(
            book.get_sheet_by_name
        )  # a table is read twice, opening it takes as long
        return [(name, _lines(partial(_cells, sheet_of, name))) for name in book.sheet_names]

    return _or_damaged(open_all)


def _cells(sheet_of: Callable[[str], CalamineSheet], name: str) -> Iterator[list[Any]]:
    return sheet_of(name).iter_rows()


def old_sheets_in(content: bytes) -> Sheets:
    """Return the sheets of an .xls, by name. Raises RecordingError for a damaged one."""

    def open_all() -> Sheets:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True)

        return [(sheet.name, _lines(partial(_old_cells, sheet, book.datemode))) for sheet in book.sheets()]

    return _or_damaged(open_all)


def _old_cells(sheet: xlrd.sheet.Sheet, datemode: int) -> Iterator[list[Any]]:
    for row in range(sheet.nrows):
        yield [
            xlrd.xldate_as_datetime(value, datemode) if kind == xlrd.XL_CELL_DATE else value
            for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        ]


def _check_size(archive: ZipFile, most_bytes: int) -> None:
    """A few bytes can name a cell a million rows down: the reader would make room for all before it."""
    left, most_cells = most_bytes, most_bytes // _BYTES_A_CELL
    for member in archive.infolist():  # of any member: a workbook names its sheets as it likes
        rest, rows, columns, unplaced = b"", 1, 1, 0
        for block in blocks_of(archive, member):
            left -= len(block)
            if left < 0:
                raise unreadable("excel-too-large")
            text, _, rest = (rest + block).rpartition(b">")  # a tag may go on in the next block
            if len(rest) > _KEPT:
                rest = _PADDING.sub(rb"\1\2", rest)[-_KEPT:]
            is_near = math.prod(_NEAR) <= most_cells and _is_near(text)
            reach = (*_NEAR, 0) if is_near else _reach(text)
            rows, columns, unplaced = max(rows, reach[0]), max(columns, reach[1]), unplaced + reach[2]
            if rows * max(columns, unplaced) > most_cells:
                raise unreadable("excel-too-large")


def _is_near(text: bytes) -> bool:
    """Whether every cell and row in a part of a sheet says its place in the usual spelling, and none is far.

    This is quick, and true of nearly all that is sent.
    """
    placed = text.count(b'<c r="') + text.count(b'<row r="')
    is_usual = 0 < placed == text.count(b"<c") + text.count(b"<row")
    return is_usual and b":c" not in text and b":row" not in text and not _FAR.search(text)


def _reach(text: bytes) -> tuple[int, int, int]:
    """The last row and column that a part of a sheet names, and how many cells say no place."""
    letters, numbers = zip((b"", b"1"), *_PLACE.findall(text), strict=True)
    rows = max(int(number.lstrip(b"0")[:8] or b"0") for number in set(numbers))
    columns = max(_column(letter.upper()[:4]) for letter in set(letters))
    return rows, columns, len(_CELL.findall(text)) - sum(map(bool, letters))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _lines(rows: Callable[[], Iterator[list[Any]]]) -> Lines:
    def lines() -> Iterator[str]:
        for row in rows():
            yield "\t".join([repr(cell) if type(cell) is float else _text(cell) for cell in row])

    return lines


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return repr(cell)
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat(sep=" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    if isinstance(cell, dt.timedelta):
        return repr(cell.total_seconds())
    return re.sub(r"[\t\r\n]+", " ", str(cell))


def _or_damaged(read: Callable[[], Sheets]) -> Sheets:
    try:
        return read()
    except (RecordingError, MemoryError):
        raise
    except BaseException as error:  # a reader written in Rust panics with no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        raise unreadable("excel-damaged") from None
