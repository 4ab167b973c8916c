"""Addresses for a supervisor: `/health/live`, is the process there; `/health/ready`, can it show pages.

They stand before everything else: no session, no cookie, and any name of the host will do, since a supervisor
asks by an address of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse

from loadshare.server.running.leaving import is_leaving

LIVE, READY = "/health/live", "/health/ready"
GOOD = "ok"


def health_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer these two and let everything else pass."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = request.path_info.rstrip("/")
        if asked not in {LIVE, READY}:
            return get_response(request)
        found = _found() if asked == READY else {}
        is_well = all(said == GOOD for said in found.values())
        response = JsonResponse({"status": GOOD if is_well else "not ready", **found})
        response.status_code = 200 if is_well else 503
        response["Cache-Control"] = "no-store"
        return response

    return middleware


def _found() -> dict[str, str]:
    if is_leaving():
        return {"server": "is stopping"}
    database, migrations = _database()
    return {"database": database, "migrations": migrations, "disk": _disk()}


def _database() -> tuple[str, str]:
    try:
        waiting = waiting_migrations()
    except Error:
        return "does not answer", "unknown"
    return GOOD, f"{waiting} waiting, run: loadshare migrate" if waiting else GOOD


def waiting_migrations() -> int:
    """How many this program has that the database has not. Raises what the database raises."""
    return len(_known() - set(MigrationRecorder(connection).applied_migrations()))


@cache
def _known() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)


def _disk() -> str:
    try:
        with tempfile.TemporaryFile(dir=Path(settings.DATA_FOLDER)) as file:
            file.write(bytes(4096))
            file.flush()
    except OSError as problem:
        return f"cannot be written to ({problem.strerror})"
    return GOOD
