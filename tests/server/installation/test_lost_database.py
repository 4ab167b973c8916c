"""A database that was lost, damaged or is another program's is said at the start, and no new site begins."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from loadshare.home import HomeError
from loadshare.server.installation.database import examine_database
from loadshare.server.installation.sqlite_file import DatabaseState
from tests.support.database import postgresql_server
from tests.support.installation import Place
from tests.support.site import free_port

pytestmark = pytest.mark.own_database


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a whole database."""
    home = tmp_path_factory.mktemp("made") / "home"
    assert Place(home).manage("migrate", "--verbosity", "0").code == 0
    return home


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Place:
    shutil.copytree(made, tmp_path / "home")
    return Place(tmp_path / "home")


def lost(database: Path) -> None:
    database.unlink()


def empty(database: Path) -> None:
    database.write_bytes(b"")


def cut(database: Path) -> None:
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])


def strange(database: Path) -> None:
    database.write_bytes(b"PK\x03\x04" + bytes(5000))


def spoilt_inside(database: Path) -> None:
    content = bytearray(database.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = b"\xff" * 8192
    database.write_bytes(content)


def without_tables(database: Path) -> None:
    database.unlink()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def of_another_program(database: Path) -> None:
    database.unlink()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")
        connection.commit()


def a_folder(database: Path) -> None:
    database.unlink()
    database.mkdir()


FAULTS: dict[Callable[[Path], None], str] = {
    lost: "is gone",
    empty: "is empty",
    cut: "is damaged",
    strange: "no SQLite database",
    spoilt_inside: "is damaged",
    without_tables: "has lost everything",
    of_another_program: "of another program",
    a_folder: "cannot be read",
}


def content(database: Path) -> bytes | None:
    return database.read_bytes() if database.is_file() else None


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_fault_is_told_from_the_others_with_what_to_do(
    place: Place, fault: Callable[[Path], None]
) -> None:
    named = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(place.database)}
    assert examine_database(place.home, named) is DatabaseState.OURS
    fault(place.database)
    before = content(place.database)
    with pytest.raises(HomeError, match=FAULTS[fault]):
        examine_database(place.home, named)
    assert content(place.database) == before
    assert not list(place.home.glob("*-wal"))


@pytest.mark.parametrize("fault", [lost, spoilt_inside], ids=lambda fault: fault.__name__)
def test_every_verb_says_it_and_nothing_is_made(place: Place, fault: Callable[[Path], None]) -> None:
    fault(place.database)
    before = content(place.database)
    verbs = [("serve", "--port", free_port()), ("backup", place.home / "b.zip"), ("doctor",)]
    for ended in [*(place.loadshare(*verb) for verb in verbs), place.manage("migrate")]:
        assert ended.code in {1, 2}, ended.said
        assert FAULTS[fault] in ended.said
        assert "loadshare restore FILE" in ended.said
    assert not (place.home / "b.zip").exists()
    assert content(place.database) == before


def test_a_damaged_one_that_nobody_knew_is_no_new_site_either(tmp_path: Path) -> None:
    """A copy onto a full disk leaves an empty file in a folder without keys."""
    place = Place(tmp_path)
    empty(place.database)
    ended = place.loadshare("serve", "--port", free_port())
    assert (ended.code, "is empty" in ended.said) == (2, True)
    assert place.database.read_bytes() == b""


def test_the_doctor_makes_no_database(tmp_path: Path) -> None:
    ended = Place(tmp_path).loadshare("doctor")
    assert "none yet; made at the first start" in ended.said
    assert not list(tmp_path.glob("*.sqlite3*"))
    assert "There is no database yet" in Place(tmp_path).loadshare("backup", tmp_path / "b.zip").said
    assert not list(tmp_path.glob("*.sqlite3*"))


def test_a_first_start_that_was_cut_off_goes_on(place: Place) -> None:
    (place.home / ".databases").unlink()
    without_tables(place.database)
    assert place.manage("migrate", "--verbosity", "0").code == 0
    assert place.manage("check").code == 0


def test_a_folder_that_was_moved_still_knows_its_database(place: Place) -> None:
    moved = place.home.rename(place.home.with_name("moved"))
    lost(Place(moved).database)
    assert "is gone" in Place(moved).manage("migrate").said


def test_another_database_may_be_new(place: Place) -> None:
    other = Place(place.home, {"DATABASE_URL": f"sqlite:///{place.home / 'another.sqlite3'}"})
    assert other.manage("migrate", "--verbosity", "0").code == 0


def test_a_postgresql_database_that_lost_its_tables_is_said(tmp_path: Path) -> None:
    import psycopg

    with (
        # not below pytest's own folder, which another run of pytest may close to PostgreSQL's user
        tempfile.TemporaryDirectory(prefix="loadshare-tests-") as folder,
        postgresql_server(Path(folder) / "server") as address,
    ):
        place = Place(tmp_path / "home", {"DATABASE_URL": address})
        assert place.manage("migrate", "--verbosity", "0").code == 0
        with psycopg.connect(f"host={folder}/server user=postgres dbname=postgres") as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        for ended in (place.manage("migrate"), place.loadshare("backup", tmp_path / "b.zip")):
            assert (ended.code, "has lost everything" in ended.said) == (2, True), ended.said
    ended = place.manage("migrate")
    assert (ended.code, "does not answer" in ended.said) == (2, True), ended.said
