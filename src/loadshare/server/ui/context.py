"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from loadshare.server.selfcare.visitor import visitor_of


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The country's numbers, and the visitor (looked up only where a template asks)."""
    return {
        "country": settings.COUNTRY,
        "visitor": lambda: visitor_of(request),
        "has_programme": lambda: has_programme(request),
    }


def has_programme(request: HttpRequest) -> bool:
    """Whether the way to Today and the programme is worth showing."""
    person = visitor_of(request)
    return person is not None and person.programmes.filter(is_current=True).exists()
