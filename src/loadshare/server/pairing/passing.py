"""Whether a short time is over, whatever the clock does meanwhile.

A clock put back would hold a code open for as long as it was put back by. So what began later than now is
over, and the process that saw it begin counts on its own, too.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict
from uuid import UUID

CLOCKS_DIFFER = dt.timedelta(minutes=1)
"""By as much may two hosts disagree, or a clock be put right, without an end to anything."""
_MOST = 10_000
Stretch = tuple[UUID, str]
"""A link, and what of it began."""
_began: OrderedDict[Stretch, float] = OrderedDict()


def note_begin(stretch: Stretch) -> None:
    """It begins now."""
    _began[stretch] = time.monotonic()
    _began.move_to_end(stretch)
    if len(_began) > _MOST:
        _began.popitem(last=False)


def is_over(
    stretch: Stretch, *, began: dt.datetime, ends: dt.datetime, lasts: dt.timedelta, now: dt.datetime
) -> bool:
    """By the clock, in both directions, or by the time that was seen to pass here."""
    if ends <= began or not began - CLOCKS_DIFFER <= now < ends:
        return True
    seen = _began.get(stretch)
    return seen is not None and time.monotonic() - seen >= lasts.total_seconds()
