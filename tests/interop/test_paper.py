"""The programme on paper: whole, tagged, two pages for a typical week, and with when to get help."""

import datetime as dt
import re
import struct
import tomllib
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings

from loadshare.care import build_programme, facts_of, preferences_from, read_answers, run_check
from loadshare.care.case import Case
from loadshare.care.programme import Programme
from loadshare.care.programme_types import Stage
from loadshare.interop.country import COUNTRIES, find_country
from loadshare.interop.paper import (
    PaperSize,
    Record,
    RecordTable,
    Sheet,
    print_pdf,
    print_pictures,
    print_record,
)
from loadshare.interop.paper.week import FONTS, paper_size_of, programme_sheet
from loadshare.interop.stills.drawn import words
from loadshare.interop.stills.paper import picture_for
from loadshare.knowledge import load_knowledge
from tests.support.people import people

KNOWLEDGE = load_knowledge()
EXAMPLES = Path(__file__).parents[2] / "examples"
STARTS = dt.date(2026, 12, 7)


def programme_for(name: str) -> Programme:
    raw = tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    answers = read_answers(raw, knowledge=KNOWLEDGE, complete=True)
    facts = facts_of(answers=answers, knowledge=KNOWLEDGE)
    return build_programme(
        check=run_check(answers=answers, knowledge=KNOWLEDGE),
        preferences=preferences_from(facts=facts),
        facts=facts,
        knowledge=KNOWLEDGE,
        starts=STARTS,
    )


def sheet_for(programme: Programme, country: str = "GB") -> Sheet:
    return programme_sheet(programme, knowledge=KNOWLEDGE, country=find_country(country), today=STARTS)


def pages_in(pdf: bytes) -> int:
    opened = b"".join([pdf, *_streams(pdf)])
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", opened))


def _streams(pdf: bytes) -> list[bytes]:
    found = []
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            continue
    return found


@pytest.fixture(scope="module")
def typical() -> Sheet:
    return sheet_for(programme_for("desk-worker"))


def test_it_says_which_week_it_is_and_while_keeping_shows_the_one_that_holds_today() -> None:
    course = programme_for("desk-worker")
    assert sheet_for(course).subtitle == "Week 1 of 6, 7 December to 13 December"
    assert sheet_for(course.model_copy(update={"block": 2})).subtitle.startswith("Week 1 of 6, course 2, ")
    keeping = course.model_copy(update={"stage": Stage.UPKEEP, "week": 6})
    later = STARTS + dt.timedelta(days=16)
    sheet = programme_sheet(keeping, knowledge=KNOWLEDGE, country=find_country("GB"), today=later)
    assert sheet.subtitle == "Keeping what you have, 21 December to 27 December. Any two days of a week do."
    assert [day.words for day in sheet.days] == [str(day) for day in range(21, 28)]


@pytest.mark.parametrize("size", PaperSize)
def test_a_typical_week_takes_two_pages(typical: Sheet, size: PaperSize) -> None:
    pdf = print_pdf(typical, size=size, fonts=FONTS)
    assert pdf.startswith(b"%PDF-")
    assert pages_in(pdf) == 2
    assert pages_in(print_pdf(typical, size=size, large=True, fonts=FONTS)) > 2


def test_it_is_tagged_titled_and_says_so(typical: Sheet) -> None:
    pdf = print_pdf(typical, fonts=FONTS)
    whole = b"".join([pdf, *_streams(pdf)])
    assert b"/StructTreeRoot" in whole
    assert b"pdfuaid:part" in whole
    assert b"/Alt" in whole
    assert b"Your programme" in whole


def test_our_own_letters_are_in_it(typical: Sheet) -> None:
    assert b"AtkinsonHyperlegibleNext" in print_pdf(typical, fonts=FONTS)
    assert b"LibertinusSerif" in print_pdf(typical, fonts=FONTS.with_name("nowhere"))


def test_the_same_sheet_gives_the_same_bytes(typical: Sheet) -> None:
    assert print_pdf(typical, fonts=FONTS) == print_pdf(typical, fonts=FONTS)


