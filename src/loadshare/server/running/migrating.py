"""One at a time changes the form of a database: of two servers that start, one works and the other waits."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import DatabaseError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from loadshare.home import HomeError
from loadshare.server.installation.database import unreachable
from loadshare.server.installation.named import sqlite_path

ADVISORY_LOCK = 7_316_242_500_187
"""Any number that no other program uses in the same database."""

LOCK_NOT_AVAILABLE = "55P03"
"""The number in PostgreSQL. Its library stays unloaded: a server on SQLite comes through here as well."""

WAITS_S = 3
"""Whoever waits for a table keeps all waiting who come after, readers too. So long a migration waits, and no
longer. How long it holds the table then is its own matter: `tests/house/test_migrations.py` asks for that."""


class TableInUseError(HomeError):
    """A transaction that goes on and on holds a table."""

    def __init__(self) -> None:
        super().__init__(
            f"The database is in use: a table did not become free within {WAITS_S} s, and pages went first. "
            "Nothing was lost, and what was done stays. Run it again: loadshare migrate"
        )


@contextmanager
def one_at_a_time(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Wait for others that change this database, and keep them waiting while inside."""
    if connection.vendor == "postgresql":
        with _advisory_lock(connection):
            yield
        return
    path = sqlite_path(connection.settings_dict)
    if path is None:
        yield
        return
    # Beside the database, which may not be there yet: to open it would make an empty one.
    with _file_lock(path.with_name(f".{path.name}.migrating")):
        yield


@contextmanager
def _advisory_lock(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Held by this connection, so that it is free again whatever ends the process."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise unreachable(connection.settings_dict, error) from None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{WAITS_S}s"])
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE:
            raise TableInUseError from error
        raise
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield  # nothing can be made there, which is said by whoever tries
        return
    try:
        _wait_for(descriptor)
        yield
    finally:
        os.close(descriptor)  # which lets go of it


def _wait_for(descriptor: int) -> None:
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        return
    import msvcrt

    while True:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            return
        except OSError:
            time.sleep(0.1)
