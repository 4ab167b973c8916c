"""How many people at once: a realistic mix at random moments, until 95 of 100 wait more than 300 ms.

The measure is a Django page of a hundred lines and nothing else, under the same server in the same run; a
person opens a page every 30 s. `--table` prints rows for the guide; `--memory` prints, instead, how much a
worker grows over 10,000 requests. On a machine that does something else only the ratios mean anything.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench._callers import Ask, Heard, Mix, at_rate, most_at_ease
from bench._timing import print_row
from loadshare.server.running.gateway import THREADS
from tests.support.database import postgresql_server
from tests.support.site import ROOT, Site, free_port

WORKERS = 2
OPENS_EVERY_S = 30
LASTS_S = 6.0
REQUESTS = 10_000


def main(options: list[str]) -> None:
    """Print the table."""
    if "--memory" in options:
        with serving("SQLite") as (site, mix):
            print(f"  {growth(site, mix)}")
        return
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    with bare_site() as port:
        bare = most_at_ease(port, lambda: _bare, begins=20, lasts_s=LASTS_S)
    found = {"a Django page": bare}
    for engine in ("SQLite", "PostgreSQL"):
        with serving(engine) as (site, mix):
            found[engine] = most_at_ease(site.port, mix, begins=4, lasts_s=LASTS_S)
    if "--table" in options:
        print_for_guide(found)
    else:
        print_row("", "a second", "95 % ms", "failed", "people", "of a page")
        for name, heard in found.items():
            people = f"{heard.rate * OPENS_EVERY_S:.0f}" if heard.is_good else "none"
            ratio = f"{heard.rate / bare.rate:.2f}"
            cells = (f"{heard.rate:.0f}", f"{heard.late_ms:.0f}", str(heard.failed), people, ratio)
            print_row(name, *cells)
    print(
        f"  {os.cpu_count()} cores, {WORKERS} workers of {THREADS} threads; load before it began: {busy:.1f}"
    )


def print_for_guide(found: dict[str, Heard]) -> None:
    """As the guide has it."""
    bare = found.pop("a Django page")
    print("| database | pages a second | of a bare Django page | people, a page every 30 s |")
    print("|---|---|---|---|")
    for engine, heard in found.items():
        people = f"{heard.rate * OPENS_EVERY_S:.0f}" if heard.is_good else "none"
        print(f"| {engine} | {heard.rate:.0f} | {heard.rate / bare.rate:.2f} | {people} |")


def _bare(line: Any) -> int:
    line.request("GET", "/")
    answer = line.getresponse()
    answer.read()
    return int(answer.status)


@contextmanager
def bare_site() -> Iterator[int]:
    """The measure."""
    port = free_port()
    words = [sys.executable, "-m", "bench._bare_server", *map(str, (port, WORKERS, THREADS))]
    process = subprocess.Popen(words, cwd=ROOT)
    try:
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def serving(engine: str) -> Iterator[tuple[Site, Mix]]:
    """Loadshare with people in it."""
    with tempfile.TemporaryDirectory(prefix="loadshare-bench-") as name:
        folder = Path(name)
        if engine == "SQLite":
            with _site(folder, {}) as made:
                yield made
            return
        folder.chmod(0o755)
        with (
            postgresql_server(folder / "server") as address,
            _site(folder, {"DATABASE_URL": address}) as made,
        ):
            yield made


@contextmanager
def _site(folder: Path, settings: dict[str, str]) -> Iterator[tuple[Site, Mix]]:
    home = folder / "home"
    home.mkdir()
    site = Site(home, options=("--workers", str(WORKERS), "--no-work"), **settings)
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "loadshare.server.settings"}
    people = subprocess.run(
        [sys.executable, "-m", "bench._load_people"],
        cwd=ROOT, env={**environment, "ALLOWED_HOSTS": "testserver"}, capture_output=True, check=True,
    )  # fmt: skip
    site.start()
    try:
        yield site, Mix(json.loads(people.stdout))
    finally:
        site.stop()


def growth(site: Site, mix: Mix) -> str:
    """How much memory the workers hold after a tenth of so many requests, and after all."""
    first = _ask_many(site, mix, REQUESTS // 10)
    last = _ask_many(site, mix, REQUESTS - REQUESTS // 10)
    return f"memory of a worker after {REQUESTS // 10} and {REQUESTS} requests: {first:.0f} and {last:.0f} MB"


def _ask_many(site: Site, mix: Mix, count: int) -> float:
    """One after the other on four lines; then the memory of the largest process, in MB."""
    left, lock = [count], threading.Lock()

    def ask() -> Ask:
        return mix()

    while left[0] > 0:
        heard = at_rate(site.port, ask, rate=200, lasts_s=min(5.0, left[0] / 200))
        with lock:
            left[0] -= len(heard.waited_ms)
    assert site._process is not None
    return max(_memory_mb(number) for number in _children(site._process.pid))


def _children(parent: int) -> list[int]:
    said = subprocess.run(
        ["ps", "--ppid", str(parent), "-o", "pid="], capture_output=True, text=True, check=True
    )
    return [int(number) for number in said.stdout.split()]


def _memory_mb(number: int) -> float:
    lines = Path(f"/proc/{number}/status").read_text(encoding="utf-8").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


if __name__ == "__main__":
    main(sys.argv[1:])
