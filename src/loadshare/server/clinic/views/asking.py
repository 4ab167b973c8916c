"""Codes as they are asked for by pages: wrong ones are counted, and look like those that are over."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from loadshare.server.clinic.codes import TRIES
from loadshare.server.clinic.models import Invitation
from loadshare.server.requests.limits import TooManyTriesError, limit_address, too_many


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
