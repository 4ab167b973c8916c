"""Questions to the database that are the same each time but for a few values: made into SQL once, then asked.

    @standing
    def _newest() -> QuerySet[Check]:
        return Check.objects.filter(person=given("person", UUIDField())).order_by("-finished_at")[:1]

    _newest.rows(person=person.pk)

Django takes longer to put a question together than the database to answer it, and a page asks twelve. Nothing
of an answer is kept. Each connection keeps its own SQL: it goes when the connection goes.
"""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import BooleanField, Expression, F, Field, Func, QuerySet, UUIDField
from django.db.models.sql import UpdateQuery

Row = TypeVar("Row")
_KEPT = "_loadshare_standing"


class _Gap(NamedTuple):
    """Where a value goes in."""

    name: str
    field: Any
    is_many: bool

    def filled(self, values: Mapping[str, Any], connection: Any) -> Any:
        """The value as this database takes it."""
        value = values[self.name]
        if not self.is_many:
            return self.field.get_db_prep_value(value, connection)
        listed = [one.hex for one in value]
        return json.dumps(listed) if connection.vendor == "sqlite" else f"{{{','.join(listed)}}}"


class _Given(Expression):
    """A value that is told when the question is asked."""

    def __init__(self, name: str, output_field: Any, *, is_many: bool = False) -> None:
        super().__init__(output_field=output_field)
        self.gap = _Gap(name, output_field, is_many)

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        """One place for a value."""
        return "%s", [self.gap]


class _Among(Func):
    """Whether a column is one of several ids, however many they are this time."""

    output_field = BooleanField()
    template = "%(expressions)s::uuid[])"
    arg_joiner = " = ANY("

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """SQLite takes no lists, but reads one from JSON."""
        joiner = " IN (SELECT value FROM json_each("
        return self.as_sql(compiler, connection, template="%(expressions)s))", arg_joiner=joiner, **more)


def given(name: str, field: Field[Any, Any]) -> Any:
    """In a standing question: the value told under this name."""
    return _Given(name, field)


def among(column: str, name: str) -> Any:
    """In a standing question: the rows whose column is one of the ids told under this name."""
    return _Among(F(column), _Given(name, UUIDField(), is_many=True))


class _Prepared(NamedTuple):
    """What is left to do for an answer."""

    sql: str
    values: tuple[Any, ...]
    compiler: Any

    def filled(self, told: Mapping[str, Any], connection: Any) -> tuple[Any, ...]:
        """The values of this time."""
        return tuple(one.filled(told, connection) if isinstance(one, _Gap) else one for one in self.values)


class StandingQuestion(Generic[Row]):
    """One such question. What it says must not hang on the moment it is put together."""

    def __init__(self, put: Callable[[], QuerySet[Any, Row]]) -> None:
        self._put = put
        self.__doc__ = put.__doc__

    def rows(self, **told: Any) -> list[Row]:
        """The answer now."""
        connection = connections[DEFAULT_DB_ALIAS]
        question, prepared = _kept(self, connection, self._prepare)
        compiler = copy.copy(prepared.compiler)
        asked = prepared.sql, prepared.filled(told, connection)
        compiler.as_sql = lambda *_args, **_more: asked
        asking = question._chain()
        asking.query.get_compiler = lambda *_args, **_more: compiler
        return list(asking)

    def first(self, **told: Any) -> Row | None:
        """The first row of it now; the question itself ends with `[:1]`."""
        return next(iter(self.rows(**told)), None)

    def rows_of(self, person: Any, **told: Any) -> list[Row]:
        """The answer about one person, with what this request has looked up of them already."""
        rows: list[Any] = self.rows(person=person.pk, **told)
        for row in rows:
            row.person = person
        return rows

    def first_of(self, person: Any, **told: Any) -> Row | None:
        """The first row of that; the question itself ends with `[:1]`."""
        return next(iter(self.rows_of(person, **told)), None)

    def _prepare(self, connection: Any) -> tuple[Any, _Prepared]:
        question: Any = self._put()
        compiler = question.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        columns = [one[0] for one in compiler.select[: compiler.col_count]]
        readers = {
            place: ([_quicker(one, connection) for one in found], column)
            for place, (found, column) in compiler.get_converters(columns).items()
        }
        compiler.get_converters = lambda _columns: readers
        return question, _Prepared(sql, tuple(values), compiler)


class StandingChange:
    """A change of rows that is the same each time."""

    def __init__(self, put: Callable[[], QuerySet[Any]], changes: Mapping[str, Any]) -> None:
        self._put, self._changes = put, changes

    def make(self, **told: Any) -> int:
        """Change them now; how many they were."""
        connection = connections[DEFAULT_DB_ALIAS]
        prepared = _kept(self, connection, self._prepare)
        with transaction.mark_for_rollback_on_error(using=DEFAULT_DB_ALIAS), connection.cursor() as cursor:
            cursor.execute(prepared.sql, prepared.filled(told, connection))
            return int(cursor.rowcount)

    def _prepare(self, _connection: Any) -> _Prepared:
        query: Any = self._put().query.chain(UpdateQuery)
        query.add_update_values(self._changes)
        sql, values = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        return _Prepared(sql, tuple(values), None)


def standing(put: Callable[[], QuerySet[Any, Row]]) -> StandingQuestion[Row]:
    """Keep this question."""
    return StandingQuestion(put)


def _kept(of: object, connection: Any, prepare: Callable[[Any], Any]) -> Any:
    mine = vars(connection).setdefault(_KEPT, {})
    if of not in mine:
        mine[of] = prepare(connection)
    return mine[of]


def _quicker(reader: Any, connection: Any) -> Any:
    """SQLite keeps an id as text; a list names each of its people many times."""
    return _read_id if reader == getattr(connection.ops, "convert_uuidfield_value", None) else reader


def _read_id(value: str | None, _expression: Any, _connection: Any) -> uuid.UUID | None:
    return None if value is None else _id_of(value)


@lru_cache(maxsize=4096)
def _id_of(text: str) -> uuid.UUID:
    return uuid.UUID(text)
