"""Breaks on the pages: what is said is kept once, and the next nudge follows from it."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from loadshare.server.breaks import log
from loadshare.server.breaks.models import BreakEvent, BreakPlan
from tests.server.cast import SADDLE, Visitor, number_of
from tests.server.offline.parcels import Device, entry
from tests.support.clock import Clock, next_monday, zone

MONDAY = next_monday(10)
MINUTE = dt.timedelta(minutes=1)
pytestmark = pytest.mark.stands_at(MONDAY)


@pytest.fixture
def worker(guest: Visitor) -> Visitor:
    """A guest with a programme, on a Monday at ten."""
    guest.with_programme()
    return guest


def say(visitor: Visitor, kind: str, **more: str) -> int:
    return visitor.post("/breaks/say/", {"kind": kind, **more}).status_code


def today(visitor: Visitor) -> str:
    return visitor.get("/today/").content.decode()


def plan(visitor: Visitor) -> BreakPlan:
    return BreakPlan.objects.get(person=visitor.person)


def breaks_of(visitor: Visitor) -> list[tuple[dt.datetime, str, list[str]]]:
    """Every break done and every "I just moved", oldest first."""
    kept = visitor.person.break_events.filter(kind__in=("done", "moved")).order_by("at", "id")
    return [(one.at, one.kind, list((one.details or {}).get("exercises", ()))) for one in kept]


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


def test_when_it_is_due_the_page_says_so_and_every_answer_works(worker: Visitor, clock: Clock) -> None:
    say(worker, "back")
    clock.shift(every(worker) * MINUTE)
    page = today(worker)
    assert page.count("<h1") == 1
    due = page[page.index("<h1") : page.index('id="today-title"')]
    assert "Time to get up" in due
    assert 'class="figure' in due, "what the break begins with is pictured"
    for label in ("Start", "Later", "I just moved", "Skip this one"):
        assert f">{label}</button>" in page
    say(worker, "later")
    assert "Time to get up" not in today(worker)
    assert plan(worker).due_at == MONDAY + (every(worker) + 10) * MINUTE


def test_i_just_moved_counts_in_full(worker: Visitor, clock: Clock) -> None:
    say(worker, "back")
    clock.shift(30 * MINUTE)
    say(worker, "moved")
    assert plan(worker).due_at == MONDAY + (30 + every(worker)) * MINUTE


def test_a_nudge_without_an_answer_is_the_last_one(worker: Visitor, clock: Clock) -> None:
    say(worker, "back")
    clock.shift((every(worker) + 15) * MINUTE)
    page = today(worker)
    assert "Are you at your desk?" in page
    assert "data-due" not in page


@pytest.mark.parametrize("minutes", ["30", "60", "120"])
def test_in_a_meeting_is_silence(worker: Visitor, clock: Clock, minutes: str) -> None:
    say(worker, "back")
    say(worker, "meeting", minutes=minutes)
    end = MONDAY + int(minutes) * MINUTE
    assert f"In a meeting until {end:%H:%M}" in today(worker)
    due = plan(worker).due_at
    assert due is not None
    assert due >= end
    clock.move_to(end - MINUTE)
    assert "Time to get up" not in today(worker)
    say(worker, "meeting-over")
    assert "In a meeting until" not in today(worker)


def test_after_two_skips_half_a_minute_is_offered(worker: Visitor, clock: Clock) -> None:
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
    [{}, {"kind": "diagnose"}, {"kind": "meeting"}, {"kind": "meeting", "minutes": "45"}],
)
def test_anything_else_is_refused(worker: Visitor, data: dict[str, str]) -> None:
    assert worker.post("/breaks/say/", data).status_code == 400
    assert not BreakEvent.objects.exists()


def test_sending_twice_saves_once(worker: Visitor) -> None:
    moved = entry("break", kind="moved", zone="America/New_York")
    answers = [Device(worker).send(moved)[0]["outcome"] for _ in range(3)]
    assert answers == ["kept", "already", "already"]
    assert BreakEvent.objects.filter(kind="moved").count() == 1
    assert BreakEvent.objects.filter(kind="settings").count() == 1


def test_the_same_id_of_two_people_is_two_events(alice: Visitor, bob: Visitor) -> None:
    moved = entry("break", kind="moved")
    for visitor in (alice, bob):
        visitor.with_programme()
        Device(visitor).send(moved)
    assert BreakEvent.objects.count() == 2


def test_the_database_keeps_one_of_an_id(worker: Visitor) -> None:
    row = {"person": worker.person, "client_id": uuid.uuid4(), "at": MONDAY, "kind": "moved", "door": "page"}
    BreakEvent.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakEvent.objects.create(**row)


@pytest.mark.parametrize("late", [20 * MINUTE, dt.timedelta(days=30)])
def test_what_was_said_offline_counts_from_when_it_was_said(
    worker: Visitor, clock: Clock, late: dt.timedelta
) -> None:
    said = entry("break", kind="moved")
    clock.shift(late)
    assert Device(worker).send(said)[0]["outcome"] == "kept"
    assert BreakEvent.objects.get().at == MONDAY
    assert log.break_days(worker.person) == {MONDAY.date(): 1}


def test_what_was_said_offline_moves_the_next_nudge(worker: Visitor, clock: Clock) -> None:
    clock.shift(5 * MINUTE)
    back = entry("break", kind="back")
    clock.shift(15 * MINUTE)
    Device(worker).send(back)
    assert plan(worker).due_at == MONDAY + (5 + every(worker)) * MINUTE


def test_a_clock_a_little_ahead_says_nothing_about_the_future(worker: Visitor) -> None:
    ahead = entry("break", kind="back", minutes_ago=-2)
    assert Device(worker).send(ahead)[0]["outcome"] == "kept"
    assert BreakEvent.objects.get().at == MONDAY


def test_a_whole_day_offline_arrives_in_order_and_ends_as_if_it_had_been_online(
    worker: Visitor, alice: Visitor, clock: Clock
) -> None:
    alice.with_programme()
    said = ("back", "later", "started", "done", "meeting", "meeting-over", "skipped", "moved")
    day = []
    for kind in said:
        clock.shift(7 * MINUTE)
        minutes = {"minutes": "30"} if kind == "meeting" else {}
        day.append(entry("break", kind=kind, **minutes))
        Device(alice).send(day[-1])
    device = Device(worker)
    for batch in (day[:3], day[:5], day[3:], day):
        device.send(*batch)
    kinds = list(
        BreakEvent.objects.filter(person=worker.person).order_by("at").values_list("kind", flat=True)
    )
    assert kinds == list(said)
    assert plan(worker).due_at == plan(alice).due_at


def test_settings_changed_meanwhile_on_another_device_stand(worker: Visitor, clock: Clock) -> None:
    worker.post("/breaks/pause/", {"until": "off"})
    clock.shift(MINUTE)
    resume = entry("break", kind="resume")
    clock.shift(MINUTE)
    worker.post("/breaks/", SETTINGS)
    worker.post("/breaks/pause/", {"until": "off"})
    Device(worker).send(resume)
    assert log.settings_of(plan(worker)).paused
    assert log.settings_of(plan(worker)).every_minutes == 30
    assert log.state_of(worker.person, plan(worker)).settings == log.settings_of(plan(worker))


@pytest.mark.parametrize("ahead", [3 * 60 * MINUTE, dt.timedelta(days=100)])
@pytest.mark.parametrize("word", ["back", "moved"])
def test_what_a_clock_that_was_ahead_said_does_not_outlast_what_is_said_now(
    worker: Visitor, clock: Clock, ahead: dt.timedelta, word: str
) -> None:
    clock.shift(ahead)
    say(worker, "back")
    say(worker, "meeting", minutes="120")
    clock.shift(MINUTE - ahead)
    say(worker, "meeting-over")
    say(worker, word)
    due = plan(worker).due_at
    assert due is not None
    assert due.replace(microsecond=0) == MONDAY + MINUTE + every(worker) * MINUTE
    assert f"Next break at {due.astimezone(zone()):%H:%M}." in today(worker)


def test_a_look_after_the_clock_was_put_right_counts_from_then(worker: Visitor, clock: Clock) -> None:
    clock.shift(180 * MINUTE)
    say(worker, "back")
    clock.shift(-180 * MINUTE)
    due = MONDAY + every(worker) * MINUTE
    for _ in range(3):
        assert f"Next break at {due:%H:%M}." in today(worker), "it does not move along with the clock"
        clock.shift(5 * MINUTE)
    clock.shift(due - MONDAY - 15 * MINUTE)
    assert "Time to get up" in today(worker)


def test_settings_chosen_by_a_clock_that_was_ahead_give_way_to_those_chosen_now(
    worker: Visitor, clock: Clock
) -> None:
    clock.shift(dt.timedelta(days=100))
    worker.post("/breaks/pause/", {"until": "off"})
    clock.shift(dt.timedelta(days=-100))
    worker.post("/breaks/", SETTINGS)
    worker.post("/breaks/pause/", {"until": "on"})
    assert not log.settings_of(plan(worker)).paused
    assert log.settings_of(plan(worker)).every_minutes == 30
    assert log.state_of(worker.person, plan(worker)).settings == log.settings_of(plan(worker))


@pytest.mark.stands_at(MONDAY.replace(tzinfo=ZoneInfo("Europe/London")))
def test_quiet_hours_are_read_on_the_clock_of_the_device(worker: Visitor) -> None:
    say(worker, "back", zone="America/New_York")
    assert log.settings_of(plan(worker)).zone == "America/New_York"
    assert "Quiet hours" in today(worker), "ten in London is five in New York"
    say(worker, "back", zone="Nowhere/Land")
    assert log.settings_of(plan(worker)).zone == "America/New_York"


def test_a_chosen_clock_is_left_alone(worker: Visitor) -> None:
    worker.post("/breaks/", SETTINGS)
    say(worker, "back", zone="America/New_York")
    assert log.settings_of(plan(worker)).zone == SETTINGS["zone"]


SETTINGS = {
    "every": "30", "minutes": "3", "days": ["0", "2"], "quiet_from": "17:30", "quiet_to": "09:00",
    "zone": str(zone()), "short": "on",
}  # fmt: skip


def test_settings_are_kept_and_shown_again(worker: Visitor, clock: Clock) -> None:
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


def test_pause_until_tomorrow_and_turn_on_again(worker: Visitor, clock: Clock) -> None:
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


def test_a_break_is_done_with_one_tap(worker: Visitor, clock: Clock) -> None:
    say(worker, "back")
    clock.shift(every(worker) * MINUTE)
    assert worker.post("/breaks/say/", {"kind": "started"})["Location"] == "/break/"
    page = worker.get("/break/").content.decode()
    assert "I’m back at my desk" in page
    done = {"kind": "done", "exercises": "stand-up not-an-exercise", "then": "back"}
    form = {**done, "client_id": str(uuid.uuid4())}
    clock.shift(2 * MINUTE)
    for _ in range(2):
        assert worker.post("/break/", form)["Location"] == "/today/"
    ((_at, *said),) = breaks_of(worker)
    assert said == ["done", ["stand-up"]]
    assert plan(worker).due_at is not None
    assert f"Next break at {MONDAY + (2 * every(worker) + 2) * MINUTE:%H:%M}" in today(worker)


@pytest.mark.parametrize("address", ["/break/", "/break/short/"])
def test_the_body_moves_in_breaks_too(worker: Visitor, address: str) -> None:
    page = worker.get(address).content.decode()
    assert "data-moving-body" in page
    assert 'id="viewer-words"' in page, "without its words the moving body stays a drawing"


def test_staying_up_a_while_counts_nothing_until_back(worker: Visitor) -> None:
    worker.post("/break/", {"kind": "done", "client_id": str(uuid.uuid4()), "then": "away"})
    assert plan(worker).due_at is None
    assert "I’m at my desk" in today(worker)


def test_the_next_break_is_another_one(worker: Visitor, clock: Clock) -> None:
    seen = []
    for _ in range(3):
        page = worker.get("/break/")
        items = tuple(item.exercise for item in page.context["chosen"].items)  # type: ignore[attr-defined]
        seen.append(items)
        worker.post("/break/", {"kind": "done", "exercises": " ".join(items), "then": "back"})
        clock.shift(MINUTE)
    assert len(set(seen)) == 3


def test_exercises_chosen_for_breaks_come_in_them_and_in_no_other_way(worker: Visitor) -> None:
    offered = worker.get("/breaks/").context["form"].fields["own"].choices  # type: ignore[attr-defined]
    first = offered[0][0]
    seen = {item.exercise for item in worker.get("/break/").context["chosen"].items}  # type: ignore[attr-defined]
    assert first not in seen
    worker.post("/breaks/", {**SETTINGS, "own": [first]})
    assert f'value="{first}" checked' in worker.get("/breaks/").content.decode()
    now = {item.exercise for item in worker.get("/break/").context["chosen"].items}  # type: ignore[attr-defined]
    assert first in now
    assert f"/moves/{first}/" in worker.get("/offline/plan.json").json()["lasting"]
    worker.post("/breaks/", SETTINGS)
    assert plan(worker).own == []


def test_only_what_is_offered_can_be_chosen_for_breaks(worker: Visitor) -> None:
    page = worker.post("/breaks/", {**SETTINGS, "own": ["barbell-deadlift"]}).content.decode()
    assert "Please look again" in page
    assert not BreakPlan.objects.exists()


@pytest.mark.parametrize(("minutes", "least", "most"), [("1", 45, 90), ("3", 100, 180)])
def test_the_length_of_a_break_is_as_chosen(worker: Visitor, minutes: str, least: int, most: int) -> None:
    worker.post("/breaks/", {**SETTINGS, "minutes": minutes})
    chosen = worker.get("/break/").context["chosen"]  # type: ignore[attr-defined]
    assert least <= chosen.seconds <= most
    short = worker.get("/break/short/").context["chosen"]  # type: ignore[attr-defined]
    assert short.seconds <= 30


@pytest.mark.parametrize("address", ["/break/", "/break/short/", "/breaks/", "/today/"])
def test_while_somebody_should_look_first_there_is_no_break(
    worker: Visitor, clock: Clock, address: str
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


def test_a_notification_is_answered_without_the_page(worker: Visitor) -> None:
    later = entry("break", kind="later", door="notice")
    meeting = entry("break", kind="meeting", minutes="60", zone=str(zone()))
    Device(worker).send(later, meeting)
    said = BreakEvent.objects.order_by("at").values_list("kind", "door", "details")
    assert [*said] == [("later", "notice", {"minutes": 10}), ("meeting", "page", {"minutes": 60})]


def test_a_break_done_without_a_connection_counts_on_its_day(worker: Visitor, clock: Clock) -> None:
    done = entry("break", kind="done", exercises="stand-up nonsense", then="away")
    clock.shift(dt.timedelta(days=2))
    device = Device(worker)
    for outcome in ("kept", "already"):
        assert device.send(done)[0]["outcome"] == outcome
    assert breaks_of(worker) == [(MONDAY, "done", ["stand-up"])]


@pytest.mark.parametrize("kind", ["moved", "done"])
def test_only_what_was_said_before_the_lock_counts(worker: Visitor, clock: Clock, kind: str) -> None:
    before = entry("break", kind=kind)
    clock.shift(MINUTE)
    worker.start()
    worker.post(f"/check/{number_of('emergency-nerves')}/", SADDLE)
    clock.shift(MINUTE)
    after = entry("break", kind=kind)
    answers = Device(worker).send(before, after)
    assert [answer["outcome"] for answer in answers] == ["kept", "refused"]
    assert "Your programme was closed" in answers[1]["words"]
    assert BreakEvent.objects.get().at == MONDAY


@pytest.mark.parametrize("body", [{}, {"kind": "diagnose"}, {"kind": "meeting"}])
def test_what_makes_no_sense_is_refused_in_words(worker: Visitor, body: dict[str, str]) -> None:
    sent = {**entry("break"), "body": body}
    (told,) = Device(worker).send(sent)
    assert (told["outcome"], told["words"]) == ("refused", "This cannot be said about a break.")
    assert not BreakEvent.objects.exists()


@pytest.mark.parametrize(("minutes_late", "asked"), [(0, False), (30, True)])
def test_a_stop_in_a_break_that_arrives_late_is_asked_about(
    worker: Visitor, clock: Clock, minutes_late: int, asked: bool
) -> None:
    notes = "stand-up:chest-pain stand-up:spreading-down-the-leg"
    done = entry("break", kind="done", exercises="stand-up", stop_notes=notes)
    clock.shift(minutes_late * MINUTE)
    Device(worker).send(done)
    assert (worker.get("/today/").status_code == 302) is asked


def test_bob_cannot_touch_alices_breaks(alice: Visitor, bob: Visitor, clock: Clock) -> None:
    for visitor in (alice, bob):
        visitor.signs_in()
        visitor.with_programme()
    say(alice, "back")
    clock.shift(MINUTE)
    before = plan(alice).due_at
    say(bob, "moved")
    bob.post("/breaks/pause/", {"until": "off"})
    assert plan(alice).due_at == before
    assert breaks_of(alice) == []


def test_a_guests_breaks_become_the_accounts(worker: Visitor) -> None:
    say(worker, "moved")
    worker.post("/breaks/", SETTINGS)
    worker.name = "carol"
    worker.keeps_plan()
    assert [kind for _at, kind, _exercises in breaks_of(worker)] == ["moved"]
    assert log.settings_of(plan(worker)).every_minutes == 30


def test_merged_into_an_account_that_has_breaks_the_newer_settings_stand(
    alice: Visitor, clock: Clock
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
    guest.says_of_the_answers("keep")
    assert len(breaks_of(alice)) == 2
    assert BreakPlan.objects.count() == 1
    assert log.settings_of(plan(alice)).every_minutes == 30


def test_breaks_are_deleted_with_the_person(worker: Visitor) -> None:
    say(worker, "moved")
    worker.post("/data/delete/")
    assert not BreakEvent.objects.exists()
    assert not BreakPlan.objects.exists()
