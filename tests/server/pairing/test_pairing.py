"""A phone measures for the computer beside it: one phone, a short time, and nothing but results."""

import datetime as dt
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory

from loadshare.server.audit.models import AuditEvent
from loadshare.server.pairing import links
from loadshare.server.pairing.models import PhoneLink
from loadshare.server.pairing.views import phone_address
from tests.server.cast import Visitor
from tests.support.clock import later

TEST = "hip-rotation"
PHONES = "https://192.168.1.20:8443"


@pytest.fixture(autouse=True)
def reachable(settings: Any) -> None:
    settings.PHONE_ADDRESS = PHONES


@pytest.fixture
def desk(guest: Visitor) -> Visitor:
    """Somebody at a computer, with an answered check."""
    guest.with_check()
    return guest


def code_on(desk: Visitor, test: str = TEST) -> str:
    """The path of the code a computer shows, as the camera reads it."""
    shown = desk.post(f"/phone/for/{test}/", follow=True).content.decode()
    return re.search(rf"{PHONES}(/phone/open/[\w-]+/)", shown)[1]  # type: ignore[index]


def state(desk: Visitor) -> str:
    link = desk.person.phone_links.get()
    return desk.client.get(f"/phone/show/{link.id}/state.json").json()["state"]


def test_the_computer_shows_a_picture_and_the_address(desk: Visitor) -> None:
    shown = desk.post(f"/phone/for/{TEST}/", follow=True).content.decode()
    assert 'class="code__picture"' in shown
    assert shown.count(f"{PHONES}/phone/open/") == 1
    assert state(desk) == "waiting"


def test_a_reload_shows_the_same_code(desk: Visitor) -> None:
    path = code_on(desk)
    link = desk.person.phone_links.get()
    assert path in desk.get(f"/phone/show/{link.id}/").content.decode()


def test_the_code_itself_is_not_kept(desk: Visitor) -> None:
    code = code_on(desk).split("/")[3]
    assert code not in str(PhoneLink.objects.values().get())


def test_looking_uses_nothing_up_and_a_tap_pairs(desk: Visitor) -> None:
    path, phone = code_on(desk), Client()
    for _ in range(2):
        assert phone.get(path).status_code == 200
    assert state(desk) == "waiting"
    assert phone.post(path).headers["Location"] == f"/measure/{TEST}/"
    assert state(desk) == "opened"
    assert AuditEvent.objects.filter(event="phone-paired", person=desk.person.id).count() == 1


@pytest.mark.parametrize("again", ["get", "post"])
def test_a_code_is_good_once(desk: Visitor, again: str) -> None:
    path = code_on(desk)
    Client().post(path)
    second = getattr(Client(), again)(path)
    assert second.status_code == 410
    assert "This code is over" in second.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_code_ends_after_ten_minutes(desk: Visitor, method: str) -> None:
    path = code_on(desk)
    with later(links.OPENS_WITHIN):
        assert getattr(Client(), method)(path).status_code == 410
        assert state(desk) == "over"


@pytest.mark.parametrize("back", [dt.timedelta(minutes=5), dt.timedelta(days=400)])
def test_a_clock_put_back_holds_no_code_open(desk: Visitor, back: dt.timedelta) -> None:
    path = code_on(desk)
    with later(-back):
        assert Client().get(path).status_code == 410
        assert state(desk) == "over"
    assert Client().post(path).status_code == 410, "nor when the clock comes by again"


def test_a_clock_put_right_by_a_little_ends_nothing(desk: Visitor) -> None:
    path, phone = code_on(desk), Client()
    with later(-dt.timedelta(seconds=50)):
        assert phone.post(path).status_code == 302
    with later(-dt.timedelta(seconds=99)):
        assert links.link_of(_request(phone)) is not None
        assert phone.post("/phone/end/").status_code == 200


def test_a_phone_measures_no_longer_when_the_clock_is_put_back(desk: Visitor) -> None:
    phone = Client()
    phone.post(code_on(desk))
    with later(-dt.timedelta(hours=3)):
        assert links.link_of(_request(phone)) is None
        assert state(desk) == "over"
    assert links.link_of(_request(phone)) is None


