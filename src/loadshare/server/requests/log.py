"""What the log says: no query, and no part of an address that names somebody.

Read before the applications are there, so it imports none of them.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import traceback
from contextlib import suppress
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.urls import Resolver404, resolve

REQUEST_ID = "loadshare.request_id"
"""Where a request carries its number, among what the web server says of it."""
current_request: ContextVar[str] = ContextVar("current_request", default="")
HEALTH, METRICS = frozenset({"/health/live", "/health/ready"}), "/metrics"
"""Addresses that are answered before any view is looked for."""
_IN_PATH = r"[^\s?#\"'<>]"
_PATH = rf"(?:(?P<origin>\b\w+://[^/\s]+)|(?<![\w/:]))(?P<path>/{_IN_PATH}*(?<![).,;:]))"
_QUERY = re.compile(r"(?<=\S)\?\S*")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
NO_SUCH_PAGE = "(no such page)"
UNREADABLE = "(a message that does not go with what was given for it)"


def is_outage(problem: BaseException | None) -> bool:
    """Away, starting, full, or held by somebody for too long: the same request may go well in a moment."""
    return isinstance(problem, (OperationalError, InterfaceError))


def route_of(request: HttpRequest) -> str:
    """The address as it stands in our list, where `<...>` stands for whom or what it is about."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return _route_at(request.path_info)


def _route_at(path: str) -> str:
    """Before a view is looked for, or where none was: files, what health and counts say, a missing slash."""
    if path == METRICS or path.rstrip("/") in HEALTH:
        return path.rstrip("/")
    if path.startswith(settings.STATIC_URL):
        return f"{settings.STATIC_URL}<file>"
    for whole in (path, f"{path}/"):
        with suppress(Resolver404):
            return f"/{resolve(whole).route}"
    return NO_SUCH_PAGE


class OneLine(logging.Filter):
    """An outage is a line in the log for each request, not a page; and no line says whom it is about."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything pass; shorten what is an outage, and leave out what an address tells.

        Nothing is raised from here: `logging` would hand it to whoever only wanted to say something.
        """
        request = getattr(record, "request", None)
        problem = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if not isinstance(request, HttpRequest) and not is_outage(problem):
            return True
        try:
            said = record.getMessage()
            if isinstance(request, HttpRequest):
                said = _without_whom(said, request)
            if is_outage(problem):
                said = f"{said} ({next(iter(str(problem).splitlines()), '')})"
        except Exception:
            said = UNREADABLE  # what was given may say whom it is about
        if is_outage(problem):
            record.exc_info = record.exc_text = None
        record.msg, record.args = said, ()
        return True


def _without_whom(said: str, request: HttpRequest) -> str:
    """No address in it tells more than the page: not the one that was asked, nor where somebody came from."""

    def route(found: re.Match[str]) -> str:
        if found["asked"]:
            return route_of(request)
        return f"{found['origin'] or ''}{_route_at(unquote(found['path']))}"

    asked = {request.path, request.path.encode("unicode_escape").decode("ascii")} - {"/"}
    own = "|".join(map(re.escape, sorted(asked, key=len, reverse=True))) or r"(?!)"
    said = re.sub(rf"(?P<asked>(?:{own})(?!{_IN_PATH}))|{_PATH}", route, _QUERY.sub("", said))
    return _ID.sub("<id>", said)


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
