"""The raw recordings that are saved with a measurement: gzipped JSON, small, and read with limits."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from loadshare.server.measurements.models import Measurement
from loadshare.server.requests.body import parse_json

MOST_RECORDING_BYTES = 1024 * 1024
"""Packed. Three tries of a minute are a tenth of it."""
MOST_UNPACKED_BYTES = 8 * 1024 * 1024
MOST_VALUES = 1_000_000


class RecordingTooLargeError(ValueError):
    """The recordings that were to be kept are larger than a test can be."""


def pack(recordings: Sequence[Mapping[str, Any]]) -> bytes | None:
    """The recordings as gzipped JSON, or None where there are none. Raises `RecordingTooLargeError`."""
    if not recordings:
        return None
    packed = gzip.compress(json.dumps(list(recordings), separators=(",", ":")).encode(), mtime=0)
    if len(packed) > MOST_RECORDING_BYTES:
        raise RecordingTooLargeError
    return packed


def unpack(measurement: Measurement) -> list[dict[str, Any]]:
    """The recordings that were kept with a measurement. Raises `ValueError` where they are none of ours."""
    if measurement.recording is None:
        return []
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(bytes(measurement.recording), MOST_UNPACKED_BYTES)
    except zlib.error:
        raise ValueError("it is not packed as ours are") from None
    if not unpacker.eof:
        raise ValueError("it is larger than any recording, or cut short")
    recordings: list[dict[str, Any]] = parse_json(text, most_values=MOST_VALUES)
    return recordings
