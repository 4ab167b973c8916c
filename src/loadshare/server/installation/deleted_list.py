"""Who was deleted here, as random numbers, in a file beside the database.

A backup that was made before brings everybody back who was in it. The file outlives the database and is in
no backup, so that a restore knows whom to leave out. Lines are only ever added, and of one person the last
counts; a line that a kill cut in two spoils only itself.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from loadshare.server.installation.switch import keep_on_disk

NAME = "deleted-people.jsonl"
BROUGHT_BACK = "brought-back"
"""Instead of what the trail says: a restore brought the person back, because somebody asked for it."""


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """One person who is gone. It is what the trail says of it, and nothing about them."""

    person: str
    """Their random number; it belongs to nobody any more."""
    event: str
    at: str
    count: int = 0
    receipt: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether a restore leaves this person out."""
        return self.event != BROUGHT_BACK

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Deleted:
        """From a row of the trail, out of any database or file. Raises `ValueError`, `KeyError` for none."""
        at = row["at"] if isinstance(row["at"], dt.datetime) else dt.datetime.fromisoformat(str(row["at"]))
        return cls(
            person=str(UUID(str(row["person"]))),
            event=str(row["event"]),
            at=(at if at.tzinfo else at.replace(tzinfo=dt.UTC)).isoformat(),
            count=int(row.get("count", 0)),
            receipt=str(row.get("receipt", "")),
        )


def read_list(path: Path) -> tuple[Deleted, ...]:
    """Everybody in the file, as the last line says; nobody where there is none."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ()
    return tuple({one.person: one for one in map(_read, lines) if one is not None}.values())


def add_to_list(path: Path, people: Iterable[Deleted]) -> None:
    """Add what it does not say yet. Raises `OSError` where that cannot be written."""
    there = {one.person: one.is_gone for one in read_list(path)}
    if new := {one.person: one for one in people if there.get(one.person) is not one.is_gone}:
        append_to_list(path, new.values())


def append_to_list(path: Path, people: Iterable[Deleted]) -> None:
    """Add people without a look at who is there. Raises `OSError` where that cannot be written."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        os.lseek(descriptor, max(size - 1, 0), os.SEEK_SET)
        is_cut = size > 0 and os.read(descriptor, 1) != b"\n"
        text = "".join(_line(one) for one in people)
        os.write(descriptor, (("\n" if is_cut else "") + text).encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_list(path: Path, people: Iterable[Deleted]) -> None:
    """Write the whole list anew; it appears only when it is whole."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(_line(one) for one in people)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        keep_on_disk(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _line(one: Deleted) -> str:
    return json.dumps(asdict(one), ensure_ascii=True) + "\n"


def _read(line: str) -> Deleted | None:
    try:
        return Deleted.of(json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
