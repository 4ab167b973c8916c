"""Where PostgreSQL runs on several hosts: a primary of the past that comes up again is written to no more.

Who is made primary begins a new timeline, a number that only grows. The highest one that was seen is kept in
the data folder, and a host that stands at a lower one is left for the others.
"""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from loadshare.server.installation.named import sqlite_path

log = logging.getLogger(__name__)
NAME = ".timelines"
ASKS = """
SELECT (SELECT system_identifier FROM pg_control_system())::text,
       left(pg_walfile_name(pg_current_wal_lsn()), 8)
"""
_TO_REACH_IT = {
    "dbname",
    "user",
    "password",
    "connect_timeout",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
}
LEFT = "LOADSHARE_LEFT"
Host = tuple[str, str]


def leave_the_past(sender: object, connection: BaseDatabaseWrapper, **_more: object) -> None:  # noqa: ARG001
    """On each new connection. Raises `OperationalError` where only hosts of the past answer."""
    if sqlite_path(connection.settings_dict) is not None or len(_hosts(connection.settings_dict)) < 2:
        return
    with connection.cursor() as cursor:
        cursor.execute(ASKS)
        identity, said = cursor.fetchone()
    timeline, folder = int(said, 16), Path(settings.DATA_FOLDER)
    highest = _seen(folder).get(identity, 0)
    if timeline >= highest:
        if timeline > highest:
            _note(folder, identity, timeline)
        return
    assert connection.connection is not None
    info = connection.connection.info
    past = (str(info.host), str(info.port))
    connection.close()
    log.warning("PostgreSQL at %s:%s is a primary of the past; stop it, and make it a standby", *past)
    _ask_others(connection, past)


def who_takes_writes(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    """Of several hosts of PostgreSQL, asked one by one: those that take writes, those that do not answer."""
    from psycopg import Error as NoAnswer  # with SQLite it is not loaded
    from psycopg import connect

    # Sorted: a connection that left a primary of the past has them in an order of its own.
    hosts = sorted(_hosts(connection.settings_dict)) if sqlite_path(connection.settings_dict) is None else []
    writable, silent = [], []
    for host, port in hosts if len(hosts) > 1 else []:
        options = connection.get_connection_params()
        known = {name: value for name, value in options.items() if name in _TO_REACH_IT}
        try:
            with connect(**known, host=host, port=port) as alone:
                row = alone.execute("SELECT pg_is_in_recovery()").fetchone()
        except NoAnswer:
            silent.append(f"{host}:{port}")
        else:
            if row == (False,):
                writable.append(f"{host}:{port}")
    return writable, silent


def _ask_others(connection: BaseDatabaseWrapper, past: Host) -> None:
    """This connection asks the other hosts first from now on. Its settings are its own from here."""
    left: frozenset[Host] = connection.settings_dict.get(LEFT, frozenset())
    if past in left:
        connection.settings_dict[LEFT] = frozenset()
        raise OperationalError("only primaries of the past answer; nothing was written to them")
    hosts = sorted(_hosts(connection.settings_dict), key=lambda one: one == past)
    connection.settings_dict = {
        **connection.settings_dict,
        "HOST": ",".join(host for host, _ in hosts),
        "PORT": ",".join(port for _, port in hosts),
        LEFT: left | {past},
    }
    connection.connect()
    connection.settings_dict[LEFT] = frozenset()


def _hosts(database: dict[str, Any]) -> list[Host]:
    hosts = str(database.get("HOST") or "").split(",")
    ports = str(database.get("PORT") or "5432").split(",")
    return list(zip(hosts, ports * len(hosts) if len(ports) == 1 else ports, strict=False))


def _seen(folder: Path) -> dict[str, int]:
    with suppress(OSError, ValueError, AttributeError):
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return {identity: timeline for identity, timeline in found.items() if isinstance(timeline, int)}
    return {}


def _note(folder: Path, identity: str, timeline: int) -> None:
    part = folder / f"{NAME}.{os.getpid()}"
    with suppress(OSError):  # a full disk; then it is noted by whoever connects next
        part.write_text(json.dumps(_seen(folder) | {identity: timeline}), encoding="utf-8")
        part.replace(folder / NAME)
