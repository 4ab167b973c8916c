"""The weekly review: how the week was, the safety signs again, then the next week, accepted or edited."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from loadshare.care.answers import AnswersError
from loadshare.care.choices import ChoiceError
from loadshare.care.programme import NoProgrammeError
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.safety import HELP_FIRST, Level
from loadshare.server.check import checking
from loadshare.server.check.checked_form import CheckedForm
from loadshare.server.check.views.check import close_and_get_help, sent_again
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme import after_check, planning
from loadshare.server.programme.after_check import tell_changes
from loadshare.server.programme.views import open_programme
from loadshare.server.records.answers import answers_of, level_so_far
from loadshare.server.records.models import Check, Person, WeeklyReview
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.week import reviewing
from loadshare.server.week.presenter import WeekScreen, sign_groups
from loadshare.server.week.week_form import ChangesForm, SignsForm, WeekForm

Opened = tuple[Person, StoredProgramme]


@require_http_methods(["GET", "POST"])
def week(request: HttpRequest) -> HttpResponse:
    """How the week was: three numbers."""
    opened = _open_week(request)
    if isinstance(opened, HttpResponse):
        return opened
    person, stored = opened
    first = person.activities.first()
    form = WeekForm(request.POST if request.method == "POST" else None, activity=first.words if first else "")
    if not (form.is_bound and form.is_valid()):
        return render(request, "week/week.html", {"form": form})
    sent = form.cleaned_data
    if first is None and sent["activity_words"]:
        first, _is_new = person.activities.get_or_create(place=1, defaults={"words": sent["activity_words"]})
    said = reviewing.WeekReport(
        pain_average=sent["pain_average"],
        activity=sent["activity"],
        activity_words=first.words if first else "",
        confidence=sent["confidence"],
    )
    kept = reviewing.keep_said(person, stored, said, today=timezone.localdate())
    return redirect("week_signs" if kept else "programme")


@require_http_methods(["GET", "POST"])
def signs(request: HttpRequest) -> HttpResponse:
    """The safety signs again; a sign leads to help and the lock, as in the check."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return sent_again(request) or opened
    person, stored = opened
    last = planning.check_in_force(stored)
    weekly = reviewing.open_review(stored, today=timezone.localdate())
    asked = checking.signs_again(last)
    form = SignsForm(asked, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        run = checking.begin_short_review(
            person, last, signs=form.said, pain_average=weekly.pain_average if weekly else None
        )
        return _after_signs(request, run, is_weekly=weekly is not None)
    groups = sign_groups(asked, dict(answers_of(last).answers))
    rose = weekly is not None and reviewing.rose_since_last(weekly)
    return render(
        request, "week/signs.html", {"form": form, "groups": groups, "is_weekly": weekly, "rose": rose}
    )


@require_POST
def whole(request: HttpRequest) -> HttpResponse:
    """Something else has changed: ask everything again that can change."""
    person = visitor_of(request)
    last = checking.last_check_of(person) if person else None
    if person is None or last is None:
        return redirect("start")
    checking.begin_review(person, last)
    return redirect("check")


@require_http_methods(["GET", "POST"])
def following(request: HttpRequest) -> HttpResponse:
    """Next week as proposed; sent, it becomes the programme, once."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    _person, stored = opened
    today = timezone.localdate()
    weekly = reviewing.open_review(stored, today=today)
    run = reviewing.run_for(weekly) if weekly else None
    if weekly is None or run is None:
        return _nothing_to_settle(request, stored, is_begun=weekly is not None)
    if request.method == "POST":
        return _settle(request, weekly, run)
    return _show(request, weekly, run)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Somebody has looked at it: the weeks count anew from that day."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    _person, stored = opened
    weekly = reviewing.open_review(stored, today=timezone.localdate())
    run = reviewing.run_for(weekly) if weekly else None
    if weekly is None or run is None:
        return redirect("week")
    form = CheckedForm(request.POST)
    if not form.is_valid():
        return _show(request, weekly, run, seen_form=form)
    weekly.seen_on = form.cleaned_data["checked_on"]
    weekly.save(update_fields=["seen_on"])
    return redirect("week_next")


def _open_week(request: HttpRequest) -> Opened | HttpResponse:
    """The week to look back at, or the page that says when it is time."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    _person, stored = opened
    if planning.is_week_over(stored, today=timezone.localdate()):
        return opened
    return render(request, "week/early.html", {"due": planning.due_on(stored)})


def _after_signs(request: HttpRequest, run: Check, *, is_weekly: bool) -> HttpResponse:
    if level_so_far(run) is Level.EMERGENCY:
        return close_and_get_help(run)
    if checking.page_to_ask(run) is not None:
        return redirect("check")
    try:
        changes = after_check.finish_check(run)
    except AnswersError:
        return redirect("check")
    if run.level in HELP_FIRST:
        return redirect("result")
    tell_changes(request, changes)
    return redirect("week_next" if is_weekly else "today")


def _nothing_to_settle(request: HttpRequest, stored: StoredProgramme, *, is_begun: bool) -> HttpResponse:
    """The signs are still to be asked, or the week, or it is settled already."""
    if is_begun:
        return redirect("week_signs")
    if planning.is_week_over(stored, today=timezone.localdate()):
        return redirect("week")
    if request.method == "GET":
        messages.success(request, _("Thank you. Your programme goes on."))
    return redirect("programme")


def _settle(request: HttpRequest, weekly: WeeklyReview, run: Check) -> HttpResponse:
    today = timezone.localdate()
    looked = reviewing.look(weekly, run, today=today)
    form = ChangesForm(looked.review.proposal.changes if looked.review.proposal else (), request.POST)
    if not form.is_valid():
        return _show(request, weekly, run, problem=_("Look at the changes once more, then choose."))
    try:
        reviewing.settle(
            weekly,
            run,
            choices=form.choices,
            mark=form.cleaned_data["mark"],
            today=today,
            stage=form.cleaned_data["stage"],
        )
    except reviewing.MovedOnError:
        words = _("Something was added meanwhile, so the week below is new. Nothing is lost.")
        return _show(request, weekly, run, problem=words)
    except (ChoiceError, KeyError) as refusal:
        words = str(refusal) if isinstance(refusal, ChoiceError) else _("These choices do not go together.")
        return _show(request, weekly, run, problem=words)
    except NoProgrammeError:
        return redirect("week_next")
    messages.success(request, _("Your next week is ready."))
    return redirect("programme")


def _show(
    request: HttpRequest,
    weekly: WeeklyReview,
    run: Check,
    *,
    problem: str = "",
    seen_form: CheckedForm | None = None,
) -> HttpResponse:
    looked = reviewing.look(weekly, run, today=timezone.localdate())
    screen = WeekScreen(
        looked,
        knowledge=load_knowledge(),
        country=settings.COUNTRY,
        sent=request.POST.dict() if request.method == "POST" else None,
    )
    context = {"screen": screen, "problem": problem, "seen_form": seen_form or CheckedForm()}
    return render(request, "week/next.html", context)
