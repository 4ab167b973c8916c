"""A backup holds everything and puts it back, whoever is killed in the middle."""

import contextlib
import datetime as dt
import http.cookiejar
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loadshare.server.backup.file import BackupError, Manifest, check_whole, read_manifest, written_whole
from tests.support.site import free_port

ROOT = Path(__file__).resolve().parents[3]
LOADSHARE = Path(sys.executable).with_name("loadshare")
ENGINE_URL = os.environ.get("DATABASE_URL", "")
ON_POSTGRESQL = ENGINE_URL.startswith("postgres")
ALL_TABLES = {
    False: "SELECT name FROM sqlite_master WHERE type = 'table'",
    True: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
pytestmark = pytest.mark.system_clock
NUMBERED = ("sessionlog", "itemlog", "painentry")
"""Tables whose rows the database counts: it must go on where the backup ended."""
MIGRATE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
HISTORY = """
import sys, uuid, django
django.setup()
from tests.server.cast import Visitor
for name in sys.argv[1:]:
    visitor = Visitor(name)
    visitor.with_programme()
    visitor.post("/today/pain/", {"pain": "4"})
    visitor.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    if name:
        visitor.keeps_plan()
"""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """A Loadshare with a data folder and a database of its own."""

    home: Path
    url: str

    @classmethod
    def new(
        cls, folder: Path, *, postgresql: bool = ON_POSTGRESQL, like: "Installation | None" = None
    ) -> "Installation":
        """With no database yet, or with a copy of another one's."""
        folder.mkdir()
        if not postgresql:
            if like is not None:
                shutil.copy(like.home / "loadshare.sqlite3", folder)
            return cls(home=folder, url=f"sqlite:///{folder / 'loadshare.sqlite3'}")
        import psycopg

        name = f"backup_{uuid.uuid4().hex}"
        host = urllib.parse.parse_qs(urllib.parse.urlsplit(ENGINE_URL).query)["host"][0]
        with psycopg.connect(f"host={host} user=postgres dbname=postgres", autocommit=True) as connection:
            template = like.database if like is not None else "template1"
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]
        return cls(home=folder, url=ENGINE_URL.replace("/postgres?", f"/{name}?"))

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "LOADSHARE_HOME": str(self.home),
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "loadshare.server.settings",
            "ALLOWED_HOSTS": "*",
        }

    def run(self, *arguments: object, code: int = 0) -> str:
        command = [str(LOADSHARE), *map(str, arguments)]
        ended = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    def python(self, program: str, *arguments: str) -> None:
        command = [sys.executable, "-c", program, *arguments]
        subprocess.run(command, env=self.environment, cwd=ROOT, check=True)

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, read without any of our code; what a cache holds is no data."""
        with contextlib.closing(self._connect()) as connection:
            names = [name for (name,) in connection.execute(ALL_TABLES[self.is_postgresql])]
            return {
                name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
                for name in names
                if not name.startswith(("sqlite_", "django_migrations", "loadshare_cache"))
            }

    def is_sound(self) -> bool:
        """Whether the engine itself finds nothing wrong; PostgreSQL has checked it all at the commit."""
        if self.is_postgresql:
            return True
        with contextlib.closing(self._connect()) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return whole and connection.execute("PRAGMA foreign_key_check").fetchall() == []

    @property
    def is_postgresql(self) -> bool:
        return self.url.startswith("postgres")

    @property
    def database(self) -> str:
        return urllib.parse.urlsplit(self.url).path.strip("/")

    def _connect(self) -> Any:
        if not self.is_postgresql:
            return sqlite3.connect(self.home / "loadshare.sqlite3")
        import psycopg

        host = urllib.parse.parse_qs(urllib.parse.urlsplit(self.url).query)["host"][0]
        return psycopg.connect(f"host={host} user=postgres dbname={self.database}")


def content_of(file: Path) -> dict[str, list[Any]]:
    manifest = read_manifest(file)
    with zipfile.ZipFile(file) as archive:
        return {
            table.model: sorted(map(json.dumps, map(json.loads, archive.read(table.entry).splitlines())))
            for table in manifest.tables
        }


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with all its tables and nobody in them; copies of it save their making."""
    made = Installation.new(tmp_path_factory.mktemp("empty") / "home")
    made.python(MIGRATE)
    return made


