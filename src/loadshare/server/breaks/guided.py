"""The break itself: a minute or three in the session player, ended with one tap."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loadshare.care.break_choice import Break, choose_break
from loadshare.care.programme import NoProgrammeError
from loadshare.knowledge import load_knowledge
from loadshare.server.breaks import log
from loadshare.server.breaks.models import Door
from loadshare.server.breaks.saying import done_events
from loadshare.server.selfcare import planning
from loadshare.server.selfcare.models import Person
from loadshare.server.selfcare.models import Programme as StoredProgramme
from loadshare.server.selfcare.presenters.session import SessionScreen
from loadshare.server.selfcare.views.programme import open_programme

MOST_EXERCISES = 8


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
    now = timezone.now()
    known = load_knowledge().exercises
    exercises = tuple(name for name in request.POST.getlist("exercise")[:MOST_EXERCISES] if name in known)
    events = done_events(at=now, exercises=exercises, is_back=request.POST.get("then") == "back")
    log.say(person, events, now=now, door=Door.PLAYER, client_id=_identity(request))
    return redirect("today")


def _choose(person: Person, stored: StoredProgramme, *, is_short: bool) -> Break:
    plan = log.plan_of(person)
    return choose_break(
        programme=planning.programme_of(stored),
        case=planning.case_for(stored),
        recent=log.state_of(person, plan).recent,
        short=is_short,
        minutes=plan.minutes,
    )


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


def _identity(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return None
