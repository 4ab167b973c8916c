"""Messages between a person and one practitioner, as long as both sides of a sharing stand."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from django.db.models import Count, Max
from django.utils import timezone

from loadshare.server.clinic.models import SharedMessage, Sharing
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person

MOST_SHOWN = 200
MOST_A_DAY = 50
"""Of one side. Who has more to say calls."""
AGAIN = dt.timedelta(minutes=1)
"""The same words within this time are a second click on the button."""


def said_in(sharing: Sharing, *, by_person: bool) -> Sequence[SharedMessage]:
    """What was said, oldest first; what the other side wrote counts as read from now on."""
    found = list(SharedMessage.objects.filter(sharing=sharing).order_by("-at", "-id")[:MOST_SHOWN])
    unread = [one.pk for one in found if one.by_person != by_person and one.read_at is None]
    if unread:
        SharedMessage.objects.filter(pk__in=unread, read_at=None).update(read_at=timezone.now())
    return found[::-1]


def say(sharing: Sharing, *, by_person: bool, text: str) -> bool:
    """Keep a message; False where the sharing ended a moment ago."""
    now = timezone.now()
    with held(sharing.person_id):
        if not Sharing.objects.filter(Sharing.open_at(now), pk=sharing.pk).exists():
            return False
        same = SharedMessage.objects.filter(
            sharing=sharing, by_person=by_person, text=text, at__gt=now - AGAIN
        )
        if not same.exists():
            SharedMessage.objects.create(
                person_id=sharing.person_id,
                sharing=sharing,
                other=sharing.member.in_words,
                by_person=by_person,
                text=text,
                at=now,
            )
    return True


def has_said_enough(sharing: Sharing, *, by_person: bool) -> bool:
    """Whether this side wrote as much as one day holds."""
    since = timezone.now() - dt.timedelta(days=1)
    return (
        SharedMessage.objects.filter(sharing=sharing, by_person=by_person, at__gt=since).count() >= MOST_A_DAY
    )


def unread_by_person(person: Person) -> dict[uuid.UUID, int]:
    """How many messages of each sharing that stands the person has not opened."""
    waiting = SharedMessage.objects.filter(
        Sharing.open_at(timezone.now(), of="sharing__"), person=person, by_person=False, read_at=None
    )
    return dict(waiting.order_by().values_list("sharing").annotate(n=Count("pk")))


def newest_unread(people: Collection[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """Of these people, whom a message waits for that they have not opened, and when the newest came."""
    waiting = SharedMessage.objects.filter(
        Sharing.open_at(timezone.now(), of="sharing__"), person__in=people, by_person=False, read_at=None
    )
    return dict(waiting.order_by().values_list("person").annotate(newest=Max("at")))


def said_before(person: Person) -> Sequence[SharedMessage]:
    """What was said where nobody can write any more, newest first."""
    standing = Sharing.objects.filter(Sharing.open_at(timezone.now()), person=person)
    return list(person.practice_messages.exclude(sharing__in=standing).order_by("-at", "-id")[:MOST_SHOWN])
