"""A year on the real pages: what is asked when, once and calmly, and that it arrives in the report."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from loadshare.knowledge import load_knowledge
from loadshare.server.using.gathering import people_before
from tests.server.cast import Visitor
from tests.server.progress.test_outcomes import PAIN, page_of, ticks
from tests.server.today.test_one_ask import asks_of
from tests.server.week.test_week import mark_of, session, to_proposal
from tests.support.clock import later

CONTENT = "How content are you with Loadshare so far?"
INVITED = "It has been some months. If you like, say how you are."
WEEK = 7


def asked_today(visitor: Visitor) -> str:
    return " ".join(asks_of(visitor.get("/today/").content.decode()))


def goes_on(visitor: Visitor) -> None:
    """A session, the look back, and the next week."""
    session(visitor)
    visitor.post("/week/next/", {"mark": mark_of(to_proposal(visitor))})


def test_how_content_comes_in_the_second_week_and_only_then(guest: Visitor) -> None:
    """Nobody sets the week by hand: the person goes from week to week."""
    guest.with_programme()
    guest.post("/progress/questions/later/")
    seen = []
    for week in range(4):
        with later(days=WEEK * week):
            if week:
                goes_on(guest)
            seen.append(CONTENT in asked_today(guest))
    assert seen == [False, True, True, False]
    assert not hasattr(guest.person, "satisfaction")


def test_how_content_is_said_once_by_a_button_on_today(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=WEEK):
        goes_on(guest)
        page = guest.get("/today/").content.decode()
        form = re.search(r'action="(/using/content/)".*?name="(content)" value="(4)"', page, re.S)
        assert form
        guest.post(form[1], {form[2]: form[3]})
        assert CONTENT not in asked_today(guest)
    with later(days=2 * WEEK):
        goes_on(guest)
        assert CONTENT not in asked_today(guest)
    (use,) = people_before(timezone.localdate() + dt.timedelta(days=90))
    assert use.content == 4


@pytest.mark.parametrize(("weeks", "months"), [(26, 6), (52, 12)])
def test_months_on_one_line_invites_and_every_question_can_be_answered(
    guest: Visitor, weeks: int, months: int
) -> None:
    """Also somebody who was long away: first why, then the invitation, and nothing else waits in between."""
    guest.with_programme()
    with later(days=WEEK * weeks - 4):
        assert INVITED not in guest.get("/today/").content.decode()
    with later(days=WEEK * weeks):
        assert "You were away for a while" in asked_today(guest)
        guest.post("/using/back/", {"reason": "better"})
        assert INVITED in asked_today(guest)
        page = guest.get("/progress/questions/").content.decode()
        assert f"{months} months on: how are you?" in page
        said = {
            "general-health": {"choice": "good"},
            "global-change": {"choice": "much-better"},
            "pain": PAIN,
            "roland-morris": {"ticks": ticks(4)},
            "psfs": {"words-1": "sit in a car", "rating-1": "6"},
        }
        for number in range(len(said)):
            due = re.search(r"/progress/questions/(\d+)/", guest.get("/progress/questions/").content.decode())
            assert due, number
            name = list(load_knowledge().outcomes)[int(due[1]) - 1]
            assert due[0] == page_of(name)
            guest.post(due[0], said.pop(name))
        assert said == {}
        assert INVITED not in guest.get("/today/").content.decode()
        with later(days=1):
            assert INVITED not in guest.get("/today/").content.decode()
            (use,) = people_before(timezone.localdate())
    assert [(one.week, one.is_good) for one in use.health] == [(weeks, True)]


@pytest.mark.parametrize("weeks", [26, 52])
def test_who_says_no_to_it_is_never_invited_and_who_says_not_now_only_not_now(
    guest: Visitor, alice: Visitor, weeks: int
) -> None:
    for visitor in (guest, alice):
        visitor.with_programme()
    with later(days=WEEK * weeks):
        for visitor, answer in ((guest, "/using/not-again/"), (alice, "/progress/questions/later/")):
            visitor.post("/using/back/", {"reason": "better"})
            page = visitor.get("/progress/questions/").content.decode()
            assert f'action="{answer}"' in page
            visitor.post(answer)
            assert INVITED not in visitor.get("/today/").content.decode()
        assert "Nothing to fill in now" in guest.get("/progress/questions/").content.decode()
        assert "months on: how are you?" in alice.get("/progress/questions/").content.decode()
    if weeks == 26:
        with later(days=WEEK * 52):
            for visitor in (guest, alice):
                visitor.post("/using/back/", {"reason": "better"})
            assert INVITED not in guest.get("/today/").content.decode()
            assert INVITED in alice.get("/today/").content.decode()
