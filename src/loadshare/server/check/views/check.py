"""The check: one view for every page, then a look at all answers, then the result."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from loadshare.care.answers import AnswersError
from loadshare.care.asking import PageAsked, previous_page
from loadshare.care.facts import facts_of
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.safety import Level
from loadshare.server.check import checking, lines, locks
from loadshare.server.check.page_form import PageForm
from loadshare.server.check.presenters.overview import review_of
from loadshare.server.check.presenters.page import PageScreen
from loadshare.server.person.visitor import begin_visit, visitor_of
from loadshare.server.records.answers import answers_of, level_so_far
from loadshare.server.records.models import Check

logger = logging.getLogger(__name__)

ADULT_FROM = 18


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Begin or go on. Looking creates nothing."""
    if request.method == "POST":
        run = checking.begin_check(begin_visit(request))
        return to_next(run)
    found = open_run(request)
    return to_next(found) if found else nothing_open(request)


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the questions of one page, or keep their answers and go on."""
    wanted = checking.page_by_number(number)
    if wanted is None:
        raise Http404
    run = open_run(request)
    if run is None:
        return nothing_open(request)
    pages = checking.pages_of(run)
    asked = next((one for one in pages if one.page.id == wanted), None)
    if asked is None:
        return to_next(run)
    form = form_of(run, asked, request)
    if form.is_bound and keep(form, run):
        return _after_answer(request, run, asked)
    before = previous_page(pages, knowledge=load_knowledge(), before=wanted)
    context = {
        "screen": PageScreen(form, pages=pages),
        "number": number,
        "back": checking.page_numbers()[before.page.id] if before else None,
        "from_review": _is_from_review(request),
    }
    return render(request, "check/page.html", context)


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """All answers on one page, each group with a way to change it."""
    run = open_run(request)
    if run is None:
        return nothing_open(request)
    missing = checking.page_to_ask(run)
    if missing is not None:
        return _to(missing)
    answers, is_again = answers_of(run), checking.is_again(run)
    context = {"parts": review_of(answers, knowledge=load_knowledge(), is_again=is_again)}
    return render(request, "check/review.html", context)


@require_GET
def young(request: HttpRequest) -> HttpResponse:
    """A kind stop for somebody who is no adult."""
    run = open_run(request)
    if run is None:
        return nothing_open(request)
    if not _is_young(run):
        return to_next(run)
    return render(request, "check/young.html", {"number": _number_of_age()})


def form_of(run: Check, asked: PageAsked, request: HttpRequest) -> PageForm:
    """The form of a page, with what was sent or what is known."""
    answers = answers_of(run)
    return PageForm(
        asked,
        facts=facts_of(answers=answers, knowledge=load_knowledge()),
        known=answers.answers,
        data=request.POST if request.method == "POST" else None,
    )


def keep(form: PageForm, run: Check) -> bool:
    """Keep what was answered; whether the page is done. What was well said stays, whatever else is wrong."""
    write = checking.keep_answers if run.finished_at is None else checking.keep_wishes
    is_valid = form.is_valid()
    try:
        write(run, form.answers, passed_over=form.passed_over)
    except AnswersError as error:
        for problem in error.problems:
            words = f"{problem.message.capitalize()}. Allowed: {problem.allowed}."
            form.add_error(problem.key, words)
        return False
    return is_valid or level_so_far(run) is Level.EMERGENCY


def open_run(request: HttpRequest) -> Check | None:
    """The check this visitor is in the middle of."""
    person = visitor_of(request)
    return checking.open_check_of(person) if person else None


def nothing_open(request: HttpRequest) -> HttpResponse:
    """Where a page of a check leads that is not open: an answer sent again to help, where that closed it."""
    return sent_again(request) or redirect("start")


def sent_again(request: HttpRequest) -> HttpResponse | None:
    """The page of help for an answer that has closed the check or the programme already; none otherwise."""
    person = visitor_of(request) if request.method == "POST" else None
    if person is None or not locks.is_help_first(person, checking.last_check_of(person)):
        return None
    return redirect("result")


@require_GET
def talk(request: HttpRequest) -> HttpResponse:
    """Somebody has hard thoughts: whom to talk to, before anything else is asked."""
    run = open_run(request)
    if run is None:
        return nothing_open(request)
    if not lines.has_hard_thoughts(run.answers):
        return to_next(run)
    following = checking.page_to_ask(run, after=_page_of_thoughts())
    return render(request, "check/talk.html", {"next": _to(following).url if following else None})


def _after_answer(request: HttpRequest, run: Check, asked: PageAsked) -> HttpResponse:
    is_about_thoughts = asked.page.id == _page_of_thoughts()
    if is_about_thoughts:
        lines.keep_in_sight(request, run.answers)
    if level_so_far(run) is Level.EMERGENCY:
        return close_and_get_help(run)
    if is_about_thoughts and lines.has_hard_thoughts(run.answers):
        return redirect("talk")
    if _is_young(run):
        return redirect("young")
    only_open = _is_from_review(request) or run.is_review
    following = checking.page_to_ask(run, after=None if only_open else asked.page.id)
    return _to(following) if following else redirect("review")


def close_and_get_help(run: Check) -> HttpResponseRedirect:
    """Close the check and show what to do now. Locked it is already; help comes whatever goes wrong here."""
    try:
        checking.finish(run)
    except checking.CheckClosedError:
        pass  # sent twice
    except Exception:
        logger.exception("a check with an emergency could not be closed")
        return HttpResponseRedirect(redirect("help").url)
    return HttpResponseRedirect(redirect("result").url)


def to_next(run: Check) -> HttpResponseRedirect:
    if level_so_far(run) is Level.EMERGENCY:
        return close_and_get_help(run)
    following = checking.page_to_ask(run)
    return _to(following) if following else HttpResponseRedirect(redirect("review").url)


def _to(asked: PageAsked) -> HttpResponseRedirect:
    response: Any = redirect("question", number=checking.page_numbers()[asked.page.id])
    return response  # type: ignore[no-any-return]


def _is_young(run: Check) -> bool:
    age = run.answers.get("age")
    return isinstance(age, int | float) and age < ADULT_FROM


def _page_of_thoughts() -> str:
    return load_knowledge().questions[lines.THOUGHTS].page


def _number_of_age() -> int:
    return checking.page_numbers()[load_knowledge().questions["age"].page]


def _is_from_review(request: HttpRequest) -> bool:
    return "review" in request.GET
