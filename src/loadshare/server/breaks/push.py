"""Sending nudges to browsers whose page is closed: each due instant shows once on each device.

Devices are claimed with one conditional UPDATE before anything is sent, so two processes that look at the
same moment never send the same. What a process that dies has claimed and not sent is sent by another one
soon after, while the nudge stands. Where it had just been sent, the device shows one: the second has the
same topic and the same tag. What is sent says "Time to move" and nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import requests
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from py_vapid import Vapid
from pywebpush import WebPusher

from loadshare.server.audit.events import Event, record
from loadshare.server.breaks.log import CLOCK_SLACK, quiet_among, state_at
from loadshare.server.breaks.models import BreakPlan, PushDevice
from loadshare.server.breaks.notices import claimed_to_tell, settle_told
from loadshare.server.breaks.push_address import AddressRule, PushAddressError, as_called
from loadshare.server.breaks.push_keys import private_key
from loadshare.server.offline.naming import device_name

log = logging.getLogger(__name__)

TOPIC, MESSAGE_TOPIC = "loadshare-break", "loadshare-message"
"""A push service that could not deliver yet keeps only the newest message of a topic."""
MESSAGE_TTL_S = 24 * 60 * 60
TIMEOUT_S = 10
AT_ONCE = 8
TOKEN_LIVES = dt.timedelta(hours=12)
LEAST_TTL_S = 30
GONE = frozenset({404, 410})
TOO_MANY = 429
ON_ITS_WAY = dt.timedelta(seconds=40)
"""So long after a word from whoever claimed a device, another one may send: longer than one sending takes."""
SAYS_SO_EVERY_S = 5
AGAIN_AFTER = dt.timedelta(seconds=60)
"""Where a push service is away or busy."""


class Fate(Enum):
    """What became of one message."""

    SENT = "sent"
    GONE = "gone"
    FAILED = "failed"
    LATER = "later"
    """The service was away or busy: worth another try while the nudge stands."""


@dataclass(frozen=True, kw_only=True)
class PushMessage:
    """One nudge for one device, with everything needed to send it without the database."""

    device: int
    subscription: dict[str, Any]
    payload: str
    ttl_s: int
    topic: str = TOPIC


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one round did."""

    sent: int = 0
    gone: int = 0
    failed: int = 0


class Sender:
    """Sends messages to push services, signed with our key."""

    def __init__(self, *, folder: Path, contact: str, rule: AddressRule, clock: Callable[[], dt.datetime]):
        self._vapid = Vapid(private_key(folder))
        self._contact, self._rule, self._clock = contact, rule, clock
        self._session = _StayingSession()
        self._tokens: dict[str, tuple[dt.datetime, dict[str, str]]] = {}

    def send(self, message: PushMessage) -> Fate:
        """Send one message. Never raises: a nudge that fails is only a nudge."""
        endpoint = message.subscription["endpoint"]
        try:
            self._rule.check_where_it_leads(endpoint)
            headers = {**self._token(endpoint), "Topic": message.topic, "Urgency": "high"}
            pusher = WebPusher(message.subscription, requests_session=self._session)
            answer = pusher.send(message.payload, headers=headers, ttl=message.ttl_s, timeout=TIMEOUT_S)
        except (PushAddressError, requests.RequestException, ValueError) as problem:
            log.warning("a nudge could not be sent: %s", type(problem).__name__)
            return Fate.LATER if isinstance(problem, requests.RequestException) else Fate.FAILED
        status = getattr(answer, "status_code", 0)
        if status in GONE:
            return Fate.GONE
        if not 200 <= status < 300:
            log.warning("a push service answered %s", status)
            return Fate.LATER if status == TOO_MANY or status >= 500 else Fate.FAILED
        return Fate.SENT

    def _token(self, endpoint: str) -> dict[str, str]:
        """The signature for this service; one is good for half a day."""
        called = as_called(endpoint)
        audience, now = f"{called.scheme}://{called.netloc}", self._clock()
        until, headers = self._tokens.get(audience, (now, {}))
        if not TOKEN_LIVES / 2 <= until - now <= TOKEN_LIVES:  # old, or of a clock that was ahead
            until = now + TOKEN_LIVES
            claims = {"sub": self._contact, "aud": audience, "exp": int(until.timestamp())}
            headers = self._vapid.sign(claims)
            self._tokens[audience] = (until, headers)
        return headers


