"""When the next break is due: instants, never countdowns, worked out from what the person said.

A nudge is a fixed instant. It belongs to what was said before it, so asking twice, on two devices or after
a sleep of the laptop, gives the same nudge with the same `key`, and after one without an answer there is
silence until the person says something. Pure: events and `now` in, a nudge out. Rules from what users
of break reminders ask for; source: `loadshare-judgement`.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from loadshare.care.break_events import (
    BackAtDesk,
    BreakEvent,
    Done,
    Later,
    Meeting,
    MeetingMinutes,
    MeetingOver,
    Moved,
    SettingsChanged,
    Skipped,
    Started,
)
from loadshare.care.break_hours import BreakSettings, QuietHours, first_open, is_open, is_paused, open_until
from loadshare.care.nudge_chance import NudgeChance
from loadshare.care.words import words
from loadshare.knowledge._base import Entry

__all__ = [
    "BackAtDesk",
    "BreakEvent",
    "BreakSettings",
    "BreakState",
    "Done",
    "Later",
    "Meeting",
    "MeetingMinutes",
    "MeetingOver",
    "Moved",
    "Nudge",
    "NudgeAnswer",
    "Presence",
    "QuietHours",
    "SettingsChanged",
    "Skipped",
    "Started",
    "after_event",
    "first_nudge",
    "is_by_chance",
    "is_left_out",
    "is_short",
    "may_come_at",
    "next_nudge",
    "past_it",
    "presence",
    "short_chance",
    "state_after",
]

LASTS = dt.timedelta(minutes=15)
"""How long a nudge stands; later it would be about a sitting that may be long over."""

SKIPS_BEFORE_SHORT = 2
REMEMBERED = 12
"""How many exercises of past breaks are kept, so that the next one is another."""


class NudgeAnswer(StrEnum):
    """What a nudge can always be answered with; closing it is fine too."""

    START = "start"
    SHORT = "short"
    LATER = "later"
    MOVED = "moved"
    SKIP = "skip"
    MEETING = "meeting"


class Nudge(Entry):
    """One suggestion to move, at an instant."""

    key: str
    """The same on every device; show each key once."""
    due: dt.datetime
    lapses: dt.datetime
    """From here on it is not shown any more."""
    short: bool
    """Offers the 30-second version: after two skips in a row, or where chance says so."""
    text: str
    """Safe for a lock screen: no word about health."""
    answers: tuple[NudgeAnswer, ...]
    blocks: bool = False
    """Never true: Escape, closing and ignoring always work."""

    def is_due(self, now: dt.datetime) -> bool:
        """Whether to show it at this instant."""
        return self.due <= now < self.lapses


class BreakState(Entry):
    """What was said so far, in short. All instants are UTC."""

    settings: BreakSettings = BreakSettings()
    sitting_since: dt.datetime | None = None
    """None while away from the desk, or before anything was said."""
    wanted_at: dt.datetime | None = None
    """When a break is wanted, quiet hours and meetings left aside; None while not sitting."""
    meeting_until: dt.datetime | None = None
    on_break: bool = False
    skips: int = 0
    """Skipped in a row."""
    recent: tuple[str, ...] = ()
    """Exercises of the last breaks, oldest first."""
    unanswered: Nudge | None = None
    """A nudge that had come when something was said that is no answer (new settings)."""
    chance: NudgeChance | None = None
    """Some nudges are left out by chance; the person asked for it."""
    is_asked_for: bool = False
    """The break is wanted because somebody said "later": it is never left out."""
    is_spared: bool = False
    """The one before was left out by chance: this one is not."""


def state_after(
    *,
    events: Iterable[BreakEvent],
    settings: BreakSettings | None = None,
    chance: NudgeChance | None = None,
) -> BreakState:
    """The state after these events, in whatever order and however often they arrived.

    `settings` are those at the beginning. Offline devices send late and sometimes twice: events are put in
    the order they were said, and the same event counts once.
    """
    state = BreakState(settings=settings or BreakSettings(), chance=chance)
    once = {event.model_dump_json(): event for event in events}
    for _, event in sorted(once.items(), key=lambda pair: (pair[1].at, pair[0])):
        state = after_event(state=state, event=event)
    return state


def after_event(*, state: BreakState, event: BreakEvent) -> BreakState:
    """The state after one more event, which must not lie before those already counted."""
    at = event.at
    state = _past_what_was_left_out(state, at)
    match event:
        case SettingsChanged():
            return _with_settings(state, event)
        case BackAtDesk():
            changes = {**_sitting(state, at), "skips": 0}
        case Moved():
            changes = {**_sitting(state, at), "skips": 0}
        case Started():
            changes = {**_AWAY, "on_break": True}
        case Done():
            recent = (*state.recent, *event.exercises)[-REMEMBERED:]
            changes = {**_AWAY, "skips": 0, "recent": recent}
        case Skipped():
            changes = {**_still_sitting(state, at, state.settings.every_minutes), "skips": state.skips + 1}
        case Later():
            changes = {**_still_sitting(state, at, event.minutes), "is_asked_for": True}
        case Meeting():
            until = at + dt.timedelta(minutes=event.minutes)
            changes = {"meeting_until": max(until, state.meeting_until or until), **_put_off(state, at)}
        case MeetingOver():
            changes = {"meeting_until": None, **_put_off(state, at)}
    return state.model_copy(update={**changes, "unanswered": None})


def next_nudge(*, state: BreakState, now: dt.datetime) -> Nudge | None:
    """The nudge that stands or comes next; None where none will come before the person says something.

    None while away, on a break, paused, after a nudge that lapsed without an answer, and where quiet hours
    last so long that sitting through them is unlikely. `now` must know its time zone.
    """
    nudge = state.unanswered or _coming(state)
    return nudge if nudge is not None and now < nudge.lapses else None


class Presence(StrEnum):
    """How things stand, for the page: what to show in the place of the next break."""

    PAUSED = "paused"
    AWAY = "away"
    ON_BREAK = "on-break"
    IN_MEETING = "in-meeting"
    QUIET = "quiet"
    DUE = "due"
    SITTING = "sitting"
    ASK = "ask"
    """Nothing was said for a while: ask "Are you at your desk?" on the page, never by a nudge."""


def presence(*, state: BreakState, now: dt.datetime) -> Presence:
    """How things stand at this instant."""
    nudge = next_nudge(state=state, now=now)
    if is_paused(settings=state.settings, at=now):
        return Presence.PAUSED
    if state.on_break:
        return Presence.ON_BREAK
    if state.meeting_until is not None and now < state.meeting_until:
        return Presence.IN_MEETING
    if nudge is not None and nudge.is_due(now):
        return Presence.DUE
    if not is_open(settings=state.settings, at=now):
        return Presence.QUIET
    if state.sitting_since is None:
        return Presence.AWAY
    return Presence.SITTING if nudge is not None else Presence.ASK


_ANEW: dict[str, object] = {"is_asked_for": False, "is_spared": False}
_AWAY: dict[str, object] = {"sitting_since": None, "wanted_at": None, "on_break": False, **_ANEW}


def _sitting(state: BreakState, at: dt.datetime) -> dict[str, object]:
    every = dt.timedelta(minutes=state.settings.every_minutes)
    return {"sitting_since": at, "wanted_at": at + every, "on_break": False, **_ANEW}


def _still_sitting(state: BreakState, at: dt.datetime, minutes: int) -> dict[str, object]:
    """Sitting goes on; somebody who leaves a break again sits from now on. Away stays away."""
    if state.sitting_since is None and not state.on_break:
        return {}
    return {
        "sitting_since": state.sitting_since or at,
        "wanted_at": at + dt.timedelta(minutes=minutes),
        "on_break": False,
        **_ANEW,
    }


def _put_off(state: BreakState, at: dt.datetime) -> dict[str, object]:
    """A break that was wanted already is wanted from now on, so that it makes a new nudge."""
    if state.wanted_at is None or state.wanted_at > at:
        return {}
    return {"wanted_at": at}


def _with_settings(state: BreakState, event: SettingsChanged) -> BreakState:
    """New settings move the next nudge, never before the change; one that had come stays the one."""
    settings = event.settings
    changes: dict[str, object] = {"settings": settings}
    came = state.unanswered or _coming(state)
    if came is not None and came.due <= event.at:
        until = open_until(settings=settings, start=event.at, at_most=LASTS)
        stands = is_open(settings=settings, at=event.at)
        lapses = min(came.lapses, until if stands else event.at)
        changes["unanswered"] = came.model_copy(update={"lapses": lapses})
    elif state.wanted_at is not None:
        # What was added by "later" or a skip is kept: only the length of sitting changes.
        longer = settings.every_minutes - state.settings.every_minutes
        changes["wanted_at"] = max(event.at, state.wanted_at + dt.timedelta(minutes=longer))
    return state.model_copy(update=changes)


def _coming(state: BreakState) -> Nudge | None:
    nudge = first_nudge(state=state)
    if nudge is not None and is_left_out(state=state, due=nudge.due):
        return first_nudge(state=past_it(state=state, due=nudge.due))
    return nudge


def _past_what_was_left_out(state: BreakState, at: dt.datetime) -> BreakState:
    nudge = first_nudge(state=state)
    if nudge is None or nudge.due > at or not is_left_out(state=state, due=nudge.due):
        return state
    return past_it(state=state, due=nudge.due)


def is_by_chance(*, state: BreakState, due: dt.datetime) -> bool:
    """Whether chance says if a nudge at this instant is shown."""
    if state.chance is None or state.is_asked_for or state.is_spared:
        return False
    return state.chance.holds(due=due, every_minutes=state.settings.every_minutes)


def is_left_out(*, state: BreakState, due: dt.datetime) -> bool:
    """Whether chance left it out."""
    return (
        is_by_chance(state=state, due=due) and state.chance is not None and state.chance.leaves_out(due=due)
    )


def short_chance(*, state: BreakState, due: dt.datetime) -> float:
    """With what chance a nudge at this instant has the short form: 0 or 1 where chance does not say it."""
    if not state.settings.short_after_skips:
        return 0.0
    if state.skips >= SKIPS_BEFORE_SHORT:
        return 1.0
    chance = state.chance
    if chance is None or state.is_asked_for:
        return 0.0
    return chance.short_with if chance.holds(due=due, every_minutes=state.settings.every_minutes) else 0.0


def is_short(*, state: BreakState, due: dt.datetime) -> bool:
    """Whether a nudge at this instant offers the short form."""
    share = short_chance(state=state, due=due)
    return share == 1 or (share > 0 and state.chance is not None and state.chance.says_short(due=due))


def past_it(*, state: BreakState, due: dt.datetime) -> BreakState:
    """After a nudge that was left out: a break is wanted again a whole sitting later, and that one comes."""
    wanted = due + dt.timedelta(minutes=state.settings.every_minutes)
    return state.model_copy(update={"wanted_at": wanted, "is_spared": True})


def may_come_at(*, state: BreakState, now: dt.datetime) -> dt.datetime | None:
    """When a nudge may come by chance; None where none may. It does not tell what chance says."""
    nudge = None if state.unanswered else first_nudge(state=state)
    if nudge is None or nudge.due <= now or not is_by_chance(state=state, due=nudge.due):
        return None
    return nudge.due


def first_nudge(*, state: BreakState) -> Nudge | None:
    """The nudge that would come, whatever chance says of it."""
    if state.wanted_at is None or state.settings.paused:
        return None
    wanted = max(state.wanted_at, state.meeting_until or state.wanted_at)
    due = first_open(settings=state.settings, at=wanted)
    if due is None:
        return None
    short = is_short(state=state, due=due)
    return Nudge(
        key=f"{due:%Y%m%dT%H%M%S}Z",
        due=due,
        lapses=open_until(settings=state.settings, start=due, at_most=LASTS),
        short=short,
        text=words("break.nudge-short" if short else "break.nudge"),
        answers=tuple(answer for answer in NudgeAnswer if short or answer is not NudgeAnswer.SHORT),
    )
