"""The summary as FHIR: what is not shared never leaves in it, and readers of others find nothing wrong."""

import base64
import datetime as dt
import json
import uuid
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate

from loadshare.interop.paper import Record
from loadshare.server.audit.models import AuditEvent, Event
from loadshare.server.clinic.presenters import summary
from loadshare.server.clinic.presenters.fhir import TABLES
from loadshare.server.clinic.presenters.summary import TOLD
from loadshare.server.clinic.sections import SharedPart, as_text
from loadshare.server.measurements.models import Measurement
from loadshare.server.yourdata.takeaway import fhir_of
from tests.interop.fhir_peers import complaints
from tests.server.cast import Visitor
from tests.server.clinic.practice import page_of, practitioner, shares
from tests.server.clinic.test_summary import TITLES, did
from tests.server.clinic.test_summary import sam as sam
from tests.support.clock import now, today

pytestmark = pytest.mark.django_db
SUBSETS = [set(some) for size in range(len(TOLD) + 1) for some in combinations(TOLD, size)]
MARK = "Zzmark"
"""Stands wherever somebody's own words, a reason, or something told in private is kept."""


@pytest.fixture
def mary(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("mary", clinic="Hill Road")


@pytest.fixture
def marked(sam: Visitor) -> Visitor:
    """Something in every part, and beside it what belongs to none."""
    person = sam.person
    run = person.checks.exclude(finished_at=None).get()
    run.passed_over = [MARK]
    run.save()
    before = now() - dt.timedelta(days=200)
    person.checks.create(
        started_at=before, finished_at=before, level="C", rules_version="2025.1", result=run.result,
        answers={"hurt-by-somebody": "yes", "of-older-rules": MARK, "age": 41},
    )  # fmt: skip
    stored = person.programmes.get(is_current=True)
    told = {"exercise": "bird-dog", "text": f"Bird dog leaves: {MARK}."}
    stored.content = {**stored.content, "headline": MARK, "changes": [told]}
    stored.save()
    person.activities.update_or_create(place=1, defaults={"words": MARK})
    person.dared.create(words=MARK)
    person.scores.update(given_by=MARK)
    for session in person.sessions.all():
        session.items.create(exercise="glute-bridge", dose={}, outcome="done")
    Measurement.objects.create(
        person=person, client_id=uuid.uuid4(), test="hip-rotation", side="left", method="phone",
        figures={"internal": {"value": 30, "low": 25, "high": 35, "unit": "deg"}}, verdict="good",
    )  # fmt: skip
    return sam


def bundle_for(person: Visitor, reader: Visitor) -> dict[str, Any]:
    answer = reader.get(f"{page_of(person)}summary.fhir.json")
    assert answer["Content-Type"] == "application/fhir+json; charset=utf-8"
    assert person.name not in answer["Content-Disposition"]
    told: dict[str, Any] = json.loads(answer.content)
    return told


def inside(bundle: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [one for one in found if not kinds or one["resourceType"] in kinds]


def part_of(resource: dict[str, Any]) -> SharedPart | None:
    """To which part a resource belongs, by what it says of itself and by nothing of ours."""
    match resource["resourceType"]:
        case "Questionnaire" | "QuestionnaireResponse":
            return SharedPart.ANSWERS
        case "CarePlan":
            return SharedPart.PROGRAMME
        case "Observation":
            systems = {one["system"] for one in resource["code"]["coding"]}
            if "urn:loadshare:figure" in systems:
                return SharedPart.MEASUREMENTS
            return SharedPart.SCORES if "urn:loadshare:score" in systems else SharedPart.PROGRAMME
    return None


def test_a_part_that_is_not_shared_never_leaves(
    marked: Visitor, mary: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every choice of parts: those parts whole, nothing of another, and not a word that is in none."""
    row = shares(marked, mary)
    printed: list[Record] = []

    def keep(record: Record, **_: object) -> bytes:
        printed.append(record)
        return b"%PDF"

    monkeypatch.setattr(summary, "print_record", keep)
    whole: dict[SharedPart, list[dict[str, Any]]] = {part: [] for part in TOLD}
    for one in inside(bundle_for(marked, mary)):
        if part := part_of(one):
            whole[part].append(one)
    assert all(whole.values()), "each part has something to tell"
    for some in SUBSETS:
        row.sections = as_text(frozenset(some | {SharedPart.LEVEL, SharedPart.MESSAGES}))
        row.save()
        told = bundle_for(marked, mary)
        rest = [one for one in inside(told) if part_of(one) is None]
        assert [one["resourceType"] for one in rest] == ["Patient", "DocumentReference"]
        for part in TOLD:
            assert [one for one in inside(told) if part_of(one) == part] == whole[part] * (part in some)
        titles = {table.title for table in printed[-1].sections}
        assert titles & set(TITLES.values()) == {TITLES[part] for part in some}
        text = json.dumps(told) + repr(printed[-1])
        assert "hurt-by-somebody" not in json.dumps(inside(told, "QuestionnaireResponse"))
        if not {SharedPart.ANSWERS, SharedPart.PROGRAMME} <= some:  # why a week changed needs both
            assert MARK not in text, some
        assert MARK not in json.dumps(told), some
    row.delete()
    assert mary.get(f"{page_of(marked)}summary.fhir.json").status_code == 404


def test_no_table_is_of_two_parts_and_each_part_on_the_page_has_its_own() -> None:
    assert set(TABLES) == set(TOLD)
    names = [name for tables in TABLES.values() for name in tables]
    assert len(names) == len(set(names))


def test_programs_of_others_find_nothing_wrong(marked: Visitor, mary: Visitor, tmp_path: Path) -> None:
    fhirkit = pytest.importorskip("fhirkit", reason="the third reader is not set up")
    shares(marked, mary)
    told = bundle_for(marked, mary)
    asked = [told, *inside(told)]
    for one in asked:
        assert fhirkit.parse(json.dumps(one)).issues == [], one["resourceType"]
    said = complaints(asked, folder=tmp_path)
    assert len(said) == len(asked) > 8
    assert [one for one in said if one["medplum"] or one["fhir"]] == []


def test_the_page_itself_is_in_it_with_the_level_and_who_made_it(marked: Visitor, mary: Visitor) -> None:
    shares(marked, mary, parts=["scores"])
    (paper,) = inside(bundle_for(marked, mary), "DocumentReference")
    assert base64.b64decode(paper["content"][0]["attachment"]["data"]).startswith(b"%PDF")
    for told in ("Level C", "Made by Mary, Hill Road on", "not a diagnosis", "Not shared, so not here:"):
        assert told in paper["text"]["div"]


def test_a_calm_check_does_not_hide_a_red_flag_that_stands(alice: Visitor, mary: Visitor) -> None:
    alice.with_emergency()
    assert alice.with_check().level == "C"
    shares(alice, mary, parts=[])
    (paper,) = inside(bundle_for(alice, mary), "DocumentReference")
    assert paper["description"].startswith("A red flag stands")


def test_what_both_give_has_one_id_and_the_rest_its_own(marked: Visitor, mary: Visitor) -> None:
    """A server that gets the person's own file too keeps nothing twice and overwrites no Bundle."""
    shares(marked, mary)
    told, own = bundle_for(marked, mary), json.loads(fhir_of(marked.person, now=now()))
    kinds = ("Patient", "Questionnaire", "QuestionnaireResponse", "Observation", "CarePlan")
    assert {one["id"] for one in inside(told, *kinds)} <= {one["id"] for one in inside(own, *kinds)}
    rest = {told["id"], *(one["id"] for one in inside(told, "DocumentReference"))}
    assert not rest & {own["id"], *(one["id"] for one in inside(own))}
    did(marked, 1)
    again = bundle_for(marked, mary)
    assert again["id"] == told["id"]
    assert len(again["entry"]) == len(told["entry"]) + 1


def test_a_look_at_it_is_a_look_at_every_part_it_tells(marked: Visitor, mary: Visitor) -> None:
    shares(marked, mary, parts=["scores", "programme"])
    bundle_for(marked, mary)
    seen = AuditEvent.objects.filter(event=Event.PERSON_VIEWED).values_list("section", "count")
    assert sorted(seen) == [("level", 1), ("programme", 1), ("scores", 1)]


def test_with_nothing_yet_it_is_still_whole(alice: Visitor, mary: Visitor, tmp_path: Path) -> None:
    shares(alice, mary)
    told = bundle_for(alice, mary)
    assert [one["resourceType"] for one in inside(told)] == ["Patient", "DocumentReference"]
    assert "No check is finished yet." in inside(told)[1]["text"]["div"]
    assert [one for one in complaints([told], folder=tmp_path) if one["medplum"] or one["fhir"]] == []
    assert localdate(dt.datetime.fromisoformat(told["timestamp"])) == today()
