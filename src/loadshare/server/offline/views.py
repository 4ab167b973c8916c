"""What devices ask for: the worker, what to keep, and to take what was done offline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from pydantic import ValidationError

from loadshare.knowledge import load_knowledge
from loadshare.server.offline.build import build
from loadshare.server.offline.entries import Parcel
from loadshare.server.offline.headers import may_stay_on_device
from loadshare.server.offline.models import Receipt
from loadshare.server.offline.naming import NOBODY, names_of
from loadshare.server.offline.plan import plan_for
from loadshare.server.offline.taking import Answer, close_stops, open_stops, stops_to_show, take_parcel
from loadshare.server.running.outage import stands_alone
from loadshare.server.selfcare import checking
from loadshare.server.selfcare.models import Person
from loadshare.server.selfcare.visitor import visitor_of
from loadshare.server.settings import PACKAGE

SHOWN_STOPS = "shown-stops"


@require_GET
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The service worker, led by its build: another build is another worker to the browser."""
    script = (PACKAGE / "static" / "dist" / "sw.js").read_text(encoding="utf-8")
    response = HttpResponse(f'self.BUILD="{build()}";\n{script}', content_type="text/javascript")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
@stands_alone
def offline(request: HttpRequest) -> HttpResponse:
    """Shown in the place of pages that need a connection. Holds nothing about anybody."""
    may_stay_on_device(request)
    return render(request, "offline/offline.html")


@require_GET
def plan(request: HttpRequest) -> JsonResponse:
    """What this device may keep for the person who is signed in."""
    return JsonResponse(plan_for(visitor_of(request), today=timezone.localdate()))


@require_http_methods(["GET", "POST"])
def sync(request: HttpRequest) -> JsonResponse:
    """Asked first: whose visit this is, and a fresh token. Then takes what waited on the device.

    A page kept for weeks holds an old token, so the token is asked for at the moment of sending.
    """
    person = visitor_of(request)
    names = names_of(person) if person else ()
    if request.method == "GET":
        return JsonResponse(
            {"person": next(iter(names), NOBODY), "names": names, "token": get_token(request)}
        )
    try:
        parcel = Parcel.model_validate_json(request.body)
    except ValidationError:
        return JsonResponse({"problem": "not-understood"}, status=400)
    if person is None or parcel.person not in names:
        return JsonResponse({"problem": "somebody-else"}, status=409)
    return JsonResponse({"answers": _answers(request, person, parcel)})


def _answers(request: HttpRequest, person: Person, parcel: Parcel) -> list[dict[str, Any]]:
    answers = take_parcel(person, parcel, now=timezone.now())
    for answer in answers:
        if answer.tell:
            request.session.update(answer.tell)
    next_page = reverse("late_stop") if open_stops(person) else ""
    return [
        _in_words(entry_id=str(entry.id), answer=answer, next_page=next_page)
        for entry, answer in zip(parcel.entries, answers, strict=True)
    ]


def _in_words(*, entry_id: str, answer: Answer, next_page: str) -> dict[str, Any]:
    own_page = reverse(answer.next) if answer.next else ""
    return {
        "id": entry_id,
        "outcome": answer.outcome.value,
        "words": answer.words,
        "next": next_page or own_page,
    }


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
