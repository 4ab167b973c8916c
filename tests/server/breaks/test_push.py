"""Nudges on closed pages: asked for, sealed, without a word about health, and at most once each."""

import base64
import datetime as dt
import json
import stat
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st
from py_vapid import Vapid
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from loadshare.server.audit.models import AuditEvent
from loadshare.server.breaks import log
from loadshare.server.breaks.models import BreakPlan, PushDevice
from loadshare.server.breaks.push import ON_ITS_WAY, TOPIC, Round, Sender, _claimed, _StayingSession, send_due
from loadshare.server.breaks.push_address import AddressRule, PushAddressError, as_called
from loadshare.server.breaks.push_keys import private_key, public_key, push_key_path
from loadshare.server.check import checking, locks
from loadshare.server.offline.models import Receipt
from loadshare.server.offline.naming import device_name
from loadshare.server.offline.taking import open_stops
from tests.server.breaks.test_breaks import MINUTE, MONDAY, every, say
from tests.server.cast import SADDLE, Visitor, example_answers, number_of
from tests.server.front.test_pages import NEVER
from tests.support.clock import Clock
from tests.support.push_service import Browser, PushService, running_push_service

GOOD = "https://fcm.googleapis.com/fcm/send/abc"
pytestmark = pytest.mark.stands_at(MONDAY)


@pytest.fixture
def service() -> Iterator[PushService]:
    with running_push_service() as running:
        yield running


@pytest.fixture
def sender(service: PushService, tmp_path: Path) -> Sender:  # noqa: ARG001
    return make_sender(tmp_path)


def make_sender(folder: Path) -> Sender:
    here = AddressRule(services=("127.0.0.1",), scheme="http", ports=AnyPort(), is_public=False)
    return Sender(folder=folder, contact="mailto:somebody@example.org", rule=here, clock=lambda: MONDAY)


class AnyPort(frozenset[int | None]):
    def __contains__(self, _port: object) -> bool:
        return True


def sitting(visitor: Visitor, browser: Browser) -> dt.datetime:
    """Somebody at their desk with a browser that asked for nudges; the instant of the next."""
    if not visitor.client.session.get("person"):
        visitor.with_programme()
    keys = browser.subscription()["keys"]
    PushDevice.objects.create(person=visitor.person, endpoint=browser.endpoint, **keys)
    say(visitor, "back")
    due = BreakPlan.objects.get(person=visitor.person).due_at
    assert due is not None
    return due


def send(visitor: Visitor, address: str, body: object = None, origin: str = "http://testserver") -> Any:
    return visitor.client.post(
        address, body if body is not None else {}, content_type="application/json", headers={"Origin": origin}
    )


def test_nothing_is_sent_before_it_is_due(
    guest: Visitor, service: PushService, sender: Sender, clock: Clock
) -> None:
    due = sitting(guest, service.browser("a"))
    clock.move_to(due - dt.timedelta(seconds=1))
    assert send_due(now=due - dt.timedelta(seconds=1), sender=sender).sent == 0
    assert service.arrived == []


def test_a_nudge_arrives_sealed_signed_and_says_nothing_about_health(
    guest: Visitor, service: PushService, sender: Sender, tmp_path: Path
) -> None:
    browser = service.browser("a")
    due = sitting(guest, browser)
    assert send_due(now=due + MINUTE, sender=sender).sent == 1
    (message,) = service.arrived
    assert b"move" not in message.body
    said = browser.read(message)
    assert said["title"] == "Time to move"
    assert said["person"] == device_name(guest.person.id)
    assert [word for word in (*NEVER, "back", "hip", "pain") if word in json.dumps(said).lower()] == []
    assert (message.headers["topic"], message.headers["ttl"]) == (TOPIC, str(14 * 60))
    assert message.headers["content-encoding"] == "aes128gcm"
    assert Vapid.verify(message.headers["authorization"])
    assert f"k={public_key(tmp_path)}" in message.headers["authorization"]


def test_every_device_gets_it_once_however_often_one_looks(
    guest: Visitor, service: PushService, tmp_path: Path
) -> None:
    due = sitting(guest, service.browser("a"))
    sitting(guest, service.browser("b"))
    due = BreakPlan.objects.get().due_at or due
    for turn in range(4):  # each time as after a restart
        send_due(now=due + turn * MINUTE, sender=make_sender(tmp_path))
    assert sorted(message.path for message in service.arrived) == ["/a", "/b"]


