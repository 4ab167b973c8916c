"""What a person says of a clinic's server."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from loadshare.server.sending.address import ServerAddressError, ServerRule
from loadshare.server.sending.models import ClinicServer
from loadshare.server.sending.sending import PARTS
from loadshare.server.sending.words import said

_NO_ADDRESS = _("Type the address that the clinic gave you.")
_NO_TOKEN = _("Type the token that the clinic gave you. It has letters, digits and signs, and no spaces.")


def rule() -> ServerRule:
    """Which addresses may be sent to here."""
    return ServerRule(inside=tuple(settings.CLINIC_SERVERS_INSIDE))


class ServerForm(forms.Form):
    """Its address and its token."""

    address = forms.CharField(max_length=ClinicServer.MOST_ADDRESS, error_messages={"required": _NO_ADDRESS})
    token = forms.RegexField(
        r"^[!-~]{8,4000}\Z", strip=True, error_messages={"required": _NO_TOKEN, "invalid": _NO_TOKEN}
    )

    def clean_address(self) -> str:
        """One that may be called at all, without a slash at its end."""
        address: str = self.cleaned_data["address"].rstrip("/")
        try:
            rule().check(address)
        except ServerAddressError as problem:
            raise forms.ValidationError(said(problem.why)) from None
        return address


class SendForm(forms.Form):
    """What goes."""

    parts = forms.MultipleChoiceField(
        choices=[(part.value, part.value) for part in PARTS],
        error_messages={"required": _("Tick at least one thing to send.")},
    )
