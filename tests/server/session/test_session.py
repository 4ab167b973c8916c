"""A session: readable without script, saved once, and the next one reflects it."""

import json
import re
import uuid
from typing import Any

import pytest

from loadshare.server.programme import planning
from loadshare.server.records.models import ItemLog, SessionLog
from tests.server.cast import Visitor
from tests.support.clock import today


def report(**changes: Any) -> dict[str, Any]:
    return {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5", **changes}


def test_the_page_holds_steps_and_a_timeline(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.get("/session/").content.decode()
    assert 'class="session__items"' in page
    payload = json.loads(
        re.search(r'<script id="timeline" type="application/json">(.*?)</script>', page, re.S)[1]  # type: ignore[index]
    )
    assert payload["timeline"]["steps"][-1]["kind"] == "done"
    assert {stop["leads_to"] for stop in payload["stops"]} == {"exercise", "help"}
    assert set(payload["timeline"]["exercises"]) <= set(payload["names"])


def test_a_reload_is_the_same_session_until_it_is_kept(guest: Visitor) -> None:
    def key() -> str:
        page = guest.get("/session/").content.decode()
        return re.search(r'"key": "([^"]+)"', page)[1]  # type: ignore[index]

    guest.with_programme()
    first = key()
    assert key() == first
    guest.post("/session/", report())
    assert key() != first


def test_why_it_was_stopped_is_posted_and_stands_in_no_address(guest: Visitor) -> None:
    guest.with_programme()
    by_post = guest.post("/session/stopped/", {"reason": "numb-or-weak"}).content.decode()
    by_address = guest.get("/session/stopped/?reason=numb-or-weak").content.decode()
    assert by_post != by_address


def test_a_session_that_cannot_be_kept_yet_keeps_what_was_said(guest: Visitor) -> None:
    guest.with_programme()
    said = {"outcome-0": "stopped", "outcome-1": "part", "eased-1": "yes"}
    page = guest.post("/session/", report(pain_after="", **said)).content.decode()
    assert not SessionLog.objects.exists()
    checked = re.findall(r'name="(outcome-\d+)" value="(\w+)"[^>]* checked', page)
    assert checked[:2] == [("outcome-0", "stopped"), ("outcome-1", "part")]
    assert {value for _, value in checked[2:]} == {"done"}
    assert re.findall(r'name="(eased-\d+)"[^>]* value="yes"', page) == ["eased-1"]
    assert "checked" in page.split('id="effort-5"')[1].split(">")[0]


def test_two_taps_save_it(guest: Visitor) -> None:
    guest.with_programme()
    assert guest.post("/session/", report())["Location"] == "/session/after/"
    session = SessionLog.objects.get()
    assert (session.pain_after, session.effort, session.kind) == (2, 5, "day")
    assert set(session.items.values_list("outcome", flat=True)) == {"done"}
    page = guest.get("/session/after/").content.decode()
    assert re.search(r"Done\. \d exercises\.", page)
    assert page.count("✓") == session.items.count()
    assert "Pain 4 before, 2 after: it did not stir things up." in page
    assert "Next exercises: " in page


def test_no_session_is_announced_where_the_programme_rests_or_is_shut(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/session/", report())
    guest.post("/programme/pause/", {"reason": "holiday", "starts": today().isoformat(), "ends": ""})
    assert guest.person.pauses.exists()
    assert "Next exercises" not in guest.get("/session/after/").content.decode()
    guest.person.pauses.all().delete()
    assert "Next exercises" in guest.get("/session/after/").content.decode()
    guest.with_check("desk-worker", saddle_numbness="yes")
    assert "Next exercises" not in guest.get("/session/after/").content.decode()


def test_nothing_is_called_done_that_was_not(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/session/", report(**{f"outcome-{n}": "skipped" for n in range(9)}, pain_after="6"))
    page = guest.get("/session/after/").content.decode()
    assert "That is saved." in page
    assert "✓" not in page
    assert "left out" in page
    assert "stir things up" not in page


@pytest.mark.parametrize(
    ("reason", "pain"),
    [("spreading-down-the-leg", 4), ("spreading-down-the-leg", 3), ("sharp-pain", 4), ("", 8), ("", 6)],
)
def test_a_session_that_stirred_things_up_is_not_called_calm(guest: Visitor, reason: str, pain: int) -> None:
    stored = guest.with_programme()
    first = planning.programme_of(stored).session(stored.starts)[0].exercise
    guest.post("/today/pain/", {"pain": max(pain, 4)})
    stopped = {"stop_notes": f"{first}:{reason}"} if reason else {}
    guest.post("/session/", report(pain_after=str(pain), **stopped))
    page = guest.get("/session/after/").content.decode()
    assert f"Pain {max(pain, 4)} before, {pain} after." in page
    assert "stir things up" not in page
    assert ("more than we want" in page) is (pain > 5)


@pytest.mark.parametrize("pain", [5, 4])
def test_a_session_without_more_pain_is_called_calm_until_the_morning_after(
    guest: Visitor, pain: int
) -> None:
    guest.with_programme()
    guest.post("/today/pain/", {"pain": 5})
    guest.post("/session/", report(pain_after=str(pain)))
    assert "did not stir things up" in guest.get("/session/after/").content.decode()
    SessionLog.objects.update(settled=False)
    assert "stir things up" not in guest.get("/session/after/").content.decode()


def test_sending_twice_saves_once(guest: Visitor) -> None:
    guest.with_programme()
    data = report()
    guest.post("/session/", data)
    guest.post("/session/", {**data, "pain_after": "9"})
    assert SessionLog.objects.get().pain_after == 2


@pytest.mark.parametrize(
    "wrong",
    [{"pain_after": ""}, {"pain_after": "11"}, {"effort": "-1"}, {"client_id": "x"}, {"outcome-0": "flew"}],
)
def test_a_broken_report_keeps_nothing(guest: Visitor, wrong: dict[str, str]) -> None:
    guest.with_programme()
    assert guest.post("/session/", report(**wrong)).status_code == 200
    assert not SessionLog.objects.exists()


def test_what_was_skipped_or_stopped_is_kept(guest: Visitor) -> None:
    stored = guest.with_programme()
    first = planning.programme_of(stored).session(stored.starts)[0].exercise
    data = report(
        **{
            "outcome-0": "done",
            "outcome-1": "skipped",
            "eased-1": "yes",
            "stop_notes": f"{first}:spreading-down-the-leg",
        }
    )
    guest.post("/session/", data)
    logs = {log.exercise: log for log in ItemLog.objects.all()}
    assert (logs[first].outcome, logs[first].spread) == ("stopped", True)
    other = planning.programme_of(stored).session(stored.starts)[1].exercise
    assert (logs[other].outcome, logs[other].eased) == ("skipped", True)


def test_a_red_light_takes_the_next_session_down(guest: Visitor) -> None:
    stored = guest.with_programme()
    before = planning.programme_of(stored)
    guest.post("/session/", report(pain_after="8"))
    stored.refresh_from_db()
    assert planning.programme_of(stored).items != before.items
    page = guest.get("/session/after/").content.decode()
    assert "What changes next time" in page
    assert "over 5 of 10" in page


@pytest.mark.parametrize("eased", ["", "yes"])
def test_what_was_made_easier_does_not_count_as_done_whole(guest: Visitor, eased: str) -> None:
    stored = guest.with_programme()
    before = planning.programme_of(stored)
    places = range(len(before.session(before.starts)))
    for _ in range(2):
        guest.post("/session/", report(**{f"eased-{place}": eased for place in places}))
    stored.refresh_from_db()
    has_grown = planning.programme_of(stored).items != before.items
    assert has_grown is (eased == "")


def test_two_red_lights_in_a_week_bring_advice(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/session/", report(pain_after="8"))
    guest.post("/session/", report(pain_after="8"))
    assert "Two sessions within a week hurt too much" in guest.get("/session/after/").content.decode()


def test_the_gentle_version_is_kept_as_such(guest: Visitor) -> None:
    guest.with_programme()
    assert guest.get("/session/gentle/").status_code == 200
    guest.post("/session/gentle/", report())
    assert SessionLog.objects.get().kind == "flare"


def test_todays_pain_is_what_it_is_compared_with(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/today/pain/", {"pain": "6"})
    guest.post("/session/", report())
    assert SessionLog.objects.get().pain_before == 6


def test_stopping_for_help_says_what_to_do(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.get("/session/stopped/?reason=numb-tingling-weak").content.decode()
    assert "You did the right thing by stopping." in page
    assert "Answer the safety questions" in page
    assert guest.get("/session/stopped/?reason=nonsense").status_code == 200
