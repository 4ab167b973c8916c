"""How often a single-case trial says something, and is right: figures that `python -m bench trials` made."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from loadshare.knowledge._base import Entry

PATH = Path(__file__).with_name("trial_power.toml")
ORDER_PATH = Path(__file__).with_name("trial_order_power.toml")


class Calibration(Entry):
    """Whether what is said is right, of people of one kind."""

    crowd: str
    days: int
    sessions: int = 0
    """So many a week, where a trial goes by sessions; 0 where each day counts."""
    people: int
    said_pct: float
    """To how many of them something was said but "cannot tell yet"."""
    right_pct: float | None = None
    helps: int
    helps_right_pct: float | None = None
    helps_better_pct: float | None = None
    """Of those told that a way helps: to how many it is better at all."""
    same: int
    same_right_pct: float | None = None
    nothing: int
    """People with no effect at all."""
    helps_at_nothing_pct: float | None = None
    """How many of these are told that a way helps."""


class Power(Entry):
    """What is said where the truth is so many points."""

    points: float
    days: int
    sessions: int = 0
    """As above."""
    people: int
    helps_pct: float
    other_pct: float
    """That the other way helps."""
    same_pct: float
    open_pct: float


class TrialPower(Entry):
    """All of it."""

    probe: str
    """What was said of the first people: other rules would say something else, and need other figures."""
    people: int
    crowds: tuple[Calibration, ...]
    powers: tuple[Power, ...]

    def power_at(self, *, points: float, days: int, sessions: int = 0) -> Power:
        """What is said at so many points."""
        wanted = (points, days, sessions)
        return next(one for one in self.powers if (one.points, one.days, one.sessions) == wanted)


@cache
def trial_powers() -> TrialPower:
    """The figures of trials by days."""
    return TrialPower.model_validate(tomllib.loads(PATH.read_text(encoding="utf-8")))


@cache
def order_powers() -> TrialPower:
    """The figures of the trial by sessions: what comes first in them. `python -m bench trial_order`."""
    return TrialPower.model_validate(tomllib.loads(ORDER_PATH.read_text(encoding="utf-8")))
