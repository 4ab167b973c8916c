"""What a browser says of a passkey: whatever stands there instead is a passkey that is not known."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

UNREADABLE = (ValueError, RecursionError)
"""More digits than Python counts, or a thousand brackets: Django's field knows only of signs out of place."""
NOT_ONE = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
"""How the parts of a message fail that has not the form of a passkey's."""


class CredentialField(forms.JSONField):
    """JSON that cannot be read is an error of the form."""

    def to_python(self, value: Any) -> Any:
        """The message."""
        try:
            return super().to_python(value)
        except UNREADABLE:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What is shown again."""
        try:
            return super().bound_data(data, initial)
        except UNREADABLE:
            return InvalidJSONInput(data)


def _credential() -> CredentialField:
    return CredentialField(required=True, widget=forms.HiddenInput)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    credential = _credential()

    def clean(self) -> dict[str, Any]:
        """The whole form."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except NOT_ONE:
            raise get_adapter().validation_error("incorrect_code") from None
        return cleaned


class _Answer(AuthenticateWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Any:
        """The passkey it is, where it is right."""
        try:
            return super().clean_credential()
        except NOT_ONE:
            raise get_adapter().validation_error("incorrect_code") from None


class SecondPasskeyForm(_Answer):
    """A passkey after the password."""

    credential = _credential()


class SignInPasskeyForm(_Answer, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in the place of name and password."""

    credential = _credential()


class ConfirmPasskeyForm(_Answer, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something about the account is changed."""

    credential = _credential()