def test_after_it_was_answered_or_has_lapsed_nothing_is_sent(
    guest: Visitor, service: PushService, sender: Sender, clock: Clock
) -> None:
    due = sitting(guest, service.browser("a"))
    assert send_due(now=due + 15 * MINUTE, sender=sender).sent == 0
    clock.move_to(due)
    say(guest, "moved")
    assert send_due(now=due + MINUTE, sender=sender).sent == 0
    assert service.arrived == []


def test_a_nudge_without_an_answer_is_the_last(
    guest: Visitor, service: PushService, sender: Sender, clock: Clock
) -> None:
    due = sitting(guest, service.browser("a"))
    for minute in range(0, 300, 3):
        clock.move_to(due + minute * MINUTE)
        send_due(now=due + minute * MINUTE, sender=sender)
    assert len(service.arrived) == 1


def test_later_makes_a_new_nudge_that_is_sent_again(
    guest: Visitor, service: PushService, sender: Sender, clock: Clock
) -> None:
    due = sitting(guest, service.browser("a"))
    send_due(now=due, sender=sender)
    clock.move_to(due + MINUTE)
    say(guest, "later")
    send_due(now=due + 10 * MINUTE, sender=sender)
    assert len(service.arrived) == 1
    assert send_due(now=due + 11 * MINUTE, sender=sender).sent == 1


def test_while_somebody_should_look_first_nothing_is_sent(
    guest: Visitor, service: PushService, sender: Sender, clock: Clock
) -> None:
    due = sitting(guest, service.browser("a"))
    clock.shift(MINUTE)
    guest.start()
    guest.post(f"/check/{number_of('emergency-nerves')}/", SADDLE)
    assert send_due(now=due, sender=sender).sent == 0
    assert service.arrived == []


def test_a_round_asks_the_database_as_often_for_many_people_as_for_one(
    service: PushService,
    sender: Sender,
    db: None,  # noqa: ARG001
) -> None:
    """It asked four times for each, one of them for a whole result that had been left out on purpose."""

    def people_due(names: str) -> dt.datetime:
        for place, name in enumerate(names):
            visitor = Visitor()
            due = sitting(visitor, service.browser(name))
            if place % 3 == 1:
                PushDevice.objects.create(
                    person=visitor.person,
                    endpoint=f"{service.browser(name).endpoint}-2",
                    p256dh="x",
                    auth="y",
                )
            if place % 3 == 2:
                visitor.post("/check/")
        return due

    asked: list[int] = []
    for names in ("a", "bcdefgh"):
        due = people_due(names)
        with CaptureQueriesContext(connection) as queries:
            done = send_due(now=due, sender=sender)
        assert done.sent >= len(names)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


@pytest.mark.parametrize(
    "how", ["calm", "E", "S", "none at all", "locked", "half a check", "a stop", "nothing"]
)
def test_many_are_asked_about_as_one_is(guest: Visitor, how: str) -> None:
    """Whether the programme of somebody is shut is one rule, for a page and for a round of nudges."""
    other = Visitor()
    other.with_check()
    guest.start()
    changes: dict[str, dict[str, Any]] = {
        "E": SADDLE,
        "S": {"legs_both_new": "yes"},
        "none at all": {"age": 16},
    }
    if how in ("half a check", "nothing"):
        run = guest.person.checks.get()
        run.answers = example_answers("desk-worker", legs_both_new="yes") if how == "half a check" else {}
        run.save()
    else:
        guest.with_check(**changes.get(how, {}))
    if how == "locked":
        guest.person.locks.create(level="S", check_run=guest.person.checks.get())
    if how == "a stop":
        Receipt.objects.create(
            person=guest.person, entry=uuid.uuid4(), kind="session", made_at=MONDAY, is_kept=True,
            stop="chest-pain", is_stop_open=True,
        )  # fmt: skip
    person = guest.person
    expected = locks.is_shut(person, checking.last_check_of(person)) or bool(open_stops(person))
    assert expected is (how not in ("calm", "nothing"))
    both = [person.pk, other.person.pk]
    assert log.shut_among(both) == ({person.pk} if expected else frozenset())


