"""A phone that opened a code: its results reach the computer's person, and it sees nothing of theirs."""

import pytest

from loadshare.server.pairing import links
from tests.server.cast import Visitor
from tests.server.measure.conftest import send, turn
from tests.support.clock import later

PAGE = "/measure/hip-rotation/"


@pytest.fixture
def phone(fit: Visitor) -> Visitor:
    """A phone that opened the code of `fit`'s computer."""
    fresh = links.make_link(person=fit.person, test="hip-rotation")
    paired = Visitor()
    assert paired.post(f"/phone/open/{fresh.code}/").headers["Location"] == PAGE
    return paired


def test_its_result_reaches_the_person_and_their_screen(fit: Visitor, phone: Visitor) -> None:
    assert send(phone, turn(22)).status_code == 200
    assert fit.person.measurements.get().figures["internal"]["value"] == 22
    assert links.state_of(fit.person.phone_links.get()) is links.State.ARRIVED
    assert "22" in fit.get(PAGE).content.decode()


def test_the_answer_says_nothing_about_the_person(phone: Visitor) -> None:
    send(phone, turn(21))
    reply = send(phone, turn(24, side="right")).json()  # type: ignore[attr-defined]
    assert (reply["told"], reply["next"]) == ("nothing", "/measure/")


def test_it_sees_no_earlier_number(fit: Visitor, phone: Visitor) -> None:
    send(fit, turn(23))
    assert "Your newest numbers" in fit.get(PAGE).content.decode()
    assert "Your newest numbers" not in phone.get(PAGE).content.decode()


def test_its_pages_stay_on_no_device(fit: Visitor, phone: Visitor) -> None:
    for address in (PAGE, "/measure/"):
        assert "Loadshare-Keep" in fit.get(address).headers
        assert "Loadshare-Keep" not in phone.get(address).headers


def test_by_hand_works_there_too(fit: Visitor, phone: Visitor) -> None:
    said = {"internal.left": "30", "internal.right": "31"}
    page = phone.post(PAGE, said, follow=True).content.decode()
    assert "Your computer shows it" in page
    assert fit.person.measurements.count() == 2


@pytest.mark.parametrize("way", ["late", "ended"])
def test_afterwards_it_may_send_nothing(fit: Visitor, phone: Visitor, way: str) -> None:
    if way == "ended":
        phone.post("/phone/end/")
    with later(links.MEASURES_FOR if way == "late" else links.OPENS_WITHIN):
        assert send(phone, turn(22)).status_code == (410 if way == "late" else 403)
    assert fit.person.measurements.count() == 0


@pytest.mark.parametrize("way", ["late", "another code", "deleted"])
def test_what_was_measured_for_a_computer_never_becomes_the_phones_own(fit: Visitor, way: str) -> None:
    phone = Visitor()
    phone.with_check()
    fresh = links.make_link(person=fit.person, test="hip-rotation")
    phone.post(f"/phone/open/{fresh.code}/")
    if way == "another code":
        links.make_link(person=fit.person, test="hip-rotation")
    if way == "deleted":
        fit.post("/data/delete/")
    with later(links.MEASURES_FOR if way == "late" else links.OPENS_WITHIN):
        refused = send(phone, turn(22))
        assert refused.status_code == 410
        assert "make a new one" in refused.json()["detail"].lower()  # type: ignore[attr-defined]
        by_hand = phone.post(PAGE, {"internal.left": "30", "internal.right": "31"})
        assert (by_hand.status_code, "This code is over" in by_hand.content.decode()) == (410, True)
        assert not phone.person.measurements.exists()
        phone.get(PAGE)
        assert send(phone, turn(22)).status_code == 200
    assert phone.person.measurements.count() == 1


def test_results_arrive_although_the_computer_was_closed_or_signed_out(fit: Visitor, phone: Visitor) -> None:
    person = fit.person
    fit.client.logout()
    assert send(phone, turn(22)).status_code == 200
    assert person.measurements.count() == 1


def test_the_page_offers_a_computer_to_use_its_phone(fit: Visitor, phone: Visitor) -> None:
    assert 'action="/phone/for/hip-rotation/"' in fit.get(PAGE).content.decode()
    assert "/phone/for/" not in phone.get(PAGE).content.decode()
    assert 'action="/phone/end/"' in phone.get(PAGE).content.decode()


def test_a_phone_of_somebody_who_was_locked_since_measures_nothing(fit: Visitor, phone: Visitor) -> None:
    fit.person.locks.create(check_run=fit.person.checks.get(), level="S")
    assert send(phone, turn(22)).status_code == 403
    assert fit.person.measurements.count() == 0
