"""What is kept for somebody without an account has an end, whatever way it comes in."""

import pytest

from loadshare.server.measure import keeping
from loadshare.server.offline import taking
from tests.server.cast import Visitor
from tests.server.measure.conftest import send, turn
from tests.server.offline.parcels import Device, entry


@pytest.fixture
def fit(guest: Visitor) -> Visitor:
    guest.with_programme()
    return guest


def test_things_done_have_an_end(fit: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "GUEST_ENTRIES", 2)
    device = Device(fit)
    answers = device.send(*(entry("pain", minutes_ago=ago, pain="3") for ago in (3, 2, 1)))
    assert [answer["outcome"] for answer in answers] == ["kept", "kept", "refused"]
    assert "Keep my plan" in answers[2]["words"]
    assert fit.person.receipts.count() == 2
    assert device.send(device.session())[0]["outcome"] == "refused"
    fit.post("/today/pain/", {"pain": "9"})
    assert fit.person.pain_entries.get().pain == 3


def test_measurements_have_an_end(fit: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "GUEST_MEASUREMENTS", 1)
    first = turn(24)
    assert send(fit, first).status_code == 200
    refused = send(fit, turn(25))
    assert refused.status_code == 413
    assert "Keep my plan" in refused.content.decode()
    assert send(fit, first).status_code == 200, "it is kept already"
    assert fit.person.measurements.count() == 1


def test_recordings_have_an_end(fit: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "GUEST_RECORDED_BYTES", 100)
    recordings = [{"time_s": [0.01 * n**1.5 for n in range(200)]}]
    assert send(fit, turn(24, recordings=recordings)).status_code == 413
    assert send(fit, turn(24)).status_code == 200
