"""The course of use as it is kept: why somebody left, how content they are, what was unwanted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from loadshare.care.use import LeavingReason
from loadshare.server.programme import pausing
from loadshare.server.records.hold import held
from loadshare.server.records.models import NoFollowUp, Person, Satisfaction, UnwantedEffect


def keep_reason(person: Person, *, reason: LeavingReason, stopped: bool, today: dt.date) -> None:
    """Keep why they stopped or were away; a second one on the same day corrects the first."""
    with held(person.pk):
        values = {"reason": reason.value, "stopped": stopped}
        person.leavings.update_or_create(on=today, defaults=values)


def stop_for_good(person: Person, *, reason: LeavingReason, today: dt.date) -> None:
    """Keep why, and let the programme rest until they come back: nothing reminds them."""
    keep_reason(person, reason=reason, stopped=True, today=today)
    pausing.rest_on(person, today=today)


def said_since(person: Person, since: dt.date) -> bool:
    """Whether they said why after this day."""
    return person.leavings.filter(on__gt=since).exists()


def keep_content(person: Person, *, content: int | None, today: dt.date) -> None:
    """Keep how content they are, once: a later answer changes nothing."""
    with held(person.pk):
        Satisfaction.objects.get_or_create(person=person, defaults={"on": today, "content": content})


def content_asked(person: Person) -> bool:
    """Whether they were asked already."""
    return Satisfaction.objects.filter(person=person).exists()


def note_effect(person: Person, values: Mapping[str, object]) -> None:
    """Note something unwanted."""
    with held(person.pk):
        UnwantedEffect.objects.create(person=person, **values)


def take_back(person: Person, *, effect: uuid.UUID) -> bool:
    """Take a note out again; whether there was one."""
    with held(person.pk):
        gone, _by_table = person.effects.filter(pk=effect).delete()
    return bool(gone)


def leave_in_peace(person: Person, *, today: dt.date) -> None:
    """Never ask at six and twelve months."""
    with held(person.pk):
        NoFollowUp.objects.get_or_create(person=person, defaults={"said_on": today})
