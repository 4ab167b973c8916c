"""The connection page, the sliders' answer, and the body for the viewer.

A body size, and a hip range of one's own, come and go in the body of a request: never in an address, never
kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_http_methods, require_safe

from loadshare.server.connection.asking import SIZE_FIELDS, read_asked
from loadshare.server.connection.page import ConnectionPage
from loadshare.server.connection.presenter import SliderAnswer
from loadshare.server.connection.story import NOBODY, own_of, story_view_of
from loadshare.server.person.visitor import visitor_of
from loadshare.server.ui import body_files

View = Callable[..., HttpResponse]
KEEP_S = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
def connection(request: HttpRequest) -> HttpResponse:
    """Choose a task, move two sliders, see how the load is shared."""
    given = request.POST if request.method == "POST" else request.GET
    own = own_of(visitor_of(request)) if given.get("idea") else NOBODY
    telling = story_view_of(given.get("idea", ""), given.get("step", ""), own)
    values = {name: given.get(name, "") for name in ("task", "hip", "glutes", "side")}
    if request.method == "POST":
        values |= {name: given.get(name, "") for name in SIZE_FIELDS}
    if telling is not None and not any(values[name] for name in ("task", "hip", "glutes", "side")):
        values |= telling.sliders
    else:
        telling = telling.moved() if telling is not None else None
    asked, errors = read_asked({name: value for name, value in values.items() if value})
    keeps_own = request.method == "POST" and given.get("own") == "1"
    page = ConnectionPage(SliderAnswer(asked), errors, typed=values, telling=telling, keeps_own=keeps_own)
    return render(request, "connection/connection.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """What one position of the sliders says, as JSON. A size is only taken from the body of a POST."""
    given = request.POST if request.method == "POST" else request.GET
    names = ("task", "hip", "glutes", "side", *(SIZE_FIELDS if request.method == "POST" else ()))
    asked, errors = read_asked({name: given.get(name, "") for name in names if given.get(name)})
    if errors:
        return JsonResponse({"errors": errors}, status=422)
    response = JsonResponse(SliderAnswer(asked).as_json())
    if request.method != "POST":
        response["Cache-Control"] = "public, max-age=600"
    return response


def _long_kept(view: View) -> View:
    """Compressed, with a mark of its content, kept a year under a marked address and checked otherwise."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        mark = f'"{body_files.mark()}"'
        if mark in parse_etags(request.headers.get("If-None-Match", "")):
            response: HttpResponse = HttpResponseNotModified()
        else:
            response = view(request, *args, **kwargs)
        is_marked = request.GET.get("v") == body_files.mark()
        response["ETag"] = mark
        response["Cache-Control"] = (
            f"public, max-age={KEEP_S}, immutable" if is_marked else "public, max-age=3600, must-revalidate"
        )
        patch_vary_headers(response, ("Accept-Encoding",))
        return response

    return wrapped


@require_safe
@_long_kept
def body(request: HttpRequest) -> HttpResponse:
    """Bones, joints, muscles and everyday postures, without the movements."""
    return _kept_file(request, body_files.BODY)


@require_safe
def movement(request: HttpRequest, exercise: str) -> HttpResponse:
    """One exercise as postures over time, or the bend of the first page."""
    if exercise != body_files.BEND and not body_files.has_movement(exercise):
        raise Http404
    return _long_kept(_movement)(request, exercise)


def _movement(request: HttpRequest, exercise: str) -> HttpResponse:
    return _kept_file(request, exercise)


def _kept_file(request: HttpRequest, name: str) -> HttpResponse:
    accepted = request.headers.get("Accept-Encoding", "")
    coding = next((c for c in ("br", "gzip") if c in accepted), "")
    response = HttpResponse(body_files.read(name, coding), content_type="application/json")
    if coding:
        response["Content-Encoding"] = coding
    return response
