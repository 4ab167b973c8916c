"""Is it working: the measures that are due, one page each, and scores given elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loadshare.care.outcomes import FOLLOW_UP_WEEKS, DueOutcome
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.outcome import Outcome, OutcomeKind
from loadshare.server.person.visitor import visitor_of
from loadshare.server.progress import outcomes
from loadshare.server.progress.outcome_form import OutcomeForm, TypedForm
from loadshare.server.records.models import Person

LEFT_OUT = "left-out"
MONTHS = dict(zip(FOLLOW_UP_WEEKS, (6, 12), strict=True))
TEMPLATES = {
    OutcomeKind.SCALE: "outcomes/scale.html",
    OutcomeKind.TICKS: "outcomes/ticks.html",
    OutcomeKind.CHOICE: "outcomes/choice.html",
    OutcomeKind.ACTIVITIES: "outcomes/activities.html",
}


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What is due, and why it is asked."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    found = outcomes.due_now(person, today=timezone.localdate())
    names = [(_number(one.outcome), load_knowledge().outcomes[one.outcome]) for one in found]
    first = number_of_first(found)
    return render(
        request,
        "outcomes/due.html",
        {
            "due": names,
            "first": first,
            "week": found[0].week if found else 0,
            "months": MONTHS.get(found[0].week, 0) if found else 0,
        },
    )


@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, number: int) -> HttpResponse:
    """Fill in one measure, then the next that is due."""
    person = visitor_of(request)
    known = tuple(load_knowledge().outcomes.values())
    if not 0 < number <= len(known):
        raise Http404
    if person is None:
        return redirect("start")
    today, asked = timezone.localdate(), known[number - 1]
    found = outcomes.due_now(person, today=today)
    if asked.id not in {one.outcome for one in found}:
        return _next(found)
    form = _form(request, person, asked)
    if not (form.is_bound and form.is_valid()):
        place = [one.outcome for one in found].index(asked.id)
        context = {
            "form": form,
            "measure": asked,
            "template": TEMPLATES[asked.kind],
            "left": len(found) - place - 1,
            "sources": load_knowledge().cited(asked.sources),
        }
        return render(request, "outcomes/outcome.html", context)
    _keep(person, form)
    return _next(outcomes.due_now(person, today=today))


@require_POST
def later(request: HttpRequest) -> HttpResponse:
    """Not now: this week's measures are not mentioned again on this device."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    found = outcomes.due_now(person, today=timezone.localdate())
    if found:
        request.session[LEFT_OUT] = max(one.week for one in found)
    return redirect("today")


@require_http_methods(["GET", "POST"])
def typed(request: HttpRequest) -> HttpResponse:
    """A score given elsewhere."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    form = TypedForm(load_knowledge(), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and form.score is not None:
        outcomes.keep_scores(person, [form.score])
        messages.success(request, _("The score is kept with its date."))
        return redirect("progress")
    return render(request, "outcomes/typed.html", {"form": form, "today": timezone.localdate()})


def is_mentioned(request: HttpRequest, found: tuple[DueOutcome, ...]) -> bool:
    """Whether what is due is worth a line: not after "not now" in the same week."""
    return bool(found) and max(one.week for one in found) != request.session.get(LEFT_OUT)


def number_of_first(found: tuple[DueOutcome, ...]) -> int:
    """The number of the first measure that is due; 0 where there is none."""
    return _number(found[0].outcome) if found else 0


def _number(outcome: str) -> int:
    return list(load_knowledge().outcomes).index(outcome) + 1


def _form(request: HttpRequest, person: Person, asked: Outcome) -> OutcomeForm:
    return OutcomeForm(
        asked,
        data=request.POST if request.method == "POST" else None,
        activities=list(person.activities.values_list("words", flat=True)),
        may_name=outcomes.may_name_activities(person),
    )


def _keep(person: Person, form: OutcomeForm) -> None:
    for place, words in enumerate(form.named, start=1):
        person.activities.get_or_create(place=place, defaults={"words": words})
    scores = form.scores(date=timezone.localdate(), knowledge=load_knowledge())
    outcomes.keep_scores(person, scores, answers=form.answers)


def _next(found: tuple[DueOutcome, ...]) -> HttpResponse:
    if found:
        return redirect("outcome", number=number_of_first(found))
    return redirect("progress")
