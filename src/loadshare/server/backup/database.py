"""Rows out of a database and into one, whichever engine and whichever older form it has."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from loadshare.server.backup.file import BackupError
from loadshare.server.installation.named import SQLITE

BATCH = 500
Migrations = dict[str, tuple[str, ...]]


def applied_migrations(alias: str) -> Migrations:
    """By app, the steps the form of a database has taken. Raises `BackupError` for steps unknown here."""
    loader = MigrationLoader(connections[alias])
    taken = sorted(loader.applied_migrations or {})
    apps = {app for app, _ in loader.disk_migrations or {}}
    unknown = [key for key in taken if key[0] in apps and key not in (loader.graph.nodes or {})]
    if unknown:
        raise BackupError("The database was used by a newer Loadshare. Bring this one up to date first.")
    return {app: tuple(name for one, name in taken if one == app) for app in sorted(apps)}


def known_migrations() -> Migrations:
    """Every step this version knows."""
    nodes = sorted(MigrationLoader(None).graph.nodes)
    return {
        app: tuple(name for one, name in nodes if one == app) for app in sorted({app for app, _ in nodes})
    }


def models_at(migrations: Migrations) -> Apps:
    """The models as they were after these steps."""
    loader = MigrationLoader(None)
    nodes = [(app, name) for app, names in migrations.items() for name in names]
    if missing := [node for node in nodes if node not in loader.graph.nodes]:
        raise BackupError(f"This Loadshare does not know the step {missing[0]}. Bring it up to date first.")
    return loader.project_state(nodes, at_end=True).apps


def tables_of(apps: Apps) -> list[type[models.Model]]:
    """Every table of our own and of the libraries, links between tables included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def rows_of(model: type[models.Model], alias: str) -> Generator[list[Any], None, None]:
    """Every row as plain values."""
    fields = model._meta.local_concrete_fields
    names = [field.attname for field in fields]
    query = model._base_manager.using(alias).order_by("pk").values_list(*names)
    for row in query.iterator(chunk_size=BATCH):
        yield [_plain(field, value) for field, value in zip(fields, row, strict=True)]


def store_rows(
    model: type[models.Model], names: tuple[str, ...], rows: Iterable[list[Any]], alias: str
) -> int:
    """Put rows into a table exactly as they were; how many."""
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    if set(names) != set(fields):
        raise BackupError(f"{model._meta.label} has other fields than the backup says.")
    for field in fields.values():
        if isinstance(field, models.DateField):
            field.auto_now = field.auto_now_add = False  # the moment of old stays
    waiting, count = iter(rows), 0
    while batch := list(islice(waiting, BATCH)):
        made = [
            model(**{name: _value(fields[name], value) for name, value in zip(names, row, strict=True)})
            for row in batch
        ]
        model._base_manager.using(alias).bulk_create(made)
        count += len(made)
    return count


def empty_tables(tables: list[type[models.Model]], alias: str) -> None:
    """Delete every row; what refers to what is compared again when the transaction ends."""
    connection = connections[alias]
    names = [connection.ops.quote_name(model._meta.db_table) for model in tables]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
        for name in names:
            cursor.execute(f"DELETE FROM {name}")


def reset_counters(tables: list[type[models.Model]], alias: str) -> None:
    """Let new rows get numbers after the ones that were brought."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def holds_anything(alias: str) -> bool:
    """Whether somebody's data is there, whatever form the database has."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in ("selfcare_person", "auth_user", "audit_auditevent"):
            if table in there:
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
                if cursor.fetchone():
                    return True
    return False


def bring_to(migrations: Migrations | None, alias: str) -> None:
    """Give a database the form after these steps, or the newest."""
    executor = MigrationExecutor(connections[alias])
    if migrations is None:
        targets = executor.loader.graph.leaf_nodes()
    else:
        wanted = {(app, name) for app, names in migrations.items() for name in names}
        graph = executor.loader.graph
        targets = [
            node for node in wanted if not wanted & {child.key for child in graph.node_map[node].children}
        ]
        targets = sorted(targets)
    with _alone(alias):
        executor.migrate(targets)


@contextmanager
def _alone(alias: str) -> Iterator[None]:
    """A step that forgets which database it is for must not touch the one people use."""

    def refuse(*_call: object) -> None:
        raise BackupError("A step of the database's form asks another database. Nothing was changed.")

    with (
        nullcontext() if alias == DEFAULT_DB_ALIAS else connections[DEFAULT_DB_ALIAS].execute_wrapper(refuse)
    ):
        yield


@contextmanager
def second_database(path: Path, alias: str, *, scratch: bool = False) -> Iterator[str]:
    """Another connection to a SQLite file, for as long as the block runs.

    With `scratch` nothing is kept safe on the way: a file that a loss of power spoils is thrown away.
    """
    options = {"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;"} if scratch else {}
    described = {
        "default": dict(connections.settings["default"]),
        alias: {"ENGINE": SQLITE, "NAME": str(path), "OPTIONS": {"timeout": 20, **options}},
    }
    connections.settings[alias] = connections.configure_settings(described)[alias]
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


@contextmanager
def standing_still(alias: str) -> Iterator[str]:
    """The alias of a database that does not change while it is read: everything in it is of one moment.

    Others go on writing meanwhile. Nothing is copied, so a kill leaves nobody's data lying about.
    """
    connection = connections[alias]
    if connection.vendor == "sqlite":
        # A connection that only reads: the usual one takes the lock for writing when it begins.
        with (
            second_database(Path(connection.settings_dict["NAME"]), "standing") as standing,
            transaction.atomic(using=standing),
        ):
            yield standing
        return
    with transaction.atomic(using=alias):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield alias


def _plain(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(value, dt.timedelta):
        return value // dt.timedelta(microseconds=1)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


def _value(field: Any, value: Any) -> Any:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(field, models.DurationField):
        return dt.timedelta(microseconds=value)
    return field.to_python(value)
