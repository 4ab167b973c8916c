"""Programs of others ask: a foreign client library goes the whole way, and every way round it is shut."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from allauth.idp.oidc.models import Client as Registered
from allauth.idp.oidc.models import Token
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests_oauthlib import OAuth2Session

from loadshare.interop.fhir.scopes import ReadPart
from loadshare.server.audit.models import AuditEvent
from loadshare.server.tokens import asking, registered
from loadshare.server.tokens.asking_views import FETCHES
from loadshare.server.tokens.making import MOST_TOKENS, make_token
from loadshare.server.tokens.models import OwnToken
from tests.server.cast import Visitor
from tests.support.clock import later

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
BASE = f"{HOST}/fhir/R4"
BACK = "https://diary.example/back"
VERIFIER = "a-verifier-that-only-the-program-knows-0123456789"
CHALLENGE = "EnriVLXiBufFTWO5zu0N8Qb5whIJ7Hi_UgNHvTo0USA"
YES = {"say": "yes", "parts": ["course"], "hours": "720"}


class Wire(BaseAdapter):
    """Carries the requests of a foreign library to this application."""

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:  # type: ignore[override]
        headers = {
            f"HTTP_{name.upper().replace('-', '_')}": value
            for name, value in request.headers.items()
            if name.lower() != "accept-encoding"
        }
        kind = request.headers.get("Content-Type", "application/octet-stream")
        body = request.body or b""
        answer = Client(enforce_csrf_checks=True).generic(
            str(request.method), request.path_url, body, content_type=kind, **headers
        )
        made = Response()
        made.status_code, made._content, made.request = answer.status_code, answer.content, request
        made.headers.update(answer.headers)
        made.url = str(request.url)
        return made

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def diary() -> Registered:
    return registered.register(name="Diary", redirects=[BACK], parts=[ReadPart.ALL])[0]


@pytest.fixture
def insecure(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library calls nobody without https, unless told so."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    cache.clear()
    yield
    assert not Token.objects.exists(), "the table of the library stays empty"


def question(program: Registered, **changes: str | None) -> str:
    asked = {
        "response_type": "code",
        "client_id": program.pk,
        "redirect_uri": BACK,
        "scope": "patient/Observation.rs",
        "state": "s1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "aud": BASE,
    } | changes
    return f"/oauth/authorize/?{urlencode({k: v for k, v in asked.items() if v is not None})}"


def code_for(visitor: Visitor, address: str, **changes: Any) -> str:
    """What a yes leads back with."""
    answer = visitor.post(address, YES | changes)
    assert answer.status_code == 302, answer.content.decode()
    return parse_qs(urlsplit(answer["Location"]).query)["code"][0]


def fetch(program: Registered, code: str, **changes: str) -> Any:
    told = {
        "grant_type": "authorization_code",
        "client_id": program.pk,
        "redirect_uri": BACK,
        "code": code,
        "code_verifier": VERIFIER,
    } | changes
    return Client(enforce_csrf_checks=True).post("/oauth/token/", told)


def reads(token: str, address: str = "/fhir/R4/Observation") -> int:
    return Client().get(address, headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_foreign_client_library_goes_the_whole_way(
    alice: Visitor, diary: Registered, insecure: None
) -> None:
    """requests-oauthlib, which knows nothing of us but the address of the FHIR server."""
    del insecure
    alice.with_programme()
    alice.post("/today/pain/", {"pain": "3"})
    where = json.loads(Client().get("/fhir/R4/.well-known/smart-configuration").content)
    scopes = ["launch/patient", "openid", "fhirUser", "offline_access", "patient/Observation.rs"]
    program = OAuth2Session(diary.pk, redirect_uri=BACK, scope=scopes, pkce="S256")
    program.mount("http://", Wire())
    address, state = program.authorization_url(where["authorization_endpoint"], aud=BASE)
    path = address.removeprefix(HOST)
    page = alice.get(path)
    text = page.content.decode()
    assert "May Diary read?" in text
    assert "diary.example" in text
    assert 'value="answers"' not in text, "only what it asks for can be ticked"
    assert "checked" not in text.partition("For how long?")[0], "nothing is ticked beforehand"
    assert "form-action 'self' https://diary.example" in page["Content-Security-Policy"]
    led = alice.post(path, YES)["Location"]
    assert led.startswith(f"{BACK}?")
    assert parse_qs(urlsplit(led).query)["state"] == [state]
    program.scope = None  # else the library takes a narrower answer for a fault
    token = program.fetch_token(where["token_endpoint"], authorization_response=led, include_client_id=True)
    assert set(token) - {"expires_at"} == {"access_token", "expires_in", "token_type", "scope", "patient"}
    assert token["expires_in"] == 720 * 3600
    assert token["scope"] == ["patient/Observation.rs", "launch/patient"]
    found = program.get(f"{BASE}/Observation?_count=1").json()
    assert found["resourceType"] == "Bundle"
    assert found["total"] > 0
    assert found["entry"][0]["resource"]["subject"]["reference"] == f"Patient/{token['patient']}"
    assert program.get(f"{BASE}/QuestionnaireResponse").status_code == 403
    listed = alice.get("/account/devices/").content.decode()
    assert "Diary" in listed
    assert "How it goes" in listed
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tokens_owntoken")
        assert token["access_token"] not in str(cursor.fetchall())
    ended = program.post(
        where["revocation_endpoint"], data={"token": token["access_token"], "client_id": diary.pk}
    )
    assert ended.status_code == 200
    assert program.get(f"{BASE}/Observation").status_code == 401
    events = set(AuditEvent.objects.filter(person=alice.person.pk).values_list("event", flat=True))
    assert {"token-made", "token-used", "token-ended"} <= events


def test_it_is_stopped_where_the_person_sees_it(alice: Visitor, diary: Registered) -> None:
    token = json.loads(fetch(diary, code_for(alice, question(diary))).content)["access_token"]
    assert reads(token) == 200
    alice.post(f"/account/devices/programs/{OwnToken.objects.get().pk}/stop/")
    assert reads(token) == 401


def test_it_ends_when_the_person_said(alice: Visitor, diary: Registered) -> None:
    answer = json.loads(fetch(diary, code_for(alice, question(diary), hours="1")).content)
    assert answer["expires_in"] == 3600
    assert "refresh_token" not in answer
    with later(dt.timedelta(minutes=59)):
        assert reads(answer["access_token"]) == 200
    with later(dt.timedelta(minutes=61)):
        assert reads(answer["access_token"]) == 401


def test_no_leads_back_without_anything(alice: Visitor, diary: Registered) -> None:
    led = alice.post(question(diary), {"say": "no"})["Location"]
    assert dict(parse_qsl(urlsplit(led).query)) == {"error": "access_denied", "state": "s1", "iss": BASE}
    assert not OwnToken.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": VERIFIER}, "invalid_request"),
        ({"response_type": "token"}, "un"),
        ({"response_type": "id_token"}, "un"),
        ({"response_type": "none"}, "un"),
        ({"scope": "openid offline_access"}, "invalid_scope"),
        ({"scope": "patient/Observation.cud"}, "invalid_scope"),
        ({"scope": "user/*.rs system/*.rs"}, "invalid_scope"),
        ({"scope": "patient/Patient.rs"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"aud": "https://elsewhere.example/fhir"}, "invalid_request"),
    ],
)
def test_what_is_asked_wrongly_goes_back_as_an_error(
    alice: Visitor, diary: Registered, changes: dict[str, str | None], error: str
) -> None:
    for answer in (
        alice.get(question(diary, **changes)),
        alice.post(question(diary, **changes), YES),
    ):
        assert answer.status_code == 302
        told = parse_qs(urlsplit(answer["Location"]).query)
        assert answer["Location"].startswith(f"{BACK}?")
        assert told["error"][0].startswith(error), told
        assert told["state"] == ["s1"]
        assert "code" not in told


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://diary.example/back/"},
        {"redirect_uri": "https://diary.example/back?x=1"},
        {"redirect_uri": "https://diary.example.evil.example/back"},
        {"redirect_uri": "https://me@diary.example/back"},
        {"redirect_uri": "http://diary.example/back"},
        {"redirect_uri": "https://diary.example:444/back"},
        {"redirect_uri": "https://DIARY.example/back"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": ""},
        {"redirect_uri": None},
        {"client_id": "nobody"},
        {"client_id": "x\0"},
        {"client_id": None},
    ],
)
def test_who_is_not_known_leads_nobody_anywhere(
    alice: Visitor, diary: Registered, changes: dict[str, str | None]
) -> None:
    for answer in (alice.get(question(diary, **changes)), alice.post(question(diary, **changes), YES)):
        assert answer.status_code == 400
        assert "This program cannot ask" in answer.content.decode()
    twice = f"{question(diary)}&redirect_uri=https%3A%2F%2Fevil.example"
    assert alice.get(twice).status_code == 400


def test_a_code_is_good_once_for_its_program_and_only_with_what_it_knows(
    alice: Visitor, diary: Registered
) -> None:
    other = registered.register(name="Other", redirects=[BACK], parts=[ReadPart.ALL])[0]
    wrong: list[dict[str, str]] = [
        {"code_verifier": VERIFIER[:-1] + "8"},
        {"code_verifier": CHALLENGE},
        {"code_verifier": "short"},
        {"redirect_uri": f"{BACK}/"},
        {"client_id": other.pk},
        {"client_id": "nobody"},
        {"grant_type": "password"},
        {"grant_type": "client_credentials"},
        {"grant_type": "refresh_token"},
    ]
    for changes in wrong:
        answer = fetch(diary, code_for(alice, question(diary)), **changes)
        assert answer.status_code in (400, 401), changes
        assert "error" in json.loads(answer.content)
    missing = Client().post("/oauth/token/", {"grant_type": "authorization_code", "client_id": diary.pk})
    assert missing.status_code == 400
    assert not OwnToken.objects.exists()

    code = code_for(alice, question(diary))
    assert code not in str(_cache_rows())
    token = json.loads(fetch(diary, code).content)["access_token"]
    assert reads(token) == 200
    assert fetch(other, code).status_code == 400
    assert reads(token) == 200, "another program ends nothing"
    assert json.loads(fetch(diary, code).content) == {"error": "invalid_grant"}
    assert reads(token) == 401, "used twice: one of the two was no friend"


def test_a_code_lasts_a_minute(alice: Visitor, diary: Registered) -> None:
    code = code_for(alice, question(diary))
    with later(dt.timedelta(minutes=2)):
        assert fetch(diary, code).status_code == 400


def test_no_yes_opens_more_than_the_keeper_the_program_and_the_person_said(
    alice: Visitor,
) -> None:
    few = registered.register(name="Few", redirects=[BACK], parts=[ReadPart.COURSE, ReadPart.ANSWERS])[0]
    asked = question(few, scope="patient/*.rs patient/Observation.cruds")
    page = alice.get(asked).content.decode()
    assert set(re.findall(r'name="parts" value="(\w+)"', page)) == {"answers", "course"}
    assert alice.post(asked, YES | {"parts": ["all"]}).status_code == 422
    assert alice.post(asked, YES | {"parts": []}).status_code == 422
    assert alice.post(asked, YES | {"hours": "99999"}).status_code == 422
    code = code_for(alice, asked)
    told = json.loads(fetch(few, code, scope="patient/*.rs", scopes="patient/*.rs", user="1").content)
    assert told["scope"] == "patient/Patient.rs patient/Questionnaire.rs patient/Observation.rs"
    token = told["access_token"]
    assert [reads(token, f"/fhir/R4/{kind}") for kind in ("Observation", "QuestionnaireResponse")] == [
        200,
        403,
    ]
    assert reads(token, "/api/v1/own/devices") in (403, 404)


def test_only_who_signed_in_a_moment_ago_says_yes_and_only_on_our_page(
    alice: Visitor, guest: Visitor, diary: Registered
) -> None:
    guest.start()
    assert guest.post(question(diary), YES)["Location"].startswith("/account/sign-in/?next=")
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(User.objects.get(username="alice"))
    assert forged.post(question(diary), YES).status_code in (302, 403)
    session = alice.client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()
    answer = alice.post(question(diary), YES)
    assert answer["Location"].startswith("/account/confirm/")
    assert "code=" not in answer["Location"].replace("code%3D", "").replace("response_type%3Dcode", "")
    assert not OwnToken.objects.exists()


def test_the_token_is_of_whoever_said_yes(alice: Visitor, bob: Visitor, diary: Registered) -> None:
    """Whoever else is signed in at the program's browser meanwhile."""
    code = code_for(alice, question(diary))
    assert bob.client.post(
        "/oauth/token/",
        {
            "grant_type": "authorization_code", "client_id": diary.pk, "redirect_uri": BACK, "code": code,
            "code_verifier": VERIFIER,
        },
    ).status_code == 200  # fmt: skip
    assert OwnToken.objects.get().user.username == "alice"
    code = code_for(alice, question(diary))
    User.objects.filter(username="alice").update(is_active=False)
    assert fetch(diary, code).status_code == 400


