"""Sets a sheet with Typst. Values in, bytes out: no clock, no network, no fonts but those it is given."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from loadshare.interop.paper.sheet import PaperSize, Sheet

TEMPLATE = Path(__file__).with_name("programme.typ")
STANDARD = "ua-1"
"""PDF/UA-1: tagged, titled, with words for every picture, so that it can be read aloud."""


def print_pdf(
    sheet: Sheet, *, size: PaperSize = PaperSize.A4, large: bool = False, fonts: Path | None = None
) -> bytes:
    """The sheet as a tagged PDF. `fonts` is a folder of font files; left out, Typst's own are used."""
    words = _inputs(large)
    pdf: bytes = set_page(TEMPLATE, sheet, made_on=sheet.made_on, size=size, fonts=fonts, inputs=words)
    return pdf


def print_pictures(
    sheet: Sheet,
    *,
    size: PaperSize = PaperSize.A4,
    large: bool = False,
    fonts: Path | None = None,
    ppi: int = 96,
) -> list[bytes]:
    """The pages as PNG pictures."""
    how = {"inputs": _inputs(large), "format": "png", "ppi": float(ppi)}
    pages = set_page(TEMPLATE, sheet, made_on=sheet.made_on, size=size, fonts=fonts, **how)
    return pages if isinstance(pages, list) else [pages]


def _inputs(large: bool) -> dict[str, str]:
    return {"large": "yes" if large else "no"}


def set_page(
    template: Path, values: Any, *, made_on: dt.date, size: PaperSize, fonts: Path | None, **how: Any
) -> Any:
    """Run a template of this room with a frozen value; a tagged PDF unless `how` says otherwise."""
    import typst

    inputs = how.pop("inputs", {})
    return typst.compile(
        template,
        root=template.parent,
        font_paths=[fonts] if fonts is not None and fonts.is_dir() else [],
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(asdict(values), default=str), "paper": size.value, **inputs},
        timestamp=calendar.timegm(made_on.timetuple()),
        **(how or {"format": "pdf", "pdf_standards": [STANDARD]}),
    )
