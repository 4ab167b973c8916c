"""Everything kept about a person, as one zip they can read, print, and bring to another Loadshare."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from loadshare.interop.fhir import bundle_of
from loadshare.interop.fhir.sharing import DoneByOthers, SharedWith
from loadshare.interop.paper.week import paper_size_of, programme_pdf
from loadshare.interop.tables import tables_as_csv
from loadshare.knowledge import load_knowledge
from loadshare.server.audit.events import shared_with_others
from loadshare.server.belongings.file_form import schema
from loadshare.server.belongings.leaving import everything_of
from loadshare.server.belongings.package import DATA, pack
from loadshare.server.belongings.register import belongings, carried
from loadshare.server.programme.paper import record_pdf, sheet_for
from loadshare.server.programme.views import open_now
from loadshare.server.records.models import Person

SCHEMA = "data.schema.json"
README = "README.txt"


def package_of(person: Person, *, now: dt.datetime) -> bytes:
    """The zip: data, its schema, tables and a page that says what is what."""
    data = everything_of(person, now=now)
    files: dict[str, str | bytes] = {
        README: _readme(data, now=now),
        DATA: json.dumps(data, ensure_ascii=False, indent=2),
        SCHEMA: json.dumps(schema(), ensure_ascii=False, indent=2),
    }
    files |= {f"tables/{name}": text for name, text in tables_as_csv(data["tables"]).items()}
    files |= papers_of(person, now=now)
    content = {
        name: text if isinstance(text, bytes) else text.encode("utf-8") for name, text in files.items()
    }
    return pack(content, made_at=localtime(now))


def fhir_of(person: Person, *, now: dt.datetime) -> str:
    """The same as one Bundle of FHIR R4."""
    copy = everything_of(person, now=now)
    sharings = [
        SharedWith(
            id=str(row.pk),
            who=row.member.in_words,
            parts=tuple(row.sections.split()),
            since=row.since,
            until=min(row.until, row.ended_at or row.until),
            is_open=row.ended_at is None and row.since <= now < row.until,
        )
        for row in person.sharings.select_related("member__clinic")
    ]
    done = [
        DoneByOthers(id=str(row.pk), at=row.at, event=row.event, who=row.actor_words, part=row.section)
        for row in shared_with_others(person.pk)
    ]
    made = bundle_of(
        copy,
        knowledge=load_knowledge(),
        papers=papers_of(person, now=now),
        sharings=sharings,
        done=done,
    )
    return json.dumps(made, ensure_ascii=False)


def workbook_of(person: Person, *, now: dt.datetime) -> bytes:
    """The same as one file for a spreadsheet."""
    from loadshare.interop.workbook import tables_as_xlsx  # its library is slow to load, and few ask for it

    return tables_as_xlsx(everything_of(person, now=now)["tables"], made_at=now)


def papers_of(person: Person, *, now: dt.datetime) -> dict[str, bytes]:
    """What can be printed. A programme that is shut for safety is in the data and not on paper."""
    papers = {"record.pdf": record_pdf(person, now=now)}
    stored = open_now(person)
    if stored is not None:
        sheet = sheet_for(stored, today=localtime(now).date())
        papers["programme.pdf"] = programme_pdf(sheet, size=paper_size_of(settings.COUNTRY))
    return papers


def _readme(data: dict[str, Any], *, now: dt.datetime) -> str:
    counts = [
        f"  tables/{one.table}.csv  {one.holds} ({len(data['tables'][one.table])})"
        for one in carried()
        if data["tables"][one.table]
    ]
    secrets = sorted({f"  {one.holds}. {one.secret}" for one in belongings() if one.secret})
    return "\r\n".join(
        [
            _("Your data from Loadshare, %(day)s") % {"day": date_format(localtime(now), "j F Y, H:i")},
            "",
            _("Whoever has this file can read your answers. Keep it where you keep letters from a doctor."),
            "",
            _("What is in it:"),
            f"  {DATA}  " + _("everything, for bringing it to another Loadshare"),
            f"  {SCHEMA}  " + _("the form of that file, for people who write programs"),
            "  record.pdf  " + _("your checks, sessions and pain, to print or to show to somebody"),
            "  programme.pdf  " + _("this week to print, where you have a programme"),
            *counts,
            "",
            _("To bring it back: open Loadshare, choose Your data, then Import a copy, and pick this zip."),
            _("It is added to what is there. What is there already is not doubled."),
            "",
            _("Not in it:"),
            *secrets,
            "",
        ]
    )
