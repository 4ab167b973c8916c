"""Keeping the plan: a name and a password, and the history moves exactly once."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from loadshare.care.outcomes import score_activities
from loadshare.care.response import response_of
from loadshare.knowledge import load_knowledge
from loadshare.server.accounts.keeping import KeepResult, keep_guest
from loadshare.server.audit.models import AuditEvent
from loadshare.server.progress import outcomes
from loadshare.server.progress.own import own_series
from loadshare.server.records.models import Person, SafetyLock, WeeklyReview
from tests.server.cast import PASSWORD, Visitor


def test_the_guest_becomes_the_account(guest: Visitor) -> None:
    programme = guest.with_programme()
    before = guest.person.id
    guest.name = "robin"
    assert guest.keeps_plan()["Location"] == "/today/"
    assert guest.person.id == before
    assert guest.person.programmes.get() == programme
    assert Person.objects.count() == 1
    assert "person" not in guest.client.session
    assert AuditEvent.objects.filter(event="plan-kept").count() == 1


def test_signing_in_on_another_device_finds_it(guest: Visitor) -> None:
    guest.with_programme()
    guest.name = "robin"
    guest.keeps_plan()
    other = Visitor("robin")
    assert other.signs_in()["Location"] == "/today/"
    assert "Start the session" in other.get("/today/").content.decode()


def test_a_guests_history_joins_an_older_account(alice: Visitor) -> None:
    alice.with_programme()
    alice.client.logout()
    alice.post("/check/")
    fresh = Visitor("alice")
    fresh.client = alice.client
    guest = Person.objects.get(user=None)
    fresh.name = ""
    newer = fresh.with_programme("warehouse-worker")
    fresh.name = "alice"
    fresh.signs_in()
    fresh.says_of_the_answers("keep")
    assert not Person.objects.filter(id=guest.id).exists()
    assert fresh.person.programmes.get(is_current=True) == newer
    assert fresh.person.programmes.count() == 2
    assert AuditEvent.objects.filter(event="history-moved").count() == 1


def test_it_moves_exactly_once(guest: Visitor) -> None:
    guest.with_programme()
    guest_id = guest.person.id
    user = User.objects.create_user("carol")
    assert keep_guest(user_id=user.pk, guest_id=guest_id) is KeepResult.WHOLE
    other = User.objects.create_user("dave")
    assert keep_guest(user_id=other.pk, guest_id=guest_id) is KeepResult.NOTHING
    assert Person.objects.get(id=guest_id).user == user


def test_scores_reviews_and_activities_move_along(alice: Visitor) -> None:
    alice.with_programme()
    guest = Visitor()
    stored = guest.with_programme()
    today = timezone.localdate()
    for person, value in ((alice.person, 4), (guest.person, 6)):
        person.scores.create(outcome="psfs", on=today, value=value, origin="answered")
    guest.person.scores.create(outcome="roland-morris", on=today, value=9, origin="answered")
    guest.person.activities.create(place=1, words="put on socks")
    WeeklyReview.objects.create(person=guest.person, programme=stored, on=today, pain_average=3)
    user = User.objects.get(username="alice")
    assert keep_guest(user_id=user.pk, guest_id=guest.person.id) is KeepResult.MERGED
    owner = Person.objects.get(user=user)
    assert {score.outcome: score.value for score in owner.scores.all()} == {"psfs": 6, "roland-morris": 9}
    assert owner.activities.get().words == "put on socks"
    assert owner.reviews.get().programme == stored


def test_scores_of_two_activities_are_never_one_line(alice: Visitor) -> None:
    alice.with_programme()
    today = timezone.localdate()
    guest = Visitor()
    guest.with_programme()
    rated = ((alice.person, "put on socks", 30, 2), (guest.person, "walk to the shop", 0, 9))
    for person, words, days, value in rated:
        person.activities.create(place=1, words=words)
        score = score_activities(
            ratings={words: value}, date=today - dt.timedelta(days=days), knowledge=load_knowledge()
        )
        outcomes.keep_scores(person, [score], answers={"ratings": {words: value}})
    guest.person.activities.create(place=2, words="sleep through")
    assert keep_guest(user_id=alice.person.user_id, guest_id=guest.person.id) is KeepResult.MERGED
    scores = outcomes.scores_of(alice.person)
    assert response_of(scores=scores, knowledge=load_knowledge()).doing is None
    drawn = [
        series
        for series in own_series(alice.person, scores=scores, checks=(), today=today)
        if series.id.startswith("psfs")
    ]
    assert [[point.value for line in series.lines for point in line.points] for series in drawn] == [[9], [2]]
    assert len({series.id for series in drawn}) == 2
    assert ["Walk to the shop" in drawn[0].title, "Put on socks" in drawn[1].title] == [True, True]
    assert [activity.words for activity in alice.person.activities.all()] == ["put on socks"]


def test_a_lock_is_never_lost_by_merging(alice: Visitor) -> None:
    alice.with_emergency()
    guest = Visitor()
    guest.with_check(legs_both_new="yes")
    user = User.objects.get(username="alice")
    assert keep_guest(user_id=user.pk, guest_id=guest.person.id) is KeepResult.MERGED
    assert SafetyLock.objects.get(checked_on=None).level == "E"


def test_a_wrong_name_and_a_wrong_password_sound_the_same(alice: Visitor) -> None:
    alice.client.logout()
    words = []
    for name in ("alice", "nobody"):
        visitor = Visitor(name)
        page = visitor.signs_in("wrong-wrong-wrong").content.decode()
        assert 'role="alert"' in page
        words.append(page[page.index('role="alert"') : page.index("</h1>")])
    assert words[0] == words[1]


def test_many_wrong_tries_are_slowed_down(alice: Visitor) -> None:
    alice.client.logout()
    visitor = Visitor("alice")
    pages = [visitor.signs_in("wrong-wrong-wrong") for _ in range(12)]
    last = pages[-1].content.decode()
    assert pages[-1].status_code == 429 or "Too many" in last


@pytest.mark.parametrize("password", ["short", "1234567890", "password1234"])
def test_a_poor_password_is_refused(guest: Visitor, password: str) -> None:
    guest.start()
    page = guest.post("/account/keep/", {"username": "robin", "password1": password}).content.decode()
    assert 'role="alert"' in page
    assert not User.objects.exists()


def test_signing_out_leaves_nothing_on_the_device(alice: Visitor) -> None:
    alice.with_programme()
    assert alice.post("/account/sign-out/")["Location"] == "/"
    assert alice.get("/programme/")["Location"] == "/"


def test_the_password_is_never_shown_again(guest: Visitor) -> None:
    guest.start()
    page = guest.post("/account/keep/", {"username": "", "password1": PASSWORD}).content.decode()
    assert PASSWORD not in page


def test_an_answer_to_the_old_cookie_signs_nobody_out(guest: Visitor) -> None:
    guest.with_programme()
    before = guest.client.cookies["loadshare"].value
    guest.name = "robin"
    guest.keeps_plan()
    assert guest.client.cookies["loadshare"].value != before
    late = Client()
    late.cookies["loadshare"] = before
    for address in ("/today/", "/offline/plan.json", "/help/"):
        assert "loadshare" not in late.get(address).cookies
    assert guest.get("/today/").status_code == 200


def test_signing_out_and_deleting_take_the_cookie_away(alice: Visitor, guest: Visitor) -> None:
    guest.with_programme()
    for response in (alice.post("/account/sign-out/"), guest.post("/data/delete/")):
        assert response.cookies["loadshare"]["max-age"] == 0
