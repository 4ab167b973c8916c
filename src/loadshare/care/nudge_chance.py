"""Nudges that chance leaves out, so that many of them together tell whether nudges help.

Whoever asks for it takes part for six weeks: at each instant at which a nudge may come, chance says whether
it does, and in which form: with the usual words, or the short one that offers half a minute. Such a design
is described in `klasnja-2015`; the sizes are our judgement (`loadshare-judgement`). Only suggestions to get
up are left out. Nothing here decides anything about safety.
"""

import datetime as dt
import hashlib

from pydantic import AwareDatetime, Field

from loadshare.knowledge._base import Entry

LASTS_DAYS = 42
"""Then it is over by itself."""
SHOWN_WITH = 0.6
"""The chance with which a nudge is shown."""
SHORT_WITH = 0.5
"""The chance with which a nudge has the short form, where chance says which."""
MOST_EVERY_MINUTES = 60
"""Where somebody wants nudges less often, none is left out: nobody sits much longer than two hours."""
SEEDS = 2**31


class NudgeChance(Entry):
    """From when to when chance has a say, and what it is drawn from."""

    seed: int = Field(ge=0, lt=SEEDS)
    since: AwareDatetime
    until: AwareDatetime
    short_with: float = Field(default=0.0, ge=0, lt=1)
    """The chance of the short form. 0: no form is drawn, as for those who began before any was."""

    def holds(self, *, due: dt.datetime, every_minutes: int) -> bool:
        """Whether chance has a say in a nudge at this instant."""
        return self.since <= due < self.until and every_minutes <= MOST_EVERY_MINUTES

    def leaves_out(self, *, due: dt.datetime) -> bool:
        """What chance says: the same on every device, and however often it is asked."""
        return self._drawn("", due) >= SHOWN_WITH

    def says_short(self, *, due: dt.datetime) -> bool:
        """Which form chance says, whether the nudge is shown or not; the same on every device too."""
        return self._drawn("form ", due) < self.short_with

    def _drawn(self, what: str, due: dt.datetime) -> float:
        """From 0 up to 1. Draws of different things do not depend on each other."""
        text = f"{what}{self.seed} {due.astimezone(dt.UTC).isoformat()}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) / 2**64
