"""Traces, as a collector of OpenTelemetry receives them by its protocol: of requests and jobs, of nobody."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from loadshare.ending import PlainError
from loadshare.server.installation import environment
from loadshare.server.jobs.tasks import RecurringTask, soon
from loadshare.server.jobs.working import WorkerLoop
from loadshare.server.running import tracing
from tests.support.caller import Caller
from tests.support.clock import now
from tests.support.installation import Place
from tests.support.site import Site

SOMEBODY = "00000000-0000-0000-0000-000000000007"
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
FOREIGN = "4bf92f3577b34da6a3ce929d0e0e4736"
CARRIED = f"00-{FOREIGN}-00f067aa0ba902b7-01"


class Collector:
    """Takes what is sent to it, as OTLP over http has it."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                collector.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_said: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def resources(self) -> list[Any]:
        return [r for body in self.bodies for r in ExportTraceServiceRequest.FromString(body).resource_spans]

    def spans(self) -> list[Any]:
        return [span for one in self.resources() for scope in one.scope_spans for span in scope.spans]


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()
    try:
        yield collector
    finally:
        collector.server.shutdown()
        collector.server.server_close()


def attributes(span: Any) -> dict[str, Any]:
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


@pytest.mark.own_database
@pytest.mark.system_clock
def test_a_collector_is_told_of_requests_and_jobs_and_of_nobody(tmp_path: Path) -> None:
    with collecting() as collector:
        settings = {ENDPOINT: collector.address, "OTEL_SERVICE_NAME": "knees"}
        site = Site(tmp_path, options=("--no-work",), **settings)
        site.start()
        try:
            with Caller(site.port) as caller:
                device = caller.begin()
                cookies = list(caller.cookies.values())
                assert caller.get("/help/?secret=of-mine", traceparent=CARRIED).status == 200
                assert caller.get("/today/").status in {200, 302}
                assert caller.get(f"/clinic/people/{SOMEBODY}/?who=jane").status in {302, 404}
                assert caller.get(f"/nowhere/{SOMEBODY}/").status == 404
                assert caller.get("/health/ready").status == 200
        finally:
            site.stop()
        place = Place(tmp_path, settings)
        assert place.loadshare("work", "--once").code == 0
    spans = collector.spans()
    asked = {span.name: span for span in spans if span.kind == span.SPAN_KIND_SERVER}
    assert {"GET /help/", "GET /today/", "GET /clinic/people/<uuid:person_id>/"} <= set(asked)
    assert attributes(asked["GET /help/"]) == {
        "http.request.method": "GET", "http.route": "/help/", "http.response.status_code": 200,
    }  # fmt: skip
    assert not any("health" in name for name in asked)
    jobs = {span.name: span for span in spans if span.name.startswith("job ")}
    assert set(jobs) == {"job nudges", "job daily"}
    statements = [span for span in spans if span.kind == span.SPAN_KIND_CLIENT]
    assert {key for span in statements for key in attributes(span)} == {
        "db.system.name", "db.operation.name", "db.collection.name",
    }  # fmt: skip
    whole = {span.span_id: span for span in (*asked.values(), *jobs.values())}
    within = [whole[span.parent_span_id] for span in statements if span.parent_span_id in whole]
    assert {span.name for span in within} >= {"GET /today/", "job daily"}
    assert all(
        len(span.trace_id) == 16 and span.end_time_unix_nano >= span.start_time_unix_nano for span in spans
    )
    about = {one.key: one.value.string_value for r in collector.resources() for one in r.resource.attributes}
    assert about["service.name"] == "knees"
    assert about["service.version"]
    everything = b"".join(collector.bodies)
    for secret in (SOMEBODY, "of-mine", "jane", "127.0.0.1", device, *cookies):
        assert secret.encode() not in everything
    assert bytes.fromhex(FOREIGN) not in everything
    assert not any(span.events or span.status.message for span in spans)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, settings: Any) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_provider", lambda: provider)
    settings.TRACES = True
    return exporter


