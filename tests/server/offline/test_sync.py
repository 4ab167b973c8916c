"""What was done offline arrives once, in order, on the day it was done, or is refused with words."""

import datetime as dt
import io
import json
import uuid
import zipfile
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from loadshare.server.offline import registry, taking
from loadshare.server.offline.models import FormerName, Receipt
from loadshare.server.records.models import PainEntry, SessionLog
from tests.server.cast import SADDLE, Visitor, number_of
from tests.server.offline.parcels import SYNC, Device, entry, offer_of
from tests.support.clock import at_hour, later

DAY = 24 * 60


@pytest.fixture
def device(guest: Visitor) -> Device:
    guest.with_programme()
    return Device(guest)


def outcomes(answers: list[dict[str, Any]]) -> list[str]:
    return [answer["outcome"] for answer in answers]


def test_it_is_kept_on_the_day_it_was_done(device: Device) -> None:
    done = device.session(minutes_ago=2 * DAY)
    assert outcomes(device.send(done)) == ["kept"]
    log = SessionLog.objects.get()
    assert log.on == timezone.localdate() - dt.timedelta(days=2)
    assert log.ended_at.isoformat() == done["made_at"]
    assert set(log.items.values_list("outcome", flat=True)) == {"done"}


def test_sent_again_it_is_known(device: Device) -> None:
    done, tap = device.session(minutes_ago=30), entry("pain", minutes_ago=20, pain="4")
    assert outcomes(device.send(done)) == ["kept"]
    assert outcomes(device.send(done, tap)) == ["already", "kept"]
    assert outcomes(device.send(done, tap)) == ["already", "already"]
    assert (SessionLog.objects.count(), PainEntry.objects.get().pain) == (1, 4)


def test_one_session_under_two_numbers_is_one_session(device: Device) -> None:
    """The page was sent the plain way, and its run again from the device."""
    done = device.session()
    again = {**done, "id": str(uuid.uuid4())}
    assert outcomes(device.send(done, again)) == ["kept", "kept"]
    assert SessionLog.objects.count() == 1


@pytest.mark.stands_at(at_hour(20))
def test_the_later_of_two_taps_stands_whichever_arrives_first(device: Device) -> None:
    morning, evening = (entry("pain", minutes_ago=ago, pain=value) for ago, value in ((600, "7"), (5, "3")))
    device.send(evening)
    assert outcomes(device.send(morning)) == ["kept"]
    assert PainEntry.objects.get().pain == 3


def test_a_tap_of_another_day_is_that_days(device: Device) -> None:
    device.send(entry("pain", minutes_ago=3 * DAY, pain="6"), entry("pain", pain="2"))
    today = timezone.localdate()
    assert dict(PainEntry.objects.values_list("on", "pain")) == {today - dt.timedelta(days=3): 6, today: 2}


def test_the_morning_after_belongs_to_the_session_the_page_named(device: Device) -> None:
    first, second = device.session(minutes_ago=3 * DAY), device.session(minutes_ago=DAY)
    device.send(first, second)
    named = first["body"]["client_id"]
    assert outcomes(device.send(entry("settled", settled="no", session=named))) == ["kept"]
    told = dict(SessionLog.objects.values_list("client_id", "settled"))
    assert told == {uuid.UUID(named): False, uuid.UUID(second["body"]["client_id"]): None}


@pytest.mark.parametrize(
    ("minutes_ago", "outcome"),
    [(-4, "kept"), (-30, "kept"), (-400 * DAY, "kept"), (59 * DAY, "kept"), (61 * DAY, "refused")],
)
def test_dates_are_bounded(device: Device, minutes_ago: float, outcome: str) -> None:
    [answer] = device.send(entry("pain", minutes_ago=minutes_ago, pain="3"))
    assert answer["outcome"] == outcome
    assert bool(answer["words"]) is (outcome == "refused")


def test_a_device_with_a_wrong_clock_is_put_right(device: Device) -> None:
    an_hour_ago = entry("pain", minutes_ago=60 - 3 * DAY, pain="3")
    assert outcomes(device.send(an_hour_ago, ahead_minutes=3 * DAY)) == ["kept"]
    made = Receipt.objects.get().made_at
    assert abs(made - (timezone.now() - dt.timedelta(hours=1))) < dt.timedelta(minutes=1)


def test_what_a_clock_that_was_ahead_dated_counts_as_now(device: Device) -> None:
    """The clock of the device was put right before it was sent."""
    for minutes in (30, 400 * DAY):
        tap = entry("pain", minutes_ago=-minutes, pain="3")
        assert outcomes(device.send(tap)) == ["kept"]
        assert device.visitor.person.pain_entries.get().on == timezone.localdate()
        assert Receipt.objects.get(entry=tap["id"]).made_at <= timezone.now()


