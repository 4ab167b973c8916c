"""Reading a recording out of a request: of a few kinds, and never much of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from loadshare.server.requests.problems import refusal

MOST_BYTES = 4 * 1024 * 1024
"""As sent. A minute at 100 samples a second has about half a megabyte as text."""
MOST_UNPACKED_BYTES = 16 * 1024 * 1024
MOST_FILM_BYTES = 12 * 1024 * 1024
"""Of an exercise."""
MOST_VALUES = MOST_UNPACKED_BYTES // 16
"""In the list of several recordings."""
PATIENCE_S = 10.0
_reading = threading.Lock()
MEDIA_TYPES = (
    "application/json",
    "text/csv",
    "text/plain",
    "application/gzip",
    "application/zip",
    "application/octet-stream",
)


class UploadBusyError(Exception):
    """Others take too long."""


def read_upload(request: HttpRequest) -> bytes:
    """The bytes of a recording. Raises `RequestError` for another kind of body, or too much of it."""
    if request.content_type not in MEDIA_TYPES:
        raise refusal(415, "Not a recording", f"Send the file as one of: {', '.join(MEDIA_TYPES)}.")
    content: bytes = request.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise refusal(413, "Too large", f"Send {MOST_BYTES} bytes at most. Cut the recording to one test.")
    return content


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """What is read out of recordings fits in the memory once for each process, not once for each request.

    Raises `UploadBusyError` where others take too long.
    """
    if not _reading.acquire(timeout=PATIENCE_S):
        raise UploadBusyError
    try:
        yield
    finally:
        _reading.release()
