"""`/fhir/R4`: a person's own data, read by a program that has a token of theirs. Nothing can be written.

What the server can do is said to everybody (`metadata`); it holds nothing about anybody.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from loadshare.interop.fhir.capability import capability_statement, outcome, said, smart_configuration
from loadshare.interop.fhir.parts import Resource
from loadshare.interop.fhir.searching import PARAMETERS, FhirSearchError, FoundPage, search
from loadshare.server.api.own_data import own_resources
from loadshare.server.tokens.asking_views import endpoints
from loadshare.server.tokens.making import TokenRefusedError, reader_of

MEDIA_TYPE = "application/fhir+json; charset=utf-8"
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 60
View = Callable[..., HttpResponse]


class FhirProblemError(Exception):
    """A request that is answered with an OperationOutcome."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code = status, code


def _answered(*methods: str) -> Callable[[View], View]:
    """Only these methods; every refusal as FHIR says it. No cookie counts here, so no form is forged."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, **parts: str) -> HttpResponse:
            try:
                if request.method not in methods:
                    response = _refused(405, "not-supported", said("method"))
                    response["Allow"] = ", ".join(methods)
                    return response
                return view(request, **parts)
            except FhirProblemError as problem:
                return _refused(problem.status, problem.code, str(problem))
            except FhirSearchError as problem:
                return _refused(problem.status, problem.code, str(problem))
            except TokenRefusedError as refusal:
                code = {403: "forbidden", 429: "throttled"}.get(refusal.status, "login")
                response = _refused(refusal.status, code, said(refusal.why))
                for name, value in refusal.headers.items():
                    response[name] = value
                return response

        return answered

    return decorate


@_answered("GET", "HEAD")
def metadata(request: HttpRequest) -> HttpResponse:
    """What this server can do."""
    return _fhir(capability_statement(_base(request), endpoints(request)))


@_answered("GET", "HEAD")
def smart(request: HttpRequest) -> HttpResponse:
    """Where a program asks for its token; not there while none is registered."""
    where = endpoints(request)
    if where is None:
        raise FhirProblemError(404, "not-found", said("address"))
    return JsonResponse(smart_configuration(where))


@_answered("GET", "HEAD")
def one(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """One resource by its id."""
    reader = reader_of(request)
    reader.require(_known(kind), "r")
    for resource in own_resources(reader.person, kind, now=timezone.now()):
        if resource["id"] == name:
            return _fhir(resource)
    raise FhirProblemError(404, "not-found", said("none"))


@_answered("GET", "HEAD")
def found(request: HttpRequest, kind: str) -> HttpResponse:
    """What a search in the address finds."""
    return _found(request, kind, request.META.get("QUERY_STRING", ""))


@_answered("POST")
def found_by_form(request: HttpRequest, kind: str) -> HttpResponse:
    """The same with the conditions in a form, so that they stand in no log."""
    if request.content_type != FORM:
        raise FhirProblemError(415, "not-supported", said("form"))
    try:
        text = request.body.decode("ascii")
    except UnicodeDecodeError:
        raise FhirProblemError(400, "invalid", said("form")) from None
    return _found(request, kind, "&".join(filter(None, (request.META.get("QUERY_STRING", ""), text))))


@_answered("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001
    """Any other address."""
    raise FhirProblemError(404, "not-found", said("address"))


def _found(request: HttpRequest, kind: str, text: str) -> HttpResponse:
    reader = reader_of(request)
    reader.require(_known(kind), "s")
    try:
        query = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=MOST_FIELDS)
    except ValueError:
        raise FhirProblemError(400, "invalid", said("query")) from None
    page = search(own_resources(reader.person, kind, now=timezone.now()), kind=kind, query=query)
    return _fhir(_bundle(request, kind, query, page))


def _bundle(request: HttpRequest, kind: str, query: list[tuple[str, str]], page: FoundPage) -> Resource:
    base = _base(request)
    here = f"{base}/{kind}"

    def link(relation: str, pairs: list[tuple[str, str]]) -> dict[str, str]:
        return {"relation": relation, "url": f"{here}?{urlencode(pairs)}" if pairs else here}

    links = [link("self", query)]
    if page.next_page is not None:
        rest = [(name, value) for name, value in query if name != "_page"]
        links.append(link("next", [*rest, ("_page", page.next_page)]))
    made: Resource = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": page.total,
        "link": links,
    }
    entries = [
        {"fullUrl": f"{here}/{one['id']}", "resource": one, "search": {"mode": "match"}}
        for one in page.resources
    ]
    return made | ({"entry": entries} if entries else {})


def _known(kind: str) -> str:
    if kind not in PARAMETERS:
        raise FhirProblemError(404, "not-supported", said("kind", known=", ".join(PARAMETERS)))
    return kind


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("fhir_metadata")).removesuffix("/metadata")


def _fhir(resource: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(resource, ensure_ascii=False), content_type=MEDIA_TYPE, status=status)


def _refused(status: int, code: str, text: str) -> HttpResponse:
    return _fhir(outcome(code, text), status)


urlpatterns = [
    path("metadata", metadata, name="fhir_metadata"),
    path(".well-known/smart-configuration", smart, name="fhir_smart"),
    path("<str:kind>/_search", found_by_form, name="fhir_search"),
    path("<str:kind>/<str:name>", one, name="fhir_read"),
    path("<str:kind>", found, name="fhir_find"),
    path("<path:rest>", nothing, name="fhir_nothing"),
    path("", nothing, name="fhir_root"),
]
