"""Today: one next thing, pain in one tap, and how the morning after was."""

import re
import uuid

import pytest

from loadshare.server.records.models import PainEntry, SessionLog
from loadshare.server.today.presenter import Waiting, quiet_line
from tests.server.cast import Visitor
from tests.server.week.test_letters import look_back
from tests.support.clock import later


def test_it_offers_the_session(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.get("/today/").content.decode()
    assert "Start the session" in page
    assert "Keep my plan" in page


def test_pain_is_one_tap_and_a_second_corrects_it(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/today/pain/", {"pain": "4"})
    guest.post("/today/pain/", {"pain": "3"})
    assert PainEntry.objects.get().pain == 3
    assert "Pain today: 3 of 10" in guest.get("/today/").content.decode()


@pytest.mark.parametrize("value", ["", "11", "-1", "four", "²"])
def test_other_values_are_refused(guest: Visitor, value: str) -> None:
    guest.with_programme()
    assert guest.post("/today/pain/", {"pain": value}).status_code == 400
    assert not PainEntry.objects.exists()


def test_after_the_session_it_says_what_comes_next(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    assert "Done for today" in guest.get("/today/").content.decode()


@pytest.mark.parametrize(("answer", "kept"), [("yes", True), ("no", False), ("maybe", None)])
def test_the_next_day_asks_how_the_morning_was(guest: Visitor, answer: str, kept: bool | None) -> None:
    guest.with_programme()
    guest.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    assert "by the next morning" not in guest.get("/today/").content.decode()
    with later(days=1):
        assert "by the next morning" in guest.get("/today/").content.decode()
        guest.post("/today/settled/", {"settled": answer})
    assert SessionLog.objects.get().settled is kept


def test_one_thing_asks_at_a_time(guest: Visitor) -> None:
    guest.with_programme()
    assert "Answer the questions, three minutes" in guest.get("/today/").content.decode()
    guest.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    with later(days=1):
        page = guest.get("/today/").content.decode()
        assert "by the next morning" in page
        assert "today__line" not in page
        guest.post("/today/settled/", {"settled": "yes"})
        assert "today__line" in guest.get("/today/").content.decode()


def test_the_safety_signs_are_offered_before_anything_is_asked(guest: Visitor) -> None:
    run = guest.with_programme().made_from
    guest.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    with later(days=1):
        guest.post("/today/pain/", {"pain": str(run.answers["pain-average"] + 2)})
        page = guest.get("/today/").content.decode()
    assert "Go through the safety signs" in page
    assert "by the next morning" not in page


def test_a_week_that_is_over_is_one_quiet_line_and_the_session_stays(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    with later(days=7):
        # How the morning after was shapes the next week, so it is asked before that is made.
        assert "Look back and get" not in guest.get("/today/").content.decode()
        guest.post("/today/settled/", {"settled": "yes"})
        page = guest.get("/today/").content.decode()
    assert "Look back and get the next one" in page
    assert "Start the session" in page or "Rest is part of it" in page
    assert page.count("today__line") == 1


def test_after_two_weeks_away_the_look_comes_first(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=16):
        page = guest.get("/today/").content.decode()
    assert "Welcome back" in page
    assert "Look back and go on" in page
    assert "Start the session" not in page


def test_two_points_more_pain_offer_the_signs(guest: Visitor) -> None:
    run = guest.with_programme().made_from
    usual = run.answers["pain-average"]
    guest.post("/today/pain/", {"pain": str(usual + 1)})
    assert "Go through the safety signs" not in guest.get("/today/").content.decode()
    guest.post("/today/pain/", {"pain": str(usual + 2)})
    assert "Go through the safety signs" in guest.get("/today/").content.decode()


def test_the_most_important_line_wins_and_there_may_be_none() -> None:
    everything = {
        "pain_rose": "week_signs",
        "week_over": "week",
        "outcomes_due": "outcomes_due",
        "is_guest": "account_signup",
        "walks_due": "walks",
    }
    names = list(everything)
    for place, name in enumerate(names):
        line = quiet_line(Waiting(**dict.fromkeys(names[place:], True)))
        assert line is not None
        assert line.name == everything[name]
    assert quiet_line(Waiting()) is None


def test_the_week_that_is_asked_about_is_the_one_it_is(guest: Visitor) -> None:
    guest.with_programme()
    for week in range(2, 13, 2):
        with later(days=7 * week):
            look_back(guest)
            found = re.findall(
                r"Week (\d+): time to see whether it is working", guest.get("/today/").content.decode()
            )
        assert found == ([str(week)] if week in (4, 8, 12) else []), week


def test_a_rest_day_says_so_and_when_the_next_exercises_are(guest: Visitor) -> None:
    guest.with_programme()
    titles = set()
    for day in range(7):
        with later(days=day):
            page = guest.get("/today/").content.decode()
        titles.add("rest" if "Today is for recovering." in page else "session")
        assert "Next exercises" in page or "Start the session" in page
    assert titles == {"rest", "session"}


def test_thousands_of_digits_are_no_pain(guest: Visitor) -> None:
    guest.keeps_plan()
    assert guest.post("/today/pain/", {"pain": "9" * 5000}).status_code < 500
    assert not PainEntry.objects.exists()
