"""A row of a copy beside the row of a table that it becomes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.db.models import ForeignKey
from pydantic import BaseModel

from loadshare.server.belongings.file_form import has_number
from loadshare.server.belongings.register import carried, fields_of, key_of, link_to_person
from loadshare.server.belongings.rule import Belonging


def name_in_file(belonging: Belonging, row: BaseModel) -> Any:
    """What other rows of the file call it: its id, or its number where it has none."""
    key = belonging.model_class._meta.pk
    return row.number if has_number(belonging) else getattr(row, key.name)  # type: ignore[attr-defined]


def made_from(
    belonging: Belonging, row: BaseModel, *, owner: uuid.UUID | None, place: Callable[[Any, Any], Any]
) -> Any:
    """The row of the table. `place` turns the name that a foreign key gives into what it is called here."""
    values = {}
    for name, column, link in _fields(belonging):
        value = getattr(row, name)
        values[column] = value if link is None or value is None else place(link, value)
    to_person = link_to_person(belonging.model_class)
    if to_person is not None:
        values[to_person.attname] = owner
    return belonging.model_class(**values)


@cache
def key_names(belonging: Belonging) -> tuple[str, ...]:
    """The columns that name one row of a person; all of them where only everything together does."""
    names = key_of(belonging)
    if names is None:
        return tuple(one.attname for one in fields_of(belonging))
    return columns(belonging, names)


def columns(belonging: Belonging, names: Iterable[str]) -> tuple[str, ...]:
    """The columns of these fields."""
    by_name = {one.name: one.attname for one in belonging.model_class._meta.concrete_fields}
    return tuple(by_name[name] for name in names)


def as_key(values: Any) -> str:
    """The same text for the same values."""
    return json.dumps(list(values), sort_keys=True, default=str)


@cache
def parents_of(belonging: Belonging) -> frozenset[str]:
    """The tables of the file whose rows its rows refer to."""
    models = {one.model_class: one.table for one in carried()}
    named = (one for one in fields_of(belonging) if isinstance(one, ForeignKey))
    return frozenset(models[one.related_model] for one in named if one.related_model in models)


@cache
def _fields(belonging: Belonging) -> tuple[tuple[str, str, ForeignKey[Any, Any] | None], ...]:
    """Of each field its name, its column, and the link where it is one."""
    return tuple(
        (one.name, one.attname, one if isinstance(one, ForeignKey) else None) for one in fields_of(belonging)
    )
