"""Who is visiting: every view reaches a person's data through `visitor_of(request)`, never otherwise.

Looking at pages creates nothing. A guest begins at the first answer they send.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from loadshare.server.audit.events import Event, record
from loadshare.server.selfcare.models import Person

SESSION_KEY = "person"


class VisitorRequest(HttpRequest):
    """A request that knows its person, or that there is none yet."""

    person: Person | None


def visitor_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request a lazy `person`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: find_person(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def find_person(request: HttpRequest) -> Person | None:
    """The signed-in person, else this device's guest, else none."""
    if request.user.is_authenticated:
        return Person.objects.get_or_create(user=request.user)[0]
    if guest_id := guest_id_of(request):
        person = Person.objects.filter(id=guest_id, user=None).first()
        if person is not None:
            _mark_seen(person)
        return person
    return None


def guest_id_of(request: HttpRequest) -> uuid.UUID | None:
    """The guest this device's session belongs to."""
    try:
        return uuid.UUID(request.session[SESSION_KEY])
    except (KeyError, ValueError, TypeError):
        return None


def visitor_of(request: HttpRequest) -> Person | None:
    """The person of this request, or none."""
    lazy = cast(VisitorRequest, request).person
    return lazy if lazy else None


def begin_visit(request: HttpRequest) -> Person:
    """The person of this request; a new guest where there was none. Only for a POST."""
    person = visitor_of(request)
    if person is not None:
        return person
    person = Person.objects.create()
    record(Event.GUEST_STARTED, person=person.id)
    request.session[SESSION_KEY] = str(person.id)
    cast(VisitorRequest, request).person = person
    return person


def _mark_seen(person: Person) -> None:
    today = timezone.localdate()
    if person.seen_on < today:
        person.seen_on = today
        person.save(update_fields=["seen_on"])