def test_ten_minutes_that_passed_end_a_code_while_the_clock_stands(
    desk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that is put back again and again within the minute that is allowed."""
    path, phone = code_on(desk), Client()
    passed = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: passed + links.OPENS_WITHIN.total_seconds())
    assert phone.post(path).status_code == 410


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["x", "A" * 32, "%00", "é", "a" * 3000])
def test_any_other_code_is_over(code: str) -> None:
    assert Client().get(f"/phone/open/{code}/").status_code == 410


def test_a_new_code_ends_the_one_before_and_its_phone(desk: Visitor) -> None:
    first, phone = code_on(desk), Client()
    phone.post(first)
    second = code_on(desk)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    assert links.link_of(_request(phone)) is None


def test_the_phone_measures_for_that_person_and_for_a_while(desk: Visitor) -> None:
    phone = Client()
    phone.post(code_on(desk))
    link = links.link_of(_request(phone))
    assert link is not None
    assert link.person == desk.person
    with later(links.MEASURES_FOR):
        assert links.link_of(_request(phone)) is None


def test_the_computer_hears_of_a_result(desk: Visitor) -> None:
    phone = Client()
    phone.post(code_on(desk))
    links.note_result(desk.person.phone_links.get())
    assert state(desk) == "arrived"
    page = desk.get(f"/phone/show/{desk.person.phone_links.get().id}/").content.decode()
    assert f'href="/measure/{TEST}/"' in page


def test_the_phone_can_stop(desk: Visitor) -> None:
    phone = Client()
    phone.post(code_on(desk))
    assert phone.post("/phone/end/").status_code == 200
    assert links.link_of(_request(phone)) is None
    assert state(desk) == "over"


@pytest.mark.parametrize("path", ["/today/", "/programme/", "/result/", "/data/", "/session/"])
def test_the_phone_sees_nothing_else_of_that_person(desk: Visitor, path: str) -> None:
    desk.post("/programme/build/")
    phone = Client()
    phone.post(code_on(desk))
    assert phone.get(path).content == Client().get(path).content


def test_a_stranger_gets_neither_page_nor_state(desk: Visitor, alice: Visitor) -> None:
    code_on(desk)
    link = desk.person.phone_links.get()
    for stranger in (alice.client, Client()):
        assert stranger.get(f"/phone/show/{link.id}/").status_code == 404
        assert stranger.get(f"/phone/show/{link.id}/state.json").status_code == 404


def test_only_a_test_there_is_can_be_asked_for(desk: Visitor) -> None:
    assert desk.post("/phone/for/hat-size/").status_code == 404
    assert desk.get(f"/phone/for/{TEST}/").status_code == 405


@pytest.mark.parametrize(
    ("address", "is_secure", "host", "wanted"),
    [
        (PHONES, False, "localhost:8000", PHONES),
        ("", True, "clinic.example", "https://clinic.example"),
        ("", True, "localhost:8443", None),
        ("", False, "localhost:8000", None),
        ("", False, "192.168.1.20:8000", None),
    ],
)
def test_a_phone_is_only_sent_where_it_can_measure(
    settings: Any, address: str, is_secure: bool, host: str, wanted: str | None
) -> None:
    settings.PHONE_ADDRESS = address
    settings.ALLOWED_HOSTS = ["*"]
    request = RequestFactory().get("/", secure=is_secure, headers={"host": host})
    assert phone_address(request) == wanted


def test_without_a_way_for_phones_the_page_offers_the_hand(desk: Visitor, settings: Any) -> None:
    settings.PHONE_ADDRESS = ""
    shown = desk.post(f"/phone/for/{TEST}/", follow=True).content.decode()
    assert "measured by hand" in shown
    assert "serve" not in shown
    assert "/phone/open/" not in shown


@pytest.mark.django_db(transaction=True)
def test_of_two_phones_at_the_same_moment_one_is_paired(guest: Visitor) -> None:
    guest.with_check()
    path = code_on(guest)

    def open_it(_: int) -> int:
        try:
            return Client().post(path).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(open_it, range(4)))
    assert answers == [302, 410, 410, 410]


def _request(client: Client) -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = client.session
    return request
