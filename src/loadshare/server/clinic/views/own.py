"""What a person sees: with whom they share, the yes, the stop, and who has looked."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from loadshare.interop.tables import table_as_csv
from loadshare.server.audit.events import shared_with_others
from loadshare.server.breaks import notices
from loadshare.server.check import checking
from loadshare.server.clinic import codes
from loadshare.server.clinic.away import STAND_IN, asks_of, like_before
from loadshare.server.clinic.forms import ConsentForm, sent
from loadshare.server.clinic.models import Invitation, Member, Sharing
from loadshare.server.clinic.presenters.own import ConsentScreen, LookedLine, OwnScreen
from loadshare.server.clinic.presenters.sheet import SheetScreen
from loadshare.server.clinic.sharing import USUAL_WEEKS, begin_sharing, end_sharing, weeks_for
from loadshare.server.clinic.views.asking import looked_up
from loadshare.server.clinic.words import words
from loadshare.server.person.visitor import visitor_of
from loadshare.server.records.models import Person
from loadshare.server.ui.codes import code_picture
from loadshare.server.ui.papers import paper_answer

_CODE = "sharing-code"
MOST_LINES = 500
ANSWERED_WITHIN = dt.timedelta(days=1)
"""So long after a practitioner opened a code it can be answered."""


@require_safe
def sharing(request: HttpRequest) -> HttpResponse:
    """With whom this person shares, and the ways to begin and to stop."""
    person = visitor_of(request)
    if person is None or person.is_guest:
        return _account_first(request)
    return render(request, "sharing/sharing.html", {"screen": OwnScreen(person)})


@require_safe
def sheet(request: HttpRequest, *, is_paper: bool = False) -> HttpResponse:
    """What somebody takes to their GP or physio; also as a PDF. No account is needed for it."""
    person = visitor_of(request)
    if person is None or checking.last_check_of(person) is None:
        return redirect("start")
    screen = SheetScreen(person, today=timezone.localdate())
    if not is_paper:
        return render(request, "sharing/sheet.html", {"screen": screen})
    return paper_answer(screen.pdf(), name="for-my-gp")


@require_POST
def make_code(request: HttpRequest) -> HttpResponse:
    """A code for a practitioner to open. It shares nothing yet."""
    person = visitor_of(request)
    if person is None or person.is_guest:
        return redirect("sharing")
    row, code = codes.make_code(person=person)
    request.session[_CODE] = {"id": str(row.pk), "code": code}
    return redirect("sharing_code")


@require_safe
def show_code(request: HttpRequest) -> HttpResponse:
    """The code to show, until a practitioner has opened it."""
    row = _own_code(request)
    if row is None:
        return redirect("sharing")
    if row.member_id is not None:
        return redirect("sharing_asked", invitation_id=row.pk)
    code = request.session[_CODE]["code"]
    address = request.build_absolute_uri(reverse("clinic_enter_code", args=[code]))
    context = {"code": code, "address": address, "picture": code_picture(address)}
    return render(request, "sharing/code.html", context)


@require_GET
def code_state(request: HttpRequest) -> JsonResponse:
    """Whether somebody opened the code, for the page that waits."""
    row = _own_code(request)
    is_waiting = row is not None and row.member_id is None
    return JsonResponse({"state": "waiting" if is_waiting else "opened"})


@require_http_methods(["GET", "HEAD", "POST"])
def shared_by_link(request: HttpRequest, code: str) -> HttpResponse:
    """A practitioner's code: who asks, and the yes. The link alone shares nothing."""
    return looked_up(request, lambda: codes.opened_by_person(code), lambda row: _consent(request, row))


@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """A practitioner opened this person's code: the same yes."""
    person = visitor_of(request)
    since = timezone.now() - ANSWERED_WITHIN
    waiting = {"pk": invitation_id, "answered_at": None, "opened_at__gt": since}
    row = person.invitations.filter(**waiting).first() if person else None
    if row is None and person is not None:
        row = asks_of(person).filter(pk=invitation_id).first()
    if row is None:
        raise Http404
    return _consent(request, row)


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, sharing_id: uuid.UUID) -> HttpResponse:
    """A new yes to the same practitioner, with other parts or another end."""
    person = visitor_of(request)
    row = OwnScreen(person).standing(sharing_id) if person else None
    if person is None or row is None:
        raise Http404
    return _ask(request, person, row.member, standing=row)