def test_a_program_with_a_secret_needs_it_and_pkce(alice: Visitor) -> None:
    program, secret = registered.register(
        name="Server", redirects=[BACK], parts=[ReadPart.ALL], with_secret=True
    )
    assert "invalid_request" in alice.get(question(program, code_challenge=None))["Location"]
    assert fetch(program, code_for(alice, question(program))).status_code == 401
    wrong = fetch(program, code_for(alice, question(program)), client_secret="x" * 43)
    assert wrong.status_code == 401
    good = fetch(program, code_for(alice, question(program)), client_secret=secret)
    token = json.loads(good.content)["access_token"]
    told = {"token": token, "client_id": program.pk}
    assert Client().post("/oauth/revoke/", told).status_code == 401
    assert reads(token) == 200
    assert Client().post("/oauth/revoke/", told | {"client_secret": secret}).status_code == 200
    assert reads(token) == 401


def test_a_program_ends_its_own_token_and_no_other(alice: Visitor, diary: Registered) -> None:
    other = registered.register(name="Other", redirects=[BACK], parts=[ReadPart.ALL])[0]
    token = json.loads(fetch(diary, code_for(alice, question(diary))).content)["access_token"]
    answer = Client().post("/oauth/revoke/", {"token": token, "client_id": other.pk})
    assert answer.status_code == 200
    assert reads(token) == 200


