"""What every page tells the device: its build, whose it is, if it may be kept, and when to forget all."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from loadshare.server.check.before_sign_in import has_signed_out
from loadshare.server.offline.build import build
from loadshare.server.offline.naming import NOBODY, device_name
from loadshare.server.person import page_marks
from loadshare.server.person.visitor import SESSION_KEY, visitor_of

KEPT_PAGES = frozenset(
    {
        "today", "programme", "session", "flare", "break", "short_break", "stopped", "move", "help",
        "offline", "measure", "measure_test",
    }
)  # fmt: skip
"""The only pages a device may keep. The check, results, account and data pages are not among them."""
LEAVING = frozenset({"account_logout", "delete"})
LEFT_COOKIE = "loadshare-left"
LEFT_SECONDS = 300


def device_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Mark pages for the service worker, and empty the device when somebody leaves it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        name = getattr(request.resolver_match, "url_name", None)
        if request.method == "POST" and name in LEAVING and _has_left(request, response):
            _empty_the_device(response)
        elif response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
            _mark(request, response, name)
        return response

    return middleware


def _mark(request: HttpRequest, response: HttpResponse, name: str | None) -> None:
    if page_marks.is_unknown(request):
        return
    person = visitor_of(request)
    response["Loadshare-Build"] = build()
    response["Loadshare-Person"] = device_name(person.id) if person else NOBODY
    if request.method == "GET" and name in KEPT_PAGES and page_marks.stays_on_device(request):
        response["Loadshare-Keep"] = "yes"
    if page_marks.is_shut(request):
        response["Loadshare-Shut"] = "yes"


def _has_left(request: HttpRequest, response: HttpResponse) -> bool:
    is_nobody = not request.user.is_authenticated and SESSION_KEY not in request.session
    return (is_nobody or has_signed_out(request)) and response.status_code < 400


def _empty_the_device(response: HttpResponse) -> None:
    """The header empties what the browser keeps; the cookie asks the next page to do so where it does not."""
    response["Clear-Site-Data"] = '"storage"'
    response.set_cookie(LEFT_COOKIE, "yes", max_age=LEFT_SECONDS, samesite="Lax")
