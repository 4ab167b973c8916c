"""Beside `loadshare serve`, however long it runs: on each new day people who stayed away are deleted by rule.

In a process of its own, for the reason that `work_beside` gives. Several servers may do it on the same day.
"""

import contextlib
import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

LOOK_S = 600
"""The date is compared this often: a timer of a day would stand still while a laptop sleeps."""
COMMAND = (sys.executable, "-m", "loadshare.server", "daily", "--verbosity", "0")
KEYS_ALONE = (*COMMAND, "--keys-alone")


def expire() -> bool:
    """Delete who stayed away; True when that went well."""
    return subprocess.run(COMMAND, stdin=subprocess.DEVNULL, check=False).returncode == 0


def note_keys() -> bool:
    """Say which keys this server has, where others delete who stayed away; True when that went well."""
    return subprocess.run(KEYS_ALONE, stdin=subprocess.DEVNULL, check=False).returncode == 0


@contextlib.contextmanager
def daily_beside(
    act: Callable[[], bool] = expire,
    *,
    today: Callable[[], dt.date] = dt.date.today,
    look_s: float = LOOK_S,
) -> Iterator[None]:
    """While inside, act on every new day; where it failed, again at the next look. Today is done already."""
    over = threading.Event()
    keeper = threading.Thread(
        target=_keep, args=(act, today, today(), over, look_s), daemon=True, name="daily"
    )
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join(timeout=10)


def _keep(
    act: Callable[[], bool],
    today: Callable[[], dt.date],
    done: dt.date,
    over: threading.Event,
    look_s: float,
) -> None:
    while not over.wait(look_s):
        day = today()
        if day != done and act():
            done = day
