"""The body model of this process. It is made ready in the background, so that nobody waits for a compiler."""

from __future__ import annotations

import logging
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from loadshare.body.daily.asked import Asked
from loadshare.body.daily.reading import Reading

if TYPE_CHECKING:
    from loadshare.body.daily.solver import Solver

logger = logging.getLogger(__name__)

_solvers: list[Solver] = []
_lock = Lock()
_being_made = Event()
_wanted = Event()


def prepare(*, after_s: float = 0.0) -> None:
    """Load, compile and warm the engine beside the first requests; a worker calls it once as it starts.

    It begins so many seconds later, or when somebody asks.
    """
    _being_made.set()
    _wanted.clear()
    Thread(target=_make_ready, args=(after_s,), name="body-engine", daemon=True).start()


def solve(asked: Asked, *, ranges: bool = True) -> Reading | None:
    """The answer for one question, with its ranges where wanted; None while the engine is being made ready.

    Raises:
        BodyError: a size outside the model's range.
    """
    if not _solvers:
        if _being_made.is_set():
            _wanted.set()
            return None
        _keep(_new())
    return _solvers[0].solve(asked, ranges=ranges)


def _make_ready(after_s: float) -> None:
    _wanted.wait(after_s)
    try:
        solver = _new()
        solver.warm()
        _keep(solver)
    except Exception:
        logger.exception("the body engine could not be made ready")
    finally:
        _being_made.clear()


def _new() -> Solver:
    from loadshare.body.daily.solver import Solver

    return Solver()


def _keep(solver: Solver) -> None:
    with _lock:
        if not _solvers:
            _solvers.append(solver)
