"""Tolerant readers: bytes in, one checked `Recording` out, or a `RecordingError` that says what to do
next."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

from loadshare.measure.conventions import RawSignals, to_recording
from loadshare.measure.readers.columns import MAX_LINE_CHARACTERS, Lines, lines_in, read_table
from loadshare.measure.readers.logger_table import read_logger_table
from loadshare.measure.readers.own import FORMAT_NAME, read_own_json, read_own_table, write_own_csv
from loadshare.measure.readers.sensor_logger import read_sensor_logger_files, read_sensor_logger_json
from loadshare.measure.readers.zips import DamagedZipError, TooManyMembersError, blocks_of, open_zip
from loadshare.measure.recording import Placement, Recording, RecordingError, Side

__all__ = ["MAX_FILE_BYTES", "MAX_UNPACKED_BYTES", "parse_recording", "read_recording", "write_own_csv"]

MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
_BYTES_A_VALUE = 16
"""JSON may hold one value for so many of the bytes it may have: small values fill the memory, not text."""
_BYTES_A_LINE = 64
"""The same for the lines of a table: half of what a sample with all its columns takes."""
_TOO_MUCH = "The recording is far too long. Cut it to one test."
_NOT_TEXT = "The file is not text. Export the recording as CSV or JSON."


def read_recording(*, path: Path, placement: Placement | None = None, side: Side | None = None) -> Recording:
    """Return the recording in the file at `path`.

    The format is told from the content, not the name: Loadshare CSV or JSON, Sensor Logger zip or JSON,
    XSens text, phyphox and other tables with named columns, headerless Android logs; each also gzipped.
    `placement` and `side` are used where the file does not name them. Raises RecordingError (also for files
    over MAX_FILE_BYTES, before anything is read) and OSError.
    """
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise RecordingError(f"The file is larger than {MAX_FILE_BYTES // 2**20} MB. Cut it to one test.")
    if _is_plain_table(path):
        return _finished(lambda: _read_table(_lines_of(path, size)), placement, side)
    return _parse([_content_of(path, size)], placement=placement, side=side)


def _content_of(path: Path, size: int) -> bytes:
    """Not `read()`: a file that grows meanwhile must not grow past the limit."""
    with path.open("rb") as stream:
        return stream.read(size)


def _is_plain_table(path: Path) -> bool:
    """Neither packed, nor in UTF-16, nor JSON."""
    with path.open("rb") as stream:
        head = stream.read(1024).removeprefix(b"\xef\xbb\xbf")
    return not head.startswith((b"\x1f\x8b", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")) and (
        head.lstrip()[:1] not in (b"", b"{", b"[")
    )


def _lines_of(path: Path, size: int) -> Lines:
    """The lines of a file, read as they are asked for, and no more of it than `size`."""

    def lines() -> Iterator[str]:
        left = size
        with path.open(encoding="utf-8-sig") as stream:
            try:
                while left > 0 and (line := stream.readline(MAX_LINE_CHARACTERS)):
                    left -= len(line)
                    if "\x00" in line:
                        raise RecordingError(_NOT_TEXT)
                    yield line.removesuffix("\n")
            except UnicodeDecodeError:
                raise RecordingError(_NOT_TEXT) from None

    return lines


def parse_recording(
    *,
    content: bytes,
    placement: Placement | None = None,
    side: Side | None = None,
    most_unpacked_bytes: int = MAX_UNPACKED_BYTES,
) -> Recording:
    """Return the recording in `content`; see `read_recording`. Raises RecordingError for anything else.

    `most_unpacked_bytes`: no more is unpacked, whatever a packed file announces.
    """
    return _parse([content], placement=placement, side=side, most_bytes=most_unpacked_bytes)


def _parse(
    waiting: list[bytes],
    *,
    placement: Placement | None,
    side: Side | None,
    most_bytes: int = MAX_UNPACKED_BYTES,
) -> Recording:
    """The recording in the only one of `waiting`, which is taken out: the bytes of an hour need not stay in
    memory beside their text, nor the text beside its numbers."""
    if len(waiting[0]) > MAX_FILE_BYTES:
        raise RecordingError(f"The file is larger than {MAX_FILE_BYTES // 2**20} MB. Cut it to one test.")
    return _finished(lambda: _read([_unpack_gzip(waiting.pop(), most_bytes)], most_bytes), placement, side)


def _finished(read: Callable[[], RawSignals], placement: Placement | None, side: Side | None) -> Recording:
    try:
        recording = to_recording(read())
    except (RecursionError, MemoryError, UnicodeError, OverflowError, FloatingPointError):
        raise RecordingError(
            "The file cannot be read as a recording. Export it again as CSV or JSON."
        ) from None
    return replace(recording, placement=recording.placement or placement, side=recording.side or side)


def _unpack_gzip(content: bytes, most_bytes: int) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(content, most_bytes)
        if unpacker.unconsumed_tail:
            raise RecordingError("The packed file is far too large. Cut it to one test.")
        unpacked += unpacker.flush(1)
    except zlib.error:
        raise RecordingError("The packed file is damaged. Export the recording again.") from None
    if not unpacker.eof:
        raise RecordingError("The packed file is cut short. Send or export it again.")
    return unpacked


def _read(waiting: list[bytes], most_bytes: int) -> RawSignals:
    if waiting[0][:4] == b"PK\x03\x04":
        return _read_zip(waiting.pop(), most_bytes)
    text = _decode(waiting.pop())
    first = text.lstrip()[:1]
    if first in ("{", "["):
        return _read_json(text, most_values=most_bytes // _BYTES_A_VALUE)
    if text.count("\n") > most_bytes // _BYTES_A_LINE:
        raise RecordingError(_TOO_MUCH)
    lines = lines_in(text)
    del text
    return _read_table(lines)


def _read_table(lines: Lines) -> RawSignals:
    table = read_table(lines)
    if table.preamble and FORMAT_NAME in table.preamble[0]:
        return read_own_table(table)
    if "acc_x_m_s2" in table.names:
        return read_own_table(table)
    return read_logger_table(table)


def _decode(content: bytes | bytearray) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise RecordingError(_NOT_TEXT) from None
    if "\x00" in text:
        raise RecordingError(_NOT_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_json(text: str, *, most_values: int) -> RawSignals:
    if sum(text.count(sign) for sign in ",[{") > most_values:
        raise RecordingError(_TOO_MUCH)
    try:
        content = json.loads(text)
    except ValueError:
        raise RecordingError("The JSON is damaged. Export the recording again.") from None
    if isinstance(content, list):
        return read_sensor_logger_json(content)
    if isinstance(content.get("payload"), list):
        return read_sensor_logger_json(content["payload"])
    if content.get("format") != FORMAT_NAME:
        raise RecordingError(f'The JSON does not say "format": "{FORMAT_NAME}". Export it in a known format.')
    return read_own_json(content)


def _read_zip(content: bytes, most_bytes: int) -> RawSignals:
    try:
        with open_zip(io.BytesIO(content)) as archive:
            files = dict(_tables_in(archive, most_bytes))
    except DamagedZipError:
        raise RecordingError("The zip is damaged or locked. Export the recording again.") from None
    except TooManyMembersError:
        raise RecordingError("The zip holds too many files. Send the export of one recording.") from None
    if "raw data.csv" in files:  # phyphox packs one table this way
        return read_logger_table(read_table(lines_in(files["raw data.csv"])))
    return read_sensor_logger_files(files)


def _tables_in(archive: ZipFile, most_bytes: int) -> Iterator[tuple[str, str]]:
    """The CSV files by their base name in lower case, empty ones left out."""
    budget = most_bytes
    for member in archive.infolist():
        name = member.filename.rsplit("/", 1)[-1].lower()
        if not name.endswith(".csv"):
            continue
        raw = bytearray()
        for block in blocks_of(archive, member):
            raw += block
            if len(raw) > budget:
                raise RecordingError("The zip is far too large when unpacked. Cut it to one test.")
        budget -= len(raw)
        if raw.count(b"\n") > most_bytes // _BYTES_A_LINE:
            raise RecordingError(_TOO_MUCH)
        if raw.strip():
            yield name, _decode(raw)
