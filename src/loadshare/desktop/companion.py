"""The companion at the desk: looks every few seconds, and nudges at most once until somebody answers.

When a nudge is due is decided by the pure scheduler alone. What the computer tells decides only whether it
can be shown now: while the computer is locked, while "do not disturb" is on and while nobody touches it, the
nudge waits, and lapses after its fifteen minutes. A computer that slept or was locked was not sat at, so that
counts as a break; a still mouse does not, unless the person asked for it (`away_s`).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from loadshare.care.break_events import BackAtDesk, BreakEvent, Later, Moved, Started
from loadshare.care.break_hours import BreakSettings
from loadshare.care.breaks import BreakState, Nudge, Presence, next_nudge, presence, state_after
from loadshare.desktop.diary import Diary
from loadshare.desktop.ports import Machine, Notice, Notices, Sight, Tap
from loadshare.desktop.steady import steady_s

NATURAL_S = 300.0
"""A computer that slept or was locked for this long was left."""
MOVED = dt.timedelta(minutes=1)
"""A clock is put right by less than this all the time."""
STILL_S = 300.0
"""Untouched for this long, nobody may be there to see a nudge."""
RESTED_S, ACTIVE_S = 60.0, 20.0
"""In a break: still for a minute and then in use again means back at the desk."""

TITLE = "Time to move"
NUDGE = "Stand up and walk a little. It can always be closed."
SHORT_NUDGE = "Busy? Half a minute on your feet is enough."
ON_BREAK = "Take your time. Sitting is counted again when you are back."


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """How the person wants it."""

    settings: BreakSettings
    counts_natural: bool = True
    away_s: float | None = None


class Companion:
    """One person at one computer."""

    def __init__(
        self,
        *,
        diary: Diary,
        machine: Machine,
        notices: Notices,
        wishes: Wishes,
        guide: Callable[[], bool] = lambda: False,
        steady_s: Callable[[], float] = steady_s,
    ) -> None:
        self._diary, self._machine, self._notices, self._wishes = diary, machine, notices, wishes
        self._guide, self._steady_s = guide, steady_s
        self._looked: tuple[dt.datetime, float] | None = None
        self._locked_since_s: float | None = None
        self._stillest_s = 0.0
        self._showing: str | None = None

    def state(self) -> BreakState:
        """How things stand, from everything that was said."""
        return state_after(events=self._diary.events(), settings=self._wishes.settings)

    def begin(self, *, now: dt.datetime) -> None:
        """Starting the companion says "I'm at my desk", unless that is known already."""
        self._put_clock_right(now)
        state = self.state()
        if (
            next_nudge(state=state, now=now) is None
            and presence(state=state, now=now) is not Presence.IN_MEETING
        ):
            self._diary.say(BackAtDesk(at=now))

    async def look(self, *, now: dt.datetime) -> Nudge | None:
        """One look. Returns the nudge if it was shown by this look."""
        sight = await self._machine.look()
        self._put_clock_right(now)
        for event in self._noticed(sight, now):
            self._diary.say(event)
        self._looked = now, self._steady_s()
        nudge = next_nudge(state=self.state(), now=now)
        if self._showing is not None and (nudge is None or nudge.key != self._showing):
            await self._hide()
        if nudge is None or not nudge.is_due(now) or self._diary.was_shown(nudge.key) or not _is_seen(sight):
            return None
        # Written down first: a companion that stops here shows it not at all rather than twice.
        self._diary.note_shown(nudge.key, at=now)
        self._showing = nudge.key
        answers = (Tap.START, Tap.LATER, Tap.MOVED)
        await self._notices.show(
            Notice(title=TITLE, body=SHORT_NUDGE if nudge.short else NUDGE, answers=answers)
        )
        return nudge

    async def answer(self, answer: Tap, *, now: dt.datetime) -> None:
        """A tap on a notification."""
        self._showing = None
        self._diary.say(_EVENTS[answer](now))
        if answer is Tap.START:
            self._stillest_s = 0.0
            if not self._guide():
                await self._notices.show(Notice(title="Enjoy it", body=ON_BREAK, answers=(Tap.BACK,)))

    async def _hide(self) -> None:
        self._showing = None
        await self._notices.withdraw()

    def _noticed(self, sight: Sight, now: dt.datetime) -> list[BreakEvent]:
        """What the computer itself tells: that it was left, and that somebody is back."""
        was_left = self._was_left(sight)
        still_s, self._stillest_s = self._stillest_s, max(self._stillest_s, sight.idle_s or 0.0)
        in_use = sight.idle_s is not None and sight.idle_s < ACTIVE_S and not sight.is_locked
        if in_use:
            self._stillest_s = 0.0
        state = self.state()
        if state.on_break:
            is_back = self._wishes.counts_natural and (was_left or (in_use and still_s >= RESTED_S))
            return [BackAtDesk(at=now)] if is_back else []
        away_s = self._wishes.away_s
        was_away = away_s is not None and in_use and still_s >= away_s
        is_natural = (was_left and self._wishes.counts_natural) or was_away
        return [Moved(at=now)] if is_natural and state.sitting_since is not None else []

    def _put_clock_right(self, now: dt.datetime) -> None:
        """Where the clock was moved since the last look, what was said moves with it: no break is near or far
        because of that. Where nobody saw it move, nothing was said later than now."""
        moved = dt.timedelta()
        if self._looked is not None:
            looked, steady_s = self._looked
            moved = now - looked - dt.timedelta(seconds=self._steady_s() - steady_s)
        if abs(moved) >= MOVED:
            self._diary.note_clock(at=now, moved=moved)
        elif any(event.at > now + MOVED for event in self._diary.events()):
            self._diary.note_clock(at=now)

    def _was_left(self, sight: Sight) -> bool:
        """Whether a sleep or a lock ended just now that was long enough."""
        now_s = self._steady_s()
        slept = self._looked is not None and now_s - self._looked[1] >= NATURAL_S
        if sight.is_locked:
            self._locked_since_s = now_s if self._locked_since_s is None else self._locked_since_s
            return False
        locked_since_s, self._locked_since_s = self._locked_since_s, None
        return slept or (locked_since_s is not None and now_s - locked_since_s >= NATURAL_S)


_EVENTS: dict[Tap, Callable[[dt.datetime], BreakEvent]] = {
    Tap.START: lambda at: Started(at=at),
    Tap.LATER: lambda at: Later(at=at),
    Tap.MOVED: lambda at: Moved(at=at),
    Tap.BACK: lambda at: BackAtDesk(at=at),
}


def _is_seen(sight: Sight) -> bool:
    """Whether somebody can see a notification and did not ask to be left alone."""
    is_there = sight.idle_s is None or sight.idle_s < STILL_S
    return is_there and not sight.is_locked and not sight.do_not_disturb