@pytest.mark.parametrize(("size", "shape"), [(PaperSize.A4, 297 / 210), (PaperSize.LETTER, 11 / 8.5)])
def test_the_pages_have_the_shape_of_the_sheet(typical: Sheet, size: PaperSize, shape: float) -> None:
    first = print_pictures(typical, size=size, fonts=FONTS, ppi=40)[0]
    width, height = struct.unpack(">II", first[16:24])
    assert height / width == pytest.approx(shape, abs=0.02)


def test_the_week_has_a_box_on_every_day_of_an_exercise(typical: Sheet) -> None:
    programme = programme_for("desk-worker")
    for row, item in zip(typical.rows, programme.items, strict=False):
        days = [item.exercise in day.items for day in programme.days]
        assert [box == "box" for box in row.boxes] == days
        assert any(days)
    assert typical.rows[-1].name == "Walk"
    assert [line.words for line in typical.days] == ["7", "8", "9", "10", "11", "12", "13"]
    assert typical.subtitle == "Week 1 of 6, 7 December to 13 December"


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_has_its_numbers_and_its_sheet(code: str) -> None:
    sheet = sheet_for(programme_for("runner"), code)
    country = find_country(code)
    assert country.emergency.name in sheet.calls[0].words
    assert country.crisis.name in sheet.calls[2].words
    assert "A&E" not in sheet.calls[0].words or code == "GB"
    assert paper_size_of(country) is (PaperSize.LETTER if code in {"US", "CA"} else PaperSize.A4)


def test_the_safety_net_and_every_reason_to_stop_are_there(typical: Sheet) -> None:
    assert typical.net == programme_for("desk-worker").safety_net
    listed = {one.lower() for one in (*typical.stops, *typical.helps)}
    assert listed == {stop.text.lower() for stop in KNOWLEDGE.stops.values() if stop.show_when is None}


def test_what_holds_for_one_person_only_is_shown_to_them_only() -> None:
    programme = programme_for("pregnant-26-weeks")
    usual = sheet_for(programme)
    theirs = programme_sheet(
        programme,
        knowledge=KNOWLEDGE,
        country=find_country("GB"),
        today=STARTS,
        filters=frozenset({"pregnancy"}),
    )
    assert set(theirs.helps) - set(usual.helps) == {"Bleeding, losing fluid, or regular tightenings"}


@pytest.mark.parametrize("exercise", sorted(words()))
def test_every_drawing_can_be_printed(exercise: str) -> None:
    picture = picture_for(exercise)
    assert picture is not None
    assert picture.words
    assert 1 <= len(picture.frames) <= 2
    for frame in picture.frames:
        assert frame.words.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox=')
        assert "var(" not in frame.words, "a shape without a colour prints black"
        assert frame.words.count("<g") == frame.words.count("</g>")


def test_an_exercise_without_a_drawing_has_no_picture() -> None:
    assert picture_for("no-such-exercise") is None


@settings(max_examples=15)
@given(people)
def test_any_programme_can_be_printed_both_ways(case: Case) -> None:
    programme = build_programme(
        check=case.check, preferences=case.preferences, facts=case.facts, knowledge=KNOWLEDGE, starts=STARTS
    )
    sheet = sheet_for(programme)
    assert len(sheet.cards) == len(programme.items)
    assert pages_in(print_pdf(sheet, fonts=FONTS)) <= 4
    assert print_pdf(sheet, large=True, fonts=FONTS).startswith(b"%PDF-")


def test_words_that_look_like_markup_stay_words() -> None:
    record = Record(
        language="en-gb",
        title='#panic("no") *x* <a>',
        subtitle="$1$",
        note="@ref [x]",
        sections=(
            RecordTable(title="= T", columns=("#a", "b"), rows=(("*1*", "_2_"),), empty=""),
            RecordTable(title="U", columns=("a",), rows=(), empty="None yet."),
        ),
        made_on=STARTS,
    )
    assert pages_in(print_record(record, fonts=FONTS)) == 1
