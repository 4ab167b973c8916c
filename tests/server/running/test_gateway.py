"""What the gateway makes of a request: whole or not at all, and nothing that a header cannot say."""

import asyncio
import ipaddress
import json
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from loadshare.server.requests.upload import MOST_BYTES
from loadshare.server.running import gateway, metrics
from loadshare.server.running.gateway import Gateway

LIMIT = MOST_BYTES


class Headers:
    """As granian gives them."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def items(self) -> list[tuple[str, str]]:
        return self._pairs

    def get(self, name: str) -> str | None:
        return dict(self._pairs).get(name)


class Scope:
    """A request."""

    http_version, method, scheme = "1.1", "POST", "http"
    query_string, server, client = "a=%20", "127.0.0.1:8000", "[::1]:50"

    def __init__(self, path: str, *headers: tuple[str, str]) -> None:
        self.path, self.headers = path, Headers(list(headers))


class Line:
    """The connection: what comes in, what goes out."""

    def __init__(self, *parts: bytes, pause_s: float = 0) -> None:
        self._parts, self._pause_s = parts, pause_s
        self.read = 0
        self.sent: tuple[int, list[tuple[str, str]], bytes] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            await asyncio.sleep(self._pause_s)
            self.read += len(part)
            yield part

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.sent = (status, headers, body)


class Page:
    """Takes what it is asked, and says it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[dict[str, Any], bytes]] = []
        self.is_closed = False

    def __call__(self, environ: dict[str, Any], start: Any) -> "Page":
        self.asked.append((environ, environ["wsgi.input"].read()))
        start("200 OK", [("X-Page", "yes")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"it ", b"is"])

    def close(self) -> None:
        self.is_closed = True


def ask(scope: Scope, line: Line) -> Page:
    page = Page()

    async def serve() -> None:
        door = Gateway(page)
        loop = asyncio.get_running_loop()
        door.__rsgi_init__(loop)
        try:
            await door.__rsgi__(scope, line)  # type: ignore[arg-type]
        finally:
            door.__rsgi_del__(loop)

    asyncio.run(serve())
    return page


def test_a_page_gets_the_whole_request_and_its_answer_goes_back_whole() -> None:
    line = Line(b"abc", b"def")
    headers = [
        ("host", "h"),
        ("content-length", "6"),
        ("content-type", "text/csv"),
        ("x-a", "1"),
        ("x-a", "2"),
    ]
    page = ask(Scope("/api/v1/measure/walk é", *headers, ("cookie", "a=1"), ("cookie", "b=2")), line)
    ((environ, body),) = page.asked
    assert body == b"abcdef"
    assert line.sent == (200, [("X-Page", "yes")], b"it is")
    assert page.is_closed, "Django lets go of its connections then"
    wanted = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/measure/walk é".encode().decode("latin-1"),
        "QUERY_STRING": "a=%20",
        "CONTENT_LENGTH": "6",
        "CONTENT_TYPE": "text/csv",
        "HTTP_HOST": "h",
        "HTTP_X_A": "1,2",
        "HTTP_COOKIE": "a=1; b=2",
        "REMOTE_ADDR": "::1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "wsgi.url_scheme": "http",
    }
    assert {name: environ[name] for name in wanted} == wanted


def test_a_header_cannot_pass_for_one_that_a_proxy_writes() -> None:
    headers = [("x_forwarded_for", "1.1.1.1"), ("x-forwarded-for", "9.9.9.9")]
    ((environ, _body),) = ask(Scope("/", *headers), Line()).asked
    assert environ["HTTP_X_FORWARDED_FOR"] == "9.9.9.9"


def test_a_body_that_breaks_off_reaches_no_page() -> None:
    line = Line(b"abc")
    assert ask(Scope("/check/", ("content-length", "6")), line).asked == []
    assert line.sent is not None
    assert line.sent[0] == 400


@pytest.mark.parametrize(
    ("length", "most_bytes", "status"), [("6", 10**6, 400), ("6", 1, 503), ("100", 10**6, 408)]
)
def test_what_no_page_sees_is_counted_and_logged(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    settings: Any,
    length: str,
    most_bytes: int,
    status: int,
) -> None:
    settings.METRICS_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    counted: list[tuple[str, int]] = []
    monkeypatch.setattr(
        metrics,
        "count",
        lambda request, *, status, took_s: counted.append((request.path, status)),  # noqa: ARG005
    )
    monkeypatch.setattr(gateway, "PATIENCE_S", 0.2)
    monkeypatch.setattr(gateway, "IN_MEMORY_BYTES", 3)
    monkeypatch.setattr(gateway, "MOST_AT_ONCE_BYTES", most_bytes)
    line = Line(*[b"x"] * (50 if status == 408 else 3), pause_s=0.3 if status == 408 else 0)
    with caplog.at_level(logging.INFO, logger="loadshare.server.running.watching"):
        assert ask(Scope("/check/", ("content-length", length)), line).asked == []
    assert line.sent is not None
    assert line.sent[0] == status
    assert counted == [("/check/", status)]
    (said,) = [record.__dict__["said"] for record in caplog.records if record.message == "answered"]
    assert (said["method"], said["route"], said["status"]) == ("POST", "/check/", status)
    assert dict(line.sent[1])["X-Request-ID"]


