"""The connection page as a person meets it: milliseconds of an answer from a server that runs.

Goals: 50 ms at the 95th percentile for the default adult, 150 ms for a body of one's own size that nobody
asked before. What the workers worked for an answer stands beside what was waited: others on the machine add
to the second only, and a ratio says more than either.
"""

import http.client
import os
import random
import re
import statistics
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from bench._timing import print_row
from loadshare.body.daily.asked import DAILY, hip_limits
from tests.support.site import Site

READY_WITHIN_S = 120
ASKED = 120
TICK_S = 1.0 / os.sysconf("SC_CLK_TCK")
ANSWER = "/connection/answer.json"
Place = dict[str, str]


class Caller:
    """One browser, with its cookies and its mark against forged forms."""

    def __init__(self, site: Site) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        self.headers = {"Host": f"localhost:{site.port}"}
        page, cookies = self._ask("GET", "/connection/")
        self.headers["Cookie"] = "; ".join(cookie.split(";")[0] for cookie in cookies)
        self.mark = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.decode())[1]  # type: ignore[index]

    def table(self, place: Place) -> None:
        """A place of the sliders, for the default adult."""
        self._ask("GET", f"{ANSWER}?{urllib.parse.urlencode(place)}")

    def own(self, place: Place) -> None:
        """The same for a body of one's own."""
        self._post(ANSWER, place)

    def page(self, place: Place) -> str:
        """The whole page for a body of one's own."""
        return self._post("/connection/", place).decode()

    def _post(self, where: str, place: Place) -> bytes:
        sent = {**place, "csrfmiddlewaretoken": self.mark}
        form = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://{self.headers['Host']}",
        }
        return self._ask("POST", where, urllib.parse.urlencode(sent), form)[0]

    def _ask(self, *what: object) -> tuple[bytes, list[str]]:
        method, where, *rest = what
        body, more = rest or (None, {})
        self.line.request(str(method), str(where), body, {**self.headers, **more})  # type: ignore[arg-type, dict-item]
        answer = self.line.getresponse()
        content = answer.read()
        assert answer.status == 200, f"{where} answered {answer.status}: {content[:200]!r}"
        return content, answer.headers.get_all("Set-Cookie") or []


def run() -> None:
    """Print a table for one worker and one for two."""
    for workers in (1, 2):
        with tempfile.TemporaryDirectory(prefix="loadshare-bench-") as name:
            site = Site(Path(name), options=("--workers", str(workers), "--no-work"))
            site.start()
            try:
                _table(site, workers)
            finally:
                site.stop()


def _table(site: Site, workers: int) -> None:
    began = time.perf_counter()
    caller, places = Caller(site), random.Random(workers)
    for _ in range(4 * workers):  # every worker that may answer
        while "is being made ready" in caller.page(_body(places)):
            assert time.perf_counter() - began < READY_WITHIN_S
            time.sleep(0.1)
        caller = Caller(site)
    print_row(f"{workers} worker{'s' * (workers > 1)}, ms", "p50", "p95", "most", "worked", "p50 / tabled")
    print_row("first page to the first own size answered", f"{1e3 * (time.perf_counter() - began):.0f}")
    tabled = _row(site, "default adult, from the table", [lambda: caller.table(_place(places))])
    fixed = _body(places)
    _row(site, "own size, never asked (goal 150)", [lambda: caller.own(_body(places))], tabled)
    _row(site, "own size, asked before", [lambda: caller.own(fixed)], tabled)
    _row(site, "own size, the whole page", [lambda: caller.page(_body(places))], tabled)
    callers = [Caller(site) for _ in range(4)]
    asks = [lambda c=c: c.own(_body(places)) for c in callers]  # type: ignore[misc]
    _row(site, "own size, never asked, four people at once", asks, tabled)


def _place(places: random.Random) -> Place:
    task = places.choice(list(DAILY))
    return {
        "task": task,
        "hip": str(places.randint(*hip_limits(task))),
        "glutes": str(places.randint(0, 60)),
        "side": places.choice(["both", "one"]),
    }


def _body(places: random.Random) -> Place:
    """Somebody new each time, so that nothing is remembered."""
    height = places.randint(1450, 2000) / 10
    own = {"height": f"{height}", "weight": f"{places.uniform(20, 35) * (height / 100) ** 2:.1f}"}
    return {**_place(places), **own, "sex": places.choice(["female", "male"])}


def _row(site: Site, name: str, asks: list[Callable[[], object]], tabled: float = 0.0) -> float:
    """Each asks one after the other; p50."""
    taken: list[float] = []

    def keep_asking(ask: Callable[[], object]) -> None:
        for _ in range(ASKED // len(asks)):
            started = time.perf_counter()
            ask()
            taken.append(1e3 * (time.perf_counter() - started))

    worked = _worked_s(site)
    threads = [threading.Thread(target=keep_asking, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    each = 1e3 * (_worked_s(site) - worked) / len(taken)
    p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    ratio = f"{p50 / tabled:.1f}" if tabled else ""
    print_row(name, f"{p50:.1f}", f"{p95:.1f}", f"{max(taken):.1f}", f"{each:.1f}", ratio)
    return p50


def _worked_s(site: Site) -> float:
    """Processor time of the server and its workers so far."""
    assert site._process is not None
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == site._process.pid:  # its process group
            total += (int(fields[11]) + int(fields[12])) * TICK_S
    return total


if __name__ == "__main__":
    run()
