"""What the companion needs from a computer. Each system fills this in one small file; tests have fakes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Tap(StrEnum):
    """What can be tapped on a notification."""

    START = "start"
    LATER = "later"
    MOVED = "moved"
    BACK = "back"


LABELS = {
    Tap.START: "Start",
    Tap.LATER: "Later",
    Tap.MOVED: "I just moved",
    Tap.BACK: "I'm back",
}


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What the computer tells at an instant. None where it does not."""

    idle_s: float | None = None
    """Seconds since a key or the mouse was used. A hint only: reading is sitting too."""
    is_locked: bool = False
    do_not_disturb: bool = False


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notification. No word about health."""

    title: str
    body: str
    answers: tuple[Tap, ...]


class Machine(Protocol):
    """A computer."""

    async def look(self) -> Sight:
        """What it tells now. Never raises: what cannot be read is None or False."""
        ...


class Notices(Protocol):
    """A way to show a notification."""

    async def show(self, notice: Notice) -> None:
        """Show this one in place of the one before."""
        ...

    async def withdraw(self) -> None:
        """Take back what is shown, if anything is."""
        ...


class NoNoticesError(Exception):
    """Notifications cannot be shown here; the message says what to do instead."""
