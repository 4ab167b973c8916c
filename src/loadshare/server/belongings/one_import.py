"""One copy is brought in at a time, and one is made to take away, for each installation.

The lock is one of the system: a file beside the database of SQLite, an advisory lock where PostgreSQL is the
database and several hosts may serve. Whoever is killed lets go of it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

PATIENCE_S = 20.0
"""A copy of a year takes less than a second."""
_LOOK_S = 0.05


class CopyBusyError(Exception):
    """Somebody else's copy is being brought in or made, and others wait already."""


class ImportBusyError(CopyBusyError):
    """One is being brought in."""


class ExportBusyError(CopyBusyError):
    """One is being made."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What one does at a time."""

    file: str
    key: int
    """Any number that nobody else takes for an advisory lock."""
    busy: type[CopyBusyError]
    waiting: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1))
    """One may wait in each process; its other threads serve pages."""


LOCK_FILE = ".import"
_IMPORT = _Work(LOCK_FILE, 7_223_305_119, ImportBusyError)
_EXPORT = _Work(".export", 7_223_305_120, ExportBusyError)


def one_import(*, patience_s: float | None = None) -> AbstractContextManager[None]:
    """Inside, nobody else brings a copy into this installation. Raises `ImportBusyError`."""
    return _one(_IMPORT, patience_s)


def one_export(*, patience_s: float | None = None) -> AbstractContextManager[None]:
    """Inside, nobody else makes a copy to take away. Raises `ExportBusyError`."""
    return _one(_EXPORT, patience_s)


@contextmanager
def _one(work: _Work, patience_s: float | None) -> Iterator[None]:
    with _lock(work) as taken:
        if not taken() and not _wait(work, taken, PATIENCE_S if patience_s is None else patience_s):
            raise work.busy
        yield


def _wait(work: _Work, taken: Callable[[], bool], patience_s: float) -> bool:
    if not work.waiting.acquire(blocking=False):
        return False
    try:
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            time.sleep(_LOOK_S)
            if taken():
                return True
        return False
    finally:
        work.waiting.release()


@contextmanager
def _lock(work: _Work) -> Iterator[Callable[[], bool]]:
    """A function that tries to take the lock; it is let go of at the end."""
    if connection.vendor == "postgresql":
        yield from _advisory_lock(work.key)
    else:
        yield from _file_lock(Path(settings.DATA_FOLDER) / work.file)


def _advisory_lock(key: int) -> Iterator[Callable[[], bool]]:
    def ask(function: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [key])
            return bool(cursor.fetchone()[0])

    held = False

    def take() -> bool:
        nonlocal held
        held = ask("pg_try_advisory_lock")
        return held

    try:
        yield take
    finally:
        if held:
            with suppress(DatabaseError):  # with the connection the lock is gone as well
                ask("pg_advisory_unlock")


def _file_lock(path: Path) -> Iterator[Callable[[], bool]]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lambda: _try_file(descriptor)
    finally:
        os.close(descriptor)


def _try_file(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
