"""Codes as they are asked for by pages: wrong ones are counted, and look like those that are over."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from loadshare.server.clinic.access import page_of
from loadshare.server.clinic.codes import TRIES
from loadshare.server.clinic.models import Invitation
from loadshare.server.requests.limits import TooManyTriesError, limit_address, too_many
from loadshare.server.requests.written import written_in


def gone(request: HttpRequest) -> HttpResponse:
    """Not there, or not any more. What was written is given back, whoever the page was about."""
    if request.method != "POST":
        raise Http404
    return render(request, "sharing/gone.html", {"kept": written_in(request)}, status=404)


def gives_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A form whose page is not there any more says so, and what was written is not lost.

    Nor is it where somebody was signed out meanwhile.
    """

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated and (kept := written_in(request)):
            context = {"kept": kept, "next": page_of(request)}
            return render(request, "sharing/signed_out.html", context, status=403)
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return gone(request)

    return seen


def looked_up(
    request: HttpRequest,
    look: Callable[[], Invitation | None],
    then: Callable[[Invitation], HttpResponse],
) -> HttpResponse:
    """Look for a code, and go on with what it stands for."""
    try:
        place = TRIES.take(limit_address(request))
    except TooManyTriesError as refusal:
        return too_many(request, refusal)
    row = look()
    if row is None:
        return render(request, "sharing/over.html", status=404)
    place.give_back()
    return then(row)
