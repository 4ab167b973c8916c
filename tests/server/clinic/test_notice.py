"""That a message waits is told on a closed page: asked for, once, and without a word about what it says."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from loadshare.server.breaks.models import PushDevice
from loadshare.server.breaks.notices import MOST_TRIES, ON_ITS_WAY, claimed_to_tell
from loadshare.server.breaks.push import MESSAGE_TOPIC, Sender, send_due
from tests.server.breaks.test_push import make_sender
from tests.server.cast import Visitor
from tests.server.clinic.practice import page_of, practitioner, shares, text_of
from tests.support.push_service import PushService, running_push_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Iterator[PushService]:
    with running_push_service() as running:
        yield running


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    return make_sender(tmp_path)


def sent(sender: Sender) -> int:
    return send_due(now=timezone.now(), sender=sender).sent


def test_a_message_is_told_once_and_only_where_that_was_asked_for(
    alice: Visitor, service: PushService, sender: Sender
) -> None:
    mary = practitioner("mary")
    shares(alice, mary)
    browser = service.browser("a")
    assert "let this browser nudge you first" in text_of(alice, "/sharing/")
    PushDevice.objects.create(
        person=alice.person, endpoint=browser.endpoint, **browser.subscription()["keys"]
    )
    mary.post(f"{page_of(alice)}messages/", {"text": "Your knee looks better"})
    assert sent(sender) == 0, "nobody asked for it"
    alice.post("/sharing/notice/", {"tell": "yes"})
    assert sent(sender) == 0, "what waits already is no news"
    mary.post(f"{page_of(alice)}messages/", {"text": "And your hip"})
    assert sent(sender) == 1
    assert sent(sender) == 0
    (arrived,) = service.arrived
    assert arrived.headers["topic"] == MESSAGE_TOPIC
    assert browser.read(arrived) == {
        "kind": "message",
        "person": "",
        "title": "A message is waiting",
        "body": "",
    }
    alice.post("/sharing/notice/", {"tell": "no"})
    mary.post(f"{page_of(alice)}messages/", {"text": "And your back"})
    assert sent(sender) == 0


def test_where_a_service_is_away_it_is_told_again_until_it_was_read(
    alice: Visitor, service: PushService, sender: Sender
) -> None:
    mary = practitioner("mary")
    row = shares(alice, mary)
    browser = service.browser("a")
    PushDevice.objects.create(
        person=alice.person, endpoint=browser.endpoint, **browser.subscription()["keys"]
    )
    alice.post("/sharing/notice/", {"tell": "yes"})
    service.answers["/a"] = 503
    mary.post(f"{page_of(alice)}messages/", {"text": "Come in on Monday"})
    now = timezone.now()

    def tries(after: dt.timedelta) -> int:
        before = len(service.arrived)
        send_due(now=now + after, sender=sender)
        return len(service.arrived) - before

    minute = dt.timedelta(minutes=1)
    assert tries(dt.timedelta()) == 1
    assert tries(minute / 2) == 0, "not at once"
    assert tries(2 * minute) == 1
    assert tries(3 * minute) == 0, "twice as long each time"
    service.answers.clear()
    assert tries(6 * minute) == 1
    assert tries(60 * minute) == 0, "told"
    service.answers["/a"] = 429
    mary.post(f"{page_of(alice)}messages/", {"text": "Or on Tuesday"})
    now = timezone.now()
    days = [dt.timedelta(hours=3 * number) for number in range(12)]
    assert [tries(one) for one in days] == [1] * MOST_TRIES + [0] * 4, "it is given up"
    mary.post(f"{page_of(alice)}messages/", {"text": "Or on Friday"})
    now = timezone.now()
    assert tries(dt.timedelta()) == 1, "another message is news"
    alice.get(f"/sharing/{row.pk}/messages/")
    assert not PushDevice.objects.filter(tell_again_at=None).exists()
    assert tries(dt.timedelta(hours=1)) == 0, "it was read"


def test_what_a_killed_round_had_claimed_is_told_by_the_next(
    alice: Visitor, service: PushService, sender: Sender
) -> None:
    mary = practitioner("mary")
    shares(alice, mary)
    browser = service.browser("a")
    PushDevice.objects.create(
        person=alice.person, endpoint=browser.endpoint, **browser.subscription()["keys"]
    )
    alice.post("/sharing/notice/", {"tell": "yes"})
    mary.post(f"{page_of(alice)}messages/", {"text": "Come in on Monday"})
    now = timezone.now()
    assert len(claimed_to_tell(now)) == 1
    assert claimed_to_tell(now) == [], "the other round has it"
    assert send_due(now=now + ON_ITS_WAY, sender=sender).sent == 1
    assert send_due(now=now + 2 * ON_ITS_WAY, sender=sender).sent == 0


def test_no_message_is_told_while_help_comes_first_or_after_the_end(
    alice: Visitor, service: PushService, sender: Sender
) -> None:
    mary = practitioner("mary")
    row = shares(alice, mary)
    browser = service.browser("a")
    PushDevice.objects.create(
        person=alice.person, endpoint=browser.endpoint, **browser.subscription()["keys"]
    )
    alice.post("/sharing/notice/", {"tell": "yes"})
    mary.post(f"{page_of(alice)}messages/", {"text": "Come in on Monday"})
    alice.with_emergency()
    assert sent(sender) == 0
    alice.person.locks.update(checked_on=timezone.localdate())
    alice.with_check()
    alice.post(f"/sharing/{row.pk}/stop/")
    assert sent(sender) == 0