def test_a_program_that_is_removed_reads_nothing_and_the_doors_close(
    alice: Visitor, diary: Registered
) -> None:
    token = json.loads(fetch(diary, code_for(alice, question(diary))).content)["access_token"]
    assert registered.remove("diary") == ("Diary", 1)
    assert reads(token) == 401
    assert registered.remove("diary") is None
    assert Client().get("/fhir/R4/.well-known/smart-configuration").status_code == 404
    assert alice.get(question(diary)).status_code == 404
    assert fetch(diary, "x").status_code == 404
    assert Client().post("/oauth/revoke/", {"token": token}).status_code == 404
    assert "extension" not in json.loads(Client().get("/fhir/R4/metadata").content)["rest"][0]["security"]


def test_where_to_ask_is_said_twice_and_the_same(diary: Registered) -> None:
    del diary
    said = json.loads(Client().get("/fhir/R4/.well-known/smart-configuration").content)
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert set(said["scopes_supported"]) >= {"patient/*.rs", "launch/patient"}
    security = json.loads(Client().get("/fhir/R4/metadata").content)["rest"][0]["security"]
    (uris,) = security["extension"]
    named = {one["url"]: one["valueUri"] for one in uris["extension"]}
    assert named == {
        "authorize": said["authorization_endpoint"],
        "token": said["token_endpoint"],
        "revoke": said["revocation_endpoint"],
    }
    assert security["service"][0]["coding"][0]["code"] == "SMART-on-FHIR"


