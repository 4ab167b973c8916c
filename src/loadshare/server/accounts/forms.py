"""The two forms of an account, in our words."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password."""


class KeepForm(SignupForm):  # type: ignore[misc]
    """Choose a name and a password; nothing else is asked."""
