"""A computer and a screen that do what a test says."""

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from loadshare.care.break_hours import BreakSettings
from loadshare.care.breaks import Nudge
from loadshare.desktop.companion import Companion, Wishes
from loadshare.desktop.diary import Diary
from loadshare.desktop.ports import Notice, Sight, Tap

ALWAYS = BreakSettings(zone="Europe/London", every_minutes=30, days=frozenset(range(7)), quiet=())
MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@dataclass
class FakeMachine:
    sight: Sight = field(default_factory=lambda: Sight(idle_s=0.0))

    async def look(self) -> Sight:
        return self.sight


@dataclass
class FakeNotices:
    shown: list[Notice] = field(default_factory=list)
    standing: Notice | None = None

    async def show(self, notice: Notice) -> None:
        self.shown.append(notice)
        self.standing = notice

    async def withdraw(self) -> None:
        self.standing = None


class Desk:
    """Somebody at a desk; time passes in looks."""

    def __init__(self, folder: Path, wishes: Wishes | None = None, now: dt.datetime = MONDAY) -> None:
        self.folder, self.wishes, self.now = folder, wishes or Wishes(settings=ALWAYS), now
        self.machine, self.notices, self.moved = FakeMachine(), FakeNotices(), dt.timedelta()
        self.restart()

    def restart(self) -> None:
        self.companion = Companion(
            diary=Diary(self.folder),
            machine=self.machine,
            notices=self.notices,
            wishes=self.wishes,
            steady_s=lambda: self.steady_s,
        )

    @property
    def steady_s(self) -> float:
        """Time that passed, however the clock was moved."""
        return (self.now - self.moved).timestamp()

    def move_clock(self, by: dt.timedelta) -> None:
        """Somebody puts the clock right, or wrong; no time passes."""
        self.now, self.moved = self.now + by, self.moved + by

    def begin(self) -> None:
        self.companion.begin(now=self.now)

    def look(self) -> Nudge | None:
        return asyncio.run(self.companion.look(now=self.now))

    def answer(self, answer: Tap) -> None:
        asyncio.run(self.companion.answer(answer, now=self.now))

    def wait(self, minutes: float, *, step: dt.timedelta = MINUTE) -> list[Nudge]:
        """Let time pass, looking once a step; the nudges shown."""
        end = self.now + minutes * MINUTE
        shown = []
        while self.now < end:
            self.now = min(end, self.now + step)
            nudge = self.look()
            if nudge is not None:
                shown.append(nudge)
        return shown
