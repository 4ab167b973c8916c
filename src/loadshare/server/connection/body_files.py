"""The exported body on disk, made once per version of the model, in the data folder.

Making it takes the engine some seconds the first time; it is made in the background when somebody opens a
page that will want it, and by whoever asks first otherwise. Files are written whole and renamed, so several
threads and processes may do this at once.
"""

from __future__ import annotations

import gzip
import json
import os
import threading
from functools import cache
from pathlib import Path

import brotli
from django.conf import settings

from loadshare.server.connection.solver import alone_with_the_body, the_body
from loadshare.server.connection.version import BODY, model_version

ENDINGS = {"": ".json", "gzip": ".json.gz", "br": ".json.br"}
_warming = threading.Lock()


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


def read(name: str, *, coding: str = "") -> bytes:
    """One file as it is sent: `body` or `movement-ID`; made first where it is missing."""
    path = _folder() / (name + ENDINGS[coding])
    if not path.is_file():
        with alone_with_the_body():
            if not path.is_file():
                _make(name)
    return path.read_bytes()


def warm() -> None:
    """Make the body in the background, unless it is there or being made."""
    if (_folder() / "body.json.br").is_file() or not _warming.acquire(blocking=False):
        return
    threading.Thread(target=_warm, name="body-files", daemon=True).start()


def _warm() -> None:
    try:
        read("body", coding="br")
    finally:
        _warming.release()


def _folder() -> Path:
    return Path(settings.DATA_FOLDER) / "body" / mark()


def _make(name: str) -> None:
    """Only with the lock held."""
    from loadshare.body.export import export_body

    whole = export_body(the_body(), exercises=[] if name == "body" else [name.removeprefix("movement-")])
    if name == "body":
        del whole["movements"]
        data = whole
    else:
        data = whole["movements"][name.removeprefix("movement-")]
    data["version"] = mark()
    text = json.dumps(data, separators=(",", ":")).encode()
    folder = _folder()
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
