"""Own steps, walks and the next bout: kept, shown, taken along and joined."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape

from loadshare.server.programme import planning
from loadshare.server.records.models import Programme, StepTry
from tests.server.cast import Visitor
from tests.support.clock import later


def first(visitor: Visitor) -> str:
    return str(visitor.person.dared.order_by("made_at")[0].pk)


BEND = {"words": "pick things up <b>", **{f"step-{n}": f"bend, part {n}" for n in range(1, 6)}}


def test_an_activity_in_five_steps_is_kept_and_the_next_one_follows_from_how_sure_one_is(
    guest: Visitor,
) -> None:
    guest.with_programme()
    assert 'href="/steps/"' in guest.get("/progress/").content.decode()
    page = guest.post("/steps/", BEND, follow=True).content.decode()
    assert "pick things up &lt;b&gt;" in page
    assert page.count('name="sure"') == 1
    page = guest.post(
        "/steps/", {"activity": first(guest), "step": "1", "sure": "8"}, follow=True
    ).content.decode()
    assert "Trying it is what counts" in page
    assert "The next one, when you like: bend, part 2" in page
    guest.post("/steps/", {"activity": first(guest), "step": "1", "sure": "9"})
    with later(days=1):
        page = guest.post(
            "/steps/", {"activity": first(guest), "step": "2", "sure": "2"}, follow=True
        ).content
    assert "Go back one step, or make this one smaller" in page.decode()
    tries = [one.sure for step in guest.person.dared.get().steps.all() for one in step.tries.all()]
    assert tries == [9, 2]


def test_after_a_session_that_hurt_no_new_step_and_no_longer_walk_is_offered(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/steps/", BEND)
    guest.post("/steps/", {"activity": first(guest), "step": "1", "sure": "8"})
    guest.post("/walks/", {"minutes": "10", "days": "5"})
    assert guest.get("/steps/").content.decode().count('name="sure"') == 2
    guest.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "8", "effort": "5"})
    page = guest.get("/steps/").content.decode()
    assert page.count('name="sure"') == 1
    assert "A new step waits until the pain has settled" in page
    assert set(minutes(guest)) == {10}


def minutes(visitor: Visitor) -> list[int]:
    """The minutes of every week that the page of walks holds."""
    page = visitor.get("/walks/").content.decode()
    rows = re.findall(r'<td class="number">([\d, ]+)</td>', page)
    return [int(length) for row in rows for length in row.split(", ")]


def session(visitor: Visitor, pain: int) -> None:
    visitor.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": str(pain), "effort": "5"})


GROWS, WAITS = "A little longer each week", "Your walks stay as they are until the pain has settled."


def test_walks_wait_at_this_week_until_the_pain_has_settled_and_grow_from_there(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.post("/walks/", {"minutes": "10", "days": "5"}, follow=True).content.decode()
    assert GROWS in page
    assert WAITS not in page
    with later(days=7 * 5 + 2):
        assert minutes(guest)[:8] == [10, 12, 14, 16, 19, 22, 26, 30]
        session(guest, 8)
        assert minutes(guest) == [10, 12, 14, 16, 19] + [22] * 21
        page = guest.get("/walks/").content.decode()
        assert GROWS not in page
        assert WAITS in page
    with later(days=7 * 7):
        assert minutes(guest) == [10, 12, 14, 16, 19] + [22] * 21
    with later(days=7 * 7 + 1):
        session(guest, 2)
        assert minutes(guest) == [10, 12, 14, 16, 19, 22, 22, 22, 26] + [30] * 17
        assert WAITS not in guest.get("/walks/").content.decode()


def test_a_look_while_nothing_may_grow_says_so(guest: Visitor) -> None:
    guest.with_programme()
    session(guest, 8)
    page = guest.post("/walks/", {"minutes": "10", "days": "5"}, follow=True).content.decode()
    assert "Your walks grow" not in page
    assert GROWS not in page
    assert WAITS in page
    page = guest.post("/walks/", {"minutes": "10", "days": "2"}, follow=True).content.decode()
    assert "until you walk on 3 days of a week" in page
    assert set(minutes(guest)) == {10}


def test_walks_grow_from_where_they_are_after_gentle_weeks(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/walks/", {"minutes": "10", "days": "5"})
    with later(days=7):
        guest.with_check(programme_so_far="six-weeks-no-better")
        assert set(minutes(guest)) == {10}
    with later(days=7 * 3):
        guest.with_check()
        assert minutes(guest)[:6] == [10, 10, 10, 12, 14, 16]


def test_steps_and_walks_say_what_to_mind_and_when_to_get_help(guest: Visitor) -> None:
    net = planning.programme_of(guest.with_programme()).safety_net
    assert "This holds for your own steps too" not in guest.get("/steps/").content.decode()
    guest.with_check(osteoporosis="yes")
    page = guest.get("/steps/").content.decode()
    assert "This holds for your own steps too" in page
    for address in ("/steps/", "/walks/"):
        assert escape(net) in guest.get(address).content.decode()


def test_today_mentions_a_look_at_walks_once_a_month(alice: Visitor) -> None:
    alice.with_programme()
    alice.post("/walks/", {"minutes": "10", "days": "5"})
    line = "A month of walks has gone by."
    with later(days=27):
        Programme.objects.update(starts=timezone.localdate())
        alice.post("/progress/questions/later/")
        assert line not in alice.get("/today/").content.decode()
    with later(days=28):
        alice.post("/progress/questions/later/")
        assert line in alice.get("/today/").content.decode()
        alice.post("/walks/", {"minutes": "12", "days": "5"})
        assert line not in alice.get("/today/").content.decode()


def test_a_guest_reads_how_to_keep_the_plan_before_a_look_at_walks(guest: Visitor) -> None:
    """A guest's plan is deleted after a time away; a look at walks stands until they look."""
    guest.with_programme()
    guest.post("/walks/", {"minutes": "10", "days": "5"})
    with later(days=28):
        Programme.objects.update(starts=timezone.localdate())
        guest.post("/progress/questions/later/")
        page = guest.get("/today/").content.decode()
    assert "Your plan lives on this device only." in page
    assert "A month of walks has gone by." not in page


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "1", "sure": ""},
        {"activity": "6b1f0f7c-0000-4000-8000-000000000000", "step": "1", "sure": "5"},
        {"step": "6", "sure": "5"},
        {"activity": "x", "step": "1", "sure": "11"},
    ],
)
def test_a_try_that_cannot_be_is_said(guest: Visitor, sent: dict[str, str]) -> None:
    guest.with_programme()
    guest.post("/steps/", BEND)
    assert (
        "Choose a number from 0 to 10"
        in guest.post("/steps/", {"activity": first(guest), **sent}, follow=True).content.decode()
    )


