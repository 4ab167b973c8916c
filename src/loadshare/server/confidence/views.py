"""Own steps, walks for six months, and the plan for the next bout."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loadshare.care.next_bout import next_bout
from loadshare.care.notes import health_notes
from loadshare.care.own_steps import OwnStep, said_of, step_now
from loadshare.care.programme import NoProgrammeError
from loadshare.care.walk_plan import WalkPlan
from loadshare.knowledge import load_knowledge
from loadshare.server.confidence import keeping
from loadshare.server.confidence.forms import BoutForm, DaredForm, TryForm, WalkForm
from loadshare.server.programme import planning
from loadshare.server.programme.presenter import ItemCard
from loadshare.server.programme.views import open_programme
from loadshare.server.progress.walked import mean_steps
from loadshare.server.records.models import MOST_DARED, DaredActivity, Person


@dataclass(frozen=True, kw_only=True)
class DaredScreen:
    """One activity with where it stands."""

    activity: DaredActivity
    steps: tuple[OwnStep, ...]
    may_grow: bool

    @property
    def now(self) -> OwnStep | None:
        """The step to try."""
        return step_now(self.steps, may_grow=self.may_grow)

    @property
    def says(self) -> str:
        """What stands now."""
        return said_of(self.steps, may_grow=self.may_grow)


@require_http_methods(["GET", "POST"])
def steps(request: HttpRequest) -> HttpResponse:
    """Activities one is wary of, each in five steps."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    if request.method == "POST" and "let-go" in request.POST:
        return _let_go(request, person)
    if request.method == "POST" and "sure" in request.POST:
        return _tried(request, person)
    form = DaredForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if keeping.add_dared(person, form.cleaned_data["words"], form.steps):
            messages.success(request, _("Kept. Try the first step on a day that suits you."))
            return redirect("steps")
        form.add_error("words", _("Five at a time are enough. Take one off the list first."))
    may_grow = keeping.may_grow_now(stored, today=timezone.localdate())
    found = [
        DaredScreen(activity=one, steps=keeping.steps_of(one), may_grow=may_grow)
        for one in keeping.dared_of(person)
    ]
    check, programme = planning.case_for(stored).check, planning.programme_of(stored)
    context = {
        "dared": found,
        "form": form,
        "may_add": len(found) < MOST_DARED,
        "scale": range(11),
        "mind": health_notes(check=check, knowledge=load_knowledge()),
        "net": programme.safety_net,
    }
    return render(request, "confidence/steps.html", context, status=422 if form.is_bound else 200)


def _tried(request: HttpRequest, person: Person) -> HttpResponse:
    form = TryForm(request.POST)
    if form.is_valid() and keeping.note_try(person, today=timezone.localdate(), **form.cleaned_data):
        messages.success(request, _("Noted. Trying it is what counts."))
    else:
        messages.info(request, _("Choose a number from 0 to 10 for how sure you are, then keep it again."))
    return redirect("steps")


def _let_go(request: HttpRequest, person: Person) -> HttpResponse:
    try:
        activity = uuid.UUID(request.POST["let-go"])
    except ValueError:
        return redirect("steps")
    keeping.let_go(person, activity=activity)
    messages.success(request, _("Taken off the list."))
    return redirect("steps")


@require_http_methods(["GET", "POST"])
def walks(request: HttpRequest) -> HttpResponse:
    """Walks for six months, and the monthly look at them."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    today = timezone.localdate()
    form = WalkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        keeping.keep_look(person, today=today, **form.cleaned_data)
        messages.success(request, _("Kept. Your walks go on from there."))
        return redirect("walks")
    try:
        plan, look = keeping.plan_of_walks(stored, today=today)
    except NoProgrammeError:
        return redirect("programme")
    context = {
        "form": form,
        "plan": plan,
        "look": look,
        "is_due": plan is not None and _is_due(plan),
        "steps": mean_steps(person, today=today),
        "now": planning.programme_of(stored).walk_goal,
        "net": planning.programme_of(stored).safety_net,
        "source": load_knowledge().sources["pocovi-2024"],
        "statement": load_knowledge().statements["walking"],
    }
    return render(request, "confidence/walks.html", context, status=422 if form.is_bound else 200)


def _is_due(plan: WalkPlan) -> bool:
    return timezone.localdate() >= plan.look_on


@require_http_methods(["GET", "POST"])
def bout(request: HttpRequest) -> HttpResponse:
    """The plan for the next bout: to write while things are quiet, to print, and to find when it comes."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    kept = keeping.bout_plan_of(person)
    initial = {name: getattr(kept, name) for name in BoutForm.base_fields} if kept else None
    form = BoutForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        keeping.keep_bout_plan(person, form.cleaned_data)
        messages.success(request, _("Kept. You find it here, and on paper if you print it."))
        return redirect("bout")
    programme = planning.programme_of(stored)
    try:
        plan = next_bout(programme=programme, case=planning.case_for(stored))
    except NoProgrammeError:
        return redirect("programme")
    context = {
        "form": form,
        "kept": kept,
        "plan": plan,
        "moves": [ItemCard(item, load_knowledge()) for item in plan.moves],
        "net": programme.safety_net,
        "country": settings.COUNTRY,
    }
    return render(request, "confidence/bout.html", context, status=422 if form.is_bound else 200)
