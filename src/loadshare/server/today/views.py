"""Today: one next thing."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import DateField, QuerySet, UUIDField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from loadshare.care.outcomes import FOLLOW_UP_WEEKS
from loadshare.care.programme_types import Stage
from loadshare.server.confidence import keeping
from loadshare.server.diary import logbook
from loadshare.server.installation.standing import given, standing
from loadshare.server.offline.taking import EntryOutcome, done_now, take
from loadshare.server.offline.tap import keep_tap
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme import pausing, planning
from loadshare.server.programme.views import open_programme, screen_of
from loadshare.server.progress import outcomes
from loadshare.server.progress.outcome_views import is_mentioned
from loadshare.server.records.models import PainEntry, Person
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.today.presenter import TodayScreen, Waiting, quiet_line
from loadshare.server.trials.presenter import trial_today
from loadshare.server.using.asking import use_asked
from loadshare.server.week import reviewing


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What today holds, pain in one tap, the next break, and at most one line about something else."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    day = timezone.localdate()
    entry = _entry_of.first(person=person.pk, day=day)
    recent = logbook.recent_sessions(person, stored, today=day)
    last = recent[0] if recent else None
    screen = screen_of(stored, sessions=recent)
    rest = pausing.rest_of(person, today=day)
    is_back = (
        not (rest and (rest.is_now or rest.is_over))
        and planning.is_week_over(stored, today=day)
        and planning.is_back_after_weeks(stored, last_session=last.on if last else None, today=day)
    )
    now = TodayScreen(screen, is_back=is_back, lengths=planning.lengths_of(stored, on=day), rest=rest)
    context = {
        "screen": screen,
        "now": now,
        "line": quiet_line(_waiting(request, person, stored, entry, is_back=is_back, rests=bool(now.rest))),
        "scale": range(11),
        "pain": entry.pain if entry else None,
        "unsettled": logbook.unsettled(last, today=day),
        "asked": use_asked(
            person,
            is_back=is_back,
            since=last.on if last else stored.starts,
            week=stored.week,
            block=screen.programme.block,
        )
        if not now.rest
        else None,
        "trial": None if now.rest else trial_today(person, stored, screen.programme, today=day),
    }
    return render(request, "today.html", context)


@standing
def _entry_of() -> QuerySet[PainEntry]:
    return PainEntry.objects.filter(person=given("person", UUIDField()), on=given("day", DateField()))[:1]


def _waiting(
    request: HttpRequest,
    person: Person,
    stored: StoredProgramme,
    entry: PainEntry | None,
    *,
    is_back: bool,
    rests: bool,
) -> Waiting:
    day = timezone.localdate()
    found = () if rests else outcomes.due_now(person, today=day)
    is_over = not is_back and not rests and planning.is_week_over(stored, today=day)
    is_upkeep = planning.stage_of(stored) is Stage.UPKEEP
    return Waiting(
        pain_rose=entry is not None and reviewing.pain_is_up(stored, pain=entry.pain),
        week_over=is_over and not is_upkeep,
        month_over=is_over and is_upkeep,
        outcomes_due=is_mentioned(request, found),
        walks_due=not rests and keeping.is_walk_look_due(stored, today=day),
        outcomes_week=found[0].week if found else 0,
        follow_up=bool(found) and found[0].week in FOLLOW_UP_WEEKS,
        is_guest=person.is_guest,
    )


@require_POST
def pain(request: HttpRequest) -> HttpResponse:
    """Pain right now, in one tap; a second tap corrects the first."""
    return keep_tap(request, kind="pain")


@require_POST
def settled(request: HttpRequest) -> HttpResponse:
    """Whether the pain was back to usual the morning after."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    answer = take(person, done_now(kind="settled", body=request.POST.dict(), id=uuid.uuid4()))
    if answer.outcome is EntryOutcome.REFUSED:
        messages.info(request, answer.words)
    return redirect("today")
