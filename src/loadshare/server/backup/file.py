"""The backup file: a zip with one JSON line for each row, the key files, and a manifest of it all."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from loadshare.server.installation.deleted_list import NAME as DELETED_LIST
from loadshare.server.installation.switch import keep_on_disk

FORMAT = "loadshare-backup"
VERSION = 2
MANIFEST = "manifest.json"
# The list of the deleted belongs to the installation: one in a backup would forget who was deleted since.
NOT_KEYS = (DELETED_LIST, ".sqlite3", "-wal", "-shm", "-journal", ".log", ".part", ".zip")
LARGEST_KEY = 64 * 1024
LARGEST_MANIFEST = 4 * 2**20
LARGEST_ROW = 16 * 2**20
MOST_SWELL, SWELLS_FREELY = 200, 64 * 2**20
"""An entry that is larger than the second number may not be more times its packed size than the first."""
_KEY_NAME = re.compile(r"(?!\.)[^/\\:\x00-\x1f\x7f]{1,100}")
_MODEL = re.compile(r"[a-z0-9_]{1,100}\.[a-z0-9_]{1,100}")


class BackupError(Exception):
    """Why a backup could not be made or restored, and what to do. Nothing was changed."""


class BackupTable(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    model: str
    fields: tuple[str, ...]
    rows: int
    sha256: str
    bytes: int | None = None
    """Its size; files of version 1 did not say it."""

    @property
    def entry(self) -> str:
        """Where its rows lie in the file."""
        return f"tables/{self.model}.jsonl"


class KeyFile(BaseModel):
    """One file of the data folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    sha256: str
    bytes: int | None = None

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
    tables: tuple[BackupTable, ...]
    keys: tuple[KeyFile, ...]


def is_key_name(name: str) -> bool:
    """Whether a file of the data folder may go into a backup, and come out of one, as a key."""
    return _KEY_NAME.fullmatch(name) is not None and not name.endswith(NOT_KEYS)


