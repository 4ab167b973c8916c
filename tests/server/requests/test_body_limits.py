"""No door reads or spools a body that is too long, or that does not say how long it is."""

import http.client
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from loadshare.server.requests.body_limits import MOST_AT
from tests.support.site import running_site

pytestmark = pytest.mark.any_database
HUGE = 400 * 2**20


class Untouched:
    """A body that nobody may read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def doors(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Every address, its parameters filled in."""
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from doors(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            filled = re.sub(r"<uuid:\w+>", "0" * 8 + "-0000-4000-8000-" + "0" * 12, route)
            yield "/" + re.sub(r"<[^>]+>", "walking", re.sub(r"<int:\w+>", "1", filled))


DOORS = sorted(set(doors(get_resolver().url_patterns)))


def refused(address: str, kind: str, **said: Any) -> Any:
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    client.cookies["loadshare-csrf"] = "x" * 32  # with the cookie, the check of the token reads the form
    return client.generic("POST", address, b"", kind, **{"wsgi.input": Untouched(), **said})


@pytest.mark.django_db
def test_no_door_reads_a_body_that_is_too_long() -> None:
    for address in DOORS:
        kind = "application/json" if address.startswith("/api/") else "multipart/form-data; boundary=x"
        response = refused(address, kind, CONTENT_LENGTH=str(HUGE))
        assert response.status_code == 413, address
        text = response.content.decode()
        assert "bytes at most" in text or "MB can be sent here" in text, address


@pytest.mark.django_db
def test_a_body_of_unknown_length_is_not_begun() -> None:
    for address in DOORS:
        said = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
        response = refused(address, "multipart/form-data; boundary=x", **said)
        assert response.status_code == 411, address


def test_every_door_with_a_limit_of_its_own_is_there() -> None:
    names = {
        f"{one.namespace}:{inner.name}" if isinstance(one, URLResolver) and one.namespace else inner.name
        for one in get_resolver().url_patterns
        for inner in (one.url_patterns if isinstance(one, URLResolver) else [one])
    }
    assert set(MOST_AT) <= names


@pytest.mark.django_db
def test_the_page_says_what_to_do() -> None:
    page = refused("/data/bring/", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(HUGE))
    text = " ".join(page.content.decode().split())
    assert "At most 64 MB can be sent here" in text
    assert '<a class="button" href="/data/bring/">Go back</a>' in text
    length = refused("/api/v1/check", "application/json", CONTENT_LENGTH="9" * 30)
    assert length.status_code == 413
    assert length.json()["detail"] == f"Send {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes at most."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    spool = tmp_path_factory.mktemp("spool")
    with running_site(tmp_path_factory.mktemp("home"), TMPDIR=str(spool)) as address:
        yield address.removeprefix("http://"), spool


def flood(host: str, address: str, *, chunked: bool, sent: list[int]) -> int:
    """Send up to 100 MB as fast as they are taken, with the cookie a browser has; the status."""
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.putrequest("POST", address)
    connection.putheader("Cookie", "loadshare-csrf=" + "x" * 32)
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(HUGE))))
    connection.endheaders()
    block = b'--x\r\nContent-Disposition: form-data; name="copy"; filename="a.zip"\r\n\r\n'.ljust(65536, b"a")
    try:
        for _ in range(1600):
            connection.send(b"%x\r\n%s\r\n" % (len(block), block) if chunked else block)
            sent[0] += len(block)
    except OSError:
        pass  # the server has answered and hung up
    try:
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.own_database
@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
@pytest.mark.parametrize("address", ["/data/bring/", "/measure/walking/file/", "/check/", "/offline/sync/"])
def test_a_flood_does_not_reach_the_disk(site: tuple[str, Path], address: str, chunked: bool) -> None:
    host, spool = site
    most, stop = [0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            with os.scandir(spool) as files:
                most[0] = max(most[0], sum(file.stat().st_size for file in files if file.is_file()))

    watcher, sent = threading.Thread(target=watch), [0]
    watcher.start()
    began = time.monotonic()
    try:
        status = flood(host, address, chunked=chunked, sent=sent)
    finally:
        stop.set()
        watcher.join()
    assert status == (411 if chunked else 413)
    assert most[0] == 0
    assert sent[0] < 16 * 2**20, "it went on reading"
    assert time.monotonic() - began < 20
