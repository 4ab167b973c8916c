"""A safety answer locks and shows help whatever the clock did, and whatever else goes wrong."""

import datetime as dt

import pytest
import time_machine

from loadshare.server.audit.models import AuditEvent
from loadshare.server.selfcare import checking, planning
from loadshare.server.selfcare.models import SafetyLock, WeeklyReview
from tests.server.cast import SADDLE, Visitor, number_of
from tests.server.test_moved_clock import SHIFTS, THEN
from tests.server.test_week import QUIET, SAID, sign_field

WEEK = dt.timedelta(days=7)
NERVES = f"/check/{number_of('emergency-nerves')}/"


@pytest.fixture(params=SHIFTS.values(), ids=SHIFTS.keys())
def shift(request: pytest.FixtureRequest) -> dt.timedelta:
    moved: dt.timedelta = request.param
    return moved


def shows_help_and_is_shut(visitor: Visitor) -> None:
    page = visitor.get("/result/").content.decode()
    assert "999" in page
    assert "closed for now" in visitor.get("/today/").content.decode()
    assert visitor.person.locks.get(checked_on=None).level == "E"


def test_an_emergency_in_the_check(guest: Visitor, shift: dt.timedelta) -> None:
    with time_machine.travel(THEN, tick=False):
        guest.start()
    with time_machine.travel(THEN + shift, tick=False):
        assert guest.post(NERVES, SADDLE)["Location"] == "/result/"
        shows_help_and_is_shut(guest)
    with time_machine.travel(THEN + dt.timedelta(hours=1), tick=False):
        shows_help_and_is_shut(guest)


def test_an_emergency_at_the_end_of_a_week(guest: Visitor, shift: dt.timedelta) -> None:
    with time_machine.travel(THEN - WEEK, tick=False):
        guest.with_programme()
    with time_machine.travel(THEN, tick=False):
        guest.post("/week/", SAID)
    with time_machine.travel(THEN + shift, tick=False):
        field = sign_field(guest, "saddle-numbness")
        assert guest.post("/week/signs/", {field: "yes"})["Location"] == "/result/"
        shows_help_and_is_shut(guest)


def test_who_was_seen_is_let_in_again(guest: Visitor, shift: dt.timedelta) -> None:
    """With the clock as it is, right or wrong, and after it was put right."""
    with time_machine.travel(THEN + shift, tick=False):
        guest.with_emergency()
    with time_machine.travel(THEN, tick=False):
        today = THEN.date().isoformat()
        assert guest.post("/result/checked/", {"checked_on": today})["Location"] == "/"
        assert not guest.person.locks.filter(checked_on=None).exists()


def test_the_day_is_taken_while_the_clock_is_wrong(guest: Visitor, shift: dt.timedelta) -> None:
    with time_machine.travel(THEN, tick=False):
        guest.with_emergency()
    with time_machine.travel(THEN + shift, tick=False):
        today = (THEN + shift).date().isoformat()
        assert guest.post("/result/checked/", {"checked_on": today})["Location"] == "/"
        assert not guest.person.locks.filter(checked_on=None).exists()


def test_a_day_to_come_says_what_day_it_is_here(guest: Visitor) -> None:
    with time_machine.travel(THEN, tick=False):
        guest.with_emergency()
        page = guest.post("/result/checked/", {"checked_on": "2027-01-02"}).content.decode()
    assert "23 November 2026" in page
    assert guest.person.locks.filter(checked_on=None).exists()


def test_the_check_finished_last_is_the_newest(guest: Visitor, shift: dt.timedelta) -> None:
    with time_machine.travel(THEN + shift, tick=False):
        calm = guest.with_check("desk-worker")
    with time_machine.travel(THEN, tick=False):
        grave = guest.with_check("desk-worker")
        assert checking.last_check_of(guest.person) == grave
    with time_machine.travel(THEN + shift + dt.timedelta(minutes=30), tick=False):
        assert checking.last_check_of(guest.person) == grave != calm


def test_a_week_is_not_settled_by_signs_asked_before_it(guest: Visitor, shift: dt.timedelta) -> None:
    with time_machine.travel(THEN - WEEK, tick=False):
        guest.with_programme()
    with time_machine.travel(THEN + shift, tick=False):
        guest.with_check()  # it has a stamp of its own, ahead of the week or long before it
    with time_machine.travel(THEN, tick=False):
        guest.post("/week/", SAID)
        assert guest.get("/week/next/")["Location"] == "/week/signs/"
    with time_machine.travel(THEN - dt.timedelta(minutes=15), tick=False):
        assert guest.post("/week/signs/", QUIET)["Location"] == "/week/next/"
        assert guest.get("/week/next/").status_code == 200
    assert WeeklyReview.objects.count() == 1


@pytest.mark.parametrize(
    "where",
    [(checking, "run_check"), (checking, "record"), (planning, "bring_within")],
    ids=lambda one: one[1],
)
def test_it_is_locked_before_anything_that_can_fail(
    guest: Visitor, monkeypatch: pytest.MonkeyPatch, where: tuple[object, str]
) -> None:
    def breaks(*_args: object, **_named: object) -> None:
        raise RuntimeError("broken")

    guest.with_programme()
    guest.start()
    if where[1] == "record":
        monkeypatch.setattr(AuditEvent.objects, "create", breaks)
    monkeypatch.setattr(*where, breaks)
    answer = guest.post(NERVES, SADDLE, follow=True)
    assert answer.status_code == 200
    assert "999" in answer.content.decode()
    assert SafetyLock.objects.get(checked_on=None).level == "E"
    assert "closed for now" in guest.get("/today/").content.decode()
    monkeypatch.undo()
    guest.get("/check/", follow=True)  # it is closed now, where it could not be before
    shows_help_and_is_shut(guest)
