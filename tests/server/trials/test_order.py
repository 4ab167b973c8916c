"""Stretching first or strength first: one order on the page, in the player, on paper, on the device."""

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from loadshare.care.session_order import days_with_both
from loadshare.care.trial import BAD_DAY, Way
from loadshare.care.trial_turns import next_turn
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.session_order import OrderPlace, place_in_order
from loadshare.knowledge.trial_power import order_powers
from loadshare.server.belongings.leaving import everything_of
from loadshare.server.programme import planning
from loadshare.server.programme.paper import sheet_for
from loadshare.server.records import current
from loadshare.server.records.models import SingleTrial
from loadshare.server.session.offer import read_offer
from tests.server.cast import Visitor
from tests.server.offline.parcels import Device, offer_of
from tests.support.clock import later

BEGIN = {"question": "order", "outcome": "pain", "length": "10"}
ASKS = "How strong was the pain this morning?"
KNOWLEDGE = load_knowledge()
WORDS = {Way.FIRST: "stretching first", Way.SECOND: "strength first"}


def begun(visitor: Visitor, *, seed: int | None = None) -> SingleTrial:
    visitor.with_programme()
    assert visitor.post("/trial/", BEGIN)["Location"] == "/trial/"
    if seed is not None:
        visitor.person.trials.update(seed=seed)
    return visitor.person.trials.get()


