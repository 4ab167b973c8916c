"""Is the database there that this data folder belongs to? A lost one is said, never replaced in silence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loadshare.home import HomeError
from loadshare.server.installation.named import IN_MEMORY, name_of, postgresql_parameters, sqlite_path
from loadshare.server.installation.sqlite_file import DatabaseState, examine_file, judge, make_file
from loadshare.server.installation.switch import keep_on_disk

MADE = ".databases"
"""The databases that were made from this data folder, one name on each line."""


def prepare_database() -> None:
    """Before anything opens the database to change its form: make a new one only where none was lost."""
    from django.conf import settings

    folder, database = settings.DATA_FOLDER, settings.DATABASES["default"]
    finding = examine_database(folder, database)
    path = sqlite_path(database)
    if finding is DatabaseState.ABSENT and path is not None:
        try:
            make_file(path)
        except OSError as error:
            raise HomeError(
                f"The database {path} cannot be made ({error.strerror}). Make room, or choose another place."
            ) from None


def require_database() -> None:
    """Before pages are served and no database is made: a file that is missing would be made by opening it."""
    from django.conf import settings

    folder, database = settings.DATA_FOLDER, settings.DATABASES["default"]
    if sqlite_path(database) is not None and examine_database(folder, database) is DatabaseState.ABSENT:
        raise HomeError("There is no database yet. Make it first: loadshare migrate")


def examine_database(folder: Path, database: Mapping[str, Any], *, whole: bool = False) -> DatabaseState:
    """Say what is there. Raises a `HomeError` for what cannot be used, and where the database was lost."""
    path = sqlite_path(database)
    if path is not None:
        finding = examine_file(path, whole=whole)
    elif name_of(database, folder) == IN_MEMORY:
        return DatabaseState.NEW
    else:
        finding = examine_postgresql(database)
    if finding is not DatabaseState.OURS and _was_here(folder, database):
        gone = "is gone" if finding is DatabaseState.ABSENT else "has lost everything that was in it"
        raise HomeError(
            f"The database {path or database['NAME']} {gone}, but the keys of {folder} belong to one. "
            "Bring back your last backup: loadshare restore FILE. "
            f"If there is none, move {folder} away; then a new site begins."
        )
    return finding


def unreachable(database: Mapping[str, Any], error: Exception) -> HomeError:
    """A database of PostgreSQL that nobody answers for."""
    return HomeError(
        f"The database {database['NAME']} does not answer ({str(error).strip()}). "
        "Is PostgreSQL running, and is DATABASE_URL right?"
    )


def note_made(folder: Path, database: Mapping[str, Any]) -> None:
    """Remember that this folder has this database; one in memory is not worth it."""
    name = name_of(database, folder)
    if name == IN_MEMORY or name in _names(folder):
        return
    with (folder / MADE).open("a", encoding="utf-8") as file:
        file.write(f"{name}\n")
        file.flush()
        os.fsync(file.fileno())
    keep_on_disk(folder)


def _was_here(folder: Path, database: Mapping[str, Any]) -> bool:
    # The key for nudges is made only when somebody asks for them, and is older than the list of names.
    return name_of(database, folder) in _names(folder) or (
        sqlite_path(database) is not None and (folder / "push-key").exists() and not _names(folder)
    )


def _names(folder: Path) -> frozenset[str]:
    try:
        return frozenset((folder / MADE).read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError):
        return frozenset()


def examine_postgresql(database: Mapping[str, Any]) -> DatabaseState:
    import psycopg

    try:
        with psycopg.connect(**postgresql_parameters(database)) as connection:
            tables = {
                name
                for (name,) in connection.execute(
                    "SELECT tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false))"
                )
            }
            rows = (
                connection.execute("SELECT DISTINCT app FROM django_migrations").fetchall()
                if "django_migrations" in tables
                else []
            )
    except psycopg.Error as error:
        raise unreachable(database, error) from None
    migrated = frozenset(app for (app,) in rows)
    # A database of PostgreSQL may be shared with programs whose tables have other names.
    return judge(tables if migrated else set(), migrated, where=f"The database {database['NAME']}")
