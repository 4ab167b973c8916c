"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from loadshare.body.daily.asked import Asked
from loadshare.body.daily.bending import bending
from loadshare.server.check import checking
from loadshare.server.connection.presenter import BACK_SHADE_N, HIP_SHADE_BW, SliderAnswer
from loadshare.server.person.visitor import visitor_of
from loadshare.server.records import current
from loadshare.server.ui import body_files


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The question of the article, and one button. People with a programme land on Today."""
    person = visitor_of(request)
    if person is not None and "again" not in request.GET and current.current_programme(person) is not None:
        return redirect("today")
    open_check = checking.open_check_of(person) if person else None
    answer = SliderAnswer(Asked(task="bend"))
    shown = answer.for_viewer
    upright, *_, bent = (round(press[3]) for press in bending()["press"])
    context = {
        "open_check": open_check,
        "picture": answer.picture,
        "bend": {
            "posture": shown["posture"],
            "load": shown["load"],
            "scales": {"lumbar": BACK_SHADE_N, "hip": HIP_SHADE_BW},
            "label": answer.task_words,
        },
        "bar": answer.bars[0],
        "upright": upright,
        "bent": bent,
        "body_mark": body_files.mark(),
    }
    return render(request, "start.html", context)
