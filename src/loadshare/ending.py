"""How a program ends where it cannot go on: what is wrong and what to do next, and no traceback.

With LOADSHARE_DEBUG=1 the traceback is shown as well.
"""

from __future__ import annotations

import _thread
import atexit
import errno
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from functools import cache
from typing import TextIO

AGAIN_S = 0.05
INPUT_CODE, TROUBLE_CODE, STOPPED_CODE = 2, 1, 130
NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
DATABASE_ROOMS = {"django", "psycopg", "sqlite3"}


class PlainError(Exception):
    """Its message says in full what is wrong and what to do next."""


def run_to_end(run: Callable[[], object]) -> int:
    """Run a program to its end, and return its exit code. What stopped it stands on stderr."""
    before, sys.unraisablehook = sys.unraisablehook, _stop_all_the_same
    try:
        code = _code_of(run)
        _flush(sys.stdout)
    except BrokenPipeError:
        code = TROUBLE_CODE  # whoever was reading has read enough, as `head` does
    except KeyboardInterrupt:
        code = STOPPED_CODE
    except Exception as error:
        code = INPUT_CODE if isinstance(error, PlainError) else TROUBLE_CODE
        _say(error)
    for stream in (sys.stdout, sys.stderr):
        _let_go(stream)
    _be_quiet_to_the_end()
    sys.unraisablehook = before
    return code


def _stop_all_the_same(lost: sys.UnraisableHookArgs) -> None:
    """A Ctrl+C that came while a compiled part called back is lost there: it is pressed once more."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        again = threading.Timer(AGAIN_S, _thread.interrupt_main)
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(lost)


@cache
def _be_quiet_to_the_end() -> None:
    """All is done; a Ctrl+C while Python puts things away would only show where."""
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


def words_for(error: BaseException) -> str:
    """What is wrong and what to do next, in a line or two."""
    if isinstance(error, PlainError):
        return str(error)
    if isinstance(error, OSError) and error.errno is not None:
        return _words_of_system(error)
    if isinstance(error, MemoryError):
        return "There is not enough memory for this. Close other programs, or give it less at once."
    if isinstance(error, ModuleNotFoundError):
        return f"A part of Loadshare is missing ({error.name}). Set it up again: python3 tools/setup.py app"
    if _is_of_database(error):
        return f"The database cannot be used: {_first_line(error)}\nTo see what is wrong: loadshare doctor"
    return (
        f"This is a fault of Loadshare, not yours: {type(error).__name__}: {_first_line(error)}\n"
        "Please report it with what is shown by the same command after LOADSHARE_DEBUG=1."
    )


def _code_of(run: Callable[[], object]) -> int:
    try:
        run()
    except SystemExit as asked:
        if isinstance(asked.code, str):
            raise PlainError(asked.code) from None
        return asked.code or 0
    return 0


def _say(error: Exception) -> None:
    if sys.stderr is None:
        return
    try:
        if os.environ.get("LOADSHARE_DEBUG"):
            traceback.print_exception(error)
        print(words_for(error), file=sys.stderr)
    except OSError:
        pass  # nobody can be told


def _words_of_system(error: OSError) -> str:
    name = error.filename if isinstance(error.filename, str) else os.fspath(error.filename or "")
    what = name if isinstance(name, str) and name else "what was to be written"
    if error.errno in NO_ROOM:
        return f"There is no room left for {what}. Make room on the disk, then run the same command again."
    if error.errno in NOT_ALLOWED:
        return f"You may not use {what} ({error.strerror}). Choose another place, or run this as its owner."
    return f"{what} cannot be used ({error.strerror}). Put that right, then run the same command again."


def _is_of_database(error: BaseException) -> bool:
    return any(
        kind.__name__ in {"DatabaseError", "InterfaceError"}
        and kind.__module__.partition(".")[0] in DATABASE_ROOMS
        for kind in type(error).__mro__
    )


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), "no more is known")


def _flush(stream: TextIO | None) -> None:
    if stream is not None and not stream.closed:
        stream.flush()


def _let_go(stream: TextIO | None) -> None:
    """Where a stream takes nothing more, what is left for it must not be tried again at the very end."""
    try:
        _flush(stream)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno() if stream is not None else nowhere)
        os.close(nowhere)
