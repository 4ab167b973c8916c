"""Who is visiting: every view reaches a person's data through `visitor_of(request)`, never otherwise.

Looking at pages creates nothing. A guest begins at the first answer they send.
"""

from __future__ import annotations

import uuid
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet, UUIDField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from loadshare.server.audit.events import Event, record
from loadshare.server.installation.standing import given, standing
from loadshare.server.records.models import Person

SESSION_KEY = "person"


_KEPT = "_loadshare_person"


def visitor_of(request: HttpRequest) -> Person | None:
    """The person of this request, or none yet; looked up once a request."""
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _find_person(request))
    return cast("Person | None", getattr(request, _KEPT))


def nobody_can_be_found(request: HttpRequest) -> None:
    """Whoever it is, they cannot be looked up now."""
    setattr(request, _KEPT, None)


def begin_visit(request: HttpRequest, *, guest: Person | None = None) -> Person:
    """The person of this request; a new guest, or this one, where there was none. Only for a POST."""
    person = visitor_of(request)
    if person is None:
        person = guest or Person.objects.create()
        record(Event.GUEST_STARTED, person=person.id)
        request.session[SESSION_KEY] = str(person.id)
        setattr(request, _KEPT, person)
    return person


def guest_id_of(request: HttpRequest) -> uuid.UUID | None:
    """The guest this device's session belongs to."""
    try:
        return uuid.UUID(request.session[SESSION_KEY])
    except (KeyError, ValueError, TypeError):
        return None


def forget_visit(request: HttpRequest) -> None:
    """This device no longer belongs to anybody."""
    request.session.flush()
    forget_visitor(request)


def forget_visitor(request: HttpRequest) -> None:
    """What follows in this request is for nobody."""
    setattr(request, _KEPT, None)


def _find_person(request: HttpRequest) -> Person | None:
    if request.user.is_authenticated:
        known: Person | None = getattr(request.user, "person", None)
        person = known or Person.objects.get_or_create(user=request.user)[0]
    else:
        guest_id = guest_id_of(request)
        found = _guests.first(id=guest_id) if guest_id else None
        if found is None:
            return None
        person = found
    _mark_seen(person, request)
    return person


@standing
def _guests() -> QuerySet[Person]:
    return Person.objects.filter(id=given("id", UUIDField()), user=None)[:1]


def _mark_seen(person: Person, request: HttpRequest) -> None:
    today = timezone.localdate()
    if person.seen_on == today and person.days_away == 0:
        return
    days = settings.GUEST_DAYS if person.is_guest else settings.ACCOUNT_DAYS
    _say_if_it_was_close(request, away=person.days_away, days=days)
    person.seen_on, person.days_away = today, 0
    person.save(update_fields=["seen_on", "days_away"])


def _say_if_it_was_close(request: HttpRequest, *, away: int, days: int) -> None:
    """Whoever comes back shortly before everything would have been deleted is told of the rule."""
    if 0 < days <= away + settings.EXPIRY_NOTICE_DAYS:
        words = _(
            "It is good that you are back: after %(days)s days away, everything here is deleted. "
            "You can take a copy with you on the page Your data."
        )
        messages.info(request, words % {"days": days})
