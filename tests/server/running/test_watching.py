"""`/metrics` and the log: counts and durations that say nothing of anybody."""

import errno
import ipaddress
import json
import logging
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, resolve

from loadshare.server.requests.log import NO_SUCH_PAGE, REQUEST_ID, UNREADABLE, AsJson, OneLine, route_of
from loadshare.server.running import metrics
from tests.support.caller import Caller
from tests.support.installation import Place
from tests.support.site import Site

LOCAL = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
SOMEBODY = str(uuid.UUID(int=7))
ABOUT_SOMEBODY = f"/clinic/people/{SOMEBODY}/"


def ask(address: str = "127.0.0.1", **said: str) -> HttpResponse:
    return Client(SERVER_NAME="10.0.0.7").get("/metrics", REMOTE_ADDR=address, **said)  # type: ignore[return-value,arg-type]


@pytest.mark.django_db
def test_it_is_off_unless_networks_are_named(settings: Any) -> None:
    assert settings.METRICS_NETWORKS == ()
    assert ask(SERVER_NAME="localhost").status_code == 404


@pytest.mark.django_db
def test_only_who_is_surely_in_a_named_network_may_look(settings: Any) -> None:
    settings.METRICS_NETWORKS = LOCAL
    settings.ALLOWED_HOSTS = ["*"]
    assert ask().status_code == 200
    assert ask("::ffff:127.0.0.1").status_code == 200
    assert ask("192.0.2.1").status_code == 404
    assert ask("").status_code == 404
    assert ask(HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 404, "a proxy that nobody named"
    settings.TRUSTED_PROXIES = 1
    assert ask(HTTP_X_FORWARDED_FOR="127.0.0.1, 192.0.2.1").status_code == 404
    assert ask("192.0.2.9", HTTP_X_FORWARDED_FOR="192.0.2.1, 127.0.0.1").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written", ["X_FORWARDED_PROTO", "X_FORWARDED_HOST", "X_REAL_IP", "VIA", "FORWARDED"]
)
@pytest.mark.parametrize("counted", [0, 1])
def test_through_a_proxy_that_does_not_say_who_asks_nobody_may_look(
    settings: Any, written: str, counted: int
) -> None:
    settings.METRICS_NETWORKS, settings.ALLOWED_HOSTS = LOCAL, ["*"]
    settings.TRUSTED_PROXIES = counted
    assert ask(**{f"HTTP_{written}": "127.0.0.1"}).status_code == 404


@pytest.mark.django_db
def test_over_https_a_proxy_must_be_counted(settings: Any) -> None:
    settings.METRICS_NETWORKS, settings.ALLOWED_HOSTS = LOCAL, ["*"]
    settings.HTTPS = True
    assert ask().status_code == 404
    settings.TRUSTED_PROXIES = 1
    assert ask().status_code == 200, "past the proxy, from this machine"


@pytest.mark.django_db
@pytest.mark.parametrize("entry", ["unix:", "unknown", "_hidden", "", "192.0.2.1, unix:"])
def test_an_address_that_cannot_be_read_is_nobody(settings: Any, entry: str) -> None:
    settings.METRICS_NETWORKS, settings.ALLOWED_HOSTS = LOCAL, ["*"]
    settings.TRUSTED_PROXIES = 1
    assert ask(HTTP_X_FORWARDED_FOR=entry).status_code == 404


@pytest.mark.django_db
def test_pages_come_where_nothing_can_be_counted(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_args: object, **_said: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.METRICS_NETWORKS = LOCAL
    monkeypatch.setattr(metrics, "count", full)
    assert [Client().get("/help/").status_code for _ in range(3)] == [200] * 3
    said = [record.message for record in caplog.records if "not counted" in record.message]
    assert said == ["requests are not counted: OSError: [Errno 28] No space left on device"]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, str, list[dict[str, Any]]]:
    """A site of two workers that was used a little; its counts, and its log."""
    home = tmp_path_factory.mktemp("watched")
    site = Site(home, options=("--workers", "2"), METRICS_NETWORKS="127.0.0.0/8", LOG_FORM="json")
    site.start()
    try:
        for _ in range(20):
            with Caller(site.port) as caller:  # a new connection each time: any of the workers
                assert caller.get("/help/?secret=of-mine").status == 200
        with Caller(site.port) as caller:
            caller.begin()
            assert caller.get(f"/nowhere/{SOMEBODY}/").status == 404
            assert caller.get(ABOUT_SOMEBODY).status in {302, 404}
            counts = caller.get("/metrics").text
            assert caller.get("/metrics").headers["content-type"].startswith("text/plain; version=0.0.4")
    finally:
        site.stop()
    lines = (home / "serve.log").read_text(encoding="utf-8").splitlines()
    return site, counts, [json.loads(line) for line in lines if line.startswith("{")]


