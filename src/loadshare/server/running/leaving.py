"""Whether this server was told to stop: `/health/ready` says so while pages are still answered.

The server and its workers are processes of their own, made in different ways on different systems. What all
of them have is the environment, which names a file: once that is there, the server is leaving.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from loadshare.home import data_folder

PLACE = "LOADSHARE_LEAVING"
_FOLDER = f".serving-{re.sub(r'[^A-Za-z0-9]', '_', platform.node())}"
"""Hosts that share a data folder count their processes each for itself."""


def is_leaving() -> bool:
    """Whether the server of this worker stops soon."""
    place = os.environ.get(PLACE)
    return place is not None and Path(place).exists()


def say_leaving() -> None:
    """In the server itself, once it was told to stop. Whatever fails here, it goes on to stop."""
    if place := os.environ.get(PLACE):
        with suppress(OSError):
            Path(place).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            Path(place).touch()


@contextmanager
def place_to_say_it() -> Iterator[Path]:
    """While inside, workers that are made know where to look; the folder is theirs to share.

    It lies with the data: what lies with temporary files is taken away while a server runs for weeks.
    """
    within = data_folder()
    _remove_left(within)
    with tempfile.TemporaryDirectory(
        prefix=f"{_FOLDER}-{os.getpid()}-", dir=within, ignore_cleanup_errors=True
    ) as folder:
        os.environ[PLACE] = str(Path(folder) / "leaving")
        try:
            yield Path(folder)
        finally:
            del os.environ[PLACE]


def _remove_left(within: Path) -> None:
    """By servers of this machine that were killed."""
    for left in within.glob(f"{_FOLDER}-[0-9]*-*/"):
        if not _runs(int(left.name.split("-")[2])):
            shutil.rmtree(left, ignore_errors=True)


def _runs(number: int) -> bool:
    """Whether there is a process of this number beside this one, which has just begun to serve."""
    if sys.platform == "win32":
        return True  # to ask is to end it there
    if number == os.getpid():
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return True
