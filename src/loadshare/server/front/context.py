"""What every template may use."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from loadshare.server.check.before_sign_in import waiting_guest
from loadshare.server.check.lines import are_in_sight
from loadshare.server.front.device_headers import LEAVING
from loadshare.server.offline.naming import NOBODY, device_name
from loadshare.server.offline.words import device_words
from loadshare.server.person.visitor import visitor_of
from loadshare.server.records import current


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The country's numbers, and the visitor (looked up only where a template asks)."""
    return {
        "country": settings.COUNTRY,
        "visitor": lambda: visitor_of(request),
        "has_programme": cache(lambda: has_programme(request)),
        "device_name": lambda: name_on_device(request),
        "guest_waits": lambda: waiting_guest(request) is not None,
        "device_words": device_words,
        "lines_in_sight": lambda: are_in_sight(request),
        "is_leaving": getattr(request.resolver_match, "url_name", None) in LEAVING,
        "is_for_later": "Loadshare-Purpose" in request.headers,
    }


def name_on_device(request: HttpRequest) -> str:
    """The name the device knows this visitor by."""
    person = visitor_of(request)
    return device_name(person.id) if person else NOBODY


def has_programme(request: HttpRequest) -> bool:
    """Whether the way to Today and the programme is worth showing."""
    person = visitor_of(request)
    return person is not None and current.has_programme(person)
