"""One tap on a page: a number, kept at once; a second tap corrects the first."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect

from loadshare.server.offline.taking import EntryOutcome, done_now, take
from loadshare.server.person.visitor import visitor_of


def keep_tap(request: HttpRequest, *, kind: str) -> HttpResponse:
    """Keep what was tapped, and go where its keeper says, or to Today."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    answer = take(person, done_now(kind=kind, body=request.POST.dict(), id=uuid.uuid4()))
    if answer.outcome is EntryOutcome.REFUSED:
        return HttpResponseBadRequest(answer.words)
    return redirect(answer.next or "today")
