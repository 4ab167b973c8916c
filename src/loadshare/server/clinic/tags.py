"""What templates of other rooms ask about sharing."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from loadshare.server.clinic.away import asks_of
from loadshare.server.clinic.models import Invitation, Sharing
from loadshare.server.clinic.sharing import ending_soon, is_soon
from loadshare.server.clinic.talk import unread_by_person
from loadshare.server.person.visitor import visitor_of

register = template.Library()


@register.simple_tag(takes_context=True)
def sharings_that_end(context: dict[str, Any]) -> list[Sharing]:
    """With whom sharing ends within two weeks; nobody shares without an account."""
    request = context["request"]
    ends, person = getattr(request.user, "sharing_ends", None), visitor_of(request)
    return ending_soon(person) if person is not None and ends is not None and is_soon(ends) else []


@register.simple_tag(takes_context=True)
def stand_in_asks(context: dict[str, Any]) -> Invitation | None:
    """The first of those who ask to stand in for this person's practitioner."""
    request = context["request"]
    until, person = getattr(request.user, "asked_until", None), visitor_of(request)
    return asks_of(person).first() if person is not None and until and until > timezone.now() else None


@register.simple_tag(takes_context=True)
def sharing_with_news(context: dict[str, Any]) -> str:
    """The sharing whose messages wait to be read, the first of several; empty where none waits."""
    request = context["request"]
    ends, person = getattr(request.user, "sharing_ends", None), visitor_of(request)
    waiting = unread_by_person(person) if person is not None and ends is not None else {}
    return str(next(iter(waiting), ""))
