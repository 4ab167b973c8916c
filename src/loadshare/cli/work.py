"""`loadshare work`: what is done beside the pages, in a process of its own."""

import os
import signal
import sys
from types import FrameType
from typing import Annotated

import typer

from loadshare.cli.installation import set_up_database


def work(
    once: Annotated[bool, typer.Option("--once", help="what is due now, for a timer of the system")] = False,
    parent: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Send nudges, and delete who stayed away.

    Beside `loadshare serve --no-work`, on as many machines as you like: each job is in the hands of one
    worker, and another takes it where that one is lost. Told to stop, it ends what it has in hand.
    """
    be_worker(once=once, parent=parent)


def be_worker(*, once: bool, parent: int = 0, only: str = "") -> None:
    """Do what is due, again and again or once: everything, or the one task of this name."""
    set_up_database()

    from loadshare.server.jobs.tasks import TASKS
    from loadshare.server.jobs.working import StuckError, WorkerLoop

    loop = WorkerLoop(tasks=[task for task in TASKS if only in {"", task.name}])
    if once:
        loop.run_once()
        print("What was due is done.")
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        loop.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    if not parent:
        print("Working  (Ctrl+C stops it)", flush=True)
    try:
        loop.run(is_orphan=lambda: bool(parent) and os.getppid() != parent)
    except StuckError as problem:
        print(f"work ends here: {problem}", file=sys.stderr, flush=True)
        os._exit(1)  # an end in good order would wait for what hangs
