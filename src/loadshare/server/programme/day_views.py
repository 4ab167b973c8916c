"""A session on another day of this week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loadshare.care.choices import ChoiceError
from loadshare.care.move_day import Move, moves_of
from loadshare.care.programme import DayKind
from loadshare.care.programme_types import Stage
from loadshare.server.programme import planning
from loadshare.server.programme.presenter import minutes_in_words
from loadshare.server.programme.views import open_programme
from loadshare.server.records.models import Programme as StoredProgramme


@dataclass(frozen=True, kw_only=True)
class OtherDay:
    """A day to move to, with what else moves for it."""

    value: str
    name: str
    along: str


@dataclass(frozen=True, kw_only=True)
class SessionDay:
    """A session of the week that is still to be done."""

    value: str
    name: str
    about: str
    places: tuple[OtherDay, ...]


@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """Each session still to be done, with the days it may go to."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    _person, stored = opened
    today = timezone.localdate()
    if request.method == "POST":
        return _move(request, stored, today)
    context = {
        "sessions": tuple(_sessions(stored, today)),
        "is_upkeep": planning.stage_of(stored) is Stage.UPKEEP,
        "is_week_over": planning.is_week_over(stored, today=today),
    }
    return render(request, "programme/days.html", context)


def _move(request: HttpRequest, stored: StoredProgramme, today: dt.date) -> HttpResponse:
    on, to = _date(request.POST.get("on", "")), _date(request.POST.get("to", ""))
    try:
        planning.move_session(stored, on=on, to=to, today=today)
    except ChoiceError as refusal:
        messages.info(request, str(refusal))
        return redirect("days")
    words = _("Moved. Your session is on %(day)s now.")
    messages.success(request, words % {"day": _day_name(to, today)})
    return redirect("programme")


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return dt.date.min


def _sessions(stored: StoredProgramme, today: dt.date) -> Iterator[SessionDay]:
    programme, done = planning.programme_of(stored), planning.done_days(stored)
    if planning.is_week_over(stored, today=today) or planning.stage_of(stored) is Stage.UPKEEP:
        return
    for offset, day in enumerate(programme.days):
        on = programme.starts + dt.timedelta(days=offset)
        if not day.items or on in done:
            continue
        kind = _("Strength") if day.kind is DayKind.STRENGTH else _("Mobility")
        yield SessionDay(
            value=on.isoformat(),
            name=_day_name(on, today),
            about=_("%(kind)s, %(minutes)s") % {"kind": kind, "minutes": minutes_in_words(day.minutes)},
            places=tuple(
                _place(move, today) for move in moves_of(programme=programme, on=on, today=today, done=done)
            ),
        )


def _place(move: Move, today: dt.date) -> OtherDay:
    along = "; ".join(
        _("%(was)s’s session goes to %(now)s") % {"was": _day_name(was, today), "now": _day_name(now, today)}
        for was, now in move.along
    )
    return OtherDay(value=move.to.isoformat(), name=_day_name(move.to, today), along=along)


def _day_name(day: dt.date, today: dt.date) -> str:
    if day == today:
        return _("today")
    return date_format(day, "l")
