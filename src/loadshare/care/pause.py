"""A pause that a person chose: its days count for no week, and nobody is reminded of anything."""

import datetime as dt
from collections.abc import Iterable

from loadshare.knowledge._base import Entry


class Pause(Entry):
    """From one day to another; without an end until the person says so."""

    starts: dt.date
    ends: dt.date | None = None
    """The last day of it."""
    over_on: dt.date | None = None
    """The day on which the person came back, sooner or later than they meant to."""

    @property
    def back_on(self) -> dt.date | None:
        """The first day after it: by their own word, else by its date; None while it is open."""
        if self.over_on is not None or self.ends is None:
            return self.over_on
        return self.ends + dt.timedelta(days=1)

    def holds(self, day: dt.date) -> bool:
        """Whether the programme rests on a day."""
        return self.starts <= day and (self.back_on is None or day < self.back_on)


def days_paused(*, pauses: Iterable[Pause], since: dt.date, until: dt.date) -> int:
    """Days from `since` on, before `until`, on which the programme rested; each counts once."""
    rested, counted = 0, since
    for pause in sorted(pauses, key=lambda one: one.starts):
        first, back = max(pause.starts, counted), min(pause.back_on or until, until)
        if back > first:
            rested += (back - first).days
            counted = back
    return rested
