"""Which build this is: a device keeps the pages and files of one build together, and never mixes two."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

from loadshare.home import PACKAGE
from loadshare.server.ui import body_files

KNOWLEDGE = PACKAGE.parent / "knowledge"


@cache
def build() -> str:
    """Twelve letters that change when a page, a file or the content of the library does."""
    digest = hashlib.sha256(f"{settings.RELEASE} {body_files.mark()}".encode())
    for path in _what_pages_are_made_of():
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:12]


def _what_pages_are_made_of() -> list[Path]:
    dist = PACKAGE / "static" / "dist"
    made = [path for path in (dist / "manifest.json", dist / "sw.js") if path.exists()]
    return [*made, *sorted(PACKAGE.glob("templates/**/*.html")), *sorted(KNOWLEDGE.glob("**/*.toml"))]
