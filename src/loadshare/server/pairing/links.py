"""Making a link, opening it once, and asking who a phone measures for."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from loadshare.server.audit.events import Event, record
from loadshare.server.pairing.models import PhoneLink
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person

OPENS_WITHIN = dt.timedelta(minutes=10)
MEASURES_FOR = dt.timedelta(minutes=45)
_SESSION_KEY = "phone-link"
# Sixteen letters: nobody guesses them in ten minutes, and one can still type them.
_CODE_BYTES = 12


class State(StrEnum):
    """How far a link is, as the computer shows it."""

    WAITING = "waiting"
    OPENED = "opened"
    ARRIVED = "arrived"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshLink:
    """A new link and its code, which is known only now."""

    link: PhoneLink
    code: str


def make_link(*, person: Person, test: str) -> FreshLink:
    """A new code for `person`. Earlier ones end: one screen, one code, one phone."""
    now = timezone.now()
    code = secrets.token_urlsafe(_CODE_BYTES)
    with held(person.pk):
        person.phone_links.all().delete()
        link = person.phone_links.create(
            code_hash=_hash(code), test=test, made_at=now, opens_until=now + OPENS_WITHIN
        )
    return FreshLink(link=link, code=code)


def find_link(code: str) -> PhoneLink | None:
    """The link of a code that can still be opened."""
    return PhoneLink.objects.filter(
        code_hash=_hash(code), opened_at=None, opens_until__gt=timezone.now()
    ).first()


def open_link(request: HttpRequest, code: str) -> PhoneLink | None:
    """Pair this phone: None where the code is unknown, over, or was opened before, even a moment ago."""
    now = timezone.now()
    waiting = PhoneLink.objects.filter(code_hash=_hash(code), opened_at=None, opens_until__gt=now)
    if waiting.update(opened_at=now, measures_until=now + MEASURES_FOR) != 1:
        return None
    link = PhoneLink.objects.filter(code_hash=_hash(code)).first()
    if link is None:  # the computer has made another code a moment ago
        return None
    request.session[_SESSION_KEY] = str(link.id)
    record(Event.PHONE_PAIRED, person=link.person_id)
    return link


def link_of(request: HttpRequest) -> PhoneLink | None:
    """The link this phone measures by, while it lasts."""
    try:
        link_id = uuid.UUID(request.session[_SESSION_KEY])
    except (KeyError, ValueError, TypeError):
        return None
    found = PhoneLink.objects.select_related("person")
    return found.filter(id=link_id, measures_until__gt=timezone.now()).first()


def was_paired(request: HttpRequest) -> bool:
    """Whether this phone opened a code, however long ago, and has not left it since."""
    return _SESSION_KEY in request.session


def leave_link(request: HttpRequest) -> None:
    """This phone measures for itself from now on."""
    request.session.pop(_SESSION_KEY, None)


def note_result(link: PhoneLink) -> None:
    """A result arrived by this link."""
    PhoneLink.objects.filter(id=link.id).update(results=F("results") + 1)


def end_link(request: HttpRequest) -> None:
    """This phone measures for nobody any more."""
    link = link_of(request)
    leave_link(request)
    if link is not None:
        PhoneLink.objects.filter(id=link.id).update(measures_until=timezone.now())


def state_of(link: PhoneLink) -> State:
    """How far the link is now."""
    now = timezone.now()
    if link.results:
        return State.ARRIVED
    if link.measures_until is None:
        return State.WAITING if link.opens_until > now else State.OVER
    return State.OPENED if link.measures_until > now else State.OVER


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
