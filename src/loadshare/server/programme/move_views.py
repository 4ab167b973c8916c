"""One exercise."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loadshare.knowledge import load_knowledge
from loadshare.server.person.page_marks import may_stay_on_device
from loadshare.server.programme.exercise_load import exercise_load_of
from loadshare.server.programme.move_presenter import MoveScreen


@require_safe
def move(request: HttpRequest, exercise: str) -> HttpResponse:
    """Steps, what it should feel like, evidence, cautions."""
    may_stay_on_device(request)
    knowledge = load_knowledge()
    found = knowledge.exercises.get(exercise)
    if found is None:
        raise Http404
    context = {"screen": MoveScreen(found, knowledge), "load": exercise_load_of(found, knowledge)}
    return render(request, "move.html", context)
