"""What is counted in days that were seen to pass: how long a device, and a person, stayed away.

A day counts when this installation runs on it and counted an earlier one before. Dates are compared with
nothing that anybody said or did, so a clock that jumps moves a count by one day at most.
"""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class KeptSession(AbstractBaseSession):
    """What a cookie stands for. `expire_date` is Django's and says nothing here."""

    days_unused = models.PositiveSmallIntegerField(default=0)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """How it is read and written."""
        from loadshare.server.accounts.sessions import SessionStore

        return SessionStore


class RunningDay(models.Model):
    """The day this installation last ran its daily work on. One row."""

    on = models.DateField()
    believed = models.DateField(null=True, blank=True)
    """How far time has gone as seen here: it follows the clock by a week a day. None on the first day."""

    def __str__(self) -> str:
        return f"ran on {self.on}"
