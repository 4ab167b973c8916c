"""How accounts work here: a name and a password, and the guest's history comes along."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.server.accounts.keeping import keep_guest
from loadshare.server.accounts.limits import count_password, wait_error
from loadshare.server.check.before_sign_in import forget_guest, is_empty, sign_out, waiting_guest
from loadshare.server.requests.limits import NOWHERE, TooManyTriesError, client_address

SAID = {
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
    "mfa/messages/totp_activated.txt": gettext_lazy("The app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The app is not asked for any more."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("You have new recovery codes."),
    "account/messages/password_changed.txt": gettext_lazy("The password is changed."),
    "usersessions/messages/sessions_logged_out.txt": gettext_lazy("All other devices are signed out."),
}
CONFIRM = {
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use a code"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth, with our rules and words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "That name and password do not match. Try again, or use a passkey."
        ),
        "incorrect_password": gettext_lazy("That is not your password. Try again."),
        "incorrect_code": gettext_lazy("That code does not match. Try the newest one."),
    }

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in. What this device's guest did stays the guest's until `post_login`."""
        super().login(request, user)
        if not get_authentication_records(request, user):
            record_authentication(request, user, method="password")  # chosen a moment ago, at sign-up

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, signup: bool, **kwargs: Any
    ) -> HttpResponse:
        """Keep a guest's plan who made an account for it; before it joins an older account, ask."""
        response: HttpResponse = super().post_login(request, user, signup=signup, **kwargs)
        guest = waiting_guest(request)
        if guest is None:
            return response
        if signup:
            keep_guest(user_id=user.pk, guest_id=guest.id)
            forget_guest(request)
            messages.success(request, _("Your plan is kept. Sign in on any device to find it again."))
            return response
        if is_empty(guest):
            guest.delete()
            forget_guest(request)
            return response
        return redirect(f"{reverse('whose_answers')}?{urlencode({'next': response['Location']})}")

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and leave the device to its guest where there is one."""
        sign_out(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Look at a name and a password, unless there were too many wrong ones a moment ago."""
        try:
            places = count_password(request, credentials.get("username", ""))
        except TooManyTriesError as refusal:
            raise wait_error(refusal) from None
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            for place in places:
                place.give_back()
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """What the list of devices shows."""
        return str(client_address(request) or NOWHERE)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **_kwargs: Any) -> None:
        """Say in our words what allauth wants said; what the pages say anyway is left out."""
        if level >= messages.ERROR:
            messages.error(
                request, _("That passkey is not known here. Use your password, or another passkey.")
            )
        elif args and args[0] in SAID:
            messages.add_message(request, level, str(SAID[args[0]]))

    def is_reauthentication_required(self, **_kwargs: Any) -> bool:
        """Whoever signed in or confirmed within five minutes is not asked again."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        return bool(time.time() - newest > app_settings.REAUTHENTICATION_TIMEOUT)

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """There is no e-mail to send to."""

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show that it is you, a passkey first where there is one."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        named = [{**method, "description": str(CONFIRM[method["id"]])} for method in methods]
        return sorted(named, key=lambda method: list(CONFIRM).index(method["id"]))


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and codes, in our words."""

    def _get_site_name(self) -> str:
        return "Loadshare"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """What a new passkey is called until the person names it."""
        count: int = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("My passkey") if not count else _("Passkey %(number)s") % {"number": count + 1}

    def build_totp_svg(self, url: str) -> str:
        """The key of an authenticator app as a picture to scan."""
        import segno  # at its first use: this module is read before the first page is served

        svg: str = segno.make(url).svg_inline(scale=5, border=3, light="white", omitsize=True)
        return svg
