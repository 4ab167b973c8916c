"""A copy leaves as FHIR and comes back without loss; what others send never harms and is never half read."""

import base64
import copy as copies
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.interop.fhir import FhirRefusedError, ReadBundle, bundle_of, read_fhir
from loadshare.interop.fhir.reading import MOST_BYTES, MOST_ENTRIES, is_fhir
from loadshare.knowledge import load_knowledge
from tests.interop.fhir_peers import complaints

TODAY = dt.date(2026, 11, 29)
FIGURE = {"value": 31.5, "low": 28.0, "high": 35.0, "unit": "deg"}
DOSE = {"effort": "hold", "sets": 3, "count": 1, "hold_s": 30, "days_per_week": 6}
COPY: dict[str, Any] = {
    "format": "loadshare-data",
    "version": 1,
    "made_at": "2026-11-29T10:00:00Z",
    "made_by": "Loadshare 0.2.0",
    "person": {"started_at": "2026-11-23T10:00:06.487591Z"},
    "tables": {
        "checks": [
            {
                "id": "1557ea1e-09c8-4b4b-80d7-2cc4b749b5d2", "started_at": "2026-11-23T10:00:07Z",
                "finished_at": "2026-11-23T10:05:07Z", "rules_version": "2026.1", "level": "C",
                "answers": {
                    "saddle-numbness": "no", "age": 38, "sex": "female", "pain-places": ["low-back"],
                    "of-older-rules": {"a": [1]}, "pain-now": 4,
                },
            },
            {
                "id": "2557ea1e-09c8-4b4b-80d7-2cc4b749b5d2", "started_at": "2026-11-28T10:00:07Z",
                "finished_at": None, "rules_version": "", "level": "", "answers": {},
            },
        ],
        "pain": [{"on": "2026-11-24", "pain": 0}, {"on": "2026-11-25", "pain": 10}],
        "activities": [{"place": 1, "words": "Carry <script>alert(1)</script> the\x00 child & sit"}],
        "scores": [
            {"outcome": "pain", "item": "average", "on": "2026-11-24", "value": 4.0, "kept_at": "1"},
            {"outcome": "roland-morris", "item": "", "on": "2026-11-24", "value": 8.0, "kept_at": "2"},
            {"outcome": "general-health", "item": "", "on": "2026-11-24", "value": 3.0, "kept_at": "3"},
        ],
        "measurements": [
            {
                "id": "3557ea1e-09c8-4b4b-80d7-2cc4b749b5d2", "test": "hip-rotation", "side": "left",
                "taken_at": "2026-11-24T09:00:00Z", "method": "phone",
                "figures": {"internal": FIGURE, "guess": {"value": 3, "unit": "deg"}},
            },
            {
                "id": "4557ea1e-09c8-4b4b-80d7-2cc4b749b5d2", "test": "walking", "side": "",
                "taken_at": "2026-11-24T09:00:00Z", "method": "phone",
                "figures": {"cadence": FIGURE | {"unit": "times"}, "sway": FIGURE | {"unit": "furlong"}},
            },
        ],
        "programmes": [
            {
                "id": "5557ea1e-09c8-4b4b-80d7-2cc4b749b5d2", "made_at": "2026-11-24T09:00:00Z",
                "starts": "2026-11-24", "week": 1, "is_current": True,
                "content": {
                    "headline": "This leans on moving.",
                    "items": [
                        {"exercise": "figure-four-stretch", "dose": None},
                        {"exercise": "no-such-exercise", "dose": {}},
                    ],
                },
            }
        ],
        "sessions": [
            {
                "number": 1, "client_id": None, "kind": "whole", "on": "2026-11-25", "ended_at": None,
                "pain_before": 3, "pain_after": 2,
            },
            {
                "number": 2, "client_id": None, "kind": "whole", "on": "2026-11-26", "ended_at": None,
                "pain_before": None, "pain_after": None,
            },
        ],
        "session_items": [{"session": 1, "exercise": "glute-bridge", "outcome": "done"}],
    },
}  # fmt: skip
KNOWLEDGE = load_knowledge()
COPY["tables"]["programmes"][0]["content"]["items"][0]["dose"] = KNOWLEDGE.exercises[
    "figure-four-stretch"
].dose.model_dump(mode="json")


