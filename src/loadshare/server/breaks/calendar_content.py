"""What stands in a person's calendar: values for the interop room, read from what is kept."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import TypeAdapter

from loadshare.care.break_hours import BreakSettings
from loadshare.care.programme_types import ProgrammeDay
from loadshare.interop.calendar import BreakTimes, Feed, Session, break_times
from loadshare.server.breaks import log
from loadshare.server.breaks.models import BreakPlan, CalendarFeed
from loadshare.server.records import current
from loadshare.server.records.models import Programme as StoredProgramme

DAY = dt.timedelta(days=1)
_DAYS: TypeAdapter[tuple[ProgrammeDay, ...]] = TypeAdapter(tuple[ProgrammeDay, ...])


def feed_of(feed: CalendarFeed) -> Feed:
    """Everything for one calendar; empty, and not gone, while the programme is shut or rests."""
    person = feed.person
    plan = log.plan_of(person)
    settings = log.settings_of(plan)
    stored = current.current_programme(person)
    is_open = stored is not None and not log.quiet_among([person.pk], now=timezone.now())
    return Feed(
        name=_("Loadshare"),
        key=feed.id.hex[:16],
        zone=settings.zone,
        changed=_changed(feed, plan, stored),
        sessions=_sessions(stored, feed) if stored is not None and is_open else (),
        session_at=feed.session_at,
        breaks=_breaks(plan, settings, feed) if is_open and feed.with_breaks else None,
    )


def _sessions(stored: StoredProgramme, feed: CalendarFeed) -> tuple[Session, ...]:
    monday = stored.starts - stored.starts.weekday() * DAY
    found = []
    for day in _DAYS.validate_python(stored.content["days"]):
        on = monday + day.weekday * DAY
        if on < stored.starts:
            on += 7 * DAY
        if day.items:
            minutes = max(1, round(day.minutes))
            found.append(Session(on=on, minutes=minutes, title=_session_title(minutes, feed)))
    return tuple(found)


def _session_title(minutes: int, feed: CalendarFeed) -> str:
    if feed.says_what:
        return ngettext("Back and hips: %(n)d minute", "Back and hips: %(n)d minutes", minutes) % {
            "n": minutes
        }
    return ngettext("Session, %(n)d minute", "Session, %(n)d minutes", minutes) % {"n": minutes}


def _breaks(plan: BreakPlan, settings: BreakSettings, feed: CalendarFeed) -> BreakTimes | None:
    if settings.paused or not settings.days:
        return None
    quiet = settings.quiet[0] if settings.quiet else None
    return BreakTimes(
        days=settings.days,
        times=break_times(
            day_start=quiet.end if quiet else dt.time(8),
            day_end=quiet.start if quiet else dt.time(19),
            every_minutes=settings.every_minutes,
            minutes=plan.minutes,
        ),
        minutes=plan.minutes,
        title=_("Get up and move") if feed.says_what else _("Short break"),
        # A clock that was ahead when the address was made puts off nothing.
        first=min(feed.made_at, timezone.now()).astimezone(ZoneInfo(settings.zone)).date(),
    )


def _changed(feed: CalendarFeed, plan: BreakPlan, stored: StoredProgramme | None) -> dt.datetime:
    """The newest of what the calendar is made from; a plain nudge changes nothing in it."""
    instants = [feed.made_at]
    if stored is not None:
        instants.append(stored.made_at)
    chosen = plan.person.break_events.filter(kind="settings").values_list("at", flat=True).first()
    return max([*instants, chosen] if chosen else instants)
