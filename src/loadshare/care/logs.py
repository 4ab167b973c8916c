"""What was done and how it felt, and the pain traffic light read from it."""

import datetime as dt
from enum import StrEnum

from pydantic import Field

from loadshare.knowledge._base import Entry
from loadshare.knowledge.exercise import Dose
from loadshare.knowledge.library import Knowledge

GREEN_MOST = 2
RED_OVER = 5
RED_RISE_OVER = 2
RED_WINDOW_DAYS = 7
LEAST_UNLOCK_SESSIONS_PER_WEEK = 2
MISSED_DAYS = 14


DONE_SHARE = {"done": 1.0, "part": 0.5, "skipped": 0.0, "stopped": 0.5}
"""How much of an exercise counts as done, by how it ended; of one that was broken off nobody knows more."""
EASED_SHARE = 0.5
"""Of one that was made easier meanwhile: about half of its dose was left."""


class Light(StrEnum):
    """How an exercise or a session was tolerated (`thomee-1997`, `silbernagel-2007`; an extrapolation, never
    validated for backs)."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class ItemLog(Entry):
    """One exercise of a session, as it went."""

    exercise: str
    dose: Dose
    """As it was asked for that day."""
    done_share: float = Field(ge=0, le=1)
    """How much of it was done: 0 for skipped, 1 for all."""
    pain_during: int | None = Field(default=None, ge=0, le=10)
    effort: int | None = Field(default=None, ge=0, le=10)
    spread: bool = False
    """Pain spread further down the leg."""
    stopped: bool = False
    """The person stopped it because it hurt."""


class SessionLog(Entry):
    """One session, as it went."""

    date: dt.date
    items: tuple[ItemLog, ...]
    pain_before: int = Field(ge=0, le=10)
    pain_after: int | None = Field(default=None, ge=0, le=10)
    effort: int | None = Field(default=None, ge=0, le=10)
    settled: bool | None = None
    """Back to usual by the next morning; None while nobody has asked yet."""
    flare_day: bool = False
    """The two-minute version: it counts as a session done, never towards a step up."""


def item_light(*, session: SessionLog, item: ItemLog) -> Light:
    """The light of one exercise.

    Red: over 5, more than 2 above the pain before, spreading down the leg, stopped because it hurt, or not
    settled by the next day. Red wins over "no more than before", so pain of 6 is red also where it was 6
    before. Green: up to 2, or no more than before. Amber: everything between. Where nobody gave the pain of
    the exercise, the pain after the session stands in; where neither is known it is amber, never green.
    """
    pain = item.pain_during if item.pain_during is not None else session.pain_after
    if item.spread or item.stopped or session.settled is False:
        return Light.RED
    if pain is None:
        return Light.AMBER
    if pain > RED_OVER or pain - session.pain_before > RED_RISE_OVER:
        return Light.RED
    return Light.GREEN if pain <= max(GREEN_MOST, session.pain_before) else Light.AMBER


def session_light(*, session: SessionLog) -> Light:
    """The worst light of a session, its end included."""
    lights = [item_light(session=session, item=item) for item in session.items]
    if session.settled is False or _end_is_red(session):
        return Light.RED
    return max(lights, key=tuple(Light).index, default=Light.GREEN)


def hurt_more(*, session: SessionLog) -> bool:
    """Whether any of it hurt more than before it, spread, was stopped, or stayed until the next day."""
    pains = [session.pain_after, *(item.pain_during for item in session.items)]
    rose = any(pain is not None and pain > session.pain_before for pain in pains)
    return rose or session.settled is False or any(item.spread or item.stopped for item in session.items)


def is_away(*, since: dt.date, today: dt.date) -> bool:
    """Whether two weeks or more went by without a session."""
    return (today - since).days >= MISSED_DAYS


def last_day(logs: tuple[SessionLog, ...]) -> tuple[SessionLog, ...]:
    """Every session of the newest day: none of them is the last one, and each of them counts."""
    newest = max((log.date for log in logs), default=None)
    return tuple(log for log in logs if log.date == newest)


def ends_red(logs: tuple[SessionLog, ...]) -> bool:
    """True when any session of the newest day held a red light."""
    return any(session_light(session=log) is Light.RED for log in last_day(logs))


def red_days(*, logs: tuple[SessionLog, ...], today: dt.date) -> list[dt.date]:
    """The day of each red session so far, oldest first."""
    return sorted(log.date for log in logs if session_light(session=log) is Light.RED and log.date <= today)


def is_red_twice(*, logs: tuple[SessionLog, ...], today: dt.date) -> bool:
    """True when two sessions within seven days were red, the later one in the last seven (level D)."""
    window = dt.timedelta(days=RED_WINDOW_DAYS)
    red = red_days(logs=logs, today=today)
    return len(red) >= 2 and red[-1] - red[-2] < window and today - red[-1] <= window


def is_red_twice_still(*, logs: tuple[SessionLog, ...], today: dt.date, seen: dt.date | None) -> bool:
    """Two red sessions in seven days: for a week, and until one that was not red or somebody looked."""
    if is_red_twice(logs=logs, today=today):
        return True
    if not ends_red(logs):
        return False
    latest = max(log.date for log in logs)
    return (seen is None or seen < latest) and is_red_twice(logs=logs, today=latest)


def unlocked_by(*, logs: tuple[SessionLog, ...], knowledge: Knowledge) -> frozenset[str]:
    """Exercises opened by good weeks of the one before them.

    The last unbroken run of green sessions of that exercise must span the weeks asked for, with at least two
    sessions a week on average. One amber or red starts the count again.
    """
    return frozenset(
        exercise.id
        for exercise in knowledge.exercises.values()
        if exercise.unlock is not None and _was_green_for(exercise.unlock.after, exercise.unlock.weeks, logs)
    )


def sessions_of(*, exercise: str, logs: tuple[SessionLog, ...]) -> tuple[tuple[SessionLog, ItemLog], ...]:
    """The sessions that held an exercise, oldest first; flare days left out.

    A day does not say which of its sessions came last, so the worst of them stands last.
    """
    held = (
        (session, item)
        for session in logs
        for item in session.items
        if item.exercise == exercise and not session.flare_day
    )
    return tuple(sorted(held, key=lambda one: _place(*one)))


def _place(session: SessionLog, item: ItemLog) -> tuple[dt.date, tuple[int, ...]]:
    """The day, the worse light, the larger dose, the graver reason; never the order of sending."""
    light, dose = tuple(Light).index(item_light(session=session, item=item)), item.dose
    size = (dose.sets, dose.count, dose.hold_s, dose.duration_s)
    reason = (item.spread, item.stopped, session.settled is False, item.pain_during is None)
    return (session.date, (light, *size, *reason, session.pain_after is None))


def _was_green_for(exercise: str, weeks: int, logs: tuple[SessionLog, ...]) -> bool:
    run: list[dt.date] = []
    for session, item in sessions_of(exercise=exercise, logs=logs):
        if item_light(session=session, item=item) is not Light.GREEN:
            run = []
        elif item.done_share > 0 and session_light(session=session) is not Light.RED:
            run.append(session.date)
    if len(run) < weeks * LEAST_UNLOCK_SESSIONS_PER_WEEK:
        return False
    return run[-1] - run[0] >= dt.timedelta(weeks=weeks)


def _end_is_red(session: SessionLog) -> bool:
    after = session.pain_after
    return after is not None and (after > RED_OVER or after - session.pain_before > RED_RISE_OVER)
