"""A workbook of a person's tables, read back by a library that did not write it."""

import csv
import datetime as dt
import io
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from loadshare.interop import workbook
from loadshare.interop.tables import BYTE_ORDER_MARK
from loadshare.interop.workbook import LONGEST_CELL, WORKBOOK, facts_of, tables_as_files, tables_as_xlsx

MADE_AT = dt.datetime(2026, 11, 29, 10, tzinfo=dt.UTC)
TABLES: dict[str, Any] = {
    "pain": [{"on": "2026-11-22", "pain": 4, "note": "=1+1"}, {"on": "2026-11-23", "pain": 0, "note": None}],
    "programmes": [{"made_on": "2026-11-22", "week": [{"hold_s": 30, "is_gentle": True}, {"hold_s": 20}]}],
    "weeks": [],
}
letters = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20)


def read(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_every_row_is_one_fact() -> None:
    assert [(one["table"], one["row"], one["what"], one["value"]) for one in facts_of(TABLES)] == [
        ("pain", 1, "on", "2026-11-22"),
        ("pain", 1, "pain", 4),
        ("pain", 1, "note", "=1+1"),
        ("pain", 2, "on", "2026-11-23"),
        ("pain", 2, "pain", 0),
        ("programmes", 1, "made_on", "2026-11-22"),
        ("programmes", 1, "week[1].hold_s", 30),
        ("programmes", 1, "week[1].is_gentle", True),
        ("programmes", 1, "week[2].hold_s", 20),
    ]


def test_sheets_read_back_as_they_were() -> None:
    sheets = read(tables_as_xlsx(TABLES, made_at=MADE_AT))
    assert list(sheets) == ["pain", "programmes", "facts"]
    assert sheets["pain"] == [
        ["on", "pain", "note"],
        ["2026-11-22", 4, "=1+1"],
        ["2026-11-23", 0, ""],
    ]
    assert sheets["programmes"][1] == ["2026-11-22", "see facts"]
    assert sheets["facts"][8] == ["programmes", 1, "week[1].is_gentle", "yes"]


def test_files_are_all_there_and_the_same_each_time() -> None:
    files = tables_as_files(TABLES, made_at=MADE_AT)
    assert set(files) == {"pain.csv", "programmes.csv", "facts.csv", WORKBOOK}
    assert files == tables_as_files(TABLES, made_at=MADE_AT)
    text = files["facts.csv"].decode("utf-8")
    assert text.startswith(BYTE_ORDER_MARK)
    lines = list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))
    assert len(lines) == len(list(facts_of(TABLES)))
    assert lines[2]["value"] == "'=1+1", "a formula sign is defused"
    assert b"<f>" not in files[WORKBOOK]


def test_a_text_longer_than_a_cell_goes_on_in_the_next_row() -> None:
    note = "n" * LONGEST_CELL + "end"
    sheets = read(tables_as_xlsx({"pain": [{"note": note}]}, made_at=MADE_AT))
    assert "".join(row[3] for row in sheets["facts"][1:]) == note


@pytest.mark.parametrize("tables", [{}, {"pain": []}])
def test_of_nothing_there_is_a_workbook_with_nothing(tables: dict[str, Any]) -> None:
    assert read(tables_as_xlsx(tables, made_at=MADE_AT)) == {"facts": []}


@pytest.mark.parametrize(("rows", "sheets"), [(2, 1), (3, 2), (4, 2), (5, 3)])
def test_what_is_longer_than_a_sheet_goes_on_in_the_next(
    rows: int, sheets: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    read_back = read(tables_as_xlsx({"pain": [{"pain": n} for n in range(rows)]}, made_at=MADE_AT))
    for name in ("pain", "facts"):
        parts = [name, *(f"{name}-{number}" for number in range(2, sheets + 1))]
        assert set(parts) == {one for one in read_back if one.startswith(name)}
        assert [row[-1] for part in parts for row in read_back[part][1:]] == [*range(rows)]
        assert all(read_back[part][0] == read_back[name][0] for part in parts)


def test_many_facts_take_little_more_memory_than_the_file_they_make() -> None:
    tables = {"breaks": [{"at": f"2026-11-22T10:00:{n}", "what": n, "note": "x" * 9} for n in range(3_000)]}
    tables_as_xlsx({"pain": tables["breaks"][:1]}, made_at=MADE_AT)
    tracemalloc.start()
    made = tables_as_xlsx(tables, made_at=MADE_AT)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(made) + 2_000_000


@given(st.lists(letters, min_size=1, max_size=5), st.sampled_from("=+-@＝"))
def test_no_text_is_lost_or_becomes_a_formula_or_a_link(texts: list[str], sign: str) -> None:
    rows = [{"note": sign + text} for text in texts] + [{"note": f"https://{texts[0]}"}]
    sheets = read(tables_as_xlsx({"pain": rows}, made_at=MADE_AT))
    assert [row[0] for row in sheets["pain"][1:]] == [row["note"] for row in rows]
