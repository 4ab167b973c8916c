"""The weeks that were looked back at, in the order they followed one another."""

import datetime as dt
import re
import uuid
from itertools import permutations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from loadshare.server.records.models import WeeklyReview
from loadshare.server.records.weeks import in_order
from loadshare.server.week import reviewing
from tests.server.cast import Visitor
from tests.server.week.test_letters import letters, look_back
from tests.server.week.test_week import SAID
from tests.support.clock import later

MONDAY = dt.date(2026, 11, 23)
WAITS = "Your walks stay as they are until the pain has settled."


def line(*days: int, first: int = 1) -> list[WeeklyReview]:
    """Weeks of which each made the next one, looked back at on these days."""
    programmes = [uuid.uuid4() for _ in range(len(days) + 1)]
    return [
        WeeklyReview(
            pk=first + place,
            on=MONDAY + dt.timedelta(days=day),
            programme_id=programmes[place],
            makes_id=programmes[place + 1],
        )
        for place, day in enumerate(days)
    ]


def test_weeks_follow_by_day_whatever_key_a_copy_gave_them() -> None:
    here, brought = line(70, 77, first=1), line(0, 7, first=3)
    for rows in permutations([*here, *brought]):
        assert [one.pk for one in in_order(rows)] == [3, 4, 1, 2]


def test_a_clock_that_was_moved_between_weeks_changes_no_order() -> None:
    for rows in permutations(line(7, 114, 21, 28)):
        assert [one.pk for one in in_order(rows)] == [1, 2, 3, 4]


def test_weeks_that_made_each_other_come_once_each() -> None:
    rows = line(7, 14)
    rows[0].programme_id = rows[1].makes_id
    assert sorted(one.pk for one in in_order(rows)) == [1, 2]


def test_a_brought_copy_of_earlier_weeks_hides_no_week_of_more_pain(alice: Visitor, guest: Visitor) -> None:
    alice.with_programme()
    for days, pain in ((7, "6"), (14, "3")):
        with later(days=days):
            look_back(alice, pain_average=pain)
    copy = alice.post("/data/take/").content
    with later(days=21):
        guest.with_programme()
    for days, pain in ((28, "2"), (35, "5")):
        with later(days=days):
            look_back(guest, pain_average=pain)
    with later(days=36):
        guest.post("/walks/", {"minutes": "10", "days": "5"})
        assert WAITS in guest.get("/walks/").content.decode()
        guest.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", copy)})
        assert guest.person.reviews.count() == 4
        assert WAITS in guest.get("/walks/").content.decode()
        told = [re.findall(r"went from 4 to (\d) of 10", letter) for letter in letters(guest)]
    assert told == [["5"], ["2"], ["3"], ["6"]]
    with later(days=42):
        guest.post("/week/", SAID)
        weekly = guest.person.reviews.get(settled_at=None)
        past = reviewing.past_of(weekly)
    assert [said.pain_average for said in past[1:]] == [6, 3, 2, 5]
    assert weekly.on == timezone.localdate() + dt.timedelta(days=42)
