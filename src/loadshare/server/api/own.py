"""`GET /own` and `GET /own/{table}`: a person's own rows for a program that has a token of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from loadshare.interop.fhir.scopes import may
from loadshare.knowledge._base import Entry
from loadshare.server.api.own_data import kind_of, own_tables
from loadshare.server.api.reply import Reply, reply
from loadshare.server.belongings.leaving import rows_of_table
from loadshare.server.requests.problems import key_problem, refusal
from loadshare.server.tokens.making import reader_of

router = Router(tags=["own"])

MOST_ROWS = 1000
NEEDS_TOKEN: dict[str, Any] = {"security": [{"token": []}]}

HowMany = Annotated[int, Query(ge=1, le=MOST_ROWS, description="rows of one answer")]
After = Annotated[str | None, Query(max_length=36, description="where to go on: `next` of the answer before")]


class OwnTables(Entry):
    """What there is to read with this token."""

    scopes: tuple[str, ...]
    tables: Mapping[str, str] = Field(
        description="each table that may be read, and the kind whose scope opens it"
    )


class OwnRows(Entry):
    """Rows of one table, in the form of my-data.schema.json."""

    table: str
    total: int
    rows: tuple[Mapping[str, Any], ...]
    next: str | None = Field(description="what `after` is for the rows that follow; null: that was all")


@router.get("/own", operation_id="own", response=OwnTables, openapi_extra=NEEDS_TOKEN)
def own(request: HttpRequest) -> Reply:
    """Which tables a token opens."""
    reader = reader_of(request)
    kinds = {table: kind_of(table) for table in own_tables()}
    tables = {table: kind for table, kind in kinds.items() if may(reader.scopes, kind, "s")}
    return reply(OwnTables(scopes=tuple(reader.scopes.split()), tables=tables))


@router.get("/own/{table}", operation_id="own_rows", response=OwnRows, openapi_extra=NEEDS_TOKEN)
def rows(request: HttpRequest, table: str, count: HowMany = 100, after: After = None) -> Reply:
    """The rows of one table, in an order that stays while rows come and go."""
    reader = reader_of(request)
    if table not in own_tables():
        problem = key_problem("table", table, "not known", f"one of: {', '.join(own_tables())}")
        raise refusal(404, "Not found", "There is no such table.", [problem])
    reader.require(kind_of(table), "s")
    try:
        found = rows_of_table(reader.person, table, after=after, count=count)
    except (ValidationError, OverflowError):
        problem = key_problem("after", after, "not known", "`next` of the answer before")
        raise refusal(422, "A parameter cannot be used", "No row is named so.", [problem]) from None
    return reply(OwnRows(table=table, total=found.total, rows=tuple(found.rows), next=found.last))
