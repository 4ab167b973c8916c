"""What was decided at each instant at which a break was wanted: a nudge or none, in which form, and why."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum

from loadshare.care.break_hours import is_open, is_paused
from loadshare.care.breaks import BreakState, first_nudge, is_by_chance, is_left_out, past_it, short_chance
from loadshare.care.nudge_chance import SHOWN_WITH
from loadshare.knowledge._base import Entry


class NudgeMade(StrEnum):
    """What became of it."""

    SHOWN = "shown"
    LEFT_OUT = "left-out"
    """By chance."""
    NOT_POSSIBLE = "not-possible"


class NudgeForm(StrEnum):
    """What the nudge offers."""

    WHOLE = "whole"
    SHORT = "short"


class NotPossible(StrEnum):
    """Why there was none."""

    PAUSED = "paused"
    QUIET = "quiet"
    """Quiet hours, or no working day."""
    MEETING = "meeting"
    RESTS = "rests"
    """The whole programme rests."""
    CLOSED = "closed"
    """Somebody has to look first."""


class NudgeDecision(Entry):
    """One decision. Whether anybody looked at the nudge is another matter."""

    at: dt.datetime
    made: NudgeMade
    form: NudgeForm | None = None
    shown_with: float
    """The chance with which it was to be shown: 1 where nothing was left to chance, 0 where none could be."""
    short_with: float | None = None
    """The chance with which it was to have the short form; None where no nudge was possible."""
    why: NotPossible | None = None


def decisions(*, state: BreakState, until: dt.datetime) -> tuple[NudgeDecision, ...]:
    """What was decided from the last word up to this instant, and nothing of what is to come."""
    return tuple(one for one in _all(state) if one.at <= until)


def not_possible(*, at: dt.datetime, why: NotPossible) -> NudgeDecision:
    """None was possible."""
    return NudgeDecision(at=at, made=NudgeMade.NOT_POSSIBLE, shown_with=0.0, why=why)


def _all(state: BreakState) -> Iterator[NudgeDecision]:
    wanted = state.wanted_at
    if wanted is None:
        return
    if state.meeting_until is not None and state.meeting_until > wanted:
        yield not_possible(at=wanted, why=NotPossible.MEETING)
        wanted = state.meeting_until
    if not is_open(settings=state.settings, at=wanted):
        paused = is_paused(settings=state.settings, at=wanted)
        yield not_possible(at=wanted, why=NotPossible.PAUSED if paused else NotPossible.QUIET)
    nudge = first_nudge(state=state)
    if nudge is None:
        return
    left_out = is_left_out(state=state, due=nudge.due)
    yield NudgeDecision(
        at=nudge.due,
        made=NudgeMade.LEFT_OUT if left_out else NudgeMade.SHOWN,
        form=NudgeForm.SHORT if nudge.short else NudgeForm.WHOLE,
        shown_with=SHOWN_WITH if is_by_chance(state=state, due=nudge.due) else 1.0,
        short_with=short_chance(state=state, due=nudge.due),
    )
    if left_out:
        yield from _all(past_it(state=state, due=nudge.due))
