"""A person's own data: take it away, or delete it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from loadshare.server.audit.events import Event, record
from loadshare.server.selfcare.takeaway import everything_of
from loadshare.server.selfcare.visitor import forget_visit, visitor_of


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Everything about this person as one file."""
    person = visitor_of(request)
    if person is None:
        return redirect("privacy")
    record(Event.DATA_TAKEN, person=person.id)
    response = JsonResponse(everything_of(person), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="loadshare.json"'
    return response


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Ask once, then delete everything at once."""
    person = visitor_of(request)
    if person is None:
        return redirect("privacy")
    if request.method == "GET":
        return render(request, "about/delete.html")
    record(Event.DATA_DELETED, person=person.id)
    user = person.user
    person.delete()
    if user is not None:
        logout(request)
        user.delete()
    forget_visit(request)
    messages.success(request, _("Everything about you is deleted."))
    return redirect("start")
