"""Who uses a data folder: any number of programs side by side, or one restore alone.

A lock of the system on one file, so that whoever is killed lets go of it. Where a system or a file system
has no such locks, nobody is kept out.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from loadshare.home import HomeError

NAME = ".in-use"
WAIT_S = 10.0
_LOOK_S = 0.05
_held: dict[Path, int | None] = {}


class InUseError(HomeError):
    """Somebody else uses the data folder now."""


def take_part(folder: Path, *, is_cut_off: Callable[[], bool], finish: Callable[[], object]) -> None:
    """Use the folder beside others from now on; where a restore was cut off, finish that alone first."""
    deadline = time.monotonic() + WAIT_S
    while True:
        if is_cut_off() and _lock(folder, alone=True):
            if is_cut_off():
                finish()
            _unlock(folder)
        # a restore may have been cut off between the look and the lock
        if _lock(folder, alone=False) and not is_cut_off():
            return
        if time.monotonic() > deadline:
            raise InUseError(f"A restore into {folder} is under way. Wait for its end, then start again.")
        _unlock(folder)
        time.sleep(_LOOK_S)


@contextmanager
def alone(folder: Path, *, wait_s: float = 2.0) -> Iterator[None]:
    """Inside, nobody else uses the folder. Raises `InUseError` where somebody does."""
    deadline = time.monotonic() + wait_s
    while not _lock(folder, alone=True):
        if time.monotonic() > deadline:
            _lock(folder, alone=False)
            raise InUseError(
                f"Loadshare is running in {folder}. Stop it first (Ctrl+C where it was started), "
                "then restore again. Nothing was changed."
            )
        time.sleep(_LOOK_S)
    try:
        yield
    finally:
        _lock(folder, alone=False)


def _descriptor(folder: Path) -> int | None:
    if folder not in _held:
        try:
            _held[folder] = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            _held[folder] = None  # a folder that can only be read: nobody can restore into it either
    return _held[folder]


def _lock(folder: Path, *, alone: bool) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    descriptor = _descriptor(folder)
    if descriptor is None:
        return True
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # no locks here
    return True


def _unlock(folder: Path) -> None:
    if sys.platform != "win32":
        import fcntl

        descriptor = _descriptor(folder)
        if descriptor is not None:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
