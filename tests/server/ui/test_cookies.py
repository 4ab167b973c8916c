"""A page that a device fetched before signing in never makes the next form fail."""

import pytest
from django.conf import settings
from django.test import Client

from tests.server.cast import PASSWORD, Visitor

pytestmark = pytest.mark.django_db
TOKEN = settings.CSRF_COOKIE_NAME
BEHIND = {"Sec-Fetch-Mode": "cors"}


def test_an_answer_from_before_the_sign_in_does_not_bring_the_old_token_back() -> None:
    visitor = Visitor("carol")
    visitor.client = Client(enforce_csrf_checks=True)
    visitor.get("/account/keep/")
    before = visitor.client.cookies[TOKEN].value
    late = Client()
    late.cookies[TOKEN] = before
    answer = late.get("/", headers=BEHIND)
    signed = {"username": "carol", "password1": PASSWORD, "csrfmiddlewaretoken": before}
    visitor.post("/account/keep/", signed)
    after = visitor.client.cookies[TOKEN].value
    assert after != before
    assert TOKEN not in answer.cookies


def test_only_a_token_that_is_new_goes_out() -> None:
    known = Client()
    first = known.get("/", headers=BEHIND).cookies[TOKEN].value
    for headers in ({}, BEHIND, {"Sec-Fetch-Mode": "navigate"}):
        assert TOKEN not in known.get("/", headers=headers).cookies, "it would undo a sign-in in another tab"
    known.cookies[TOKEN] = "not a token"
    assert known.get("/", headers=BEHIND).cookies[TOKEN].value not in {first, "not a token"}


def with_checks(name: str) -> Visitor:
    visitor = Visitor(name)
    visitor.client = Client(enforce_csrf_checks=True)
    visitor.get("/account/keep/")
    return visitor


def token_of(visitor: Visitor) -> str:
    return str(visitor.client.cookies[TOKEN].value)


def sent(visitor: Visitor, address: str, token: str, **data: str) -> int:
    return int(visitor.post(address, {**data, "csrfmiddlewaretoken": token}).status_code)


def test_no_token_holds_from_one_person_to_the_next() -> None:
    visitor = with_checks("carol")
    as_guest = token_of(visitor)
    assert sent(visitor, "/account/keep/", as_guest, username="carol", password1=PASSWORD) == 302
    as_carol = token_of(visitor)
    assert sent(visitor, "/account/sign-out/", as_guest) == 403
    assert sent(visitor, "/account/sign-out/", as_carol) == 302
    after = token_of(visitor)
    assert len({as_guest, as_carol, after}) == 3
    assert sent(visitor, "/check/", as_carol) == 403, "a page of hers that is still open"
    assert sent(visitor, "/account/keep/", after, username="dora", password1=PASSWORD) == 302
    assert token_of(visitor) not in {as_guest, as_carol, after}
    assert sent(visitor, "/check/", after) == 403
    assert sent(visitor, "/check/", token_of(visitor)) == 302