@pytest.mark.parametrize("ahead", [-400 * DAY, -120 * DAY, -15, 15, 100 * DAY, 3 * 365 * DAY])
def test_a_clock_moved_before_sending_loses_nothing(device: Device, ahead: int) -> None:
    """It was right when it was made: two hours ago."""
    tap = entry("pain", minutes_ago=120, pain="3")
    assert outcomes(device.send(tap, ahead_minutes=ahead)) == ["kept"]
    made = Receipt.objects.get().made_at
    assert abs(timezone.now() - dt.timedelta(hours=2) - made) <= dt.timedelta(minutes=16)


YEARS = [
    "0001-01-01T00:00:00+14:00",
    "1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "+275760-09-13T00:00:00.000Z",
]


@pytest.mark.parametrize("year", YEARS)
def test_an_impossible_stamp_holds_up_nothing_behind_it(device: Device, year: str) -> None:
    first, last = entry("pain", minutes_ago=2 * DAY, pain="2"), entry("pain", pain="5")
    broken = {**device.session(), "made_at": year}
    answers = device.send(first, broken, last)
    is_long_ago = year in YEARS[:2]
    assert outcomes(answers) == ["kept", "refused" if is_long_ago else "kept", "kept"]
    assert ("clock" in answers[1]["words"]) == is_long_ago
    assert outcomes(device.send(broken))[0] in {"already", "refused"}
    for address in ("/today/", "/progress/", "/data/", "/offline/plan.json"):
        assert device.visitor.get(address).status_code == 200


@pytest.mark.parametrize("year", YEARS)
def test_a_device_that_does_not_know_the_year_at_all_loses_nothing(device: Device, year: str) -> None:
    parcel = {"person": device.name, "sent_at": year, "entries": [entry("pain", minutes_ago=60, pain="5")]}
    answer = device.visitor.client.post(SYNC, json.dumps(parcel), content_type="application/json")
    assert outcomes(answer.json()["answers"]) == ["kept"]


def test_why_it_was_stopped_is_asked_also_where_the_session_is_too_old(device: Device) -> None:
    stopped = device.session(minutes_ago=61 * DAY, stop_notes="glute-bridge:chest-pain")
    [answer] = device.send(stopped)
    assert (answer["outcome"], answer["next"]) == ("refused", "/session/late/")
    assert device.visitor.get("/today/")["Location"] == "/session/late/"


def test_a_tap_now_stands_though_one_of_today_is_dated_later(device: Device) -> None:
    with later(dt.timedelta(minutes=15)):
        device.visitor.post("/today/pain/", {"pain": "2"})
    device.visitor.post("/today/pain/", {"pain": "8"})
    assert device.visitor.person.pain_entries.get(on=timezone.localdate()).pain == 8


def test_what_is_done_now_does_not_count_while_shut_by_a_clock_that_was_ahead(device: Device) -> None:
    device.offer = offer_of(device.visitor)
    with later(days=100):
        device.visitor.start()
        device.visitor.post(f"/check/{number_of('emergency-nerves')}/", SADDLE)
    assert outcomes(device.send(device.session())) == ["refused"]


def test_a_session_outlives_the_programme_it_came_from(device: Device) -> None:
    done = device.session(minutes_ago=30)
    device.visitor.post("/programme/build/")
    assert outcomes(device.send(done)) == ["kept"]
    assert not SessionLog.objects.get().programme.is_current


def test_a_forged_or_foreign_offer_is_refused(device: Device, alice: Visitor) -> None:
    alice.with_programme()
    answers = device.send(device.session(offer=offer_of(alice)), device.session(offer="made-up"))
    assert outcomes(answers) == ["refused", "refused"]
    assert not SessionLog.objects.exists()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("pain", {"pain": "11"}),
        ("pain", {}),
        ("settled", {"settled": "maybe"}),
        ("settled", {"settled": "yes", "session": "x"}),
        ("unheard-of", {}),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(device: Device, kind: str, body: dict[str, str]) -> None:
    wrong = entry(kind, **body)
    [answer] = device.send(wrong)
    assert answer["outcome"] == "refused"
    assert len(answer["words"]) > 10
    assert device.send(wrong) == [answer], "the answer stays the same"


def test_a_session_without_its_two_taps_is_refused_whole(device: Device) -> None:
    assert outcomes(device.send(device.session(pain_after=""))) == ["refused"]
    assert not SessionLog.objects.exists()


def test_only_what_was_done_before_the_lock_counts(device: Device) -> None:
    before, after = device.session(minutes_ago=60), device.session(minutes_ago=-1)
    device.visitor.with_check(**SADDLE)
    assert outcomes(device.send(before, after)) == ["kept", "refused"]
    assert "closed" in Receipt.objects.get(is_kept=False).words


def test_a_refusal_holds_nothing_up(device: Device) -> None:
    assert outcomes(device.send(entry("pain", pain="x"), entry("pain", pain="3"))) == ["refused", "kept"]


