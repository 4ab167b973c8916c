"""However often, in whatever pieces and with whatever failures it is sent, the end is the same."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import OperationalError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loadshare.server.offline import registry, taking
from loadshare.server.offline.entries import Parcel
from loadshare.server.offline.taking import EntryOutcome, take_parcel
from loadshare.server.records.models import Person
from tests.server.cast import Visitor
from tests.server.offline.parcels import Device, entry
from tests.support.clock import now

DAY = 24 * 60


@dataclass(frozen=True)
class Try:
    """One attempt to send: how many entries, which write fails, and whether the answer gets lost."""

    size: int
    fails_at: int | None
    is_answer_lost: bool


TRIES = st.lists(
    st.builds(
        Try,
        size=st.integers(1, 6),
        fails_at=st.none() | st.integers(0, 5),
        is_answer_lost=st.booleans(),
    ),
    max_size=8,
)


@pytest.fixture
def device(guest: Visitor) -> Device:
    guest.with_programme()
    return Device(guest)


@pytest.fixture
def done(device: Device) -> list[dict[str, Any]]:
    """A week of somebody without a connection, one of it refused."""
    first, second = device.session(minutes_ago=4 * DAY, pain_after="8"), device.session(minutes_ago=2 * DAY)
    return [
        entry("pain", minutes_ago=5 * DAY, pain="6"),
        first,
        entry("settled", minutes_ago=3 * DAY, settled="no", session=first["body"]["client_id"]),
        entry("pain", minutes_ago=3 * DAY, pain="12"),
        second,
        entry("pain", minutes_ago=2 * DAY, pain="3"),
        entry("pain", minutes_ago=DAY, pain="2"),
    ]


def parcel(device: Device, entries: list[dict[str, Any]]) -> Parcel:
    return Parcel.model_validate({"person": device.name, "sent_at": now(), "entries": entries})


def state_of(person: Person) -> Any:
    person = Person.objects.get(pk=person.pk)
    return (
        list(person.pain_entries.values_list("on", "pain")),
        [
            (
                log.client_id,
                log.on,
                log.settled,
                log.pain_before,
                list(log.items.values_list("outcome", "spread")),
            )
            for log in person.sessions.all()
        ],
        [programme.content for programme in person.programmes.all()],
        list(person.receipts.values_list("entry", "kind", "is_kept", "words")),
    )


def send_until_answered(
    person: Person, device: Device, entries: list[dict[str, Any]], tries: list[Try]
) -> None:
    """The device's rule: an entry leaves only after its answer; then everything once more without trouble."""
    waiting = list(entries)
    for attempt in tries:
        batch = waiting[: attempt.size]
        with pytest.MonkeyPatch.context() as patch:
            _fail_at(patch, attempt.fails_at)
            answers = take_parcel(person, parcel(device, batch), now=now())
        if not attempt.is_answer_lost:
            settled = [answer for answer in answers if answer.outcome is not EntryOutcome.LATER]
            waiting = waiting[len(settled) :]
    take_parcel(person, parcel(device, waiting), now=now())


def _fail_at(patch: pytest.MonkeyPatch, place: int | None) -> None:
    """The write of this place is done and then undone by a failing database."""
    count = iter(range(1000))

    def keeper_of(kind: str) -> Any:
        keep = registry.keeper_of(kind)

        def keep_or_fail(person: Person, what: Any) -> Any:
            kept = keep(person, what)  # type: ignore[misc]
            if next(count) == place:
                raise OperationalError("the server went away")
            return kept

        return keep_or_fail

    patch.setattr(taking, "keeper_of", keeper_of)


def outcome_of(device: Device, entries: list[dict[str, Any]], tries: list[Try]) -> Any:
    person = device.visitor.person
    with transaction.atomic():
        send_until_answered(person, device, entries, tries)
        state = state_of(person)
        transaction.set_rollback(True)
    return state


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(tries=TRIES)
def test_every_way_of_sending_ends_the_same(
    device: Device, done: list[dict[str, Any]], tries: list[Try]
) -> None:
    straight = outcome_of(device, done, [])
    assert len(straight[3]) == len(done)
    assert outcome_of(device, done, tries) == straight


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(order=st.permutations(range(4)), twice=st.booleans())
def test_pain_does_not_depend_on_the_order_of_arrival(device: Device, order: list[int], twice: bool) -> None:
    """Two devices of one person know nothing of each other."""
    taps = [entry("pain", minutes_ago=ago, pain=str(value)) for value, ago in enumerate((9, 7, 5, 3))]
    sent = [taps[place] for place in order] * (2 if twice else 1)
    person = device.visitor.person
    with transaction.atomic():
        for tap in sent:
            take_parcel(person, parcel(device, [tap]), now=now())
        kept = dict(person.pain_entries.values_list("on", "pain"))
        transaction.set_rollback(True)
    assert max(kept.items())[1] == 3
