"""One engine's sync times; run by `bench.offline` in a process of its own."""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench._page_times import _start_postgresql as start_postgresql
from bench._timing import print_row

REPEATS = 11
DAY = 24 * 60


def main(engine: str) -> None:
    """Print a row for each size."""
    if engine == "postgresql":
        os.environ["DATABASE_URL"] = start_postgresql(Path(os.environ["LOADSHARE_HOME"]) / "postgresql")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.server.cast import Visitor
    from tests.server.offline.parcels import Device, entry

    somebody = Visitor()
    somebody.with_programme()
    device = Device(somebody)

    def tap(number: int = 0) -> dict[str, Any]:
        return entry("pain", minutes_ago=number * DAY, pain=str(number % 11))

    def week_and_more() -> list[dict[str, Any]]:
        return [device.session(minutes_ago=n * DAY) if n % 5 == 0 else tap(n) for n in range(50)]

    known = week_and_more()
    print_row("request", "server ms", "95 %", "ms an entry")
    _row("1 tap", 1, lambda: [tap()], device)
    _row("1 session", 1, lambda: [device.session()], device)
    _row("50 entries, 10 of them sessions", 50, week_and_more, device)
    device.send(*known)
    _row("50 entries sent again", 50, lambda: known, device)
    plan = _times(lambda: None, lambda _nothing: somebody.get("/offline/plan.json"))
    print_row("what the device may keep", f"{statistics.median(plan):.1f}", f"{max(plan):.1f}", "")


def _row(name: str, size: int, make: Callable[[], list[dict[str, Any]]], device: Any) -> None:
    taken = _times(make, lambda entries: device.send(*entries))
    median = statistics.median(taken)
    print_row(name, f"{median:.1f}", f"{statistics.quantiles(taken, n=20)[-1]:.1f}", f"{median / size:.2f}")


def _times(make: Callable[[], Any], act: Callable[[Any], object]) -> list[float]:
    """Each repeat begins with the same history: what it kept is undone."""
    from django.db import transaction

    taken = []
    for _ in range(REPEATS):
        made = make()
        with transaction.atomic():
            started = time.perf_counter()
            act(made)
            taken.append((time.perf_counter() - started) * 1000)
            transaction.set_rollback(True)
    return taken


if __name__ == "__main__":
    main(sys.argv[1])
