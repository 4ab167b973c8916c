"""Reports as text: numbers as people write them, tables with their strokes, plots that are sound SVG."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadshare.body.plot import Line, Row, bars, lines
from loadshare.body.report import MISSES, heading, number, table_row, validation_svg
from loadshare.body.validate import CHECKS, Result
from loadshare.knowledge.words import load_words

SVG = "{http://www.w3.org/2000/svg}"
AMOUNT = st.floats(-1e6, 1e6, allow_nan=False)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def rectangles(svg: str) -> list[dict[str, str]]:
    return [element.attrib for element in ET.fromstring(svg).iter(f"{SVG}rect")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.004, "0"),
        (-0.0049, "0"),
        (0.005, "0.01"),
        (1.234, "1.23"),
        (-9.994, "-9.99"),
        (10, "10.0"),
        (99.94, "99.9"),
        (100, "100"),
        (2357.6, "2358"),
        (-1234.5, "-1234"),
    ],
)
def test_a_number_has_three_digits_and_no_exponent(value: float, text: str) -> None:
    assert number(value) == text


@given(AMOUNT)
def test_a_written_number_is_near_the_number(value: float) -> None:
    assert float(number(value)) == pytest.approx(value, rel=0.006, abs=0.0051)


def test_a_table_has_as_many_strokes_as_columns() -> None:
    head, rule = heading("task | load (N) | verdict")
    assert head == "| task | load (N) | verdict |"
    assert rule == "| --- | --- | --- |"
    assert table_row(("sit", "400", "hit")).count("|") == head.count("|")


@given(
    st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT, st.booleans()), min_size=1, max_size=6), st.text(max_size=20)
)
def test_bars_are_drawn_inside_the_picture(
    values: list[tuple[float, float, float, bool]], label: str
) -> None:
    if any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 or ord(letter) > 0xFFFD for letter in label):
        label = "<&>"
    rows = [Row(label, value, min(a, b), max(a, b), "x", good) for value, a, b, good in values]
    svg = bars(label, rows, scale="N", limit=100.0)
    width = float(ET.fromstring(svg).attrib["viewBox"].split()[2])
    assert texts(svg).count(label) >= len(rows) if label.strip() else True
    for shape in rectangles(svg)[1:]:
        assert float(shape["width"]) > 0.0
        assert 0.0 <= float(shape["x"]) <= float(shape["x"]) + float(shape["width"]) <= width


def test_a_miss_is_told_without_colour() -> None:
    hit, miss = (
        bars("t", [Row("a", 1.0, 0.5, 2.0, "", good)], scale="s", limit=3.0) for good in (True, False)
    )
    assert "stroke-dasharray" not in hit
    assert "stroke-dasharray" in miss


def test_a_longer_value_has_a_longer_bar_until_the_limit() -> None:
    svg = bars("t", [Row("", v, 0.0, 0.0) for v in (1.0, 2.0, 3.0, 9.0)], scale="s", limit=3.0)
    widths = [float(shape["width"]) for shape in rectangles(svg)[2::2]]
    assert widths[0] < widths[1] < widths[2] == widths[3]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.1)


def test_curves_keep_their_order_and_carry_their_bands() -> None:
    curves = {"low": Line([1.0, 2.0]), "high": Line([3.0, 5.0], low=[2.0, 4.0], high=[4.0, 6.0])}
    svg = lines("title", "time", "load", [0.0, 10.0], curves)
    root = ET.fromstring(svg)
    paths = [
        [tuple(map(float, p.split(","))) for p in e.attrib["points"].split()]
        for e in root.iter(f"{SVG}polyline")
    ]
    assert len(paths) == 2
    for under, over in zip(*paths, strict=True):
        assert under[0] == over[0]
        assert under[1] > over[1], "y grows downwards"
    band = next(iter(root.iter(f"{SVG}polygon"))).attrib["points"].split()
    assert len(band) == 4
    assert {"title", "time", "load", "low", "high"} <= set(texts(svg))


def test_curves_of_one_value_do_not_divide_by_zero() -> None:
    assert "nan" not in lines("t", "x", "y", [0.0, 0.0], {"flat": Line([0.0, 0.0])})


def test_the_validation_plot_has_a_row_for_every_check(results: tuple[Result, ...]) -> None:
    found = texts(validation_svg(results))
    assert [text for text in found if text.split("  ")[0] in {key for key, *_ in CHECKS}]
    for key, *_ in CHECKS:
        assert any(text.startswith(f"{key}  ") for text in found), key


def test_every_explained_miss_is_one(results: tuple[Result, ...]) -> None:
    """A row that became a hit needs no excuse any more."""
    words = load_words("body")
    missed = {r.target.id for r in results if not r.is_hit}
    for key in MISSES:
        assert words(f"miss.{key}.rows")
        assert any(identifier.startswith(key) for identifier in missed), key


def test_every_miss_that_counts_is_explained(results: tuple[Result, ...]) -> None:
    missed = {r.target.id for r in results if r.counts and not r.is_hit}
    assert {key for key in missed if not key.startswith(MISSES)} == set()
