"""What goes on beside the pages, in a process of its own, so that `loadshare serve` forks without threads."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from loadshare.cli.daily_beside import daily_beside, expire, note_keys
from loadshare.cli.work_beside import work_beside

LOOK_S = 5
_STOPS_WITHIN_S = 20


@contextlib.contextmanager
def beside(sign: Path, *, works: bool = True) -> Iterator[None]:
    """While inside, nudges are sent once the file `sign` is there, and each new day begins with its round.

    Where others work, this server only goes on saying which keys it has.
    """
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_keep, args=(sign, works, there, os.getpid()), name="beside")
    process.start()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # it has ended by itself
            here.send("over")
        process.join(timeout=_STOPS_WITHIN_S)
        if process.is_alive():
            process.kill()


def _keep(sign: Path, works: bool, pipe: Connection, parent: int) -> None:
    """Until a word comes through the pipe, or the server is gone."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # the terminal's Ctrl+C is for the server, which sends word
    worker = work_beside(sign) if works else contextlib.nullcontext()
    with worker, daily_beside(lambda: begin_day(sign, works=works)), contextlib.suppress(OSError):
        while not pipe.poll(LOOK_S) and os.getppid() == parent:
            pass


def begin_day(sign: Path, *, works: bool) -> bool:
    """Where a worker is, here or elsewhere, it deletes who stayed away."""
    return expire() if works and not sign.exists() else note_keys()
