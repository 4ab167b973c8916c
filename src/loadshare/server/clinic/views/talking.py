"""Messages, from both sides. They are not watched: every page of them says so and leads to help."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from loadshare.server.check import checking, locks
from loadshare.server.clinic import talk
from loadshare.server.clinic.access import for_members, for_person
from loadshare.server.clinic.forms import MessageForm, sent
from loadshare.server.clinic.models import Member, Sharing
from loadshare.server.clinic.sections import SharedPart
from loadshare.server.clinic.sharing import standing_sharings
from loadshare.server.clinic.views.asking import gives_back, gone
from loadshare.server.clinic.words import words
from loadshare.server.person.visitor import visitor_of


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
def own_talk(request: HttpRequest, sharing_id: uuid.UUID) -> HttpResponse:
    """What a person and one practitioner wrote to each other."""
    person = visitor_of(request)
    row = standing_sharings(person).filter(pk=sharing_id).first() if person else None
    if person is None or row is None or SharedPart.MESSAGES not in row.shared:
        return gone(request)
    comes_first = locks.is_shut(person, checking.last_check_of(person))
    return _talk(request, row, by_person=True, template="sharing/talk.html", help_first=comes_first)


@require_safe
def own_talk_before(request: HttpRequest) -> HttpResponse:
    """What was written where the sharing is over: only the person reads it."""
    person = visitor_of(request)
    said = talk.said_before(person) if person else ()
    return render(request, "sharing/talk_before.html", {"said": said})


@require_http_methods(["GET", "HEAD", "POST"])
@gives_back
@for_members
def person_talk(request: HttpRequest, member: Member, person_id: uuid.UUID) -> HttpResponse:
    """The same for the practitioner."""
    followed = for_person(member, person_id, SharedPart.MESSAGES)
    return _talk(request, followed.sharing, by_person=False, template="clinic/talk.html")


def _talk(
    request: HttpRequest, sharing: Sharing, *, by_person: bool, template: str, help_first: bool = False
) -> HttpResponse:
    form = MessageForm(sent(request))
    if request.method == "POST" and form.is_valid():
        if talk.has_said_enough(sharing, by_person=by_person):
            form.add_error("text", words("form.message-enough"))
        elif talk.say(sharing, by_person=by_person, text=form.cleaned_data["text"]):
            return redirect(request.path)
        else:
            return gone(request)
    said = talk.said_in(sharing, by_person=by_person)
    context = {"sharing": sharing, "form": form, "said": said, "help_first": help_first}
    return render(request, template, context, status=422 if form.errors else 200)
