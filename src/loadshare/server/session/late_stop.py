"""A stop that arrived late, from a session done without a connection."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from loadshare.knowledge import load_knowledge
from loadshare.server.check import checking
from loadshare.server.offline.models import Receipt
from loadshare.server.offline.taking import close_stops, open_stops, stops_to_show
from loadshare.server.person.visitor import visitor_of

SHOWN_STOPS = "shown-stops"


@require_http_methods(["GET", "POST"])
def late_stop(request: HttpRequest) -> HttpResponse:
    """A session that arrived late was stopped for a reason to ask about. Only what was shown is closed."""
    person = visitor_of(request)
    stops = stops_to_show(person) if person else ()
    if person is None or not stops:
        return redirect("today")
    if request.method == "GET":
        request.session[SHOWN_STOPS] = [stop.pk for stop in stops]
        return render(request, "offline/late_stop.html", {"stops": _stops_in_words(stops)})
    close_stops(person, shown=request.session.pop(SHOWN_STOPS, ()))
    if request.POST.get("answer") == "questions":
        last = checking.last_check_of(person)
        if last is None:
            checking.begin_check(person)
        else:
            checking.begin_review(person, last)
        return redirect("check")
    return redirect("late_stop" if open_stops(person) else "today")


def _stops_in_words(receipts: Sequence[Receipt]) -> list[dict[str, str]]:
    known = load_knowledge().stops
    reasons = dict.fromkeys(receipt.stop for receipt in receipts)
    stops = [known[reason] for reason in reasons if reason in known]
    return [{"text": stop.text, "do": settings.COUNTRY.fill_in(stop.do)} for stop in stops]
