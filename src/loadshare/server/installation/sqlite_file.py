"""What a SQLite file is: ours, new, damaged, or of another program. It is never made by looking at it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from loadshare.home import HomeError
from loadshare.server.installation.switch import keep_on_disk

HEADER = b"SQLite format 3\x00"
READ_WHOLE_BYTES = 256 * 2**20
"""A larger file is not read from end to end at every start; the doctor does that."""
WAIT_S = 20.0


class DatabaseState(Enum):
    """What is there."""

    ABSENT = "none"
    NEW = "without anything in it"
    OURS = "ours"


class DamagedError(HomeError):
    """What is there is no database any more; a restore may take its place."""


class OthersError(HomeError):
    """What is there belongs to another program, and nothing of ours may touch it."""


def examine_file(path: Path, *, whole: bool = False) -> DatabaseState:
    """Say what is there. Raises a `HomeError` for what cannot be used as it is."""
    try:
        with path.open("rb") as file:
            start = file.read(len(HEADER))
    except FileNotFoundError:
        return DatabaseState.ABSENT
    except OSError as error:
        raise HomeError(f"The database {path} cannot be read ({error.strerror}).") from None
    if not start:
        raise DamagedError(f"The database {path} is empty: what was in it is gone. {_advice(path)}")
    if start != HEADER:
        raise DamagedError(f"{path} is no SQLite database, or its beginning is damaged. {_advice(path)}")
    try:
        with closing(_connect(path)) as connection:
            if whole or path.stat().st_size <= READ_WHOLE_BYTES:
                _check_whole(connection, path)
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            apps = _migrated(connection) if "django_migrations" in tables else frozenset()
    except sqlite3.OperationalError as error:
        raise HomeError(
            f"The database {path} cannot be opened ({error}). "
            "Is there room on the disk, may you write there, and does no other program hold it?"
        ) from None
    except sqlite3.DatabaseError as error:
        raise DamagedError(f"The database {path} is damaged ({error}). {_advice(path)}") from None
    return judge(tables, apps, where=str(path))


def judge(tables: set[str], migrated: frozenset[str], *, where: str) -> DatabaseState:
    """Say whose these tables are; `migrated` are the apps whose tables were made."""
    from django.apps import apps

    if "selfcare" in migrated:
        return DatabaseState.OURS
    own = {config.label for config in apps.get_app_configs()}
    strange = {name for name in tables if not name.startswith(("sqlite_", "django_", "auth_"))}
    if migrated - own or (strange and not migrated):
        raise OthersError(
            f"{where} is the database of another program. Set DATABASE_URL to one of Loadshare's own."
        )
    return DatabaseState.NEW


def make_file(path: Path) -> None:
    """Make a database with nothing in it. It appears under its name only when it is one; the first wins."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # for its owner alone
    os.close(descriptor)
    draft = Path(name)
    try:
        with closing(sqlite3.connect(draft)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        keep_on_disk(draft)
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            if not path.exists():
                draft.rename(path)
        keep_on_disk(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=WAIT_S)


def _check_whole(connection: sqlite3.Connection, path: Path) -> None:
    said = [line for (line,) in connection.execute("PRAGMA quick_check(1)")]
    if said != ["ok"]:
        raise DamagedError(f"The database {path} is damaged ({said[0].splitlines()[-1]}). {_advice(path)}")


def _migrated(connection: sqlite3.Connection) -> frozenset[str]:
    return frozenset(app for (app,) in connection.execute("SELECT DISTINCT app FROM django_migrations"))


def _advice(path: Path) -> str:
    return (
        "Bring back your last backup: loadshare restore FILE --force. "
        f"If there is none, move {path.name} away; then a new site begins."
    )
