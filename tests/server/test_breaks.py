"""Breaks on the pages: what is said is kept once, and the next nudge follows from it."""

import datetime as dt
import uuid
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from loadshare.server.breaks import log
from loadshare.server.breaks.models import BreakEvent, BreakPlan
from tests.server.cast import SADDLE, Visitor, number_of

LONDON = ZoneInfo("Europe/London")
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=LONDON)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def worker(guest: Visitor, clock: time_machine.Traveller) -> Visitor:  # noqa: ARG001
    """A guest with a programme, on a Monday at ten."""
    guest.with_programme()
    return guest


def say(visitor: Visitor, kind: str, **more: str) -> int:
    return visitor.post("/breaks/say/", {"kind": kind, **more}).status_code


def today(visitor: Visitor) -> str:
    return visitor.get("/today/").content.decode()


def plan(visitor: Visitor) -> BreakPlan:
    return BreakPlan.objects.get(person=visitor.person)


def every(visitor: Visitor) -> int:
    return log.settings_of(log.plan_of(visitor.person)).every_minutes


def test_before_anything_is_said_it_only_asks(worker: Visitor) -> None:
    assert "I’m at my desk" in today(worker)
    assert "data-due" not in today(worker)
    assert not BreakPlan.objects.exists(), "looking creates nothing"


def test_im_at_my_desk_makes_the_next_nudge_an_instant(worker: Visitor) -> None:
    assert say(worker, "back") == 302
    due = MONDAY + every(worker) * MINUTE
    assert plan(worker).due_at == due
    assert f"Next break at {due:%H:%M}." in today(worker)
    assert f'data-due="{due.astimezone(dt.UTC).isoformat()}"' in today(worker)


def test_when_it_is_due_the_page_says_so_and_every_answer_works(
    worker: Visitor, clock: time_machine.Traveller
) -> None:
    say(worker, "back")
    clock.shift(every(worker) * MINUTE)
    page = today(worker)
    assert "Time to move." in page
    for label in ("Start", "Later", "I just moved", "Skip this one"):
        assert f">{label}</button>" in page
    say(worker, "later")
    assert "Time to move." not in today(worker)
    assert plan(worker).due_at == MONDAY + (every(worker) + 10) * MINUTE


def test_i_just_moved_counts_in_full(worker: Visitor, clock: time_machine.Traveller) -> None:
    say(worker, "back")
    clock.shift(30 * MINUTE)
    say(worker, "moved")
    assert plan(worker).due_at == MONDAY + (30 + every(worker)) * MINUTE


def test_a_nudge_without_an_answer_is_the_last_one(worker: Visitor, clock: time_machine.Traveller) -> None:
    say(worker, "back")
    clock.shift((every(worker) + 15) * MINUTE)
    page = today(worker)
    assert "Are you at your desk?" in page
    assert "data-due" not in page


@pytest.mark.parametrize("minutes", ["30", "60", "120"])
def test_in_a_meeting_is_silence(worker: Visitor, clock: time_machine.Traveller, minutes: str) -> None:
    say(worker, "back")
    say(worker, "meeting", minutes=minutes)
    end = MONDAY + int(minutes) * MINUTE
    assert f"In a meeting until {end:%H:%M}" in today(worker)
    due = plan(worker).due_at
    assert due is not None
    assert due >= end
    clock.move_to(end - MINUTE)
    assert "Time to move." not in today(worker)
    say(worker, "meeting-over")
    assert "In a meeting until" not in today(worker)


def test_after_two_skips_half_a_minute_is_offered(worker: Visitor, clock: time_machine.Traveller) -> None:
    say(worker, "back")
    for _ in range(2):
        clock.shift(every(worker) * MINUTE)
        say(worker, "skipped")
    clock.shift(every(worker) * MINUTE)
    assert "Half a minute is enough" in today(worker)
    assert plan(worker).is_short
    answer = worker.post("/breaks/say/", {"kind": "short"})
    assert answer["Location"] == "/break/short/"


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": "diagnose"}, {"kind": "meeting"}, {"kind": "meeting", "minutes": "45"},
     {"kind": "moved", "client_id": "x"}, {"kind": "moved", "at": "yesterday"}],
)  # fmt: skip
def test_anything_else_is_refused(worker: Visitor, data: dict[str, str]) -> None:
    assert worker.post("/breaks/say/", data).status_code == 400
    assert not BreakEvent.objects.exists()


