"""The letter at the end of a week, and the booklet of six."""

import re

from loadshare.server.records.models import WeeklyReview
from tests.server.cast import Visitor
from tests.server.week.test_week import QUIET, SAID, mark_of, session
from tests.support.clock import later


def look_back(visitor: Visitor, **said: str) -> None:
    visitor.post("/week/", {**SAID, **said})
    visitor.post("/week/signs/", QUIET)
    visitor.post("/week/next/", {"mark": mark_of(visitor.get("/week/next/").content.decode())})


def letters(visitor: Visitor) -> list[str]:
    page = visitor.get("/week/letters/").content.decode()
    found = re.findall(r'<article class="week-letter[^"]*">(.*?)</article>', page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def test_before_the_first_week_is_over_it_says_when_one_comes(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.get("/week/letters/").content.decode()
    assert "The first one comes when you look back at your first week." in page
    assert "Last week’s letter" not in guest.get("/programme/").content.decode()


def test_a_week_ends_in_a_letter_of_what_happened_and_what_comes(guest: Visitor) -> None:
    guest.with_programme()
    for days in (0, 2, 4):
        with later(days=days):
            session(guest)
    with later(days=7):
        look_back(guest, pain_average="3")
        (letter,) = letters(guest)
        assert "Last week’s letter" in guest.get("/programme/").content.decode()
    assert letter.startswith("Week 1, ")
    assert "You moved on 3 days." in letter
    assert "Since the start your pain went from 4 to 3 of 10. That could be chance." in letter
    assert "Put on socks: 5 of 10" in letter
    assert "because your sessions of it went well" in letter or "a little more each week" in letter
    assert "Next week: " in letter


def test_a_week_off_is_a_page_too_and_six_make_a_booklet(guest: Visitor) -> None:
    guest.with_programme()
    for week in range(1, 7):
        with later(days=7 * week):
            look_back(guest, pain_average="1")
            pages = letters(guest)
    assert len(pages) == 7
    assert pages[0].startswith("What you learned about your back")
    assert "You rested. The plan waited." in pages[1]
    assert "an amount people usually notice" in pages[1]
    text = " ".join(pages)
    assert not re.search(r"streak|in a row|missed|should have|only \d|goal", text, re.IGNORECASE)
    assert WeeklyReview.objects.exclude(settled_at=None).count() == 6


def test_a_booklet_counts_the_weeks_there_were(guest: Visitor) -> None:
    guest.with_programme()
    for week in range(1, 8):
        with later(days=7 * week - 1):
            session(guest)
        with later(days=7 * week):
            look_back(guest, pain_average="2")
            pages = letters(guest)
    assert "In 7 weeks you moved on 7 days." in pages[0]


def test_somebody_elses_letters_are_nobodys(guest: Visitor) -> None:
    guest.with_programme()
    assert Visitor().get("/week/letters/").status_code == 302
