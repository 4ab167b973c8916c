"""What the check says: help first where it is needed, else what the answers fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loadshare.care.expectation import what_to_expect
from loadshare.care.explain import explain
from loadshare.knowledge import RULES_VERSION, load_knowledge
from loadshare.knowledge.safety import Level, PlanPermission
from loadshare.server.audit.events import Event, record
from loadshare.server.check import checking, lines, locks
from loadshare.server.check.checked_form import CheckedForm
from loadshare.server.check.presenters.help import HelpScreen
from loadshare.server.check.presenters.ideas import IdeasScreen
from loadshare.server.check.question_form import QuestionForm
from loadshare.server.person.page_marks import programme_is_shut
from loadshare.server.person.visitor import visitor_of
from loadshare.server.records import current
from loadshare.server.records.answers import level_so_far
from loadshare.server.records.hold import held
from loadshare.server.records.models import LEVELS

if TYPE_CHECKING:
    from loadshare.care.check import CheckResult
    from loadshare.server.records.models import Check, Person, SafetyLock

SOMEWHERE_ELSE = "https://www.bbc.co.uk/weather"
NEEDS_SOMEBODY = frozenset({Level.EMERGENCY, Level.SAME_DAY, Level.DAYS})


@require_GET
def result(request: HttpRequest) -> HttpResponse:
    """The result of the newest check, and of an older one whose lock still stands."""
    person, run = _person_and_run(request)
    lock = locks.standing_lock(person) if person else None
    if lock is not None and lock.check_run is not None and _is_still_to_close(lock.check_run):
        return redirect("check")
    if run is None or person is None:
        return redirect("start")
    if lock is None and _may_go_on(checking.result_of(run)):
        return redirect("ideas")
    if locks.is_shut(person, run):
        programme_is_shut(request)
    return _help_page(request, run, lock, CheckedForm())


def _may_go_on(result: CheckResult) -> bool:
    """Whether the ideas come first: nothing to be seen about, or a programme is allowed meanwhile."""
    safety = result.safety
    if safety.level is Level.DAYS:
        return safety.plan is not PlanPermission.NONE
    return safety.level not in NEEDS_SOMEBODY


def _help_page(request: HttpRequest, run: Check, lock: SafetyLock | None, form: CheckedForm) -> HttpResponse:
    """What to do now: by the newest check, or by one that still locks the programme and is graver."""
    found = [one for one in (run, lock.check_run if lock else None) if one and _needs_somebody(one)]
    context: dict[str, object] = {"lock": lock, "form": form, "clarify": checking.question_to_clarify(run)}
    if not found:
        return render(request, "result/locked.html", context)
    for one in found:
        if lines.has_hard_thoughts(one.answers):
            lines.keep_in_sight(request, one.answers)
    shown = min(found, key=lambda one: LEVELS.index(one.level))
    screen = HelpScreen(checking.result_of(shown), country=settings.COUNTRY)
    context |= {"screen": screen, "made_on": shown.finished_at}
    return render(request, "result/help.html", context)


def _is_still_to_close(run: Check) -> bool:
    """Whether it is an emergency that could not be closed yet."""
    return run.finished_at is None and level_so_far(run) is Level.EMERGENCY


def _needs_somebody(run: Check) -> bool:
    return run.finished_at is not None and checking.result_of(run).safety.level in NEEDS_SOMEBODY


@require_POST
def clarify(request: HttpRequest) -> HttpResponse:
    """The answer that may show an emergency sign to be old and steady."""
    person, run = _person_and_run(request)
    asked = checking.question_to_clarify(run) if run else None
    if person is None or run is None or asked is None:
        is_sent_twice = person is not None and checking.open_check_of(person) is not None
        return redirect("check" if is_sent_twice else "result")
    form = QuestionForm(asked, options=asked.options, data=request.POST)
    if form.is_valid() and checking.clarify(run, form.answers):
        return redirect("check")
    return redirect("result")


@require_POST
def checked(request: HttpRequest) -> HttpResponse:
    """ "I was checked", with a date: lifts the lock and opens a fresh check."""
    person, run = _person_and_run(request)
    if person is None or run is None:
        return redirect("start")
    with held(person.pk):
        lock = locks.standing_lock(person)
        if lock is None:
            return redirect("start")
        form = CheckedForm(request.POST, not_before=lock.set_at)
        if form.is_valid():
            lock.checked_on = form.cleaned_data["checked_on"]
            lock.save(update_fields=["checked_on"])
            record(Event.LOCK_CLEARED, person=person.id)
    if not form.is_valid():
        return _help_page(request, run, lock, form)
    messages.success(request, _("Good that you were seen. Start a new check with how things are today."))
    return redirect("start")


@require_GET
def leave(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """A quick way out, to a page that anybody might be reading."""
    response = HttpResponseRedirect(SOMEWHERE_ELSE)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_GET
def ideas(request: HttpRequest) -> HttpResponse:
    """What the answers fit: three ideas, look-alikes, and what this cannot tell."""
    person, run = _person_and_run(request)
    if run is None or person is None:
        return redirect("start")
    found = checking.result_of(run)
    if locks.is_help_first(person, run):
        return redirect("result")
    if found.rules_version != RULES_VERSION:
        return render(request, "result/old_rules.html")
    facts = checking.facts_of_run(run)
    explanation = explain(check=found, facts=facts, knowledge=load_knowledge())
    programme = current.current_programme(person)
    context = {
        "screen": IdeasScreen(explanation, found, country=settings.COUNTRY),
        "programme": programme,
        "expected": () if programme else what_to_expect(facts=facts, knowledge=load_knowledge()),
        "wishes": _first_wishes(run),
    }
    return render(request, "result/ideas.html", context)


def _first_wishes(run: Check) -> int | None:
    """The first page of what only tailors the programme, where that was answered before."""
    if checking.open_wishes(run) is not None:
        return None
    return next((checking.page_numbers()[page.page.id] for page in checking.wishes_to_ask(run)), None)


def _person_and_run(request: HttpRequest) -> tuple[Person | None, Check | None]:
    person = visitor_of(request)
    return person, checking.last_check_of(person) if person else None
