"""FHIR on the pages: a whole person leaves and comes back the same, and what others wrote is shown first."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils import timezone

from loadshare.server.audit.models import AuditEvent
from loadshare.server.belongings.leaving import everything_of
from loadshare.server.records.models import Person
from tests.interop.fhir_peers import complaints
from tests.interop.test_fhir import collection, pain_observation
from tests.server.cast import Visitor
from tests.server.yourdata.changed_copies import rich_copy


def bring(visitor: Visitor, content: bytes) -> HttpResponse:
    return visitor.post("/data/bring/", {"copy": SimpleUploadedFile("a.json", content, "application/json")})


def tables_of(visitor: Visitor) -> dict[str, Any]:
    return everything_of(visitor.person, now=timezone.now())["tables"]  # type: ignore[no-any-return]


def sealed_in(response: HttpResponse) -> str:
    found = re.search(r'name="sealed" value="([^"]+)"', response.content.decode())
    assert found, response.content.decode()
    return found[1]


@pytest.mark.django_db
def test_a_whole_person_leaves_and_comes_back_the_same(tmp_path: Path) -> None:
    """Everything done through the pages, read by two programs of others, and brought to an empty place."""
    copy = rich_copy()
    first = Visitor()
    bring(first, json.dumps(copy).encode())
    before = tables_of(first)
    taken = first.post("/data/take/fhir/")
    assert taken["Content-Type"].startswith("application/fhir+json")
    whole = json.loads(taken.content)
    told = complaints([whole, *(entry["resource"] for entry in whole["entry"])], folder=tmp_path)
    assert {one["of"].split("/")[0] for one in told} == {
        "Bundle", "Patient", "Questionnaire", "QuestionnaireResponse", "Observation", "Goal", "CarePlan",
        "DocumentReference", "Provenance",
    }  # fmt: skip
    assert [one for one in told if one["medplum"] or one["fhir"]] == []
    first.post("/data/delete/")
    second = Visitor()
    assert bring(second, taken.content)["Location"] == "/data/"
    assert tables_of(second) == before


def test_taking_it_is_written_down_and_a_stranger_has_nothing(guest: Visitor) -> None:
    assert guest.post("/data/take/fhir/")["Location"] == "/data/"
    assert "Take it as FHIR" not in guest.get("/data/").content.decode()
    guest.with_check()
    assert "Take it as FHIR" in guest.get("/data/").content.decode()
    before = AuditEvent.objects.count()
    guest.post("/data/take/fhir/")
    assert AuditEvent.objects.count() == before + 1


def test_pain_of_others_is_shown_first_and_kept_with_a_yes(guest: Visitor) -> None:
    guest.with_check()
    file = json.dumps(collection(pain_observation(), {"resourceType": "Patient"})).encode()
    shown = bring(guest, file)
    page = shown.content.decode()
    assert "20 November 2026: 6" in page
    assert "Patient, 1 entry" in page
    assert not guest.person.pain_entries.exists()
    for _ in range(2):
        assert guest.post("/data/bring/", {"sealed": sealed_in(shown)})["Location"] == "/data/"
    assert [(str(one.on), one.pain) for one in guest.person.pain_entries.all()] == [("2026-11-20", 6)]


def test_a_day_that_is_here_stays(guest: Visitor) -> None:
    guest.with_check()
    guest.post("/today/pain/", {"pain": "2"})
    (own,) = guest.person.pain_entries.all()
    shown = bring(guest, json.dumps(pain_observation(effectiveDateTime=str(own.on))).encode())
    guest.post("/data/bring/", {"sealed": sealed_in(shown)})
    assert [one.pain for one in guest.person.pain_entries.all()] == [2]


def test_a_file_with_nothing_for_us_says_so_and_makes_nobody(guest: Visitor) -> None:
    page = bring(guest, b'{"resourceType": "Patient", "text": {"div": "<b>EVIL</b>"}}').content.decode()
    assert "nothing in it that Loadshare can take" in page
    assert "EVIL" not in page
    assert 'name="sealed"' not in page
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"<Bundle/>", "XML"), (b'{"resourceType": "Observation", "triggeredBy": []}', "FHIR R5")],
)
def test_what_is_not_read_is_said_at_its_place(guest: Visitor, content: bytes, told: str) -> None:
    refused = bring(guest, content)
    assert refused.status_code == 422
    assert told in refused.content.decode()
    assert not Person.objects.exists()


def test_a_changed_seal_is_refused(guest: Visitor) -> None:
    refused = guest.post("/data/bring/", {"sealed": "W1siMjAyNi0xMS0yMCIsNl1d:x:y"})
    assert refused.status_code == 422
    assert not Person.objects.exists()


def test_a_word_in_a_copy_of_ours_does_not_make_it_fhir(guest: Visitor) -> None:
    guest.with_check()
    data = everything_of(guest.person, now=timezone.now())
    data["tables"]["activities"] = [{"number": 1, "place": 1, "words": 'Say "resourceType" aloud'}]
    assert bring(Visitor(), json.dumps(data).encode())["Location"] == "/data/"


def test_broken_bundles_leave_nothing_behind(guest: Visitor) -> None:
    """Cut anywhere, or with the copy inside changed: all of it comes in, or nothing does."""
    guest.with_check()
    whole = guest.post("/data/take/fhir/").content
    people = Person.objects.count()
    for part in range(1, 40):
        stranger = Visitor()
        assert bring(stranger, whole[: len(whole) * part // 40]).status_code == 422
    assert Person.objects.count() == people
