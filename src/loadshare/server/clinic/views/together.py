"""The course of use of a whole caseload, in numbers that name nobody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loadshare.server.clinic.access import for_members
from loadshare.server.clinic.models import Member
from loadshare.server.clinic.presenters.together import TogetherScreen


@require_safe
@for_members
def together(request: HttpRequest, member: Member) -> HttpResponse:
    """How it goes with the people of this practitioner, taken together."""
    if not member.may_follow:
        raise Http404
    return render(request, "clinic/together.html", {"screen": TogetherScreen(member), "has_programme": False})
