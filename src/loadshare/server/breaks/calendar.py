"""The private calendar of a person: made, renewed and ended here, and read by whoever knows its address."""

from __future__ import annotations

import hashlib
import secrets

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from loadshare.server.audit.events import Event, record
from loadshare.server.breaks.models import CalendarFeed
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme.views import open_programme
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person

TOKEN_BYTES = 32


class CalendarForm(forms.Form):
    """What the calendar holds."""

    with_breaks = forms.BooleanField(required=False)
    says_what = forms.BooleanField(required=False)
    session_at = forms.TimeField(required=False, input_formats=["%H:%M", "%H:%M:%S"])


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make a calendar, or give the one there is a new address; the old one ends at once."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return redirect("today")
    form = CalendarForm(request.POST)
    if not form.is_valid():
        messages.info(request, _("Write the time of sessions like 18:00, or leave it empty."))
        return redirect("breaks")
    if "keep" in request.POST:
        opened[0].calendar_feeds.update(**form.cleaned_data)
        messages.success(request, _("Saved. Your calendar follows at its next look."))
        return redirect("breaks")
    address = reverse("calendar_feed", args=[_renewed(opened[0], form)])
    # Shown once, on the page that follows: here only its hash is kept.
    request.session["calendar-address"] = request.build_absolute_uri(address)
    return redirect("breaks")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End the calendar: its address leads nowhere any more."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    ended, _rows = person.calendar_feeds.all().delete()
    if ended:
        record(Event.CALENDAR_ENDED, person=person.id)
        messages.success(request, _("Ended. The address leads nowhere any more."))
    return redirect("breaks")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself. Whoever knows the address may read it; no cookie is looked at."""
    found = CalendarFeed.objects.filter(token_hash=_hash(token)).select_related("person").first()
    if found is None:
        raise Http404
    content = _written(found)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if tag in (
        known.strip().removeprefix("W/") for known in request.headers.get("If-None-Match", "").split(",")
    ):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="loadshare.ics"'
    response["ETag"] = tag
    # Kept by nobody in between, asked for again each time.
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _written(feed: CalendarFeed) -> bytes:
    # at their first use: this module is read before the first page is served
    from loadshare.interop.calendar import write_calendar
    from loadshare.server.breaks.calendar_content import feed_of

    return write_calendar(feed_of(feed))


def _renewed(person: Person, form: CalendarForm) -> str:
    """The token of a new address; older ones of this person end."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with held(person.pk):
        person.calendar_feeds.all().delete()
        CalendarFeed.objects.create(person=person, token_hash=_hash(token), **form.cleaned_data)
        record(Event.CALENDAR_MADE, person=person.id)
    return token


def _hash(token: str) -> str:
    """A token is as long as a key, so a plain hash keeps it as safe as a slow one would."""
    return hashlib.sha256(token.encode()).hexdigest()
