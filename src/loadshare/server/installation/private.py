"""Database, keys and backups are for their owner alone, whoever made the folder and with what umask.

SQLite gives the files beside a database (-wal, -shm, -journal) the mode of the database itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import stat
from collections.abc import Iterator
from pathlib import Path

NOTES = ".tightened"
"""What was open to others, since when it is closed: one line each, for the doctor."""
BESIDE = ("", "-wal", "-shm", "-journal")
_OTHERS = 0o077
_KNOWN = ("secret-key", "push-key", "lan-*.pem", "desktop-breaks.jsonl", "deleted-people.jsonl")


def keep_private(folder: Path, database: Path | None) -> None:
    """Close to others what this process will make, and what is there already."""
    if os.name != "posix":
        return  # the folder of a Windows account is closed to other accounts by itself
    os.umask(_OTHERS)
    closed = [path for path in open_to_others(folder, database) if _close(path)]
    if closed:
        _note(folder, closed)


def open_to_others(folder: Path, database: Path | None) -> list[Path]:
    """What somebody else on this machine could read, the folder itself included."""
    if os.name != "posix":
        return []
    return [path for path in _ours(folder, database) if _mode(path) & _OTHERS]


def notes(folder: Path) -> tuple[str, ...]:
    """What was found open, and when it was closed."""
    try:
        return tuple((folder / NOTES).read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError):
        return ()


def _ours(folder: Path, database: Path | None) -> Iterator[Path]:
    if not _is_shared(folder):
        yield folder
        yield from (path for path in sorted(folder.iterdir()) if _is_file(path))
    else:
        yield from (path for pattern in _KNOWN for path in folder.glob(pattern) if _is_file(path))
    if database is not None and (database.parent != folder or _is_shared(folder)):
        beside = [database.with_name(database.name + ending) for ending in BESIDE]
        yield from (path for path in beside if _is_file(path))


def _is_shared(folder: Path) -> bool:
    """A folder that is more than ours alone is left as it is; what is ours in it is closed one by one."""
    if folder in {Path.home(), Path(folder.anchor)} or _mode(folder) & stat.S_ISVTX:
        return True
    try:
        return any(path.lstat().st_uid != os.geteuid() for path in folder.iterdir())
    except OSError:
        return True


def _is_file(path: Path) -> bool:
    return stat.S_ISREG(_mode(path))


def _mode(path: Path) -> int:
    """Of the thing itself, not of what a link leads to; nothing where it is gone."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def _close(path: Path) -> bool:
    try:
        path.chmod(stat.S_IMODE(_mode(path)) & ~_OTHERS)
    except OSError:
        return False  # somebody else's: the doctor says so
    return True


def _note(folder: Path, closed: list[Path]) -> None:
    today = dt.datetime.now().astimezone().date()
    lines = "".join(f"{today} {'the folder' if path == folder else path.name}\n" for path in closed)
    with contextlib.suppress(OSError), (folder / NOTES).open("a", encoding="utf-8") as file:
        file.write(lines)
