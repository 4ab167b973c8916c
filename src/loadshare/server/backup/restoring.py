"""Puts a backup in place, all of it or nothing.

What is to be is first made whole in a database of its own beside the old one, and looked at there. On SQLite
that file then takes the place of the old one together with the keys; on PostgreSQL its rows replace the old
ones in one transaction, and the keys follow what became of it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connections, models, transaction

from loadshare.server.audit.ended import ended_people
from loadshare.server.backup.database import (
    applied_migrations,
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
    check_archive,
    manifest_of,
    opened,
    rows_in,
)
from loadshare.server.backup.leaving_out import Back, LeftOut, gone_of, leave_out, read_given
from loadshare.server.backup.locks_since import Standing, keep_locks, standing_locks
from loadshare.server.backup.sharings_since import Open, end_others, open_here
from loadshare.server.installation.database import examine_postgresql, note_made
from loadshare.server.installation.deleted_list import NAME as DELETED_LIST
from loadshare.server.installation.deleted_list import Deleted, read_list, write_list
from loadshare.server.installation.entering import finish_restore
from loadshare.server.installation.in_use import alone
from loadshare.server.installation.named import name_of, sqlite_path
from loadshare.server.installation.sqlite_file import DamagedError, DatabaseState, OthersError, examine_file
from loadshare.server.installation.switch import Commit, StagedFile, decide, is_cut_off, stage

NEW = "new"
Rows = Callable[[str], tuple[tuple[str, ...], Iterator[list[Any]]]]
"""By the label of a model: the names of its fields, and its rows."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was put in place."""

    manifest: Manifest
    left_out: LeftOut
    knows_deleted: bool
    """Whether anything here could say who was deleted since; on a fresh machine nothing can."""
    knows_locks: bool
    """Whether the database here could say who was told since to be seen first."""


@dataclass(frozen=True, kw_only=True)
class _Here:
    """What the database that is replaced says of what happened since."""

    deleted: tuple[Deleted, ...]
    locks: tuple[Standing, ...]
    open: Open


def restore(
    path: Path,
    *,
    folder: Path,
    force: bool = False,
    with_keys: bool = True,
    back: Back = Back.NOBODY,
    lists: Sequence[Path] = (),
) -> Restored:
    """Replace what the database holds with a backup, without the people who were deleted since.

    They are known from this database and folder, from a list that lies beside the backup, and from `lists`.

    Raises `BackupError` or `HomeError` with everything as it was: for a damaged file, a newer one, a database
    that holds data already unless `force` is given, and while Loadshare runs here.
    """
    with opened(path) as archive:
        manifest = manifest_of(archive, path)
        check_archive(archive, path, manifest)
        models_at(manifest.migrations)
        with alone(folder), _said():
            here = _look(connections["default"].settings_dict, force=force)
            people = _deleted_since(path, folder, here.deleted if here else None, lists)
            keys = manifest.keys if with_keys else ()

            def leave() -> LeftOut:
                left_out = leave_out(people or (), NEW, back)
                kept = keep_locks(here.locks if here else (), NEW)
                return replace(left_out, locks=kept, sharings=end_others(here.open if here else Open(), NEW))

            left_out = _replace(archive, manifest, folder, keys, leave)
    return Restored(
        manifest=manifest,
        left_out=left_out,
        knows_deleted=people is not None,
        knows_locks=here is not None,
    )


def _deleted_since(
    path: Path, folder: Path, here: tuple[Deleted, ...] | None, lists: Sequence[Path]
) -> tuple[Deleted, ...] | None:
    """Who was deleted, as far as this machine knows; None where it knows nothing of it."""
    beside, own = path.absolute().with_name(DELETED_LIST), folder / DELETED_LIST
    given = [*lists, *([beside] if beside.is_file() else [])]
    if here is None and not given and not own.is_file():
        return None
    others = [one for known in given for one in read_given(known)]
    return gone_of(trail=here or (), own=read_list(own), others=others)


def _replace(
    archive: zipfile.ZipFile,
    manifest: Manifest,
    folder: Path,
    keys: tuple[KeyFile, ...],
    leave: Callable[[], LeftOut],
) -> LeftOut:
    database = connections["default"].settings_dict
    target = sqlite_path(database)
    beside = folder if target is None else target.parent
    _check_room(beside, archive)
    with (
        stage(beside, home=folder) as place,
        stage(folder, home=folder) as key_place,
        second_database(place / "new.sqlite3", NEW, scratch=True),
    ):
        left_out = _build(archive, manifest, leave)
        moves = [_staged(archive, key, key_place, folder) for key in keys]
        said = (*read_list(folder / DELETED_LIST), *_ended_in_new(), *left_out.brought_back)
        write_list(key_place / DELETED_LIST, {one.person: one for one in said}.values())
        moves.append(StagedFile(staged=key_place / DELETED_LIST, place=folder / DELETED_LIST))
        if target is None:
            _into_postgresql(moves, folder, database)
        else:
            _into_sqlite(place / "new.sqlite3", target, moves, folder, database)
    with suppress(OSError):
        note_made(folder, database)
    return left_out


def _ended_in_new() -> tuple[Deleted, ...]:
    try:
        return ended_people(NEW)
    except DatabaseError as error:  # a full disk: to read is to write here
        raise BackupError(f"There is no way to write it ({error}). Nothing was changed.") from error


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(f"There is no way to write it ({error}). Nothing was changed.") from error


