"""A person's data as tables that any spreadsheet opens."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

Rows = Sequence[Mapping[str, Any]]
BYTE_ORDER_MARK = "\ufeff"
"""Without it some spreadsheets take the letters for another alphabet's."""
_FORMULA_SIGNS = ("=", "+", "-", "@", "\N{MINUS SIGN}")
_PASSED_OVER = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Spaces, control characters and what has no width, by their Unicode category."""


def table_as_csv(rows: Rows) -> str:
    """One table: a line of names, then a line for each row, in the order given.

    Lists and groups of values stand as JSON in one cell. A text that a spreadsheet would take for a formula
    gets an apostrophe in front.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue()


def tables_as_csv(tables: Mapping[str, Rows]) -> dict[str, str]:
    """File name and text of every table that holds something."""
    return {f"{name}.csv": table_as_csv(rows) for name, rows in tables.items() if rows}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return f"'{value}" if _may_be_formula(value) else value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _may_be_formula(text: str) -> bool:
    """Some spreadsheets take full-width signs for plain ones and look past what stands before them."""
    if text.startswith(("\t", "\r")):
        return True
    plain = unicodedata.normalize("NFKC", text)
    first = next((sign for sign in plain if unicodedata.category(sign) not in _PASSED_OVER), "")
    return first in _FORMULA_SIGNS
