"""A person's data on its way out: every row of every table that may leave, as plain values."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey, Model

from loadshare import __version__
from loadshare.server.belongings.file_form import FORMAT, VERSION, has_number
from loadshare.server.belongings.register import carried, fields_of, path_to_owner
from loadshare.server.belongings.rule import Belonging

Numbers = dict[tuple[type[Model], Any], int]


def everything_of(person: Model, *, now: dt.datetime) -> dict[str, Any]:
    """All of it, in the form of `docs/reference/my-data.schema.json`."""
    return copy_of(person, [one.table for one in carried()], now=now)


def copy_of(person: Model, tables: Collection[str], *, now: dt.datetime) -> dict[str, Any]:
    """The same with only these tables."""
    wanted = set(tables)
    for one in reversed(carried()):
        if one.table in wanted:
            wanted |= _referred_to(one)
    numbers: Numbers = {}
    found = {one.table: _rows(one, person, numbers) for one in carried() if one.table in wanted}
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _plain(now),
        "made_by": f"Loadshare {__version__}",
        "person": {"started_at": _plain(person.started_at)},  # type: ignore[attr-defined]
        "tables": {table: rows for table, rows in found.items() if table in tables},
    }


def _referred_to(belonging: Belonging) -> set[str]:
    targets = {field.related_model for field in fields_of(belonging) if isinstance(field, ForeignKey)}
    return {one.table for one in carried() if one.model_class in targets}


@dataclass(frozen=True, kw_only=True)
class RowsOfTable:
    """Some rows of one table as they are in the copy, and how many there are in all."""

    rows: list[dict[str, Any]]
    total: int
    last: str | None
    """What `after` is for the rows that follow; None where these were the last."""


def rows_of_table(person: Model, table: str, *, after: str | None, count: int) -> RowsOfTable:
    """The rows that follow the one named `after`, which may be gone: what comes or goes moves no other.

    Reads these rows alone. Raises `ValidationError` where `after` names nothing.
    """
    (one,) = (each for each in carried() if each.table == table)
    every = rows_owned_by(one, person).order_by("pk")
    place = None if after is None else one.model_class._meta.pk.to_python(after)
    before = 0 if place is None else every.filter(pk__lte=place).count()
    found = list((every if place is None else every.filter(pk__gt=place))[: count + 1])
    numbers: Numbers = {}
    for other in carried():
        if other.table in _referred_to(one):
            keys = rows_owned_by(other, person).order_by("pk").values_list("pk", flat=True)
            numbers |= {(other.model_class, key): number for number, key in enumerate(keys, start=1)}
    shown = found[:count]
    return RowsOfTable(
        rows=[_row(one, row, number, numbers) for number, row in enumerate(shown, start=before + 1)],
        total=every.count(),
        last=str(shown[-1].pk) if len(found) > count else None,
    )


def counts_of(person: Model, belongings: tuple[Belonging, ...]) -> dict[str, int]:
    """How many rows of each table a person has, by the table's name."""
    return {one.table: rows_owned_by(one, person).count() for one in belongings}


def rows_owned_by(belonging: Belonging, person: Model) -> Any:
    """The rows of a table that hang from a person or their account, however far down."""
    path, owner = path_to_owner(belonging.model_class)
    of = person if isinstance(person, owner) else getattr(person, "user_id", None)
    return belonging.model_class._default_manager.filter(**{path: of}) if of else _nothing(belonging)


def _nothing(belonging: Belonging) -> Any:
    return belonging.model_class._default_manager.none()


def _rows(belonging: Belonging, person: Model, numbers: Numbers) -> list[dict[str, Any]]:
    query = rows_owned_by(belonging, person).order_by("pk")
    return [_row(belonging, row, number, numbers) for number, row in enumerate(query.iterator(), start=1)]


def _row(belonging: Belonging, row: Any, number: int, numbers: Numbers) -> dict[str, Any]:
    numbers[belonging.model_class, row.pk] = number
    values = {"number": number} if has_number(belonging) else {}
    for field in fields_of(belonging):
        value = getattr(row, field.attname)
        if isinstance(field, ForeignKey) and value is not None and not isinstance(value, uuid.UUID):
            value = numbers[field.related_model, value]
        values[field.name] = _plain(value)
    return values


def _plain(value: Any) -> Any:
    """A value as JSON has it. What a JSON field holds is that already."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return f"PT{value.total_seconds():g}S"
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    return str(value) if isinstance(value, uuid.UUID) else value
