"""Pages for when something goes wrong: what happened, that nothing is lost, the next step."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from loadshare.server.person.outage import current_problem, unavailable
from loadshare.server.requests.log import is_outage
from loadshare.server.requests.newer import is_from_newer
from loadshare.server.requests.written import written_in


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404."""
    return render(request, "errors/404.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403."""
    return render(request, "errors/403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the database, or a row that a newer server wrote. They ask nothing of it."""
    problem = current_problem()
    if is_outage(problem) or is_from_newer(problem):
        return unavailable(request)
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety token was missing or old. What was written here is given back."""
    is_from_elsewhere = reason.startswith(("Origin checking", "Referer checking"))
    kept = [] if is_from_elsewhere else written_in(request)
    return render(request, "errors/csrf.html", {"kept": kept}, status=403)
