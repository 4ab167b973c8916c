"""The clinic app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_delete


class ClinicConfig(AppConfig):
    """Practitioners, and the people who let them look."""

    name = "loadshare.server.clinic"
    label = "clinic"

    def ready(self) -> None:
        """Whoever deletes their account ends what stood with them, and that is written down first."""
        from loadshare.server.breaks.notices import add_source  # models are not there while apps load
        from loadshare.server.clinic.exercises import extras_for, keep_done
        from loadshare.server.clinic.talk import newest_unread
        from loadshare.server.session.extras import add_extras

        add_source(newest_unread)
        add_extras(offerer=extras_for, keeper=keep_done)
        pre_delete.connect(_ends_what_stands, sender="clinic.Member", dispatch_uid="clinic-leaves")


def _ends_what_stands(instance: Any, **_kwargs: Any) -> None:
    from loadshare.server.clinic.sharing import leave_practice  # models are not there while apps load

    leave_practice(instance)
