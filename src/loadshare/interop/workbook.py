"""A person's data for a spreadsheet: a sheet for each table, and one in which every row is one fact."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.format import Format

from loadshare.interop.tables import Rows, tables_as_csv

FACTS = "facts"
WORKBOOK = "tables.xlsx"
LONGEST_CELL = 32_000
"""Letters that fit into a cell of a spreadsheet; a longer text goes on in the next row."""
MOST_ROWS = 1_000_000
BELOW = "see facts"


def facts_of(tables: Mapping[str, Rows]) -> Iterator[dict[str, Any]]:
    """One fact a row: which table, which row of it, what (with its unit, as `hold_s`), and the value."""
    for table, rows in tables.items():
        for number, row in enumerate(rows, start=1):
            for what, value in _unfolded(row, ""):
                yield {"table": table, "row": number, "what": what, "value": value}


def files_of(tables: Iterable[str]) -> set[str]:
    """The names of all files that tables of these names may come to."""
    return {*(f"{name}.csv" for name in (*tables, FACTS)), WORKBOOK}


def tables_as_files(tables: Mapping[str, Rows], *, made_at: dt.datetime) -> dict[str, bytes]:
    """File name and content: a CSV for each table with rows, one of all facts, and the workbook."""
    texts = tables_as_csv({**tables, FACTS: list(facts_of(tables))})
    files = {name: text.encode("utf-8") for name, text in texts.items()}
    return files | {WORKBOOK: tables_as_xlsx(tables, made_at=made_at)}


def tables_as_xlsx(tables: Mapping[str, Rows], *, made_at: dt.datetime) -> bytes:
    """One workbook. No text in it is a formula or a link, whatever it begins with.

    What is written is a row at a time in memory, and lies in files until it is packed. Raises `OSError` where
    those files have no room.
    """
    try:
        return _workbook(tables, made_at)
    except XlsxFileError as error:  # what is written lies in files until it is packed
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error


def _workbook(tables: Mapping[str, Rows], made_at: dt.datetime) -> bytes:
    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, {"constant_memory": True, **plain}) as book:
        book.set_properties({"created": made_at.astimezone(dt.UTC).replace(tzinfo=None)})
        head = book.add_format({"bold": True})
        for name, rows in tables.items():
            if rows:
                columns = tuple(dict.fromkeys(column for row in rows for column in row))
                _write_sheets(book, name, columns, map(_flat, rows), head)
        facts = facts_of(tables)
        first = next(facts, None)
        if first is None:
            book.add_worksheet(FACTS)
        else:
            _write_sheets(book, FACTS, tuple(first), chain([first], facts), head)
    return out.getvalue()


def _write_sheets(
    book: Workbook, name: str, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]], head: Format
) -> None:
    """As many sheets as it takes: one holds so many rows and no more."""
    for number, part in enumerate(_parts(rows), start=1):
        sheet = book.add_worksheet(name if number == 1 else f"{name}-{number}")
        sheet.freeze_panes(1, 0)
        for x, column in enumerate(columns):
            sheet.write_string(0, x, column, head)
        for y, row in enumerate(part, start=1):
            for x, column in enumerate(columns):
                _write(sheet, y, x, row.get(column))


def _parts(rows: Iterable[Mapping[str, Any]]) -> Iterator[Iterator[Mapping[str, Any]]]:
    """Each of at most `MOST_ROWS`; to be read one after the other."""
    left = iter(rows)
    for first in left:
        yield chain([first], islice(left, MOST_ROWS - 1))


def _write(sheet: Any, y: int, x: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(y, x, "yes" if value else "no")
    elif isinstance(value, (int, float)):
        sheet.write_number(y, x, value)
    else:
        sheet.write_string(y, x, str(value))


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is longer than a cell, or a group, stands with the facts."""
    return {name: BELOW if _is_below(value) else value for name, value in row.items()}


def _is_below(value: Any) -> bool:
    return isinstance(value, (list, Mapping)) or (isinstance(value, str) and len(value) > LONGEST_CELL)


def _unfolded(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _unfolded(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _unfolded(inner, f"{name}[{number}]")
    elif isinstance(value, str) and len(value) > LONGEST_CELL:
        for begin in range(0, len(value), LONGEST_CELL):
            yield name, value[begin : begin + LONGEST_CELL]
    elif value is not None:
        yield name, value
