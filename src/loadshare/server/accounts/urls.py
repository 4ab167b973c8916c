"""The pages of an account. allauth does the work; the words and templates are ours."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path
from django.views.generic import RedirectView

from loadshare.server.accounts.limits import (
    CONFIRMATIONS,
    NEW_ACCOUNTS,
    NEW_PASSWORDS,
    PASSKEYS,
    account_of,
    has_signed_in,
)
from loadshare.server.accounts.views import DevicesView, KeepView, SignInView, whose_answers
from loadshare.server.requests.limits import limited

change = limited(NEW_PASSWORDS, by=account_of)
confirm = limited(CONFIRMATIONS, by=account_of)
to_account = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns = [
    path("", mfa.index, name="mfa_index"),
    path("sign-in/", SignInView.as_view(), name="account_login"),
    path("sign-in/second/", mfa.authenticate, name="mfa_authenticate"),
    path(
        "sign-in/passkey/",
        limited(PASSKEYS, unless=has_signed_in)(passkeys.login_webauthn),
        name="mfa_login_webauthn",
    ),
    path("answers/", whose_answers, name="whose_answers"),
    path("keep/", limited(NEW_ACCOUNTS)(KeepView.as_view()), name="account_signup"),
    path("sign-out/", account.logout, name="account_logout"),
    path("password/", change(account.password_change), name="account_change_password"),
    path("confirm/", confirm(account.reauthenticate), name="account_reauthenticate"),
    path("confirm/code/", confirm(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("confirm/passkey/", confirm(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("passkeys/", to_account, name="mfa_list_webauthn"),
    path("passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("app/", app.activate_totp, name="mfa_activate_totp"),
    path("app/off/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("devices/", DevicesView.as_view(), name="usersessions_list"),
]
