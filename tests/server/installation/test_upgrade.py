"""A database that an earlier version wrote: `migrate` keeps every value, and every page shows it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.server.cast import PASSWORD
from tests.support.callers import Caller
from tests.support.installation import Place
from tests.support.site import Site

WRITTEN = Path(__file__).parent / "data" / "written-by-0.1.0.sql"
"""Made by version 0.1.0: Alice with an account, a guest, and somebody whose check ended in an emergency."""
BOOKKEEPING = ("auth_permission", "django_content_type", "django_migrations", "sqlite_sequence")

pytestmark = [pytest.mark.own_database, pytest.mark.system_clock]
Rows = dict[str, list[dict[str, object]]]


def rows_of(database: Path) -> Rows:
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        names = {row["name"] for row in found} - set(BOOKKEEPING)
        return {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}


@pytest.fixture
def upgraded(tmp_path: Path) -> tuple[Rows, Place]:
    """What version 0.1.0 had written, and the place where this version took it over."""
    place = Place(tmp_path)
    with closing(sqlite3.connect(place.database)) as connection:
        connection.executescript(WRITTEN.read_text(encoding="utf-8"))
    before = rows_of(place.database)
    ended = place.loadshare("migrate")
    assert ended.code == 0, ended.said
    return before, place


def test_every_value_of_every_row_is_kept(upgraded: tuple[Rows, Place]) -> None:
    before, place = upgraded
    after = rows_of(place.database)
    after["django_session"] = after["accounts_keptsession"]  # sign-ins moved, one by one
    assert sum(len(rows) for rows in before.values()) > 50
    for table, rows in before.items():
        if not rows:
            continue
        still = set(rows[0]) & set(after[table][0])
        assert set(rows[0]) - still == set(), f"{table} lost a column"
        key = next(iter(rows[0]))
        by_key = {row[key]: row for row in after[table]}
        for row in rows:
            assert {name: by_key[row[key]][name] for name in still} == row, table


def test_the_account_signs_in_and_its_pages_show_what_was_kept(upgraded: tuple[Rows, Place]) -> None:
    _, place = upgraded
    site = Site(place.home)
    site.start()
    try:
        caller = Caller(f"localhost:{site.port}")
        said = {"login": "alice", "password": PASSWORD}
        assert caller.post("/account/sign-in/", said, token_from="/account/sign-in/").status == 302
        for address in ("/today/", "/programme/", "/progress/", "/breaks/", "/account/", "/data/"):
            answer = caller.get(address)
            assert (answer.status, "<h1" in answer.text) == (200, True), address
    finally:
        site.stop()
