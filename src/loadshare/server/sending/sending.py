"""Sending what a person ticked, at their press: part by part, each noted once the server says it has it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from loadshare.interop.fhir import TABLES_OF, resources_of
from loadshare.interop.fhir.parts import Owner, Resource
from loadshare.interop.fhir.questions import open_response
from loadshare.interop.fhir.scopes import KINDS_OF, ReadPart
from loadshare.interop.fhir.transaction import digest_of, transactions
from loadshare.knowledge import load_knowledge
from loadshare.server.audit.events import Event, record
from loadshare.server.belongings.leaving import copy_of
from loadshare.server.records.models import Person
from loadshare.server.sending.address import ServerRule
from loadshare.server.sending.calling import Sent, ServerAnswer, call
from loadshare.server.sending.models import ClinicServer, SentEntry
from loadshare.server.sending.sealing import SealBrokenError, unseal

PARTS = (ReadPart.ANSWERS, ReadPart.COURSE, ReadPart.PROGRAMME)
"""What can be sent. No paper: the record holds what was told in private."""
ONE_PRESS_S = 30
"""After so long no further part is begun; the next press goes on."""
BUSY_S = 120


@dataclass(frozen=True, kw_only=True)
class SentSoFar:
    """What one press did."""

    sent: int
    left: int
    problem: ServerAnswer | None = None
    is_busy: bool = False


def resources_to_send(person: Person, parts: Collection[ReadPart], *, now: dt.datetime) -> list[Resource]:
    """Who it is about, and what was ticked, without what was told in private."""
    knowledge = load_knowledge()
    kinds = ["Patient", *(kind for part in PARTS if part in parts for kind in reversed(KINDS_OF[part]))]
    copy = copy_of(person, {table for kind in kinds for table in TABLES_OF[kind]}, now=now)
    found: list[Resource] = []
    for kind in kinds:
        if kind == "QuestionnaireResponse":
            owner = Owner(started_at=copy["person"]["started_at"])
            finished = [check for check in copy["tables"]["checks"] if check["finished_at"]]
            found += [open_response(owner, check, knowledge) for check in finished]
        else:
            found += resources_of(copy, kind=kind, knowledge=knowledge, papers={})
    return found


def waiting(server: ClinicServer, resources: list[Resource]) -> int:
    """How many the server has not said it has as they are now."""
    sent = _sent(server)
    return sum(sent.get(one["id"]) != digest_of(one) for one in resources)


def send(
    server: ClinicServer, parts: Collection[ReadPart], *, now: dt.datetime, rule: ServerRule
) -> SentSoFar:
    """Send what waits, until it is done, something is in the way, or the press has lasted long enough."""
    if not _claimed(server, now):
        return SentSoFar(sent=0, left=0, is_busy=True)
    try:
        return _send(server, resources_to_send(server.person, parts, now=now), now=now, rule=rule)
    finally:
        ClinicServer.objects.filter(pk=server.pk).update(busy_since=None)


def _send(
    server: ClinicServer, resources: list[Resource], *, now: dt.datetime, rule: ServerRule
) -> SentSoFar:
    before, done = waiting(server, resources), 0
    problem: ServerAnswer | None = None
    until = time.monotonic() + ONE_PRESS_S
    try:
        token = unseal(server.sealed_token)
    except SealBrokenError:
        return SentSoFar(sent=0, left=before, problem=ServerAnswer(fate=Sent.SEAL))
    for bundle, digests in transactions(resources, sent=_sent(server)):
        if time.monotonic() > until:
            break
        answer = call(server.address, token, bundle, rule=rule)
        if answer.fate is not Sent.DONE:
            problem = answer
            break
        _note(server, digests, now)
        done += len(digests)
    if done:
        record(Event.DATA_SENT, person=server.person_id, count=done)
    return SentSoFar(sent=done, left=before - done, problem=problem)


def _claimed(server: ClinicServer, now: dt.datetime) -> bool:
    """One press at a time; one that was cut off, or dated by a clock that was ahead, holds two minutes."""
    free = Q(busy_since=None) | Q(busy_since__lt=now - dt.timedelta(seconds=BUSY_S)) | Q(busy_since__gt=now)
    return bool(ClinicServer.objects.filter(free, pk=server.pk).update(busy_since=now))


def _sent(server: ClinicServer) -> dict[str, str]:
    return {str(name): digest for name, digest in server.sent.values_list("resource", "digest")}


def _note(server: ClinicServer, digests: dict[str, str], now: dt.datetime) -> None:
    SentEntry.objects.bulk_create(
        [SentEntry(server=server, resource=name, digest=digest) for name, digest in digests.items()],
        update_conflicts=True,
        unique_fields=["server", "resource"],
        update_fields=["digest"],
    )
    ClinicServer.objects.filter(pk=server.pk).update(sent_at=now)
