"""A session: do it, say how it was, see what changes."""

from __future__ import annotations

import datetime as dt
import uuid
import zlib
from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from loadshare.care.once import Length
from loadshare.care.programme import Programme, ProgrammeItem
from loadshare.care.programme_types import DAYS_IN_WEEK
from loadshare.knowledge import load_knowledge
from loadshare.server.diary.logbook import known_exercises, newest_session
from loadshare.server.offline.taking import EntryOutcome, done_now, take
from loadshare.server.person.page_marks import may_stay_on_device
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme import planning
from loadshare.server.programme.pausing import rest_of
from loadshare.server.programme.turns import SessionTurn, in_turn, turn_for
from loadshare.server.programme.views import open_now, open_programme
from loadshare.server.records.models import Person
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.session.ending import SessionEnding
from loadshare.server.session.extras import ExtraExercise, extras_of
from loadshare.server.session.offer import read_offer, sign_offer
from loadshare.server.session.presenter import SessionScreen
from loadshare.server.session.session_form import SessionForm


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
    may_stay_on_device(request)
    stops = {
        name: {"text": stop.text, "do": settings.COUNTRY.fill_in(stop.do)}
        for name, stop in load_knowledge().stops.items()
    }
    context = {"stop": stops.get(request.POST.get("reason", "")), "stops": stops}
    return render(request, "session/stopped.html", context)


def _session(request: HttpRequest, *, is_flare: bool) -> HttpResponse:
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    day, length = _day_of(request), _length_of(request)
    items = _items(stored, on=day, is_flare=is_flare)
    if length is not None and not is_flare:
        items = planning.session_at_length(stored, on=day, length=length) or items
    if not items:
        return redirect("today")
    turn = None if is_flare else turn_for(stored, items, on=day, today=timezone.localdate())
    items = in_turn(items, turn)
    if request.method == "POST":
        return _sent(request, person, stored, items, turn, is_flare=is_flare)
    return _page(request, stored, items, SessionForm(items), turn, is_flare=is_flare)


def _sent(
    request: HttpRequest,
    person: Person,
    stored: StoredProgramme,
    items: Sequence[ProgrammeItem],
    turn: SessionTurn | None,
    *,
    is_flare: bool,
) -> HttpResponse:
    """Keep it as it was offered, or show what is missing."""
    body = {**request.POST.dict()}
    offer = read_offer(body.get("offer", ""))
    if offer is None:
        body["offer"] = sign_offer(stored, items, is_flare=is_flare, turn=turn)
    form = SessionForm(offer.items if offer else items, data=request.POST)
    if not form.is_valid():
        return _page(request, stored, items, form, turn, is_flare=is_flare)
    answer = take(person, done_now(kind="session", body=body, id=form.cleaned_data["client_id"]))
    if answer.outcome is EntryOutcome.REFUSED:
        messages.info(request, answer.words)
        return redirect("today")
    request.session.update(answer.tell)
    return redirect("after")


def _page(
    request: HttpRequest,
    stored: StoredProgramme,
    items: Sequence[ProgrammeItem],
    form: SessionForm,
    turn: SessionTurn | None,
    *,
    is_flare: bool,
) -> HttpResponse:
    extras = () if is_flare else extras_of(request, stored.person)
    keeps_out = bool(extras) and _DAY in request.GET
    screen = _screen(stored, items, form, is_flare=is_flare, extras=() if keeps_out else extras)
    context = {
        "screen": screen,
        "keeps_out": keeps_out,
        "turn": turn,
        "form": form,
        "reports": [(card, form.given_for(card.exercise.id)) for card in screen.cards],
        "extra_reports": [
            (place, one, form.given(one.item.id, one.eased)) for place, one in screen.extras_by_place
        ],
        "payload": screen.payload(),
        "offer": sign_offer(stored, items, is_flare=is_flare, turn=turn),
    }
    return render(request, "session/session.html", context)


@require_GET
def after(request: HttpRequest) -> HttpResponse:
    """A session was kept: what it changes."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    told = request.session.get("after", {})
    last, today = newest_session(person), timezone.localdate()
    programme = _going_on(person, today=today)
    ending = SessionEnding(last, programme, today=today) if last else None
    return render(request, "session/after.html", {"ending": ending, **told})


def _going_on(person: Person, *, today: dt.date) -> Programme | None:
    """The programme, where nothing keeps it shut: no session is announced to somebody who should be seen."""
    stored = open_now(person)
    if stored is None:
        return None
    rest = rest_of(person, today=today)
    return None if rest is not None and rest.is_now else planning.programme_of(stored)


_DAY = "day"
"""In the address of a session that a device asks for to keep it. What others gave stays out of that one: it
may end at any moment, and a device without a connection would not hear of it."""


def _day_of(request: HttpRequest) -> dt.date:
    """Today, or a day of the week ahead, which a device asks for to have it without a connection."""
    today = timezone.localdate()
    try:
        asked = dt.date.fromisoformat(request.GET.get(_DAY, ""))
    except ValueError:
        return today
    return asked if today <= asked < today + dt.timedelta(days=DAYS_IN_WEEK) else today


def _length_of(request: HttpRequest) -> Length | None:
    try:
        return Length(request.GET.get("length", ""))
    except ValueError:
        return None


def _items(stored: StoredProgramme, *, on: dt.date, is_flare: bool) -> tuple[ProgrammeItem, ...]:
    programme = planning.programme_of(stored)
    return programme.flare_day if is_flare else planning.items_of_day(programme, on)


def _screen(
    stored: StoredProgramme,
    items: Sequence[ProgrammeItem],
    form: SessionForm,
    *,
    is_flare: bool,
    extras: Sequence[ExtraExercise],
) -> SessionScreen:
    sent = form.data.get("client_id") if form.is_bound else None
    try:
        client_id = uuid.UUID(str(sent)) if sent else uuid.uuid4()
    except ValueError:
        client_id = uuid.uuid4()
    return SessionScreen(
        items,
        programme=planning.programme_of(stored),
        knowledge=load_knowledge(),
        filters=planning.filters_of(stored),
        client_id=client_id,
        key=_memory_key(stored, items, extras, is_flare=is_flare),
        is_flare=is_flare,
        known=known_exercises(stored.person),
        extras=extras,
    )


def _memory_key(
    stored: StoredProgramme,
    items: Sequence[ProgrammeItem],
    extras: Sequence[ExtraExercise],
    *,
    is_flare: bool,
) -> str:
    """Names the running session in the browser: the same after a reload, another once it was kept, or where
    it holds something else."""
    kept = stored.person.sessions.count()
    doses = [*(f"{item.exercise}{item.dose}" for item in items), *(f"{one.item}" for one in extras)]
    held = zlib.crc32("".join(doses).encode())
    kind = "gentle" if is_flare else "whole"
    return f"{stored.pk}-{timezone.localdate():%Y%m%d}-{kept}-{kind}-{held:08x}"
