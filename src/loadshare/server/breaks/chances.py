"""Letting chance leave nudges out: begun and ended by the person. And for how long decisions are kept."""

from __future__ import annotations

import datetime as dt
import secrets
from contextlib import suppress

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loadshare.care.nudge_chance import LASTS_DAYS, MOST_EVERY_MINUTES, SEEDS, SHORT_WITH
from loadshare.care.trial import TrialQuestion
from loadshare.server.breaks import log
from loadshare.server.breaks.models import BreakPlan, KeptNudge
from loadshare.server.programme.views import open_programme
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person

STAYS = dt.timedelta(days=366)
STANDS = dt.timedelta(hours=1)
"""A nudge that came so long ago is over."""


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Take part, or end it."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    wish, now = request.POST.get("chance"), timezone.now()
    if wish not in ("on", "off"):
        return HttpResponseBadRequest("chance is on or off")
    if wish == "off":
        if end(opened[0], now=now):
            messages.success(request, _("Ended. No nudge is left out any more."))
    elif begin(opened[0], now=now):
        messages.success(request, _("Thank you. It ends by itself in six weeks."))
    return redirect("breaks")


def begin(person: Person, *, now: dt.datetime) -> bool:
    """From now on; False where it cannot be."""
    with held(person.pk) as owner:
        plan = log.plan_of(owner)
        if not may_begin(owner, plan, now=now):
            return False
        if not plan._state.adding:
            log.note_decisions(owner, plan, now=now)
        plan.chance_seed = secrets.randbelow(SEEDS)
        plan.chance_since, plan.chance_until = now, now + dt.timedelta(days=LASTS_DAYS)
        plan.chance_short_with = SHORT_WITH
        log.renew_due(owner, plan, now=now)
    return True


def end(person: Person, *, now: dt.datetime) -> bool:
    """Before its time; whether it ran."""
    with held(person.pk) as owner:
        plan = log.plan_of(owner)
        if runs_until(plan, now=now) is None:
            return False
        log.note_decisions(owner, plan, now=now)
        plan.chance_until = now
        log.renew_due(owner, plan, now=now)
    return True


def runs_until(plan: BreakPlan, *, now: dt.datetime) -> dt.datetime | None:
    """Until when chance has a say; None where it has none."""
    chance = log.chance_of(plan)
    return chance.until if chance is not None and now < chance.until else None


def may_begin(person: Person, plan: BreakPlan, *, now: dt.datetime) -> bool:
    """Not beside a trial about breaks, and not where nudges are rare already."""
    if runs_until(plan, now=now) is not None:
        return False
    if log.settings_of(plan).every_minutes > MOST_EVERY_MINUTES:
        return False
    return not person.trials.filter(question=TrialQuestion.BREAKS.value, end="").exists()


def note_silent(*, now: dt.datetime) -> None:
    """Decisions of people who said nothing since; done once a day. And old ones go."""
    KeptNudge.objects.filter(at__lt=now - STAYS).delete()
    noted = KeptNudge.objects.filter(person=OuterRef("person"), at=OuterRef("due_at"))
    silent = BreakPlan.objects.filter(~Exists(noted), lapses_at__range=(now - STAYS, now - STANDS))
    for key in list(silent.values_list("person", flat=True)):
        with suppress(Person.DoesNotExist), held(key) as person:
            log.note_decisions(person, log.plan_of(person), now=now)
