"""What devices ask for: the worker, what to keep, and to take what was done offline."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from pydantic import ValidationError

from loadshare.home import PACKAGE
from loadshare.server.offline.build import build
from loadshare.server.offline.entries import Parcel
from loadshare.server.offline.naming import NOBODY, names_of
from loadshare.server.offline.taking import EntryReply, open_stops, take_parcel
from loadshare.server.person.outage import stands_alone
from loadshare.server.person.page_marks import may_stay_on_device
from loadshare.server.person.visitor import visitor_of
from loadshare.server.records.models import Person


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


def _in_words(*, entry_id: str, answer: EntryReply, next_page: str) -> dict[str, Any]:
    own_page = reverse(answer.next) if answer.next else ""
    return {
        "id": entry_id,
        "outcome": answer.outcome.value,
        "words": answer.words,
        "next": next_page or own_page,
    }
