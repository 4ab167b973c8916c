"""The practitioner's pages. Each begins at `member.caseload()` or `for_person`; there is no other way."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loadshare.knowledge.words import asked_once
from loadshare.server.clinic import codes
from loadshare.server.clinic.access import (
    Followed,
    colleagues_of,
    for_followers,
    for_members,
    for_person,
    member_of,
    note_list,
    note_looked,
    note_parts,
    note_seen,
)
from loadshare.server.clinic.away import ask_everybody, stand_ins_of
from loadshare.server.clinic.forms import NameForm, PracticeForm, TypedCodeForm, sent
from loadshare.server.clinic.models import Invitation, Member
from loadshare.server.clinic.presenters.fhir import shared_bundle
from loadshare.server.clinic.presenters.parts import PartScreen
from loadshare.server.clinic.presenters.practice import (
    CaseloadScreen,
    ColleaguesScreen,
    DeskScreen,
    PersonScreen,
)
from loadshare.server.clinic.presenters.summary import SummaryScreen
from loadshare.server.clinic.sections import OPENED, PAGES_OF_THEIR_OWN, SharedPart
from loadshare.server.clinic.sharing import begin_practice, join_clinic, leave_practice
from loadshare.server.clinic.views.asking import gives_back, looked_up
from loadshare.server.clinic.watching import level_of, watched_of
from loadshare.server.clinic.words import words
from loadshare.server.ui.codes import code_picture
from loadshare.server.ui.papers import paper_answer

_CODE, _ORDER = "clinic-code", "caseload-order"
_KEPT = "kept"
"""In the address of the caseload after a press: nothing moves under the hand."""
SNOOZE_DAYS = 7
REASON_MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@asked_once()
def caseload(request: HttpRequest) -> HttpResponse:
    """Everybody who lets this practitioner look; for anybody else, how to begin."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    member = member_of(request)
    if member is None:
        return _begin(request)
    if request.method == "POST":
        return redirect("caseload")
    if member.is_assistant:
        return _desk(request, member)
    before = request.session.get(_ORDER, ())
    screen = CaseloadScreen(member, order=before if _KEPT in request.GET else ())
    note_list(member, (row.sharing for row in screen.rows))
    if screen.order != list(before):
        request.session[_ORDER] = screen.order
    # The page is about others: whether the practitioner has a programme of their own is not looked up.
    return render(request, "clinic/caseload.html", {"screen": screen, "has_programme": False})


def _desk(request: HttpRequest, member: Member) -> HttpResponse:
    """Who is due. Nothing of it leads further."""
    screen = DeskScreen(member)
    note_list(member, screen.told_of, part=SharedPart.DESK)
    return render(request, "clinic/desk.html", {"screen": screen, "has_programme": False})


def _begin(request: HttpRequest) -> HttpResponse:
    form = PracticeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                begin_practice(user_id=request.user.pk, **form.cleaned_data)
        except IntegrityError:  # a second click on the button
            pass
        return redirect("caseload")
    return render(request, "clinic/begin.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_followers
def invite(request: HttpRequest, member: Member) -> HttpResponse:
    """A code to show to somebody: it opens the page on which they may say yes."""
    if request.method == "POST":
        row, code = codes.make_code(member=member)
        request.session[_CODE] = {"id": str(row.pk), "code": code}
        return redirect("clinic_invite")
    kept = request.session.get(_CODE)
    if kept and not codes.still_waits(kept["id"]):
        kept = None
    context = _shown(request, kept["code"], "sharing_with") if kept else {}
    return render(request, "clinic/invite.html", {"member": member, **context})


def _shown(request: HttpRequest, code: str, name: str) -> dict[str, object]:
    address = request.build_absolute_uri(reverse(name, args=[code]))
    return {"code": code, "address": address, "picture": code_picture(address)}


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: str = "") -> HttpResponse:
    """A person's code, typed or scanned. They still have to say yes on their own screen."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    member = member_of(request)
    if member is None:
        return redirect("caseload")
    if not member.may_follow:
        raise Http404
    form = TypedCodeForm(sent(request), initial={"code": code})
    if request.method != "POST" or not form.is_valid():
        return render(request, "clinic/enter.html", {"form": form}, status=422 if form.errors else 200)
    given: str = form.cleaned_data["code"]
    return looked_up(
        request, lambda: codes.open_as_member(given, member=member), lambda _row: _opened(request)
    )


def _opened(request: HttpRequest) -> HttpResponse:
    messages.success(request, words("practice.opened"))
    return redirect("caseload")


@require_safe
@for_members
def one_person(request: HttpRequest, member: Member, person_id: uuid.UUID) -> HttpResponse:
    """One person: the level, and what else is shared."""
    followed = for_person(member, person_id, SharedPart.LEVEL)
    level = level_of(followed)
    screen = PersonScreen(followed, level=level)
    note_looked(followed, level=level.known)
    return render(request, "clinic/person.html", {"screen": screen})


@require_safe
@for_members
def one_part(request: HttpRequest, member: Member, person_id: uuid.UUID, part: str) -> HttpResponse:
    """One part of what a person shares, each by itself: what was looked at is written down."""
    followed = for_person(member, person_id, _part(part))
    screen = PartScreen(
        followed.person,
        _part(part),
        shared=followed.sharing.shared,
        today=timezone.localdate(),
        reader=member.in_words,
        has_lock=followed.lock is not None,
    )
    return render(request, "clinic/part.html", {"screen": screen, "sharing": followed.sharing})


@require_safe
@for_members
def summary(
    request: HttpRequest, member: Member, person_id: uuid.UUID, *, is_paper: bool = False
) -> HttpResponse:
    """One page for the file or the GP, of what is shared; also as a PDF."""
    followed = for_person(member, person_id, SharedPart.LEVEL)
    screen = _summary_of(followed)
    if not is_paper:
        return render(request, "clinic/summary.html", {"screen": screen})
    return paper_answer(screen.pdf(), name="summary")


@require_safe
@for_members
def summary_fhir(request: HttpRequest, member: Member, person_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The same parts as FHIR R4, for a practice whose files a computer reads."""
    followed = for_person(member, person_id, SharedPart.LEVEL)
    told = shared_bundle(followed, _summary_of(followed), now=timezone.now())
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/fhir+json; charset=utf-8"
    answer["Content-Disposition"] = 'attachment; filename="loadshare-summary.fhir.json"'
    return answer


