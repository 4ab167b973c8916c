"""Self-tests that somebody has measured: typed in, never asked for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from loadshare.care.answers import AnswersError
from loadshare.care.self_testing import tests_to_offer
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.self_test import SelfTest
from loadshare.server.check import checking
from loadshare.server.check.measurement_form import MeasurementForm
from loadshare.server.check.views.check import nothing_open, open_run
from loadshare.server.records.answers import answers_of
from loadshare.server.records.models import Check


@require_GET
def measured(request: HttpRequest) -> HttpResponse:
    """Offer the tests; going on without is the main way."""
    run = open_run(request)
    if run is None:
        return nothing_open(request)
    numbers = {test: number for number, test in enumerate(load_knowledge().self_tests, start=1)}
    tests = [
        {"number": numbers[test.id], "test": test, "is_filled": test.id in run.measurements}
        for test in _offered(run)
    ]
    if not tests:
        return redirect("review")
    return render(request, "check/measured.html", {"tests": tests})


@require_http_methods(["GET", "POST"])
def measurement(request: HttpRequest, number: int) -> HttpResponse:
    """One test: how it is done, and its numbers."""
    tests = tuple(load_knowledge().self_tests.values())
    if not 0 < number <= len(tests):
        raise Http404
    run = open_run(request)
    if run is None:
        return nothing_open(request)
    test = tests[number - 1]
    if test not in _offered(run):
        return redirect("review")
    data = request.POST if request.method == "POST" else None
    form = MeasurementForm(test, data=data, known=run.measurements.get(test.id))
    if form.is_bound and form.is_valid():
        try:
            checking.keep_measurement(run, test.id, form.values)
        except AnswersError as error:
            for problem in error.problems:
                form.add_error(None, f"{problem.message.capitalize()}. Allowed: {problem.allowed}.")
        else:
            return redirect("measured")
    context = {"test": test, "form": form, "number": number}
    return render(request, "check/measurement.html", context)


def _offered(run: Check) -> tuple[SelfTest, ...]:
    return tests_to_offer(answers=answers_of(run), knowledge=load_knowledge())
