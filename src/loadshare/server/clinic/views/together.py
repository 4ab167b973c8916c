"""The course of use of a whole caseload, in numbers that name nobody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loadshare.server.clinic.access import for_followers
from loadshare.server.clinic.models import Member
from loadshare.server.clinic.presenters.together import TogetherScreen


@require_safe
@for_followers
def together(request: HttpRequest, member: Member) -> HttpResponse:
    """How it goes with the people of this practitioner, taken together."""
    return render(request, "clinic/together.html", {"screen": TogetherScreen(member), "has_programme": False})
