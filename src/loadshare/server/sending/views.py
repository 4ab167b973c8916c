"""The page of sending to a clinic: set it up, tick, and press last."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from loadshare.interop.fhir.scopes import ReadPart
from loadshare.server.person.visitor import visitor_of
from loadshare.server.records.models import Person
from loadshare.server.requests.limits import Limit, TooManyTriesError, too_many
from loadshare.server.sending.forms import SendForm, ServerForm, rule
from loadshare.server.sending.models import ClinicServer
from loadshare.server.sending.sealing import seal
from loadshare.server.sending.sending import PARTS, SentSoFar, resources_to_send, send, waiting
from loadshare.server.sending.words import said
from loadshare.server.tokens.forms import PART_WORDS

PRESSES = Limit(name="clinic-sends", tries=30, within_s=60 * 60)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def clinic_server(request: HttpRequest) -> HttpResponse:
    """Where it goes. Another address is another server: what the first one has says nothing of it."""
    person = _person(request)
    server = _server(person)
    form = ServerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        ClinicServer.objects.filter(person=person).delete()
        ClinicServer.objects.create(
            person=person, address=given["address"], sealed_token=seal(given["token"])
        )
        messages.success(request, _("It is set up. Nothing has been sent yet."))
        return redirect("clinic_server")
    return _page(request, person, server, form=form, status=422 if form.errors else 200)


@login_required
@require_POST
def clinic_send(request: HttpRequest) -> HttpResponse:
    """Send what is ticked."""
    person = _person(request)
    server = _server(person)
    if server is None:
        return redirect("clinic_server")
    form = SendForm(request.POST)
    if not form.is_valid():
        return _page(request, person, server, sends=form, status=422)
    try:
        PRESSES.take(str(person.pk))
    except TooManyTriesError as refusal:
        return too_many(request, refusal)
    parts = [ReadPart(part) for part in form.cleaned_data["parts"]]
    done = send(server, parts, now=timezone.now(), rule=rule())
    _say(request, done)
    return redirect("clinic_server")


@login_required
@require_POST
def clinic_forget(request: HttpRequest) -> HttpResponse:
    """Delete the address and the token here. What the clinic has stays with it."""
    ClinicServer.objects.filter(person=_person(request)).delete()
    messages.success(request, _("The address and the token are deleted here. What was sent stays there."))
    return redirect("clinic_server")


def _say(request: HttpRequest, done: SentSoFar) -> None:
    if done.is_busy:
        messages.info(request, _("It is being sent already. Look again in a minute."))
        return
    if done.sent:
        words = ngettext("%(n)s entry is there now.", "%(n)s entries are there now.", done.sent)
        messages.success(request, words % {"n": done.sent})
    if done.problem is not None:
        wait_s = done.problem.wait_s
        wait = _(" Wait %(minutes)s minutes.") % {"minutes": wait_s // 60 + 1} if wait_s else ""
        messages.error(request, said(done.problem.fate) + wait)
    elif done.left:
        words = ngettext("%(n)s entry waits. Press again.", "%(n)s entries wait. Press again.", done.left)
        messages.info(request, words % {"n": done.left})
    elif not done.sent:
        messages.info(request, _("The clinic has all of it already."))


def _page(
    request: HttpRequest,
    person: Person,
    server: ClinicServer | None,
    *,
    form: ServerForm | None = None,
    sends: SendForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    ticked = (sends["parts"].value() or ()) if sends else ()
    rows = []
    for part in PARTS if server else ():
        words, hint = PART_WORDS[part]
        left = waiting(server, resources_to_send(person, [part], now=now)[1:]) if server else 0
        rows.append((part, words, hint, left, part.value in ticked))
    context = {"server": server, "form": form or ServerForm(), "sends": sends, "parts": rows}
    return render(request, "sending/clinic.html", context, status=status)


def _person(request: HttpRequest) -> Person:
    person = visitor_of(request)
    assert person is not None, "whoever is signed in is somebody"
    return person


def _server(person: Person) -> ClinicServer | None:
    return ClinicServer.objects.filter(person=person).select_related("person").first()
