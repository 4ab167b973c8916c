"""Reading one's own data: `/fhir/R4` and `/api/v1/own`, with a token and never without."""

import json
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from loadshare.interop.fhir.scopes import ReadPart
from loadshare.interop.fhir.searching import PARAMETERS
from loadshare.server.belongings.leaving import everything_of
from loadshare.server.tokens.making import make_token
from tests.interop.fhir_peers import complaints
from tests.server.cast import Visitor
from tests.support.clock import later

pytestmark = pytest.mark.django_db


class Program:
    """A program that has a token."""

    def __init__(self, visitor: Visitor, *parts: ReadPart) -> None:
        user = visitor.person.user
        assert user is not None
        _, self.token = make_token(user=user, name="x", parts=parts or [ReadPart.ALL], days=7)
        self.client = Client()

    def get(self, address: str) -> HttpResponse:
        return self.client.get(address, headers={"Authorization": f"Bearer {self.token}"})  # type: ignore[return-value]

    def fhir(self, address: str) -> dict[str, Any]:
        answer = self.get(f"/fhir/R4/{address}")
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "application/fhir+json; charset=utf-8"
        found: dict[str, Any] = json.loads(answer.content)
        return found


@pytest.fixture
def carol() -> Visitor:
    visitor = Visitor("carol")
    visitor.with_programme()
    visitor.post("/today/pain/", {"pain": "3"})
    visitor.keeps_plan()
    return visitor


def test_every_kind_is_found_read_and_in_order_for_two_programs(carol: Visitor, tmp_path: Any) -> None:
    program = Program(carol)
    told: list[dict[str, Any]] = [program.fhir("metadata")]
    for kind in PARAMETERS:
        bundle = program.fhir(kind)
        told.append(bundle)
        for entry in bundle.get("entry", ()):
            one = entry["resource"]
            assert entry["fullUrl"] == f"http://testserver/fhir/R4/{kind}/{one['id']}"
            again = program.fhir(urlsplit(entry["fullUrl"]).path.removeprefix("/fhir/R4/"))
            if kind == "DocumentReference":  # printed anew, a moment later
                again, one = ({**paper, "date": "", "content": []} for paper in (again, one))
            assert again == one
            told.append(entry["resource"])
    assert len(told) >= 15
    for one in told:
        one.setdefault("id", "x")
    assert [one for one in complaints(told, folder=tmp_path) if one["medplum"] or one["fhir"]] == []


def test_a_search_by_code_and_date_in_pages(carol: Visitor) -> None:
    program = Program(carol)
    today = timezone.localdate().isoformat()
    found = program.fhir(f"Observation?code=http://loinc.org|72514-3&date={today}")
    assert [one["resource"]["valueQuantity"]["value"] for one in found["entry"]] == [3]
    assert program.fhir("Observation?date=lt2020") == {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 0,
        "link": [{"relation": "self", "url": "http://testserver/fhir/R4/Observation?date=lt2020"}],
    }
    carol.post("/breaks/say/", {"kind": "moved"})
    first = program.fhir("QuestionnaireResponse?_count=1")
    assert first["total"] == 1
    with_more = program.fhir("Observation?_count=1&_sort=-date")
    links = {one["relation"]: one["url"] for one in with_more["link"]}
    assert ("next" in links) == (with_more["total"] > 1)