@pytest.mark.own_database
def test_all_workers_are_counted_together(watched: tuple[Site, str, list[dict[str, Any]]]) -> None:
    _, counts, _ = watched
    helped = re.findall(
        r'^loadshare_requests_total\{method="GET",status="200",view="help"\} (.+)$', counts, re.MULTILINE
    )
    assert [float(count) for count in helped] == [20.0]
    took = re.search(r'^loadshare_request_seconds_count\{view="help"\} (.+)$', counts, re.MULTILINE)
    assert took is not None
    assert float(took[1]) == 20
    assert "loadshare_disk_free_bytes " in counts
    assert 'view="none"' in counts


@pytest.mark.own_database
def test_counts_name_nobody(watched: tuple[Site, str, list[dict[str, Any]]]) -> None:
    _, counts, _ = watched
    labels = {name for said in re.findall(r"\{(.+)\}", counts) for name in re.findall(r'(\w+)="', said)}
    assert labels == {"method", "status", "view", "le", "version"}
    for part in (SOMEBODY, "secret", "127.0.0.1"):
        assert part not in counts


@pytest.mark.own_database
def test_each_request_is_a_line_without_query_and_without_whom_it_is_about(
    watched: tuple[Site, str, list[dict[str, Any]]],
) -> None:
    site, _, lines = watched
    answered = [line for line in lines if line["message"] == "answered"]
    helped = [line for line in answered if line["route"] == "/help/"]
    assert len(helped) == 20
    assert len({line["request"] for line in helped}) == 20
    assert {(line["method"], line["status"]) for line in helped} == {("GET", 200)}
    assert all(line["ms"] > 0 for line in helped)
    missing = [line for line in lines if line["message"] == f"Not Found: {NO_SUCH_PAGE}"]
    assert missing
    assert missing[0]["request"] in {line["request"] for line in answered if line["status"] == 404}
    log = (site.home / "serve.log").read_text(encoding="utf-8")
    for part in (SOMEBODY, "secret", "of-mine", "127.0.0.1"):
        assert part not in log


def _record(path: str, message: str = "Not Found: %s", **said: Any) -> logging.LogRecord:
    request = RequestFactory().get(path)
    request.META[REQUEST_ID] = "a-number"
    shown = request.path.encode("unicode_escape").decode("ascii")  # as Django writes it
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, (shown,), None)
    record.__dict__.update(request=request, **said)
    OneLine().filter(record)
    return record


def test_text_leaves_out_whom_an_address_is_about_too() -> None:
    assert "<" in resolve(ABOUT_SOMEBODY).route, "the address has a part that names somebody"
    assert SOMEBODY not in _record(ABOUT_SOMEBODY).getMessage()
    assert _record("/data/").getMessage() == "Not Found: /data/"
    assert _record("/a%20b%0A/").getMessage() == f"Not Found: {NO_SUCH_PAGE}"


def test_nor_does_the_page_that_somebody_came_from() -> None:
    came_from = f"http://elsewhere.example{ABOUT_SOMEBODY}?secret=of-mine"
    said = _record("/data/", f"Forbidden (Referer checking failed - {came_from} is none): %s").getMessage()
    assert said.startswith("Forbidden (Referer checking failed - http://elsewhere.example/clinic/people/")
    assert SOMEBODY not in said
    assert "of-mine" not in said


SECRET = "SECRET99"


