"""Tables for spreadsheets."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadshare.interop.tables import BYTE_ORDER_MARK, table_as_csv, tables_as_csv

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
cells = st.one_of(st.none(), st.booleans(), st.integers(), texts)
rows = st.lists(st.dictionaries(st.sampled_from(["on", "pain", "note"]), cells), min_size=1)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def test_values_are_written_as_people_read_them() -> None:
    text = table_as_csv(
        [{"on": "2026-11-22", "pain": 4, "eased": True, "dose": {"b": 1, "a": [2]}, "note": None}]
    )
    assert read(text) == [
        {"on": "2026-11-22", "pain": "4", "eased": "yes", "dose": '{"a": [2], "b": 1}', "note": ""}
    ]


def test_an_empty_table_is_left_out() -> None:
    assert tables_as_csv({"pain": [], "sessions": [{"on": "x"}]}).keys() == {"sessions.csv"}


@given(rows)
def test_every_row_is_there_and_none_can_be_a_formula(values: list[dict[str, object]]) -> None:
    back = read(table_as_csv(values)) if any(values) else []
    assert not any(values) or len([row for row in values if row]) <= len(back) <= len(values)
    for row in back:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "@", "\t", "\r")) or cell.lstrip("+-").isdigit()


LEADING = st.text(" \t\r\n\u00a0\u3000\u200b\ufeff\u00ad\u2028", max_size=3)
SIGNS = st.sampled_from("=+-@＝＋－＠﹦﹢﹣﹫⁼⁺−")


@given(LEADING, SIGNS, texts)
def test_no_sign_that_some_spreadsheet_takes_for_a_formula_stands_first(
    leading: str, sign: str, rest: str
) -> None:
    text = f"{leading}{sign}{rest}"
    assert read(table_as_csv([{"note": text}]))[0]["note"] == f"'{text}"


@pytest.mark.parametrize("text", ["walk to the shop", "3 - 4 km", " put on socks", "’s morgens", "(=)", ""])
def test_other_texts_stand_as_they_are(text: str) -> None:
    assert read(table_as_csv([{"note": text}]))[0]["note"] == text


def test_a_text_keeps_its_words() -> None:
    assert read(table_as_csv([{"note": '=1+1, "so"\nnew line'}]))[0]["note"] == '\'=1+1, "so"\nnew line'
