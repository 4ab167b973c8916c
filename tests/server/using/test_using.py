"""The course of use: why somebody left, how content they are, what was unwanted, and being left in peace."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from loadshare.care.use import EffectAfter, EffectDone, EffectGrade, EffectKind, LeavingReason
from loadshare.server.records.models import NoFollowUp, Programme, Satisfaction
from loadshare.server.using.forms import AFTER, CONTENTS, DONE, GRADES, KINDS, REASONS
from loadshare.server.using.gathering import people_before
from tests.server.cast import Visitor
from tests.support.clock import later

AWAY = "You were away for a while"
CONTENT = "How content are you"


def effect(**changed: str) -> dict[str, str]:
    said = {
        "kind": "sore-muscles",
        "after": "session",
        "grade": "mild",
        "done": "nothing",
        "words": "my calf <b>",
    }
    return {**said, "on": str(timezone.localdate()), **changed}


def test_every_answer_of_the_rules_can_be_given_on_the_pages() -> None:
    known = (LeavingReason, EffectKind, EffectAfter, EffectGrade, EffectDone)
    for values, offered in zip(known, (REASONS, KINDS, AFTER, GRADES, DONE), strict=True):
        assert [value for value, _words in offered] == [value.value for value in values]
    assert [value for value, _words in CONTENTS] == ["1", "2", "3", "4", "5", "unsaid"]


def test_after_two_weeks_away_the_reason_is_asked_once_and_for_each_time_away(guest: Visitor) -> None:
    guest.with_programme()
    assert AWAY not in guest.get("/today/").content.decode()
    with later(days=20):
        page = guest.get("/today/").content.decode()
        assert AWAY in page
        assert page.count("<h2>You were away") == 1
        said = guest.post("/using/back/", {"reason": "better"}, follow=True).content.decode()
        assert "Thank you" in said
        assert AWAY not in said
        assert "Look back and go on" in said
        kept = guest.person.leavings.get()
        assert (kept.reason, kept.stopped, kept.on) == ("better", False, timezone.localdate())
        guest.post("/using/back/", {"reason": "too-long"})
        assert guest.person.leavings.get().reason == "too-long"


def test_rather_not_say_is_an_answer_too(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=20):
        assert AWAY not in guest.post("/using/back/", {"reason": "unsaid"}, follow=True).content.decode()
        assert (
            "Choose one answer" in guest.post("/using/back/", {"reason": "x"}, follow=True).content.decode()
        )
        assert guest.person.leavings.get().reason == "unsaid"


def test_whoever_says_that_it_hurt_is_shown_the_safety_signs(guest: Visitor) -> None:
    guest.with_programme()
    with later(days=20):
        assert guest.post("/using/back/", {"reason": "hurt"})["Location"] == "/week/signs/"
    assert guest.post("/using/stopping/", {"reason": "hurt"})["Location"] == "/week/signs/"


@pytest.mark.parametrize("kind", ["fall", "dizzy", "down-the-leg"])
def test_whoever_has_no_programme_is_shown_when_to_get_help(guest: Visitor, kind: str) -> None:
    """The safety signs of a week need a programme; these do not."""
    guest.with_check()
    noted = guest.post("/using/noticed/", effect(kind=kind), follow=True)
    assert noted.redirect_chain[-1][0] == "/help/"
    assert "Noted. Please read now when to get help." in noted.content.decode()
    assert guest.person.effects.get().kind == kind
    said = guest.post("/using/back/", {"reason": "hurt"}, follow=True)
    assert said.redirect_chain[-1][0] == "/help/"
    assert "Please read when to get help." in said.content.decode()


def test_whoever_has_no_programme_has_none_to_stop(guest: Visitor) -> None:
    """A pause from then would rest the programme that they make later."""
    guest.with_check()
    for page in (guest.get("/using/stopping/"), guest.post("/using/stopping/", {"reason": "hurt"})):
        assert "Why do you stop?" not in page.content.decode()
    assert not guest.person.leavings.exists()
    assert not guest.person.pauses.exists()


def test_stopping_keeps_the_plan_says_why_and_nothing_reminds(guest: Visitor) -> None:
    guest.with_programme()
    assert 'href="/using/stopping/"' in guest.get("/programme/pause/").content.decode()
    assert guest.post("/using/stopping/").status_code == 422
    assert not guest.person.leavings.exists()
    page = guest.post("/using/stopping/", {"reason": "no-help"}, follow=True).content.decode()
    assert "Your programme rests" in page
    kept = guest.person.leavings.get()
    assert (kept.reason, kept.stopped) == ("no-help", True)
    assert guest.person.pauses.get().ends is None
    assert "data-breaks=" not in page
    with later(days=40):
        page = guest.get("/today/").content.decode()
        assert AWAY not in page
        assert "I am back" in page


def test_a_guest_who_stops_is_told_when_the_plan_goes(
    guest: Visitor, alice: Visitor, settings: object
) -> None:
    settings.GUEST_DAYS = 33  # type: ignore[attr-defined]
    guest.with_programme()
    page = guest.get("/using/stopping/").content.decode()
    assert "deleted after 33 days away" in page
    assert 'href="/account/keep/"' in page
    assert "any day" not in page
    alice.with_programme()
    page = alice.get("/using/stopping/").content.decode()
    assert "You can come back any day" in page
    assert "days away" not in page


def test_what_was_said_is_kept_with_their_data_and_that_is_said(guest: Visitor) -> None:
    guest.with_programme()
    for page, said in (("back", {"reason": "other"}), ("content", {"content": "4"})):
        found = guest.post(f"/using/{page}/", said, follow=True).content.decode()
        assert "Kept with your data. When it is counted, it is without your name." in found
        assert "is counted without" not in found


def test_who_stops_in_a_pause_keeps_its_first_day_and_its_reason(guest: Visitor) -> None:
    """Ill since a month: those days were rest, and afterwards the safety questions come."""
    guest.with_programme()
    began = timezone.localdate()
    ill = {"reason": "illness", "starts": str(began), "ends": str(began + dt.timedelta(days=40))}
    guest.post("/programme/pause/", ill)
    with later(days=28):
        guest.post("/using/stopping/", {"reason": "better"})
        pause = guest.person.pauses.get()
        assert (pause.starts, pause.ends, pause.reason) == (began, None, "illness")
        assert next(people_before(timezone.localdate() + dt.timedelta(days=1))).rests_since is None
    with later(days=60):
        back = guest.post("/programme/pause/", {"back": "yes"}, follow=True)
        assert "Is anything new since you were ill?" in back.content.decode()
        assert back.redirect_chain[-1][0] == "/week/signs/"


def test_who_stops_before_a_planned_pause_rests_from_today(guest: Visitor) -> None:
    guest.with_programme()
    today = timezone.localdate()
    later_on = {"reason": "holiday", "starts": str(today + dt.timedelta(days=9)), "ends": ""}
    guest.post("/programme/pause/", later_on)
    guest.post("/using/stopping/", {"reason": "better"})
    assert guest.person.pauses.get().starts == today


def test_how_content_one_is_is_asked_once_before_half_time(guest: Visitor) -> None:
    guest.with_programme()
    assert CONTENT not in guest.get("/today/").content.decode()
    Programme.objects.update(week=2)
    assert CONTENT in guest.get("/today/").content.decode()
    assert CONTENT not in guest.post("/using/content/", {"content": "4"}, follow=True).content.decode()
    guest.post("/using/content/", {"content": "1"})
    assert guest.person.satisfaction.content == 4
    Satisfaction.objects.all().delete()
    guest.post("/using/content/", {"content": "unsaid"})
    assert guest.person.satisfaction.content is None
    assert CONTENT not in guest.get("/today/").content.decode()
    Satisfaction.objects.all().delete()
    Programme.objects.update(week=4)
    assert CONTENT not in guest.get("/today/").content.decode()


def test_an_unwanted_effect_is_noted_shown_and_taken_out_again(guest: Visitor) -> None:
    guest.with_programme()
    assert 'href="/using/noticed/"' in guest.get("/progress/").content.decode()
    assert 'href="/using/noticed/"' in guest.get("/session/stopped/").content.decode()
    page = guest.post("/using/noticed/", effect(), follow=True).content.decode()
    assert "Sore muscles for days" in page
    assert "my calf &lt;b&gt;" in page
    assert "A session · Mild: I went on as usual · Nothing, it passed" in page
    noted = guest.person.effects.get()
    guest.post("/using/noticed/", {"take-back": "nonsense"})
    assert guest.person.effects.exists()
    assert (
        "Noted so far"
        not in guest.post("/using/noticed/", {"take-back": str(noted.pk)}, follow=True).content.decode()
    )
    assert not guest.person.effects.exists()


def test_nobody_takes_out_what_another_one_noted(alice: Visitor, bob: Visitor) -> None:
    alice.with_programme()
    bob.with_programme()
    alice.post("/using/noticed/", effect())
    bob.post("/using/noticed/", {"take-back": str(alice.person.effects.get().pk)})
    assert alice.person.effects.exists()
    assert "my calf" not in bob.get("/using/noticed/").content.decode()


@pytest.mark.parametrize(
    "changed", [{"kind": "fall"}, {"kind": "down-the-leg"}, {"grade": "severe"}, {"kind": "dizzy"}]
)
def test_what_may_be_a_sign_leads_to_the_signs(guest: Visitor, changed: dict[str, str]) -> None:
    guest.with_programme()
    assert guest.post("/using/noticed/", effect(**changed))["Location"] == "/week/signs/"
    assert guest.person.effects.count() == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kind": ""}, "Choose what it was."),
        ({"grade": ""}, "Choose how bad it was."),
        ({"after": "x"}, "Select a valid choice"),
        ({"on": "2001-01-01"}, "Give a day in the last year"),
        ({"on": "tomorrow"}, "Give the day as a date"),
        ({"words": "x" * 601}, "at most 600"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    guest: Visitor, changed: dict[str, str], says: str
) -> None:
    guest.with_programme()
    sent = effect(**changed)
    found = guest.post("/using/noticed/", sent)
    assert found.status_code == 422
    assert says in found.content.decode()
    assert sent["words"].replace("<b>", "&lt;b&gt;") in found.content.decode()
    assert not guest.person.effects.exists()


def test_the_database_takes_no_unknown_reason(guest: Visitor) -> None:
    guest.with_programme()
    with pytest.raises(IntegrityError), transaction.atomic():
        guest.person.leavings.create(on=timezone.localdate(), reason="bored")
    with pytest.raises(IntegrityError), transaction.atomic():
        guest.person.effects.create(**{**effect(), "grade": "awful"})


@pytest.mark.parametrize(("weeks", "months"), [(26, 6), (52, 12)])
def test_after_six_and_twelve_months_one_is_invited_and_may_say_never_again(
    guest: Visitor, weeks: int, months: int
) -> None:
    guest.with_programme()
    with later(days=7 * weeks + 20):
        page = guest.get("/progress/questions/").content.decode()
        assert f"{months} months on: how are you?" in page
        assert "Do not ask me again" in page
        assert "A few questions are waiting" in guest.get("/progress/").content.decode()
        guest.post("/using/not-again/")
        assert "Nothing to fill in now" in guest.get("/progress/questions/").content.decode()
        assert "A few questions are waiting" not in guest.get("/progress/").content.decode()


def test_to_be_left_in_peace_silences_the_follow_up_only(guest: Visitor) -> None:
    guest.with_programme()
    guest.post("/using/not-again/")
    with later(days=28):
        page = guest.get("/progress/questions/").content.decode()
        assert "Week 4: is it working?" in page
        assert "Do not ask me again" not in page


def test_all_of_it_goes_with_a_copy_and_comes_once(alice: Visitor, bob: Visitor) -> None:
    alice.with_programme()
    alice.post("/using/noticed/", effect())
    alice.post("/using/content/", {"content": "5"})
    alice.post("/using/stopping/", {"reason": "found-else"})
    alice.post("/using/not-again/")
    copy = alice.post("/data/take/").content
    page = alice.get("/data/").content.decode()
    for words in ("Why you stopped or were away", "Unwanted effects that you noted", "How content you said"):
        assert words in page
    alice.person.delete()
    assert not Satisfaction.objects.exists()
    for _ in range(2):
        bob.post("/data/bring/", {"copy": SimpleUploadedFile("copy.zip", copy)})
    assert bob.person.effects.get().words == "my calf <b>"
    assert bob.person.satisfaction.content == 5
    assert bob.person.leavings.get().reason == "found-else"
    assert NoFollowUp.objects.filter(person=bob.person).count() == 1


@pytest.mark.parametrize("address", ["/using/stopping/", "/using/noticed/"])
def test_who_is_nobody_yet_begins_at_the_start(guest: Visitor, address: str) -> None:
    assert guest.get(address)["Location"] == "/"
    for page in ("back", "content", "not-again"):
        assert guest.post(f"/using/{page}/")["Location"] == "/"


def test_the_day_of_a_reason_is_today_however_long_ago_they_left(guest: Visitor) -> None:
    guest.with_programme()
    began = timezone.localdate()
    with later(days=60):
        guest.post("/using/back/", {"reason": "other"})
        assert guest.person.leavings.get().on - began == dt.timedelta(days=60)