@pytest.mark.django_db
def test_a_trace_is_gone_on_with_only_from_a_proxy_of_ours(told: InMemorySpanExporter, settings: Any) -> None:
    Client().get("/help/", HTTP_TRACEPARENT=CARRIED)  # type: ignore[arg-type]
    assert {span.context.trace_id for span in told.get_finished_spans()} != {int(FOREIGN, 16)}
    told.clear()
    settings.TRUSTED_PROXIES = 1
    Client().get("/help/", HTTP_TRACEPARENT=CARRIED)  # type: ignore[arg-type]
    assert {span.context.trace_id for span in told.get_finished_spans()} == {int(FOREIGN, 16)}
    told.clear()
    Client().get("/help/", HTTP_TRACEPARENT="00-\x00-nonsense")  # type: ignore[arg-type]
    assert [span.name for span in told.get_finished_spans()] == ["GET /help/"]


@pytest.mark.django_db(transaction=True)
def test_of_what_failed_only_the_kind_is_told(told: InMemorySpanExporter) -> None:
    def fail() -> None:
        raise ValueError("Jane's knee")

    task = RecurringTask(name="sad", run=fail, next_due=soon, longest_wait=soon(now()) - now(), most_s=5)
    with pytest.raises(ValueError, match="knee"):
        WorkerLoop(tasks=[task]).run_once()
    [job] = [span for span in told.get_finished_spans() if span.name == "job sad"]
    tracing.note_span(RequestFactory().generic("JANE", "/help/"), status=500, took_s=2)
    page = told.get_finished_spans()[-1]
    assert page.name == "_OTHER /help/"
    assert 2.0 <= (page.end_time - page.start_time) / 1e9 < 3
    assert dict(job.attributes) == {"error.type": "ValueError"}
    for span in (job, page):
        assert span.status.status_code == StatusCode.ERROR
        assert (span.status.description, span.events) == (None, ())


@pytest.mark.own_database
@pytest.mark.system_clock
def test_a_collector_that_hangs_holds_up_no_page_and_no_end(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(1)
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        site = Site(tmp_path, options=("--no-work",), **{ENDPOINT: address, "OTEL_BSP_SCHEDULE_DELAY": "100"})
        site.start()
        try:
            with Caller(site.port, timeout_s=5) as caller:
                for _ in range(30):
                    assert caller.get("/help/").status == 200
        finally:
            began = time.monotonic()
            site.stop()
        assert time.monotonic() - began < 8


@pytest.mark.own_database
def test_off_nothing_of_it_is_loaded() -> None:
    program = (
        "import sys\nfrom loadshare.server.running.starting import load\nload()\n"
        "import loadshare.server.running.gateway, loadshare.server.jobs.working\n"
        "print([name for name in sys.modules if name.startswith(('opentelemetry', 'google.protobuf'))])"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        env={**environment, "DJANGO_SETTINGS_MODULE": "loadshare.server.settings"},
    )  # fmt: skip
    assert ended.stdout == "[]\n"


def test_without_its_libraries_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda _name: None)
    monkeypatch.delenv("OTEL_SDK_DISABLED", raising=False)
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:4318")
    with pytest.raises(PlainError, match=r"pip install 'loadshare\[telemetry\]'"):
        environment.Environment().traces(ENDPOINT)
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert environment.Environment().traces(ENDPOINT) is False
    monkeypatch.delenv(ENDPOINT)
    monkeypatch.delenv("OTEL_SDK_DISABLED")
    assert environment.Environment().traces(ENDPOINT) is False


@pytest.mark.parametrize("address", ["nonsense", "ftp://here", "http://name:secret@here:4318", "http://"])
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv(ENDPOINT, address)
    with pytest.raises(PlainError, match="an address such as"):
        environment.Environment().traces(ENDPOINT)
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:4318")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    with pytest.raises(PlainError, match="http/protobuf"):
        environment.Environment().traces(ENDPOINT)
