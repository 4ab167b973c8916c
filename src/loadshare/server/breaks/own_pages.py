"""Messages of scripts that have no form token, such as a worker: taken from our own pages alone."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt

MOST_BYTES = 4000
View = Callable[[HttpRequest], HttpResponse]


def from_our_pages(view: View) -> View:
    """Take a POST without a form token only where the browser says that our own pages sent it.

    Browsers write `Origin` on every POST and let no page change it, so this keeps other sites out just as the
    token does; cookies are `SameSite=Lax` besides.
    """

    @csrf_exempt
    @functools.wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if not _is_own(request):
            return HttpResponseForbidden("only pages of this site may send this")
        if len(request.body) > MOST_BYTES or request.content_type != "application/json":
            return HttpResponseBadRequest("a short JSON message is expected")
        return view(request)

    return checked


def message_of(request: HttpRequest) -> dict[str, object]:
    """The JSON object that was sent; empty where it is none."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _is_own(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    own = f"{request.scheme}://{request.get_host()}"
    return origin == own or (bool(urlsplit(origin).netloc) and origin in settings.CSRF_TRUSTED_ORIGINS)
