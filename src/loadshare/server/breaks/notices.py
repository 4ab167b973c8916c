"""That a message waits, told on closed pages: asked for on its own, and without a word about what it says.

Which messages wait, the room knows that keeps them. It registers a source here.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping

from django.db.models import Count, Q
from django.utils import timezone

from loadshare.server.breaks.log import shut_among
from loadshare.server.breaks.models import PushDevice
from loadshare.server.records.models import Person

Source = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, dt.datetime]]
"""Of these people, whom something waits for, and when the newest of it came."""
_SOURCES: list[Source] = []


def add_source(source: Source) -> None:
    """Called once by each room that keeps something people wait for."""
    _SOURCES.append(source)


def devices_of(person: Person) -> tuple[int, int]:
    """How many browsers may be nudged, and how many of them tell that a message waits."""
    found = person.push_devices.aggregate(all=Count("pk"), told=Count("pk", filter=Q(tells_messages=True)))
    return found["all"], found["told"]


def tell_messages(person: Person, *, is_on: bool) -> None:
    """On every browser that may be nudged now. What waits already is no news."""
    person.push_devices.update(tells_messages=is_on, told_until=timezone.now())


def claimed_to_tell() -> list[PushDevice]:
    """The devices this round tells; one that looks at the same moment has its own.

    Where somebody has to look first nothing is sent: no message stands before that.
    """
    devices = list(PushDevice.objects.filter(tells_messages=True))
    people = {device.person_id for device in devices}
    waiting = {person: at for source in _SOURCES for person, at in source(people).items()} if people else {}
    due = [one for one in devices if _is_news(one, waiting.get(one.person_id))]
    shut = shut_among({one.person_id for one in due}) if due else frozenset()
    return [one for one in due if one.person_id not in shut and _is_claimed(one, waiting[one.person_id])]


def _is_news(device: PushDevice, at: dt.datetime | None) -> bool:
    return at is not None and (device.told_until is None or device.told_until < at)


def _is_claimed(device: PushDevice, at: dt.datetime) -> bool:
    """One conditional update, so that nobody is told of the same message twice."""
    untold = Q(told_until=None) | Q(told_until__lt=at)
    return PushDevice.objects.filter(untold, pk=device.pk, tells_messages=True).update(told_until=at) == 1