def test_spreading_pain_that_arrives_late_is_asked_about_before_anything_else(device: Device) -> None:
    exercise = device.visitor.person.programmes.get().content["items"][0]["exercise"]
    notes = f"{exercise}:spreading-down-the-leg"
    [answer] = device.send(device.session(minutes_ago=DAY, stop_notes=notes))
    assert answer["next"] == "/session/late/"
    for address in ("/today/", "/programme/", "/session/"):
        assert device.visitor.get(address)["Location"] == "/session/late/"
    assert "spreading" in device.visitor.get("/session/late/").content.decode()
    response = device.visitor.post("/session/late/", {"answer": "questions"})
    assert response["Location"] == "/check/"
    assert device.visitor.get("/today/").status_code == 200


def test_what_was_shown_at_once_is_not_asked_again(device: Device) -> None:
    exercise = device.visitor.person.programmes.get().content["items"][0]["exercise"]
    device.send(device.session(stop_notes=f"{exercise}:chest-pain"))
    assert device.visitor.get("/today/").status_code == 200


def test_a_broken_database_makes_all_behind_it_wait(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [entry("pain", minutes_ago=ago, pain="3") for ago in (3 * DAY, 2 * DAY, DAY)]
    known = registry.keeper_of("pain")
    assert known is not None

    def fails_after_writing(person: Any, done: Any) -> Any:
        known(person, done)
        if str(done.id) == entries[1]["id"]:
            raise OperationalError("the disk is full")
        return registry.KeptEntry()

    monkeypatch.setattr(taking, "keeper_of", lambda _kind: fails_after_writing)
    assert outcomes(device.send(*entries)) == ["kept", "later", "later"]
    assert PainEntry.objects.count() == 1, "what was half written is undone"
    monkeypatch.undo()
    assert outcomes(device.send(*entries)) == ["already", "kept", "kept"]


def test_one_that_breaks_us_holds_nothing_up(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_person: Any, _done: Any) -> Any:
        raise ZeroDivisionError

    known = registry.keeper_of
    monkeypatch.setattr(taking, "keeper_of", lambda kind: broken if kind == "settled" else known(kind))
    answers = device.send(entry("settled", settled="yes"), entry("pain", pain="3"))
    assert outcomes(answers) == ["refused", "kept"]
    assert answers[0]["words"]


def test_nobody_else_takes_it(device: Device, alice: Visitor) -> None:
    tap = entry("pain", pain="3")
    assert Device(alice, name=device.name).post(tap).status_code == 409
    assert Device(Visitor(), name=device.name).post(tap).status_code == 409
    assert not PainEntry.objects.exists()


def test_what_waits_follows_a_guest_into_the_account(alice: Visitor) -> None:
    alice.with_programme()
    second = Visitor()
    second.with_programme()
    device = Device(second)
    tap, later = entry("pain", minutes_ago=DAY, pain="3"), device.session(minutes_ago=30)
    device.send(tap)
    second.name = "alice"
    second.signs_in()
    assert device.post(later).status_code == 409, "it waits on the device until somebody says whose it is"
    second.says_of_the_answers("keep")
    names = second.get(SYNC).json()["names"]  # type: ignore[attr-defined]
    assert names == [Device(alice).name, device.name]
    assert outcomes(device.send(tap, later)) == ["already", "kept"]
    assert FormerName.objects.get().person == alice.person
    assert SessionLog.objects.get().person == alice.person


def test_a_token_is_needed_and_given_at_the_moment_of_sending(device: Device) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = device.visitor.client.cookies
    device.visitor.client = strict
    tap = entry("pain", pain="3")
    assert device.post(tap).status_code == 403
    visit = strict.get(SYNC).json()
    assert visit["person"] == device.name
    assert device.post(tap, **{"X-CSRFToken": visit["token"]}).status_code == 200


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"person": "x", "sent_at": "now", "entries": []}'])
def test_other_shapes_are_not_understood(device: Device, body: str) -> None:
    response = device.visitor.client.post(SYNC, data=body, content_type="application/json")
    assert (response.status_code, response.json()) == (400, {"problem": "not-understood"})


def test_times_without_a_zone_and_too_many_entries_are_not_understood(device: Device) -> None:
    naive = {**entry("pain", pain="3"), "made_at": "2026-11-22T10:00:00"}
    assert device.post(naive).status_code == 400
    assert device.post(*(entry("pain", pain="3") for _ in range(101))).status_code == 400


def test_a_kind_has_one_keeper() -> None:
    with pytest.raises(ValueError, match="pain has a keeper"):
        registry.keeper("pain")(lambda _person, _done: registry.KeptEntry())


def test_it_dies_with_the_person_and_is_in_the_copy(device: Device) -> None:
    device.send(entry("pain", pain="3"))
    with zipfile.ZipFile(io.BytesIO(device.visitor.post("/data/take/").content)) as copy:
        tables = json.loads(copy.read("data.json"))["tables"]
    assert [sent["kind"] for sent in tables["sent_by_devices"]] == ["pain"]
    device.visitor.post("/data/delete/")
    assert not Receipt.objects.exists()