@pytest.mark.parametrize(
    ("status", "stays"), [(201, True), (404, False), (410, False), (429, True), (500, True)]
)
def test_a_device_that_is_gone_is_forgotten(
    guest: Visitor, service: PushService, sender: Sender, status: int, stays: bool
) -> None:
    service.answers["/a"] = status
    due = sitting(guest, service.browser("a"))
    done = send_due(now=due, sender=sender)
    assert done.sent + done.gone + done.failed == 1
    assert PushDevice.objects.exists() is stays
    assert AuditEvent.objects.filter(event="push-ended").exists() is not stays


def test_a_service_that_answers_with_another_address_is_not_followed(
    guest: Visitor, service: PushService, sender: Sender
) -> None:
    service.answers["/a"] = 307
    due = sitting(guest, service.browser("a"))
    assert send_due(now=due, sender=sender).failed == 1
    assert [message.path for message in service.arrived] == ["/a"]


def test_a_service_that_is_not_there_costs_one_nudge_and_no_error(
    guest: Visitor, sender: Sender, service: PushService
) -> None:
    browser = Browser(endpoint="http://127.0.0.1:9/gone")
    due = sitting(guest, browser)
    sitting(guest, service.browser("b"))
    due = BreakPlan.objects.get().due_at or due
    done = send_due(now=due, sender=sender)
    assert (done.failed, done.sent) == (1, 1)


@pytest.mark.parametrize(("status", "again"), [(503, True), (429, True), (400, False), (403, False)])
def test_where_a_service_is_away_it_is_tried_again_while_the_nudge_stands(
    guest: Visitor, service: PushService, sender: Sender, status: int, again: bool
) -> None:
    service.answers["/a"] = status
    due = sitting(guest, service.browser("a"))
    for seconds in (0, 30, 59, 61, 90):
        send_due(now=due + dt.timedelta(seconds=seconds), sender=sender)
    assert len(service.arrived) == (2 if again else 1)
    service.answers.clear()
    send_due(now=due + 3 * MINUTE, sender=sender)
    send_due(now=due + 5 * MINUTE, sender=sender)
    assert len(service.arrived) == (3 if again else 1)
    service.answers["/a"] = status
    send_due(now=due + 16 * MINUTE, sender=sender)
    assert len(service.arrived) == (3 if again else 1), "it stands no more"


def test_what_a_killed_round_had_claimed_is_sent_by_the_next_and_no_sooner(
    guest: Visitor, service: PushService, sender: Sender
) -> None:
    due = sitting(guest, service.browser("a"))
    assert len(_claimed(due, uuid.uuid4())) == 1  # and then somebody pulls the plug
    assert send_due(now=due + ON_ITS_WAY - dt.timedelta(seconds=1), sender=sender) == Round()
    assert send_due(now=due + ON_ITS_WAY, sender=sender).sent == 1
    assert send_due(now=due + 2 * ON_ITS_WAY, sender=sender) == Round()


@pytest.mark.django_db(transaction=True)
def test_two_runners_at_once_send_it_once(service: PushService, tmp_path: Path) -> None:
    guest = Visitor()
    guest.with_programme()
    for name in "abcdef":
        due = sitting(guest, service.browser(name))
    private_key(tmp_path)
    ready = threading.Barrier(3)

    def run() -> None:
        sender = make_sender(tmp_path)
        ready.wait()
        send_due(now=due + MINUTE, sender=sender)
        close_old_connections()
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(message.path for message in service.arrived) == [f"/{name}" for name in "abcdef"]


def test_the_key_is_made_on_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    assert not push_key_path(tmp_path).exists()
    first = private_key(tmp_path)
    again = private_key(tmp_path)
    assert first.private_numbers() == again.private_numbers()
    if sys.platform != "win32":
        assert stat.S_IMODE(push_key_path(tmp_path).stat().st_mode) == 0o600
    point = base64.urlsafe_b64decode(public_key(tmp_path) + "=")
    assert (len(point), point[0]) == (65, 4)


def test_a_browser_is_kept_when_somebody_allows_it_and_forgotten_when_they_end_it(guest: Visitor) -> None:
    guest.with_programme()
    key = send(guest, "/breaks/push/key/").json()["key"]
    assert key == public_key(settings.DATA_FOLDER)
    browser = Browser(endpoint=GOOD)
    for _ in range(2):
        assert send(guest, "/breaks/push/allow/", browser.subscription()).status_code == 204
    device = PushDevice.objects.get()
    assert (device.person, device.endpoint) == (guest.person, GOOD)
    assert "1 device is nudged" in guest.get("/breaks/").content.decode()
    guest.post("/breaks/push/end/")
    assert not PushDevice.objects.exists()
    assert list(AuditEvent.objects.order_by("id").values_list("event", flat=True))[-2:] == [
        "push-allowed",
        "push-ended",
    ]


