"""A record on paper: what was answered, done and noted, as plain tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from loadshare.interop.paper.printing import set_page
from loadshare.interop.paper.sheet import PaperSize

TEMPLATE = Path(__file__).with_name("record.typ")


@dataclass(frozen=True, kw_only=True)
class RecordTable:
    """One table with its title. Without rows, its words say that there is nothing."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    widths: tuple[int, ...] = ()
    """Of the columns, one beside the other; all alike where left out."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """Everything on the paper."""

    language: str
    title: str
    subtitle: str
    note: str
    sections: tuple[RecordTable, ...]
    made_on: dt.date
    compact: bool = False
    """In smaller letters, for one page."""


def print_record(record: Record, *, size: PaperSize = PaperSize.A4, fonts: Path | None = None) -> bytes:
    """The record as a tagged PDF."""
    pdf: bytes = set_page(TEMPLATE, record, made_on=record.made_on, size=size, fonts=fonts)
    return pdf