def payload(visitor: Visitor, address: str = "/session/") -> dict[str, Any]:
    page = visitor.get(address).content.decode()
    found: dict[str, Any] = json.loads(re.search(r'id="timeline"[^>]*>(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    return found


def led(visitor: Visitor, address: str = "/session/") -> list[str]:
    """What the player leads through, in its order."""
    return list(payload(visitor, address)["timeline"]["exercises"])


def listed(visitor: Visitor, address: str = "/session/") -> list[str]:
    """What the page lists, in its order, without script."""
    page = visitor.get(address).content.decode().split("session__items")[1].split("</form>")[0]
    by_name = {exercise.name: exercise.id for exercise in KNOWLEDGE.exercises.values()}
    return [by_name[name] for name in re.findall(r"<h2>([^<]+)</h2>", page) if name in by_name]


def comes_first(names: list[str]) -> Way:
    places = [place_in_order(KNOWLEDGE.exercises[name]) for name in names]
    return Way.FIRST if places.index(OrderPlace.STRETCH) < places.index(OrderPlace.STRENGTH) else Way.SECOND


def does(visitor: Visitor, **said: str) -> None:
    offer = offer_of(visitor)
    sent = {"offer": offer, "client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "4", **said}
    assert visitor.post("/session/", sent).status_code == 302


def drawn(seed: int, sessions: int) -> list[Way]:
    done: list[Way] = []
    for _ in range(sessions):
        done.append(next_turn(seed=seed, done=done))
    return done


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_order_everywhere(guest: Visitor, seed: int) -> None:
    begun(guest, seed=seed)
    stored = guest.person.programmes.get(is_current=True)
    days = days_with_both(programme=planning.programme_of(stored), knowledge=KNOWLEDGE)
    today = timezone.localdate()
    ahead = [day for day in (today + dt.timedelta(days=n) for n in range(7)) if day.weekday() in days]
    wanted = dict(zip(ahead, drawn(seed, len(ahead)), strict=True))
    assert len(set(wanted.values())) == 2
    with later(days=(ahead[0] - today).days):
        way = wanted[ahead[0]]
        assert comes_first(led(guest)) is comes_first(listed(guest)) is way
        assert led(guest) == listed(guest)
        assert f"Try today:</b> {WORDS[way]}" in guest.get("/today/").content.decode()
        pictured = guest.get("/today/").content.decode().split("today__stills")[1].split("</ul>")[0]
        names = [KNOWLEDGE.exercises[name].name for name in led(guest)]
        assert re.findall("<span>([^<]+)</span>", pictured) == names[:3]
    plan = json.loads(guest.get("/offline/plan.json").content)
    for day, way in wanted.items():
        assert comes_first(led(guest, plan["days"][day.isoformat()])) is way
        offer = read_offer(offer_of(guest, plan["days"][day.isoformat()]))
        assert offer is not None
        assert offer.turn is not None
        assert offer.turn.way is way
    found = current.current_programme(guest.person)
    assert found is not None
    rows = {row.name: row for row in sheet_for(found, today=today).rows}
    for name, way in (("Stretching first", Way.FIRST), ("Strength first", Way.SECOND)):
        on = [today + dt.timedelta(days=place) for place, box in enumerate(rows[name].boxes) if box]
        assert on == [day for day, one in wanted.items() if one is way]
        address = plan["days"][on[0].isoformat()]
        names = [KNOWLEDGE.exercises[name].name for name in led(guest, address)]
        assert rows[name].dose.lower() == ", ".join(names).lower()
    assert guest.get("/programme/paper/").content.startswith(b"%PDF")


def test_only_the_order_changes_and_only_of_whole_sessions(guest: Visitor) -> None:
    guest.with_programme()
    before = payload(guest)["timeline"]["steps"]
    for address in ("/session/", "/session/gentle/"):
        assert read_offer(offer_of(guest, address)).turn is None  # type: ignore[union-attr]
    gentle = led(guest, "/session/gentle/")
    guest.post("/trial/", BEGIN)
    for seed in (1, 2, 3):
        guest.person.trials.update(seed=seed)
        steps = payload(guest)["timeline"]["steps"]
        said = [
            {(step["exercise"], step["kind"], step["seconds"], step["set"]) for step in each}
            for each in (before, steps)
        ]
        assert said[0] == said[1]
        assert led(guest, "/session/gentle/") == gentle
        assert read_offer(offer_of(guest, "/session/gentle/")).turn is None  # type: ignore[union-attr]


def test_turns_go_with_sessions_and_only_their_mornings_are_asked_for(guest: Visitor) -> None:
    row = begun(guest, seed=1)
    ways = drawn(1, 4)
    days = days_with_both(programme=planning.programme_of(guest.person.programmes.get()), knowledge=KNOWLEDGE)
    today = timezone.localdate()
    on = [n for n in range(7) if (today + dt.timedelta(days=n)).weekday() in days]
    with later(days=on[0]):
        does(guest)
        assert comes_first(led(guest)) is ways[0], "once more on the same day has the same order"
        does(guest)
        assert "Try today" not in guest.get("/today/").content.decode(), "it is done"
    with later(days=on[0] + 1):
        assert ASKS in guest.get("/today/").content.decode()
        assert guest.post("/today/trial/", {"trial": str(row.pk), "number": "4"})["Location"] == "/today/"
    with later(days=on[0] + 2):
        assert ASKS not in guest.get("/today/").content.decode(), "no session the day before"
        assert guest.post("/today/trial/", {"trial": str(row.pk), "number": "4"}).status_code == 400
    with later(days=on[2]):  # the one between was missed
        assert comes_first(led(guest)) is ways[1]
        does(guest, **{f"outcome-{place}": "skipped" for place in range(6)})
        assert comes_first(led(guest)) is ways[1], "nothing was done of it"
        row.refresh_from_db()
        assert list(row.turns.values()) == [ways[0].value]
        page = guest.get("/trial/").content.decode()
        assert "A session you miss takes no turn." in page
        table = page.split("<tbody>")[1].split("</tbody>")[0]
        assert table.count("<tr>") == 1
        assert WORDS[ways[0]] in table


def test_a_bad_day_has_the_usual_order_and_a_late_session_the_one_it_had(guest: Visitor) -> None:
    row = begun(guest, seed=1)
    device, begins = Device(guest, offer=offer_of(guest)), timezone.now()
    with later(days=1):  # a day of 23 hours where the clocks are put forward
        sent = device.send(device.session(minutes_ago=(timezone.now() - begins) // dt.timedelta(minutes=1)))
        assert [one["outcome"] for one in sent] == ["kept"]
        row.refresh_from_db()
        offered = read_offer(device.offer)
        assert offered is not None
        assert offered.turn is not None
        assert row.turns == {row.starts.isoformat(): offered.turn.way.value}
        guest.post("/today/trial/", {"trial": str(row.pk), "number": str(BAD_DAY)})
        assert read_offer(offer_of(guest)).turn is None  # type: ignore[union-attr]
        assert "It rests today" in guest.get("/trial/").content.decode()


def test_the_power_is_said_for_its_sessions_and_forty_days_are_too_few(guest: Visitor) -> None:
    guest.with_programme()
    power = order_powers().power_at(points=2.0, days=80, sessions=3)
    page = guest.get("/trial/").content.decode()
    assert "What comes first, 3 sessions a week, 80 days:" in page
    assert f"it finds that for {power.helps_pct:.0f} of 100 people" in page
    refused = guest.post("/trial/", {**BEGIN, "length": "5"})
    assert refused.status_code == 422
    assert "40 have too few sessions" in refused.content.decode()
    assert not guest.person.trials.exists()


def test_a_programme_of_one_kind_is_told_why_it_cannot_be_tried(guest: Visitor) -> None:
    guest.with_programme("warehouse-worker")
    page = guest.get("/trial/").content.decode()
    assert "It needs two sessions a week that hold both." in page
    assert 'value="order"' not in page
    assert guest.post("/trial/", BEGIN).status_code == 422


def test_a_copy_carries_the_turns_and_one_from_before_has_none(guest: Visitor) -> None:
    row = begun(guest, seed=1)
    does(guest)
    row.refresh_from_db()
    assert row.turns
    data = everything_of(guest.person, now=timezone.now())
    for turns in (row.turns, {}):
        if not turns:
            del data["tables"]["trials"][0]["turns"]
        guest.post("/data/delete/")
        file = SimpleUploadedFile("copy.json", json.dumps(data, default=str).encode())
        assert guest.post("/data/bring/", {"copy": file})["Location"] == "/data/"
        assert guest.person.trials.get().turns == turns
        assert led(guest), "and the session is there"


def test_today_needs_no_more_queries_than_it_may(guest: Visitor) -> None:
    begun(guest)
    does(guest)
    with later(days=1):
        guest.get("/today/")
        with CaptureQueriesContext(connection) as queries:
            assert ASKS in guest.get("/today/").content.decode()
        assert len(queries) <= 12, "\n".join(query["sql"][:110] for query in queries)


def test_a_trial_that_is_over_or_of_something_else_orders_nothing(guest: Visitor) -> None:
    begun(guest)
    assert read_offer(offer_of(guest)).turn is not None  # type: ignore[union-attr]
    guest.post("/trial/end/")
    assert read_offer(offer_of(guest)).turn is None  # type: ignore[union-attr]
    guest.post("/trial/", {**BEGIN, "question": "breaks"})
    assert read_offer(offer_of(guest)).turn is None  # type: ignore[union-attr]
    does(guest)
    assert guest.person.trials.get(end="").turns == {}


def helped(visitor: Visitor, *, better: Way) -> SingleTrial:
    """A trial that is over, in which one order was four points better."""
    visitor.with_programme()
    starts = timezone.localdate() - dt.timedelta(days=84)
    days = [starts + dt.timedelta(days=n) for n in range(0, 80, 2)]
    turns = dict(zip(days, drawn(7, len(days)), strict=True))
    numbers = {day + dt.timedelta(days=1): 2 if way is better else 6 for day, way in turns.items()}
    return visitor.person.trials.create(
        question="order",
        outcome="pain",
        starts=starts,
        seed=7,
        pairs=10,
        turns={day.isoformat(): way.value for day, way in turns.items()},
        noted={day.isoformat(): number for day, number in numbers.items()},
        end="finished",
        ended_on=starts + dt.timedelta(days=81),
    )


@pytest.mark.parametrize("better", list(Way))
def test_the_order_that_helped_can_be_kept_and_given_up(guest: Visitor, better: Way) -> None:
    row = helped(guest, better=better)
    usual = [item.exercise for item in read_items(guest)]
    assert led(guest) == usual
    known = guest.get("/offline/plan.json").content
    assert f"Keep {WORDS[better]}" in guest.get("/trial/").content.decode()
    keep = f"/trial/{row.pk}/keep/"
    for nonsense in ({}, {"keep": "maybe"}):
        guest.post(keep, nonsense)
        assert led(guest) == usual
    assert guest.post(keep, {"keep": "yes"}, follow=True).status_code == 200
    assert comes_first(led(guest)) is comes_first(listed(guest)) is better
    assert sorted(led(guest)) == sorted(usual)
    assert "as you chose" in guest.get("/session/").content.decode()
    assert guest.get("/offline/plan.json").content != known
    found = current.current_programme(guest.person)
    assert found is not None
    sheet = sheet_for(found, today=timezone.localdate())
    orders = [row.name for row in sheet.rows if row.name.endswith(" first")]
    assert ([name.lower() for name in orders], sheet.order) == ([WORDS[better]], "")
    offer = read_offer(offer_of(guest))
    assert offer is not None
    assert offer.turn is None
    does(guest)
    assert "Your sessions have this order now." in guest.get(f"/trial/{row.pk}/").content.decode()
    guest.post(keep, {"keep": "no"})
    assert led(guest) == usual


def test_only_an_order_that_helped_can_be_kept(guest: Visitor, alice: Visitor) -> None:
    row = helped(guest, better=Way.SECOND)
    alice.with_programme()
    assert alice.post(f"/trial/{row.pk}/keep/", {"keep": "yes"}).status_code == 404
    row.refresh_from_db()
    assert row.kept_way == ""
    for changed in ({"end": "not-finished"}, {"question": "walk"}, {"noted": {}}):
        guest.person.trials.update(end="finished", question="order", noted=row.noted)
        guest.person.trials.update(**changed)
        guest.post(f"/trial/{row.pk}/keep/", {"keep": "yes"})
        assert guest.person.trials.get().kept_way == "", changed
        assert "Keep strength first" not in guest.get("/trial/").content.decode()


def read_items(visitor: Visitor) -> tuple[Any, ...]:
    stored = visitor.person.programmes.get(is_current=True)
    return tuple(planning.programme_of(stored).session(timezone.localdate()))
