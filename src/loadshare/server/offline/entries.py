"""What a device sends: things done there, each with a number and a time of its own."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from django.utils import timezone
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

MOST_ENTRIES = 100
OLDEST = dt.timedelta(days=60)
CLOCK_SKEW = dt.timedelta(minutes=5)
"""Clocks differ by this much without anybody noticing."""
LATE = dt.timedelta(minutes=10)
LONG_AGO, FAR_AHEAD = dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
"""Clocks that were reset, or are broken, say any year; beyond these it is all the same."""
_YEAR_OF_SIX_DIGITS = re.compile(r"[+-]\d{6}-")


def _within_years(value: object) -> object:
    """Browsers write years beyond 9999 and before 0 with a sign and six digits."""
    if isinstance(value, str) and _YEAR_OF_SIX_DIGITS.match(value):
        return FAR_AHEAD if value[0] == "+" else LONG_AGO
    return value


Stamp = Annotated[AwareDatetime, BeforeValidator(_within_years)]
"""What the clock of a device said."""

Short = Annotated[str, Field(max_length=80)]
Text = Annotated[str, Field(max_length=20_000)]


class DeviceEntry(BaseModel):
    """One thing that was done, as the device tells it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: uuid.UUID
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,39}$")]
    made_at: Stamp
    body: Annotated[dict[Short, Text], Field(max_length=120)]


class Parcel(BaseModel):
    """What is sent at once: everything that waits, oldest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    person: Annotated[str, Field(max_length=32)]
    """The name the device knows the person by. Somebody else signed in takes nothing of theirs."""
    sent_at: Stamp
    """The device's clock now, so that a clock that is wrong can be put right."""
    entries: Annotated[tuple[DeviceEntry, ...], Field(max_length=MOST_ENTRIES)]


@dataclass(frozen=True, kw_only=True)
class TimedEntry:
    """One thing that was done, at the time it truly was."""

    id: uuid.UUID
    kind: str
    at: dt.datetime
    now: dt.datetime
    body: Mapping[str, str]

    @property
    def on(self) -> dt.date:
        """The day it was done."""
        return timezone.localdate(self.at)

    @property
    def today(self) -> dt.date:
        """The day it arrived."""
        return timezone.localdate(self.now)

    @property
    def is_late(self) -> bool:
        """Whether it comes too late to be part of what the person sees now."""
        return self.now - self.at > LATE


def true_time(*, made_at: dt.datetime, sent_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """When it was made by our clock.

    A device whose clock is off is off by the same now and then, unless it was moved in between: where that
    would make it too old, or of a time to come, its stamp may be right as it is. What still lies ahead was
    made by a clock that was ahead, and counts as now.
    """
    made_at, sent_at = (max(LONG_AGO, min(at, FAR_AHEAD)) for at in (made_at, sent_at))
    off = sent_at - now
    corrected = made_at - off if abs(off) > CLOCK_SKEW else made_at
    can_be = (at for at in (corrected, made_at) if now - OLDEST <= at <= now + CLOCK_SKEW)
    return max(LONG_AGO, min(next(can_be, corrected), now))
