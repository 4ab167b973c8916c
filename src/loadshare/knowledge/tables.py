"""TOML files of the library, parsed once: later starts read the same tables as JSON, thirty times as fast.

A table is found by the digest of the text it was parsed from, so that a changed file can never give an old
table, whatever its date says. What a table must hold is checked at every start all the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from loadshare.home import cache_parents

FORM = 1
"""Raise it when what is kept changes its form."""
NAME = f"tables-{FORM}.json"
MOST = 2000
"""Beyond so many tables most are of texts long gone: what is kept begins anew."""


def table_of(text: str) -> dict[str, Any]:
    """The table that a TOML text holds. Raises `tomllib.TOMLDecodeError`."""
    return _kept().table_of(text)


def keep_tables() -> None:
    """Keep what was parsed since the last call, for the next start; without a place, nothing is kept."""
    _kept().keep()


class KeptTables:
    """Parsed tables in one file, in the first of the folders that can be written to."""

    def __init__(self, *folders: Path) -> None:
        """Nothing is read before the first table is asked for."""
        self._folders = folders
        self._tables: dict[str, Any] | None = None
        self._is_new = False

    def table_of(self, text: str) -> dict[str, Any]:
        """The table of a text, parsed if it was never seen."""
        if self._tables is None:
            self._tables = self._read()
        key = hashlib.sha256(text.encode()).hexdigest()
        if key not in self._tables:
            self._tables[key] = tomllib.loads(text)
            self._is_new = True
        found: dict[str, Any] = self._tables[key]
        return found

    def keep(self) -> None:
        """Write the file in one step, so that another start reads all of it or nothing."""
        if not self._is_new or self._tables is None:
            return
        self._is_new = False
        try:
            text = json.dumps(self._tables)
        except TypeError:
            return  # a date or a time, which JSON does not know
        for folder in self._folders:
            with suppress(OSError):
                _write(folder, text)
                return

    def _read(self) -> dict[str, Any]:
        for folder in self._folders:
            with suppress(OSError, ValueError):
                tables = json.loads((folder / NAME).read_text(encoding="utf-8"))
                if isinstance(tables, Mapping) and len(tables) <= MOST:
                    return dict(tables)
        return {}


def _write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=NAME)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(unfinished).replace(folder / NAME)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise


@cache
def _kept() -> KeptTables:
    """Beside the source as Python's own, or in the home."""
    return KeptTables(*cache_parents(Path(__file__).parent))