def bundle(**changes: Any) -> dict[str, Any]:
    return bundle_of(COPY | changes, knowledge=KNOWLEDGE, papers={"record.pdf": b"%PDF-1.7"})


def resources(kind: str = "") -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle()["entry"]]
    return [one for one in found if not kind or one["resourceType"] == kind]


def read(root: Any) -> ReadBundle:
    return read_fhir(json.dumps(root).encode(), today=TODAY)


def pain_observation(**changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "72514-3"}]},
        "effectiveDateTime": "2026-11-20T23:30:00+02:00",
        "valueQuantity": {"value": 6, "code": "{score}", "system": "http://unitsofmeasure.org"},
    } | changes


def collection(*inside: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in inside]}


def test_two_programs_of_others_find_nothing_wrong(tmp_path: Path) -> None:
    whole = bundle()
    told = complaints([whole, *resources()], folder=tmp_path)
    assert len(told) == len(whole["entry"]) + 1 > 15
    assert [one for one in told if one["medplum"] or one["fhir"]] == []


def test_those_programs_do_find_what_is_wrong(tmp_path: Path) -> None:
    """Else the test above could not fail: each sees faults that the other passes over."""
    wrong = [
        {"resourceType": "Observation", "id": "a", "status": "final"},
        pain_observation(id="b", status="finished"),
        pain_observation(id="c", effectiveDateTime="28/11/2026"),
        {"resourceType": "Patient", "id": "d", "nickname": "x"},
    ]
    told = complaints(wrong, folder=tmp_path)
    assert all(one["medplum"] or one["fhir"] for one in told)


def test_it_comes_back_without_loss() -> None:
    written = json.dumps(bundle()).encode()
    assert is_fhir(written)
    found = read_fhir(written, today=TODAY)
    assert json.loads(found.copy or b"") == COPY
    assert (found.pain, found.left_out) == ((), ())


def test_a_month_of_keeping_is_no_week() -> None:
    (week,) = resources("CarePlan")
    assert (week["title"], week["period"]["end"]) == ("Week 1 of the programme", "2026-11-30")
    kept = [{**COPY["tables"]["programmes"][0], "week": 6, "content": {"stage": "upkeep"}}]
    tables = COPY["tables"] | {"programmes": kept}
    entries = [entry["resource"] for entry in bundle(tables=tables)["entry"]]
    (month,) = [one for one in entries if one["resourceType"] == "CarePlan"]
    assert month["title"] == "A month of keeping what was reached"
    assert month["period"] == {"start": "2026-11-24", "end": "2026-12-21"}


def test_a_second_export_updates_the_first() -> None:
    ids = [entry["fullUrl"] for entry in bundle()["entry"]]
    later = bundle(made_at="2027-01-01T10:00:00Z", made_by="Loadshare 9")
    assert [entry["fullUrl"] for entry in later["entry"]] == ids
    assert len(set(ids)) == len(ids)
    other = bundle(person={"started_at": "2026-11-23T10:00:06.487592Z"})
    assert not {entry["fullUrl"] for entry in other["entry"]} & set(ids)


def test_every_reference_leads_to_an_entry() -> None:
    whole = bundle()
    known = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in whole["entry"]}
    found: list[tuple[str, str]] = []

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if "reference" in value:
                found.append((value["reference"], value["type"]))
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    look(whole)
    assert len(found) > 15
    assert all(known[name] == kind for name, kind in found)


def test_what_we_do_not_know_is_not_said() -> None:
    (patient,) = resources("Patient")
    assert patient.keys() == {"resourceType", "id", "text", "identifier"}


def test_a_figure_travels_with_its_range_or_not_at_all() -> None:
    measured = [one for one in resources("Observation") if "method" in one]
    names = {one["code"]["coding"][0]["code"] for one in measured}
    assert names == {"hip-rotation.internal", "walking.cadence", "walking.sway"}
    for one in measured:
        low, high = (part["valueQuantity"] for part in one["component"])
        assert (low["value"], one["valueQuantity"]["value"], high["value"]) == (28.0, 31.5, 35.0)
        assert low.get("code") == high.get("code") == one["valueQuantity"].get("code")
    units = {one["code"]["coding"][0]["code"]: one["valueQuantity"].get("code") for one in measured}
    assert units == {"hip-rotation.internal": "deg", "walking.cadence": "/min", "walking.sway": None}


