"""The pages of tokens: those there are, a new one shown once, and the end of one."""

from __future__ import annotations

import uuid

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from loadshare.interop.fhir.scopes import ReadPart
from loadshare.server.tokens.forms import PART_WORDS, TokenForm
from loadshare.server.tokens.making import (
    DAYS,
    MOST_TOKENS,
    TooManyTokensError,
    end_token,
    make_token,
    tokens_of,
)


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def new_token(request: HttpRequest) -> HttpResponse:
    """Say what a program may read; then its token, this once."""
    assert request.user.is_authenticated
    if tokens_of(request.user).count() >= MOST_TOKENS:
        return _no_more(request)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row, token = make_token(
                user=request.user, name=given["name"], parts=map(ReadPart, given["parts"]), days=given["days"]
            )
        except TooManyTokensError:  # another window was faster
            return _no_more(request)
        address = request.build_absolute_uri(reverse("fhir_metadata")).removesuffix("/metadata")
        return render(request, "tokens/made.html", {"row": row, "token": token, "address": address})
    ticked = form["parts"].value() or ()
    context = {
        "form": form,
        "parts": [(part, *words, part.value in ticked) for part, words in PART_WORDS.items()],
        "days": [(str(days), str(days) == str(form["days"].value())) for days in DAYS],
    }
    return render(request, "tokens/new.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def stop_token(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """It reads nothing from the next request on."""
    assert request.user.is_authenticated
    row = end_token(request.user, token_id)
    if row is None:
        raise Http404
    messages.success(request, _("%(name)s can read nothing any more.") % {"name": row.name})
    return redirect("usersessions_list")


def _no_more(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("You have %(n)s programs. Stop one first.") % {"n": MOST_TOKENS})
    return redirect("usersessions_list")
