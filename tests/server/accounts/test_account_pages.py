"""The pages of an account: our words and templates, asked again before a change, limited in rate."""

import re
import time
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern

from loadshare.home import PACKAGE
from loadshare.server.accounts.urls import urlpatterns
from loadshare.server.ui.templatetags.parts import browser_name
from tests.server.cast import PASSWORD, Visitor


def template_names() -> dict[str, str]:
    names = {}
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        view = getattr(pattern.callback, "view_class", None)
        if name := getattr(view, "template_name", None):
            names[str(pattern.name)] = name
    return names


def test_every_page_of_an_account_has_a_template_of_ours() -> None:
    names = template_names()
    assert len(names) >= 14
    for name in names.values():
        origin = Path(get_template(name).template.origin.name)  # type: ignore[attr-defined]
        assert PACKAGE / "templates" in origin.parents, f"{name} would be allauth's own"


@pytest.mark.parametrize(
    "address",
    ["", "password/", "devices/", "app/", "passkeys/add/", "confirm/", "sign-out/"],
)
def test_the_pages_open_for_their_person_and_hold_no_script(alice: Visitor, address: str) -> None:
    response = alice.get(f"/account/{address}")
    assert response.status_code == 200
    page = response.content.decode()
    assert "<h1" in page
    assert not re.search(r'<script(?![^>]* src=|[^>]* type="application/json")', page)
    assert "allauth" not in page


@pytest.mark.parametrize("address", ["", "password/", "devices/", "app/", "passkeys/add/"])
def test_a_stranger_is_asked_to_sign_in(guest: Visitor, address: str) -> None:
    response = guest.get(f"/account/{address}", follow=True)
    assert response.redirect_chain[-1][0].startswith("/account/sign-in/")  # type: ignore[attr-defined]


def test_a_change_asks_again_after_a_while(alice: Visitor) -> None:
    session = alice.client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 301}]
    session.save()
    response = alice.get("/account/passkeys/add/")
    assert response["Location"].startswith("/account/confirm/?next=")
    after = alice.post(response["Location"], {"password": PASSWORD, "next": "/account/passkeys/add/"})
    assert after["Location"] == "/account/passkeys/add/"
    assert alice.get("/account/passkeys/add/").status_code == 200


def test_a_wrong_password_does_not_confirm(alice: Visitor) -> None:
    page = alice.post("/account/confirm/", {"password": "wrong-wrong-wrong"}).content.decode()
    assert 'role="alert"' in page


def test_keeping_the_plan_leads_straight_to_a_passkey_where_asked(guest: Visitor) -> None:
    guest.start()
    data = {"username": "robin", "password1": PASSWORD, "next": "/account/passkeys/add/"}
    assert guest.post("/account/keep/", data)["Location"] == "/account/passkeys/add/"
    assert "Add a passkey" in guest.get("/account/passkeys/add/").content.decode()


def test_nobody_is_sent_to_another_site(guest: Visitor) -> None:
    guest.start()
    data = {"username": "robin", "password1": PASSWORD, "next": "https://example.org/"}
    assert guest.post("/account/keep/", data)["Location"] == "/today/"


def test_codes_from_an_app_lock_the_account_and_recovery_codes_are_shown_once(alice: Visitor) -> None:
    page = alice.get("/account/app/").content.decode()
    secret = alice.client.session["mfa.totp.secret"]
    assert "<svg" in page
    assert secret in page
    code = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    assert alice.post("/account/app/", {"code": code})["Location"] == "/account/codes/"
    shown = re.findall(r"<li>(\d{8})</li>", alice.get("/account/codes/").content.decode())
    assert len(set(shown)) == 10
    assert not re.findall(r"<li>(\d{8})</li>", alice.get("/account/codes/").content.decode())

    other = Visitor("alice")
    assert other.signs_in()["Location"] == "/account/sign-in/second/"
    assert other.get("/today/")["Location"] == "/"
    assert other.post("/account/sign-in/second/", {"code": shown[0]})["Location"] == "/today/"
    third = Visitor("alice")
    third.signs_in()
    page = third.post("/account/sign-in/second/", {"code": shown[0]}).content.decode()
    assert 'role="alert"' in page, "a code opens the account once"


def test_changing_the_password_signs_the_other_devices_out(alice: Visitor) -> None:
    other = Visitor("alice")
    other.signs_in()
    new = "another-river-stone-8"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert alice.post("/account/password/", data).status_code == 302
    assert other.get("/account/")["Location"].startswith("/account/sign-in/")
    assert Visitor("alice").signs_in(new)["Location"] == "/today/"


def test_other_devices_can_be_signed_out(alice: Visitor) -> None:
    other = Visitor("alice")
    other.signs_in()
    assert "Sign out everywhere else" in alice.get("/account/devices/").content.decode()
    alice.post("/account/devices/")
    assert other.get("/account/")["Location"].startswith("/account/sign-in/")
    assert alice.get("/account/").status_code == 200
    assert UserSession.objects.count() == 1


def test_nobody_touches_the_passkey_of_somebody_else(alice: Visitor, bob: Visitor) -> None:
    user = User.objects.get(username=alice.name)
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "k"})
    for address in ("name", "remove"):
        assert bob.get(f"/account/passkeys/{key.pk}/{address}/").status_code == 404
        assert bob.post(f"/account/passkeys/{key.pk}/{address}/", {"name": "mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_a_made_up_passkey_is_refused_in_our_words(guest: Visitor) -> None:
    page = guest.client.post("/account/sign-in/passkey/", {"credential": "{}"}, follow=True).content.decode()
    assert "That passkey is not known here" in page


def test_passkeys_are_limited_in_rate(db: None) -> None:  # noqa: ARG001
    client = Client(headers={"accept": "application/json"})
    statuses = [client.post("/account/sign-in/passkey/").status_code for _ in range(12)]
    assert statuses[0] == 302
    assert statuses[-1] == 429


def test_the_key_of_an_app_is_none_of_the_copy(alice: Visitor) -> None:
    user = User.objects.get(username="alice")
    TOTP.activate(user, "SECRETSECRETSECRET")
    assert b"SECRETSECRETSECRET" not in alice.post("/data/take/").content


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit Chrome/150 Safari/537", "Chrome on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) Version/19 Safari/604", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150 Safari/537 Edg/150", "Edge on Windows"),
        ("curl/8", "A browser"),
    ],
)
def test_a_device_is_called_as_people_call_it(agent: str, name: str) -> None:
    assert browser_name(agent) == name


@pytest.mark.django_db
def test_what_is_missing_or_does_not_match_is_said_in_plain_words(client: Client) -> None:
    def said(address: str, **sent: str) -> str:
        return client.post(f"/account/{address}/", sent).content.decode()

    empty = said("sign-in")
    assert "Type the name you chose." in empty
    assert "Type your password." in empty
    wrong = said("sign-in", login="nobody", password="a guess at it")
    assert "That name and password do not match. Try again, or use a passkey." in wrong
    assert "Choose a password." in said("keep", username="somebody")
    assert "This field is required." not in empty + said("keep")
