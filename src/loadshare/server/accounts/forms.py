"""The forms of an account. allauth checks them; our templates show them."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django.db import IntegrityError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from loadshare.server.accounts.limits import CODES, wait_error
from loadshare.server.requests.limits import TooManyTriesError

NAME_TAKEN = "username_taken"
"""What allauth calls it."""


class TakenMeanwhileError(Exception):
    """The name was free when it was looked at, and is not any more."""


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages["required"] = _("Type the name you chose.")
        self.fields["password"].error_messages["required"] = _("Type your password.")


class KeepForm(SignupForm):  # type: ignore[misc]
    """Choose a name and a password; nothing else is asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = _("Make up a name.")
        self.fields["password1"].error_messages["required"] = _("Choose a password.")

    def try_save(self, request: HttpRequest) -> Any:
        """The new user. Raises `TakenMeanwhileError`."""
        try:
            return super().try_save(request)
        except IntegrityError:
            raise TakenMeanwhileError from None


class _CountedCode(BaseAuthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        """The code, where it is right. Only wrong ones count."""
        try:
            place = CODES.take(str(self.user.pk))
        except TooManyTriesError as refusal:
            raise wait_error(refusal) from None
        code: str = super().clean_code()
        place.give_back()
        return code


class CodeForm(_CountedCode, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ConfirmCodeForm(_CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """A code before something about the account is changed."""