def test_sending_twice_saves_once(worker: Visitor) -> None:
    identity = str(uuid.uuid4())
    for _ in range(3):
        say(worker, "moved", client_id=identity, zone="America/New_York")
    assert BreakEvent.objects.filter(kind="moved").count() == 1
    assert BreakEvent.objects.count() <= 2


def test_the_same_id_of_two_people_is_two_events(alice: Visitor, bob: Visitor) -> None:
    identity = str(uuid.uuid4())
    for visitor in (alice, bob):
        visitor.with_programme()
        say(visitor, "moved", client_id=identity)
    assert BreakEvent.objects.count() == 2


def test_the_database_keeps_one_of_an_id(worker: Visitor) -> None:
    row = {"person": worker.person, "client_id": uuid.uuid4(), "at": MONDAY, "kind": "moved", "door": "page"}
    BreakEvent.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakEvent.objects.create(**row)


def test_what_was_said_offline_counts_from_when_it_was_said(
    worker: Visitor, clock: time_machine.Traveller
) -> None:
    said = MONDAY + 5 * MINUTE
    clock.shift(20 * MINUTE)
    say(worker, "back", at=said.astimezone(dt.UTC).isoformat().replace("+00:00", ".000Z"))
    assert plan(worker).due_at == said + every(worker) * MINUTE


@pytest.mark.parametrize("away", [dt.timedelta(hours=2), dt.timedelta(days=-400)])
def test_an_instant_that_cannot_be_is_now(worker: Visitor, away: dt.timedelta) -> None:
    say(worker, "back", at=(MONDAY + away).astimezone(dt.UTC).isoformat())
    assert BreakEvent.objects.get().at == MONDAY


def test_quiet_hours_are_read_on_the_clock_of_the_device(worker: Visitor) -> None:
    say(worker, "back", zone="America/New_York")
    assert log.settings_of(plan(worker)).zone == "America/New_York"
    assert "Quiet hours" in today(worker), "ten in London is five in New York"
    say(worker, "back", zone="Nowhere/Land")
    assert log.settings_of(plan(worker)).zone == "America/New_York"


def test_a_chosen_clock_is_left_alone(worker: Visitor) -> None:
    worker.post("/breaks/", SETTINGS)
    say(worker, "back", zone="America/New_York")
    assert log.settings_of(plan(worker)).zone == "Europe/London"


SETTINGS = {
    "every": "30", "minutes": "3", "days": ["0", "2"], "quiet_from": "17:30", "quiet_to": "09:00",
    "zone": "Europe/London", "short": "on",
}  # fmt: skip


def test_settings_are_kept_and_shown_again(worker: Visitor, clock: time_machine.Traveller) -> None:
    assert worker.post("/breaks/", SETTINGS)["Location"] == "/breaks/"
    kept = log.settings_of(plan(worker))
    assert (kept.every_minutes, kept.days, plan(worker).minutes) == (30, frozenset({0, 2}), 3)
    page = worker.get("/breaks/").content.decode()
    assert '<option value="30" selected>' in page
    assert 'value="17:30"' in page
    clock.shift(MINUTE)
    say(worker, "back")
    assert plan(worker).due_at == MONDAY + 31 * MINUTE


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone": "Nowhere/Land"}, "This place is not known"),
        ({"quiet_to": "17:30"}, "Choose two times"),
        ({"every": "5"}, "Please look again"),
        ({"minutes": "9"}, "Please look again"),
    ],
)
def test_settings_that_cannot_be_say_why_and_keep_what_was_typed(
    worker: Visitor, changes: dict[str, str], words: str
) -> None:
    page = worker.post("/breaks/", {**SETTINGS, **changes}).content.decode()
    assert words in page
    assert 'name="quiet_from" type="time" value="17:30"' in page
    assert not BreakPlan.objects.exists()


def test_new_settings_move_a_nudge_that_is_to_come(worker: Visitor) -> None:
    say(worker, "back")
    worker.post("/breaks/", SETTINGS)
    assert plan(worker).due_at == MONDAY + 30 * MINUTE


