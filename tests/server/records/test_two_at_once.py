"""Servers that start at the same moment on an empty database: one makes it, the others wait, all live."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.support.caller import Caller
from tests.support.site import Site


class EmptySite(Site):
    begins_empty = True


@pytest.fixture
def sites(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[list[Site]]:
    """Two hosts with a database in common, or two processes with a folder in common."""
    homes = [tmp_path / "one", tmp_path / "two"]
    for home in homes:
        home.mkdir()
    if pytestconfig.getoption("--database") == "sqlite":
        yield [EmptySite(home, LOADSHARE_HOME=str(tmp_path / "shared")) for home in homes]
        return
    address = os.environ["DATABASE_URL"]
    empty = urlsplit(address)._replace(path="/two_at_once").geturl()
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        connection.execute("CREATE DATABASE two_at_once")
        yield [EmptySite(home, DATABASE_URL=empty) for home in homes]
        connection.execute("DROP DATABASE two_at_once WITH (FORCE)")


def test_two_servers_and_a_migration_at_once_all_live(sites: list[Site]) -> None:
    problems: list[BaseException] = []

    def start(site: Site) -> None:
        try:
            site.start()
        except BaseException as problem:
            problems.append(problem)

    starting = [threading.Thread(target=start, args=(site,)) for site in sites]
    try:
        for one in starting:
            one.start()
        migrated = subprocess.run(
            [sites[0].command[0], "migrate"],
            env=sites[0].environment,
            capture_output=True,
            text=True,
            check=False,
        )
        for one in starting:
            one.join()
        assert problems == []
        assert (migrated.returncode, migrated.stderr) == (0, "")
        for site in sites:
            with Caller(site.port) as caller:
                assert caller.get("/health/ready").status == 200
                caller.begin()
    finally:
        for site in sites:
            site.stop()