@pytest.fixture(scope="module")
def source(empty: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation.new(tmp_path_factory.mktemp("source") / "home", like=empty)
    made.python(f"{HISTORY}\nVisitor().with_emergency()", "alice", "bob", "")
    return made


@pytest.fixture(scope="module")
def backup(source: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "all.zip"
    assert "1 key files" in source.run("backup", file)
    return file


@pytest.fixture(scope="module")
def occupied(empty: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Another installation with somebody of its own."""
    made = Installation.new(tmp_path_factory.mktemp("occupied") / "home", like=empty)
    made.python(HISTORY, "erin")
    return made


def test_everything_comes_back_and_new_rows_follow(
    source: Installation, backup: Path, tmp_path: Path
) -> None:
    other = Installation.new(tmp_path / "other")
    assert "Restart the server" in other.run("restore", backup)
    rows = other.rows()
    assert rows == source.rows()
    assert len(rows["selfcare_programme"]) == 3
    assert len(rows["selfcare_safetylock"]) == 1
    assert len(rows["selfcare_itemlog"]) > 3
    assert other.is_sound()
    assert (other.home / "secret-key").read_bytes() == (source.home / "secret-key").read_bytes()
    other.python(HISTORY, "carol")
    after = other.rows()
    assert len(after["auth_user"]) == 3
    assert all(len(after[f"selfcare_{name}"]) > len(rows[f"selfcare_{name}"]) for name in NUMBERED)


def test_data_that_is_here_is_replaced_only_when_asked_and_by_what_is_whole(
    source: Installation, occupied: Installation, backup: Path, tmp_path: Path
) -> None:
    before, key = occupied.rows(), (occupied.home / "secret-key").read_bytes()
    assert "--force" in occupied.run("restore", backup, code=2)
    whole, broken = backup.read_bytes(), tmp_path / "broken.zip"
    with zipfile.ZipFile(backup) as archive:
        place = archive.getinfo("tables/selfcare.person.jsonl").header_offset + 120
    for content in (whole[: len(whole) // 2], whole[:place] + b"\x00\xff\x00" + whole[place + 3 :]):
        broken.write_bytes(content)
        occupied.run("restore", broken, "--force", code=2)
    assert occupied.rows() == before
    occupied.run("restore", backup, "--force", "--without-keys")
    assert occupied.rows() == source.rows() != before
    assert (occupied.home / "secret-key").read_bytes() == key


def test_only_its_owner_can_read_it_and_it_is_not_overwritten(source: Installation, backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    assert "--force" in source.run("backup", backup, code=2)


def test_keys_can_be_left_out(source: Installation, tmp_path: Path) -> None:
    source.run("backup", tmp_path / "no-keys.zip", "--without-keys")
    assert read_manifest(tmp_path / "no-keys.zip").keys == ()


def test_a_backup_of_an_older_version_is_brought_up_to_date(empty: Installation, tmp_path: Path) -> None:
    older = Installation.new(tmp_path / "older", like=empty)
    older.python(
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from loadshare.server.audit.events import Event, record\n"
        "from uuid import uuid4\n"
        "record(Event.GUEST_STARTED, person=uuid4())\n"
        "call_command('migrate', 'audit', '0002', verbosity=0)\n"
    )
    older.run("backup", tmp_path / "older.zip")
    table = next(t for t in read_manifest(tmp_path / "older.zip").tables if t.model == "audit.auditevent")
    assert "receipt" not in table.fields
    newer = Installation.new(tmp_path / "newer", like=empty)
    newer.run("restore", tmp_path / "older.zip")
    (event,) = newer.rows()["audit_auditevent"]
    assert event.endswith("'')")


@pytest.mark.skipif(not ON_POSTGRESQL, reason="needs both engines")
def test_it_moves_from_one_engine_to_the_other_and_back(
    source: Installation, backup: Path, tmp_path: Path
) -> None:
    lite = Installation.new(tmp_path / "lite", postgresql=False)
    lite.run("restore", backup)
    assert lite.is_sound()
    lite.run("backup", tmp_path / "lite.zip")
    assert content_of(tmp_path / "lite.zip") == content_of(backup)
    again = Installation.new(tmp_path / "again")
    again.run("restore", tmp_path / "lite.zip")
    again.run("backup", tmp_path / "again.zip")
    assert content_of(tmp_path / "again.zip") == content_of(backup)
    assert again.rows() == source.rows()


# Killed in the middle --------------------------------------------------------------------------------


class Writers:
    """People who begin a check, one after the other, until they are told to stop."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(2)]
        self.written = 0

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + 60
        while self.written < count:
            assert time.monotonic() < deadline, "nobody can write"
            time.sleep(0.02)

    def _write(self) -> None:
        while not self._stop.is_set():
            try:
                self._begin_a_check()
            except OSError:
                self._stop.wait(0.05)
            else:
                self.written += 1

    def _begin_a_check(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        browser = urllib.request.build_opener(jar)
        page = browser.open(self._address, timeout=20).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1]}).encode()
        browser.open(f"{self._address}/check/", data=data, timeout=20).read()


@pytest.fixture
def server(
    empty: Installation, tmp_path: Path
) -> Iterator[tuple[Installation, str, "subprocess.Popen[bytes]"]]:
    """A running installation in a process group of its own."""
    made = Installation.new(tmp_path / "server", like=empty)
    port = free_port()
    environment = {**made.environment, "PORT": str(port), "HOST": "127.0.0.1"}
    with (made.home / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [str(LOADSHARE), "serve"], env=environment, stdout=log, stderr=log, start_new_session=True
        )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            break
        except OSError:
            time.sleep(0.1)
    yield made, address, process
    kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_server_killed_while_it_writes_leaves_a_backup_that_restores(
    server: tuple[Installation, str, "subprocess.Popen[bytes]"], empty: Installation, tmp_path: Path
) -> None:
    """One backup is taken while people write, one after the server was killed in the middle of it."""
    made, address, process = server
    with Writers(address) as writers:
        writers.wait_for(5)
        made.run("backup", tmp_path / "during.zip")
        writers.wait_for(writers.written + 3)
        kill(process)
    made.run("backup", tmp_path / "after.zip")
    during, after = content_of(tmp_path / "during.zip"), content_of(tmp_path / "after.zip")
    assert 5 <= len(during["selfcare.person"]) < len(after["selfcare.person"])
    for table in ("selfcare.person", "selfcare.check", "audit.auditevent"):
        assert set(during[table]) <= set(after[table])
    for name in ("during", "after"):
        other = Installation.new(tmp_path / f"other-{name}", like=empty)
        other.run("restore", tmp_path / f"{name}.zip")
        assert other.is_sound()
        assert len(other.rows()["selfcare_person"]) == len(
            content_of(tmp_path / f"{name}.zip")["selfcare.person"]
        )
    assert other.rows() == made.rows()


def test_a_backup_killed_in_the_middle_leaves_the_one_before(
    source: Installation, backup: Path, tmp_path: Path
) -> None:
    file = tmp_path / "nightly.zip"
    file.write_bytes(backup.read_bytes())
    process = subprocess.Popen(
        [str(LOADSHARE), "backup", str(file), "--force"], env=source.environment, stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".nightly.zip.*.part")) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    process.kill()
    process.wait()
    check_whole(file, read_manifest(file))
    assert content_of(file) == content_of(backup)


def test_what_fails_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "new.zip"

    def rows() -> Iterator[list[int]]:
        yield [1]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), written_whole(file) as writer:
        writer.add_table("a.b", ("id",), rows())
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="is not there"):
        read_manifest(tmp_path / "nothing.zip")
    strange = tmp_path / "strange.zip"
    with zipfile.ZipFile(strange, "w") as archive:
        archive.writestr("manifest.json", "{}")
    with pytest.raises(BackupError, match="not a backup that Loadshare made"):
        read_manifest(strange)
    newer = Manifest(
        format="loadshare-backup",
        version=99,
        made_at=dt.datetime.now(dt.UTC).isoformat(),
        made_by="Loadshare 9",
        engine="sqlite",
        migrations={},
        tables=(),
        keys=(),
    )
    with zipfile.ZipFile(tmp_path / "newer.zip", "w") as archive:
        archive.writestr("manifest.json", newer.model_dump_json())
    with pytest.raises(BackupError, match="newer Loadshare"):
        read_manifest(tmp_path / "newer.zip")


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be written"), written_whole(tmp_path / "no" / "b.zip"):
        pass
