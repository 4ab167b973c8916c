"""Pages that are the same for everybody: evidence, purpose, help."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loadshare.care.programme import safety_net
from loadshare.knowledge import load_knowledge
from loadshare.server.front.evidence import EvidenceScreen
from loadshare.server.person.outage import stands_alone
from loadshare.server.person.page_marks import may_stay_on_device

SAFETY_NET_GROUP = "cauda-equina"


@require_safe
@stands_alone
def evidence(request: HttpRequest) -> HttpResponse:
    """Every claim, what the evidence says, and where it was read."""
    return render(request, "about/evidence.html", {"screen": EvidenceScreen(load_knowledge())})


@require_safe
@stands_alone
def purpose(request: HttpRequest) -> HttpResponse:
    """What this is for, and what not."""
    return render(request, "about/purpose.html")


@require_safe
@stands_alone
def get_help(request: HttpRequest) -> HttpResponse:
    """When to get help, whom to call; made to be printed."""
    may_stay_on_device(request)
    items = [item for item in load_knowledge().safety.values() if item.group == SAFETY_NET_GROUP]
    others = [
        {"name": item.name, "do": settings.COUNTRY.fill_in(item.do)}
        for item in load_knowledge().safety.values()
        if item.group != SAFETY_NET_GROUP and item.rules[0].level.value == "E"
    ]
    return render(request, "about/help.html", {"net": safety_net(), "items": items, "others": others})