def test_only_pain_has_a_code_of_others() -> None:
    foreign = [
        coding["code"]
        for one in resources("Observation")
        for coding in one["code"]["coding"]
        if not coding["system"].startswith("urn:loadshare:")
    ]
    assert set(foreign) == {"72514-3"}


def test_narrative_is_ours_and_escaped() -> None:
    (goal,) = resources("Goal")
    assert "<script>" not in goal["text"]["div"]
    assert "&lt;script&gt;" in goal["text"]["div"]
    assert "\x00" not in json.dumps(goal)
    assert "\\u0000" not in json.dumps(goal)


def test_every_answer_is_there_also_those_of_older_rules() -> None:
    response = resources("QuestionnaireResponse")[0]
    flat: dict[str, Any] = {}
    for item in response["item"]:
        for one in item.get("item", [item]):
            flat[one["linkId"]] = [next(iter(answer.values())) for answer in one["answer"]]
    assert flat.keys() == COPY["tables"]["checks"][0]["answers"].keys()
    assert flat["age"] == [38]
    assert [one["code"] for one in flat["saddle-numbness"]] == ["no"]
    assert flat["of-older-rules"] == ['{"a": [1]}']


def test_questions_have_one_name_each() -> None:
    """Of all programs tried, none sees the same link twice."""
    (asked,) = resources("Questionnaire")
    names = [one["linkId"] for item in asked["item"] for one in (item, *item.get("item", ()))]
    assert len(names) == len(set(names))


def test_pain_of_others_is_taken_once_a_day() -> None:
    found = read(collection(pain_observation(), pain_observation(valueInteger=3, status="amended")))
    assert [(one.on.isoformat(), one.pain) for one in found.pain] == [("2026-11-20", 6)]
    assert len(found.left_out) == 1
    assert read(pain_observation()).pain == found.pain


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "entered-in-error"},
        {"status": "preliminary"},
        {"valueQuantity": {"value": 60, "code": "{score}"}},
        {"valueQuantity": {"value": 6.5}},
        {"valueQuantity": {"value": True}},
        {"valueQuantity": {"value": "6"}},
        {"valueQuantity": {"value": 6, "code": "mm"}},
        {"valueQuantity": {"value": 6, "unit": "°"}},
        {"valueQuantity": None},
        {"effectiveDateTime": "2026"},
        {"effectiveDateTime": "2026-11-30"},
        {"effectiveDateTime": "2026-02-31"},
        {"effectiveDateTime": "28/11/2026"},
        {"effectiveDateTime": 7},
        {"code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}},
        {"code": {"coding": [{"system": "urn:x", "code": "72514-3"}]}},
        {"code": {"coding": "72514-3"}},
        {"code": []},
    ],
)
def test_what_is_not_pain_of_a_day_is_named_and_left(changes: dict[str, Any]) -> None:
    found = read(collection(pain_observation(**changes)))
    assert (found.copy, found.pain) == (None, ())
    assert len(found.left_out) == 1
    assert "Observation" in found.left_out[0]


