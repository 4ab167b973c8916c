"""What only tailors the programme, asked when somebody wants one: goal, time, things and places."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from loadshare.care.asking import next_page, previous_page
from loadshare.knowledge import load_knowledge
from loadshare.server.check import checking, locks
from loadshare.server.check.presenters.page import PageScreen
from loadshare.server.check.views.check import form_of, keep
from loadshare.server.person.visitor import visitor_of
from loadshare.server.programme.views import build_now


@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest, number: int) -> HttpResponse:
    """One of these pages, beside the newest finished check."""
    person = visitor_of(request)
    run = checking.last_check_of(person) if person else None
    if person is None or run is None:
        return redirect("start")
    if locks.is_help_first(person, run):
        return redirect("result")
    if locks.is_alarmed(person):
        return redirect("check")
    pages = checking.wishes_to_ask(run)
    asked = next((one for one in pages if checking.page_numbers()[one.page.id] == number), None)
    if asked is None:
        raise Http404
    form, before_this = form_of(run, asked, request), run.level
    knowledge = load_knowledge()
    if form.is_bound and keep(form, run):
        if run.level != before_this:
            return redirect("result")
        following = next_page(checking.wishes_to_ask(run), knowledge=knowledge, after=asked.page.id)
        if following is not None:
            return redirect("wishes", number=checking.page_numbers()[following.page.id])
        return build_now(request, person, run)
    before = previous_page(pages, knowledge=knowledge, before=asked.page.id)
    back = checking.page_numbers()[before.page.id] if before else None
    context = {"screen": PageScreen(form, pages=pages), "number": number, "back": back}
    return render(request, "check/wishes.html", context)
