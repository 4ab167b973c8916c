"""What the read APIs take from a person's rows: FHIR resources of one kind, and which scope a table needs."""

from __future__ import annotations

import datetime as dt

from loadshare.interop.fhir import TABLES_OF, resources_of
from loadshare.interop.fhir.parts import Resource, as_stored
from loadshare.interop.fhir.scopes import EVERYTHING
from loadshare.knowledge import load_knowledge
from loadshare.server.belongings.leaving import copy_of
from loadshare.server.belongings.register import carried
from loadshare.server.records.models import Person
from loadshare.server.yourdata.takeaway import papers_of

KIND_OF_TABLE = {table: kind for kind, tables in TABLES_OF.items() for table in tables} | {
    "activities": "Goal"
}
"""Which scope a table needs: that of the resources made of it. All others need everything."""


def kind_of(table: str) -> str:
    """The kind of resource whose scope opens this table."""
    return KIND_OF_TABLE.get(table, EVERYTHING)


def own_resources(person: Person, kind: str, *, now: dt.datetime) -> list[Resource]:
    """A person's resources of one kind, as a server gives them."""
    papers = papers_of(person, now=now) if kind == "DocumentReference" else {}
    copy = copy_of(person, TABLES_OF[kind], now=now)
    return [
        as_stored(one) for one in resources_of(copy, kind=kind, knowledge=load_knowledge(), papers=papers)
    ]


def own_tables() -> tuple[str, ...]:
    """Every table that is in the copy a person takes along."""
    return tuple(one.table for one in carried())
