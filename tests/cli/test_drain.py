"""A server told to stop says so first, goes on answering meanwhile, and loses no request."""

import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.caller import Caller
from tests.support.site import Site

DRAINS_S = 3
FORM = (
    b"POST /check/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\na"
)


@contextmanager
def serving(home: Path, *options: str) -> Iterator[tuple[Site, int]]:
    site = Site(home, options=options)
    site.start()
    assert site._process is not None
    try:
        yield site, site._process.pid
    finally:
        site.stop()


def ended(site: Site) -> int:
    assert site._process is not None
    return site._process.wait(timeout=20)


def test_it_is_not_ready_while_it_still_answers_and_then_it_stops(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2", "--drain", str(DRAINS_S)) as (site, pid):
        with Caller(site.port) as caller:
            assert caller.get("/health/ready").status == 200
        os.kill(pid, signal.SIGTERM)
        began = time.monotonic()
        asked = 0
        time.sleep(0.3)
        while time.monotonic() - began < DRAINS_S - 1:
            with Caller(site.port) as caller:  # a new connection each time: any of the workers
                ready = caller.get("/health/ready")
                assert (ready.status, ready.json["server"]) == (503, "is stopping")
                assert caller.get("/health/live").status == 200
                assert caller.get("/help/").status == 200
            asked += 1
        assert asked > 5
        assert ended(site) == 0
        assert DRAINS_S - 0.5 < time.monotonic() - began < DRAINS_S + 6


def call_until_refused(port: int) -> None:
    """A busy machine takes its time until the server hears that it is to stop."""
    ends = time.monotonic() + 5
    while time.monotonic() < ends:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        time.sleep(0.05)


def test_what_was_on_its_way_is_answered_without_a_wait_too(tmp_path: Path) -> None:
    with (
        serving(tmp_path) as (site, pid),
        socket.create_connection(("127.0.0.1", site.port), timeout=20) as slow,
    ):
        slow.sendall(FORM)
        time.sleep(0.3)
        os.kill(pid, signal.SIGTERM)
        with pytest.raises(OSError, match="refused"):
            call_until_refused(site.port)
        slow.sendall(b"=b")
        assert slow.recv(12) == b"HTTP/1.1 403"  # it has no token; what counts is that it is answered
        assert ended(site) == 0


@pytest.mark.parametrize("lost", ["the folder", "the data folder"])
def test_it_stops_though_it_cannot_say_so(tmp_path: Path, lost: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with serving(home, "--drain", "1") as (site, pid):
        (folder,) = home.glob(".serving-*/")
        shutil.rmtree(folder)
        if lost == "the data folder":
            home.rename(tmp_path / "elsewhere")
            home.touch()
        os.kill(pid, signal.SIGTERM)
        if lost == "the folder":
            with Caller(site.port) as caller:
                wait_until_leaving(caller)
        assert ended(site) == 0


def wait_until_leaving(caller: Caller) -> None:
    ends = time.monotonic() + 5
    while caller.get("/health/ready").status == 200:
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_what_a_killed_server_left_goes_with_the_next_start(tmp_path: Path) -> None:
    with serving(tmp_path) as (site, _pid):
        (left,) = tmp_path.glob(".serving-*/")
        site.kill()
        assert left.is_dir()
    with serving(tmp_path):
        (now,) = tmp_path.glob(".serving-*/")
        assert now != left
    assert not list(tmp_path.glob(".serving-*"))


@pytest.mark.parametrize("impatient", [signal.SIGTERM, signal.SIGINT])
def test_who_asks_twice_does_not_wait(tmp_path: Path, impatient: signal.Signals) -> None:
    with serving(tmp_path, "--drain", "60") as (site, pid):
        os.kill(pid, signal.SIGTERM)
        time.sleep(0.3)
        os.kill(pid, impatient)
        assert ended(site) == 0