@require_POST
def stop(request: HttpRequest, sharing_id: uuid.UUID) -> HttpResponse:
    """End a sharing at once."""
    person = visitor_of(request)
    row = end_sharing(person, sharing_id, by=Sharing.EndedBy.PERSON) if person else None
    if row is None:
        raise Http404
    messages.success(request, words("own.stopped", who=row.member.in_words))
    return redirect("sharing")


@require_POST
def notice(request: HttpRequest) -> HttpResponse:
    """Whether closed pages tell that a message waits."""
    person = visitor_of(request)
    if person is None or person.is_guest:
        return redirect("sharing")
    is_on = request.POST.get("tell") == "yes"
    notices.tell_messages(person, is_on=is_on)
    messages.success(request, words("own.tells" if is_on else "own.tells-not"))
    return redirect("sharing")


@require_safe
def looked(request: HttpRequest) -> HttpResponse:
    """Who has looked at what, newest first."""
    person = visitor_of(request)
    if person is None or person.is_guest:
        return _account_first(request)
    found = shared_with_others(person.pk)
    who = request.GET.get("who", "")
    names = sorted(set(found.values_list("actor_words", flat=True)))
    if who in names:
        found = found.filter(actor_words=who)
    lines = [LookedLine(row) for row in found[:MOST_LINES]]
    context = {"lines": lines, "names": names, "who": who if who in names else "", "most": MOST_LINES}
    return render(request, "sharing/looked.html", context)


@require_safe
def looked_table(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a table to keep."""
    person = visitor_of(request)
    if person is None or person.is_guest:
        raise Http404
    text = table_as_csv(
        [
            {
                "from": row.at.isoformat(),
                "who": row.actor_words,
                "what": line.what,
                "part": line.part,
                "times": row.count,
            }
            for row in shared_with_others(person.pk)
            for line in [LookedLine(row)]
        ]
    )
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"who-has-looked-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _own_code(request: HttpRequest) -> Invitation | None:
    person, kept = visitor_of(request), request.session.get(_CODE)
    if person is None or not kept:
        return None
    now = timezone.now()
    return person.invitations.filter(pk=kept["id"], answered_at=None, opens_until__gt=now).first()


def _account_first(request: HttpRequest) -> HttpResponse:
    return render(request, "sharing/account.html", {"next": request.get_full_path()})


def _consent(request: HttpRequest, row: Invitation) -> HttpResponse:
    """Who asks, and what follows a yes or a no."""
    person, member = visitor_of(request), row.member
    if member is None or member.ended_at is not None:
        return render(request, "sharing/over.html", status=404)
    if person is None or person.is_guest:
        context = {"next": request.get_full_path(), "who": ConsentScreen(member)}
        return render(request, "sharing/account.html", context)
    if member.user_id == person.user_id:
        return render(request, "sharing/own.html", status=422)
    if request.POST.get("answer") == "no":
        codes.use_up(row)
        messages.info(request, words("own.said-no", who=member.in_words))
        return redirect("sharing")
    return _ask(request, person, member, first=lambda: codes.use_up(row))


def _ask(
    request: HttpRequest,
    person: Person,
    member: Member,
    *,
    standing: Sharing | None = None,
    first: Callable[[], bool] = lambda: True,
) -> HttpResponse:
    standing = standing or OwnScreen(person).standing_with(member)
    like = standing or (like_before(person, member) if member.role == STAND_IN else None)
    form = ConsentForm(sent(request), initial=_begins_with(request, member, like), member=member)
    if request.method == "POST" and form.is_valid():
        if not first():
            return render(request, "sharing/over.html", status=404)
        row = begin_sharing(
            person=person,
            member=member,
            sections=form.chosen,
            weeks=form.cleaned_data["weeks"],
            called=form.cleaned_data["called"],
        )
        messages.success(request, words("own.began", who=member.in_words, day=_day(row)))
        return redirect("sharing")
    context = {"form": form, "screen": ConsentScreen(member, form), "standing": standing}
    return render(request, "sharing/consent.html", context, status=422 if form.errors else 200)


def _begins_with(request: HttpRequest, member: Member, standing: Sharing | None) -> dict[str, Any]:
    """Nothing is ticked that was not said yes to before."""
    weeks = weeks_for(member)
    return {
        "called": standing.called if standing else request.user.get_username(),
        "sections": [one.value for one in standing.shared] if standing else [],
        "weeks": USUAL_WEEKS if USUAL_WEEKS in weeks else weeks[-1],
    }


def _day(row: Sharing) -> str:
    return date_format(timezone.localtime(row.until), "j F Y")
