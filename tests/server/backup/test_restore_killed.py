"""A restore is all or nothing, keys included: stopped at any step it leaves the old or the new, whole."""

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.server.backup.test_backup import HISTORY, LOADSHARE, ON_POSTGRESQL, ROOT, Installation
from tests.support.site import Site

pytestmark = pytest.mark.skipif(os.name != "posix", reason="stops processes with signals")
NEW_KEYS = {"secret-key": "new-secret" * 5, "push-key": "new-push"}
OLD_KEYS = {"secret-key": "old-secret" * 5, "push-key": "old-push"}


def with_keys(installation: Installation, keys: dict[str, str]) -> None:
    for name, text in keys.items():
        (installation.home / name).write_text(text)


def rows_of_people(installation: Installation) -> dict[str, list[str]]:
    """All but what a server that runs writes of itself: its days, its jobs and who does them."""
    of_its_own = ("accounts_runningday", "jobs_")
    return {name: rows for name, rows in installation.rows().items() if not name.startswith(of_its_own)}


def keys_of(installation: Installation) -> dict[str, str]:
    return {name: (installation.home / name).read_text() for name in OLD_KEYS}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation.new(tmp_path_factory.mktemp("new") / "home")
    made.python(
        f"import django; django.setup()\nfrom django.core.management import call_command\n"
        f"call_command('migrate', verbosity=0)\n{HISTORY}",
        "alice",
    )
    with_keys(made, NEW_KEYS)
    return made


@pytest.fixture(scope="module")
def backup(source: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "all.zip"
    assert "2 key files" in source.run("backup", file)
    return file


@pytest.fixture
def old(source: Installation, tmp_path: Path) -> Installation:
    """Somebody else's data, other keys, and on SQLite a log that is not written into the database yet."""
    made = Installation.new(tmp_path / "home", like=source)
    with_keys(made, OLD_KEYS)
    if not ON_POSTGRESQL:
        with contextlib.closing(sqlite3.connect(made.home / "loadshare.sqlite3")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("UPDATE selfcare_painentry SET pain = 9")
            connection.commit()
            shutil.copytree(made.home, tmp_path / "with-log")
        shutil.rmtree(made.home)
        (tmp_path / "with-log").rename(made.home)
        assert (made.home / "loadshare.sqlite3-wal").stat().st_size > 0
    else:
        with contextlib.closing(made._connect()) as connection:
            connection.execute("UPDATE selfcare_painentry SET pain = 9")
            connection.commit()
    return made


def copied(old: Installation) -> Path:
    """A copy to begin each try from."""
    copy = old.home.with_name("old")
    shutil.copytree(old.home, copy)
    if ON_POSTGRESQL:
        import psycopg

        host = old.url.partition("host=")[2].partition("&")[0]
        with psycopg.connect(f"host={host} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{old.database}_old" TEMPLATE "{old.database}"')  # type: ignore[arg-type]
    return copy


def tries(old: Installation, backup: Path, stop: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.support.killed_restore", str(backup), str(copied(old)), stop]
    ended = subprocess.run(
        command, env=old.environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr, ended.stderr
    said = json.loads(ended.stdout)
    assert said["differ"]
    return said["tries"]  # type: ignore[no-any-return]


def test_killed_at_any_step_it_leaves_the_old_or_the_new(old: Installation, backup: Path) -> None:
    found = tries(old, backup, "killed")
    assert [one for one in found if one["ended"] is not None] == [], "each was killed"
    assert [one for one in found if one["opened"] != 0] == []
    assert {one["found"] for one in found} == {"old", "new"}, found
    assert [one for one in found if one["left"]] == []


def test_a_disk_that_is_full_at_any_step_leaves_the_old_or_the_new(old: Installation, backup: Path) -> None:
    found = tries(old, backup, "full")
    assert {one["ended"] for one in found} <= {0, 2}
    assert [one for one in found if one["opened"] != 0] == []
    assert {one["found"] for one in found} == {"old", "new"}, found
    assert [one for one in found if one["left"]] == []
    assert [one for one in found if one["ended"] == 0 and one["found"] == "old"] == []


@pytest.mark.parametrize("round_", range(2))
def test_killed_at_any_moment_the_next_start_finds_the_old_or_the_new(
    old: Installation, source: Installation, backup: Path, round_: int
) -> None:
    before = (old.rows(), keys_of(old))
    command = [str(LOADSHARE), "restore", str(backup), "--force"]
    process = subprocess.Popen(command, env=old.environment, stdout=subprocess.DEVNULL)
    while process.poll() is None and not list(old.home.glob(".restore-*")):
        time.sleep(0.005)
    time.sleep(random.uniform(0, 1.5) * (round_ + 1))
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    process.wait()
    old.run("backup", old.home.with_name("afterwards.zip"))
    assert old.is_sound()
    assert (old.rows(), keys_of(old)) in (before, (source.rows(), NEW_KEYS))
    assert list(old.home.glob(".restore*")) == []


def test_a_server_that_runs_is_not_restored_under(
    old: Installation, source: Installation, backup: Path
) -> None:
    site = Site(old.home, DATABASE_URL=old.url)
    site.start()
    try:
        before = (rows_of_people(old), keys_of(old))
        assert "is running" in old.run("restore", backup, "--force", code=2)
        assert (rows_of_people(old), keys_of(old)) == before
    finally:
        site.stop()
    assert "Restored" in old.run("restore", backup, "--force")
    assert (old.rows(), keys_of(old)) == (source.rows(), NEW_KEYS)


@pytest.mark.skipif(ON_POSTGRESQL, reason="a file of SQLite")
def test_another_program_that_has_the_file_open_is_not_restored_under(
    old: Installation, backup: Path
) -> None:
    with contextlib.closing(sqlite3.connect(old.home / "loadshare.sqlite3")) as connection:
        connection.execute("SELECT * FROM selfcare_person").fetchall()
        assert "held by another program" in old.run("restore", backup, "--force", code=2)
        connection.execute("UPDATE selfcare_painentry SET pain = 8")
        connection.commit()
    assert "8" in old.rows()["selfcare_painentry"][0]


@pytest.mark.skipif(ON_POSTGRESQL, reason="a file of SQLite")
def test_a_damaged_or_lost_database_is_brought_back(
    old: Installation, source: Installation, backup: Path
) -> None:
    database = old.home / "loadshare.sqlite3"
    database.write_bytes(b"\x00" * 100_000)
    assert "--force" in old.run("restore", backup, code=2)
    assert database.read_bytes() == b"\x00" * 100_000
    old.run("restore", backup, "--force")
    assert old.rows() == source.rows()
    for path in old.home.glob("loadshare.sqlite3*"):
        path.unlink()
    old.run("restore", backup)
    assert old.rows() == source.rows()
    assert old.is_sound()
