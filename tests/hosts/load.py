"""People at the pages, from the host of the callers: reading, and sending what was done, until told to stop.

Run as a program at that host: `python -m tests.hosts.load ADDRESS`, with what `tests.support.seeded` says on
stdin; ends when its input does, and prints what became of each request.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import sys
import threading
import time
import uuid
from typing import Any

PAGES = ("/help/", "/today/", "/check/", "/evidence/")
AT_ONCE = 3


class Person:
    """One device, which sends each thing again under the same number until it is taken, as devices do."""

    def __init__(self, address: str, held: dict[str, Any]) -> None:
        self.address, self.held = address, held
        self.asked: list[tuple[float, str, int, float]] = []
        """When, what, the status (0 where nothing came back), and how long it took."""
        self.acknowledged: list[str] = []
        self.pages: list[tuple[int, str, str]] = []

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes]:
        began, status, said = time.time(), 0, b""
        cookies = "; ".join(f"{name}={value}" for name, value in self.held["cookies"].items())
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            connection.request(method, path, body, {"Cookie": cookies, "Host": "localhost", **headers})
            answer = connection.getresponse()
            status, said = answer.status, answer.read()
            for line in answer.headers.get_all("Set-Cookie", []):
                name, _equals, value = line.partition(";")[0].partition("=")
                self.held["cookies"][name] = value
            if status == 503:
                self.pages.append(
                    (status, answer.headers.get("Retry-After", ""), said.decode(errors="replace"))
                )
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        self.asked.append((began, f"{method} {path}", status, time.time() - began))
        return status, said

    def read(self, over: threading.Event) -> None:
        turn = 0
        while not over.is_set():
            self.ask("GET", PAGES[turn % len(PAGES)])
            turn += 1
            over.wait(0.05)

    def write(self, over: threading.Event) -> None:
        waits: dict[str, Any] | None = None
        while not over.is_set():
            now = dt.datetime.now(dt.UTC).isoformat()
            waits = waits or {"id": str(uuid.uuid4()), "kind": "pain", "made_at": now, "body": {"pain": "2"}}
            status, said = self.ask("GET", "/offline/sync/")
            if status == 200:
                parcel = {"person": self.held["name"], "sent_at": now, "entries": [waits]}
                token = json.loads(said)["token"]
                status, said = self.ask(
                    "POST", "/offline/sync/", json.dumps(parcel),
                    **{"Content-Type": "application/json", "X-CSRFToken": token},
                )  # fmt: skip
                if status == 200 and json.loads(said)["answers"][0]["outcome"] in {"kept", "already"}:
                    self.acknowledged.append(waits["id"])
                    waits = None
                elif status == 200:
                    self.pages.append((200, "", said.decode()))
            over.wait(0.1)


def main(address: str) -> None:
    held = json.loads(sys.stdin.readline())
    over = threading.Event()
    people = [Person(address, json.loads(json.dumps(held))) for _ in range(AT_ONCE + 1)]
    threads = [threading.Thread(target=person.read, args=(over,)) for person in people[:AT_ONCE]]
    threads.append(threading.Thread(target=people[-1].write, args=(over,)))
    for thread in threads:
        thread.start()
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()
    said = {
        "asked": [asked for person in people for asked in person.asked],
        "acknowledged": people[-1].acknowledged,
        "pages": [page for person in people for page in person.pages],
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1])
