"""Breaks: settings, what is said on Today, and the break itself."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loadshare.care.break_choice import Break
from loadshare.care.break_events import SettingsChanged
from loadshare.server.breaks import chances, log
from loadshare.server.breaks.guided import more_exercises, proposed_break
from loadshare.server.breaks.models import BreakPlan, Door
from loadshare.server.breaks.presenter import BreakPart
from loadshare.server.breaks.settings_form import DAYS, EVERY, LENGTHS, BreakForm, shown, tomorrow
from loadshare.server.offline.taking import EntryOutcome, done_now, take
from loadshare.server.programme.views import open_programme
from loadshare.server.records.current import current_programme
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person
from loadshare.server.records.resting import pauses_of


def break_part(person: Person, *, every_minutes: int | None = None) -> BreakPart | None:
    """How things stand now; none while the programme rests."""
    at = timezone.now()
    if any(pause.holds(timezone.localdate(at)) for pause in pauses_of(person)):
        return None
    plan = log.plan_of(person, every_minutes=every_minutes)

    def propose(is_short: bool) -> Break | None:
        stored = current_programme(person)
        return proposed_break(person, stored, is_short=is_short) if stored else None

    return BreakPart(log.state_at(person, plan, now=at), now=at, propose=propose)


@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """One button of the breaks part."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return redirect("today")
    answer = take(opened[0], done_now(kind="break", body=request.POST.dict(), id=uuid.uuid4()))
    if answer.outcome is EntryOutcome.REFUSED:
        return HttpResponseBadRequest(answer.words)
    return redirect(answer.next)


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """The breaks part alone, as it stands."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        raise Http404
    part = break_part(opened[0])
    if part is None:
        raise Http404
    return render(request, "today/break_now.html", {"part": part})


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The settings page. Nobody has to come here."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, more = opened[0], more_exercises(opened[1])
    plan = log.plan_of(person)
    if request.method == "POST":
        form = BreakForm(request.POST, more=more)
        if form.is_valid():
            _keep(person, form)
            messages.success(request, _("Saved. Your breaks follow this from now on."))
            return redirect("breaks")
    else:
        form = BreakForm(shown(log.settings_of(plan), minutes=plan.minutes, own=plan.own), more=more)
    return render(request, "breaks/settings.html", settings_context(request, person, plan, form))


@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Pause until tomorrow, turn breaks off, or on again."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return redirect("today")
    person, at = opened[0], timezone.now()
    with held(person.pk):
        before = log.settings_of(log.plan_of(person))
        choices: dict[str, dict[str, object]] = {
            "tomorrow": {"paused": False, "paused_until": tomorrow(now=at, settings=before)},
            "off": {"paused": True, "paused_until": None},
            "on": {"paused": False, "paused_until": None},
        }
        chosen = choices.get(request.POST.get("until", ""))
        if chosen is None:
            return HttpResponseBadRequest("pause until tomorrow, off or on")
        event = SettingsChanged(at=at, settings=before.model_copy(update=chosen))
        log.say(person, [event], now=at, door=Door.SETTINGS)
    return redirect("breaks")


def settings_context(
    request: HttpRequest, person: Person, plan: BreakPlan, form: BreakForm
) -> dict[str, object]:
    """What the settings page shows."""
    at = timezone.now()
    return {
        "form": form,
        "every": EVERY,
        "lengths": LENGTHS,
        "days": tuple((value, WEEKDAYS_ABBR[int(value)], name) for value, name in DAYS),
        "more": form.fields["own"].choices,  # type: ignore[attr-defined]
        "plan": plan,
        "part": BreakPart(log.state_at(person, plan, now=at), now=at),
        "feed": person.calendar_feeds.last(),
        "feed_address": request.session.pop("calendar-address", ""),
        "devices": person.push_devices.count(),
        "chance_until": chances.runs_until(plan, now=at),
        "chance_says_form": bool(plan.chance_short_with),
        "may_chance": chances.may_begin(person, plan, now=at),
    }


def _keep(person: Person, form: BreakForm) -> None:
    at = timezone.now()
    with held(person.pk):
        before = log.settings_of(log.plan_of(person))
        event = SettingsChanged(at=at, settings=form.settings(before))
        kept = log.say(person, [event], now=at, door=Door.SETTINGS)
        kept.minutes, kept.is_chosen, kept.own = form.cleaned_data["minutes"], True, form.cleaned_data["own"]
        kept.save(update_fields=["minutes", "is_chosen", "own"])