def test_there_is_an_end_to_tries_and_to_tokens(alice: Visitor, diary: Registered) -> None:
    answers = [fetch(diary, "x") for _ in range(FETCHES.tries + 1)]
    assert [one.status_code for one in answers] == [400] * FETCHES.tries + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    cache.clear()
    for _ in range(MOST_TOKENS):
        fetch(diary, code_for(alice, question(diary)))
        cache.clear()
    assert alice.post(question(diary), YES)["Location"] == "/account/devices/"


def test_a_yes_to_many_at_once_makes_no_more_than_the_number(alice: Visitor, diary: Registered) -> None:
    """Counted when the token is fetched too: each yes was said while there was still room."""
    codes_given = [code_for(alice, question(diary)) for _ in range(3)]
    user = User.objects.get(username="alice")
    for _ in range(MOST_TOKENS - 1):
        make_token(user=user, name="x", parts=[ReadPart.ALL], days=7)
    first, *rest = [fetch(diary, code) for code in codes_given]
    assert first.status_code == 200
    for answer in rest:
        assert answer.status_code == 400
        assert json.loads(answer.content)["error"] == "invalid_grant"
        assert answer["Cache-Control"] == "no-store"
    assert OwnToken.objects.count() == MOST_TOKENS
    assert AuditEvent.objects.filter(event="token-made").count() == MOST_TOKENS


