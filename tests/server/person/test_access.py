"""Nobody reaches anybody else's data, whatever they ask for."""

import uuid

import pytest

from loadshare.server.programme import planning
from loadshare.server.records.models import SessionLog
from tests.server.cast import Visitor

OWN = [
    "/programme/",
    "/today/",
    "/result/ideas/",
    "/session/",
    "/data/",
    "/week/",
    "/week/signs/",
    "/progress/",
]


@pytest.mark.parametrize("address", OWN)
def test_bob_sees_nothing_of_alice(alice: Visitor, bob: Visitor, address: str) -> None:
    stored = alice.with_programme()
    name = planning.programme_of(stored).headline
    assert bob.get(address, follow=True).status_code == 200
    assert name not in bob.get(address, follow=True).content.decode()


def test_a_change_reaches_only_ones_own_programme(alice: Visitor, bob: Visitor, guest: Visitor) -> None:
    stored = alice.with_programme()
    before = stored.content
    exercise = planning.programme_of(stored).items[0].exercise
    for other in (bob, guest):
        response = other.post(f"/programme/{exercise}/change/", {"direction": "easier"})
        assert response.status_code == 404
    stored.refresh_from_db()
    assert stored.content == before


def test_a_session_id_of_somebody_else_is_ones_own_session(alice: Visitor, bob: Visitor) -> None:
    alice.with_programme()
    bob.with_programme()
    data = {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"}
    alice.post("/session/", data)
    bob.post("/session/", {**data, "pain_after": "4"})
    assert SessionLog.objects.get(person=alice.person).pain_after == 2
    assert SessionLog.objects.get(person=bob.person).pain_after == 4


def test_a_guest_cannot_become_an_accounts_person(alice: Visitor, guest: Visitor) -> None:
    alice.with_programme()
    guest.start()
    session = guest.client.session
    session["person"] = str(alice.person.id)
    session.save()
    assert guest.get("/programme/")["Location"] == "/"


@pytest.mark.parametrize("address", ["/data/take/", "/data/delete/", "/today/pain/", "/programme/build/"])
def test_a_stranger_can_do_nothing(guest: Visitor, address: str) -> None:
    assert guest.post(address).status_code == 302
