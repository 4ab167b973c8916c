"""With whom somebody shares, as Consents, and what others did, as AuditEvents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loadshare.interop.fhir.parts import OWN, Owner, Resource, narrative, own_code, text_of
from loadshare.knowledge.words import words_of

words = words_of("interop")
HL7 = "http://terminology.hl7.org/CodeSystem/"


@dataclass(frozen=True, kw_only=True)
class SharedWith:
    """One yes to one practitioner."""

    id: str
    who: str
    parts: tuple[str, ...]
    since: dt.datetime
    until: dt.datetime
    """Its end, also where it was ended before its time."""
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class DoneByOthers:
    """One line of who has looked."""

    id: str
    at: dt.datetime
    event: str
    who: str
    part: str


def consent(owner: Owner, row: SharedWith) -> Resource:
    """Who may look, at what, from when to when."""
    text = words("fhir.consent", who=text_of(row.who))
    return {
        "resourceType": "Consent",
        "id": owner.id_of("Consent", row.id),
        "text": narrative(text),
        "status": "active" if row.is_open else "inactive",
        "scope": {"coding": [{"system": f"{HL7}consentscope", "code": "patient-privacy"}]},
        "category": [own_code("consent", "sharing", words("fhir.sharing"))],
        "patient": owner.subject,
        "dateTime": row.since.isoformat(),
        "performer": [owner.subject],
        "policyRule": {"text": words("fhir.policy")},
        "provision": {
            "type": "permit",
            "period": {"start": row.since.isoformat(), "end": row.until.isoformat()},
            "actor": [
                {
                    "role": {"coding": [{"system": f"{HL7}v3-ParticipationType", "code": "PRCP"}]},
                    "reference": {"display": text_of(row.who)},
                }
            ],
            "code": [own_code("shared-part", part, part) for part in row.parts],
        },
    }


def audit_event(owner: Owner, row: DoneByOthers) -> Resource:
    """That somebody looked, or changed something: who, when, at which part."""
    return {
        "resourceType": "AuditEvent",
        "id": owner.id_of("AuditEvent", row.id),
        "text": narrative(f"{row.event}: {row.part or '-'}, {row.who}"),
        "type": {"system": f"{OWN}event", "code": row.event, "display": row.event},
        "action": "R" if row.event == "person-viewed" else "E",
        "recorded": row.at.isoformat(),
        "outcome": "0",
        "agent": [{"who": {"display": text_of(row.who)}, "requestor": True}],
        "source": {"observer": {"display": "Loadshare"}},
        "entity": [{"what": owner.subject, **({"name": row.part} if row.part else {})}],
    }


def sharing_of(
    owner: Owner, sharings: Sequence[SharedWith], done: Sequence[DoneByOthers]
) -> Iterator[Resource]:
    """All of both."""
    yield from (consent(owner, row) for row in sharings)
    yield from (audit_event(owner, row) for row in done)
