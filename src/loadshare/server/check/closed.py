"""What was finished or deleted meanwhile, by a second click or in another window, leads on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from loadshare.server.check.checking import CheckClosedError
from loadshare.server.check.views.check import sent_again
from loadshare.server.records.models import Person


class ClosedMeanwhile:
    """Leads to what there is now. Whatever was sent is kept already, or belongs to nobody any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do for a page that is well."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Help where that is needed, the page that knows where the check has come to, or the first page."""
        if isinstance(exception, CheckClosedError):
            return sent_again(request) or redirect("check")
        return redirect("start") if isinstance(exception, Person.DoesNotExist) else None
