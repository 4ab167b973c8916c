"""The form of data.json, made from the tables themselves: one source for the schema and for the reading.

`docs/reference/my-data.schema.json` is what `schema()` answers. A new version gets a number and an entry in
`older.py`; a file of an older version is brought up to date before it is read.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from functools import cache
from typing import Annotated, Any, Literal

from django.db import models
from pydantic import (
    AwareDatetime,
    Base64Bytes,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    create_model,
)

from loadshare.server.belongings.register import carried, fields_of
from loadshare.server.belongings.rule import Belonging

FORMAT = "loadshare-data"
VERSION = 1
DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOST_ROWS = 100_000
"""Of all tables together: ten years of breaks every hour."""
MOST_CHARACTERS = 2000
"""Of a text in a JSON field; the longest of ours explains why an exercise was left out."""
LARGEST_NUMBER = 1e9
_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
_make_model: Any = create_model
"""Typed loosely: the fields are known only when it runs."""
_EARLIEST, _LATEST = dt.date(1900, 1, 1), dt.date(2200, 1, 1)
Moment = Annotated[
    AwareDatetime,
    Field(
        ge=dt.datetime.combine(_EARLIEST, dt.time(), dt.UTC),
        le=dt.datetime.combine(_LATEST, dt.time(), dt.UTC),
    ),
]
Day = Annotated[dt.date, Field(ge=_EARLIEST, le=_LATEST)]
_KINDS: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.UUIDField, uuid.UUID),
    (models.DateTimeField, Moment),
    (models.DateField, Day),
    (models.TimeField, dt.time),
    (models.DurationField, dt.timedelta),
    (models.BooleanField, bool),
    (models.FloatField, float),
    (models.JSONField, Any),
    (models.BinaryField, Base64Bytes),
    (models.CharField, str),
    (models.TextField, str),
)


class Brought(BaseModel):
    """The person themselves."""

    model_config = _STRICT
    started_at: Moment = Field(description="When the first answer was sent.")


@cache
def head_model() -> type[BaseModel]:
    """What stands in data.json beside the tables."""
    made: type[BaseModel] = _make_model(
        "Head",
        __config__=_STRICT,
        format=(Literal[FORMAT], ...),
        version=(int, ...),
        made_at=(Annotated[Moment, Field(description="When this copy was made.")], ...),
        made_by=(Annotated[str, Field(max_length=100, description="The version of Loadshare.")], ...),
        person=(Brought, ...),
    )
    return made


@cache
def document_model() -> type[BaseModel]:
    """The whole of data.json as a pydantic model."""
    tables: dict[str, Any] = {
        one.table: (
            Annotated[list[row_model(one)], Field(max_length=MOST_ROWS, description=str(one.holds))],  # type: ignore[misc]
            Field(default_factory=list),
        )
        for one in carried()
    }
    made: type[BaseModel] = _make_model(
        "MyData",
        __base__=head_model(),
        __doc__="Everything Loadshare keeps about one person.",
        version=(Literal[VERSION], ...),
        tables=(_make_model("Tables", __config__=_STRICT, **tables), ...),
    )
    return made


def schema() -> dict[str, Any]:
    """The JSON Schema of data.json."""
    return {"$schema": DIALECT, **document_model().model_json_schema()}


@cache
def row_model(belonging: Belonging) -> type[BaseModel]:
    """One row of a table."""
    numbered = {} if _has_id_field(belonging) else {"number": (Annotated[int, Field(ge=1)], ...)}
    rows = {field.name: _described(belonging, field) for field in fields_of(belonging)}
    # Copies of older versions have them; they say nothing here.
    rows |= {name: (Annotated[Any, Field(description="Not read.")], None) for name in belonging.stays}
    name = belonging.model.rpartition(".")[2]
    made: type[BaseModel] = _make_model(name, __config__=_STRICT, **numbered, **rows)
    return made


def has_number(belonging: Belonging) -> bool:
    """Whether its rows are numbered in the file, having no id of their own that means anything elsewhere."""
    return not _has_id_field(belonging)


def _has_id_field(belonging: Belonging) -> bool:
    key = belonging.model_class._meta.pk
    return isinstance(key, models.UUIDField)


def _described(belonging: Belonging, field: Any) -> tuple[Any, Any]:
    kind = _kind(belonging, field)
    if field.null:
        return kind | None, None
    # Made anew at each reading, it would make the same row another one.
    is_its_name = field.name in belonging.same_by and callable(field.default)
    if not field.primary_key and not is_its_name and (field.has_default() or field.blank):
        return kind, Field(default_factory=field.get_default)
    return kind, ...


def _kind(belonging: Belonging, field: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        key = field.related_model._meta.pk
        return uuid.UUID if isinstance(key, models.UUIDField) else int
    if field.choices:
        return Literal[tuple(value for value, _ in field.flatchoices) + (("",) if field.blank else ())]
    if field.name in belonging.contents:
        return Annotated[belonging.contents[field.name], _as_it_stands(belonging.contents[field.name])]
    if isinstance(field, models.IntegerField):
        least, most = _range(field)
        return Annotated[int, Field(ge=least, le=most)]
    kind = next((to for known, to in _KINDS if isinstance(field, known)), None)
    if kind is None:
        raise TypeError(f"{belonging.model}.{field.name}: no form in the file for a {type(field).__name__}")
    return Annotated[kind, Field(max_length=field.max_length)] if field.max_length and kind is str else kind


def _as_it_stands(kind: Any) -> WrapValidator:
    """Check what a JSON field holds, and keep it to the letter.

    Strictly, as JSON: a page may read it without a model that would turn "40" into 40.
    """
    form: TypeAdapter[Any] = TypeAdapter(kind)

    def check(value: Any, _lax: ValidatorFunctionWrapHandler) -> Any:
        form.validate_json(json.dumps(value), strict=True)
        _check_sizes(value)
        return value

    return WrapValidator(check)


def _check_sizes(value: Any) -> None:
    """Pages show what a JSON field holds: no text and no number is beyond what one of ours ever is."""
    match value:
        case dict():
            for key, inner in value.items():
                _check_sizes(key)
                _check_sizes(inner)
        case list():
            for inner in value:
                _check_sizes(inner)
        case str() if len(value) > MOST_CHARACTERS:
            raise ValueError(f"a text has {len(value)} characters; {MOST_CHARACTERS} is the most")
        case int() | float() if abs(value) > LARGEST_NUMBER:
            raise ValueError(f"{value} is larger than any number here")


def _range(field: models.IntegerField[Any, Any]) -> tuple[int, int]:
    name = field.get_internal_type()
    most = 2**15 - 1 if "Small" in name else 2**63 - 1 if "Big" in name else 2**31 - 1
    return 0 if "Positive" in name else -most, most
