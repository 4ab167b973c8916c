"""`loadshare doctor` on what goes wrong where several servers share a database, and on one that is asked."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from loadshare.cli import doctor
from loadshare.ending import PlainError
from tests.support.clock import AHEAD, CHILDREN
from tests.support.database import postgresql_server
from tests.support.installation import Place
from tests.support.site import Site, free_port

ON_TIME = {AHEAD: "", "PYTHONPATH": str(CHILDREN)}


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    """The address of a real PostgreSQL, brought up to date by one server."""
    with (
        # not below pytest's own folder, which another run of pytest may close to PostgreSQL's user
        tempfile.TemporaryDirectory(prefix="loadshare-tests-") as folder,
        postgresql_server(Path(folder) / "server") as address,
    ):
        first = Place(Path(folder) / "first", {"DATABASE_URL": address, **ON_TIME})
        assert first.manage("migrate", "--verbosity", "0").code == 0
        assert first.manage("daily", "--verbosity", "0").code == 0
        yield address


def examined(home: Path, address: str, **settings: str) -> dict[str, str]:
    """What the doctor says, line by line."""
    place = Place(home, {"DATABASE_URL": address, **ON_TIME, **settings})
    lines = [line.split(": ", 1) for line in place.loadshare("doctor").said.splitlines() if ": " in line]
    return dict(line for line in lines if len(line) == 2)


@pytest.mark.system_clock
def test_a_clock_three_minutes_off_is_said_and_which_way(tmp_path: Path, shared: str) -> None:
    assert examined(tmp_path / "a", shared)["ok    clock"] == "as the database's"
    ahead = examined(tmp_path / "b", shared, **{AHEAD: "180"})["wrong clock"]
    said = re.match(r"this machine is (\d+) s ahead of its database; ", ahead)
    assert said, ahead
    assert 170 <= int(said[1]) <= 180, "to move a clock takes a moment, and longer on a busy machine"
    behind = examined(tmp_path / "c", shared, **{AHEAD: "-3.5"})["wrong clock"]
    assert "s behind its database" in behind
    assert examined(tmp_path / "d", shared, **{AHEAD: "1"})["ok    clock"]


@pytest.mark.system_clock
def test_another_secret_is_said_and_the_same_one_is_not(tmp_path: Path, shared: str) -> None:
    other = examined(tmp_path / "home", shared)
    assert "had another SECRET_KEY within the last day" in other["wrong shared keys"]
    key = (Path(shared.partition("host=")[2].partition("&")[0]).parent / "first" / "secret-key").read_text()
    same = examined(tmp_path / "home", shared, SECRET_KEY=key)
    assert same["ok    shared keys"] == "no other server has other ones"
    assert key not in "".join(other.values())


@pytest.mark.system_clock
def test_two_primaries_are_said_and_a_host_that_is_away(tmp_path: Path, shared: str) -> None:
    one = quote(shared.partition("host=")[2].partition("&")[0], safe="")
    with tempfile.TemporaryDirectory(prefix="loadshare-tests-") as folder:
        other = quote(f"{folder}/server", safe="")
        pair = f"postgresql://postgres@{one},{other}/postgres?target_session_attrs=read-write"
        alone = examined(tmp_path / "a", pair)
        assert re.fullmatch(
            r"postgresql, up to date; \S+/server:5432 does not answer", alone["ok    database"]
        )
        with postgresql_server(Path(folder) / "server"):
            both = examined(tmp_path / "b", pair)["wrong database"]
    assert "all take writes, and what is saved at one is lost at the other" in both
    assert both.count("server:5432") == 2


def test_updates_that_wait_are_wrong_and_the_verb_is_named(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert place.manage("migrate", "--verbosity", "0").code == 0
    assert "ok    database: sqlite, up to date" in place.loadshare("doctor").said
    assert place.manage("migrate", "audit", "0001", "--verbosity", "0").code == 0
    said = place.loadshare("doctor")
    assert said.code == 1
    assert "wrong database: " in said.said
    assert "updates are waiting; run: loadshare migrate" in said.said


def test_little_room_is_said_before_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usual._replace(free=499_000_000))
    with pytest.raises(PlainError, match="only 499 MB are free in"):
        doctor._disk()
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usual._replace(free=501_000_000))
    assert doctor._disk() == "501 MB free"


def test_it_asks_a_server_whether_it_is_ready(tmp_path: Path) -> None:
    nobody = Place(tmp_path, {"PORT": str(free_port())}).loadshare("doctor", "--ready")
    assert nobody.code == 1
    assert "no answer from http://127.0.0.1:" in nobody.said
    site = Site(tmp_path)
    site.start()
    try:
        place = Place(tmp_path, {"PORT": str(site.port), "HOST": "0.0.0.0", "HTTP_PROXY": "http://[::1]:9"})
        ready = place.loadshare("doctor", "--ready")
        assert (ready.code, ready.said) == (0, "ready\n")
        assert place.manage("migrate", "audit", "0001", "--verbosity", "0").code == 0
        waits = place.loadshare("doctor", "--ready")
        assert waits.code == 1
        assert "waiting, run: loadshare migrate" in waits.said
    finally:
        site.stop()
