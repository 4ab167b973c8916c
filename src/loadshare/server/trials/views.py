"""Does it help me? A trial on oneself: begin it, follow it, end it, and its number of the morning."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loadshare.care.session_order import days_with_both
from loadshare.care.trial import TrialQuestion, questions_for
from loadshare.knowledge import load_knowledge
from loadshare.server.offline.tap import keep_tap
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme import planning
from loadshare.server.programme.views import open_programme
from loadshare.server.records.resting import pauses_of
from loadshare.server.trials import keeping
from loadshare.server.trials.forms import TrialForm
from loadshare.server.trials.presenter import TrialScreen, powers_told, running_screen

SOURCES = ("kravitz-duan-2014", "cent-2015", "page-2022")


@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest) -> HttpResponse:
    """The one that runs, or the way to begin one; and what was tried before."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    today = timezone.localdate()
    programme = planning.programme_of(stored)
    knowledge = load_knowledge()
    questions = questions_for(programme, knowledge=knowledge)
    both = len(days_with_both(programme=programme, knowledge=knowledge))
    form = TrialForm(request.POST if request.method == "POST" else None, questions=questions)
    if form.is_bound and form.is_valid():
        if keeping.begin(person, today=today, **form.cleaned_data):
            messages.success(request, _begun(form.cleaned_data["question"]))
        else:
            messages.info(request, _("One runs already. End it first, or let it finish."))
        return redirect("trial")
    known = keeping.all_of(person, today=today)
    context = {
        "runs": next((running_screen(one, programme, today=today) for one in known if one.end is None), None),
        "form": form,
        "questions": questions,
        "powers": powers_told(questions, both=both),
        "has_order": TrialQuestion.ORDER in questions,
        "past": [TrialScreen(one, today=today) for one in known if one.end is not None],
        "sources": knowledge.cited(SOURCES),
        "net": programme.safety_net,
    }
    return render(request, "trials/trial.html", context, status=422 if form.is_bound else 200)


def _begun(question: TrialQuestion) -> str:
    if question.goes_by_sessions:
        return _("It begins today. Today asks you for one number on each morning after a session.")
    return _("It begins today. Today asks you for one number each morning.")


@require_GET
def past(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One trial from before, with what was noted."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    row = keeping.trial_of(person, key)
    if row is None:
        raise Http404
    today = timezone.localdate()
    context = {
        "screen": TrialScreen(keeping.seen(row, pauses=pauses_of(person), today=today), today=today),
        "net": planning.programme_of(stored).safety_net,
    }
    return render(request, "trials/past.html", context)


@require_POST
def keep(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Have the order that helped in every session from now on, or the usual one again."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    if keeping.trial_of(person, key) is None:
        raise Http404
    wanted = {"yes": True, "no": False}.get(request.POST.get("keep", ""))
    if wanted is not None and keeping.keep_order(person, key, wanted=wanted, today=timezone.localdate()):
        kept = _("Your sessions have this order from now on.")
        messages.success(request, kept if wanted else _("Your sessions have their usual order."))
    return redirect("trial")


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End it before its time."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    if keeping.end_now(person, today=timezone.localdate()):
        messages.success(request, _("Ended. It is kept as not finished."))
    return redirect("trial")


@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """The number of this morning, in one tap; a second tap corrects the first."""
    return keep_tap(request, kind="trial")
