"""Puts a programme on paper with the project's pictures and fonts and the country's numbers.

Free of the web framework, so that the command line prints the same paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from loadshare.care.programme import Programme
from loadshare.interop.country import Country, HelpLine
from loadshare.interop.paper import PaperSize, Sheet, SheetLine, print_pdf, sheet_of
from loadshare.interop.stills.paper import picture_for
from loadshare.knowledge import Knowledge
from loadshare.knowledge.words import Words, load_words

FONTS = Path(__file__).parents[2] / "server" / "static" / "dist" / "paper"
"""Atkinson Hyperlegible Next, put there by the front end's build; without it the paper has other letters."""
LETTER_COUNTRIES = frozenset({"US", "CA"})


def paper_size_of(country: Country) -> PaperSize:
    """The sheets printers of a country take."""
    return PaperSize.LETTER if country.code in LETTER_COUNTRIES else PaperSize.A4


def programme_sheet(
    programme: Programme,
    *,
    knowledge: Knowledge,
    country: Country,
    today: dt.date,
    filters: frozenset[str] = frozenset(),
    language: str = "en",
    strength_first: Mapping[dt.date, bool] | None = None,
    is_tried: bool = True,
) -> Sheet:
    """The paper of one week, with the country's numbers to call and the drawings that exist."""
    drawn = {item.exercise: picture_for(item.exercise, language=language) for item in programme.items}
    return sheet_of(
        programme,
        knowledge=knowledge,
        calls=tuple(_calls(country, load_words("interop", language))),
        pictures={name: picture for name, picture in drawn.items() if picture is not None},
        filters=filters,
        today=today,
        language=language,
        strength_first=strength_first,
        is_tried=is_tried,
    )


def programme_pdf(sheet: Sheet, *, size: PaperSize, large: bool = False) -> bytes:
    """The paper as a tagged PDF; `large` sets it in larger letters."""
    return print_pdf(sheet, size=size, large=large, fonts=FONTS)


def _calls(country: Country, words: Words) -> Iterator[SheetLine]:
    yield SheetLine(
        name=words("call.emergency"),
        words=words("call.emergency-do", number=country.emergency.name, place=country.emergency_place),
    )
    yield SheetLine(name=words("call.urgent"), words=_with_number(country.urgent))
    yield SheetLine(name=words("call.crisis"), words=_with_number(country.crisis))


def _with_number(line: HelpLine) -> str:
    return f"{line.name}, {line.shown}" if line.shown else line.name
