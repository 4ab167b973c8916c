"""To bring a database of PostgreSQL up to date makes nobody wait for long."""

import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from loadshare.server.running.migrating import WAITS_S
from tests.support.database import postgresql_server
from tests.support.installation import Place

pytestmark = pytest.mark.own_database

BEFORE = "0005"


@pytest.mark.system_clock
def test_a_table_that_somebody_holds_is_waited_for_briefly(tmp_path: Path) -> None:
    with (
        # not below pytest's own folder, which another run of pytest may close to PostgreSQL's user
        tempfile.TemporaryDirectory(prefix="loadshare-tests-") as folder,
        postgresql_server(Path(folder) / "server") as address,
    ):
        place = Place(tmp_path / "home", {"DATABASE_URL": address})
        assert place.manage("migrate", "selfcare", BEFORE, "--verbosity", "0").code == 0
        reached = f"host={folder}/server user=postgres dbname=postgres"
        with psycopg.connect(reached) as holds:
            holds.execute("SELECT count(*) FROM selfcare_person")  # in a transaction that does not end
            began = time.monotonic()
            ended = place.loadshare("migrate")
            took_s = time.monotonic() - began
        assert ended.code == 2, ended.said
        assert "a table did not become free within 3 s" in ended.said
        assert "Run it again: loadshare migrate" in ended.said
        assert WAITS_S < took_s < WAITS_S + 30
        again = place.loadshare("migrate")
        assert (again.code, again.said) == (0, "The database is up to date.\n")
        with psycopg.connect(reached) as looks:
            row = looks.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
            assert row == (0,)
