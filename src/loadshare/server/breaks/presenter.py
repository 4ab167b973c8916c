"""The breaks part of Today: how things stand in one sentence, a soft ring, and what one can say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from loadshare.care.break_choice import Break
from loadshare.care.breaks import (
    BreakState,
    MeetingMinutes,
    Nudge,
    Presence,
    may_come_at,
    next_nudge,
    presence,
)
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.exercise import Exercise
from loadshare.server.breaks.saying import PAGES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FULL_PCT = 100
MINUTE_S = 60


def _nothing(_is_short: bool, /) -> Break | None:
    return None


@dataclass(frozen=True)
class Saying:
    """One button: what it says, and what it does."""

    label: StrOrPromise
    kind: str
    minutes: int | None = None
    is_main: bool = False

    @property
    def page(self) -> str:
        """The name of the page it leads to, if it leads away from this one."""
        return PAGES.get(self.kind, "")


HERE = Saying(gettext_lazy("I’m at my desk"), "back", is_main=True)
BACK = Saying(gettext_lazy("I’m back"), "back", is_main=True)
MOVED = Saying(gettext_lazy("I just moved"), "moved")
START = Saying(gettext_lazy("Start"), "started", is_main=True)
START_NOW = Saying(gettext_lazy("Start now"), "started")
SHORT = Saying(gettext_lazy("Half a minute"), "short")
LATER = Saying(gettext_lazy("Later"), "later")
SKIP = Saying(gettext_lazy("Skip this one"), "skipped")
MEETING_OVER = Saying(gettext_lazy("It is over"), "meeting-over", is_main=True)
RESUME = Saying(gettext_lazy("Turn breaks on again"), "resume", is_main=True)

SAYINGS = {
    Presence.AWAY: (HERE,),
    Presence.ASK: (MOVED, HERE),
    Presence.SITTING: (START_NOW, MOVED),
    Presence.ON_BREAK: (BACK,),
    Presence.IN_MEETING: (MEETING_OVER, MOVED),
    Presence.QUIET: (),
    Presence.PAUSED: (RESUME,),
}
CAN_MEET = frozenset({Presence.SITTING, Presence.DUE, Presence.ASK})


class BreakPart:
    """What the breaks part shows at one instant."""

    def __init__(
        self, state: BreakState, *, now: dt.datetime, propose: Callable[[bool], Break | None] = _nothing
    ) -> None:
        """`propose` chooses the break, short or whole; it is asked only when one is due."""
        self.now = now
        self.state = state
        self.presence = presence(state=state, now=now)
        nudge = next_nudge(state=state, now=now)
        self.nudge: Nudge | None = nudge if self.presence in {Presence.SITTING, Presence.DUE} else None
        is_short = self.nudge is not None and self.nudge.short
        self.proposed = propose(is_short) if self.is_due else None

    @property
    def is_due(self) -> bool:
        """Whether to move now."""
        return self.presence is Presence.DUE

    @property
    def move(self) -> Exercise | None:
        """What the break begins with."""
        if self.proposed is None or not self.proposed.items:
            return None
        return load_knowledge().exercises[self.proposed.items[0].exercise]

    @property
    def move_minutes(self) -> str:
        """How long the whole break takes."""
        seconds = self.proposed.seconds if self.proposed else 0
        minutes = max(1, round(seconds / MINUTE_S))
        return ngettext("about %(n)d minute", "about %(n)d minutes", minutes) % {"n": minutes}

    @property
    def words(self) -> str:
        """How things stand."""
        match self.presence:
            case Presence.SITTING:
                return self._until_next()
            case Presence.DUE:
                is_short = self.nudge is not None and self.nudge.short
                return _("Busy? Half a minute is enough.") if is_short else _("Time to get up")
            case Presence.IN_MEETING:
                return _("In a meeting until %(time)s. Nothing will disturb it.") % {
                    "time": self._clock(self.state.meeting_until or self.now)
                }
            case Presence.PAUSED:
                return self._paused()
        return str(WORDS[self.presence])

    @property
    def sayings(self) -> tuple[Saying, ...]:
        """The buttons, most likely first."""
        if self.is_due:
            short = (SHORT,) if self.nudge is not None and self.nudge.short else ()
            return (START, *short, LATER, MOVED, SKIP)
        return SAYINGS[self.presence]

    @property
    def meetings(self) -> tuple[Saying, ...]:
        """ "In a meeting", where that makes sense."""
        if self.presence not in CAN_MEET:
            return ()
        return tuple(Saying(_meeting(length), "meeting", minutes=length) for length in MeetingMinutes)

    @property
    def since(self) -> dt.datetime | None:
        """Where the ring is full. Where chance has a say there is none: its pace would tell."""
        return None if self._may_come_at else self.state.sitting_since

    @property
    def left_pct(self) -> float:
        """How much of the sitting is left, for the ring."""
        if self.nudge is None or self.since is None:
            return 0.0
        whole = (self.nudge.due - self.since).total_seconds()
        left = (self.nudge.due - self.now).total_seconds()
        return round(FULL_PCT * max(0.0, min(1.0, left / whole)), 1) if whole > 0 else 0.0

    def _until_next(self) -> str:
        if self.nudge is None:
            return ""
        if self._may_come_at:
            return _("A nudge may come at %(time)s.") % {"time": self._clock(self._may_come_at)}
        return _("Next break at %(time)s.") % {"time": self._clock(self.nudge.due)}

    @property
    def _may_come_at(self) -> dt.datetime | None:
        return may_come_at(state=self.state, now=self.now)

    def _paused(self) -> str:
        until = self.state.settings.paused_until
        if self.state.settings.paused or until is None:
            return _("Breaks are off.")
        day = date_format(timezone.localtime(until, self._zone), "l")
        return _("Paused until %(day)s, %(time)s.") % {"day": day, "time": self._clock(until)}

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.state.settings.zone)

    def _clock(self, at: dt.datetime) -> str:
        return f"{at.astimezone(self._zone):%H:%M}"


WORDS = {
    Presence.AWAY: gettext_lazy("Sitting down? Say so, and a nudge comes when it is time to get up."),
    Presence.ASK: gettext_lazy(
        "Are you at your desk? Nothing was said for a while, so nothing will nudge you."
    ),
    Presence.ON_BREAK: gettext_lazy("Enjoy it. Sitting is counted again when you say you are back."),
    Presence.QUIET: gettext_lazy("Quiet hours. Nothing will nudge you now."),
}


def _meeting(length: MeetingMinutes) -> str:
    return _("%(minutes)d min") % {"minutes": int(length)}
