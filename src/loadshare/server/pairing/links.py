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
from loadshare.server.pairing.passing import is_over, note_begin
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person

OPENS_WITHIN = dt.timedelta(minutes=10)
MEASURES_FOR = dt.timedelta(minutes=45)
_SESSION_KEY = "phone-link"
_OPENING, _MEASURING = "opening", "measuring"
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
    note_begin((link.id, _OPENING))
    return FreshLink(link=link, code=code)


def find_link(code: str) -> PhoneLink | None:
    """The link of a code that can still be opened."""
    link = PhoneLink.objects.filter(code_hash=_hash(code), opened_at=None).first()
    return link if link is not None and _can_be_opened(link) else None


def open_link(request: HttpRequest, code: str) -> PhoneLink | None:
    """Pair this phone: None where the code is unknown, over, or was opened before, even a moment ago."""
    link = find_link(code)
    if link is None:
        return None
    now = timezone.now()
    waiting = PhoneLink.objects.filter(id=link.id, opened_at=None)
    if waiting.update(opened_at=now, measures_until=now + MEASURES_FOR) != 1:
        return None  # by another phone, or the computer has made another code a moment ago
    note_begin((link.id, _MEASURING))
    link.refresh_from_db()
    request.session[_SESSION_KEY] = str(link.id)
    record(Event.PHONE_PAIRED, person=link.person_id)
    return link


def link_of(request: HttpRequest) -> PhoneLink | None:
    """The link this phone measures by, while it lasts."""
    try:
        link_id = uuid.UUID(request.session[_SESSION_KEY])
    except (KeyError, ValueError, TypeError):
        return None
    link = PhoneLink.objects.select_related("person").filter(id=link_id).first()
    return link if link is not None and _measures(link) else None


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
        PhoneLink.objects.filter(id=link.id).update(measures_until=F("opened_at"))


def state_of(link: PhoneLink) -> State:
    """How far the link is now."""
    if link.results:
        return State.ARRIVED
    if link.measures_until is None:
        return State.WAITING if _can_be_opened(link) else State.OVER
    return State.OPENED if _measures(link) else State.OVER


def _can_be_opened(link: PhoneLink) -> bool:
    """Once seen over it stays so, also when a clock that was put back comes by again."""
    ends, now = link.opens_until, timezone.now()
    over = is_over((link.id, _OPENING), began=link.made_at, ends=ends, lasts=OPENS_WITHIN, now=now)
    if over and ends != link.made_at:
        PhoneLink.objects.filter(id=link.id).update(opens_until=link.made_at)
    return not over


def _measures(link: PhoneLink) -> bool:
    began, ends, now = link.opened_at, link.measures_until, timezone.now()
    if began is None or ends is None:
        return False
    over = is_over((link.id, _MEASURING), began=began, ends=ends, lasts=MEASURES_FOR, now=now)
    if over and ends != began:
        PhoneLink.objects.filter(id=link.id).update(measures_until=began)
    return not over


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
