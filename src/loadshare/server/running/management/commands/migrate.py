"""`python -m loadshare.server migrate`: Django's, one at a time, and never over a database that was lost."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections

from loadshare.server.installation.database import prepare_database
from loadshare.server.running.migrating import one_at_a_time


class Command(migrate.Command):
    """Whoever changes the form of the database comes through here."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Wait for others and look whether the database is there; then Django's, its checks included."""
        with one_at_a_time(connections[options["database"]]):
            if options["database"] == DEFAULT_DB_ALIAS:
                prepare_database()
            return super().execute(*args, **options)