def _summary_of(followed: Followed) -> SummaryScreen:
    """A look at every part it tells."""
    level = level_of(followed)
    screen = SummaryScreen(followed, level=level, today=timezone.localdate())
    note_parts(followed, screen.told)
    note_looked(followed, level=level.known)
    return screen


def _part(name: str) -> SharedPart:
    if name not in {one.value for one in OPENED if one not in PAGES_OF_THEIR_OWN}:
        raise Http404
    return SharedPart(name)


@require_POST
@gives_back
@for_members
def note_alert(request: HttpRequest, member: Member, person_id: uuid.UUID) -> HttpResponse:
    """An alert was seen, or is to come up again in a week; with a reason where one is given."""
    followed = for_person(member, person_id, SharedPart.LEVEL)
    now = timezone.now()
    key = request.POST.get("key", "")
    said = " ".join(request.POST.get("reason", "").replace("\0", " ").split())  # PostgreSQL keeps no zero
    if key not in {alert.key for alert in watched_of(followed.sharing, now=now)}:
        messages.info(request, words("practice.gone-said", said=said) if said else words("practice.gone"))
        return redirect(f"{reverse('caseload')}?{_KEPT}=1")
    is_later = request.POST.get("what") == "later"
    until = timezone.localdate(now) + dt.timedelta(days=SNOOZE_DAYS) if is_later else None
    note_seen(followed, key=key, until=until, reason=said[:REASON_MOST])
    messages.success(request, words("practice.later", n=SNOOZE_DAYS) if is_later else words("practice.seen"))
    return redirect(f"{reverse('caseload')}?{_KEPT}=1")


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def colleagues(request: HttpRequest, member: Member) -> HttpResponse:
    """Who belongs to the clinic. A lead invites and removes, and sees nobody's people by that."""
    if not member.is_lead or member.clinic is None:
        raise Http404
    context: dict[str, object] = {}
    if request.method == "POST":
        role = request.POST.get("role", "")
        if role not in ColleaguesScreen.OFFERED:
            raise Http404
        _row, code = codes.make_code(member=member, joins_as=role)
        context = _shown(request, code, "clinic_join")
    screen = ColleaguesScreen(member, colleagues_of(member))
    return render(request, "clinic/colleagues.html", {"screen": screen, **context})


@require_POST
@for_members
def remove(request: HttpRequest, member: Member, colleague_id: uuid.UUID) -> HttpResponse:
    """A lead removes a colleague: from now on they see nobody."""
    if not member.is_lead or member.clinic is None:
        raise Http404
    other = next((one for one in colleagues_of(member) if one.pk == colleague_id), None)
    if other is None or other.pk == member.pk:
        raise Http404
    leave_practice(other)
    messages.success(request, words("practice.removed", who=other.name))
    return redirect("clinic_colleagues")


@require_http_methods(["GET", "HEAD", "POST"])
@for_followers
def away(request: HttpRequest, member: Member) -> HttpResponse:
    """Somebody is away for a while: a stand-in asks each of their people."""
    if member.clinic is None:
        raise Http404
    stand_ins = stand_ins_of(member)
    if request.method == "POST":
        chosen = next((one for one in stand_ins if str(one.pk) == request.POST.get("who")), None)
        if chosen is None:
            raise Http404
        number = ask_everybody(member, chosen)
        messages.success(request, words("practice.asked", n=number, who=chosen.name))
        return redirect("caseload")
    return render(request, "clinic/away.html", {"stand_ins": stand_ins})


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """A lead's code: join the clinic under a name of one's own."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return looked_up(request, lambda: codes.opened_by_colleague(code), lambda row: _join(request, row))


def _join(request: HttpRequest, row: Invitation) -> HttpResponse:
    lead = row.member
    if lead is None or lead.clinic is None or lead.ended_at is not None:
        raise Http404
    is_member = member_of(request) is not None
    form = NameForm(sent(request))
    if request.method == "POST" and not is_member and form.is_valid():
        name = form.cleaned_data["name"]
        with suppress(IntegrityError), transaction.atomic():  # a second click on the button
            if codes.use_up(row):
                join_clinic(lead.clinic, user_id=request.user.pk, role=row.joins_as, name=name)
        return redirect("caseload")
    context = {"form": form, "clinic": lead.clinic, "is_member": is_member}
    return render(request, "clinic/join.html", context, status=422 if form.errors else 200)


@require_POST
@for_members
def leave(request: HttpRequest, member: Member) -> HttpResponse:
    """Follow nobody any more."""
    leave_practice(member)
    messages.success(request, words("practice.left"))
    return redirect("privacy")
