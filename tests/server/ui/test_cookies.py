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


def test_the_page_itself_renews_it_and_whoever_has_none_gets_one() -> None:
    known = Client()
    first = known.get("/", headers=BEHIND).cookies[TOKEN].value
    assert known.get("/", headers={"Sec-Fetch-Mode": "navigate"}).cookies[TOKEN].value == first
    assert TOKEN in known.get("/").cookies
    assert TOKEN not in known.get("/", headers=BEHIND).cookies
