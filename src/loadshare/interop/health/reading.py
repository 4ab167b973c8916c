"""An export of a phone's health app, from the zip as it was sent: told by what is in it, not by its name."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from loadshare.interop.health.apple import ROOT, read_apple
from loadshare.interop.health.connect import MAGIC, read_connect
from loadshare.interop.health.days import CountedDays, DayCounts, HealthRefusedError, words
from loadshare.zips import DamagedZipError, TooManyMembersError, blocks_of, open_zip

APPLE, CONNECT = "apple-health", "health-connect"
MOST_XML_BYTES = 8 * 2**30
MOST_DATABASE_BYTES = 2 * 2**30
MOST_MEMBERS = 20_000
"""Each walk with a route has a file of its own beside the data."""
MOST_TIMES_PACKED = 150
"""Exports shrink to a tenth or a thirtieth. Nothing at all shrinks to a thousandth, and is read as long."""
_LEAST_OPENED_BYTES = 64 * 2**20
_MOST_LOOKED_AT = 50
_BLOCK = 256 * 1024
_HEAD = 64 * 1024


def is_health_export(file: BinaryIO) -> bool:
    """Whether `file` is an export of Apple Health or Health Connect, packed or not; read from its start."""
    try:
        with _opened(file) as (kind, _blocks):
            return kind != ""
    finally:
        file.seek(0)


def read_health(file: BinaryIO, *, today: dt.date) -> CountedDays:
    """Return the days before `today` in an export. Raises `HealthRefusedError`."""
    counts = DayCounts()
    fits_packed = max(_LEAST_OPENED_BYTES, MOST_TIMES_PACKED * file.seek(0, io.SEEK_END))
    try:
        with _opened(file) as (source, opened):
            blocks = _within(opened, fits_packed, words("health.refused.damaged"))
            if source == APPLE:
                read_apple(_within(blocks, MOST_XML_BYTES, _too_large(MOST_XML_BYTES)), counts)
            elif source == CONNECT:
                _read_database(_within(blocks, MOST_DATABASE_BYTES, _too_large(MOST_DATABASE_BYTES)), counts)
            else:
                raise HealthRefusedError(words("health.refused.unknown"))
    except DamagedZipError:
        raise HealthRefusedError(words("health.refused.damaged")) from None
    days = tuple(counts.days(before=today))
    if not days:
        raise HealthRefusedError(words("health.refused.no-days"))
    return CountedDays(source=source, days=days, left_out=counts.left_out)


def _kind_by(head: bytes) -> str:
    return APPLE if ROOT in head else CONNECT if head.startswith(MAGIC) else ""


@contextmanager
def _opened(file: BinaryIO) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The kind and the blocks of the document or the database itself; ("", nothing) for anything else."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head.startswith(b"PK\x03\x04"):
        file.seek(0)
        yield _kind_by(head), iter(lambda: file.read(_BLOCK), b"")
        return
    try:
        archive = open_zip(file, most_members=MOST_MEMBERS)
    except (DamagedZipError, TooManyMembersError):
        yield "", iter(())
        return
    with archive:
        for member in _that_may_be(archive):
            kind = _kind_by(next(_heads(archive, member), b""))
            if kind:
                yield kind, blocks_of(archive, member)
                return
        yield "", iter(())


def _that_may_be(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """By their endings: the names before them are in the language of the phone."""
    members = [one for one in archive.infolist() if one.filename.lower().endswith((".xml", ".db"))]
    return [one for one in members if not one.filename.startswith("__MACOSX")][:_MOST_LOOKED_AT]


def _heads(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    head = b""
    try:
        for block in blocks_of(archive, member):
            head += block
            if len(head) >= _HEAD:
                break
    except DamagedZipError:
        return
    yield head


def _too_large(most_bytes: int) -> str:
    return words("health.refused.large", most=most_bytes // 2**30)


def _within(blocks: Iterator[bytes], most_bytes: int, else_say: str) -> Iterator[bytes]:
    left = most_bytes
    for block in blocks:
        left -= len(block)
        if left < 0:
            raise HealthRefusedError(else_say)
        yield block


def _read_database(blocks: Iterator[bytes], counts: DayCounts) -> None:
    """Through a file of its own, as a database is not read in order; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="loadshare-") as folder:
        path = Path(folder, "export.db")
        with path.open("xb") as stream:
            for block in blocks:
                stream.write(block)
        read_connect(path, counts)
