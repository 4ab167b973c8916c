"""A restore brings a database of its own up to date, so no step of the form may ask the usual one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython

from loadshare.server.backup.database import (
    applied_migrations,
    bring_to,
    known_migrations,
    second_database,
)
from loadshare.server.backup.file import BackupError


@pytest.fixture(autouse=True)
def any_database(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001
    """A mark of pytest-django allows only the databases of the settings."""
    with django_db_blocker.unblock():
        yield


def test_every_step_is_taken_in_the_database_it_is_for(tmp_path: Path) -> None:
    with second_database(tmp_path / "second.sqlite3", "second") as second:
        bring_to(None, second)
        assert applied_migrations(second) == known_migrations()


def test_a_step_that_forgets_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forget(apps: Any, _schema_editor: Any) -> None:
        apps.get_model("selfcare", "Person").objects.all().delete()

    def steps(_self: MigrationExecutor, _targets: object) -> None:
        from loadshare.server.backup.database import models_at

        RunPython(forget).code(models_at(known_migrations()), None)  # type: ignore[arg-type]

    monkeypatch.setattr(MigrationExecutor, "migrate", steps)
    with (
        second_database(tmp_path / "second.sqlite3", "second") as second,
        pytest.raises(BackupError, match="asks another database"),
    ):
        bring_to(None, second)
    assert connections["default"].execute_wrappers == []