class _StayingSession(requests.Session):
    """Goes nowhere else when a service answers with another address, and takes no password from a file."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        return super().request(*args, **{**kwargs, "allow_redirects": False, "auth": _no_password})


def _no_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def send_due(*, now: dt.datetime, sender: Sender) -> Round:
    """Send every nudge that stands now to every device that has not had it."""
    _put_clock_right(now)
    mine = uuid.uuid4()
    messages = _claimed(now, mine)
    notices = [_notice(device) for device in claimed_to_tell(now)]
    if not messages and not notices:
        return Round()
    fates: list[Fate] = []
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        told = {pool.submit(sender.send, notice): notice.device for notice in notices}
        waiting = {pool.submit(sender.send, message): message.device for message in messages}
        while waiting:
            done, _late = wait(waiting, timeout=SAYS_SO_EVERY_S)
            at = now + dt.timedelta(seconds=time.monotonic() - began)
            fates += _settle({waiting.pop(sent): sent.result() for sent in done}, waiting, mine=mine, at=at)
    became = {device: sent.result() for sent, device in told.items()}
    fates += became.values()
    settle_told(
        over=[device for device, fate in became.items() if fate in {Fate.SENT, Fate.FAILED}],
        later=[device for device, fate in became.items() if fate is Fate.LATER],
        now=now + dt.timedelta(seconds=time.monotonic() - began),
    )
    _forget(device for device, fate in became.items() if fate is Fate.GONE)
    failed = fates.count(Fate.FAILED) + fates.count(Fate.LATER)
    return Round(sent=fates.count(Fate.SENT), gone=fates.count(Fate.GONE), failed=failed)


def _settle(
    fates: dict[int, Fate], waiting: dict[Future[Fate], int], *, mine: uuid.UUID, at: dt.datetime
) -> list[Fate]:
    """Write down what became of some, and that the others are still on their way."""

    def mark(devices: Iterable[int], until: dt.datetime | None) -> None:
        if keys := list(devices):
            PushDevice.objects.filter(pk__in=keys, claimed_by=mine).update(sending_until=until)

    def those(*wanted: Fate) -> list[int]:
        return [device for device, fate in fates.items() if fate in wanted]

    mark(those(Fate.SENT, Fate.FAILED), None)
    mark(those(Fate.LATER), at + AGAIN_AFTER)
    mark(waiting.values(), at + ON_ITS_WAY)
    _forget(those(Fate.GONE))
    return list(fates.values())


def _put_clock_right(now: dt.datetime) -> None:
    """Work out anew what was worked out by a clock that was ahead, where a device waits for it."""
    ahead = BreakPlan.objects.filter(changed_at__gt=now + CLOCK_SLACK, person__push_devices__isnull=False)
    for plan in ahead.distinct().select_related("person"):
        state_at(plan.person, plan, now=now)


def _claimed(now: dt.datetime, mine: uuid.UUID) -> list[PushMessage]:
    """The messages that this round sends; another one that looks at the same moment has its own."""
    waiting = dict(_waiting(now).values_list("pk", "person"))
    quiet = quiet_among(frozenset(waiting.values()), now=now)
    wanted = [device for device, person in waiting.items() if person not in quiet]
    if not wanted:
        return []
    # The condition stands on the row itself, so that it is looked at again after waiting for another round.
    due = Subquery(BreakPlan.objects.filter(person=OuterRef("person")).values("due_at"))
    unsent = _unsent(due, now=now)
    PushDevice.objects.filter(unsent, pk__in=wanted).update(
        sent_due=due, claimed_by=mine, sending_until=now + ON_ITS_WAY
    )
    claimed = PushDevice.objects.filter(claimed_by=mine).select_related("person__break_plan")
    return [_message(device, now=now) for device in claimed]


def _waiting(now: dt.datetime) -> QuerySet[PushDevice]:
    """Devices whose person has a nudge standing that was not sent there yet."""
    return PushDevice.objects.filter(
        person__break_plan__due_at__lte=now, person__break_plan__lapses_at__gt=now
    ).filter(_unsent(F("person__break_plan__due_at"), now=now))


def _unsent(due: F | Subquery, *, now: dt.datetime) -> Q:
    """A nudge is sent when it is due, so one that was sent later than now tells of a clock that was ahead.

    One that is on its way for too long was claimed by a process that is gone.
    """
    never = Q(sent_due=None) | Q(sent_due__lt=due) | Q(sent_due__gt=now + CLOCK_SLACK)
    return never | Q(sending_until__lte=now) | Q(sending_until__gt=now + CLOCK_SLACK + AGAIN_AFTER)


def _message(device: PushDevice, *, now: dt.datetime) -> PushMessage:
    plan: BreakPlan = device.person.break_plan
    left_s = (plan.lapses_at - now).total_seconds() if plan.lapses_at else 0
    return PushMessage(
        device=device.pk,
        subscription=_subscription(device),
        payload=json.dumps(payload_of(plan), ensure_ascii=True),
        ttl_s=max(LEAST_TTL_S, int(left_s)),
    )


def _subscription(device: PushDevice) -> dict[str, Any]:
    return {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}}


def _notice(device: PushDevice) -> PushMessage:
    """Not from whom, and not what: it may lie on a table."""
    payload = {"kind": "message", "person": "", "title": _("A message is waiting"), "body": ""}
    return PushMessage(
        device=device.pk,
        subscription=_subscription(device),
        payload=json.dumps(payload, ensure_ascii=True),
        ttl_s=MESSAGE_TTL_S,
        topic=MESSAGE_TOPIC,
    )


def payload_of(plan: BreakPlan) -> dict[str, Any]:
    """What travels through the push service: encrypted, and without a word about health all the same."""
    return {
        "person": device_name(plan.person_id),
        "title": _("Time to move"),
        "body": _("Half a minute is enough.") if plan.is_short else "",
        "short": plan.is_short,
        "start": _("Start"),
        "later": _("Later"),
        "moved": _("I just moved"),
        "tap": _("Tap to start."),
    }


def _forget(devices: Iterable[int]) -> None:
    for device in PushDevice.objects.filter(pk__in=list(devices)):
        record(Event.PUSH_ENDED, person=device.person_id)
        device.delete()
