"""The database in an export of Health Connect (Android): steps of each app and day.

It is opened to read only, and nothing that a database can carry beside its rows is run: one table is read,
with columns by name, since their order differs from phone to phone.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path

from loadshare.interop.health.days import DayCounts, HealthRefusedError, words

MAGIC = b"SQLite format 3\x00"
TABLE = "steps_record_table"
_EPOCH = dt.date(1970, 1, 1)
_MOST_INSTRUCTIONS = 200_000_000
"""Of SQLite's own: some ten million rows. A phone writes a hundred thousand a year."""
_STEP = 1_000_000
_MOST_BYTES = 256 * 1024
"""Of one value, and of one row."""


def read_connect(path: Path, counts: DayCounts) -> None:
    """Add the steps in the database at `path` to `counts`. Raises `HealthRefusedError`."""
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        raise HealthRefusedError(words("health.refused.damaged")) from None
    try:
        database.execute("pragma trusted_schema = OFF")
        database.execute("pragma cell_size_check = ON")
        database.execute("pragma mmap_size = 0")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_BYTES)
        database.set_progress_handler(_patience(), _STEP)
        _read(database, counts)
    except sqlite3.Error:
        raise HealthRefusedError(words("health.refused.damaged")) from None
    finally:
        database.close()


def _patience() -> Callable[[], int]:
    """Ends a query that never ends by itself."""
    left = [_MOST_INSTRUCTIONS // _STEP]

    def asked() -> int:
        left[0] -= 1
        return int(left[0] < 0)

    return asked


def _read(database: sqlite3.Connection, counts: DayCounts) -> None:
    made = [sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (TABLE,))]
    if len(made) != 1 or not str(made[0]).startswith("CREATE TABLE "):
        raise HealthRefusedError(words("health.refused.no-steps"))
    there = {row[1] for row in database.execute(f"pragma table_info({TABLE})")}
    by_day = "local_date" in there
    if "count" not in there or not (by_day or "start_time" in there):
        raise HealthRefusedError(words("health.refused.no-steps"))
    wanted = ("local_date", "start_time", "start_zone_offset", "app_info_id", "count")
    columns = ", ".join(name if name in there else f"NULL AS {name}" for name in wanted)
    database.set_authorizer(_only_reads)
    for local_date, start, offset, app, count in database.execute(f"SELECT {columns} FROM {TABLE}"):
        try:
            counts.add_steps(_day(local_date, start, offset), str(app), float(count))
        except (TypeError, ValueError, OverflowError):
            counts.left_out += 1


def _only_reads(action: int, table: str | None, *_what: object) -> int:
    """Generated columns need functions, and virtual tables need others beside them: none is asked for."""
    may = action == sqlite3.SQLITE_SELECT or (action == sqlite3.SQLITE_READ and table == TABLE)
    return sqlite3.SQLITE_OK if may else sqlite3.SQLITE_DENY


def _day(local_date: object, start_ms: object, offset_s: object) -> dt.date:
    """The day on the phone's clock: as it was written down, else from the moment and its zone."""
    if local_date is not None:
        return _EPOCH + dt.timedelta(days=int(str(local_date)))
    seconds = int(str(start_ms)) / 1000 + int(str(offset_s or 0))
    return _EPOCH + dt.timedelta(days=int(seconds // 86_400))
