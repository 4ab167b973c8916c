"""The exported body on disk, made once per version of the model, in the data folder.

Making it takes the engine some seconds the first time; a helper makes it when somebody opens a page that
will want it, and whoever asks first makes it otherwise. Files are written whole and renamed, so several
threads and processes may do this at once.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path

import brotli
from django.conf import settings

from loadshare.server.connection.solver import alone_with_the_body, the_body
from loadshare.server.connection.version import BODY, model_version

ENDINGS = {"": ".json", "gzip": ".json.gz", "br": ".json.br"}
LONGEST_WAIT_S = 60
_helping = threading.Lock()
_one_waits = threading.Lock()
_helper: list[threading.Thread] = []


@cache
def mark() -> str:
    """The version of everything in these files."""
    return model_version(movements=True, export=True)


def has_movement(exercise: str) -> bool:
    """Whether the body can show this exercise. Loads no engine."""
    return exercise in _movements()


@cache
def _movements() -> frozenset[str]:
    return frozenset(path.stem for path in (BODY / "movements").glob("*.toml"))


class BusyError(Exception):
    """The file is being made and somebody waits for it already; ask again soon."""


def read_or_busy(name: str, *, coding: str = "") -> bytes:
    """Like `read`, but only one request at a time waits: the others leave their threads to the pages.

    Raises `BusyError` for those.
    """
    if (_folder() / (name + ENDINGS[coding])).is_file():
        return read(name, coding=coding)
    if not _one_waits.acquire(blocking=False):
        raise BusyError
    try:
        return read(name, coding=coding)
    finally:
        _one_waits.release()


def read(name: str, *, coding: str = "") -> bytes:
    """One file as it is sent: `body` or `movement-ID`; made first where it is missing."""
    folder = _folder()
    path = folder / (name + ENDINGS[coding])
    if not path.is_file() and name == "body":
        _wait_for_helper()
    if not path.is_file():
        with alone_with_the_body():
            if not path.is_file():
                make(name, folder)
    return path.read_bytes()


def warm() -> None:
    """Make the body in a process of its own, unless it is there or being made.

    A process, so that starting the engine slows no page down and stopping the server stops at once.
    """
    folder = _folder()
    with _helping:
        if (folder / "body.json").is_file() or (_helper and _helper[-1].is_alive()):
            return
        thread = threading.Thread(target=_run_helper, args=(folder,), name="body-files", daemon=True)
        _helper[:] = [thread]
        thread.start()


def _run_helper(folder: Path) -> None:
    command = [sys.executable, "-m", "loadshare.server.connection.body_files", str(folder)]
    subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _wait_for_helper() -> None:
    with _helping:
        thread = _helper[-1] if _helper else None
    if thread is not None:
        thread.join(LONGEST_WAIT_S)


def _folder() -> Path:
    return Path(settings.DATA_FOLDER) / "body" / mark()


def make(name: str, folder: Path) -> None:
    """Write one file and its compressed forms. In a server, only with the lock of the body held."""
    from loadshare.body.export import export_body

    exercise = name.removeprefix("movement-")
    data = export_body(the_body(), exercises=[] if name == "body" else [exercise])
    movements = data.pop("movements")
    if name != "body":
        data = movements[exercise]
    data["version"] = mark()
    text = json.dumps(data, separators=(",", ":")).encode()
    folder.mkdir(parents=True, exist_ok=True)
    # The plain file comes last: where it stands, the others do too.
    for coding, content in (
        ("br", brotli.compress(text, quality=9)),
        ("gzip", gzip.compress(text, mtime=0)),
        ("", text),
    ):
        _write(folder / (name + ENDINGS[coding]), content)


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    draft.write_bytes(content)
    draft.replace(path)


if __name__ == "__main__":
    make("body", Path(sys.argv[1]))
