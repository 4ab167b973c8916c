"""The break itself: a minute or three in the session player, ended with one tap."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loadshare.care.break_choice import Break, break_exercises, choose_break
from loadshare.care.programme import NoProgrammeError
from loadshare.knowledge import load_knowledge
from loadshare.server.breaks import log
from loadshare.server.offline.taking import EntryOutcome, done_now, take
from loadshare.server.programme import planning
from loadshare.server.programme.views import open_programme
from loadshare.server.records.models import Person
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.session.presenter import SessionScreen


class BreakScreen(SessionScreen):
    """A break as a page."""

    @property
    def title(self) -> str:
        """The name of the page."""
        return _("A short break")


@require_http_methods(["GET", "POST"])
def whole_break(request: HttpRequest) -> HttpResponse:
    """One to three minutes."""
    return _break(request, is_short=False)


@require_http_methods(["GET", "POST"])
def short_break(request: HttpRequest) -> HttpResponse:
    """Half a minute, for a busy day."""
    return _break(request, is_short=True)


def _break(request: HttpRequest, *, is_short: bool) -> HttpResponse:
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    if request.method == "POST":
        return _ended(request, person)
    try:
        chosen = _choose(person, stored, is_short=is_short)
    except NoProgrammeError:
        return redirect("today")
    context: dict[str, object] = {"chosen": chosen, "client_id": uuid.uuid4()}
    if chosen.items:
        screen = _screen(stored, chosen)
        context |= {"screen": screen, "payload": screen.payload()}
    return render(request, "break/break.html", context)


def _ended(request: HttpRequest, person: Person) -> HttpResponse:
    """One tap: done, and back at the desk or not yet."""
    answer = take(person, done_now(kind="break", body=request.POST.dict(), id=_identity(request)))
    if answer.outcome is EntryOutcome.REFUSED:
        messages.info(request, answer.words)
    return redirect("today")


def proposed_break(person: Person, stored: StoredProgramme, *, is_short: bool) -> Break | None:
    """The break that *Start* leads to, or none where this person may have no programme."""
    try:
        return _choose(person, stored, is_short=is_short)
    except NoProgrammeError:
        return None


def _choose(person: Person, stored: StoredProgramme, *, is_short: bool) -> Break:
    plan = log.plan_of(person)
    return choose_break(
        programme=planning.programme_of(stored),
        case=planning.case_for(stored),
        recent=log.state_of(person, plan).recent,
        extra=tuple(plan.own),
        short=is_short,
        minutes=plan.minutes,
    )


def more_exercises(stored: StoredProgramme) -> dict[str, str]:
    """By id the names of what this person may add: fit for a break, allowed, and not there anyway."""
    case = planning.case_for(stored)
    known = set(break_exercises(programme=planning.programme_of(stored), case=case))
    return {
        name: exercise.name
        for name, exercise in case.knowledge.exercises.items()
        if exercise.break_ready and name in case.allowance.allowed and name not in known
    }


def _screen(stored: StoredProgramme, chosen: Break) -> BreakScreen:
    return BreakScreen(
        chosen.items,
        programme=planning.programme_of(stored),
        knowledge=load_knowledge(),
        filters=planning.filters_of(stored),
        client_id=uuid.uuid4(),
        key=f"break-{'-'.join(item.exercise for item in chosen.items)}-{timezone.now():%Y%m%d%H}",
        is_flare=False,
    )


def _identity(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return uuid.uuid4()
