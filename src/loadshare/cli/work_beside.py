"""Runs `loadshare work` beside `loadshare serve`, from the moment somebody asks to be nudged.

The sign is the push key in the data folder: it is made when the first browser asks. Until then a thread looks
whether a file is there, and nothing else runs. The worker is a process of its own, because the web server
forks its workers and threads that use a database do not survive that.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

LOOK_S = 5
CALM_S = 60
"""A worker that ended by itself is started again, at most once in this time."""
ENDS_WITHIN_S = 10
"""What it has in hand is rescued by the next one."""
PROGRAM = "from loadshare.cli.main import main; main()"


@contextlib.contextmanager
def work_beside(sign: Path, *, look_s: float = LOOK_S, calm_s: float = CALM_S) -> Iterator[None]:
    """While inside, somebody works if the file `sign` is there or appears."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(sign, over, look_s, calm_s), daemon=True, name="work")
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join(timeout=look_s + 10)


def _keep(sign: Path, over: threading.Event, look_s: float, calm_s: float) -> None:
    while not over.wait(look_s):
        if not sign.exists():
            continue
        process = _start()
        while process.poll() is None and not over.wait(look_s):
            pass
        if process.poll() is None:
            _stop(process)
        elif over.wait(calm_s):
            return


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "work", "--parent", str(os.getpid())],
        stdin=subprocess.DEVNULL,
        # The terminal's Ctrl+C is for the server, which then ends this one.
        start_new_session=os.name == "posix",
    )


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