def test_no_text_of_others_is_said() -> None:
    evil = {
        "text": {"status": "generated", "div": "<div>EVIL</div>"},
        "code": {"text": "EVIL", "coding": [{"display": "EVIL"}]},
    }
    found = read(
        collection(
            pain_observation(**evil), {"resourceType": "EVIL <b>"}, {"resourceType": "Patient", **evil}
        )
    )
    assert len(found.left_out) == 3
    assert "EVIL" not in "".join(found.left_out)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"/>', "XML"),
        (b'{"resourceType": "Patient"}\n{"resourceType": "Patient"}\n', "NDJSON"),
        (b'{"resourceType": "Patient"', "not whole"),
        (b'{"resourceType": "Observation", "valueInteger": NaN}', "not whole"),
        (b'{"resourceType": 7}', "not a file of FHIR"),
        (b'"resourceType"', "not a file of FHIR"),
        (b'{"resourceType": "\xff"}', "not text"),
        (b'{"resourceType": "Bundle", "type": "transaction", "entry": []}', "order to a server"),
        (b'{"resourceType": "Bundle", "type": "collection", "entry": 7}', "not whole"),
        (b'{"resourceType": "Bundle", "type": "collection", "entry": [7]}', "not whole"),
        (b'{"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {}}]}', "not whole"),
        (b'{"resourceType": "Observation", "triggeredBy": []}', "FHIR R5"),
        (b'{"resourceType": "CapabilityStatement", "fhirVersion": "5.0.0"}', "FHIR R5"),
        (b'{"resourceType": "Observation", "context": {}}', "FHIR STU3"),
        (b'{"resourceType": "X", "meta": {"profile": ["http://hl7.org/fhir/STU3/x"]}}', "FHIR STU3"),
        (b'{"resourceType": "X", "a": ' + b"[" * 40 + b"]" * 40 + b"}", "nested"),
        (b'{"resourceType": "X", "a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested"),
        (b'{"resourceType": "X"}' + b" " * MOST_BYTES, "larger than"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_named(content: bytes, told: str) -> None:
    with pytest.raises(FhirRefusedError, match=told):
        read_fhir(content, today=TODAY)


def test_too_many_entries_and_two_copies_are_refused() -> None:
    with pytest.raises(FhirRefusedError, match="more than 20,000"):
        read(collection(*[{"resourceType": "Patient"}] * (MOST_ENTRIES + 1)))
    whole = bundle()
    whole["entry"] *= 2
    with pytest.raises(FhirRefusedError, match="more than one person"):
        read(whole)


@pytest.mark.parametrize("data", [None, 7, "no base 64!", "QQ"])
def test_a_broken_copy_inside_is_said(data: Any) -> None:
    whole = bundle()
    for entry in whole["entry"]:
        if "content" in entry["resource"]:
            entry["resource"]["content"][0]["attachment"]["data"] = data
    with pytest.raises(FhirRefusedError, match="copy inside"):
        read(whole)


def test_an_answer_leaves_as_its_words_and_not_as_a_number() -> None:
    """A 3 of a choice says nothing to a reader. The code is ours: no code of others was read to mean it."""
    (found,) = (one for one in resources("Observation") if "valueCodeableConcept" in one)
    assert found["code"]["text"] == "Health in general"
    value = found["valueCodeableConcept"]
    assert value["text"] == "Fair"
    assert [one["system"] for one in (*value["coding"], *found["code"]["coding"])] == [
        "urn:loadshare:answer", "urn:loadshare:score",
    ]  # fmt: skip
    assert "valueQuantity" not in found


VALUE = st.sampled_from(
    [None, True, 0, -1, 1e308, "", "x", [], {}, [[]], [{}], {"coding": [7]}, "hl7.org/fhir/5.0", "\x00"]
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in pairs for place in places(inner, (*path, key)))]


FOREIGN = collection(
    pain_observation(),
    {"resourceType": "Patient", "meta": {"profile": ["http://x"]}},
    *[one for one in resources() if one["resourceType"] in ("Goal", "CarePlan", "DocumentReference")],
)
PLACES = places(FOREIGN)[1:]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUE, st.booleans()), min_size=1, max_size=4))
def test_no_change_of_a_file_breaks_the_reader(changes: list[tuple[tuple[Any, ...], Any, bool]]) -> None:
    root = copies.deepcopy(FOREIGN)
    for path, value, is_removed in changes:
        inner = root
        try:
            for key in path[:-1]:
                inner = inner[key]
            if is_removed:
                del inner[path[-1]]
            else:
                inner[path[-1]] = copies.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue
    try:
        found = read(root)
    except FhirRefusedError:
        return
    assert all(one.on <= TODAY and 0 <= one.pain <= 10 for one in found.pain)


@given(st.binary(max_size=200))
def test_noise_is_refused(content: bytes) -> None:
    with pytest.raises(FhirRefusedError):
        read_fhir(content, today=TODAY)


def test_paper_travels_as_a_document() -> None:
    papers = [one["content"][0]["attachment"] for one in resources("DocumentReference")]
    pdf = next(one for one in papers if one["contentType"] == "application/pdf")
    assert base64.b64decode(pdf["data"]) == b"%PDF-1.7"
    assert pdf["size"] == 8
