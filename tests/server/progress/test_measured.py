"""Self-tests typed in: both sides, with pain, all of it optional."""

import pytest

from loadshare.knowledge import load_knowledge
from tests.server.cast import Visitor

NUMBER = {test: place for place, test in enumerate(load_knowledge().self_tests, start=1)}


def test_both_sides_and_pain_are_kept(guest: Visitor) -> None:
    run = guest.start()
    data = {"internal.left": "22", "internal.right": "24.5", "pain": "2", "trials-agree": "yes"}
    assert guest.post(f"/check/measured/{NUMBER['hip-rotation']}/", data)["Location"] == "/check/measured/"
    run.refresh_from_db()
    assert run.measurements == {
        "hip-rotation": {"internal": {"left": 22, "right": 24.5}, "pain": 2, "trials-agree": "yes"}
    }
    assert "filled in" in guest.get("/check/measured/").content.decode()


def test_what_was_typed_is_shown_again_and_can_be_taken_away(guest: Visitor) -> None:
    run = guest.start()
    address = f"/check/measured/{NUMBER['chair-stands']}/"
    guest.post(address, {"count": "21"})
    assert 'value="21"' in guest.get(address).content.decode()
    guest.post(address, {"count": ""})
    run.refresh_from_db()
    assert run.measurements == {}


@pytest.mark.parametrize("value", ["500", "many", "-99"])
def test_an_impossible_number_is_named(guest: Visitor, value: str) -> None:
    run = guest.start()
    response = guest.post(f"/check/measured/{NUMBER['hip-rotation']}/", {"internal.left": value})
    assert 'role="alert"' in response.content.decode()
    run.refresh_from_db()
    assert run.measurements == {}


@pytest.mark.parametrize("test", list(load_knowledge().self_tests))
def test_every_test_has_a_page(guest: Visitor, test: str) -> None:
    guest.start()
    page = guest.get(f"/check/measured/{NUMBER[test]}/")
    assert page.status_code == 200
    assert load_knowledge().self_tests[test].steps[0][:30].encode() in page.content.replace(b"&#x27;", b"'")


def test_there_is_no_test_after_the_last(guest: Visitor) -> None:
    guest.start()
    assert guest.get("/check/measured/99/").status_code == 404
