"""A person's data for a spreadsheet: a sheet for each table, and one in which every row is one fact."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from typing import Any

from xlsxwriter import Workbook

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


def tables_as_files(tables: Mapping[str, Rows], *, made_at: dt.datetime) -> dict[str, bytes]:
    """File name and content: a CSV for each table with rows, one of all facts, and the workbook."""
    texts = tables_as_csv({**tables, FACTS: list(facts_of(tables))})
    files = {name: text.encode("utf-8") for name, text in texts.items()}
    return files | {WORKBOOK: tables_as_xlsx(tables, made_at=made_at)}


def tables_as_xlsx(tables: Mapping[str, Rows], *, made_at: dt.datetime) -> bytes:
    """One workbook. No text in it is a formula or a link, whatever it begins with."""
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, {**plain, "strings_to_numbers": False}) as book:
        book.set_properties({"created": made_at.astimezone(dt.UTC).replace(tzinfo=None)})
        head = book.add_format({"bold": True})
        facts = list(facts_of(tables))
        sheets = {name: [_flat(row) for row in rows] for name, rows in tables.items() if rows}
        for begin in range(0, len(facts), MOST_ROWS):
            number = begin // MOST_ROWS
            sheets[f"{FACTS}-{number + 1}" if number else FACTS] = facts[begin : begin + MOST_ROWS]
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            for x, column in enumerate(columns):
                sheet.write_string(0, x, column, head)
            for y, row in enumerate(rows, start=1):
                for x, column in enumerate(columns):
                    _write(sheet, y, x, row.get(column))
        if not sheets:
            book.add_worksheet(FACTS)
    return out.getvalue()


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