class Writer:
    """Adds entries and remembers their sizes and checksums."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.tables: list[BackupTable] = []
        self.keys: list[KeyFile] = []

    def add_table(self, model: str, fields: tuple[str, ...], rows: Iterable[list[Any]]) -> None:
        """Write the rows as they come; a large table is never held as a whole."""
        digest, count, size = hashlib.sha256(), 0, 0
        with self._archive.open(f"tables/{model}.jsonl", "w", force_zip64=True) as entry:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                entry.write(line)
                count, size = count + 1, size + len(line)
        self.tables.append(
            BackupTable(model=model, fields=fields, rows=count, sha256=digest.hexdigest(), bytes=size)
        )

    def add_key(self, path: Path) -> None:
        """Write one file of the data folder."""
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        key = KeyFile(name=path.name, sha256=digest, bytes=len(content))
        self._archive.writestr(key.entry, content)
        self.keys.append(key)

    def add_manifest(self, manifest: Manifest) -> None:
        """Written last: a file without one was never finished."""
        self._archive.writestr(MANIFEST, manifest.model_dump_json(indent=2))


@contextmanager
def written_whole(path: Path) -> Iterator[Writer]:
    """A writer into a file that appears under its name only when it is whole; readable by its owner only."""
    _sweep_parts(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            _hold(descriptor)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        keep_on_disk(path.parent)
    except OSError as error:
        raise BackupError(
            f"{path} cannot be written ({error.strerror}). Make room, or choose another place."
        ) from None
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A backup to read. Raises `BackupError` for what is none."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise BackupError(f"{path} is not there.") from None
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror}).") from None
    with file:
        with reading(path):
            archive = zipfile.ZipFile(file)
        with archive:
            yield archive


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say in words whatever a damaged file does; `zipfile` alone raises nine kinds of errors."""
    try:
        yield
    except BackupError:
        raise
    except Exception as error:
        raise BackupError(f"{path} is no whole backup ({error}). Nothing was changed.") from error


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself."""
    with opened(path) as archive:
        return manifest_of(archive, path)


def manifest_of(archive: zipfile.ZipFile, path: Path) -> Manifest:
    """The same of a file that is open already."""
    with reading(path):
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise BackupError(f"{path} is not a backup that Loadshare made.")
        said = archive.read(MANIFEST)
    try:
        newer = _Version.model_validate_json(said)
        if newer.format == FORMAT and newer.version > VERSION:
            raise BackupError(
                f"{path} was made by a newer Loadshare ({newer.made_by}). Bring this one up to date."
            )
        manifest = Manifest.model_validate_json(said)
    except ValidationError:
        raise BackupError(f"{path} is not a backup that Loadshare made.") from None
    if manifest.format != FORMAT:
        raise BackupError(f"{path} is not a backup that Loadshare made.")
    return manifest


def check_whole(path: Path, manifest: Manifest) -> None:
    """Read every byte once and compare. Raises `BackupError` where anything differs."""
    with opened(path) as archive:
        check_archive(archive, path, manifest)


def check_archive(archive: zipfile.ZipFile, path: Path, manifest: Manifest) -> None:
    """The same of a file that is open already: names, sizes, checksums, and how many rows there are."""
    parts: list[BackupTable | KeyFile] = [*manifest.tables, *manifest.keys]
    with reading(path):
        _check_names(archive, manifest, parts, path)
        for part in parts:
            _check_size(archive.getinfo(part.entry), part, path)
        for part in parts:
            _check_content(archive, part, path)


def rows_in(archive: zipfile.ZipFile, table: BackupTable) -> Iterator[list[Any]]:
    """The rows of a table, one after the other."""
    with archive.open(table.entry) as entry:
        while line := entry.readline(LARGEST_ROW + 1):
            row = json.loads(line) if len(line) <= LARGEST_ROW else None
            if not isinstance(row, list) or len(row) != len(table.fields):
                raise ValueError(f"{table.entry} holds something that is no row")
            yield row


class _Version(BaseModel):
    """What is read of a manifest before it is known whether its form is understood."""

    format: str
    version: int
    made_by: str


def _check_names(
    archive: zipfile.ZipFile, manifest: Manifest, parts: list[BackupTable | KeyFile], path: Path
) -> None:
    names = archive.namelist()
    wanted = [MANIFEST, *(part.entry for part in parts)]
    strange = [table.model for table in manifest.tables if not _MODEL.fullmatch(table.model)]
    strange += [key.name for key in manifest.keys if not is_key_name(key.name)]
    strange += sorted(set(names) - set(wanted))
    if strange:
        raise BackupError(f"{path} names a file it should not: {strange[0]!a}. Nothing was changed.")
    if sorted(names) != sorted(wanted) or len({name.casefold() for name in names}) != len(names):
        raise BackupError(f"{path} does not hold what it says it holds. Nothing was changed.")


def _check_size(info: zipfile.ZipInfo, part: BackupTable | KeyFile, path: Path) -> None:
    size = info.file_size
    fits = size <= max(SWELLS_FREELY, MOST_SWELL * info.compress_size)
    if isinstance(part, KeyFile):
        fits = size <= LARGEST_KEY
    if not fits or info.flag_bits & 1 or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise BackupError(f"{path} is packed as no backup is, at {part.entry}. Nothing was changed.")
    if part.bytes not in {None, size}:
        raise BackupError(f"{path} is damaged at {part.entry}. Nothing was changed.")


def _check_content(archive: zipfile.ZipFile, part: BackupTable | KeyFile, path: Path) -> None:
    digest, lines = hashlib.sha256(), 0
    with archive.open(part.entry) as entry:
        while block := entry.read(2**18):
            digest.update(block)
            lines += block.count(b"\n")
    if digest.hexdigest() != part.sha256 or (isinstance(part, BackupTable) and lines != part.rows):
        raise BackupError(f"{path} is damaged at {part.entry}. Nothing was changed.")


def _sweep_parts(path: Path) -> None:
    """Remove what backups to this file left behind when they were killed: everybody's data is in it."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        try:
            descriptor = os.open(left, os.O_RDWR)
        except OSError:
            continue
        try:
            if _hold(descriptor):
                left.unlink(missing_ok=True)
        finally:
            os.close(descriptor)


def _hold(descriptor: int) -> bool:
    """Hold a file for as long as it is open; False where another program holds it."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
