"""The app of the installation: it has no tables, and remembers which database was made."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from loadshare.server.installation.fence import leave_the_past
from loadshare.server.installation.moments import read_quickly


class InstallationConfig(AppConfig):
    """What lies on this machine."""

    name = "loadshare.server.installation"
    label = "installation"

    def ready(self) -> None:
        """Note a database when all its tables were made; the signal is sent for apps with tables only."""
        post_migrate.connect(_note_made, sender=apps.get_app_config("selfcare"))
        connection_created.connect(leave_the_past)
        connection_created.connect(read_quickly)


def _note_made(using: str, **_said: Any) -> None:
    from django.conf import settings
    from django.db import connections

    from loadshare.server.installation.database import note_made

    if using == "default":
        note_made(settings.DATA_FOLDER, connections[using].settings_dict)