def test_a_browser_belongs_to_whoever_uses_it_now(alice: Visitor, bob: Visitor) -> None:
    browser = Browser(endpoint=GOOD)
    for visitor in (alice, bob):
        visitor.with_programme()
        send(visitor, "/breaks/push/allow/", browser.subscription())
    assert PushDevice.objects.get().person == bob.person


def test_a_person_has_at_most_ten_devices(guest: Visitor) -> None:
    guest.with_programme()
    for place in range(13):
        send(guest, "/breaks/push/allow/", Browser(endpoint=f"{GOOD}{place}").subscription())
    kept = set(PushDevice.objects.values_list("endpoint", flat=True))
    assert kept == {f"{GOOD}{place}" for place in range(3, 13)}


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "", "http://testserver.example"])
def test_only_our_own_pages_and_only_people_may_allow(guest: Visitor, origin: str) -> None:
    body = Browser(endpoint=GOOD).subscription()
    assert send(guest, "/breaks/push/allow/", body).status_code == 404
    guest.with_programme()
    assert send(guest, "/breaks/push/allow/", body, origin=origin).status_code == 403
    assert send(guest, "/breaks/push/key/", origin=origin).status_code == 403
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize("body", [[], "x", {"endpoint": "m" * 5000}])
def test_a_message_that_is_none_is_refused(guest: Visitor, body: Any) -> None:
    guest.with_programme()
    assert send(guest, "/breaks/push/allow/", body).status_code == 400
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "https://elsewhere.example/push"},
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": None},
        {"keys": {"p256dh": "short", "auth": "short"}},
        {"keys": "no"},
        {"keys": {}},
    ],
)
def test_what_is_no_browser_is_refused(guest: Visitor, changes: dict[str, Any]) -> None:
    guest.with_programme()
    body = {**Browser(endpoint=GOOD).subscription(), **changes}
    assert send(guest, "/breaks/push/allow/", body).status_code == 400
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        GOOD, "https://updates.push.services.mozilla.com/wpush/v2/x", "https://web.push.apple.com/Q",
        "https://wns2-par02p.notify.windows.com/w/?token=x", "https://fcm.googleapis.com:443/x",
    ],
)  # fmt: skip
def test_the_services_of_browsers_are_known(address: str) -> None:
    AddressRule().check(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.example/", "https://evilpush.apple.com.x/",
        "https://xfcm.googleapis.com/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "",
        "https://user:word@fcm.googleapis.com/", "https://fcm.googleapis.com:8443/", "ftp://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:99999999/", "https://169.254.169.254/latest", "//fcm.googleapis.com/x",
        "data:,x", "https://127.0.0.1\\@fcm.googleapis.com/x", "https://evil.example\\.push.apple.com/x",
        "https://fcm.googleapis.com\\@evil.example/", "https://evil.example#@fcm.googleapis.com/",
        "https://evil.example?@fcm.googleapis.com", "https://fcm.googleapis.com:443@evil.example/",
        "https://fcm.google\tapis.com/x", "https://fcm.googleapis.com/\nx", " https://fcm.googleapis.com/x",
        "https://fcm.googleapis.com./x", "https://evil.example%5c.push.apple.com/", "https://*.push.apple.com/",
        "https://ｆcm.googleapis.com/x", "https://faß.push.apple.com/x", "https://.push.apple.com/x",
        "https://[::ffff:127.0.0.1]/x", "https://2130706433/x", "https:///fcm.googleapis.com/x",
    ],
)  # fmt: skip
def test_every_other_address_is_refused(address: str) -> None:
    with pytest.raises(PushAddressError):
        AddressRule().check(address)


@given(st.text())
def test_no_text_at_all_is_taken_for_a_service_or_breaks_the_rule(text: str) -> None:
    for address in (text, f"https://{text}/"):
        with pytest.raises(PushAddressError):
            AddressRule(services=("push.example",)).check(address)


PIECES = st.sampled_from(
    [*"\\/@#?:.%[]\t\r\n ,;&=*", "https:", "http:", "//", "fcm.googleapis.com", ".push.apple.com",
     "127.0.0.1", "evil.example", ":443", ":8080", "[::1]", "%5c", "%40", "%2f", "%00",
     "／", "。", "＠", "ß", "ｅ", "\u00ad", "x"]
)  # fmt: skip


