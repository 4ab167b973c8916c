"""A trial's row as the rules know it. The model of a trial brings NumPy: most commands start without it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from loadshare.care.pause import Pause
from loadshare.care.trial import MOST_DAYS, Trial, TrialEnd, TrialLength, TrialOutcome, TrialQuestion, Way
from loadshare.care.trial_verdict import TrialVerdict, is_said_by_itself, verdict_of
from loadshare.server.records.models import SingleTrial


@dataclass(frozen=True, kw_only=True)
class KeptTrial:
    """A row with the trial that the rules know."""

    row: SingleTrial
    trial: Trial
    end: TrialEnd | None
    """How it ended; None while it runs."""

    def verdict(self, *, today: dt.date) -> TrialVerdict:
        """What stands today, or stood when it ended."""
        return verdict_of(self.trial, today=min(today, self.ended_on or today))

    @property
    def ended_on(self) -> dt.date | None:
        """The day on which it was ended; where that is not known, the last one with a number."""
        return _ended_on(self.row)


def kept(row: SingleTrial, *, pauses: Collection[Pause], today: dt.date) -> KeptTrial:
    """A row as the rules know it. One that is over is finished, also where nobody noted the last number."""
    last = row.starts + dt.timedelta(days=MOST_DAYS)
    until = min(_ended_on(row) or today, today, last)
    rested = {dt.date.fromisoformat(day) for day in row.rested}
    trial = Trial(
        question=TrialQuestion(row.question),
        outcome=TrialOutcome(row.outcome),
        starts=row.starts,
        seed=row.seed,
        length=TrialLength(row.pairs),
        noted={dt.date.fromisoformat(day): number for day, number in row.noted.items()},
        rested=frozenset(rested.union(*(_days_of(pause, row.starts, until) for pause in pauses))),
        turns={dt.date.fromisoformat(day): Way(way) for day, way in row.turns.items()},
    )
    end = TrialEnd(row.end) if row.end else None
    if end is None and (trial.is_over(today) or is_said_by_itself(trial, today=today)):
        end = TrialEnd.FINISHED
    return KeptTrial(row=row, trial=trial, end=end)


def _ended_on(row: SingleTrial) -> dt.date | None:
    if not row.end or row.ended_on is not None:
        return row.ended_on
    return dt.date.fromisoformat(max(row.noted, default=row.starts.isoformat()))


def _days_of(pause: Pause, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = max(first, pause.starts)
    while day <= last and pause.holds(day):
        yield day
        day += dt.timedelta(days=1)
