"""What every program does before it reads a key or a row of an installation."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loadshare.home import HomeError
from loadshare.server.installation.in_use import take_part
from loadshare.server.installation.named import name_of, postgresql_parameters, sqlite_path
from loadshare.server.installation.private import keep_private
from loadshare.server.installation.switch import JOURNAL, Commit, finish, is_cut_off, sweep

PATIENCE_S = 30.0
"""A server whose client was killed needs a moment to notice."""


def enter(folder: Path, database: Mapping[str, Any]) -> None:
    """Use the data folder beside others; finish a restore that was cut off, and close it all to others."""
    path = sqlite_path(database)
    keep_private(folder, path)
    take_part(
        folder,
        is_cut_off=lambda: is_cut_off(folder),
        finish=lambda: finish_restore(folder, database),
    )
    for place in {folder, path.parent if path is not None and path.parent.is_dir() else folder}:
        sweep(place)


def finish_restore(folder: Path, database: Mapping[str, Any]) -> bool:
    """Finish, or take back, what the journal says; whether the new stands now."""
    return finish(folder, was_committed=lambda commit: _was_committed(commit, folder, database))


def _was_committed(commit: Commit, folder: Path, database: Mapping[str, Any]) -> bool:
    named = name_of(database, folder)
    if commit.database != named:
        raise HomeError(
            f"A restore into {commit.database} was cut off, and DATABASE_URL now names {named}. "
            "Start once with the one before, so that it can be finished."
        )
    return ask_postgresql(commit.transaction, database)


def ask_postgresql(transaction: str, database: Mapping[str, Any]) -> bool:
    """Whether PostgreSQL has kept a transaction."""
    import psycopg

    deadline = time.monotonic() + PATIENCE_S
    try:
        with psycopg.connect(**postgresql_parameters(database), autocommit=True) as connection:
            while True:
                row = connection.execute("SELECT pg_xact_status(%s::xid8)", (transaction,)).fetchone()
                if row is None or row[0] != "in progress":
                    break
                if time.monotonic() > deadline:
                    raise HomeError("PostgreSQL is still busy with a restore. Start again in a minute.")
                time.sleep(0.2)
    except psycopg.Error as error:
        raise HomeError(
            f"A restore was cut off, and PostgreSQL is needed to finish it ({str(error).strip()}). "
            "Start PostgreSQL, then start again."
        ) from None
    if row is None or row[0] is None:
        raise HomeError(
            "PostgreSQL no longer knows how a restore ended. "
            f"Move {JOURNAL} out of the data folder, then restore your backup again with --force."
        )
    return bool(row[0] == "committed")
