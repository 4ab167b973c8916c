"""While the database does not answer: what is said, in which form, and what needs none."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.http import HttpResponse

from loadshare.server.api import knowledge
from loadshare.server.records import current
from tests.server.cast import Visitor
from tests.server.offline.parcels import Device

AWAY = "connection to server failed: Connection refused\n\tIs the server running on that host?"


@pytest.fixture
def away(guest: Visitor) -> Iterator[Visitor]:
    """Somebody with a check, whose database has stopped answering."""
    guest.start()
    guest.client.raise_request_exception = False

    def refuse(*_asked: Any) -> None:
        raise OperationalError(AWAY)

    with connection.execute_wrapper(refuse):
        yield guest


@pytest.mark.parametrize("address", ["/data/", "/today/", "/result/", "/offline/sync/", "/account/login/"])
def test_pages_that_need_it_say_so(away: Visitor, address: str) -> None:
    response = away.get(address)
    assert response.status_code == 503
    assert response["Retry-After"].isdecimal()
    text = response.content.decode()
    assert f'<a class="button" href="{address}">Try again</a>' in text
    assert 'href="/help/"' in text
    assert 'href="tel:999"' in text


def test_what_was_sent_and_not_taken_is_said(away: Visitor) -> None:
    response = away.post("/check/")
    assert response.status_code == 503
    text = response.content.decode()
    assert "What you sent just now was not taken" in text
    assert "Try again" not in text


@pytest.mark.parametrize("address", ["/help/", "/evidence/", "/purpose/", "/offline/"])
def test_pages_that_are_the_same_for_everybody_are_whole(away: Visitor, address: str) -> None:
    response = away.get(address)
    assert response.status_code == 200
    assert "</html>" in response.content.decode()
    assert "Loadshare-Person" not in response
    assert "Loadshare-Keep" not in response
    assert "loadshare" not in response.cookies


def test_they_are_whole_for_somebody_with_an_account(alice: Visitor) -> None:
    def refuse(*_asked: Any) -> None:
        raise OperationalError(AWAY)

    with connection.execute_wrapper(refuse):
        response = alice.get("/help/")
    assert response.status_code == 200
    assert 'href="tel:999"' in response.content.decode()
    assert "Loadshare-Person" not in response


def test_they_say_whose_they_are_where_it_answers(guest: Visitor) -> None:
    guest.start()
    assert guest.get("/help/")["Loadshare-Person"] != "nobody"


@pytest.mark.parametrize("problem", [OperationalError(AWAY), InterfaceError("connection already closed")])
def test_the_api_says_it_in_its_own_form(
    guest: Visitor, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def refuse(*_asked: Any, **_named: Any) -> HttpResponse:
        raise problem

    monkeypatch.setattr(knowledge, "reply", refuse)
    guest.client.raise_request_exception = False
    response = guest.get("/api/v1/questions")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"].isdecimal()
    assert response.json()["status"] == 503  # type: ignore[attr-defined]


def test_a_fault_of_ours_is_no_outage(guest: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    guest.start()

    def break_down(*_args: object) -> None:
        raise ProgrammingError("on purpose")

    monkeypatch.setattr(current, "current_programme", break_down)
    guest.client.raise_request_exception = False
    assert guest.get("/programme/").status_code == 500


def test_a_row_that_a_newer_server_wrote_is_for_that_one_to_show(guest: Visitor) -> None:
    """While servers are renewed one by one: the proxy asks the other, and a device sends it later."""
    guest.with_programme()
    device = Device(guest)
    session = device.session()
    stored = guest.person.programmes.get()
    stored.content = {**stored.content, "of_next_year": True}
    stored.save()
    guest.client.raise_request_exception = False
    response = guest.get("/programme/")
    assert (response.status_code, response["Retry-After"].isdecimal()) == (503, True)
    assert [answer["outcome"] for answer in device.send(session)] == ["later"]
    assert not guest.person.sessions.exists()
