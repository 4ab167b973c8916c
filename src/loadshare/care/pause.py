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

    def holds(self, day: dt.date) -> bool:
        """Whether the programme rests on a day."""
        return self.starts <= day < self._back(day)

    def days(self, *, since: dt.date, until: dt.date) -> int:
        """How many of the days from `since` on, before `until`, it took."""
        return max(0, (min(until, self._back(until)) - max(since, self.starts)).days)

    def _back(self, day: dt.date) -> dt.date:
        if self.over_on is not None:
            return self.over_on
        return day + dt.timedelta(days=1) if self.ends is None else self.ends + dt.timedelta(days=1)


def days_paused(*, pauses: Iterable[Pause], since: dt.date, until: dt.date) -> int:
    """Days of this stretch on which the programme rested."""
    return sum(pause.days(since=since, until=until) for pause in pauses)
