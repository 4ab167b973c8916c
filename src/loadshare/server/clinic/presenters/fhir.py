"""The summary of one person as FHIR, for the file of a practice: only the parts that are shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from loadshare.interop.fhir import bundle_around, resources_of
from loadshare.interop.fhir.parts import Owner, Resource, narrative
from loadshare.interop.fhir.questions import open_response
from loadshare.knowledge import load_knowledge
from loadshare.server.belongings.leaving import copy_of
from loadshare.server.clinic.access import Followed
from loadshare.server.clinic.presenters.summary import SummaryScreen
from loadshare.server.clinic.sections import SharedPart

TABLES: Mapping[SharedPart, tuple[str, ...]] = {
    SharedPart.ANSWERS: ("checks",),
    SharedPart.PROGRAMME: ("programmes", "pain", "sessions", "session_items"),
    SharedPart.MEASUREMENTS: ("measurements",),
    SharedPart.SCORES: ("scores",),
}
"""What each part of the summary tells. What was told in private, and why a week is as it is, is in none."""


def shared_bundle(followed: Followed, screen: SummaryScreen, *, now: dt.datetime) -> dict[str, Any]:
    """With the summary itself as a document; ids of what is in it are those of the person's own Bundle."""
    wanted = {table for part in screen.told for table in TABLES[part]}
    copy = copy_of(followed.person, wanted, now=now)
    copy["tables"] = {name: copy["tables"].get(name, []) for names in TABLES.values() for name in names}
    copy["tables"]["activities"] = []
    resources = [*_told(copy), _document(copy, screen, reader=str(followed.sharing.member_id))]
    return bundle_around(copy, resources, name="summary")


def _told(copy: dict[str, Any]) -> Iterator[Resource]:
    """Who it is about, and what the tables hold. Without a check nothing was asked."""
    knowledge = load_knowledge()
    owner, checks = Owner(started_at=copy["person"]["started_at"]), copy["tables"]["checks"]
    for plan in copy["tables"]["programmes"]:
        plan["content"] = {**plan["content"], "headline": ""}
    answers = [open_response(owner, check, knowledge) for check in checks if check["finished_at"]]
    yield from resources_of(copy, kind="Patient", knowledge=knowledge, papers={})
    if answers:
        yield from resources_of(copy, kind="Questionnaire", knowledge=knowledge, papers={})
    yield from answers
    for kind in ("Observation", "CarePlan"):
        yield from resources_of(copy, kind=kind, knowledge=knowledge, papers={})


def _document(copy: dict[str, Any], screen: SummaryScreen, *, reader: str) -> Resource:
    """The page as it is printed. The level is in words alone: a coded one would read as a finding."""
    papers = {"summary.pdf": screen.pdf()}
    (made,) = resources_of(copy, kind="DocumentReference", knowledge=load_knowledge(), papers=papers)
    said = filter(None, (screen.level_line, screen.note, screen.not_shared))
    owner = Owner(started_at=copy["person"]["started_at"])
    return made | {
        "id": owner.id_of("DocumentReference", "summary", reader),
        "text": narrative(*said),
        "description": screen.level_line,
    }
