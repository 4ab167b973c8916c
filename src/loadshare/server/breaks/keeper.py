"""What was said about breaks, and breaks that were done: one way in for pages, notifications and devices that
were offline. Each counts from when it was said, and once."""

from __future__ import annotations

from django.utils.translation import gettext as _

from loadshare.knowledge import load_knowledge
from loadshare.server.breaks import log
from loadshare.server.breaks.models import Door
from loadshare.server.breaks.saying import PAGES, SayForm, done_events
from loadshare.server.offline.entries import TimedEntry
from loadshare.server.offline.registry import KeptEntry, RefusedError, keeper
from loadshare.server.records.models import Person
from loadshare.server.session.keep_session import late_stop, refuse_while_shut

MOST_EXERCISES = 8


@keeper("break", stop_in=late_stop)
def keep_break(person: Person, done: TimedEntry) -> KeptEntry:
    """Keep what was said, or a break that was done."""
    refuse_while_shut(person, done)
    return _keep_done(person, done) if done.body.get("kind") == "done" else _keep_said(person, done)


def _keep_said(person: Person, done: TimedEntry) -> KeptEntry:
    form = SayForm(done.body)
    if not form.is_valid():
        raise RefusedError(_("This cannot be said about a break."))
    events = form.events(log.plan_of(person), at=done.at)
    door = Door.NOTICE if done.body.get("door") == Door.NOTICE else Door.PAGE
    log.say(person, events, now=done.now, door=door, client_id=done.id)
    return KeptEntry(next=PAGES.get(form.cleaned_data["kind"], "today"))


def _keep_done(person: Person, done: TimedEntry) -> KeptEntry:
    """A break done on the page of the player; a stop in it is asked about where that comes late."""
    known = load_knowledge().exercises
    named = done.body.get("exercises", "").split()[:MOST_EXERCISES]
    exercises = tuple(name for name in named if name in known)
    events = done_events(at=done.at, exercises=exercises, is_back=done.body.get("then") == "back")
    log.say(person, events, now=done.now, door=Door.PLAYER, client_id=done.id)
    return KeptEntry(next="today", stop=late_stop(done))
