"""The check: one view for every question, then a look at all answers, then the result."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from loadshare.care.answers import AnswersError
from loadshare.care.asking import previous_question, section_progress
from loadshare.care.facts import visible_options, walk
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.question import Question
from loadshare.knowledge.safety import Level
from loadshare.server.check import checking, locks
from loadshare.server.check.presenters.overview import review_of
from loadshare.server.check.presenters.question import QuestionScreen
from loadshare.server.check.question_form import QuestionForm
from loadshare.server.person.visitor import begin_visit, visitor_of
from loadshare.server.records.answers import answers_of, level_so_far
from loadshare.server.records.models import Check

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Begin or go on. Looking creates nothing."""
    if request.method == "POST":
        run = checking.begin_check(begin_visit(request))
        return to_next(run)
    found = open_run(request)
    return to_next(found) if found else nothing_open(request)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, number: int) -> HttpResponse:
    """Ask one question, or keep its answer and go on."""
    asked = checking.question_by_number(number)
    if asked is None:
        raise Http404
    run = open_run(request)
    if run is None:
        return nothing_open(request)
    answers = answers_of(run)
    knowledge = load_knowledge()
    walked = walk(answers=answers, knowledge=knowledge)
    if asked not in walked.questions:
        return to_next(run)
    form = QuestionForm(
        asked,
        options=visible_options(asked, walked.facts),
        data=request.POST if request.method == "POST" else None,
        known=answers.answers,
    )
    if form.is_bound and form.is_valid() and _keep(form, run):
        return _after_answer(request, run, asked)
    before = previous_question(answers=answers, knowledge=knowledge, before=asked.id)
    context = {
        "screen": QuestionScreen(form, progress=section_progress(answers=answers, knowledge=knowledge)),
        "number": number,
        "back": checking.question_numbers()[before.id] if before else None,
        "from_review": _is_from_review(request),
    }
    return render(request, "check/question.html", context)


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """All answers on one page, each with a way to change it."""
    run = open_run(request)
    if run is None:
        return nothing_open(request)
    missing = checking.question_to_ask(run)
    if missing is not None:
        return _to(missing)
    answers = answers_of(run)
    context = {"parts": review_of(answers, knowledge=load_knowledge(), passed_over=run.passed_over)}
    return render(request, "check/review.html", context)


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


def _keep(form: QuestionForm, run: Check) -> bool:
    if form.is_passed_over:
        checking.pass_over(run, form.question)
        return True
    try:
        checking.keep_answers(run, form.question, form.answers)
    except AnswersError as error:
        for problem in error.problems:
            form.add_error(None, f"{problem.message.capitalize()}. Allowed: {problem.allowed}.")
        return False
    return True


def _after_answer(request: HttpRequest, run: Check, asked: Question) -> HttpResponse:
    if level_so_far(run) is Level.EMERGENCY:
        return close_and_get_help(run)
    only_open = _is_from_review(request) or run.is_review
    following = checking.question_to_ask(run, after=None if only_open else asked)
    return _to(following) if following else redirect("review" if only_open else "measured")


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
    following = checking.question_to_ask(run)
    return _to(following) if following else HttpResponseRedirect(redirect("review").url)


def _to(asked: Question) -> HttpResponseRedirect:
    response: Any = redirect("question", number=checking.question_numbers()[asked.id])
    return response  # type: ignore[no-any-return]


def _is_from_review(request: HttpRequest) -> bool:
    return "review" in request.GET
