"""A safety answer locks and shows help whatever the clock did, and whatever else goes wrong."""

import datetime as dt

import pytest
from django.utils.formats import date_format

from loadshare.server.audit.models import AuditEvent
from loadshare.server.check import checking
from loadshare.server.programme import planning
from loadshare.server.records.models import SafetyLock, WeeklyReview
from tests.server.cast import SADDLE, Visitor, number_of
from tests.server.running.test_moved_clock import SHIFTS
from tests.server.week.test_week import QUIET, SAID, sign_field
from tests.support.clock import later, today

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
    guest.start()
    with later(shift):
        assert guest.post(NERVES, SADDLE)["Location"] == "/result/"
        shows_help_and_is_shut(guest)
    with later(dt.timedelta(hours=1)):
        shows_help_and_is_shut(guest)


def test_an_emergency_at_the_end_of_a_week(guest: Visitor, shift: dt.timedelta) -> None:
    with later(days=-7):
        guest.with_programme()
    guest.post("/week/", SAID)
    with later(shift):
        field = sign_field(guest, "saddle-numbness")
        assert guest.post("/week/signs/", {field: "yes"})["Location"] == "/result/"
        shows_help_and_is_shut(guest)


def test_who_was_seen_is_let_in_again(guest: Visitor, shift: dt.timedelta) -> None:
    """With the clock as it is, right or wrong, and after it was put right."""
    with later(shift):
        guest.with_emergency()
    day = today().isoformat()
    assert guest.post("/result/checked/", {"checked_on": day})["Location"] == "/"
    assert not guest.person.locks.filter(checked_on=None).exists()


def test_the_day_is_taken_while_the_clock_is_wrong(guest: Visitor, shift: dt.timedelta) -> None:
    guest.with_emergency()
    with later(shift):
        day = today().isoformat()
        assert guest.post("/result/checked/", {"checked_on": day})["Location"] == "/"
        assert not guest.person.locks.filter(checked_on=None).exists()


def test_a_day_to_come_says_what_day_it_is_here(guest: Visitor) -> None:
    guest.with_emergency()
    day = today() + dt.timedelta(days=40)
    page = guest.post("/result/checked/", {"checked_on": day.isoformat()}).content.decode()
    assert date_format(today(), "j F Y") in page
    assert guest.person.locks.filter(checked_on=None).exists()


def test_the_check_finished_last_is_the_newest(guest: Visitor, shift: dt.timedelta) -> None:
    with later(shift):
        calm = guest.with_check("desk-worker")
    grave = guest.with_check("desk-worker")
    assert checking.last_check_of(guest.person) == grave
    with later(shift + dt.timedelta(minutes=30)):
        assert checking.last_check_of(guest.person) == grave != calm


def test_a_week_is_not_settled_by_signs_asked_before_it(guest: Visitor, shift: dt.timedelta) -> None:
    with later(days=-7):
        guest.with_programme()
    with later(shift):
        guest.with_check()  # it has a stamp of its own, ahead of the week or long before it
    guest.post("/week/", SAID)
    assert guest.get("/week/next/")["Location"] == "/week/signs/"
    with later(dt.timedelta(minutes=-15)):
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
