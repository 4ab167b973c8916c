"""The two forms of an account. allauth checks and limits them; our templates show them."""

from allauth.account.forms import LoginForm, SignupForm


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password."""


class KeepForm(SignupForm):  # type: ignore[misc]
    """Choose a name and a password; nothing else is asked."""
