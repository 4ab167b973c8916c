"""Where bytes come from: a file, a packed one, a member of a zip. Opened anew each time they are read, so
that an hour need lie in memory neither as bytes nor as text."""

from __future__ import annotations

import codecs
import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from loadshare.measure.recording import RecordingError, unreadable
from loadshare.zips import DamagedZipError, blocks_of

MAX_LINE_CHARACTERS = 20_000
_BLOCK = 64 * 1024
_GZIP = b"\x1f\x8b"
_HEAD = 4096
Blocks = Callable[[], Iterator[bytes]]
Lines = Callable[[], Iterator[str]]
"""The lines of a text, from the first one each time it is called."""


@dataclass(frozen=True, slots=True)
class NamedBytes:
    """Bytes under a name, block by block."""

    name: str
    blocks: Blocks

    def head(self) -> bytes:
        """The first bytes, enough to tell what they are."""
        found = b""
        for block in self.blocks():
            found += block
            if len(found) >= _HEAD:
                break
        return found[:_HEAD]

    def checked(self) -> NamedBytes:
        """This source, once read to its end: that it is whole is known before anything else is said of it."""
        for _ in self.blocks():
            pass
        return self

    def content(self) -> bytes:
        """All of it, for formats that cannot be read in order."""
        return b"".join(self.blocks())

    def text(self) -> str:
        """All of it as text, put together from blocks: one read would hold all of its bytes beside it."""
        with self._stream() as stream:
            return _checked("".join(iter(lambda: _careful(lambda: stream.read(_BLOCK)), "")))

    def lines(self) -> Iterator[str]:
        """Line by line, whatever ends them."""
        with self._stream() as stream:
            while line := _careful(lambda: stream.readline(MAX_LINE_CHARACTERS)):
                yield _checked(line).removesuffix("\n")

    def _stream(self) -> io.TextIOWrapper:
        encoding = encoding_of(self.head())
        errors = "as-cp1252" if encoding.startswith("utf-8") else "strict"
        return io.TextIOWrapper(io.BufferedReader(_Raw(self.blocks()), _BLOCK), encoding, errors)


def of_bytes(content: bytes, name: str = "") -> NamedBytes:
    """What somebody sent, under the name it had."""

    def blocks() -> Iterator[bytes]:
        for start in range(0, len(content), _BLOCK):
            yield content[start : start + _BLOCK]

    return NamedBytes(name, blocks)


def of_file(path: Path, size: int) -> NamedBytes:
    """A file, and no more of it than `size`: one that grows meanwhile must not grow past the limit."""

    def blocks() -> Iterator[bytes]:
        left = size
        with path.open("rb") as stream:
            while left > 0 and (block := stream.read(min(_BLOCK, left))):
                left -= len(block)
                yield block

    return NamedBytes(path.name, blocks)


def is_gzip(head: bytes) -> bool:
    """Whether bytes that begin so are gzipped."""
    return head.startswith(_GZIP)


def unpacked(source: NamedBytes, *, most_bytes: int) -> NamedBytes:
    """What is inside a gzipped source; several packed one after the other count as one."""

    def blocks() -> Iterator[bytes]:
        try:
            yield from _within(_unzipped(source.blocks()), most_bytes, unreadable("packed-too-large"))
        except zlib.error:
            raise unreadable("packed-damaged") from None

    return NamedBytes(source.name, blocks)


def _unzipped(packed: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    for arrived in packed:
        block = arrived
        while block:
            if unpacker.eof:
                if not block.startswith(_GZIP):  # padding
                    return
                unpacker = zlib.decompressobj(wbits=31)
            yield unpacker.decompress(block, _BLOCK)
            block = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    while not unpacker.eof:
        if not (rest := unpacker.decompress(unpacker.unconsumed_tail, _BLOCK)):
            raise unreadable("packed-cut")
        yield rest


def of_member(archive: ZipFile, member: ZipInfo, *, most_bytes: int) -> NamedBytes:
    """One file of an open zip."""

    def blocks() -> Iterator[bytes]:
        try:
            yield from _within(blocks_of(archive, member), most_bytes, unreadable("zip-too-large"))
        except DamagedZipError:
            raise unreadable("zip-damaged") from None

    return NamedBytes(member.filename.replace("\\", "/"), blocks)


def _within(blocks: Iterator[bytes], most_bytes: int, refusal: RecordingError) -> Iterator[bytes]:
    left = most_bytes
    for block in blocks:
        left -= len(block)
        if left < 0:
            raise refusal
        yield block


def encoding_of(head: bytes) -> str:
    """The encoding of a text that begins with `head`: by its mark, else by where its zeros lie."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return encoding
    even, odd = head[0:512:2].count(0), head[1:512:2].count(0)
    half = min(len(head), 512) // 2
    if half and odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if half and even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return "utf-8-sig"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Of a text that is not UTF-8 the odd bytes are what Windows makes of "²", "°" or "µ"."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("as-cp1252", _as_cp1252)


def _careful(read: Callable[[], str]) -> str:
    try:
        return read()
    except UnicodeDecodeError:
        raise unreadable("not-text") from None


def _checked(text: str) -> str:
    if "\x00" in text:
        raise unreadable("not-text")
    return text


class _Raw(io.RawIOBase):
    """Blocks as a stream."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = memoryview(block)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


_FOREIGN = (
    (rb"%PDF-", "a PDF"),
    (rb"\x89HDF", "an HDF5 file"),
    (rb"SQLite format 3", "a database"),
    (rb"PAR1", "a Parquet file"),
    (rb"Obj\x01", "an Avro file"),
    (rb"\x93NUMPY", "a NumPy file"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8", "a picture"),
    (rb"....ftyp", "a film"),
    (rb"Rar!|7z\xbc\xaf|\xfd7zXZ|BZh", "packed in a way that is not read here"),
    (rb"\s*(<!doctype|<html|<\?xml|<)", "a page of the web or XML"),
    (rb"bplist0", "a property list of Apple"),
)


def refuse_foreign(head: bytes) -> None:
    """Say what a file is that is no recording, or one that only its own program opens."""
    if head.startswith(b"MATLAB "):
        raise unreadable("matlab")
    for pattern, what in _FOREIGN:
        if re.match(pattern, head, re.IGNORECASE | re.DOTALL):
            raise unreadable("foreign", what=what)
