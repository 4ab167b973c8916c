"""That a message waits is told on a closed page: asked for, once, and without a word about what it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from loadshare.server.breaks.models import PushDevice
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
