"""Every answer of a busy server belongs to who asked: a real one with several workers, on either engine."""

import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.support.caller import Caller
from tests.support.site import Site

CLIENTS = 16
FOR_S = 20.0
PERSON = re.compile(r'name="loadshare-person" content="(\w+)"')
Serving = Callable[[int], AbstractContextManager[Site]]


@pytest.fixture
def serving(tmp_path: Path, pytestconfig: pytest.Config) -> Serving:
    """`with serving(2) as site`: a server with two workers."""
    on_postgresql = pytestconfig.getoption("--database") == "postgresql"
    settings = {"DATABASE_URL": os.environ["DATABASE_URL"]} if on_postgresql else {}

    @contextmanager
    def serve(workers: int) -> Iterator[Site]:
        site = Site(tmp_path, options=("--workers", str(workers)), **settings)
        try:
            site.start()
            yield site
        finally:
            site.stop()

    return serve


class Visitor(threading.Thread):
    """Asks again and again, and counts whose the answers were."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port
        self.seen: Counter[str] = Counter()

    def run(self) -> None:
        with Caller(self._port, timeout_s=60) as caller:
            try:
                own = caller.begin()
                ends = time.monotonic() + FOR_S
                while time.monotonic() < ends or not self.seen:
                    self._look(caller, own)
            except Exception as problem:
                self.seen[f"no answer: {problem!r}"] += 1

    def _look(self, caller: Caller, own: str) -> None:
        page = caller.get("/data/")
        in_page = PERSON.search(page.text)
        assert in_page
        visit = caller.get("/offline/sync/").json
        for got in (visit["person"], page.headers["loadshare-person"], in_page[1]):
            self.seen["own" if got == own else "nobody's" if got == "nobody" else "somebody else's"] += 1


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_everybody_gets_their_own(serving: Serving, workers: int) -> None:
    with serving(workers) as site:
        visitors = [Visitor(site.port) for _ in range(CLIENTS)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
    seen = sum((visitor.seen for visitor in visitors), Counter())
    assert set(seen) == {"own"}, seen
