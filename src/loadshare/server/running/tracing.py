"""What a request or a job spent its time on, told to a collector of OpenTelemetry. It names nobody.

Imported only where an address of a collector is set: the libraries are the extra `telemetry`. A span has the
address as our list has it, a method, a status and the names of tables; no query, no values, no words of an
exception. It is sent from a thread of its own: a collector that is away costs no page anything.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, use_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from loadshare import __version__
from loadshare.server.requests.log import route_of

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PATIENCE_S = 2
"""For the collector. A server that stops waits so long for it at most."""
_OWN_TIMEOUTS = {"OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"}
_TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"(\w+)"')
_OURS = {"record_exception": False, "set_status_on_exception": False}
"""An exception may say what somebody entered."""


@cache
def _provider() -> TracerProvider:
    """That of this process, made at its first request or job: a worker has none of its parent's threads."""
    about = {SERVICE_VERSION: __version__}
    if not os.environ.get("OTEL_SERVICE_NAME"):
        about[SERVICE_NAME] = "loadshare"
    provider = TracerProvider(resource=Resource.create(about))
    timeout_s = None if os.environ.keys() & _OWN_TIMEOUTS else PATIENCE_S
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=timeout_s)))
    return provider


def _tracer() -> Tracer:
    return _provider().get_tracer("loadshare", __version__)


def send_what_is_left() -> None:
    """Before this process ends."""
    if _provider.cache_info().currsize:
        _provider().shutdown()


@contextmanager
def span_of_request(request: HttpRequest) -> Iterator[Callable[[int], None]]:
    """While it is answered; what is yielded takes the status."""
    span = _begun(request, time.time_ns())
    with use_span(span, end_on_exit=True, **_OURS), connection.execute_wrapper(_note_query):
        yield lambda status: _end(span, request, status)


def note_span(request: HttpRequest, *, status: int, took_s: float) -> None:
    """Of what was answered before any page saw it."""
    span = _begun(request, time.time_ns() - int(took_s * 1e9))
    _end(span, request, status)
    span.end()


@contextmanager
def span_of_job(name: str) -> Iterator[None]:
    """While a job is done."""
    with (
        _tracer().start_as_current_span(f"job {name}", kind=SpanKind.CONSUMER, **_OURS) as span,
        connection.execute_wrapper(_note_query),
    ):
        try:
            yield
        except Exception as problem:
            _fail(span, problem)
            raise


def _begun(request: HttpRequest, at_ns: int) -> Span:
    """Part of the trace that a proxy of ours began, else of a new one."""
    carried = {"traceparent": request.headers.get("traceparent", "")} if settings.TRUSTED_PROXIES > 0 else {}
    context = TraceContextTextMapPropagator().extract(carried)
    return _tracer().start_span("request", context, SpanKind.SERVER, start_time=at_ns)


def _end(span: Span, request: HttpRequest, status: int) -> None:
    method = request.method if request.method in METHODS else "_OTHER"
    route = route_of(request)
    span.update_name(f"{method} {route}")
    span.set_attributes(
        {"http.request.method": method, "http.route": route, "http.response.status_code": status}
    )
    if status >= 500:
        span.set_status(Status(StatusCode.ERROR))


def _fail(span: Span, problem: BaseException) -> None:
    span.set_attribute("error.type", type(problem).__name__)
    span.set_status(Status(StatusCode.ERROR))


def _note_query(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """One statement: what it does and to which table. Its values stay where they are."""
    words = sql if isinstance(sql, str) else ""
    verb = next(iter(words.split(None, 1)), "").upper()
    table = _TABLE.search(words)
    said = {"db.system.name": connection.vendor, "db.operation.name": verb}
    if table:
        said["db.collection.name"] = table[1]
    name = " ".join(filter(None, (verb, table[1] if table else "")))
    with _tracer().start_as_current_span(
        name or "statement", kind=SpanKind.CLIENT, attributes=said, **_OURS
    ) as span:
        try:
            return execute(sql, params, many, context)
        except Exception as problem:
            _fail(span, problem)
            raise
