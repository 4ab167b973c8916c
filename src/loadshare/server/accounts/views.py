"""The views of an account that do more than allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loadshare.server.accounts.keeping import keep_guest, leave_out
from loadshare.server.accounts.limits import TOO_MANY
from loadshare.server.belongings.leaving import counts_of
from loadshare.server.belongings.register import belongings
from loadshare.server.check.before_sign_in import forget_guest, say_not_now, waiting_guest, warning_of


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
