"""The course of use of a caseload: of shared parts alone, silent about few, gone with a stop."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from loadshare.care.use_report import UseReport, quarter_before
from loadshare.server.clinic.models import Member, Sharing
from loadshare.server.clinic.presenters.together import TogetherScreen
from loadshare.server.records.models import Check, Person, Programme
from tests.server.cast import Visitor
from tests.server.clinic.practice import member, practitioner, text_of
from tests.support.clock import later

ADDRESS = "/clinic/together/"
ALL = "level programme scores"


@pytest.fixture
def maya(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("maya")


def follows(whose: Member, people: int, *, sections: str = ALL) -> list[Person]:
    """People who began in the last quarter, did six sessions, got better, and share these parts."""
    _quarter, until = quarter_before(timezone.localdate())
    start = until - dt.timedelta(days=80)
    made = []
    for _ in range(people):
        person = Person.objects.create()
        check = Check.objects.create(person=person)
        stored = Programme.objects.create(
            person=person, made_from=check, starts=start, week=1, rules_version="x", content={}
        )
        for number in range(6):
            person.sessions.create(
                programme=stored,
                client_id=uuid.uuid4(),
                on=start + dt.timedelta(days=2 * number),
                pain_before=2,
                pain_after=9,
            )
        for week, value in ((0, 7), (8, 3)):
            on = start + dt.timedelta(weeks=week)
            person.scores.create(outcome="pain", item="average", on=on, value=value, origin="answered")
            person.scores.create(outcome="general-health", on=on, value=5 - week // 2, origin="answered")
        now = timezone.now()
        Sharing.objects.create(
            person=person, member=whose, called="A", sections=sections, words_version="1",
            since=now, until=now + dt.timedelta(weeks=20),
        )  # fmt: skip
        made.append(person)
    return made


def told(whose: Member) -> UseReport:
    return TogetherScreen(whose).report


def cells(whose: Member) -> Sequence[object]:
    return TogetherScreen(whose).tables


def test_of_few_there_is_a_sentence_and_no_number(maya: Visitor) -> None:
    for people in (0, 7):
        follows(member(maya), people)
        page = text_of(maya, ADDRESS)
        assert "There are too few to tell yet." in page
        assert "<table" not in page
    assert told(member(maya)).started is None


def test_many_are_told_and_about_right(maya: Visitor) -> None:
    follows(member(maya), 60)
    page = text_of(maya, ADDRESS)
    found = told(member(maya))
    assert found.started == pytest.approx(60, abs=15)
    assert f'Began a programme:</b> <span class="number">{found.started}<' in page
    week_8 = next(one for one in found.outcomes if (one.outcome, one.week) == ("pain", 8))
    assert week_8.better_pct == pytest.approx(100, abs=25)
    assert week_8.better == pytest.approx(60, abs=15)
    good = {one.week: (one.good, one.good_pct) for one in found.health}
    assert good[0][0] is None
    assert good[8] == (pytest.approx(60, abs=15), pytest.approx(100, abs=25))
    assert "Health in general, week 8" in page
    assert "Sessions a week" in page
    assert ", week 8" in page
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", page.partition("<main")[2]), "the key of somebody"


def test_nothing_of_a_part_that_is_not_shared_is_counted(maya: Visitor) -> None:
    whose = member(maya)
    people = follows(whose, 40)
    before = cells(whose)
    follows(whose, 20, sections="level scores")
    assert cells(whose) == before, "who does not share the programme"
    today = timezone.localdate()
    for person in people:
        person.leavings.create(on=today - dt.timedelta(days=100), reason="hurt")
        noted = {"kind": "fall", "after": "walk", "grade": "severe", "done": "seen"}
        person.effects.create(on=today - dt.timedelta(days=100), **noted)
        person.measurements.create(
            client_id=uuid.uuid4(), test="hip-rotation", verdict="good", method="phone",
            taken_at=timezone.now() - dt.timedelta(days=93),
        )  # fmt: skip
    assert cells(whose) == before, "why they left, what was unwanted, when they measured"
    Sharing.objects.update(sections="level programme")
    assert all(one.mean_better_by is None for one in told(whose).outcomes)
    assert all(one.good is None and one.other is None for one in told(whose).health)


def test_a_stop_is_a_stop_and_strangers_never_count(maya: Visitor) -> None:
    whose = member(maya)
    other = member(practitioner("oscar"))
    people = follows(whose, 30)
    before = told(whose)
    follows(other, 25)
    assert told(whose) == before
    stopped = follows(whose, 20)
    Sharing.objects.filter(person__in=stopped).update(ended_at=timezone.now(), ended_by="person")
    assert told(whose) == before
    Sharing.objects.filter(person__in=people).update(ended_at=timezone.now(), ended_by="person")
    assert "There are too few to tell yet." in text_of(maya, ADDRESS)


@pytest.mark.stands_at(dt.datetime(2027, 2, 10, 12, tzinfo=dt.UTC))
def test_two_looks_of_a_quarter_say_the_same_and_two_practitioners_do_not(maya: Visitor) -> None:
    """Else the noise could be taken away by looking often, or by laying two pages side by side."""
    whose, other = member(maya), member(practitioner("oscar"))
    people = follows(whose, 40)
    now = timezone.now()
    for person in people:
        Sharing.objects.create(
            person=person, member=other, called="A", sections=ALL, words_version="1",
            since=now, until=now + dt.timedelta(weeks=20),
        )  # fmt: skip
    first = told(whose)
    with later(days=9):
        assert told(whose) == first
    assert told(other) != first


def test_a_caseload_of_many_asks_the_database_as_often_as_one_of_few(maya: Visitor) -> None:
    whose, asked = member(maya), []
    for people in (2, 30):
        follows(whose, people)
        with CaptureQueriesContext(connection) as queries:
            told(whose)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_who_only_helps_at_the_desk_does_not_see_it(maya: Visitor) -> None:
    Member.objects.filter(pk=member(maya).pk).update(role="assistant")
    assert maya.get(ADDRESS).status_code == 404
