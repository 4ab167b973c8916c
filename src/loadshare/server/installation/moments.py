"""Moments that PostgreSQL tells, read by Python's own reader: psycopg's takes several times as long."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any


def read_quickly(connection: Any, **_said: Any) -> None:
    """For a connection that was made a moment ago."""
    if connection.vendor == "postgresql":
        connection.connection.adapters.register_loader("timestamptz", reader_for(connection.timezone))


@cache
def reader_for(zone: dt.tzinfo | None) -> Any:
    """The reader of a connection whose moments are told in this zone."""
    from django.db.backends.postgresql.psycopg_any import BaseTzLoader

    class Reader(BaseTzLoader):  # type: ignore[misc]
        """What Python cannot read, psycopg reads or refuses as before."""

        timezone = zone

        def load(self, data: Any) -> Any:
            try:
                found = dt.datetime.fromisoformat(str(data, "ascii"))
            except ValueError:
                return super().load(data)
            return found.replace(tzinfo=zone)

    return Reader
