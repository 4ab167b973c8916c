"""A session that was done: kept as it was offered, even when the programme has changed since."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from loadshare.care.progression import Progress
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.stop import StopKind
from loadshare.server.check import checking, locks
from loadshare.server.diary.logbook import SPREAD_STOP, Report, keep_session
from loadshare.server.offline.entries import TimedEntry
from loadshare.server.offline.registry import KeptEntry, RefusedError, keeper
from loadshare.server.records.models import Person, Programme
from loadshare.server.records.trying import let_rest, take_turn
from loadshare.server.session import learning
from loadshare.server.session.extras import keep_extras
from loadshare.server.session.offer import SessionOffer, read_offer
from loadshare.server.session.session_form import SessionForm, stops_in


def late_stop(done: TimedEntry) -> str:
    """The gravest reason to ask safety questions about in what comes late, or none."""
    return stop_to_ask(stops_in(done.body.get("stop_notes", ""))) if done.is_late else ""


@keeper("session", stop_in=late_stop)
def keep_done_session(person: Person, done: TimedEntry) -> KeptEntry:
    """Keep it on the day it was done, and let the next session reflect it."""
    offer = read_offer(done.body.get("offer", ""))
    stored = person.programmes.filter(id=offer.programme).first() if offer else None
    if offer is None or stored is None:
        raise RefusedError(_("The programme this session belongs to is not here any more."))
    refuse_while_shut(person, done)
    report = _report(offer, done)
    _log, is_new = keep_session(person, stored, offer.items, report, now=done.now)
    if is_new:
        keep_extras(person, done.body, on=report.on)
    if is_new and offer.is_flare:
        let_rest(person.pk, on=done.on)
    if is_new and offer.turn and offer.turn.trial and set(report.outcomes.values()) != {"skipped"}:
        take_turn(person.pk, trial=offer.turn.trial, way=offer.turn.way, on=report.on)
    progress = _learn(person, stored, done) if is_new else None
    told = {
        "changes": [change.text for change in progress.changes] if progress else [],
        "advice": [progress.advice.why, progress.advice.do] if progress and progress.advice else [],
    }
    return KeptEntry(next="after", tell={"after": told}, stop=late_stop(done))


def refuse_while_shut(person: Person, done: TimedEntry) -> None:
    """What was done before the programme was closed is kept; what came after must not move it on.

    One closed at a time to come was closed by a clock that was ahead: what is not late came after.
    """
    since = locks.shut_since(person, checking.last_check_of(person))
    if since is not None and (done.at >= since or (since > done.now and not done.is_late)):
        raise RefusedError(_("Your programme was closed when you did this, so it does not count."))


def _report(offer: SessionOffer, done: TimedEntry) -> Report:
    form = SessionForm(offer.items, data=done.body)
    if not form.is_valid():
        words = [str(error) for errors in form.errors.values() for error in errors if error]
        raise RefusedError(" ".join(words) or _("The page that sent this was not complete."))
    return form.report(on=done.on, ended_at=done.at, is_flare=offer.is_flare)


def _learn(person: Person, stored: Programme, done: TimedEntry) -> Progress | None:
    """A week that is over has been answered by the week after it, and a closed programme waits."""
    if not stored.is_current or locks.is_shut(person, checking.last_check_of(person)):
        return None
    return learning.learn_from_sessions(person, stored, today=done.today)


def stop_to_ask(given_by_exercise: Mapping[str, frozenset[str]]) -> str:
    """The gravest reason to ask safety questions about, or none."""
    given = set().union(*given_by_exercise.values())
    stops = load_knowledge().stops
    for_help = [name for name, stop in stops.items() if name in given and stop.kind is StopKind.HELP]
    return for_help[0] if for_help else SPREAD_STOP if SPREAD_STOP in given else ""
