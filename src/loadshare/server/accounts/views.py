"""The views of an account that do more than allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.views import LoginView, SignupView
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loadshare.server.accounts.forms import NAME_TAKEN, TakenMeanwhileError
from loadshare.server.accounts.keeping import keep_guest, leave_out
from loadshare.server.accounts.limits import TOO_MANY
from loadshare.server.belongings.leaving import counts_of
from loadshare.server.belongings.register import belongings
from loadshare.server.check.before_sign_in import forget_guest, say_not_now, waiting_guest, warning_of
from loadshare.server.tokens.presenter import token_rows


class SignInView(LoginView):  # type: ignore[misc]
    """Signing in. Where there were too many tries, programs are told so as well as people."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again, with what was wrong."""
        response: HttpResponse = super().form_invalid(form)
        for error in form.errors.as_data().get(NON_FIELD_ERRORS, ()):
            if error.code == TOO_MANY:
                response.status_code = 429
                response["Retry-After"] = str(error.params["n"])
        return response


class KeepView(SignupView):  # type: ignore[misc]
    """Making an account. A second click on the button signs in to the one that the first click made."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Make it; a name that was taken in this moment is a name that is taken."""
        try:
            response: HttpResponse = super().form_valid(form)
        except TakenMeanwhileError:
            form.add_error("username", get_adapter().validation_error(NAME_TAKEN))
            return self.form_invalid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again, unless name and password are those of an account: that is signing in."""
        user = self._owner_of_name(form) if form.has_error("username", NAME_TAKEN) else None
        if user is None:
            response: HttpResponse = super().form_invalid(form)
        else:
            login = Login(user=user, redirect_url=self.get_success_url())
            response = perform_login(self.request, login)
        return response

    def _owner_of_name(self, form: Any) -> AbstractBaseUser | None:
        given = {"username": form["username"].value(), "password": form["password1"].value() or ""}
        try:
            user: AbstractBaseUser | None = get_adapter().authenticate(self.request, **given)
        except ValidationError:  # too many tries: the form says that the name is taken
            return None
        return user


class DevicesView(ListUserSessionsView):  # type: ignore[misc]
    """Where somebody is signed in, and which programs of theirs may read."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What allauth's page has, and the programs."""
        return {**super().get_context_data(**kwargs), "tokens": token_rows(self.request.user)}


@login_required
@require_http_methods(["GET", "POST"])
def whose_answers(request: HttpRequest) -> HttpResponse:
    """Ask whose the answers are that were on this device before somebody signed in; do what is said."""
    next_page = _next_page(request)
    guest = waiting_guest(request)
    if guest is None:
        return HttpResponseRedirect(next_page)
    warning = warning_of(guest)
    match request.POST.get("choice"):
        case "keep":
            keep_guest(user_id=request.user.pk, guest_id=guest.id)
            forget_guest(request)
            messages.success(request, _("The answers are with your account now."))
        case "delete" if warning is None or "sure" in request.POST:
            receipt = leave_out(guest_id=guest.id)
            forget_guest(request)
            if receipt is not None:
                words = _("The answers are deleted. None of them is in your account. Receipt %(number)s.")
                messages.success(request, words % {"number": receipt.number})
        case "not-now":
            say_not_now(request)
            messages.info(request, _("They stay on this device. The page Your account leads to them."))
        case choice:
            counts = counts_of(guest, belongings())
            context = {
                "guest": guest,
                "rows": [(one.holds, counts[one.table]) for one in belongings() if counts[one.table]],
                "warning": warning,
                "asks_again": choice == "delete",
                "next": next_page,
                "days": settings.GUEST_DAYS,
            }
            return render(request, "account/whose.html", context)
    return HttpResponseRedirect(next_page)


def _next_page(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours and wanted.startswith("/") else reverse(settings.LOGIN_REDIRECT_URL)
