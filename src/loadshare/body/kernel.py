"""How the inner loops are compiled, and where the machine code is kept.

numba keeps compiled code by the file a function stands in, and does not notice a change in another file that
it calls or takes a constant from. The folder here is named after the text of all files that compiled code
depends on, so a change in any of them compiles afresh.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast, overload

import numba
import numba.core.config

Function = TypeVar("Function", bound=Callable[..., Any])

DEPENDS_ON = ("anatomy", "frame", "gravity", "kernel", "loads", "model", "muscle", "passive", "sharing")
"""The modules of this room that compiled code stands in, calls, or takes constants from."""
_CONFIG: Any = numba.core.config  # its names are made at run time
_ROOM = Path(__file__).parent
KEEP_S = 30 * 24 * 3600


@overload
def kernel(function: Function) -> Function: ...
@overload
def kernel(*, fastmath: set[str]) -> Callable[[Function], Function]: ...
def kernel(function: Any = None, *, fastmath: Any = False) -> Any:
    """Compile a function at its first call, and keep the machine code for the next process."""

    def compiled(function: Function) -> Function:
        before = _CONFIG.CACHE_DIR
        _CONFIG.CACHE_DIR = str(cache_folder())
        try:
            made: Any = numba.njit(cache=True, nogil=True, fastmath=fastmath)(function)
        finally:
            _CONFIG.CACHE_DIR = before
        return cast(Function, made)

    return compiled if function is None else compiled(function)


@cache
def cache_folder() -> Path:
    """Beside the source, as Python's own; in a folder for passing things where that cannot be written."""
    digest = hashlib.sha256(numba.__version__.encode())
    for name in DEPENDS_ON:
        digest.update((_ROOM / f"{name}.py").read_bytes())
    name = f"kernels-{digest.hexdigest()[:16]}"
    for parent in (_ROOM / "__pycache__", Path("~/.cache/loadshare").expanduser()):
        folder = parent / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "in-use").touch()
        except OSError:
            continue
        _forget_old(parent, folder)
        return folder
    return Path(tempfile.mkdtemp(prefix="loadshare-kernels-"))


def _forget_old(parent: Path, ours: Path) -> None:
    """Another version of the source may run beside this one: only what nobody used for a month goes."""
    for folder in parent.glob("kernels-*"):
        mark = folder / "in-use"
        if folder != ours and (not mark.exists() or time.time() - mark.stat().st_mtime > KEEP_S):
            shutil.rmtree(folder, ignore_errors=True)
