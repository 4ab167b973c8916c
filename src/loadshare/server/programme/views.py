"""The programme: build it, look at it, exchange an exercise."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loadshare.care.choices import ChoiceError
from loadshare.care.programme import NoProgrammeError
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.safety import PlanPermission
from loadshare.server.check import checking, locks
from loadshare.server.check.before_sign_in import must_say_whose
from loadshare.server.offline.taking import open_stops
from loadshare.server.person.page_marks import may_stay_on_device
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme import planning
from loadshare.server.programme.presenter import ProgrammeScreen
from loadshare.server.programme.turns import turn_for
from loadshare.server.records import current
from loadshare.server.records.models import Check, Person, SessionLog
from loadshare.server.records.models import Programme as StoredProgramme


@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """Make a new block of six weeks from the newest check."""
    person = visitor_of(request)
    run = checking.last_check_of(person) if person else None
    if person is None or run is None:
        return redirect("start")
    if locks.is_help_first(person, run):
        return redirect("result")
    if locks.is_alarmed(person):
        return redirect("check")
    wishes = checking.open_wishes(run)
    if wishes is not None and allows_programme(run):
        return redirect("wishes", number=checking.page_numbers()[wishes.page.id])
    return build_now(request, person, run)


def build_now(request: HttpRequest, person: Person, run: Check) -> HttpResponse:
    """Build it from this check, or say why there can be none yet."""
    try:
        planning.build_first_week(person, run, today=timezone.localdate())
    except NoProgrammeError as refusal:
        words = {"why": refusal.why, "do": settings.COUNTRY.fill_in(refusal.do)}
        return render(request, "programme/none.html", words)
    return redirect("programme")


def allows_programme(run: Check) -> bool:
    """Whether a programme may be made from this check at all."""
    return checking.result_of(run).safety.plan is not PlanPermission.NONE


@require_GET
def programme(request: HttpRequest) -> HttpResponse:
    """This week."""
    opened = open_programme(request)
    if isinstance(opened, HttpResponse):
        return opened
    _, stored = opened
    return render(request, "programme/programme.html", _context(stored))


@require_POST
def exchange(request: HttpRequest, exercise: str) -> HttpResponse:
    """Easier, harder or swap."""
    person = visitor_of(request)
    stored = current.current_programme(person) if person else None
    if person is None or stored is None:
        raise Http404
    if locks.is_shut(person, checking.last_check_of(person)):
        return redirect("result")
    try:
        direction = planning.EditDirection(request.POST.get("direction", ""))
        planning.exchange_item(
            stored,
            exercise=exercise,
            direction=direction,
            to=request.POST.get("to", ""),
            today=timezone.localdate(),
        )
    except ChoiceError as refusal:
        messages.info(request, str(refusal))
    except NoProgrammeError:
        return redirect("result")
    except (KeyError, ValueError):
        raise Http404 from None
    else:
        messages.success(request, _("Changed. Your programme below is up to date."))
    if getattr(request, "htmx", False):
        return render(request, "programme/parts/body.html", _context(stored))
    return redirect("programme")


def open_programme(request: HttpRequest) -> tuple[Person, StoredProgramme] | HttpResponse:
    """The visitor and their programme, or the page in its place: start, shut, a stop to ask about, none."""
    person = visitor_of(request)
    if person is None:
        return redirect("start")
    if must_say_whose(request):
        return redirect("whose_answers")
    begun, last = checking.open_and_last(person)
    shut = _shut_page(request, person, last=last, begun=begun)
    if shut is not None:
        return shut
    if open_stops(person):
        return redirect("late_stop")
    stored = current.current_programme(person)
    if stored is None:
        return render(request, "programme/empty.html", {"has_check": checking.last_check_of(person)})
    planning.keep_check_in_force(stored, last)
    may_stay_on_device(request)
    return person, stored


def open_now(person: Person) -> StoredProgramme | None:
    """Their programme, where nothing keeps it shut and no reason to stop arrived late; by the guard above."""
    stored = current.current_programme(person)
    if stored is None:
        return None
    last = checking.last_check_of(person)
    if locks.is_shut(person, last) or open_stops(person):
        return None
    planning.keep_check_in_force(stored, last)
    return stored


def _shut_page(
    request: HttpRequest, person: Person, *, last: Check | None, begun: Check | None
) -> HttpResponse | None:
    """The page shown in the programme's place while it is shut, or none."""
    if not locks.is_shut_by(person, last, begun):
        return None
    waits, lock = locks.waits_for_somebody(person, last), locks.standing_lock(person)
    is_unfinished = not locks.is_help_first(person, last) and locks.is_alarming(begun)
    context = {"waits": waits, "lock": lock, "is_unfinished": is_unfinished}
    return render(request, "programme/shut.html", context)


def screen_of(stored: StoredProgramme, *, sessions: Collection[SessionLog] | None = None) -> ProgrammeScreen:
    """The programme with what was done of it; `sessions` where they were looked up already."""
    kept = stored.sessions.all() if sessions is None else sessions
    done = {one.on for one in kept if one.kind == SessionLog.Kind.DAY and one.programme_id == stored.pk}
    today, programme = timezone.localdate(), planning.programme_of(stored)
    return ProgrammeScreen(
        programme,
        knowledge=load_knowledge(),
        today=today,
        done=done,
        turn=turn_for(stored, programme.session(today), on=today, today=today),
    )


def _context(stored: StoredProgramme) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "screen": screen_of(stored),
        "is_week_over": planning.is_week_over(stored, today=today),
        "is_last_week": stored.week >= planning.WEEKS,
        "is_untested": checking.has_untested(stored.made_from),
    }
