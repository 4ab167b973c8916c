"""Keeping a measurement once, and letting the rules know of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Length

from loadshare.care.answers import AnswersError
from loadshare.knowledge.safety import HELP_FIRST
from loadshare.server.audit.events import Event, record
from loadshare.server.belongings.storage import GUEST_MEASUREMENTS, GUEST_RECORDED_BYTES
from loadshare.server.check import checking, locks
from loadshare.server.measure.offering import offer_for
from loadshare.server.measurements.models import Measurement
from loadshare.server.measurements.newest import newest_values
from loadshare.server.measurements.recordings import pack
from loadshare.server.programme import planning
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person


@dataclass(frozen=True, kw_only=True)
class CheckedMeasurement:
    """One measurement as it comes from a page, checked."""

    client_id: uuid.UUID
    test: str
    side: str
    taken_at: dt.datetime
    method: Measurement.Method
    figures: Mapping[str, Mapping[str, Any]]
    choices: Mapping[str, str] = field(default_factory=dict)
    verdict: Measurement.Verdict = Measurement.Verdict.FAIR
    concerns: Sequence[str] = ()
    pain: int | None = None
    stopped_by_pain: bool = False
    trials_agree: bool = True
    device: str = ""
    recordings: Sequence[Mapping[str, Any]] = ()


class KeepReply(StrEnum):
    """What the rules made of a new measurement."""

    NOTHING = "nothing"
    RESULT = "result"
    """What the answers fit was worked out anew."""
    HELP = "help"
    """Something should be looked at first."""


class GuestFullError(ValueError):
    """As much as is kept without an account is kept already."""


@transaction.atomic
def keep_measurement(person: Person, taken: CheckedMeasurement) -> tuple[Measurement, bool]:
    """Keep it; the flag says whether it was new. Sending the same again changes nothing.

    Raises `RecordingTooLargeError` and `GuestFullError`.
    """
    fields = _fields(taken)
    if person.is_guest and not person.measurements.filter(client_id=taken.client_id).exists():
        _check_room(person, fields["recording"])
    row, is_new = person.measurements.get_or_create(client_id=taken.client_id, defaults=fields)
    if is_new:
        record(Event.MEASUREMENT_KEPT, person=person.id)
    return row, is_new


def _check_room(person: Person, recording: bytes | None) -> None:
    """Whoever comes by can be anybody, any number of times. Raises `GuestFullError`."""
    here = person.measurements.aggregate(rows=Count("pk"), held=Sum(Length("recording")))
    held = (here["held"] or 0) + len(recording or b"")
    if here["rows"] >= GUEST_MEASUREMENTS or (recording and held > GUEST_RECORDED_BYTES):
        raise GuestFullError


def as_row(taken: CheckedMeasurement) -> Measurement:
    """The row it would be; nothing is kept."""
    return Measurement(client_id=taken.client_id, **_fields(taken))


def _fields(taken: CheckedMeasurement) -> dict[str, Any]:
    return {
        "test": taken.test,
        "side": taken.side,
        "taken_at": taken.taken_at,
        "method": taken.method,
        "figures": {name: dict(figure) for name, figure in taken.figures.items()},
        "choices": dict(taken.choices),
        "verdict": taken.verdict,
        "concerns": list(taken.concerns),
        "pain": taken.pain,
        "stopped_by_pain": taken.stopped_by_pain,
        "trials_agree": taken.trials_agree,
        "device": taken.device,
        "recording": pack(taken.recordings),
    }


def tell_care(person: Person, test: str, *, today: dt.date) -> KeepReply:
    """Give the newest numbers of `test` to the check that is open and to the newest result.

    Safety comes first: nothing is given where the test is not for this person, and a result is worked out
    anew only when its safety level does not become a calmer one.
    """
    with held(person.pk):
        values = newest_values(person, tests=frozenset({test})).get(test)
        if values is None or test not in offer_for(person, today=today).tests:
            return KeepReply.NOTHING
        told = KeepReply.NOTHING
        last = checking.last_check_of(person)
        try:
            if last is not None and checking.learn_measurement(last, test, values):
                told = KeepReply.RESULT
                if last.level not in HELP_FIRST:
                    planning.bring_within(person)
            running = checking.open_check_of(person)
            if running is not None:
                checking.keep_measurement(running, test, values)
        except AnswersError:
            return told
        return KeepReply.HELP if locks.is_shut(person, checking.last_check_of(person)) else told
