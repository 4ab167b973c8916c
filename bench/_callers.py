"""People who ask at random moments, however slow the answers are: a rate, and how long each waited."""

from __future__ import annotations

import datetime as dt
import http.client
import itertools
import json
import queue
import random
import re
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

LINES = 64
"""Connections at most. Who comes while all are busy waits, and that counts."""
GOOD_MS = 300
TRIES, STEP = 2, 1.5
Ask = Callable[[http.client.HTTPConnection], int]


@dataclass
class Heard:
    """What people at one rate met."""

    rate: float
    waited_ms: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def late_ms(self) -> float:
        """95 of 100 waited less."""
        return statistics.quantiles(self.waited_ms, n=20)[-1] if len(self.waited_ms) > 20 else float("inf")

    @property
    def is_good(self) -> bool:
        return self.late_ms <= GOOD_MS and not self.failed


def at_rate(port: int, ask: Callable[[], Ask], *, rate: float, lasts_s: float) -> Heard:
    """Ask so many times a second on average, from the moment each was to come to its answer."""
    heard, waiting, lock = Heard(rate), queue.SimpleQueue[tuple[float, Ask] | None](), threading.Lock()

    def keep_asking() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while (coming := waiting.get()) is not None:
            came, what = coming
            try:
                is_good = what(line) < 400
            except (OSError, http.client.HTTPException):
                line.close()
                is_good = False
            took_ms = (time.perf_counter() - came) * 1000
            with lock:
                heard.waited_ms.append(took_ms)
                heard.failed += not is_good
        line.close()

    threads = [threading.Thread(target=keep_asking) for _ in range(LINES)]
    for thread in threads:
        thread.start()
    moments = random.Random(7)
    at = began = time.perf_counter()
    while at - began < lasts_s:
        at += moments.expovariate(rate)
        time.sleep(max(0.0, at - time.perf_counter()))
        waiting.put((at, ask()))
    for _ in threads:
        waiting.put(None)
    for thread in threads:
        thread.join()
    return heard


def most_at_ease(port: int, ask: Callable[[], Ask], *, begins: float, lasts_s: float) -> Heard:
    """The highest rate of a ladder at which 95 of 100 wait less than 300 ms; the first where none does."""
    at_rate(port, ask, rate=begins, lasts_s=3)  # the first of each page compile and read
    best: Heard | None = None
    for rate in itertools.islice((begins * STEP**step for step in itertools.count()), 24):
        # A moment in which the machine did something else is no answer: the best of a few tries is.
        tries = (at_rate(port, ask, rate=rate, lasts_s=lasts_s) for _ in range(TRIES))
        heard = next((one for one in tries if one.is_good), None) or at_rate(
            port, ask, rate=rate, lasts_s=lasts_s
        )
        if not heard.is_good:
            return best or heard
        best = heard
    assert best is not None
    return best


class Mix:
    """What people do: look at Today, answer the check, move the sliders, send what was done."""

    SHARES = (("today", 40), ("check", 15), ("answer", 10), ("slider", 20), ("sync", 15))

    def __init__(self, held: dict[str, list[dict[str, Any]]]) -> None:
        self._held, self._random, self._lock = held, random.Random(11), threading.Lock()
        self.acts: dict[str, Callable[[], Ask]] = {
            "today": lambda: self._get(self._one("somebody"), "/today/"),
            "check": lambda: self._get(self._one("asked"), self._page),
            "answer": lambda: self._answer(self._one("asked")),
            "slider": lambda: self._get(
                self._one("somebody"), f"/connection/answer.json?task=sit&hip={self._random.randint(0, 20)}"
            ),
            "sync": lambda: self._sync(self._one("somebody")),
        }
        self._page = str(held["asked"][0]["page"])

    def __call__(self) -> Ask:
        names, weights = zip(*self.SHARES, strict=True)
        with self._lock:
            return self.acts[self._random.choices(names, weights)[0]]()

    def _one(self, kind: str) -> dict[str, Any]:
        return self._random.choice(self._held[kind])

    def _get(self, who: dict[str, Any], path: str) -> Ask:
        return lambda line: _send(line, who, "GET", path)[0]

    def _answer(self, who: dict[str, Any]) -> Ask:
        def act(line: http.client.HTTPConnection) -> int:
            status, form = _send(line, who, "GET", self._page)
            if status != 200:
                return status
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
            names = re.findall(r'name="([^"]+)" value="no"', form)
            fields = {"csrfmiddlewaretoken": token[1] if token else "", **dict.fromkeys(names, "no")}
            body = "&".join(f"{name}={value}" for name, value in fields.items())
            return _send(line, who, "POST", self._page, body, "application/x-www-form-urlencoded")[0]

        return act

    def _sync(self, who: dict[str, Any]) -> Ask:
        def act(line: http.client.HTTPConnection) -> int:
            status, said = _send(line, who, "GET", "/offline/sync/")
            if status != 200:
                return status
            now = dt.datetime.now(dt.UTC).isoformat()
            done = {"id": str(uuid.uuid4()), "kind": "pain", "made_at": now, "body": {"pain": "2"}}
            parcel = json.dumps({"person": who["name"], "sent_at": now, "entries": [done]})
            token = {"X-CSRFToken": json.loads(said)["token"]}
            status, said = _send(line, who, "POST", "/offline/sync/", parcel, "application/json", **token)
            return status if status != 200 or '"kept"' in said.replace(" ", "") else 599

        return act


def _send(
    line: http.client.HTTPConnection, who: dict[str, Any], method: str, path: str, body: str = "",
    kind: str = "", **headers: str,
) -> tuple[int, str]:  # fmt: skip
    cookies = "; ".join(f"{name}={value}" for name, value in who["cookies"].items())
    given = {"Cookie": cookies, **({"Content-Type": kind} if kind else {}), **headers}
    line.request(method, path, body or None, given)
    answer = line.getresponse()
    for set_cookie in answer.headers.get_all("Set-Cookie", []):
        name, _equals, value = set_cookie.partition(";")[0].partition("=")
        who["cookies"][name] = value
    return answer.status, answer.read().decode(errors="replace")
