"""Addresses for a supervisor: no session, no cookie, no name of the host that would be refused."""

import tempfile
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.test import Client

READY = {"status": "ok", "database": "ok", "migrations": "ok", "disk": "ok"}


def ask(path: str, **said: Any) -> HttpResponse:
    client = Client(SERVER_NAME="10.0.0.7", **said)
    client.cookies["loadshare"] = "old"
    return client.get(path)  # type: ignore[return-value]


@pytest.mark.parametrize("path", ["/health/live", "/health/live/"])
def test_the_process_lives_whatever_the_database_does(path: str) -> None:
    response = ask(path)  # this test may ask no database
    assert (response.status_code, response.json()) == (200, {"status": "ok"})  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_nothing_is_set_and_any_name_will_do(path: str) -> None:
    response = ask(path)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    assert "Vary" not in response


@pytest.mark.django_db
def test_ready_says_what_is_there() -> None:
    assert ask("/health/ready").json() == READY  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_database_that_is_away_is_not_ready() -> None:
    def refuse(*_asked: Any) -> None:
        raise OperationalError("away")

    with connection.execute_wrapper(refuse):
        response = ask("/health/ready")
    assert response.status_code == 503
    assert response.json()["database"] == "does not answer"  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_form_that_is_older_is_not_ready() -> None:
    MigrationRecorder(connection).record_unapplied("audit", "0001_initial")
    response = ask("/health/ready")
    assert response.status_code == 503
    assert response.json()["migrations"] == "1 waiting, run: loadshare migrate"  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_full_disk_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_where: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    response = ask("/health/ready")
    assert response.status_code == 503
    assert response.json()["disk"] == "cannot be written to (No space left on device)"  # type: ignore[attr-defined]
