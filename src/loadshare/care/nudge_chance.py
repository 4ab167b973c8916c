"""Nudges that chance leaves out, so that many of them together tell whether nudges help.

Whoever asks for it takes part for six weeks: at each instant at which a nudge may come, chance says whether
it does. Such a design is described in `klasnja-2015`; the sizes are our judgement (`loadshare-judgement`).
Only suggestions to get up are left out. Nothing here decides anything about safety.
"""

import datetime as dt
import hashlib

from pydantic import AwareDatetime, Field

from loadshare.knowledge._base import Entry

LASTS_DAYS = 42
"""Then it is over by itself."""
SHOWN_WITH = 0.6
"""The chance with which a nudge is shown."""
MOST_EVERY_MINUTES = 60
"""Where somebody wants nudges less often, none is left out: nobody sits much longer than two hours."""
SEEDS = 2**31


class NudgeChance(Entry):
    """From when to when chance has a say, and what it is drawn from."""

    seed: int = Field(ge=0, lt=SEEDS)
    since: AwareDatetime
    until: AwareDatetime

    def holds(self, *, due: dt.datetime, every_minutes: int) -> bool:
        """Whether chance has a say in a nudge at this instant."""
        return self.since <= due < self.until and every_minutes <= MOST_EVERY_MINUTES

    def leaves_out(self, *, due: dt.datetime) -> bool:
        """What chance says: the same on every device, and however often it is asked."""
        drawn = hashlib.sha256(f"{self.seed} {due.astimezone(dt.UTC).isoformat()}".encode()).digest()[:8]
        return int.from_bytes(drawn) >= SHOWN_WITH * 2**64
