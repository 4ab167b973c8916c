"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The country's numbers, and the visitor."""
    return {"country": settings.COUNTRY, "visitor": getattr(request, "person", None)}
