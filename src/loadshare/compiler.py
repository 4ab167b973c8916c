"""Compiles loops that are too slow in Python, and keeps the machine code between runs where there is a place.

numba keeps compiled code by the file a function stands in, and does not notice a change in another file that
it calls or takes a constant from. Here the code of a room lies in a folder named after the text of all files
that it depends on, so a change in any of them compiles afresh.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast, overload

import numba
import numba.core.config

from loadshare.home import cache_parents

Function = TypeVar("Function", bound=Callable[..., Any])

_CONFIG: Any = numba.core.config  # its names are made at run time
KEEP_S = 30 * 24 * 3600


class Compiler(Protocol):
    """A decorator, with or without options in brackets."""

    @overload
    def __call__(self, function: Function, /) -> Function: ...
    @overload
    def __call__(self, /, *, fastmath: set[str]) -> Callable[[Function], Function]: ...


def compiler(*, room: Path, depends_on: Sequence[str]) -> Compiler:
    """Compile functions of a room at their first call; other threads run meanwhile.

    Args:
        room: the folder of the modules.
        depends_on: those that the compiled functions stand in, call, or take constants from; a table with its
            suffix.
    """

    def compile_with(function: Any = None, /, *, fastmath: Any = False) -> Any:
        if function is None:
            return lambda inner: compile_with(inner, fastmath=fastmath)
        folder = cache_folder(room, tuple(depends_on))
        before = _CONFIG.CACHE_DIR
        _CONFIG.CACHE_DIR = str(folder or "")
        try:
            return numba.njit(cache=folder is not None, nogil=True, fastmath=fastmath)(function)
        finally:
            _CONFIG.CACHE_DIR = before

    return cast(Compiler, compile_with)


@cache
def cache_folder(room: Path, depends_on: tuple[str, ...]) -> Path | None:
    """Beside the source, as Python's own, or in the home; none where neither can be written to."""
    digest = hashlib.sha256(numba.__version__.encode())
    for name in depends_on:
        digest.update((room / (name if "." in name else f"{name}.py")).read_bytes())
    name = f"compiled-{digest.hexdigest()[:16]}"
    for parent in cache_parents(room):
        folder = parent / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "in-use").touch()
        except OSError:
            continue
        _forget_old(parent, folder)
        return folder
    return None


def _forget_old(parent: Path, ours: Path) -> None:
    """Another version of the source may run beside this one: only what nobody used for a month goes."""
    for folder in parent.glob("compiled-*"):
        mark = folder / "in-use"
        if folder != ours and (not mark.exists() or time.time() - mark.stat().st_mtime > KEEP_S):
            shutil.rmtree(folder, ignore_errors=True)