def test_the_same_search_by_form(carol: Visitor) -> None:
    program = Program(carol)
    answer = program.client.post(
        "/fhir/R4/Observation/_search",
        "code=72514-3",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Bearer {program.token}"},
    )
    assert json.loads(answer.content)["entry"] == program.fhir("Observation?code=72514-3")["entry"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("Observation?name=x", 400), ("Observation?_count=x", 400), ("Observation?_format=xml", 406),
        ("Observation/none", 404), ("Medication", 404), ("Medication/1", 404), ("a/b/c", 404), ("", 404),
        ("Observation?%FF=1&a", 400), ("Observation?" + "_id=x&" * 70, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said_as_fhir(carol: Visitor, address: str, status: int) -> None:
    answer = Program(carol).get(f"/fhir/R4/{address}")
    assert answer.status_code == status
    assert json.loads(answer.content)["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(carol: Visitor, method: str) -> None:
    program = Program(carol)
    send = getattr(program.client, method)
    for address in ("Observation", "Observation/x"):
        answer = send(f"/fhir/R4/{address}", headers={"Authorization": f"Bearer {program.token}"})
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "address", ["/fhir/R4/Patient", "/fhir/R4/Observation/x", "/api/v1/own", "/api/v1/own/pain"]
)
def test_without_a_token_nothing_is_read_whatever_cookie_comes(carol: Visitor, address: str) -> None:
    for client in (carol.client, Client()):
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp5"}):
            answer = client.get(address, headers=headers)
            assert answer.status_code == 401
            assert answer["WWW-Authenticate"].startswith("Bearer")
            assert not answer.cookies


def test_a_token_opens_its_person_and_its_part_alone(carol: Visitor) -> None:
    other = Visitor("other")
    other.start()
    other.keeps_plan()
    program = Program(carol, ReadPart.COURSE)
    for address in ("QuestionnaireResponse", "CarePlan/x", "DocumentReference", "Goal"):
        answer = program.get(f"/fhir/R4/{address}")
        assert answer.status_code == 403
        assert "insufficient_scope" in answer["WWW-Authenticate"]
    assert program.get("/api/v1/own/checks").status_code == 403
    assert program.get("/api/v1/own/breaks").status_code == 403
    assert program.get("/api/v1/own/pain").status_code == 200
    (theirs,) = Program(other).fhir("Patient")["entry"]
    assert theirs["resource"]["id"] != program.fhir("Patient")["entry"][0]["resource"]["id"]
    assert program.get(f"/fhir/R4/Patient/{theirs['resource']['id']}").status_code == 404


def test_rows_are_those_of_the_copy(carol: Visitor) -> None:
    program = Program(carol)
    copy = everything_of(carol.person, now=timezone.now())["tables"]
    listed = json.loads(program.get("/api/v1/own").content)
    assert listed["tables"].keys() == copy.keys()
    assert (listed["tables"]["pain"], listed["tables"]["breaks"]) == ("Observation", "*")
    for table, rows in copy.items():
        assert json.loads(program.get(f"/api/v1/own/{table}").content)["rows"] == rows
    checks = json.loads(program.get("/api/v1/own/checks?count=1").content)
    assert (checks["total"], len(checks["rows"])) == (len(copy["checks"]), 1)
    assert program.get("/api/v1/own/nothing").status_code == 404
    assert program.get("/api/v1/own/checks?count=0").status_code == 422


def test_pages_of_rows_lose_and_double_none_while_rows_come_and_go(carol: Visitor) -> None:
    """Ids of checks and sessions are drawn: a new one may stand before those that were shown."""
    program = Program(carol)
    checks = carol.person.checks
    whole = checks.get()

    def add(n: int) -> None:
        whole.pk = UUID(int=n << 124)
        whole.save(force_insert=True)

    for n in (8, 4, 6, 2):
        add(n)
    stays = {str(key) for key in checks.values_list("pk", flat=True)} - {str(UUID(int=2 << 124))}
    seen: list[str] = []
    after, address = "", "/api/v1/own/checks?count=2"
    while after is not None:
        page = json.loads(program.get(f"{address}&after={after}" if after else address).content)
        seen += [row["id"] for row in page["rows"]]
        if not after:
            checks.filter(pk=UUID(int=2 << 124)).delete()
            add(1)
        after = page["next"]
    assert len(seen) == len(set(seen))
    assert stays <= set(seen)
    for wrong in (f"{address}&after=9", "/api/v1/own/pain?after=x", "/api/v1/own/pain?after="):
        assert program.get(wrong).status_code == 422
    assert json.loads(program.get(f"/api/v1/own/pain?after={'9' * 36}").content)["rows"] == []


def test_papers_come_to_an_end_page_by_page(carol: Visitor) -> None:
    """They are dated anew at each look."""
    program = Program(carol)
    address, seen = "DocumentReference?_count=1", []
    for n in range(3):
        with later(days=n):
            page = program.fhir(address)
        seen += [one["resource"]["id"] for one in page.get("entry", ())]
        following = [one["url"] for one in page["link"] if one["relation"] == "next"]
        if not following:
            break
        address = following[0].partition("/fhir/R4/")[2]
    assert len(seen) == len(set(seen)) == page["total"] == 2


def test_what_it_can_do_is_said_to_everybody(client: Client) -> None:
    statement = json.loads(client.get("/fhir/R4/metadata").content)
    assert statement["fhirVersion"] == "4.0.1"
    assert {one["type"] for one in statement["rest"][0]["resource"]} == set(PARAMETERS)