def test_pause_until_tomorrow_and_turn_on_again(worker: Visitor, clock: time_machine.Traveller) -> None:
    say(worker, "back")
    worker.post("/breaks/pause/", {"until": "tomorrow"})
    assert plan(worker).due_at is None
    assert "Paused until Tuesday, 00:00" in today(worker)
    say(worker, "resume")
    assert "Paused" not in today(worker)
    worker.post("/breaks/pause/", {"until": "tomorrow"})
    clock.move_to(MONDAY + dt.timedelta(days=1))
    say(worker, "back")
    assert plan(worker).due_at == MONDAY + dt.timedelta(days=1) + every(worker) * MINUTE


def test_breaks_can_be_turned_off_and_on(worker: Visitor) -> None:
    worker.post("/breaks/pause/", {"until": "off"})
    assert "Breaks are off." in today(worker)
    worker.post("/breaks/pause/", {"until": "on"})
    assert "Breaks are off." not in today(worker)
    assert worker.post("/breaks/pause/", {"until": "friday"}).status_code == 400


def test_a_break_is_done_with_one_tap(worker: Visitor, clock: time_machine.Traveller) -> None:
    say(worker, "back")
    clock.shift(every(worker) * MINUTE)
    assert worker.post("/breaks/say/", {"kind": "started"})["Location"] == "/break/"
    page = worker.get("/break/").content.decode()
    assert "I’m back at my desk" in page
    form = {"client_id": str(uuid.uuid4()), "exercise": ["stand-up", "not-an-exercise"], "then": "back"}
    clock.shift(2 * MINUTE)
    for _ in range(2):
        assert worker.post("/break/", form)["Location"] == "/today/"
    done = log.breaks_of(worker.person)
    assert [(one.is_guided, one.exercises) for one in done] == [(True, ("stand-up",))]
    assert plan(worker).due_at is not None
    assert f"Next break at {MONDAY + (2 * every(worker) + 2) * MINUTE:%H:%M}" in today(worker)


def test_staying_up_a_while_counts_nothing_until_back(worker: Visitor) -> None:
    worker.post("/break/", {"client_id": str(uuid.uuid4()), "then": "away"})
    assert plan(worker).due_at is None
    assert "I’m at my desk" in today(worker)


def test_the_next_break_is_another_one(worker: Visitor, clock: time_machine.Traveller) -> None:
    seen = []
    for _ in range(3):
        page = worker.get("/break/")
        items = tuple(item.exercise for item in page.context["chosen"].items)  # type: ignore[attr-defined]
        seen.append(items)
        worker.post("/break/", {"client_id": str(uuid.uuid4()), "exercise": items, "then": "back"})
        clock.shift(MINUTE)
    assert len(set(seen)) == 3


@pytest.mark.parametrize(("minutes", "least", "most"), [("1", 45, 90), ("3", 100, 180)])
def test_the_length_of_a_break_is_as_chosen(worker: Visitor, minutes: str, least: int, most: int) -> None:
    worker.post("/breaks/", {**SETTINGS, "minutes": minutes})
    chosen = worker.get("/break/").context["chosen"]  # type: ignore[attr-defined]
    assert least <= chosen.seconds <= most
    short = worker.get("/break/short/").context["chosen"]  # type: ignore[attr-defined]
    assert short.seconds <= 30


@pytest.mark.parametrize("address", ["/break/", "/break/short/", "/breaks/", "/today/"])
def test_while_somebody_should_look_first_there_is_no_break(
    worker: Visitor, clock: time_machine.Traveller, address: str
) -> None:
    say(worker, "back")
    clock.shift(MINUTE)
    worker.start()
    worker.post(f"/check/{number_of('emergency-nerves')}/", SADDLE)
    page = worker.get(address).content.decode()
    assert "Your programme is closed for now" in page
    assert "data-due" not in page
    say(worker, "back")
    assert not BreakEvent.objects.filter(at__gt=MONDAY).exists()
    assert worker.get("/breaks/now/").status_code == 404


@pytest.mark.parametrize("address", ["/break/", "/breaks/"])
def test_without_a_programme_it_says_what_comes_first(guest: Visitor, address: str) -> None:
    assert guest.get(address)["Location"] == "/"
    guest.start()
    assert "You have no programme yet" in guest.get(address).content.decode()


