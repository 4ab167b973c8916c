"""Whose programme rests now, because they said so."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import cast

from loadshare.care.pause import Pause as CarePause
from loadshare.server.records.models import Pause, Person

_ROWS = "_loadshare_pauses"


def pause_to_end(person: Person) -> Pause | None:
    """The pause they did not come back from yet; it may be still to come, or over by its date."""
    return person.pauses.filter(over_on=None).first()


def rows_of(person: Person) -> tuple[Pause, ...]:
    """Every pause, oldest first; looked up once a request, and not at all for whoever never paused."""
    if not hasattr(person, _ROWS):
        setattr(person, _ROWS, tuple(person.pauses.all()))
    return cast("tuple[Pause, ...]", getattr(person, _ROWS))


def never_paused(person: Person) -> None:
    """It is known already that there is none."""
    setattr(person, _ROWS, ())


def forget_rows(person: Person) -> None:
    """One was made or ended."""
    vars(person).pop(_ROWS, None)


def pauses_of(person: Person) -> tuple[CarePause, ...]:
    """Every pause as the rules know it."""
    return tuple(care_pause(pause) for pause in rows_of(person))


def care_pause(pause: Pause) -> CarePause:
    """One as the rules know it."""
    return CarePause(starts=pause.starts, ends=pause.ends, over_on=pause.over_on)


def resting_among(people: Collection[uuid.UUID], *, today: dt.date) -> frozenset[uuid.UUID]:
    """Those whose programme rests today; one query for all of them."""
    open_ = Pause.objects.filter(person__in=people, over_on=None)
    return frozenset(pause.person_id for pause in open_ if care_pause(pause).holds(today))