def test_that_it_lives_is_answered_while_every_page_waits() -> None:
    over, waiting = threading.Event(), threading.Semaphore(0)

    def page(_environ: dict[str, Any], start: Any) -> list[bytes]:
        waiting.release()
        assert over.wait(20)
        start("200 OK", [])
        return [b"at last"]

    async def serve() -> tuple[Line, list[Line]]:
        door, live = Gateway(page), Line()
        door.__rsgi_init__(asyncio.get_running_loop())
        try:
            lines = [Line() for _ in range(gateway.THREADS + 1)]
            pages = [asyncio.create_task(door.__rsgi__(Scope("/help/"), line)) for line in lines]  # type: ignore[arg-type]
            for _ in range(gateway.THREADS):
                await asyncio.to_thread(waiting.acquire)
            try:
                asked = Scope("/health/live")
                asked.method = "GET"
                await asyncio.wait_for(door.__rsgi__(asked, live), 5)  # type: ignore[arg-type]
            finally:
                over.set()
            await asyncio.gather(*pages)
        finally:
            door.__rsgi_del__(asyncio.get_running_loop())
        return live, lines

    live, lines = asyncio.run(serve())
    assert live.sent is not None
    assert (live.sent[0], json.loads(live.sent[2])) == (200, {"status": "ok"})
    assert ("Cache-Control", "no-store") in live.sent[1]
    assert all(line.sent is not None and line.sent[2] == b"at last" for line in lines)


@pytest.mark.parametrize("pause_s", [0.5, 0.03], ids=["silent", "in drops"])
def test_a_body_that_is_too_slow_reaches_no_page(monkeypatch: pytest.MonkeyPatch, pause_s: float) -> None:
    monkeypatch.setattr(gateway, "PATIENCE_S", 0.1)
    line = Line(*[b"x"] * 100, pause_s=pause_s)
    assert ask(Scope("/check/", ("content-length", "100")), line).asked == []
    assert line.sent is not None
    assert line.sent[0] == 408
    assert ("Connection", "close") in line.sent[1]
    assert line.read < 20


def test_a_body_that_is_long_and_quick_enough_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "PATIENCE_S", 0.4)
    line = Line(*[b"x" * 1000] * 10, pause_s=0.1)
    ((_environ, body),) = ask(Scope("/check/", ("content-length", "10000")), line).asked
    assert len(body) == 10_000


@pytest.mark.parametrize("path", ["/api/v1/measure/walking", "/nowhere/"])
def test_more_than_a_page_takes_is_left_unread_and_the_page_says_so(path: str) -> None:
    line = Line(b"x" * (LIMIT + 1))
    page = ask(Scope(path, ("content-length", str(LIMIT + 1))), line)
    assert line.read == 0
    assert [(body, environ["CONTENT_LENGTH"]) for environ, body in page.asked] == [(b"", str(LIMIT + 1))]


def test_a_body_of_unknown_length_is_left_unread() -> None:
    line = Line(b"x" * 10)
    assert [body for _environ, body in ask(Scope("/", ("transfer-encoding", "chunked")), line).asked] == [b""]
    assert line.read == 0


def test_large_bodies_together_find_a_bound_and_forms_still_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "IN_MEMORY_BYTES", 100)
    monkeypatch.setattr(gateway, "MOST_AT_ONCE_BYTES", 500)
    page, large = Page(), ("content-length", "200")

    async def serve() -> list[Line]:
        door = Gateway(page)
        loop = asyncio.get_running_loop()
        door.__rsgi_init__(loop)
        lines = [Line(b"x" * 100, b"x" * 100, pause_s=0.1) for _ in range(5)]
        form, broken = Line(b"answer=yes"), Line(b"x" * 100)

        async def ask(line: Line, *headers: tuple[str, str]) -> None:
            await door.__rsgi__(Scope("/data/bring/", *headers), line)  # type: ignore[arg-type]

        try:
            first = asyncio.gather(*(ask(line, large) for line in lines[:4]))
            await asyncio.sleep(0.05)
            await ask(form, ("content-length", "10"))
            await first
            await ask(broken, large)
            await ask(lines[4], large)
            assert door._large_bytes == 0
        finally:
            door.__rsgi_del__(loop)
        return [*lines, form]

    *lines, form = asyncio.run(serve())
    assert [line.sent and line.sent[0] for line in (*lines, form)] == [200, 200, 503, 503, 200, 200]
    assert lines[2].sent is not None
    assert ("Retry-After", "60") in lines[2].sent[1]
    assert lines[2].read == lines[3].read == 0, "not a byte of them is taken"
    assert [len(body) for _environ, body in page.asked] == [10, 200, 200, 200]
