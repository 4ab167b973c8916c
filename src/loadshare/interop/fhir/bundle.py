"""A person's copy as one collection Bundle of FHIR 4.0.1, every resource shaped as it also is in R4B.

The copy itself travels inside, as a document: what FHIR has no place for comes back without loss.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from loadshare.care.doses import describe_dose
from loadshare.care.programme_types import Stage, look_back_on
from loadshare.interop.fhir.observations import observations
from loadshare.interop.fhir.parts import COPY, OWN, Owner, Resource, narrative, own_code, reference, text_of
from loadshare.interop.fhir.questions import questionnaire, response
from loadshare.interop.fhir.sharing import DoneByOthers, SharedWith, sharing_of
from loadshare.knowledge import Knowledge
from loadshare.knowledge.exercise import Dose
from loadshare.knowledge.words import words_of

Copy = Mapping[str, Any]
words = words_of("interop")
TABLES_OF: Mapping[str, tuple[str, ...]] = {
    "Patient": (),
    "Questionnaire": (),
    "QuestionnaireResponse": ("checks",),
    "Observation": ("pain", "scores", "measurements", "sessions", "session_items"),
    "Goal": ("activities",),
    "CarePlan": ("activities", "programmes"),
    "DocumentReference": (),
}
"""What of a copy each kind is made of; the copy itself and who made it go with a whole Bundle only."""


def bundle_of(
    copy: Copy,
    *,
    knowledge: Knowledge,
    papers: Mapping[str, bytes] | None = None,
    sharings: Sequence[SharedWith] = (),
    done: Sequence[DoneByOthers] = (),
) -> dict[str, Any]:
    """The Bundle of a copy in the form of `my-data.schema.json`; `papers` are PDFs by the name of their file.
    With whom the person shares, and what others have `done`, is told here; it comes in nowhere.

    Ids follow from the person and from what a resource is about, so a second export updates the first.
    """
    owner = Owner(started_at=copy["person"]["started_at"])
    resources = [*_resources(owner, copy, knowledge, papers or {}), *sharing_of(owner, sharings, done)]
    return bundle_around(copy, resources)


def bundle_around(copy: Copy, resources: Iterable[Resource], *, name: str = "") -> dict[str, Any]:
    """One collection of the person and the time of the copy; `name` keeps it apart from their whole one."""
    return {
        "resourceType": "Bundle",
        "id": Owner(started_at=copy["person"]["started_at"]).id_of("Bundle", *filter(None, [name])),
        "type": "collection",
        "timestamp": copy["made_at"],
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def resources_of(
    copy: Copy, *, kind: str, knowledge: Knowledge, papers: Mapping[str, bytes]
) -> list[Resource]:
    """Those of one kind, with their ids in a Bundle. Of the copy only the tables in `TABLES_OF` count."""
    owner, tables = Owner(started_at=copy["person"]["started_at"]), copy["tables"]
    match kind:
        case "Patient":
            return [_patient(owner)]
        case "Questionnaire":
            return [questionnaire(owner, knowledge)]
        case "QuestionnaireResponse":
            return [response(owner, check, knowledge) for check in tables["checks"]]
        case "Observation":
            return list(observations(owner, tables, knowledge))
        case "Goal":
            return [_goal(owner, row) for row in tables["activities"]]
        case "CarePlan":
            goals = [_goal(owner, row) for row in tables["activities"]]
            return [_plan(owner, row, goals, knowledge) for row in tables["programmes"]]
        case "DocumentReference":
            return [_paper(owner, name, content, copy["made_at"]) for name, content in papers.items()]
    raise ValueError(kind)


def _resources(
    owner: Owner, copy: Copy, knowledge: Knowledge, papers: Mapping[str, bytes]
) -> Iterator[Resource]:
    tables = copy["tables"]
    yield _patient(owner)
    yield questionnaire(owner, knowledge)
    responses = [response(owner, check, knowledge) for check in tables.get("checks", ())]
    yield from responses
    yield from observations(owner, tables, knowledge)
    goals = [_goal(owner, row) for row in tables.get("activities", ())]
    yield from goals
    plans = [_plan(owner, row, goals, knowledge) for row in tables.get("programmes", ())]
    yield from plans
    yield _document(
        owner, COPY, words("fhir.copy"), "application/json", json.dumps(copy).encode(), copy["made_at"]
    )
    for name, content in papers.items():
        yield _paper(owner, name, content, copy["made_at"])
    yield _provenance(owner, copy, [*responses, *plans])


def _patient(owner: Owner) -> Resource:
    """No name, no date of birth: we ask for neither."""
    number = owner.id_of("Patient")
    return {
        "resourceType": "Patient",
        "id": number,
        "text": narrative(words("fhir.person")),
        "identifier": [{"system": f"{OWN}export", "value": number}],
    }


def _goal(owner: Owner, row: Mapping[str, Any]) -> Resource:
    said = text_of(row["words"])
    return {
        "resourceType": "Goal",
        "id": owner.id_of("Goal", row["place"]),
        "text": narrative(said),
        "lifecycleStatus": "active",
        "description": {"text": said},
        "subject": owner.subject,
    }


def _plan(owner: Owner, row: Mapping[str, Any], goals: list[Resource], knowledge: Knowledge) -> Resource:
    content = row["content"]
    starts = dt.date.fromisoformat(row["starts"])
    stage = Stage.UPKEEP if content.get("stage") == Stage.UPKEEP.value else Stage.COURSE
    title = words("fhir.keeping") if stage is Stage.UPKEEP else words("fhir.week", n=row["week"])
    last = look_back_on(starts, stage) - dt.timedelta(days=1)
    headline = content.get("headline", "")
    activities = [_activity(item, knowledge, row["is_current"]) for item in content.get("items", ())]
    made: Resource = {
        "resourceType": "CarePlan",
        "id": owner.id_of("CarePlan", row["id"]),
        "text": narrative(title, *([headline] if headline else [])),
        "status": "active" if row["is_current"] else "completed",
        "intent": "plan",
        "title": title,
        "description": text_of(headline),
        "subject": owner.subject,
        "period": {"start": row["starts"], "end": last.isoformat()},
        "created": row["made_at"],
    }
    if goals:
        made["goal"] = [reference("Goal", goal["id"]) for goal in goals]
    return made | ({"activity": activities} if activities else {})


def _activity(item: Mapping[str, Any], knowledge: Knowledge, is_current: bool) -> Resource:
    known = knowledge.exercises.get(item["exercise"])
    detail: Resource = {
        "kind": "ServiceRequest",
        "code": own_code("exercise", item["exercise"], known.name if known else item["exercise"]),
        "status": "in-progress" if is_current else "completed",
    }
    try:
        dose = Dose.model_validate(item["dose"])
    except ValidationError:  # of older rules, whose doses had another form
        return {"detail": detail}
    detail["scheduledTiming"] = {"repeat": {"frequency": dose.days_per_week, "period": 1, "periodUnit": "wk"}}
    if known is not None:
        detail["description"] = describe_dose(exercise=known, dose=dose)
    return {"detail": detail}


def _paper(owner: Owner, name: str, content: bytes, made_at: str) -> Resource:
    return _document(owner, name, words("fhir.paper"), "application/pdf", content, made_at)


def _document(owner: Owner, code: str, text: str, media: str, content: bytes, made_at: str) -> Resource:
    attachment = {
        "contentType": media,
        "data": base64.b64encode(content).decode("ascii"),
        "size": len(content),
        "title": text_of(text),
    }
    return {
        "resourceType": "DocumentReference",
        "id": owner.id_of("DocumentReference", code),
        "text": narrative(text),
        "status": "current",
        "type": own_code("document", code, text),
        "subject": owner.subject,
        "date": made_at,
        "content": [{"attachment": attachment}],
    }


def _provenance(owner: Owner, copy: Copy, targets: list[Resource]) -> Resource:
    system = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
    about = [reference(one["resourceType"], one["id"]) for one in targets] or [owner.subject]
    return {
        "resourceType": "Provenance",
        "id": owner.id_of("Provenance"),
        "text": narrative(copy["made_by"]),
        "target": about,
        "recorded": copy["made_at"],
        "agent": [
            {
                "type": {"coding": [{"system": system, "code": "assembler"}]},
                "who": {"display": text_of(copy["made_by"])},
            }
        ],
    }
