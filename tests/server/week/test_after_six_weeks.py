"""After six weeks: six more, or keeping what was reached with a look each month."""

import pytest

from loadshare.server.programme import planning
from loadshare.server.records.models import Programme
from tests.server.cast import Visitor
from tests.server.week.test_letters import letters
from tests.server.week.test_week import mark_of, session, to_proposal
from tests.support.clock import later
from tests.support.people import case_of, programme_for


def in_week_six(visitor: Visitor) -> Programme:
    stored = visitor.with_programme()
    programme = programme_for(case_of(), week=6, starts=stored.starts)
    planning.rewrite(stored, programme)
    Programme.objects.filter(pk=stored.pk).update(week=6)
    return stored


def chooses(visitor: Visitor, stage: str) -> str:
    """Looks back, and chooses what comes."""
    page = to_proposal(visitor)
    assert "What comes now?" in page
    data = {"mark": mark_of(page), "stage": stage}
    return visitor.post("/week/next/", data, follow=True).content.decode()


def test_keeping_what_one_has_asks_for_a_look_each_month(guest: Visitor) -> None:
    in_week_six(guest)
    session(guest)
    with later(days=7):
        page = chooses(guest, "upkeep")
        assert "Keeping what you have" in page
        assert sum(bool(day.items) for day in _current(guest).days) == 2
    with later(days=7 + 27):
        page = guest.get("/today/").content.decode()
        assert "A month has gone by" not in page
        assert 'aria-current="date"' in page
        assert "Any two days of a week do" in guest.get("/programme/days/").content.decode()
    with later(days=7 + 28):
        session(guest)
        assert "A month has gone by" in guest.get("/today/").content.decode()
        page = chooses(guest, "course")
        assert "Week 1 of 6, course 2" in page
        assert _current(guest).block == 2


def test_a_month_of_keeping_is_told_as_a_month(guest: Visitor) -> None:
    in_week_six(guest)
    session(guest)
    with later(days=7):
        chooses(guest, "upkeep")
        (letter,) = letters(guest)
        assert letter.startswith("Week 6, ")
        assert "Each week of the month that comes: 2 sessions" in letter
        assert "Next week" not in letter
    for look in (35, 63, 91, 119, 147):
        with later(days=look - 3):
            session(guest)
        with later(days=look):
            guest.post("/week/next/", {"mark": mark_of(to_proposal(guest))})
    with later(days=147):
        end, *months, _first = letters(guest)
    assert "In 21 weeks you moved on 6 days." in end
    assert "many sessions or few" not in end
    assert len(months) == 5
    assert all(month.startswith("A month of keeping what you have, ") for month in months)
    assert all("You moved on 1 day." in month for month in months)


def test_six_weeks_more_know_that_they_are_the_second(guest: Visitor) -> None:
    in_week_six(guest)
    session(guest)
    with later(days=7):
        assert "Week 1 of 6, course 2" in chooses(guest, "course")


@pytest.mark.parametrize("stage", ["upkeep", "nonsense"])
def test_before_the_end_of_six_weeks_there_is_no_choice(guest: Visitor, stage: str) -> None:
    guest.with_programme()
    session(guest)
    with later(days=7):
        page = to_proposal(guest)
        assert "What comes now?" not in page
        guest.post("/week/next/", {"mark": mark_of(page), "stage": stage})
        assert Programme.objects.count() == 1


def _current(visitor: Visitor) -> planning.Programme:
    return planning.programme_of(visitor.person.programmes.get(is_current=True))
