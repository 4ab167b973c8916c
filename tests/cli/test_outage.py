"""PostgreSQL stops and comes back under a real server: calm pages meanwhile, all of them seconds after."""

import contextlib
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.caller import Answered, Caller
from tests.support.database import Postgresql, unsteady_postgresql
from tests.support.site import Site

AWAY_S = 10
BACK_WITHIN_S = 5
CLIENTS = 8


@pytest.fixture
def database() -> Iterator[Postgresql]:
    # Not within the folders of pytest, which closes those to the account that PostgreSQL runs under.
    with (
        tempfile.TemporaryDirectory(prefix="loadshare-postgresql-", ignore_cleanup_errors=True) as folder,
        unsteady_postgresql(Path(folder)) as server,
    ):
        yield server


@contextlib.contextmanager
def serving(home: Path, database: Postgresql, *options: str) -> Iterator[Site]:
    home.mkdir()
    site = Site(home, options=options, DATABASE_URL=database.address)
    try:
        site.start()
        yield site
    finally:
        site.stop()


def test_pages_come_back_with_the_database(tmp_path: Path, database: Postgresql) -> None:
    with serving(tmp_path / "home", database, "--workers", "2") as site, Caller(site.port) as caller:
        own = caller.begin()
        token = caller.get("/offline/sync/").json["token"]
        database.stop()
        over = threading.Event()
        seen: Counter[int] = Counter()
        others = [
            threading.Thread(target=_ask_until, args=(site.port, dict(caller.cookies), over, seen))
            for _ in range(CLIENTS)
        ]
        for other in others:
            other.start()
        ends = time.monotonic() + AWAY_S
        while time.monotonic() < ends:
            _is_calm(caller.get("/data/"))
            _is_calm(caller.send("/check/", {"csrfmiddlewaretoken": token}))
            _helps(caller.get("/help/"))
            assert caller.get("/health/live").status == 200
            ready = caller.get("/health/ready")
            assert (ready.status, ready.json["database"]) == (503, "does not answer")
        database.start()
        began = time.monotonic()
        while (page := caller.get("/data/")).status != 200:
            _is_calm(page)
            time.sleep(0.1)
        took_s = time.monotonic() - began
        over.set()
        for other in others:
            other.join()
        assert took_s < BACK_WITHIN_S
        assert page.headers["loadshare-person"] == own
        assert caller.get("/health/ready").status == 200
        assert set(seen) <= {200, 503}, seen
        assert seen[503] > CLIENTS
        log = (site.home / "serve.log").read_text(encoding="utf-8")
    assert "Service Unavailable: /data/ (" in log
    assert "Traceback" not in log


def _ask_until(port: int, cookies: dict[str, str], over: threading.Event, seen: Counter[int]) -> None:
    """Others who ask all the while, so that every thread of every worker has met the outage."""
    with Caller(port) as caller:
        caller.cookies.update(cookies)
        while not over.is_set():
            seen[caller.get("/data/").status] += 1


def _is_calm(answer: Answered) -> None:
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) <= BACK_WITHIN_S
    assert "what was saved before is safe" in answer.text
    assert 'href="/help/"' in answer.text


def _helps(answer: Answered) -> None:
    assert answer.status == 200
    assert 'href="tel:999"' in answer.text
    assert "loadshare-person" not in answer.headers, "a device would forget whom it knows"


def test_without_migrating_it_waits_for_the_database_and_for_its_form(
    tmp_path: Path, database: Postgresql
) -> None:
    database.stop()
    with serving(tmp_path / "home", database, "--no-migrate") as site, Caller(site.port) as caller:
        assert caller.get("/help/").status == 200
        assert caller.get("/health/ready").json["database"] == "does not answer"
        database.start()
        waits = caller.get("/health/ready")
        assert waits.status == 503
        assert waits.json["migrations"].endswith(" waiting, run: loadshare migrate")
        migrated = subprocess.run(
            [site.command[0], "migrate"], env=site.environment, capture_output=True, text=True, check=False
        )
        assert (migrated.returncode, migrated.stdout) == (0, "The database is up to date.\n"), migrated.stderr
        with Caller(site.port) as later:  # migrating may outlast the time a silent connection is kept
            assert later.get("/health/ready").json == {
                "status": "ok",
                "database": "ok",
                "migrations": "ok",
                "disk": "ok",
            }
            later.begin()


def test_without_a_database_file_to_leave_as_it_is_it_says_what_to_do(tmp_path: Path) -> None:
    site = Site(tmp_path, options=("--no-migrate",))
    ended = subprocess.run(
        site.command, env=site.environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 2
    assert ended.stderr == "There is no database yet. Make it first: loadshare migrate\n"
    assert not (tmp_path / "loadshare.sqlite3").exists()
