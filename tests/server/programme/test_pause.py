"""A programme that rests: from the page, on Today, for nudges, for whoever is shared with, and in a copy."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from loadshare.server.breaks.push import Sender, send_due
from loadshare.server.programme import planning
from loadshare.server.records.models import Pause, WeeklyReview
from tests.server.breaks.test_breaks import MINUTE, MONDAY
from tests.server.breaks.test_push import sender, service, sitting
from tests.server.cast import Visitor
from tests.server.clinic.practice import practitioner, shares, text_of
from tests.server.week.test_week import SAID, session, to_proposal
from tests.support.clock import later
from tests.support.push_service import PushService

__all__ = ["sender", "service"]


def rests(visitor: Visitor, *, days: int | None = None, reason: str = "holiday", first: int = 0) -> str:
    """Let the programme rest from a day on; what Today says then."""
    today = timezone.localdate()
    ends = str(today + dt.timedelta(days=first + days - 1)) if days else ""
    said = {"reason": reason, "starts": str(today + dt.timedelta(days=first)), "ends": ends}
    return visitor.post("/programme/pause/", said, follow=True).content.decode()


def back(visitor: Visitor) -> str:
    return visitor.post("/programme/pause/", {"back": "yes"}, follow=True).content.decode()


def test_today_rests_until_the_last_day_and_then_goes_on_where_it_was(guest: Visitor) -> None:
    stored = guest.with_programme()
    assert 'href="/programme/pause/"' in guest.get("/programme/").content.decode()
    page = rests(guest, days=10)
    assert "Your programme rests" in page
    assert "Start the session" not in page
    assert "data-breaks=" not in page
    with later(days=9):
        page = guest.get("/today/").content.decode()
        assert "Your programme rests" in page
        assert "This week is over" not in page
    with later(days=10):
        page = guest.get("/today/").content.decode()
        assert "Welcome back" in page
        assert "a step easier" not in page
        assert "Start the session" in back(guest)
        stored.refresh_from_db()
        assert (stored.starts, stored.week) == (timezone.localdate(), 1)
        assert planning.programme_of(stored).starts == stored.starts
        assert guest.person.pauses.get().over_on == timezone.localdate()
        back(guest)
        assert guest.person.pauses.count() == 1


def test_without_an_end_it_lasts_until_they_say_and_a_long_one_takes_a_step_back(guest: Visitor) -> None:
    stored = guest.with_programme()
    session(guest)
    rests(guest, reason="illness", first=1)
    with later(days=40):
        page = guest.get("/today/").content.decode()
        assert "Until you say. Nothing is due" in page
        assert "Get well in your own time." in page
        back(guest)
        stored.refresh_from_db()
        texts = [change.text for change in planning.programme_of(stored).changes]
        assert any("two weeks off. It comes back quickly" in text for text in texts)


def test_after_an_illness_the_safety_signs_are_offered(guest: Visitor) -> None:
    guest.with_programme()
    rests(guest, days=3, reason="illness")
    with later(days=4):
        assert 'href="/week/signs/"' in guest.get("/today/").content.decode()


def test_a_gentle_week_stays_gentle_through_a_pause(guest: Visitor) -> None:
    stored = guest.with_programme()
    with later(days=7):
        page = to_proposal(guest)
        mark = page.split('name="mark" value="')[1].split('"')[0]
        guest.post("/week/next/", {"mark": mark})
        WeeklyReview.objects.update(gentle=True)
        stored = guest.person.programmes.get(is_current=True)
        rests(guest, days=3)
    with later(days=11):
        back(guest)
        again = guest.person.programmes.get(is_current=True)
        assert again.pk == stored.pk
        assert planning.case_for(again).check.safety.plan.value == "restricted"
        items = planning.programme_of(again).items
        assert all(planning.load_knowledge().exercises[item.exercise].gentle for item in items)


def test_one_that_took_no_day_leaves_no_trace_and_puts_no_look_back_off(guest: Visitor) -> None:
    stored = guest.with_programme()
    with later(days=6):
        rests(guest)
        back(guest)
        rests(guest, days=3)
        back(guest)
        stored.refresh_from_db()
        assert planning.due_on(stored) == timezone.localdate() + dt.timedelta(days=1)
        assert not guest.person.pauses.exists()


def test_a_day_or_two_leave_the_week_and_the_month_as_they_are(guest: Visitor) -> None:
    stored = guest.with_programme()
    with later(days=5):
        rests(guest)
    with later(days=7):
        back(guest)
        stored.refresh_from_db()
        assert planning.is_week_over(stored, today=timezone.localdate())


def test_a_new_pause_keeps_the_days_of_the_one_before(guest: Visitor) -> None:
    guest.with_programme()
    today = timezone.localdate()
    rests(guest, days=4)
    with later(days=20):
        rests(guest, days=3)
        now = today + dt.timedelta(days=20)
        assert pauses_of(guest) == [(today, now), (now, None)]
    with later(days=21):
        rests(guest, days=3, first=10)
        assert pauses_of(guest)[1:] == [
            (now, now + dt.timedelta(days=1)),
            (now + dt.timedelta(days=11), None),
        ]


def test_who_trained_again_was_back_that_day_whenever_they_say_so(guest: Visitor) -> None:
    guest.with_programme()
    today = timezone.localdate()
    rests(guest, days=4)
    with later(days=6):
        session(guest)
    with later(days=30):
        back(guest)
        assert pauses_of(guest) == [(today, today + dt.timedelta(days=6))]


def pauses_of(visitor: Visitor) -> list[tuple[dt.date, dt.date | None]]:
    return list(visitor.person.pauses.values_list("starts", "over_on"))


def test_a_pause_to_come_says_nothing_yet_and_is_taken_away_again(guest: Visitor) -> None:
    guest.with_programme()
    assert "Start the session" in rests(guest, days=5, first=2)
    assert "Take it away again" in guest.get("/programme/pause/").content.decode()
    back(guest)
    assert not guest.person.pauses.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose what it is."),
        ({"reason": "holiday", "starts": ""}, "Give the first day."),
        ({"reason": "holiday", "starts": "yesterday"}, "Give the day as a date"),
        ({"reason": "holiday", "starts": "1850-01-01"}, "within a year from today"),
        ({"reason": "holiday", "starts": 0, "ends": -3}, "still to come"),
        ({"reason": "holiday", "starts": 0, "ends": 1000}, "within a year from the first"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    guest: Visitor, said: dict[str, str | int], words: str
) -> None:
    """Numbers are days from today."""
    guest.with_programme()
    today = timezone.localdate()
    sent = {
        name: str(today + dt.timedelta(days=value)) if isinstance(value, int) else value
        for name, value in said.items()
    }
    answer = guest.post("/programme/pause/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert f'value="{sent.get("ends", "")}"' in page or not sent.get("ends")
    assert not Pause.objects.exists()


@pytest.mark.stands_at(MONDAY)
def test_nothing_is_pushed_while_it_rests(guest: Visitor, service: PushService, sender: Sender) -> None:
    due = sitting(guest, service.browser("a"))
    Pause.objects.create(person=guest.person, reason="holiday", starts=timezone.localdate())
    assert send_due(now=due + MINUTE, sender=sender).sent == 0
    assert guest.get("/breaks/now/").status_code == 404
    Pause.objects.all().delete()
    assert send_due(now=due + MINUTE, sender=sender).sent == 1


def test_weeks_that_rested_are_no_weeks_without_getting_better(guest: Visitor) -> None:
    guest.with_programme(pain_average=5)
    rests(guest, days=14)
    with later(days=14):
        back(guest)
    for week in range(3, 8):
        with later(days=7 * week + 1):
            page = to_proposal(guest, **{**SAID, "pain_average": "5"})
            assert "about the same as at the start" not in page
            guest.post("/week/next/", {"mark": page.split('name="mark" value="')[1].split('"')[0]})


def test_it_goes_with_a_copy_and_older_copies_have_none(alice: Visitor, bob: Visitor) -> None:
    alice.with_programme()
    rests(alice, days=10)
    copy = alice.post("/data/take/").content
    alice.person.delete()
    for _ in range(2):
        bob.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", copy)})
    pause = bob.person.pauses.get()
    assert (pause.reason, pause.over_on) == ("holiday", None)


def test_a_practitioner_is_not_told_that_somebody_on_holiday_is_quiet(alice: Visitor, db: None) -> None:  # noqa: ARG001
    mary = practitioner("mary")
    alice.with_programme()
    shares(alice, mary)
    rests(alice, days=10)
    with later(days=9):
        assert "No session for" not in text_of(mary)
    with later(days=16):
        assert "No session for" not in text_of(mary)
    with later(days=18):
        assert "No session for 8 days." in text_of(mary)
