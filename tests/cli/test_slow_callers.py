"""A slow or broken line costs nobody else a page, at the computer's door and at the phones' door."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from loadshare.cli.doors import SILENCE_MS
from loadshare.server.running.gateway import PATIENCE_S
from tests.support.site import Site, free_port

MANY = 40
PAGE_WITHIN_S = 15
ENDS_WITHIN_S = max(PATIENCE_S, SILENCE_MS / 1000) + 20
DOORS = ("computer", "phones")
POST = b"POST /api/v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@dataclass(frozen=True)
class Place:
    """A running server with both doors."""

    ports: dict[str, int]
    trust: ssl.SSLContext

    def connect(self, door: str) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.ports[door]), timeout=PAGE_WITHIN_S)

    def call(self, door: str) -> socket.socket:
        """A connection through a door, with the handshake of https at the phones'."""
        plain = self.connect(door)
        return plain if door == "computer" else self.trust.wrap_socket(plain, server_hostname="localhost")

    def page(self, door: str, path: str) -> bytes:
        scheme = "http" if door == "computer" else "https"
        address = f"{scheme}://localhost:{self.ports[door]}{path}"
        context = self.trust if door == "phones" else None
        with urllib.request.urlopen(address, timeout=PAGE_WITHIN_S, context=context) as answer:
            return bytes(answer.read())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home, phones = tmp_path_factory.mktemp("home"), free_port()
    names = ("--lan-name", "localhost", "--lan-name", "127.0.0.1")
    site = Site(home, options=("--lan", "--lan-port", str(phones), *names))
    try:
        site.start()
        trust = ssl.create_default_context(cafile=str(home / "lan-authority.pem"))
        there = Place({"computer": site.port, "phones": phones}, trust)
        _wait_for(lambda: there.page("phones", "/help/"))
        yield there
    finally:
        site.kill()


def _wait_for(page: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            page()
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)


def _half_a_body(call: socket.socket) -> None:
    call.sendall(POST + b"Content-Length: 100\r\n\r\nx")


def _half_the_lines(call: socket.socket) -> None:
    call.sendall(b"GET /help/ HTTP/1.1\r\nHost: loc")


def _nothing(call: socket.socket) -> None:
    """Not a byte."""


def _drip_a_body(call: socket.socket) -> None:
    call.sendall(POST + b"Content-Length: 1000\r\n\r\n")
    _drip(call)


def _drip_lines(call: socket.socket) -> None:
    call.sendall(b"GET /help/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    _drip(call)


def _drip(call: socket.socket) -> None:
    def drip() -> None:
        with contextlib.suppress(OSError):
            while True:
                call.sendall(b"x")
                time.sleep(1)

    threading.Thread(target=drip, daemon=True).start()


def _a_page_then_nothing(call: socket.socket) -> None:
    call.sendall(b"GET /static/icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n")


NO_HANDSHAKE = "no handshake"
SLOW: dict[str, tuple[int, Callable[[socket.socket], None]]] = {
    "half a body": (MANY, _half_a_body),
    "half the lines": (MANY, _half_the_lines),
    "nothing": (MANY, _nothing),
    NO_HANDSHAKE: (MANY, _nothing),
    "a body in drops": (4, _drip_a_body),
    "lines in drops": (4, _drip_lines),
    "a page, then nothing": (4, _a_page_then_nothing),
}


@dataclass(frozen=True)
class Stuck:
    """Connections that wait for the server to lose patience."""

    calls: dict[tuple[str, str], list[socket.socket]]
    since: float


@pytest.fixture(scope="module")
def stuck(place: Place) -> Iterator[Stuck]:
    calls: dict[tuple[str, str], list[socket.socket]] = {}
    since = time.monotonic()
    for door in DOORS:
        for name, (count, begin) in SLOW.items():
            connect = place.connect if name == NO_HANDSHAKE else place.call
            calls[name, door] = [connect(door) for _ in range(count)]
            for call in calls[name, door]:
                begin(call)
    yield Stuck(calls, since)
    for call in (call for several in calls.values() for call in several):
        call.close()


@pytest.mark.parametrize("door", DOORS)
def test_four_half_sent_bodies_cost_nobody_a_page(place: Place, door: str) -> None:
    with contextlib.ExitStack() as open_calls:
        for _ in range(4):
            _half_a_body(open_calls.enter_context(contextlib.closing(place.call(door))))
        for path in ("/", "/help/", "/offline/sync/"):
            assert place.page(door, path)


@pytest.mark.parametrize("door", DOORS)
def test_many_of_every_kind_cost_nobody_a_page(place: Place, stuck: Stuck, door: str) -> None:
    assert sum(map(len, stuck.calls.values())) >= 4 * MANY
    for path in ("/", "/help/", "/offline/sync/", "/data/"):
        assert place.page(door, path)


@pytest.mark.parametrize("door", DOORS)
def test_answers_nobody_fetches_cost_nobody_a_page(place: Place, door: str) -> None:
    """More than any buffer of the system holds, asked for and left there."""
    page = place.page(door, "/help/").decode()
    large = max(re.findall(r'"(/static/[^"]+)"', page), key=lambda path: len(place.page(door, path)))
    asked = f"GET {large} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 60
    with contextlib.ExitStack() as open_calls:
        for _ in range(8):
            call = open_calls.enter_context(contextlib.closing(place.call(door)))
            call.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            call.sendall(asked)
        assert place.page(door, "/help/")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", SLOW)
def test_each_is_ended_in_time(stuck: Stuck, door: str, name: str) -> None:
    for call in stuck.calls[name, door]:
        call.settimeout(max(0.1, stuck.since + ENDS_WITHIN_S - time.monotonic()))
        said = b""
        with contextlib.suppress(ConnectionResetError, BrokenPipeError, ssl.SSLError):
            while part := call.recv(65536):
                said += part
        if name in {"half a body", "a body in drops"}:
            assert said.startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() < stuck.since + ENDS_WITHIN_S


def test_a_body_that_breaks_off_reaches_no_page(place: Place) -> None:
    with contextlib.closing(place.call("computer")) as call:
        _half_a_body(call)
        call.shutdown(socket.SHUT_WR)
        assert call.recv(100).startswith(b"HTTP/1.1 400 ")
