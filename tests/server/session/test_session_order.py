"""Sessions count in the order they were done, whatever clock dated them."""

import datetime as dt
import io
import uuid

import pytest
from django.utils import timezone

from loadshare.server.breaks.log import plan_of, state_of
from loadshare.server.diary import logbook
from loadshare.server.records.models import SessionLog
from tests.server.cast import Visitor
from tests.server.offline.parcels import Device
from tests.support.clock import later

DAY = 24 * 60


def does(visitor: Visitor, *, pain: int) -> None:
    visitor.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": str(pain), "effort": "5"})


def pains(visitor: Visitor) -> list[int | None]:
    return [log.pain_after for log in logbook.logs_of(visitor.person)]


@pytest.mark.parametrize("days", [0.02, 1, 100, 3 * 365])
def test_one_dated_ahead_is_not_the_last_for_ever(guest: Visitor, days: float) -> None:
    guest.with_programme()
    with later(dt.timedelta(days=days)):
        does(guest, pain=2)
    does(guest, pain=8)
    for after in (0, 100):
        with later(days=after):
            assert pains(guest) == [2, 8]
            newest = logbook.newest_session(guest.person)
            assert newest is not None
            assert newest.pain_after == 8
    assert {log.date for log in logbook.logs_of(guest.person)} == {timezone.localdate()}
    with later(days=1):
        assert logbook.last_unsettled(guest.person, today=timezone.localdate()) is not None
    kept = SessionLog.objects.order_by("id").first()
    assert kept is not None
    assert kept.ended_at > timezone.now(), "the clock may be wrong now, so nothing is written over"


def test_what_arrives_late_keeps_its_own_day(guest: Visitor) -> None:
    guest.with_programme()
    device = Device(guest)
    device.send(device.session(minutes_ago=DAY, pain_after="1"))
    device.send(device.session(minutes_ago=3 * DAY, pain_after="4"))
    today = timezone.localdate()
    assert [(log.date, log.pain_after) for log in logbook.logs_of(guest.person)] == [
        (today - dt.timedelta(days=3), 4),
        (today - dt.timedelta(days=1), 1),
    ]


def test_a_copy_that_comes_in_later_changes_no_day(guest: Visitor) -> None:
    """What is brought was done long before, and is heard of now."""
    other = Visitor()
    other.with_programme()
    with later(days=-20):
        does(other, pain=3)
    copy = other.post("/data/take/").content
    guest.with_programme()
    does(guest, pain=5)
    file = io.BytesIO(copy)
    file.name = "copy.zip"
    guest.client.post("/data/bring/", {"copy": file})
    today = timezone.localdate()
    assert [(log.date, log.pain_after) for log in logbook.logs_of(guest.person)] == [
        (today - dt.timedelta(days=20), 3),
        (today, 5),
    ]


def test_breaks_of_a_copy_that_comes_in_later_push_back_none_of_today(guest: Visitor) -> None:
    other = Visitor()
    with later(days=-20):
        other.with_programme()
        other.post("/breaks/say/", {"kind": "back"})
    copy = other.post("/data/take/").content
    guest.with_programme()
    guest.post("/breaks/say/", {"kind": "back"})
    before = state_of(guest.person, plan_of(guest.person)).sitting_since
    file = io.BytesIO(copy)
    file.name = "copy.zip"
    guest.client.post("/data/bring/", {"copy": file})
    assert before is not None
    assert {event.at.date() for event in guest.person.break_events.all()} > {before.date()}
    assert state_of(guest.person, plan_of(guest.person)).sitting_since == before
