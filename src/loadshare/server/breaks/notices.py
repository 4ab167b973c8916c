"""That a message waits, told on closed pages: asked for on its own, and without a word about what it says.

Which messages wait, the room knows that keeps them. It registers a source here.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping

from django.db.models import Case, Count, F, Q, Value, When
from django.utils import timezone

from loadshare.server.breaks.log import shut_among
from loadshare.server.breaks.models import PushDevice
from loadshare.server.records.models import Person

Source = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, dt.datetime]]
"""Of these people, whom something waits for, and when the newest of it came."""
_SOURCES: list[Source] = []
MOST_TRIES = 8
FIRST_AGAIN, LAST_AGAIN = dt.timedelta(minutes=1), dt.timedelta(hours=2)
"""What failed is tried again after this long, twice as long each time, and never later than the second."""
ON_ITS_WAY = dt.timedelta(minutes=15)
"""Who claimed it and did not say what became of it after this long is gone."""


def add_source(source: Source) -> None:
    """Called once by each room that keeps something people wait for."""
    _SOURCES.append(source)


def devices_of(person: Person) -> tuple[int, int]:
    """How many browsers may be nudged, and how many of them tell that a message waits."""
    found = person.push_devices.aggregate(all=Count("pk"), told=Count("pk", filter=Q(tells_messages=True)))
    return found["all"], found["told"]


def tell_messages(person: Person, *, is_on: bool) -> None:
    """On every browser that may be nudged now. What waits already is no news."""
    person.push_devices.update(
        tells_messages=is_on, told_until=timezone.now(), tell_again_at=None, tell_tries=0
    )


def claimed_to_tell(now: dt.datetime) -> list[PushDevice]:
    """The devices this round tells; one that looks at the same moment has its own.

    What failed is told again as long as it still waits to be read.

    Where somebody has to look first nothing is sent: no message stands before that.
    """
    devices = list(PushDevice.objects.filter(tells_messages=True))
    people = {device.person_id for device in devices}
    waiting = {person: at for source in _SOURCES for person, at in source(people).items()} if people else {}
    due = [one for one in devices if _is_due(one, waiting.get(one.person_id), now)]
    shut = shut_among({one.person_id for one in due}) if due else frozenset()
    return [one for one in due if one.person_id not in shut and _is_claimed(one, waiting[one.person_id], now)]


def settle_told(*, over: Collection[int], later: Collection[int], now: dt.datetime) -> None:
    """Write down what became of some: told or given up, and those whose service was away."""
    PushDevice.objects.filter(pk__in=over).update(tell_again_at=None, tell_tries=0)
    for device in PushDevice.objects.filter(pk__in=later):
        wait = min(LAST_AGAIN, FIRST_AGAIN * 2 ** max(0, device.tell_tries - 1))
        is_last = device.tell_tries >= MOST_TRIES
        again = PushDevice.objects.filter(pk=device.pk, tell_tries=device.tell_tries)
        again.update(tell_again_at=None if is_last else now + wait)


def _is_due(device: PushDevice, at: dt.datetime | None, now: dt.datetime) -> bool:
    if at is None:  # it was read
        return False
    again = device.tell_again_at
    is_again = again is not None and not now < again <= now + LAST_AGAIN and device.tell_tries < MOST_TRIES
    return device.told_until is None or device.told_until < at or is_again


def _is_claimed(device: PushDevice, at: dt.datetime, now: dt.datetime) -> bool:
    """One conditional update, so that nobody is told of the same message twice."""
    is_news = Q(told_until=None) | Q(told_until__lt=at)
    is_again = Q(tell_again_at__lte=now) | Q(tell_again_at__gt=now + LAST_AGAIN)  # of a clock that was ahead
    rows = PushDevice.objects.filter(
        is_news | (is_again & Q(tell_tries__lt=MOST_TRIES)), pk=device.pk, tells_messages=True
    )
    tries = Case(When(is_news, then=Value(1)), default=F("tell_tries") + 1)
    return rows.update(told_until=at, tell_tries=tries, tell_again_at=now + ON_ITS_WAY) == 1
