"""A session: do it, say how it was, see what changes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from loadshare.care.programme import ProgrammeItem
from loadshare.knowledge import load_knowledge
from loadshare.server.selfcare import checking, planning
from loadshare.server.selfcare.logbook import keep_session
from loadshare.server.selfcare.models import Person
from loadshare.server.selfcare.models import Programme as StoredProgramme
from loadshare.server.selfcare.presenters.session import SessionScreen
from loadshare.server.selfcare.session_form import SessionForm
from loadshare.server.selfcare.views.programme import open_programme
from loadshare.server.selfcare.visitor import visitor_of


@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """Today's session; on a rest day, the next one there is."""
    return _session(request, is_flare=False)


@require_http_methods(["GET", "POST"])
def flare(request: HttpRequest) -> HttpResponse:
    """Two gentle minutes for a bad day."""
    return _session(request, is_flare=True)


@require_http_methods(["GET", "POST"])
def stopped(request: HttpRequest) -> HttpResponse:
    """A session ended for a reason that wants somebody's eyes, or the safety questions.

    The reason is posted, so that it stands in no address and no history.
    """
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    stop = load_knowledge().stops.get(request.POST.get("reason", ""))
    words = settings.COUNTRY.fill_in(stop.do) if stop else ""
    return render(request, "session/stopped.html", {"stop": stop, "do": words})


def _session(request: HttpRequest, *, is_flare: bool) -> HttpResponse:
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    items = _items(stored, is_flare=is_flare)
    if not items:
        return redirect("today")
    form = SessionForm(items, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _kept(request, person, stored, items, form, is_flare=is_flare)
    screen = _screen(stored, items, form, is_flare=is_flare)
    context = {"screen": screen, "form": form, "payload": screen.payload()}
    return render(request, "session/session.html", context)


def _kept(
    request: HttpRequest,
    person: Person,
    stored: StoredProgramme,
    items: Sequence[ProgrammeItem],
    form: SessionForm,
    *,
    is_flare: bool,
) -> HttpResponse:
    today = timezone.localdate()
    report = form.report(on=today, is_flare=is_flare)
    _session_log, is_new = keep_session(person, stored, items, report)
    if is_new:
        progress = planning.learn_from_sessions(person, stored, today=today)
        request.session["after"] = {
            "changes": [change.text for change in progress.changes] if progress else [],
            "advice": [progress.advice.why, progress.advice.do] if progress and progress.advice else [],
        }
    return redirect("after")


@require_GET
def after(request: HttpRequest) -> HttpResponse:
    """A session was kept: what it changes."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    told = request.session.get("after", {})
    last = person.sessions.first()
    return render(request, "session/after.html", {"last": last, **told})


def _items(stored: StoredProgramme, *, is_flare: bool) -> tuple[ProgrammeItem, ...]:
    programme = planning.programme_of(stored)
    if is_flare:
        return programme.flare_day
    today = timezone.localdate()
    return programme.session(today) or _first_session(stored)


def _first_session(stored: StoredProgramme) -> tuple[ProgrammeItem, ...]:
    """On a rest day somebody may still want to: the first session of the week."""
    programme = planning.programme_of(stored)
    names = next((day.items for day in programme.days if day.items), ())
    return tuple(programme.item(name) for name in names)


def _screen(
    stored: StoredProgramme, items: Sequence[ProgrammeItem], form: SessionForm, *, is_flare: bool
) -> SessionScreen:
    result = checking.result_of(stored.made_from)
    sent = form.data.get("client_id") if form.is_bound else None
    try:
        client_id = uuid.UUID(str(sent)) if sent else uuid.uuid4()
    except ValueError:
        client_id = uuid.uuid4()
    return SessionScreen(
        items,
        programme=planning.programme_of(stored),
        knowledge=load_knowledge(),
        filters=frozenset(active.filter for active in result.filters),
        client_id=client_id,
        key=_memory_key(stored, is_flare=is_flare),
        is_flare=is_flare,
    )


def _memory_key(stored: StoredProgramme, *, is_flare: bool) -> str:
    """Names the running session in the browser: the same after a reload, another once it was kept."""
    kept = stored.person.sessions.count()
    return f"{stored.pk}-{timezone.localdate():%Y%m%d}-{kept}-{'gentle' if is_flare else 'whole'}"
