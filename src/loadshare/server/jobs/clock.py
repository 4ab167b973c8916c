"""The time that all workers go by: the database's, because their own machines may disagree."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone


def shared_now() -> dt.datetime:
    """What PostgreSQL's clock says. With SQLite everybody is on this machine."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        said: dt.datetime = cursor.fetchone()[0]
    return said
