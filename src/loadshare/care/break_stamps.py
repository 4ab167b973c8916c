"""Stamps of a clock that was moved, put right by the order in which things were said.

Nothing can have been said later than what was heard after it. Where its stamp says so, the clock was ahead
then or is behind now; either way it counts as said just before what came next. Pure: what was heard goes in,
events come out.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from loadshare.care.break_events import BreakEvent

_APART = dt.timedelta(microseconds=1)
"""Keeps the order of things brought back to one moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that was heard, or a look at the clock alone."""

    at: dt.datetime
    """What the clock said when it was heard; an event that arrived late was said earlier than that."""
    event: BreakEvent | None = None
    moved: dt.timedelta = dt.timedelta()
    """How far the clock was seen to be moved just before."""


def put_right(heard: Sequence[Heard]) -> tuple[BreakEvent, ...]:
    """The events of what was heard, in the order it was heard in, stamped by the clock as it is now."""
    found: list[BreakEvent] = []
    latest: dt.datetime | None = None
    shift = apart = dt.timedelta()
    for one in reversed(heard):
        at = one.at + shift
        if latest is not None and at > latest:
            at = latest - apart
        if one.event is not None:
            found.append(one.event.model_copy(update={"at": one.event.at + (at - one.at)}))
        latest, apart = at, _APART if one.event is not None else dt.timedelta()
        shift += one.moved
    return tuple(reversed(found))
