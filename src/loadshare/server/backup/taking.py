"""Makes a backup while the installation goes on working."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import DatabaseError, connections

from loadshare import __version__
from loadshare.server.audit.ended import note_ended
from loadshare.server.backup.database import applied_migrations, models_at, rows_of, standing_still, tables_of
from loadshare.server.backup.file import (
    FORMAT,
    LARGEST_KEY,
    VERSION,
    BackupError,
    Manifest,
    is_key_name,
    written_whole,
)
from loadshare.server.installation.deleted_list import NAME as DELETED_LIST
from loadshare.server.installation.deleted_list import add_to_list, read_list


def key_files(folder: Path) -> tuple[Path, ...]:
    """The small files of the data folder that an installation needs to go on as itself: its keys."""
    return tuple(
        path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and not path.is_symlink()
        and is_key_name(path.name)
        and path.stat().st_size <= LARGEST_KEY
    )


def take(path: Path, *, folder: Path, now: dt.datetime, with_keys: bool = True) -> Manifest:
    """Write everything into one file, and beside it who was deleted here.

    Raises `BackupError`; a file that was there stays as it was then.
    """
    with _said(), standing_still("default") as alias:
        migrations = applied_migrations(alias)
        if not any(migrations.values()):
            raise BackupError("There is no database yet. Start Loadshare once first.")
        with written_whole(path) as writer:
            for model in tables_of(models_at(migrations)):
                names = tuple(field.attname for field in model._meta.local_concrete_fields)
                with closing(rows_of(model, alias)) as rows:
                    writer.add_table(model._meta.label_lower, names, rows)
            for key in key_files(folder) if with_keys else ():
                writer.add_key(key)
            manifest = Manifest(
                format=FORMAT,
                version=VERSION,
                made_at=now.isoformat(),
                made_by=f"Loadshare {__version__}",
                engine=connections["default"].vendor,
                migrations=migrations,
                tables=tuple(writer.tables),
                keys=tuple(writer.keys),
            )
            writer.add_manifest(manifest)
    _note_deleted(path, folder)
    return manifest


def _note_deleted(path: Path, folder: Path) -> None:
    """An older backup of the same folder is restored without them, also where this machine is lost."""
    with _said(), suppress(OSError):
        note_ended(folder)
    people = read_list(folder / DELETED_LIST)
    try:
        if people and path.absolute().parent != folder.absolute():
            add_to_list(path.absolute().with_name(DELETED_LIST), people)
    except OSError as error:
        raise BackupError(
            f"{path} is written, but not who was deleted, beside it ({error.strerror}). "
            f"Copy {folder / DELETED_LIST} there."
        ) from None


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise BackupError(
            f"The database cannot be read ({str(error).strip()}). Look what is wrong with: loadshare doctor"
        ) from None
