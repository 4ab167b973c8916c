"""How accounts work here: a name and a password, and the guest's history comes along."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from loadshare.server.accounts.keeping import Kept, keep_guest
from loadshare.server.selfcare.visitor import SESSION_KEY, guest_id_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth, with our rules."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and take along what this device's guest did."""
        guest_id = guest_id_of(request)
        super().login(request, user)
        if guest_id is None:
            return
        kept = keep_guest(user_id=user.pk, guest_id=guest_id)
        request.session.pop(SESSION_KEY, None)
        if kept is not Kept.NOTHING:
            messages.success(request, _("Your plan is kept. Sign in on any device to find it again."))

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """allauth's own messages are left out: the pages say it."""

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """There is no e-mail to send to."""


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and codes, in our words."""

    def _get_site_name(self) -> str:
        return "Loadshare"
