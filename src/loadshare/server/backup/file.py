"""The backup file: a zip with one JSON line for each row, the key files, and a manifest of it all."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

FORMAT = "loadshare-backup"
VERSION = 1
MANIFEST = "manifest.json"


class BackupError(Exception):
    """Why a backup could not be made or restored, and what to do. Nothing was changed."""


class Table(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    model: str
    fields: tuple[str, ...]
    rows: int
    sha256: str

    @property
    def entry(self) -> str:
        """Where its rows lie in the file."""
        return f"tables/{self.model}.jsonl"


class KeyFile(BaseModel):
    """One file of the data folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    sha256: str

    @property
    def entry(self) -> str:
        """Where it lies in the file."""
        return f"keys/{self.name}"


class Manifest(BaseModel):
    """What the file holds, so that it can be checked whole before anything is touched."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: str
    version: int
    made_at: str
    made_by: str
    engine: str
    migrations: dict[str, tuple[str, ...]]
    """By app, every step of the database's form that had been taken."""
    tables: tuple[Table, ...]
    keys: tuple[KeyFile, ...]


class Writer:
    """Adds entries and remembers their checksums."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.tables: list[Table] = []
        self.keys: list[KeyFile] = []

    def add_table(self, model: str, fields: tuple[str, ...], rows: Iterable[list[Any]]) -> None:
        """Write the rows as they come; a large table is never held as a whole."""
        digest, count = hashlib.sha256(), 0
        with self._archive.open(f"tables/{model}.jsonl", "w", force_zip64=True) as entry:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                entry.write(line)
                count += 1
        self.tables.append(Table(model=model, fields=fields, rows=count, sha256=digest.hexdigest()))

    def add_key(self, path: Path) -> None:
        """Write one file of the data folder."""
        content = path.read_bytes()
        key = KeyFile(name=path.name, sha256=hashlib.sha256(content).hexdigest())
        self._archive.writestr(key.entry, content)
        self.keys.append(key)

    def add_manifest(self, manifest: Manifest) -> None:
        """Written last: a file without one was never finished."""
        self._archive.writestr(MANIFEST, manifest.model_dump_json(indent=2))


@contextmanager
def written_whole(path: Path) -> Iterator[Writer]:
    """A writer into a file that appears under its name only when it is whole; readable by its owner only."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupError(f"{path} cannot be written ({error.strerror}). Choose another place.") from None
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _keep_the_name(path.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A backup to read. Raises `BackupError` for what is none, and for one that is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError:
        raise BackupError(f"{path} is not there.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError) as error:
        raise BackupError(f"{path} is no whole backup ({error}). Nothing was changed.") from None


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself."""
    with opened(path) as archive:
        try:
            manifest = Manifest.model_validate_json(archive.read(MANIFEST))
        except ValidationError:
            raise BackupError(f"{path} is not a backup that Loadshare made.") from None
    if manifest.format != FORMAT:
        raise BackupError(f"{path} is not a backup that Loadshare made.")
    if manifest.version > VERSION:
        raise BackupError(
            f"{path} was made by a newer Loadshare ({manifest.made_by}). Bring this one up to date."
        )
    return manifest


def check_whole(path: Path, manifest: Manifest) -> None:
    """Read every byte once and compare. Raises `BackupError` where anything differs."""
    with opened(path) as archive:
        parts: list[Table | KeyFile] = [*manifest.tables, *manifest.keys]
        for part in parts:
            with archive.open(part.entry) as entry:
                found = hashlib.file_digest(entry, "sha256").hexdigest()  # type: ignore[arg-type]
            if found != part.sha256:
                raise BackupError(f"{path} is damaged at {part.entry}. Nothing was changed.")


def rows_in(archive: zipfile.ZipFile, table: Table) -> Iterator[list[Any]]:
    """The rows of a table, one after the other."""
    with archive.open(table.entry) as entry:
        for line in entry:
            yield json.loads(line)


def _keep_the_name(folder: Path) -> None:
    """Make the new name outlast a loss of power, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