def _look(database: Mapping[str, Any], *, force: bool) -> _Here | None:
    """Whether what is here may be replaced, and what it knows; None where there is nothing."""
    path, here = sqlite_path(database), None
    try:
        finding = examine_postgresql(database) if path is None else examine_file(path)
        is_used = finding is DatabaseState.OURS and holds_anything("default")
        if finding is DatabaseState.OURS:
            here = _Here(deleted=ended_people(), locks=standing_locks(), open=open_here())
    except OthersError as problem:
        raise BackupError(f"{problem} Nothing was changed.") from None
    except DamagedError:
        is_used = True  # somebody may still want to look at it
    except DatabaseError as error:
        raise BackupError(f"The database here cannot be used ({error}). Nothing was changed.") from None
    finally:
        connections["default"].close()
    if is_used and not force:
        raise BackupError("There is data here already. To replace it, say so with --force; it will be gone.")
    return here


def _check_room(beside: Path, archive: zipfile.ZipFile) -> None:
    needed = sum(info.file_size for info in archive.infolist())
    free = shutil.disk_usage(beside).free
    if needed > free:
        raise BackupError(
            f"There is no room in {beside}: {needed // 2**20 + 1} MB are needed, "
            f"{free // 2**20} MB are free. Nothing was changed."
        )


def _build(archive: zipfile.ZipFile, manifest: Manifest, leave: Callable[[], LeftOut]) -> LeftOut:
    """Every row of the backup that is to be, in the form of today, and nothing wrong with any of it."""
    tables = {table.model: table for table in manifest.tables}

    def from_file(label: str) -> tuple[tuple[str, ...], Iterator[list[Any]]]:
        return tables[label].fields, rows_in(archive, tables[label])

    try:
        bring_to(dict(manifest.migrations), NEW)
        wanted = tables_of(models_at(manifest.migrations))
        if strange := set(tables) - {model._meta.label_lower for model in wanted}:
            raise ValueError(f"it has a table that is none: {min(strange)}")
        _fill(NEW, wanted, from_file)
        bring_to(None, NEW)
        left_out = leave()
        _check_sound()
        return left_out
    except BackupError:
        raise
    except Exception as error:  # a file from outside may hold anything; nothing was touched yet
        raise BackupError(f"The backup does not fit the database ({error}). Nothing was changed.") from error


def _check_sound() -> None:
    with connections[NEW].cursor() as cursor:
        whole = cursor.execute("PRAGMA integrity_check(1)").fetchall()
        loose = cursor.execute("PRAGMA foreign_key_check").fetchall()
        cursor.execute("PRAGMA journal_mode=WAL")  # as the server wants it; nothing is written after this
    if whole != [("ok",)] or loose or applied_migrations(NEW) != known_migrations():
        raise ValueError("what was made from it is not whole")


def _fill(alias: str, wanted: list[type[models.Model]], source: Rows) -> None:
    """One transaction: everything out, everything in."""
    with transaction.atomic(using=alias):
        empty_tables(wanted, alias)
        for model in wanted:
            names, rows = source(model._meta.label_lower)
            store_rows(model, names, rows, alias)
        reset_counters(wanted, alias)
        connections[alias].check_constraints()


def _into_sqlite(
    made: Path, target: Path, keys: list[StagedFile], folder: Path, database: Mapping[str, Any]
) -> None:
    """The new file takes the place of the old one, together with the keys."""
    connections[NEW].close()
    connections["default"].close()
    _close_for_all(target)
    decide(folder, [StagedFile(staged=made, place=target), *keys])
    finish_restore(folder, database)


def _close_for_all(target: Path) -> None:
    """Write the log of the old database into it, and make sure that no other program has it open."""
    if not target.exists():
        return
    try:
        with closing(sqlite3.connect(target, timeout=2)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise BackupError(
            f"{target} is held by another program ({error}). Stop that, then restore again. "
            "Nothing was changed."
        ) from None
    except sqlite3.DatabaseError:
        return  # it is damaged, and its log with it


def _into_postgresql(keys: list[StagedFile], folder: Path, database: Mapping[str, Any]) -> None:
    """One transaction for the rows. The journal ties the keys to it, and says what became of it."""
    tables = tables_of(models_at(known_migrations()))
    current = {model._meta.label_lower: model for model in tables}

    def from_new(label: str) -> tuple[tuple[str, ...], Iterator[list[Any]]]:
        model = current[label]
        return tuple(field.attname for field in model._meta.local_concrete_fields), rows_of(model, NEW)

    try:
        bring_to(None, "default")
        with transaction.atomic():
            with connections["default"].cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '60s'")
            _fill("default", tables, from_new)
            decide(folder, keys, Commit(database=name_of(database, folder), transaction=_transaction()))
    except (DatabaseError, ValueError, OSError) as error:
        connections["default"].close()
        if is_cut_off(folder) and finish_restore(folder, database):
            return  # the connection was lost just after the commit
        raise BackupError(f"The backup does not fit the database ({error}). Nothing was changed.") from error
    connections["default"].close()
    finish_restore(folder, database)


def _transaction() -> str:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        return str(cursor.fetchone()[0])


def _staged(archive: zipfile.ZipFile, key: KeyFile, place: Path, folder: Path) -> StagedFile:
    """A key file beside its place, only for its owner."""
    staged = place / key.name
    with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(archive.read(key.entry))
    return StagedFile(staged=staged, place=folder / key.name)
