"""How far the clock of this machine is from that of its database."""

from __future__ import annotations

import time

from django.db import connection

MOST_APART_S = 2.0


def clock_ahead_s() -> float:
    """Seconds that this machine is ahead of its database, less what asking may have taken; 0 for a file."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # so that connecting does not count
        began = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        ended = time.time()
        there = float(cursor.fetchone()[0])
    if began <= there <= ended:
        return 0.0
    return began - there if there < began else ended - there
