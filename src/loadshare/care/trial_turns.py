"""What comes first in a session, where that is tried: chance says it anew for each two sessions.

The order goes with the session that is done, so that one that is missed takes no turn, and nobody can choose
an order by leaving a session out. Where two of one order were done in a row, on a device without a
connection, the other one follows until both are even.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from loadshare.care.programme_types import Programme
from loadshare.care.session_order import days_with_both
from loadshare.care.trial import Trial, TrialQuestion, Way, drawn_way, questions_for
from loadshare.knowledge.library import Knowledge


def next_turn(*, seed: int, done: Collection[Way]) -> Way:
    """The order of the next session: the rarer one so far, and where they are even what chance says."""
    of_first = sum(way is Way.FIRST for way in done)
    of_second = len(done) - of_first
    if of_first != of_second:
        return Way.FIRST if of_first < of_second else Way.SECOND
    return drawn_way(seed=seed, pair=of_first)


def turn_of_day(
    *, trial: Trial, programme: Programme, knowledge: Knowledge, day: dt.date, today: dt.date
) -> Way | None:
    """What comes first in the session of a day; none where the order is not tried on it.

    Of a day ahead it is what comes if each session planned until then is done; of a day that is over what
    was done.
    """
    if TrialQuestion.ORDER not in questions_for(programme, knowledge=knowledge):
        return None
    if not _is_tried_on(trial, day):
        return None
    if day in trial.turns or day < today:
        return trial.turns.get(day)
    done = list(trial.turns.values())
    planned = days_with_both(programme=programme, knowledge=knowledge)
    for ahead in range((day - today).days):
        before = today + dt.timedelta(days=ahead)
        if before.weekday() in planned and before not in trial.turns and _is_tried_on(trial, before):
            done.append(next_turn(seed=trial.seed, done=done))
    return next_turn(seed=trial.seed, done=done)


def _is_tried_on(trial: Trial, day: dt.date) -> bool:
    is_in_it = trial.question.goes_by_sessions and trial.place_of(day) is not None
    return is_in_it and not trial.rests_on(day)
