"""The body as a browser asks for it: bones and muscles in one file, each movement in its own.

They are written beforehand by `tools/connection_tables.py`, so the engine is not asked.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from typing import Any

import brotli

from loadshare.body.daily.bending import BENDING, bending
from loadshare.body.daily.table import TABLES

VIEWER = TABLES / "viewer.json"
BODY, BEND = "body", "bend"


@cache
def mark() -> str:
    """Changes with the content of these files."""
    return hashlib.sha256(VIEWER.read_bytes() + BENDING.read_bytes()).hexdigest()[:16]


def has_movement(exercise: str) -> bool:
    """Whether the body can show this exercise."""
    return exercise in viewer()["movements"]


@cache
def read(name: str, coding: str = "") -> bytes:
    """One file as it is sent: `body`, the `bend` of the first page, or the movement of an exercise."""
    body = dict(viewer())
    movements = body.pop("movements")
    files = {BODY: body, BEND: bending()}
    text = json.dumps(files[name] if name in files else movements[name], separators=(",", ":")).encode()
    if coding == "br":
        text = brotli.compress(text)
    elif coding == "gzip":
        text = gzip.compress(text, mtime=0)
    return text


@cache
def viewer() -> dict[str, Any]:
    """The table as it is kept: `export_body`, with the version of the model it was made from."""
    found: dict[str, Any] = json.loads(VIEWER.read_text(encoding="utf-8"))
    return found