class Noting(HTTPAdapter):
    """Notes where the client would connect to, and connects to nothing."""

    def send(self, request: PreparedRequest, *_args: Any, **_kwargs: Any) -> Response:  # type: ignore[override]
        self.called = self.build_connection_pool_key_attributes(request, True)[0]
        answer = Response()
        answer.status_code = 201
        return answer


@given(st.lists(PIECES, max_size=6).map("".join), st.lists(PIECES, max_size=3).map("".join))
@example("evil.example\\.push.apple.com", "/x")
def test_what_is_looked_at_is_what_is_called(place: str, rest: str) -> None:
    address = f"https://{place}{rest}"
    try:
        AddressRule().check(address)
    except PushAddressError:
        return
    session, noting = _StayingSession(), Noting()
    session.mount("https://", noting)
    session.post(address)
    assert str(noting.called["host"]).endswith(("fcm.googleapis.com", ".push.apple.com"))
    assert noting.called["scheme"] == "https"
    assert noting.called["port"] in {None, 443}
    assert as_called(address).host == noting.called["host"]


@pytest.mark.parametrize(
    "leads_to",
    [
        ["10.0.0.1"],
        ["127.0.0.1"],
        ["::1"],
        ["8.8.8.8", "192.168.1.4"],
        ["fe80::1%eth0"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
        ["2002:a00:1::"],
        [],
    ],
)
def test_a_name_that_leads_inside_is_not_called(leads_to: list[str]) -> None:
    rule = AddressRule(resolve=lambda _host: leads_to)
    with pytest.raises(PushAddressError):
        rule.check_where_it_leads(GOOD)


def test_a_public_name_is_called_and_one_that_cannot_be_found_is_not() -> None:
    AddressRule(resolve=lambda _host: ["142.250.1.1", "2a00:1450::1"]).check_where_it_leads(GOOD)

    def lost(_host: str) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(PushAddressError, match="cannot be found"):
        AddressRule(resolve=lost).check_where_it_leads(GOOD)


def test_pages_that_only_look_make_no_key(guest: Visitor, tmp_path: Path, settings: Any) -> None:
    settings.DATA_FOLDER = tmp_path
    guest.with_programme()
    guest.get("/breaks/")
    say(guest, "back")
    assert not push_key_path(tmp_path).exists()


def test_a_nudge_comes_though_the_clock_was_ahead_when_it_was_asked_for(
    guest: Visitor, service: PushService, sender: Sender, clock: Clock
) -> None:
    browser = service.browser("a")
    clock.move_to(MONDAY + dt.timedelta(days=98))
    due = sitting(guest, browser)
    assert send_due(now=due + MINUTE, sender=sender).sent == 1
    clock.move_to(MONDAY)
    sat = every(guest) * MINUTE
    assert send_due(now=MONDAY, sender=sender).sent == 0
    assert send_due(now=MONDAY + sat + MINUTE, sender=sender).sent == 1
    again = MONDAY + sat + 20 * MINUTE
    clock.move_to(again)
    say(guest, "back")
    assert send_due(now=again + sat + MINUTE, sender=sender).sent == 1, "and the next one"
    assert send_due(now=again + sat + 2 * MINUTE, sender=sender).sent == 0


def test_a_signature_of_a_clock_that_was_ahead_is_not_used_again(
    guest: Visitor, service: PushService, tmp_path: Path, clock: Clock
) -> None:
    now = MONDAY + dt.timedelta(days=98)
    rule = AddressRule(services=("127.0.0.1",), scheme="http", ports=AnyPort(), is_public=False)
    sender = Sender(folder=tmp_path, contact="mailto:somebody@example.org", rule=rule, clock=lambda: now)
    clock.move_to(now)
    due = sitting(guest, service.browser("a"))
    assert send_due(now=due, sender=sender).sent == 1
    now = MONDAY
    clock.move_to(now)
    say(guest, "back")
    assert send_due(now=MONDAY + (every(guest) + 1) * MINUTE, sender=sender).sent == 1
    tokens = (message.headers["authorization"].partition("t=")[2] for message in service.arrived)
    claims = [json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==")) for token in tokens]
    ends = [claim["exp"] - MONDAY.timestamp() for claim in claims]
    assert 0 < ends[1] <= 24 * 3600 < ends[0]