def test_a_stranger_can_say_nothing(guest: Visitor) -> None:
    for address in ("/breaks/say/", "/breaks/pause/", "/breaks/calendar/", "/breaks/push/end/"):
        assert guest.post(address, {"kind": "back"}).status_code == 302
    assert guest.get("/breaks/now/").status_code == 404
    assert not BreakEvent.objects.exists()


def test_a_script_gets_the_part_alone(worker: Visitor) -> None:
    say(worker, "back")
    part = worker.get("/breaks/now/").content.decode()
    assert "Next break at" in part
    assert "<html" not in part
    assert part.count("data-presence") == 1


def test_a_page_that_waited_for_a_connection_tells_it_like_a_notification(worker: Visitor) -> None:
    said = {"kind": "meeting", "minutes": "60", "door": "page", "zone": "Europe/London"}
    assert answer(worker, said) == 204
    event = BreakEvent.objects.get()
    assert (event.kind, event.door, event.details) == ("meeting", "page", {"minutes": 60})


def answer(visitor: Visitor, body: object, **headers: str) -> int:
    wanted = {"Origin": "http://testserver", **headers}
    return visitor.client.post(
        "/breaks/answer/", body, content_type="application/json", headers=wanted
    ).status_code


def test_a_notification_is_answered_without_the_page(worker: Visitor) -> None:
    worker.client = _strict(worker.client)
    say_back = {"kind": "back", "client_id": str(uuid.uuid4()), "at": "2026-11-23T09:59:00.000Z"}
    assert answer(worker, say_back) == 204
    assert answer(worker, say_back) == 204
    event = BreakEvent.objects.get()
    assert (event.kind, event.door, event.at) == ("back", "notice", MONDAY - MINUTE)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "", "http://testserver.example"])
def test_only_our_own_pages_may_answer(worker: Visitor, origin: str) -> None:
    assert answer(worker, {"kind": "moved"}, Origin=origin) == 403
    assert not BreakEvent.objects.exists()


@pytest.mark.parametrize("body", [[], "x", {"kind": "meeting"}, {"kind": ["moved"]}, {"kind": "m" * 5000}])
def test_an_answer_that_is_none_is_refused(worker: Visitor, body: object) -> None:
    assert answer(worker, body) == 400


def test_a_stranger_can_answer_nothing(guest: Visitor) -> None:
    assert answer(guest, {"kind": "moved"}) == 404


def test_bob_cannot_touch_alices_breaks(alice: Visitor, bob: Visitor, clock: time_machine.Traveller) -> None:
    for visitor in (alice, bob):
        visitor.signs_in()
        visitor.with_programme()
    say(alice, "back")
    clock.shift(MINUTE)
    before = plan(alice).due_at
    say(bob, "moved")
    bob.post("/breaks/pause/", {"until": "off"})
    assert plan(alice).due_at == before
    assert log.breaks_of(alice.person) == ()


def test_a_guests_breaks_become_the_accounts(worker: Visitor) -> None:
    say(worker, "moved")
    worker.post("/breaks/", SETTINGS)
    worker.name = "carol"
    worker.keeps_plan()
    assert len(log.breaks_of(worker.person)) == 1
    assert log.settings_of(plan(worker)).every_minutes == 30


def test_merged_into_an_account_that_has_breaks_the_newer_settings_stand(
    alice: Visitor, clock: time_machine.Traveller
) -> None:
    alice.signs_in()
    alice.with_programme()
    say(alice, "moved")
    clock.shift(MINUTE)
    guest = Visitor()
    guest.with_programme()
    guest.post("/breaks/", SETTINGS)
    say(guest, "moved")
    guest.name = "alice"
    guest.signs_in()
    assert len(log.breaks_of(alice.person)) == 2
    assert BreakPlan.objects.count() == 1
    assert log.settings_of(plan(alice)).every_minutes == 30


def test_breaks_are_deleted_with_the_person(worker: Visitor) -> None:
    say(worker, "moved")
    worker.post("/data/delete/")
    assert not BreakEvent.objects.exists()
    assert not BreakPlan.objects.exists()


def _strict(client: Client) -> Client:
    """The same browser, with form tokens enforced."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    return strict
