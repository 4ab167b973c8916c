"""Runs verbs of the command line as programs of their own, many of them quickly.

A process imports what every verb needs and forks for each run: its own working folder, environment, user,
limit and standard output, and the real end of a Python program.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
LATEST_S = 120
SPEAKS_ON_S = 1.0
IMPORTED = ("django.core.management", "django.db.models", "cryptography.x509", "typst", "encodings.utf_8_sig")
"""Of other houses, and slow. Nothing that reads the settings: each run reads its own."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run: the words after `loadshare`, and where."""

    words: tuple[str, ...]
    folder: str
    settings: dict[str, str] = field(default_factory=dict)
    printed_to: str = "pipe"
    """`pipe`, `full` for a full disk, `closed` for a reader that has gone, `none` for no output at all."""
    user: int | None = None
    largest_file: int | None = None
    """Bytes; a write beyond it fails as on a full disk."""
    stopped_after_s: float | None = None
    """Ctrl+C so long after it began."""
    stopped_once_it_speaks: bool = False
    """Ctrl+C soon after the first line."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How it ended."""

    code: int
    out: str
    err: str


class Verbs:
    """The process that forks."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.verbs"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, run: Run) -> Ended:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(asdict(run)), file=self._process.stdin, flush=True)
        return Ended(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def _serve() -> None:
    from loadshare.cli.main import add_verbs

    add_verbs()
    for name in IMPORTED:
        import_module(name)
    import_module("loadshare.knowledge").load_knowledge()
    gc.freeze()  # else every child copies all that is here when it ends
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    for line in sys.stdin:
        run = json.loads(line)
        pipes = [os.pipe(), os.pipe()]
        begins, is_ready = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(answers.fileno())
            _become(run, *(writer for _, writer in pipes))
            from loadshare.cli.start import main

            sys.argv = ["loadshare", *run["words"]]
            os.write(is_ready, b".")
            main()
            raise SystemExit(0)
        for reader, writer in pipes:
            os.close(writer)
            os.set_blocking(reader, False)
        os.close(is_ready)
        os.read(begins, 1)
        os.close(begins)
        code, said = _wait(child, [reader for reader, _ in pipes], run)
        print(json.dumps({"code": code, "out": said[0], "err": said[1]}), file=answers)


def _become(run: dict[str, Any], out: int, err: int) -> None:
    """Everything that a shell would have given it."""
    os.setpgid(0, 0)
    os.chdir(run["folder"])
    os.environ.clear()
    os.environ.update({"PATH": os.defpath, "HOME": run["folder"], "COLUMNS": "80", **run["settings"]})
    time.tzset()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(err, 2)
    if run["printed_to"] == "pipe":
        os.dup2(out, 1)
    elif run["printed_to"] == "full":
        os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
    elif run["printed_to"] == "closed":
        reader, writer = os.pipe()
        os.dup2(writer, 1)
        os.close(reader)
        os.close(writer)
    else:
        os.close(1)
    sys.stdout = None if run["printed_to"] == "none" else os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", buffering=1, closefd=False)
    if run["largest_file"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (run["largest_file"],) * 2)
    if run["user"] is not None:
        os.setgroups([])
        os.setgid(run["user"])
        os.setuid(run["user"])


def _wait(child: int, readers: list[int], run: dict[str, Any]) -> tuple[int, list[str]]:
    began, said = time.monotonic(), [b"", b""]
    stopped_after_s = run["stopped_after_s"]
    status = None
    while status is None:
        done, ended = os.waitpid(child, os.WNOHANG)
        status = ended if done else None
        for place, reader in enumerate(readers):
            said[place] += _waiting_in(reader)
        passed = time.monotonic() - began
        if run["stopped_once_it_speaks"] and stopped_after_s is None and said[0]:
            run["stopped_once_it_speaks"], stopped_after_s = False, passed + SPEAKS_ON_S
        if stopped_after_s is not None and passed > stopped_after_s:
            _send(child, signal.SIGINT)
            stopped_after_s = None
        if passed > LATEST_S:
            _send(child, signal.SIGKILL)
        time.sleep(0.005)
    for reader in readers:
        os.close(reader)
    return os.waitstatus_to_exitcode(status), [text.decode(errors="replace") for text in said]


def _send(child: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it has just ended
        os.killpg(child, what)


def _waiting_in(reader: int) -> bytes:
    said = b""
    try:
        while part := os.read(reader, 65536):
            said += part
    except BlockingIOError:
        pass
    return said


if __name__ == "__main__":
    _serve()
