"""The code on the computer, and the door it opens on the phone."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loadshare.server.measurements.protocols import protocols
from loadshare.server.pairing.links import (
    OPENS_WITHIN,
    end_link,
    find_link,
    make_link,
    open_link,
    state_of,
)
from loadshare.server.pairing.models import PhoneLink
from loadshare.server.person.visitor import begin_visit, visitor_of
from loadshare.server.ui.codes import code_picture

_CODE = "phone-code"


@require_POST
def begin(request: HttpRequest, test: str) -> HttpResponse:
    """Make a code for this test and show it."""
    if test not in protocols():
        raise Http404
    fresh = make_link(person=begin_visit(request), test=test)
    request.session[_CODE] = {"link": str(fresh.link.id), "code": fresh.code}
    return redirect("phone_show", link_id=fresh.link.id)


@require_GET
def show(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """The code to scan, and how far the phone is. Reloading shows the same code."""
    link = _own_link(request, link_id)
    held = request.session.get(_CODE, {})
    address = phone_address(request)
    target = ""
    if address and held.get("link") == str(link.id):
        target = address + reverse("phone_open", args=[held["code"]])
    context = {
        "link": link,
        "state": state_of(link).value,
        "leads_to": _page_of(link),
        "address": target,
        "host": urlsplit(target).hostname or "",
        "warns": bool(settings.PHONE_ADDRESS),
        "picture": code_picture(target) if target else "",
        "minutes": int(OPENS_WITHIN.total_seconds() // 60),
    }
    return render(request, "phone/show.html", context)


@require_GET
def state(request: HttpRequest, link_id: uuid.UUID) -> JsonResponse:
    """How far the phone is, for the page that waits."""
    return JsonResponse({"state": state_of(_own_link(request, link_id)).value})


@require_http_methods(["GET", "POST"])
def open_code(request: HttpRequest, code: str) -> HttpResponse:
    """On the phone: say what this is, and pair on a tap. Looking at the address uses nothing up."""
    if request.method == "GET":
        if find_link(code) is None:
            return _over(request)
        return render(request, "phone/open.html")
    link = open_link(request, code)
    return redirect(_page_of(link)) if link else _over(request)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """On the phone: stop measuring for the computer."""
    end_link(request)
    return render(request, "phone/ended.html")


def phone_address(request: HttpRequest) -> str | None:
    """Where a phone reaches these pages over https; None where it cannot."""
    if settings.PHONE_ADDRESS:
        return str(settings.PHONE_ADDRESS)
    host = request.get_host()
    is_only_here = host.split(":")[0] in {"localhost", "127.0.0.1"} or host.startswith("[::1]")
    return f"https://{host}" if request.is_secure() and not is_only_here else None


def _page_of(link: PhoneLink) -> str:
    return reverse("measure_test", args=[link.test])


def _own_link(request: HttpRequest, link_id: uuid.UUID) -> PhoneLink:
    person = visitor_of(request)
    if person is None:
        raise Http404
    return get_object_or_404(person.phone_links, id=link_id)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "phone/over.html", status=410)
