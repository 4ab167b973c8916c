"""What comes first in a session, where that is tried or kept: the same for page, player, paper and device."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from loadshare.care.programme import ProgrammeItem
from loadshare.care.session_order import holds_both, in_order
from loadshare.care.trial import TrialQuestion, Way
from loadshare.care.trial_turns import turn_of_day
from loadshare.knowledge import load_knowledge
from loadshare.server.programme.planning import programme_of
from loadshare.server.records.current import kept_order_of, trial_of
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.records.resting import pauses_of


@dataclass(frozen=True, kw_only=True)
class SessionTurn:
    """The order of a session."""

    trial: uuid.UUID | None
    """The trial for which chance gave it; None for the order that a person keeps."""
    way: Way

    @property
    def strength_first(self) -> bool:
        """Whether strength comes before stretching."""
        return self.way is Way.SECOND


def turns_on(
    stored: StoredProgramme, days: Collection[dt.date], *, today: dt.date
) -> Mapping[dt.date, SessionTurn]:
    """The order of the session of each of these days that has one; nothing where it is the usual one."""
    row = trial_of(stored)
    if row is None or not TrialQuestion(row.question).goes_by_sessions:
        return _as_kept(stored, days)
    # The model of a trial brings NumPy, without which most commands start.
    from loadshare.server.records.tried import kept

    found = kept(row, pauses=pauses_of(stored.person), today=today)
    if found.end is not None:
        return _as_kept(stored, days)
    programme, knowledge = programme_of(stored), load_knowledge()
    ways = {
        day: turn_of_day(trial=found.trial, programme=programme, knowledge=knowledge, day=day, today=today)
        for day in days
    }
    return {day: SessionTurn(trial=row.pk, way=way) for day, way in ways.items() if way is not None}


def _as_kept(stored: StoredProgramme, days: Collection[dt.date]) -> Mapping[dt.date, SessionTurn]:
    way = kept_order_of(stored)
    return {} if way is None else {day: SessionTurn(trial=None, way=way) for day in days}


def turn_for(
    stored: StoredProgramme, items: Sequence[ProgrammeItem], *, on: dt.date, today: dt.date
) -> SessionTurn | None:
    """The order of these exercises on a day; none where there is nothing to change."""
    if not holds_both(items, knowledge=load_knowledge()):
        return None
    return turns_on(stored, (on,), today=today).get(on)


def in_turn(items: Sequence[ProgrammeItem], turn: SessionTurn | None) -> tuple[ProgrammeItem, ...]:
    """The exercises in that order; as they are where there is none."""
    if turn is None:
        return tuple(items)
    return in_order(items, strength_first=turn.strength_first, knowledge=load_knowledge())