def secret_addresses() -> list[str]:
    """Every address of ours with a part that is a text: its token, code or name."""
    routes = [route for route in all_routes(get_resolver()) if re.search(r"<(str:)?\w+>", route)]
    return [f"/{re.sub(r'<[^>]+>', SECRET, route)}" for route in routes]


def all_routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_routes(pattern, route)
        else:
            yield route


@pytest.mark.parametrize("form", ["http://h%s", "http://h:8000%s?a=1", "%s", "(%s)", "'%s'", "%s, and"])
def test_no_address_in_a_message_tells_its_secret(form: str) -> None:
    assert len(secret_addresses()) > 5
    for address in secret_addresses():
        said = _record("/data/", f"Forbidden (Referer checking failed - {form % address} is none): %s")
        assert SECRET not in said.getMessage(), said.getMessage()
        assert said.getMessage().endswith("is none): /data/")


def test_what_is_no_address_stays_as_it_is() -> None:
    said = "Origin checking failed - https://h:1 is none, nor is text/plain or 1/2 or /help/."
    assert _record("/data/", f"{said} %s").getMessage() == f"{said} /data/"
    assert _record("/da", "/data/ %s").getMessage() == f"/data/ {NO_SUCH_PAGE}"


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/static/dist/app.js", "/static/<file>"),
        ("/today", "/today/"),
        ("/health/ready/", "/health/ready"),
        ("/metrics", "/metrics"),
        ("/metrics/", NO_SUCH_PAGE),
        ("/nowhere", NO_SUCH_PAGE),
    ],
)
def test_what_no_view_answers_has_a_route_too(path: str, route: str) -> None:
    assert route_of(RequestFactory().get(path)) == route


def test_the_words_of_an_exception_are_not_in_json() -> None:
    try:
        raise ValueError("Key (name)=(Alice) exists")
    except ValueError:
        record = _record("/data/", exc_info=sys.exc_info())
    line = json.loads(AsJson().format(record))
    assert (line["request"], line["exception"]) == ("a-number", "ValueError")
    assert "test_watching.py" in line["places"][0]
    assert "Alice" not in json.dumps(line)


@pytest.mark.django_db
def test_a_number_is_believed_only_from_a_proxy_of_ours(settings: Any) -> None:
    given = {"HTTP_X_REQUEST_ID": "from-a-proxy-1"}
    own = Client().get("/help/", **given)["X-Request-ID"]  # type: ignore[arg-type]
    assert re.fullmatch(r"[0-9a-f]{32}", own)
    settings.TRUSTED_PROXIES = 1
    assert Client().get("/help/", **given)["X-Request-ID"] == "from-a-proxy-1"  # type: ignore[arg-type]
    forged = Client().get("/help/", HTTP_X_REQUEST_ID='x"} {"level":"forged')["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", forged)


@pytest.mark.own_database
@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [("METRICS_NETWORKS", "10.0.0.1/8", "networks such as"), ("LOG_FORM", "xml", "text or json")],
)
def test_what_cannot_be_used_stops_the_start(tmp_path: Path, name: str, value: str, allowed: str) -> None:
    ended = Place(tmp_path, {name: value}).loadshare("migrate")
    assert ended.code == 2
    assert f"{name} is '{value}'; use {allowed}" in ended.said


def test_a_message_that_cannot_be_written_goes_to_nobody_who_wrote_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console = logging.StreamHandler()
    console.addFilter(OneLine())
    console.handle(logging.LogRecord("library", logging.WARNING, "", 0, "n %d", ("a",), None))
    assert "Message: 'n %d'" in capsys.readouterr().err, "as logging tells of it"
    assert _record(ABOUT_SOMEBODY, "Not Found: %d").getMessage() == UNREADABLE
    request = RequestFactory().get("/data/")
    outage = (OperationalError, OperationalError("away\nand more"), None)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "n %d", ("a",), outage)
    record.__dict__["request"] = request
    console.handle(record)
    assert capsys.readouterr().err == f"{UNREADABLE}\n"


def test_a_message_about_nobody_stays_as_it_was_given() -> None:
    record = logging.LogRecord("library", logging.WARNING, "", 0, "%s of %s", (1, 2), None)
    OneLine().filter(record)
    assert (record.msg, record.args) == ("%s of %s", (1, 2))
