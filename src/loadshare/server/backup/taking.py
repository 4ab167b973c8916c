"""Makes a backup while the installation goes on working."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from django.db import connections

from loadshare import __version__
from loadshare.server.backup.database import applied_migrations, models_at, rows_of, standing_still, tables_of
from loadshare.server.backup.file import FORMAT, VERSION, BackupError, Manifest, written_whole

LARGEST_KEY = 64 * 1024
NOT_KEYS = (".sqlite3", "-wal", "-shm", "-journal", ".log", ".part", ".zip")


def key_files(folder: Path) -> tuple[Path, ...]:
    """The small files of the data folder that an installation needs to go on as itself: its keys."""
    return tuple(
        path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and not path.is_symlink()
        and not path.name.startswith(".")
        and not path.name.endswith(NOT_KEYS)
        and path.stat().st_size <= LARGEST_KEY
    )


def take(path: Path, *, folder: Path, now: dt.datetime, with_keys: bool = True) -> Manifest:
    """Write everything into one file. Raises `BackupError`; a file that was there stays as it was then."""
    with (
        tempfile.TemporaryDirectory(prefix="loadshare-backup-") as scratch,  # only its owner can look in
        standing_still("default", Path(scratch)) as alias,
    ):
        migrations = applied_migrations(alias)
        if not any(migrations.values()):
            raise BackupError("There is no database yet. Start Loadshare once first.")
        with written_whole(path) as writer:
            for model in tables_of(models_at(migrations)):
                names = tuple(field.attname for field in model._meta.local_concrete_fields)
                writer.add_table(model._meta.label_lower, names, rows_of(model, alias))
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
    return manifest
