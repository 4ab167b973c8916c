"""Zips that somebody sends: never opened further than agreed, and one error for every way to be damaged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

MOST_MEMBERS = 200
_MOST_DIRECTORY_BYTES = 256 * 1024
"""The list of members is read as a whole: a zip of nothing but its list would fill the memory."""
_BYTES_A_MEMBER = 256
_BLOCK = 64 * 1024
KNOWN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The other ways to pack can make gigabytes of a few bytes at one stroke."""


class DamagedZipError(ValueError):
    """The bytes are no zip, or one that is damaged, locked or packed in an unknown way."""


class TooManyMembersError(ValueError):
    """The zip holds more members than anything that is sent here."""


def open_zip(file: BinaryIO, *, most_members: int = MOST_MEMBERS) -> zipfile.ZipFile:
    """A zip to read from and to close. Raises `DamagedZipError` and `TooManyMembersError`."""
    most_bytes = max(_MOST_DIRECTORY_BYTES, most_members * _BYTES_A_MEMBER)
    with _one_error():
        archive = zipfile.ZipFile(cast("BinaryIO", _ReadInParts(file, most_bytes)))
    if len(archive.infolist()) > most_members:
        archive.close()
        raise TooManyMembersError
    return archive


def blocks_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a member a block at a time, whatever size it announces. Raises `DamagedZipError`."""
    if member.compress_type not in KNOWN:
        raise DamagedZipError
    with _one_error(), archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            yield block


@contextmanager
def _one_error() -> Iterator[None]:
    try:
        yield
    except (DamagedZipError, MemoryError):
        raise
    except Exception as error:
        # zipfile has no error of its own for half of it: ValueError, KeyError, RuntimeError, struct.error,
        # zlib.error and more come out, and others in the next Python.
        raise DamagedZipError from error


class _ReadInParts(io.RawIOBase):
    """The file, of which nobody reads more at once than the list of members may have."""

    def __init__(self, file: BinaryIO, most_bytes: int) -> None:
        self._file = file
        self._most_bytes = most_bytes

    def read(self, size: int | None = -1) -> bytes:
        wanted = self._most_bytes + 1 if size is None or size < 0 else size
        if wanted > self._most_bytes + 1:
            raise DamagedZipError
        return self._file.read(wanted)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True