def test_what_misses_is_said_and_nothing_entered_is_lost(guest: Visitor) -> None:
    guest.with_programme()
    answer = guest.post("/steps/", {**BEND, "step-3": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write down step 3." in page
    assert 'value="bend, part 5"' in page


def test_five_at_a_time_and_one_is_taken_off_again(guest: Visitor, alice: Visitor) -> None:
    guest.with_programme()
    alice.with_programme()
    alice.post("/steps/", BEND)
    for _ in range(6):
        guest.post("/steps/", BEND)
    assert guest.person.dared.count() == 5
    guest.post("/steps/", {"let-go": first(guest)})
    guest.post("/steps/", {"let-go": "²"})
    guest.post("/steps/", {"let-go": first(alice)})
    guest.post("/steps/", {"activity": first(alice), "step": "1", "sure": "5"})
    assert not StepTry.objects.exists()
    assert guest.person.dared.count() == 4
    assert alice.person.dared.count() == 1


def test_walks_go_on_for_six_months_with_a_look_each_month(guest: Visitor) -> None:
    guest.with_programme()
    page = guest.post("/walks/", {"minutes": "10", "days": "5"}, follow=True).content.decode()
    look_on = timezone.localdate() + dt.timedelta(weeks=4)
    assert f"The next look is on {date_format(look_on, 'j F')}" in page
    assert minutes(guest) == [10, 12, 14, 16, 19, 22, 26] + [30] * 19
    with later(days=28):
        assert "A month has gone by" in guest.get("/walks/").content.decode()
        page = guest.post("/walks/", {"minutes": "12", "days": "1"}, follow=True).content.decode()
        assert set(minutes(guest)) == {12}
    with later(days=7 * 27):
        guest.post("/walks/", {"minutes": "30", "days": "5"})
        assert "Your six months are done" in guest.get("/walks/").content.decode()


@pytest.mark.parametrize("sent", [{}, {"minutes": "0", "days": "5"}, {"minutes": "ten", "days": "9"}])
def test_a_look_that_cannot_be_is_said(guest: Visitor, sent: dict[str, str]) -> None:
    guest.with_programme()
    assert guest.post("/walks/", sent).status_code == 422
    assert not guest.person.walk_looks.exists()


def test_the_plan_for_the_next_bout_has_ones_own_words_and_prints(guest: Visitor) -> None:
    guest.with_programme()
    own = {"helps": "warm bath\nshort walks", "eases": "", "reminds": "It passed the last time."}
    page = guest.post("/next-bout/", own, follow=True).content.decode()
    assert "warm bath<br>short walks" in page
    assert "data-print" in page
    assert "One does not undo what you have built" in page
    assert guest.post("/next-bout/", {"helps": "x" * 601}).status_code == 422


@pytest.mark.parametrize("address", ["/steps/", "/walks/", "/next-bout/"])
def test_none_of_it_is_shown_while_somebody_should_be_seen_first(guest: Visitor, address: str) -> None:
    guest.with_programme()
    guest.with_check(saddle_numbness="yes")
    page = guest.get(address).content.decode()
    assert '<form class="flow" method="post" novalidate>' not in page
    assert Visitor().get(address)["Location"] == "/"


def test_all_of_it_goes_with_a_copy_and_comes_once(alice: Visitor, bob: Visitor) -> None:
    alice.with_programme()
    alice.post("/steps/", BEND)
    alice.post("/steps/", {"activity": first(alice), "step": "1", "sure": "8"})
    alice.post("/walks/", {"minutes": "10", "days": "5"})
    alice.post("/next-bout/", {"helps": "warm bath"})
    copy = alice.post("/data/take/").content
    alice.person.delete()
    for _ in range(2):
        bob.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", copy)})
    assert bob.person.bout_plan.helps == "warm bath"
    assert bob.person.dared.get().steps.get(place=1).tries.get().sure == 8
    assert bob.person.walk_looks.get().minutes == 10
    assert bob.person.bout_plan.helps == "warm bath"


def test_two_lists_that_come_together_stay_two_activities(alice: Visitor, bob: Visitor) -> None:
    alice.with_programme()
    alice.post("/steps/", BEND)
    alice.post("/steps/", {"activity": first(alice), "step": "1", "sure": "8"})
    copy = alice.post("/data/take/").content
    alice.person.delete()
    bob.with_programme()
    bob.post("/steps/", {**BEND, "words": "carry the shopping"})
    bob.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", copy)})
    tried = {one.words: StepTry.objects.filter(step__activity=one).count() for one in bob.person.dared.all()}
    assert tried == {"carry the shopping": 0, BEND["words"]: 1}
