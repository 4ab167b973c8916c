"""Today: one next thing."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from loadshare.server.offline.taking import Outcome, done_now, take
from loadshare.server.selfcare import logbook, planning
from loadshare.server.selfcare.views.programme import open_programme, screen_of
from loadshare.server.selfcare.visitor import visitor_of


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What today holds, pain in one tap, the next break."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    day = timezone.localdate()
    entry = person.pain_entries.filter(on=day).first()
    context = {
        "screen": screen_of(stored),
        "scale": range(11),
        "pain": entry.pain if entry else None,
        "unsettled": logbook.last_unsettled(person, today=day),
        "is_week_over": planning.is_week_over(stored, today=day),
        "is_last_week": stored.week >= planning.WEEKS,
        "is_guest": person.is_guest,
    }
    return render(request, "today.html", context)


@require_POST
def pain(request: HttpRequest) -> HttpResponse:
    """Pain right now, in one tap; a second tap corrects the first."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    answer = take(person, done_now(kind="pain", body=request.POST.dict(), id=uuid.uuid4()))
    if answer.outcome is Outcome.REFUSED:
        return HttpResponseBadRequest(answer.words)
    return redirect("today")


@require_POST
def settled(request: HttpRequest) -> HttpResponse:
    """Whether the pain was back to usual the morning after."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    answer = take(person, done_now(kind="settled", body=request.POST.dict(), id=uuid.uuid4()))
    if answer.outcome is Outcome.REFUSED:
        messages.info(request, answer.words)
    return redirect("today")
