"""When something goes wrong: what happened, that nothing is lost, the next step."""

import pytest
from django.test import Client

from loadshare.server.records import current
from tests.server.cast import Visitor


def test_no_such_page(guest: Visitor) -> None:
    response = guest.get("/nowhere/")
    assert response.status_code == 404
    assert "Nothing you entered is lost" in response.content.decode()


def test_no_such_exercise(guest: Visitor) -> None:
    assert guest.get("/moves/juggling/").status_code == 404


@pytest.mark.django_db
def test_a_form_without_its_token() -> None:
    response = Client(enforce_csrf_checks=True).post("/check/")
    assert response.status_code == 403
    assert "Please send that again" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_gives_back_what_was_written_and_nothing_secret() -> None:
    sent = {
        "words": "Slept badly </textarea><b>",
        "step-1": "Bend once",
        "words-0": "Bend once",
        "login": "carol-by-name",
        "password": "quiet words of mine",
        "code": "1234-5678",
        "reason": "no-time-chosen",
        "csrfmiddlewaretoken": "x" * 64,
    }
    strict = Client(enforce_csrf_checks=True)
    strict.get("/account/keep/")
    page = strict.post("/check/", sent).content.decode()
    assert ">Slept badly &lt;/textarea&gt;&lt;b&gt;</textarea>" in page
    assert page.count(">Bend once</textarea>") == 1
    for secret in ("carol-by-name", "quiet words", "1234-5678", "no-time-chosen", "x" * 64):
        assert secret not in page
    other = strict.post("/check/", sent, headers={"Origin": "https://elsewhere.example"})
    assert other.status_code == 403
    assert "Slept badly" not in other.content.decode(), "nobody else puts words on our page"


def test_our_own_fault(guest: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    guest.start()

    def break_down(*_args: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(current, "current_programme", break_down)
    guest.client.raise_request_exception = False
    response = guest.get("/programme/")
    assert response.status_code == 500
    assert "What you saved before is safe" in response.content.decode()


@pytest.mark.parametrize("address", ["/check/finish/", "/programme/build/", "/today/pain/", "/data/take/"])
def test_what_changes_something_cannot_be_reached_by_a_link(guest: Visitor, address: str) -> None:
    guest.start()
    assert guest.get(address).status_code == 405
