"""Puts a backup in place, all of it or nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connections, models, transaction

from loadshare.server.backup.database import (
    bring_to,
    empty_tables,
    holds_anything,
    known_migrations,
    models_at,
    reset_counters,
    rows_of,
    second_database,
    store_rows,
    tables_of,
)
from loadshare.server.backup.file import (
    BackupError,
    KeyFile,
    Manifest,
    Table,
    check_whole,
    opened,
    read_manifest,
    rows_in,
)

Rows = Callable[[str], tuple[tuple[str, ...], Iterator[list[Any]]]]
"""By the label of a model: the names of its fields, and its rows."""


def restore(path: Path, *, folder: Path, force: bool = False, with_keys: bool = True) -> Manifest:
    """Replace what the database holds with a backup.

    Raises `BackupError` with everything as it was: for a damaged file, a newer one, and for a database that
    holds data already unless `force` is given.
    """
    manifest = read_manifest(path)
    check_whole(path, manifest)
    models_at(manifest.migrations)
    if holds_anything("default") and not force:
        raise BackupError("There is data here already. To replace it, say so with --force; it will be gone.")
    bring_to(None, "default")
    with opened(path) as archive, tempfile.TemporaryDirectory(prefix="loadshare-restore-") as scratch:
        tables = {table.model: table for table in manifest.tables}

        def from_file(label: str) -> tuple[tuple[str, ...], Iterator[list[Any]]]:
            return tables[label].fields, rows_in(archive, tables[label])

        if manifest.migrations == known_migrations():
            _fill("default", manifest.migrations, from_file, tables)
        else:
            _fill_by_way_of_the_old_form(manifest, from_file, tables, Path(scratch))
        for key in manifest.keys if with_keys else ():
            _put_in_place(key, archive.read(key.entry), folder)
    return manifest


def _fill(alias: str, migrations: Any, source: Rows, tables: dict[str, Table] | None) -> None:
    """One transaction: everything out, everything in."""
    wanted = tables_of(models_at(migrations))
    try:
        with transaction.atomic(using=alias):
            empty_tables(wanted, alias)
            for model in wanted:
                _fill_table(model, alias, source, tables)
            reset_counters(wanted, alias)
            connections[alias].check_constraints()
    except (DatabaseError, ValueError, KeyError) as error:
        raise BackupError(f"The backup does not fit the database ({error}). Nothing was changed.") from error


def _fill_table(model: type[models.Model], alias: str, source: Rows, tables: dict[str, Table] | None) -> None:
    label = model._meta.label_lower
    names, rows = source(label)
    count = store_rows(model, names, rows, alias)
    if tables is not None and count != tables[label].rows:
        raise ValueError(f"{label} has {count} rows, not {tables[label].rows}")


def _fill_by_way_of_the_old_form(
    manifest: Manifest, source: Rows, tables: dict[str, Table], scratch: Path
) -> None:
    """A backup of an older version is brought up to date in a database of its own first."""
    with second_database(scratch / "older.sqlite3", "older") as older:
        bring_to(dict(manifest.migrations), older)
        _fill(older, manifest.migrations, source, tables)
        bring_to(None, older)
        newest = known_migrations()
        current = {model._meta.label_lower: model for model in tables_of(models_at(newest))}

        def from_older(label: str) -> tuple[tuple[str, ...], Iterator[list[Any]]]:
            model = current[label]
            names = tuple(field.attname for field in model._meta.local_concrete_fields)
            return names, rows_of(model, older)

        _fill("default", newest, from_older, None)


def _put_in_place(key: KeyFile, content: bytes, folder: Path) -> None:
    """A key file, whole and only for its owner."""
    if Path(key.name).name != key.name or key.name.startswith("."):
        raise BackupError(f"The backup names a file it should not: {key.name}")
    draft = folder / f".{key.name}.{os.getpid()}.part"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    draft.replace(folder / key.name)
