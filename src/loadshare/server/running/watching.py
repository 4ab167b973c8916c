"""Around every request: its number, and what is counted and logged of it. `/metrics` shows the counts.

`/metrics` is off unless networks are named that may look; to everybody else there is no such page.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from loadshare.server.requests.limits import certain_address
from loadshare.server.requests.log import HEALTH, METRICS, REQUEST_ID, current_request, route_of

HEADER = "X-Request-ID"
TEXT = "text/plain; version=0.0.4; charset=utf-8"
_A_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
log = logging.getLogger(__name__)


def watch(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Number, count and log what is answered inside."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info == METRICS and may_look(request):
            return _metrics()
        number = request.META[REQUEST_ID] = _number_of(request)
        before = current_request.set(number)
        began = time.perf_counter()
        try:
            with _traced(request) as say_status:
                response = get_response(request)
                say_status(response.status_code)
            _note(request, status=response.status_code, took_s=time.perf_counter() - began)
        finally:
            current_request.reset(before)
        response[HEADER] = number
        return response

    return middleware


def note_unseen(environ: dict[str, Any], *, status: int, took_s: float) -> str:
    """Of what was answered before any page saw it; its number."""
    request = WSGIRequest(environ)
    number = request.META[REQUEST_ID] = _number_of(request)
    before = current_request.set(number)
    try:
        if settings.TRACES:
            from loadshare.server.running.tracing import note_span

            note_span(request, status=status, took_s=took_s)
        _note(request, status=status, took_s=took_s)
    finally:
        current_request.reset(before)
    return number


def _traced(request: HttpRequest) -> AbstractContextManager[Callable[[int], object]]:
    """Tell a collector of traces, where one is named; whether we are well is asked too often for that."""
    if not settings.TRACES or request.path_info.rstrip("/") in HEALTH:
        return nullcontext(lambda _status: None)
    from loadshare.server.running.tracing import span_of_request

    return span_of_request(request)


def may_look(request: HttpRequest) -> bool:
    """Whether somebody in one of the named networks asks, and it is certain that they do."""
    address = certain_address(request)
    return address is not None and any(address in network for network in settings.METRICS_NETWORKS)


def _metrics() -> HttpResponse:
    from loadshare.server.running.metrics import as_text

    return HttpResponse(as_text(), content_type=TEXT, headers={"Cache-Control": "no-store"})


def _number_of(request: HttpRequest) -> str:
    """The one that a proxy of ours gave, else a new one."""
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES > 0 else ""
    return given if _A_NUMBER.fullmatch(given) else uuid.uuid4().hex


def _note(request: HttpRequest, *, status: int, took_s: float) -> None:
    if settings.METRICS_NETWORKS:
        _count(request, status=status, took_s=took_s)
    if log.isEnabledFor(logging.INFO):
        said = {
            "method": request.method,
            "route": route_of(request),
            "status": status,
            "ms": round(took_s * 1000, 1),
        }
        log.info("answered", extra={"said": said})


def _count(request: HttpRequest, *, status: int, took_s: float) -> None:
    """Where it cannot be counted, on a full disk for one, people get their pages all the same."""
    from loadshare.server.running.metrics import count

    try:
        count(request, status=status, took_s=took_s)
    except (OSError, ValueError) as problem:
        _say_once(f"requests are not counted: {type(problem).__name__}: {problem}")


@cache
def _say_once(words: str) -> None:
    log.error(words)
