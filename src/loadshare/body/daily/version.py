"""Which body model this is: a digest of the files that decide its numbers. Loads no engine."""

from __future__ import annotations

import ast
import hashlib
import io
import tokenize
from functools import cache
from pathlib import Path

BODY = Path(__file__).resolve().parents[1]
NOT_NUMBERS = frozenset(
    {
        "guide.py",
        "impact.py",
        "implants.py",
        "jolts.py",
        "pelvis.py",
        "plot.py",
        "recorded.py",
        "report.py",
        "shock.py",
        "study.py",
        "targets.py",
        "trunk.py",
        "validate.py",
    }
)
"""Modules that read the model or judge it, and do not change what it answers to a daily task."""


@cache
def model_version(*, movements: bool = False, export: bool = False) -> str:
    """Sixteen letters that change when the model does; `movements` counts the exercises in."""
    skipped = NOT_NUMBERS | (frozenset() if export else {"export.py"})
    skipped |= frozenset() if movements else {"movements.py"}
    files = [p for p in BODY.glob("*.py") if p.name not in skipped]
    files += [*BODY.glob("*.csv"), *BODY.glob("anatomy/*.csv"), *BODY.glob("walking/*.*")]
    if movements:
        files += BODY.glob("movements/*.toml")
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(BODY).as_posix().encode() + b"\0")
        digest.update(_what_decides(path).encode() + b"\0")
    return digest.hexdigest()[:16]


def _what_decides(path: Path) -> str:
    """The text of a file without what only people read: comments, docstrings and empty lines of a module."""
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    return without_remarks(text) if path.suffix == ".py" else text


def without_remarks(text: str) -> str:
    """A module's text without comments, docstrings and empty lines. Every Python gives the same."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.end_lineno:
            lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return "\n".join(line.rstrip() for line in lines if line.strip())
