"""One question beside today's own, stopping for good, and a log of what was unwanted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from loadshare.care.use import EffectGrade, EffectKind, LeavingReason, asks_for_signs
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme.views import open_programme
from loadshare.server.records.current import current_programme
from loadshare.server.records.models import Person, UnwantedEffect
from loadshare.server.using import keeping
from loadshare.server.using.forms import AFTER, DONE, GRADES, KINDS, ContentForm, EffectForm, ReasonForm


@dataclass(frozen=True, kw_only=True)
class NotedEffect:
    """One note in words."""

    effect: UnwantedEffect

    @property
    def title(self) -> str:
        """What it was."""
        return str(dict(KINDS)[self.effect.kind])

    @property
    def more(self) -> str:
        """After what, how bad, and what was done."""
        effect = self.effect
        known = (dict(AFTER)[effect.after], dict(GRADES)[effect.grade], dict(DONE)[effect.done])
        return " · ".join(map(str, known))


@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Why they were away."""
    person, form = visitor_of(request), ReasonForm(request.POST)
    if person is None:
        return redirect("start")
    if not form.is_valid():
        messages.info(request, _("Choose one answer."))
        return redirect("today")
    reason = LeavingReason(form.cleaned_data["reason"])
    keeping.keep_reason(person, reason=reason, stopped=False, today=timezone.localdate())
    return _thanks(request, person, reason)


@require_http_methods(["GET", "POST"])
def stopping(request: HttpRequest) -> HttpResponse:
    """Stop for good: why, and what stays."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, _stored = opened
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        goes_after = settings.GUEST_DAYS if person.is_guest else None
        shown = {"form": form, "goes_after": goes_after}
        return render(request, "using/stopping.html", shown, status=status)
    reason = LeavingReason(form.cleaned_data["reason"])
    keeping.stop_for_good(person, reason=reason, today=timezone.localdate())
    return _thanks(request, person, reason)


def _thanks(request: HttpRequest, person: Person, reason: LeavingReason) -> HttpResponse:
    if reason is LeavingReason.HURT:
        if current_programme(person) is None:
            messages.info(request, _("Thank you for saying so. Please read when to get help."))
            return redirect("help")
        messages.info(request, _("Thank you for saying so. Is anything new or worse? Look at these signs."))
        return redirect("week_signs")
    messages.success(
        request, _("Thank you. Kept with your data. When it is counted, it is without your name.")
    )
    return redirect("today")


@require_POST
def content(request: HttpRequest) -> HttpResponse:
    """How content they are, once."""
    person, form = visitor_of(request), ContentForm(request.POST)
    if person is None:
        return redirect("start")
    if form.is_valid():
        keeping.keep_content(person, content=form.value, today=timezone.localdate())
        messages.success(
            request, _("Thank you. Kept with your data. When it is counted, it is without your name.")
        )
    return redirect("today")


@require_POST
def no_follow_up(request: HttpRequest) -> HttpResponse:
    """Never ask at six and twelve months."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    keeping.leave_in_peace(person, today=timezone.localdate())
    messages.success(request, _("You will not be asked again."))
    return redirect("today")


@require_http_methods(["GET", "POST"])
def noticed(request: HttpRequest) -> HttpResponse:
    """The log of what was unwanted."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    if request.method == "POST" and "take-back" in request.POST:
        return _take_back(request, person)
    form = EffectForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    if form.is_bound and form.is_valid():
        return _note(request, person, form)
    noted = [NotedEffect(effect=effect) for effect in person.effects.all()]
    status = 422 if form.is_bound else 200
    return render(request, "using/noticed.html", {"form": form, "noted": noted}, status=status)


def _note(request: HttpRequest, person: Person, form: EffectForm) -> HttpResponse:
    values = form.cleaned_data
    keeping.note_effect(person, values)
    if asks_for_signs(kind=EffectKind(values["kind"]), grade=EffectGrade(values["grade"])):
        if current_programme(person) is None:
            messages.info(request, _("Noted. Please read now when to get help."))
            return redirect("help")
        messages.info(request, _("Noted. Please look at these signs now."))
        return redirect("week_signs")
    messages.success(request, _("Noted. You can show it to somebody."))
    return redirect("noticed")


def _take_back(request: HttpRequest, person: Person) -> HttpResponse:
    try:
        taken = keeping.take_back(person, effect=uuid.UUID(request.POST["take-back"]))
    except ValueError:
        taken = False
    if taken:
        messages.success(request, _("Taken out again."))
    return redirect("noticed")
