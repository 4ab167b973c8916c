"""Whether this server was told to stop: `/health/ready` says so while pages are still answered.

The server and its workers are processes of their own, made in different ways on different systems. What all
of them have is the environment, which names a file: once that is there, the server is leaving.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACE = "LOADSHARE_LEAVING"


def is_leaving() -> bool:
    """Whether the server of this worker stops soon."""
    place = os.environ.get(PLACE)
    return place is not None and Path(place).exists()


def say_leaving() -> None:
    """In the server itself, once it was told to stop."""
    if place := os.environ.get(PLACE):
        Path(place).touch()


@contextmanager
def place_to_say_it() -> Iterator[Path]:
    """While inside, workers that are made know where to look; the folder is theirs to share."""
    with tempfile.TemporaryDirectory(prefix="loadshare-serve-", ignore_cleanup_errors=True) as folder:
        os.environ[PLACE] = str(Path(folder) / "leaving")
        try:
            yield Path(folder)
        finally:
            del os.environ[PLACE]
