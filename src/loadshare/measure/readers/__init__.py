"""Tolerant readers: bytes in, one checked `Recording` out, or a `RecordingError` that says what to do
next."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from loadshare.measure.conventions import RawSignals, to_recording
from loadshare.measure.limits import SENSOR
from loadshare.measure.readers import sheets, sources
from loadshare.measure.readers.archives import files_in, stem_of
from loadshare.measure.readers.columns import find_layout
from loadshare.measure.readers.combine import combine
from loadshare.measure.readers.messages import add_columns, add_samples, read_json, rows_in
from loadshare.measure.readers.names import SensorKind, named_for
from loadshare.measure.readers.own import (
    FORMAT_NAME,
    is_own_table,
    read_own_json,
    read_own_table,
    write_own_csv,
)
from loadshare.measure.readers.sources import NamedBytes
from loadshare.measure.readers.streams import Found
from loadshare.measure.readers.tables import read_table, read_tables
from loadshare.measure.recording import Placement, Recording, RecordingError, Side, unreadable
from loadshare.measure.words import words
from loadshare.zips import DamagedZipError, TooManyMembersError, open_zip

__all__ = ["MAX_FILE_BYTES", "MAX_UNPACKED_BYTES", "parse_recording", "read_recording", "write_own_csv"]

MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
_BYTES_A_VALUE = 16
"""JSON may hold one value for so many of the bytes it may have: small values fill the memory, not text."""
_BYTES_A_LINE = 64
"""The same for the lines of a table: half of what a sample with all its columns takes."""


def read_recording(*, path: Path, placement: Placement | None = None, side: Side | None = None) -> Recording:
    """Return the recording in the file at `path`.

    What it is is told from the content, not the name: any table of text with time and acceleration, JSON,
    Excel, a zip with a file for each sensor; each also gzipped. `placement` and `side` are used where the
    file does not name them. Raises RecordingError (also for files over MAX_FILE_BYTES, before anything is
    read) and OSError.
    """
    size = path.stat().st_size
    _check_size(size)
    with path.open("rb"):  # what cannot be opened is said before anything else
        source = sources.of_file(path, size)
    return _finished(source, placement, side, _Limits(MAX_UNPACKED_BYTES, SENSOR.max_samples + 1))


def parse_recording(
    *,
    content: bytes,
    name: str = "",
    placement: Placement | None = None,
    side: Side | None = None,
    most_unpacked_bytes: int = MAX_UNPACKED_BYTES,
) -> Recording:
    """Return the recording in `content`; see `read_recording`. Raises RecordingError for anything else.

    `name`: of the file, for columns that say no more than x, y and z. `most_unpacked_bytes`: no more is
    unpacked, whatever a packed file announces.
    """
    _check_size(len(content))
    limits = _Limits(most_unpacked_bytes, most_unpacked_bytes // _BYTES_A_LINE)
    return _finished(sources.of_bytes(content, name), placement, side, limits)


def _check_size(size: int) -> None:
    if size > MAX_FILE_BYTES:
        raise RecordingError(f"The file is larger than {MAX_FILE_BYTES // 2**20} MB. Cut it to one test.")


def _finished(
    source: NamedBytes, placement: Placement | None, side: Side | None, limits: _Limits
) -> Recording:
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # what came of it is checked in the end
            recording = to_recording(_read(source, limits, {}))
    except (RecursionError, MemoryError, UnicodeError, OverflowError, FloatingPointError, csv.Error):
        raise unreadable("not-a-recording") from None
    told = [
        *([words("assumed.taken", names=_listed(recording.taken))] if recording.taken else []),
        *([words("assumed.left-out", names=_listed(recording.left_out))] if recording.left_out else []),
    ]
    return replace(
        recording,
        placement=recording.placement or placement,
        side=recording.side or side,
        assumptions=(*recording.assumptions, *told),
    )


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(name[:60] for name in names[:12])
    return shown if len(names) <= 12 else f"{shown} and {len(names) - 12} more"


@dataclass(frozen=True, slots=True)
class _Limits:
    """What a file may become."""

    bytes: int
    rows: int


def _read(source: NamedBytes, limits: _Limits, about: Mapping[str, str]) -> RawSignals:
    head = source.head()
    if sources.is_gzip(head):
        return _read(sources.unpacked(source, most_bytes=limits.bytes).checked(), limits, about)
    if head.startswith(b"PK\x03\x04"):
        return _read_zip(source.content(), limits)
    if sheets.is_old_workbook(head):
        found = read_tables(sheets.old_sheets_in(source.content()), most_rows=limits.rows)
        return combine(found, about, source_format="Excel")
    sources.refuse_foreign(head)
    start = head.decode(sources.encoding_of(head), "ignore").lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        return _read_json(source, limits)
    return _read_table(source, limits, about)


def _read_table(source: NamedBytes, limits: _Limits, about: Mapping[str, str]) -> RawSignals:
    layout = find_layout(source.lines)
    if is_own_table(layout):
        return read_own_table(source.lines, layout, most_rows=limits.rows)
    found = Found()
    sensor = named_for(stem_of(source.name))
    origin = "" if sensor is SensorKind.UNKNOWN else source.name
    read_table(source.lines, found, layout=layout, origin=origin, sensor=sensor, most_rows=limits.rows)
    packets = any(name.lower() == "packetcounter" for name in layout.names)
    kind = "XSens text" if packets else "logger table" if layout.names else "Android log"
    return combine(found, about, source_format=kind)


def _read_json(source: NamedBytes, limits: _Limits) -> RawSignals:
    text = source.text()
    if sum(text.count(sign) for sign in ",[{") > limits.bytes // _BYTES_A_VALUE:
        raise unreadable("too-long-file")
    samples, documents, is_torn = read_json(text)
    del text
    own = [one for one in documents if isinstance(one, dict) and one.get("format") == FORMAT_NAME]
    if len(own) > 1:
        raise unreadable("two-recordings", names="JSON")
    if own:
        return read_own_json(own[0])
    found = Found()
    add_samples(samples, found)
    if not found.streams:
        add_columns(documents, found)
    table = None if found.streams else rows_in(documents)
    if table is not None:
        del documents
        return _read_table(sources.of_bytes(table.encode()), limits, samples.about)
    if not found.streams and not found.other_sensors:
        raise unreadable("json-unknown")
    if is_torn:
        found.notes.append(words("assumed.last-torn"))
    kind = "Sensor Logger" if samples.about or samples.sessions else "JSON"
    return combine(found, samples.about, source_format=kind)


def _read_zip(content: bytes, limits: _Limits) -> RawSignals:
    try:
        with open_zip(io.BytesIO(content)) as archive:
            if sheets.is_workbook(archive):
                tables = sheets.sheets_in(content, archive, most_bytes=limits.bytes)
                return combine(read_tables(tables, most_rows=limits.rows), {}, source_format="Excel")
            files, about = files_in(archive, most_bytes=limits.bytes)
            if not files:
                raise unreadable("zip-empty")
            if len(files) == 1:
                return _read(files[0], limits, about)
            tables = [(file.name, file.lines) for file in files]
            return combine(read_tables(tables, most_rows=limits.rows), about, source_format="Sensor Logger")
    except DamagedZipError:
        raise unreadable("zip-damaged") from None
    except TooManyMembersError:
        raise unreadable("zip-too-many") from None
