"""Restores again and again, and is stopped each time one step later: killed, or told that the disk is full.

Run as a program with the environment of an installation, so that each try is a fork of a process that has
loaded everything: `python -m tests.support.killed_restore BACKUP OLD STOP`, where OLD is a copy of the data
folder as it was and STOP is `killed` or `full`. Prints what was found after the next start, as JSON.
"""

import contextlib
import errno
import json
import os
import shutil
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402

from loadshare.home import HomeError  # noqa: E402
from loadshare.server.backup import restoring  # noqa: E402
from loadshare.server.backup.file import BackupError  # noqa: E402
from loadshare.server.backup.leaving_out import LeftOut  # noqa: E402
from loadshare.server.installation import entering, switch  # noqa: E402

HOME: Path = settings.DATA_FOLDER
NAMED: dict[str, Any] = settings.DATABASES["default"]
ON_POSTGRESQL = NAMED["ENGINE"].endswith("postgresql")
EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "sqlite3.connect", "tempfile.mkdtemp"}
KEPT_BY_POSTGRESQL = "{name}_old"
EARLY = 4
"""Points before the switch that are tried; there are many, and all are alike."""


def main(backup: Path, old: Path, stop: str) -> None:
    fresh(old)
    before = state()
    made = HOME.with_name("made.sqlite3")
    steps = tried(lambda: record(backup, made))
    if steps is None:
        raise SystemExit("the restore itself fails")
    after = state()
    names = json.loads(HOME.with_name("steps.json").read_text())
    found = []
    for point in points(names):
        fresh(old)
        ended = tried(lambda point=point: halt(backup, made, point, stop))  # type: ignore[misc]
        opened = tried(start_again)
        now = state()
        which = "old" if now == before else "new" if now == after else "a mix"
        left = [path.name for path in HOME.glob(".restore*")] if opened == 0 else []
        found.append({"at": names[point], "ended": ended, "opened": opened, "found": which, "left": left})
    print(json.dumps({"differ": before != after, "tries": found}))


def points(names: list[str]) -> list[int]:
    """Every step from the last look at the old database on, and a few of those before."""
    switch_at = max(i for i, name in enumerate(names) if name == "built")
    early = list(range(0, switch_at, max(1, switch_at // EARLY)))
    return [*early, *range(switch_at + 1, len(names))]


def fresh(old: Path) -> None:
    """Everything as it was."""
    shutil.rmtree(HOME, ignore_errors=True)
    shutil.copytree(old, HOME)
    if ON_POSTGRESQL:
        import psycopg

        name = NAMED["NAME"]
        parameters = {**entering.postgresql_parameters(NAMED), "dbname": "postgres"}
        with psycopg.connect(**parameters, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{KEPT_BY_POSTGRESQL.format(name=name)}"')


def state() -> dict[str, list[str]]:
    """Every row, and every key, read without any of our code."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if ON_POSTGRESQL:
        import psycopg

        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        connection: Any = psycopg.connect(**entering.postgresql_parameters(NAMED))
    else:
        connection = sqlite3.connect(NAMED["NAME"])
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with contextlib.closing(connection):
        rows = {
            name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
            for (name,) in connection.execute(names).fetchall()
            if not name.startswith(("sqlite_", "django_migrations"))
        }
    return rows | {name: [(HOME / name).read_text()] for name in ("secret-key", "push-key")}


def tried(act: Callable[[], None]) -> int | None:
    """In a process of its own: its exit code, or none where it was killed."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except (BackupError, HomeError) as problem:
            print(problem, file=sys.stderr)
            os._exit(2)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)


def start_again() -> None:
    """What every program does first."""
    entering.enter(HOME, NAMED)


def record(backup: Path, made: Path) -> None:
    """A whole restore: the names of its steps, and the database that was built."""
    names: list[str] = []
    build = restoring._build

    def kept(*given: Any) -> Any:
        left_out = build(*given)
        connections[restoring.NEW].close()
        shutil.copy(connections[restoring.NEW].settings_dict["NAME"], made)
        names.append("built")
        return left_out

    restoring._build = kept
    watch(names.append)
    restoring.restore(backup, folder=HOME, force=True)
    HOME.with_name("steps.json").write_text(json.dumps(names))


def halt(backup: Path, made: Path, point: int, stop: str) -> None:
    """The same, and stop at one step. What is built is copied, because building takes seconds."""
    passed = 0

    def step(name: str) -> None:
        nonlocal passed
        passed += 1
        if passed - 1 == point:
            if stop == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if name.startswith("sqlite3"):
                raise sqlite3.OperationalError("database or disk is full")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)

    def copied(*_given: Any) -> LeftOut:
        nonlocal passed
        connections[restoring.NEW].close()
        shutil.copy(made, connections[restoring.NEW].settings_dict["NAME"])
        passed = built + 1
        return LeftOut()

    built = json.loads(HOME.with_name("steps.json").read_text()).index("built")
    if point > built:
        restoring._build = copied
    watch(step)
    restoring.restore(backup, folder=HOME, force=True)


def watch(step: Callable[[str], object]) -> None:
    """Call `step` before whatever is done to a file of this installation, and around a commit."""

    def hook(event: str, given: tuple[Any, ...]) -> None:
        path = next((str(one) for one in given[:2] if str(HOME) in str(one)), "")
        if event in EVENTS and path and "made.sqlite3" not in path:
            step(f"{event} {Path(path).name}")

    fsync = os.fsync

    def synced(descriptor: int) -> None:
        step("os.fsync")
        fsync(descriptor)

    os.fsync = synced
    switch.os.fsync = synced  # type: ignore[attr-defined]
    if ON_POSTGRESQL:
        around_commit(step)
    sys.addaudithook(hook)


def around_commit(step: Callable[[str], object]) -> None:
    from django.db.backends.postgresql.base import DatabaseWrapper

    commit = DatabaseWrapper._commit  # type: ignore[attr-defined]

    def committed(wrapper: Any) -> Any:
        step("before the commit")
        done = commit(wrapper)
        step("after the commit")
        return done

    DatabaseWrapper._commit = committed  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
