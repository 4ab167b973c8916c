"""Where programs of others ask: a page for the person's yes, a token for it, and its end.

None of these addresses is there while no program is registered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loadshare.interop.fhir.capability import smart_configuration
from loadshare.interop.fhir.scopes import FOR_ONE_PERSON, narrowed, parts_of, scopes_of
from loadshare.server.requests.limits import Limit, TooManyTriesError, limit_address
from loadshare.server.tokens.forms import PART_WORDS, YesForm
from loadshare.server.tokens.making import MOST_TOKENS, tokens_of
from loadshare.server.tokens.registered import any_registered, source_of, where_it_goes

if TYPE_CHECKING:
    from loadshare.server.tokens.asking import ProgramServer

FETCHES = Limit(name="program-tokens", tries=30, within_s=60)
"""For each address: a code is good for a minute and a secret has 256 bits."""
QUESTION = frozenset(
    {
        "aud", "client_id", "code_challenge", "code_challenge_method", "redirect_uri", "response_type",
        "scope", "state",
    }
)  # fmt: skip
"""What counts of the address that a program sends a person to. All else is passed over."""
FETCH = frozenset(
    {"client_id", "client_secret", "code", "code_verifier", "grant_type", "redirect_uri", "token"}
)
View = Callable[..., HttpResponse]


def _where_registered(view: View) -> View:
    @wraps(view)
    def looked(request: HttpRequest) -> HttpResponse:
        if not any_registered():
            raise Http404
        return view(request)

    return looked


@never_cache
@_where_registered
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def ask(request: HttpRequest) -> HttpResponse:
    """Say who asks and for what; on a yes, lead back with a code."""
    from oauthlib.oauth2 import FatalClientError, OAuth2Error

    assert request.user.is_authenticated
    question = _told(request.GET, QUESTION)
    if question is None:
        return render(request, "tokens/cannot_ask.html", status=400)
    server, address = _server(request), f"/?{urlencode(question)}"
    try:
        asked, told = server.validate_authorization_request(address)
    except FatalClientError:
        return render(request, "tokens/cannot_ask.html", status=400)
    except OAuth2Error as problem:
        return _lead_back(request, problem.in_uri(problem.redirect_uri))
    program, back = told["request"].client, told["redirect_uri"]
    if tokens_of(request.user).count() >= MOST_TOKENS:
        messages.error(request, _("You have %(n)s programs. Stop one first.") % {"n": MOST_TOKENS})
        return redirect("usersessions_list")
    if request.POST.get("say") == "no":
        no = {"error": "access_denied"} | ({"state": question["state"]} if "state" in question else {})
        return _lead_back(request, f"{back}{'&' if '?' in back else '?'}{urlencode(no)}")
    could = parts_of(" ".join(asked))
    form = YesForm(request.POST or None, parts=could)
    if request.method == "POST" and form.is_valid():
        granted = narrowed(" ".join(asked), scopes_of(form.cleaned_data["parts"])).split()
        headers, _body, _status = server.create_authorization_response(
            address,
            scopes=[*granted, *(one for one in FOR_ONE_PERSON if one in asked)],
            credentials={"user": request.user, "hours": form.cleaned_data["hours"]},
        )
        return _lead_back(request, headers["Location"])
    ticked = form["parts"].value() or ()
    context = {
        "form": form,
        "program": program,
        "goes_to": where_it_goes(back),
        "parts": [(part, *PART_WORDS[part], part.value in ticked) for part in could],
        "times": [(value, words, value == str(form["hours"].value())) for value, words in YesForm.TIMES],
    }
    page = render(request, "tokens/ask.html", context, status=422 if form.errors else 200)
    return _leading_to(source_of(back), page)


@csrf_exempt
@_where_registered
@require_POST
def fetch(request: HttpRequest) -> HttpResponse:
    """The token for a code."""
    return _answered(
        request, lambda server, body, headers: server.create_token_response("/", "POST", body, headers)
    )


@csrf_exempt
@_where_registered
@require_POST
def give_back(request: HttpRequest) -> HttpResponse:
    """The end of a token that the program needs no more."""
    return _answered(
        request, lambda server, body, headers: server.create_revocation_response("/", "POST", body, headers)
    )


@never_cache
@_where_registered
@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    """Who answers, and where it is asked, for a program that reads no SMART (RFC 8414)."""
    return JsonResponse(smart_configuration(endpoints(request) or {}, issuer=_base(request)))


def endpoints(request: HttpRequest) -> dict[str, str] | None:
    """Where programs ask, by the names of RFC 8414; None while none may."""
    if not any_registered():
        return None
    names = {"authorization": "program_ask", "token": "program_token", "revocation": "program_end"}
    return {
        f"{name}_endpoint": request.build_absolute_uri(reverse(address)) for name, address in names.items()
    }


def _answered(
    request: HttpRequest, ask_server: Callable[[ProgramServer, str, dict[str, str]], tuple[Any, Any, int]]
) -> HttpResponse:
    try:
        FETCHES.take(limit_address(request))
    except TooManyTriesError as refusal:
        answer = _problem("temporarily_unavailable", 429)
        answer["Retry-After"] = str(refusal.wait_s)
        return answer
    body = _told(request.POST, FETCH)
    if body is None:
        return _problem("invalid_request", 400)
    headers = {
        name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers
    }
    from oauthlib.oauth2 import OAuth2Error

    try:
        told, content, status = ask_server(_server(request), urlencode(body), headers)
    except OAuth2Error as problem:  # of a token that was made and could not be kept
        return _problem(problem.error, problem.status_code, problem.description)
    return HttpResponse(content, status=status, headers={"Content-Type": "application/json", **told})


def _told(given: QueryDict, names: frozenset[str]) -> dict[str, str] | None:
    """What counts of it; None where something that counts is said twice, or cannot be written down."""
    told = {name: given.getlist(name) for name in sorted(names & set(given))}
    if any(len(values) != 1 or not values[0].isprintable() for values in told.values()):
        return None
    return {name: values[0] for name, values in told.items()}


def _server(request: HttpRequest) -> ProgramServer:
    """Imported here: who registers no program never waits for it."""
    from loadshare.server.tokens.asking import ProgramServer

    return ProgramServer(base=_base(request))


def _base(request: HttpRequest) -> str:
    """The address that a program was given; what `aud` and `iss` name."""
    return request.build_absolute_uri(reverse("fhir_metadata")).removesuffix("/metadata")


def _leading_to(source: str, page: HttpResponse) -> HttpResponse:
    """A browser follows the answer to a form only to where the page of the form says it may lead."""
    csp_update({"form-action": [source]})(lambda _request: page)(HttpRequest())
    return page


def _lead_back(request: HttpRequest, address: str) -> HttpResponse:
    """With who answered (RFC 9207): a program that asks several sees whose code it holds.

    The address has something after `?` already. Django's own answer leads to no address of an app.
    """
    led = f"{address}&{urlencode({'iss': _base(request)})}"
    return HttpResponse(status=302, headers={"Location": led})


def _problem(error: str, status: int, description: str = "") -> JsonResponse:
    told = {"error": error} | ({"error_description": description} if description else {})
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})
