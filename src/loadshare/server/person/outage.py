"""While the database does not answer: a page that says so, and whole pages where none of it is needed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.base import SessionBase
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from loadshare.server.person.page_marks import visitor_is_unknown
from loadshare.server.person.visitor import nobody_can_be_found
from loadshare.server.requests.problems import ProblemDetails, problem_response

RETRY_AFTER_S = 5
"""Once the database is back, the next request finds it."""
View = Callable[..., HttpResponse]


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, in the form of the API for those who use it."""
    if request.path.startswith("/api/"):
        details = ProblemDetails(
            title="Not available now",
            status=503,
            detail=f"The database does not answer. Send the request again in {RETRY_AFTER_S} seconds.",
        )
        response = problem_response(details)
    else:
        again = request.get_full_path() if request.method == "GET" else ""
        context = {"again": again, "country": settings.COUNTRY}
        response = HttpResponse(render_to_string("errors/503.html", context), status=503)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def stands_alone(view: View) -> View:
    """A page that is the same for everybody is shown without the database where that does not answer.

    It then says nothing of whose it is, so that a device keeps what it has of this person.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Error:
            request.session = SessionBase()
            request.user = AnonymousUser()
            request._messages = default_storage(request)  # type: ignore[attr-defined]
            nobody_can_be_found(request)
            visitor_is_unknown(request)
            return view(request, *args, **kwargs)

    return shown


def current_problem() -> BaseException | None:
    """What is being handled: Django calls the page for it from there."""
    return sys.exc_info()[1]
