"""The views of an account that do more than allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse

from loadshare.server.accounts.limits import TOO_MANY


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
