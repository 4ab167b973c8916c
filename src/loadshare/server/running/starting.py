"""What comes before the first request, in a process of its own.

The web server forks its workers. A connection, thread or lock that the parent had open would be shared by
all of them, and answers of the database would reach whoever reads first.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from importlib import import_module

from django.core.management import call_command
from django.db import DatabaseError, connections

from loadshare.ending import run_to_end
from loadshare.server.installation.database import require_database


def load() -> None:
    """Import what every page needs, so that forked workers have it; nothing is opened by that."""
    import django
    from django.conf import settings

    django.setup()
    import_module(settings.ROOT_URLCONF)


def prepare_apart(*, migrates: bool, works: bool = True) -> int:
    """Prepare in a child process; its exit code."""
    child = multiprocessing.Process(target=_prepare_to_end, args=(migrates, works), name="prepare")
    child.start()
    child.join()
    return child.exitcode or 0


def _prepare_to_end(migrates: bool, works: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the terminal's Ctrl+C ends this one too, without a word
    raise SystemExit(run_to_end(lambda: prepare(migrates=migrates, works=works)))


def prepare(*, migrates: bool, works: bool = True) -> None:
    """Bring the database up to date and delete who stayed away; ends the process with 2 where that fails.

    Where others work, they delete.
    """
    load()  # where processes are not forked, this one begins with nothing
    try:
        if migrates:
            call_command("migrate", interactive=False, verbosity=0)
        else:
            require_database()
        call_command("daily", verbosity=0, keys_alone=not works)
    except DatabaseError as problem:
        if not migrates:
            return  # others look after the database, and the pages say so until it is there
        print(f"The database cannot be used: {str(problem).strip()}", file=sys.stderr)
        print("Put it right, or name another with DATABASE_URL; then start again.", file=sys.stderr)
        raise SystemExit(2) from None


def check_nothing_is_open() -> None:
    """Raises RuntimeError where a worker forked now would share something with its parent."""
    used = [made.alias for made in connections.all(initialized_only=True) if made.connection is not None]
    threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    if used or threads:
        raise RuntimeError(f"open before the workers are made: connections {used}, threads {threads}")
