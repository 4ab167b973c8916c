"""What the log says: no query, and no part of an address that names somebody.

Read before the applications are there, so it imports none of them.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import traceback
from contextvars import ContextVar
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.urls import Resolver404, resolve

REQUEST_ID = "loadshare.request_id"
"""Where a request carries its number, among what the web server says of it."""
current_request: ContextVar[str] = ContextVar("current_request", default="")
WITHOUT_A_VIEW = frozenset({"/health/live", "/health/ready", "/metrics"})
"""Addresses that are answered before any view is looked for."""
_QUERY = re.compile(r"(?<=\S)\?\S*")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NO_SUCH_PAGE = "(no such page)"


def is_outage(problem: BaseException | None) -> bool:
    """Away, starting, full, or held by somebody for too long: the same request may go well in a moment."""
    return isinstance(problem, (OperationalError, InterfaceError))


def route_of(request: HttpRequest) -> str:
    """The address as it stands in our list, where `<...>` stands for whom or what it is about."""
    if request.path in WITHOUT_A_VIEW:
        return request.path
    try:
        return f"/{(request.resolver_match or resolve(request.path_info)).route}"
    except Resolver404:
        return NO_SUCH_PAGE


class OneLine(logging.Filter):
    """An outage is a line in the log for each request, not a page; and no line says whom it is about."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything pass; shorten what is an outage, and leave out what an address tells."""
        said = record.getMessage()
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            said = _without_whom(said, request)
        problem = record.exc_info[1] if record.exc_info else None
        if is_outage(problem):
            said = f"{said} ({next(iter(str(problem).splitlines()), '')})"
            record.exc_info = record.exc_text = None
        record.msg, record.args = said, ()
        return True


def _without_whom(said: str, request: HttpRequest) -> str:
    """Neither the address that was asked, nor one that somebody came from, tells more than the page."""
    if request.path != "/":
        for written in (request.path, request.path.encode("unicode_escape").decode("ascii")):
            said = said.replace(written, route_of(request))
    return _ID.sub("<id>", _QUERY.sub("", said))


class AsJson(logging.Formatter):
    """A line is an object. Of an exception it has the kind and the places, not its words: a database's hold
    what somebody entered.
    """

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        number = request.META.get(REQUEST_ID) if isinstance(request, HttpRequest) else None
        line: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := number or current_request.get():
            line["request"] = number
        line |= getattr(record, "said", {})
        if record.exc_info and record.exc_info[1] is not None:
            places = traceback.extract_tb(record.exc_info[2])
            line["exception"] = type(record.exc_info[1]).__name__
            line["places"] = [f"{place.filename}:{place.lineno} {place.name}" for place in places]
        return json.dumps(line, ensure_ascii=False)