def test_a_code_that_comes_again_while_its_token_is_made_leaves_none(
    alice: Visitor, diary: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the two was the thief: between the look at the code and the token the other one came."""
    code, made, second = code_for(alice, question(diary)), asking.keep_token, []

    def slowly(*args: Any, **told: Any) -> OwnToken:
        monkeypatch.setattr(asking, "keep_token", made)
        second.append(fetch(diary, code).status_code)
        return made(*args, **told)

    monkeypatch.setattr(asking, "keep_token", slowly)
    first = fetch(diary, code)
    assert (first.status_code, second) == (400, [400])
    assert json.loads(first.content)["error"] == "invalid_grant"
    assert "access_token" not in first.content.decode()
    assert not OwnToken.objects.exists()


def test_every_answer_says_who_gives_it(alice: Visitor, diary: Registered) -> None:
    """RFC 9207, by what RFC 8414 says of this server: a program that asks several mixes none up."""
    told = json.loads(Client().get("/.well-known/oauth-authorization-server/fhir/R4").content)
    assert told["authorization_response_iss_parameter_supported"] is True
    smart = json.loads(Client().get("/fhir/R4/.well-known/smart-configuration").content)
    assert {name: value for name, value in told.items() if name != "issuer"} == smart, "SMART has no issuer"
    led = [
        alice.post(question(diary), YES),
        alice.post(question(diary), {"say": "no"}),
        alice.get(question(diary, scope=None)),
        alice.get(question(diary, response_type="token")),
    ]
    for answer in led:
        query = parse_qs(urlsplit(answer["Location"]).query, strict_parsing=True)
        assert query["iss"] == [told["issuer"]] == [BASE]
    registered.remove("diary")
    assert Client().get("/.well-known/oauth-authorization-server/fhir/R4").status_code == 404


@pytest.mark.parametrize(
    ("entered", "asked", "same"),
    [
        ("http://127.0.0.1/back", "http://127.0.0.1:51234/back", True),
        ("http://[::1]/back", "http://[::1]:51234/back", True),
        ("http://127.0.0.1/back", "http://127.0.0.1:51234/else", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:1@evil.example/back", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:x/back", False),
        ("http://127.0.0.1/back", "http://127.0.0.2:51234/back", False),
        ("https://diary.example/back", "https://diary.example:51234/back", False),
        ("org.example.diary:/back", "org.example.diary:/back", True),
        ("org.example.diary:/back", "org.example.diary:/back2", False),
    ],
)
def test_a_program_on_ones_own_machine_may_take_any_port(entered: str, asked: str, same: bool) -> None:
    assert registered.is_same_redirect(asked, entered) is same


@pytest.mark.parametrize(
    "redirect",
    [
        "http://diary.example/", "http://localhost.evil.example/", "https://", "https://a@b.example/",
        "https://*.example/", "https://diary.example/#x", "javascript:alert(1)", "data:text/html,x",
        "file:/diary", "https://diary.example/ x", "https://[::1", "https://diary.example:x/", "",
        "https://diary.example/;script-src", f"https://diary.example/{'x' * 400}", "about.blank",
        "//x.example",
    ],
)  # fmt: skip
def test_what_nobody_should_be_led_to_is_not_entered(redirect: str) -> None:
    with pytest.raises(registered.RegistrationError):
        registered.register(name="Diary", redirects=[redirect], parts=[ReadPart.ALL])
    assert not Registered.objects.exists()


def test_an_app_and_a_program_on_this_device_are_called_so(alice: Visitor) -> None:
    for back in ("org.example.diary:/back", "http://127.0.0.1/back"):
        program = registered.register(name=back[:5], redirects=[back], parts=[ReadPart.ALL])[0]
        address = question(program, redirect_uri=back)
        page = alice.get(address)
        assert "a program on this device" in page.content.decode()
        assert alice.post(address, YES)["Location"].startswith(f"{back}?code=")
    assert "form-action 'self' http://127.0.0.1" in page["Content-Security-Policy"]
    with pytest.raises(registered.RegistrationError, match="already"):
        registered.register(name="HTTP:", redirects=[BACK], parts=[ReadPart.ALL])


def _cache_rows() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM loadshare_cache")
        return cursor.fetchall()
