"""The level as others read it: a red flag that stands comes before the newest check, however calm that is."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format

from loadshare.knowledge.safety import HELP_FIRST
from loadshare.server.clinic.presenters.own import level_words
from loadshare.server.clinic.watching import LevelNow
from loadshare.server.clinic.words import words


class LevelScreen:
    """What stands, and what the newest check said."""

    def __init__(self, now: LevelNow) -> None:
        self._now = now
        self.level = now.newest

    @property
    def standing(self) -> str:
        """That somebody has to look first, whatever the newest check says; empty where that is over."""
        if self._now.lock is not None:
            level, day = self._now.lock
            return words("standing.red-flag", level=level, day=in_short(day))
        return words("standing.alarmed") if self._now.is_alarmed else ""

    @property
    def says(self) -> str:
        """What the newest check comes to; a calm one is no leave to go on where something stands."""
        if self.level and self.standing and self.level[0] not in HELP_FIRST:
            return words("standing.lifts-nothing")
        return level_words(self.level)

    @property
    def line(self) -> str:
        """All of it in one line, the gravest first."""
        if self.level is None:
            newest = self.says
        else:
            name, day = self.level
            newest = words("summary.level", level=name, day=in_short(day), says=self.says)
        return " ".join(filter(None, (self.standing, newest)))


def in_short(day: dt.date) -> str:
    """A day as the tables write it."""
    return date_format(day, "j M Y")
