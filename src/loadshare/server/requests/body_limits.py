"""How long the body of a request may be, at every door: refused before a byte of it is read or spooled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from loadshare.server.belongings import package
from loadshare.server.requests import body, upload
from loadshare.server.requests.problems import problem_response, refusal

FORM_BYTES = 64 * 1024
"""What a form adds to its files: names, borders and tokens."""
MOST_AT: Mapping[str, int] = {
    "bring": package.MOST_BYTES + FORM_BYTES,
    "measure_file": 3 * upload.MOST_BYTES + FORM_BYTES,
    "api-v1:measure": upload.MOST_BYTES,
    "clinic_exercise_new": upload.MOST_FILM_BYTES + FORM_BYTES,
}
"""By the name of an address that takes files. No other takes more than a form needs."""


class BodyLimits:
    """Stands before everything that looks into a body, the check of the form's token among it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Refuse a body that is too long, or that does not say how long it is."""
        if request.META.get("HTTP_TRANSFER_ENCODING") and not request.META.get("CONTENT_LENGTH"):
            return _refused(request, 411, _most_at(request))
        most = _most_at(request)
        if body.announced_bytes(request) > most:
            return _refused(request, 413, most)
        return None


def most_at(name: str) -> int:
    """How long a body may be at the address of this name."""
    return MOST_AT.get(name, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _most_at(request: HttpRequest) -> int:
    return most_at(request.resolver_match.view_name if request.resolver_match else "")


def _refused(request: HttpRequest, status: int, most: int) -> HttpResponse:
    if request.content_type == body.MEDIA_TYPE or request.path.startswith("/api/"):
        title = "Too large" if status == 413 else "Length required"
        detail = (
            f"Send {most} bytes at most." if status == 413 else "Say how long it is: send Content-Length."
        )
        return problem_response(refusal(status, title, detail).details)
    context = {"most_mb": most // 2**20, "no_length": status == 411}
    return render(request, "errors/413.html", context, status=status)
