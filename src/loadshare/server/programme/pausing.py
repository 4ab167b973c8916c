"""A programme that rests for a while, and goes on where it was."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from loadshare.care.come_back import come_back
from loadshare.care.logs import unlocked_by
from loadshare.care.programme import NoProgrammeError
from loadshare.knowledge import load_knowledge
from loadshare.server.check import checking, locks
from loadshare.server.diary.logbook import logs_of
from loadshare.server.programme import planning
from loadshare.server.records import current
from loadshare.server.records.hold import held
from loadshare.server.records.models import Pause, Person
from loadshare.server.records.resting import care_pause, forget_rows, pause_to_end, pauses_of, rows_of


@dataclass(frozen=True, kw_only=True)
class Rest:
    """A pause as a page shows it."""

    pause: Pause
    is_now: bool
    is_over: bool
    """By its date; the person has not said yet that they are back."""

    @property
    def is_illness(self) -> bool:
        """Whether they were ill."""
        return self.pause.reason == Pause.Reason.ILLNESS


def rest_of(person: Person, *, today: dt.date) -> Rest | None:
    """The pause that is planned, runs, or waits for the person to come back."""
    pause = next((one for one in rows_of(person) if one.over_on is None), None)
    if pause is None:
        return None
    known = care_pause(pause)
    return Rest(
        pause=pause,
        is_now=known.holds(today),
        is_over=known.back_on is not None and known.back_on <= today,
    )


def keep_pause(person: Person, *, reason: str, starts: dt.date, ends: dt.date | None, today: dt.date) -> None:
    """Plan a pause; one that is planned or runs gets these days, and one that is over keeps its own."""
    values = {"reason": reason, "starts": starts, "ends": ends}
    with held(person.pk):
        before = pause_to_end(person)
        if before is not None and starts > min(before.ends or today, today):
            _end(before, min(_back_from(before, today), starts))
        person.pauses.update_or_create(over_on=None, defaults=values)
        forget_rows(person)


def rest_on(person: Person, *, today: dt.date) -> None:
    """Rest until they say that they are back. A pause that holds keeps its first day and its reason."""
    with held(person.pk):
        pause = pause_to_end(person)
        if pause is None or not care_pause(pause).holds(today):
            keep_pause(person, reason=Pause.Reason.OTHER.value, starts=today, ends=None, today=today)
            return
        pause.ends = None
        pause.save(update_fields=["ends"])
        forget_rows(person)


def end_pause(person: Person, *, today: dt.date) -> None:
    """They are back: the week goes on. One that took no day is taken away. Twice changes nothing."""
    with held(person.pk):
        pause = pause_to_end(person)
        if pause is None:
            return
        is_counted = _end(pause, _back_from(pause, today))
        forget_rows(person)
        if is_counted:
            _go_on(person, today)


def _back_from(pause: Pause, today: dt.date) -> dt.date:
    """The day they are back on: today, or already that of their first session after its last day."""
    if pause.ends is None or pause.ends >= today:
        return today
    trained = pause.person.sessions.filter(on__gt=pause.ends, on__lte=today).order_by("on").first()
    return trained.on if trained else today


def _end(pause: Pause, back: dt.date) -> bool:
    """End it; whether it took a day."""
    if pause.starts >= back:
        pause.delete()
        return False
    pause.over_on = back
    pause.save(update_fields=["over_on"])
    return True


def _go_on(person: Person, today: dt.date) -> None:
    stored = person.programmes.filter(is_current=True).select_related("made_from").first()
    if stored is None or locks.is_shut(person, checking.last_check_of(person)):
        return
    programme, logs = planning.programme_of(stored), logs_of(person)
    case = planning.case_for(stored, unlocked=unlocked_by(logs=logs, knowledge=load_knowledge()))
    try:
        again = come_back(programme=programme, logs=logs, case=case, today=today, pauses=pauses_of(person))
    except NoProgrammeError:
        return
    stored.starts = again.starts
    stored.rules_version = again.rules_version
    stored.save(update_fields=["starts", "rules_version"])
    planning.rewrite(stored, again)
    current.forget_current(person)
