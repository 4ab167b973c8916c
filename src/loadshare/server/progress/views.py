"""Progress: is it working, few charts with their tables, and a calm year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loadshare.knowledge import load_knowledge
from loadshare.knowledge.words import asked_once
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme import planning
from loadshare.server.progress import outcomes
from loadshare.server.progress.checks_then import checks_then
from loadshare.server.progress.days import year_of
from loadshare.server.progress.own import average_pain, own_series
from loadshare.server.progress.presenter import ProgressScreen, first_look_on


@require_safe
@asked_once()
def progress(request: HttpRequest) -> HttpResponse:
    """How it goes, with the doubt in words."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    today = timezone.localdate()
    kept, start = outcomes.scores_of(person), planning.course_start(person)
    checks = checks_then(person)
    scores = outcomes.scores_to_compare(scores=kept, checks=checks, start=start)
    year = year_of(person, today=today)
    average = average_pain(person, scores=scores)
    days = year.session_days
    screen = ProgressScreen(
        scores=scores,
        average=average,
        series=own_series(person, scores=scores, checks=checks, days=days, today=today, average=average),
        year=year,
        knowledge=load_knowledge(),
    )
    found = outcomes.due_of(kept, start=start, today=today) if start else ()
    context = {
        "screen": screen,
        "has_due": bool(outcomes.asked_for(person, found)),
        "first_look": first_look_on(start) if start else None,
    }
    return render(request, "progress/progress.html", context)
