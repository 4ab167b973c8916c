"""Which body model this is: a digest of the files that decide its numbers. Loads no engine."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

BODY = Path(__file__).resolve().parents[1]
NOT_NUMBERS = frozenset(
    {"guide.py", "plot.py", "report.py", "study.py", "validate.py", "targets.py", "shock.py"}
)
"""Modules that read the model or judge it, and do not change what it answers to a daily task."""


@cache
def model_version(*, movements: bool = False, export: bool = False) -> str:
    """Sixteen letters that change when the model does; `movements` counts the exercises in."""
    skipped = NOT_NUMBERS | (frozenset() if export else {"export.py"})
    skipped |= frozenset() if movements else {"movements.py"}
    files = [p for p in BODY.glob("*.py") if p.name not in skipped]
    files += BODY.glob("anatomy/*.csv")
    if movements:
        files += BODY.glob("movements/*.toml")
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(BODY).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:16]
