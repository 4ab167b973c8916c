"""Stamps of a clock that was moved, put right by the order in which things were heard.

Nothing can have been said later than what was heard after it. Where its stamp says so, the clock was ahead
then or is behind now; either way it counts as said just before what came next.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

_APART = dt.timedelta(microseconds=1)
"""Keeps the order of things brought back to one moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """One thing that was heard, or a look at the clock alone."""

    heard: dt.datetime
    """What the clock said when it was heard."""
    said: dt.datetime | None = None
    """When it was said; what arrived late was said before it was heard. None for a look at the clock."""
    moved: dt.timedelta = dt.timedelta()
    """How far the clock was seen to be moved just before."""


def put_right(stamps: Sequence[Stamp]) -> tuple[dt.datetime, ...]:
    """When each thing was said, by the clock as it is now; `stamps` in the order they were heard."""
    found: list[dt.datetime] = []
    latest: dt.datetime | None = None
    shift = apart = dt.timedelta()
    for one in reversed(stamps):
        at = one.heard + shift
        if latest is not None and at > latest:
            at = latest - apart
        if one.said is not None:
            found.append(one.said + (at - one.heard))
        latest, apart = at, _APART if one.said is not None else dt.timedelta()
        shift += one.moved
    return tuple(reversed(found))
