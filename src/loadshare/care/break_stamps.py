"""What was said about breaks, stamped by the clock as it is now. Pure: what was heard in, events out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from loadshare.care import stamps
from loadshare.care.break_events import BreakEvent
from loadshare.care.stamps import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardEvent:
    """One event that was heard, or a look at the clock alone."""

    at: dt.datetime
    """What the clock said when it was heard; an event that arrived late was said earlier than that."""
    event: BreakEvent | None = None
    moved: dt.timedelta = dt.timedelta()
    """How far the clock was seen to be moved just before."""


def put_right(heard: Sequence[HeardEvent]) -> tuple[BreakEvent, ...]:
    """The events, in the order they were heard in, each with the moment it counts as said."""
    times = stamps.put_right(
        [Stamp(heard=one.at, said=one.event.at if one.event else None, moved=one.moved) for one in heard]
    )
    events = (one.event for one in heard if one.event is not None)
    return tuple(
        event if event.at == at else event.model_copy(update={"at": at})
        for event, at in zip(events, times, strict=True)
    )
