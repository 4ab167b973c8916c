"""Whatever somebody sends with their own sign-in or token: nothing of another person is told or changed.

Schemathesis makes the calls from three descriptions: that of `/api/v1/own` as it is served, and two that are
made here from the addresses of the site and from what `/fhir/R4` can search. In the place of each id stands
one of the other person, or of who looks after them. Each call is undone, so that all find the same people.
"""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import CharField, TextField
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case

from loadshare.interop.fhir.scopes import ReadPart
from loadshare.interop.fhir.searching import PARAMETERS
from loadshare.server.belongings.leaving import rows_owned_by
from loadshare.server.belongings.register import belongings
from loadshare.server.pairing.links import make_link
from loadshare.server.records.models import Person
from loadshare.server.tokens.making import make_token
from tests.server.cast import Visitor
from tests.server.clinic.practice import member, practitioner, shares
from tests.server.clinic.test_exercises import a_picture, an_exercise, gives
from tests.server.clinic.test_person import scored
from tests.server.clinic.test_templates import a_template
from tests.server.requests.test_odd_requests import FIELDS, ROUTES
from tests.support.clock import now, today

pytestmark = pytest.mark.django_db
MARK = "zzmark"
"""Stands in every word of their own that the other person keeps; it is their name as well."""
WORDS = {
    "activity_words", "called", "device", "given_by", "name", "other", "reason", "text", "user_agent",
    "words",
}  # fmt: skip
TEXT = CharField, TextField
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OWN_PAGES = ("/data/", "/account/devices/", "/sharing/", "/today/", "/programme/", "/progress/", "/session/")
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
FORM = "application/x-www-form-urlencoded"
CALLS = 25


@dataclass(kw_only=True)
class Two:
    """Who asks, and of whom nothing may be seen."""

    asks: Visitor
    token: str
    others: tuple[Visitor, Visitor]
    """Somebody, and the practitioner they share with."""
    ids: list[str]
    """What the other person reads of theirs."""
    places: dict[str, list[str]]
    """For the name of each place in an address: ids of theirs that belong there."""
    hidden: frozenset[str]
    """All ids of their rows, whether they ever read them or not."""


@pytest.fixture
def two(db: None) -> Two:  # noqa: ARG001
    mary, asks = practitioner(f"{MARK}-mary", clinic=MARK), practitioner("alice", clinic="Mill Lane")
    asks.with_programme()
    other = Visitor(MARK)
    other.with_programme()
    other.keeps_plan()
    scored(other)
    other.post("/today/pain/", {"pain": "3"})
    person = other.person
    person.activities.update_or_create(place=1, defaults={"words": MARK})
    person.dared.create(words=MARK).steps.create(place=1, words=MARK)
    trial = person.trials.create(question="walk", outcome="pain", starts=today(), seed=1, pairs=5)
    sharing = shares(other, mary)
    other.post(f"/sharing/{sharing.pk}/messages/", {"text": MARK})
    exercise, template = an_exercise(mary, file=a_picture()), a_template(mary, add=["glute-bridge"])
    given_one = gives(mary, other, exercise)
    asked = person.invitations.create(
        code_hash="0" * 64, member=member(mary), opened_at=now(), opens_until=sharing.until
    )
    made, token = make_token(user=person.user, name=MARK, parts=[ReadPart.ALL], days=7)  # type: ignore[arg-type]
    mine = make_token(user=asks.person.user, name="x", parts=[ReadPart.ALL], days=7)[1]  # type: ignore[arg-type]
    rows = {
        "key": trial, "link_id": make_link(person=person, test="hip-rotation").link, "invitation_id": asked,
        "given_id": given_one, "sharing_id": sharing, "person_id": person, "template_id": template,
        "exercise_id": exercise, "colleague_id": member(mary), "token_id": made,
    }  # fmt: skip
    for belonging in belongings():
        fields = {one.name for one in belonging.model_class._meta.fields if one.name in WORDS}
        texts = {one for one in fields if isinstance(belonging.model_class._meta.get_field(one), TEXT)}
        if texts and belonging.table != "registered_programs":
            rows_owned_by(belonging, person).update(**dict.fromkeys(texts, MARK))
    return Two(
        asks=asks,
        token=mine,
        others=(other, mary),
        ids=learned(other, token),
        places={name: [str(row.pk)] for name, row in rows.items()},
        hidden=frozenset[str]().union(*(keys_of(one.person) for one in (other, mary))),
    )


def learned(visitor: Visitor, token: str) -> list[str]:
    """Every id in what they read themselves, on their pages and with their token."""
    told = [visitor.get(address).content.decode() for address in OWN_PAGES]
    bearer = {"Authorization": f"Bearer {token}"}
    tables = json.loads(Client().get("/api/v1/own", headers=bearer).content)["tables"]
    for address in (
        *(f"/api/v1/own/{table}" for table in tables),
        *(f"/fhir/R4/{kind}" for kind in PARAMETERS if kind != "DocumentReference"),
    ):
        told.append(Client().get(address, headers=bearer).content.decode())
    text = "\n".join(told)
    assert MARK in text
    return sorted({str(visitor.person.pk), *UUID.findall(text)})


def rows_of(person: Person) -> Iterator[tuple[str, Any]]:
    yield "person", Person.objects.filter(pk=person.pk)
    yield "account", User.objects.filter(pk=person.user_id)
    for belonging in belongings():
        yield belonging.table, rows_owned_by(belonging, person)


def keys_of(person: Person) -> frozenset[str]:
    keys = (key for _, rows in rows_of(person) for key in rows.values_list("pk", flat=True))
    return frozenset(str(key) for key in keys if isinstance(key, uuid.UUID))


def as_it_is(person: Person) -> dict[str, list[Any]]:
    return {table: list(rows.order_by("pk").values_list()) for table, rows in rows_of(person)}


# --- what can be called -----------------------------------------------------------------------------------


def described(paths: dict[str, Any]) -> Any:
    document = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": paths}
    return schemathesis.openapi.from_dict(document)


def parameter(place: str, name: str, values: list[Any], *, free: bool = False) -> dict[str, Any]:
    known: dict[str, Any] = {"enum": values}
    schema = {"anyOf": [known, {"type": "string", "maxLength": 40}]} if free else known
    return {"in": place, "name": name, "required": place == "path", "schema": schema}


def operation(parameters: list[dict[str, Any]], body: dict[str, Any] | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"parameters": parameters, "responses": {"200": {"description": "x"}}}
    return made | ({"requestBody": {"content": {FORM: {"schema": body}}}} if body else {})


def of_the_site(two: Two) -> Any:
    """Every address, with ids where it has a place for one, and forms of fields that some page has."""
    ids = two.ids
    values = {"int": [1, 2, 3], "slug": ["glute-bridge", "scores", "hip-rotation"], "str": ids, "path": ids}
    form = {
        "type": "object",
        "propertyNames": {"enum": list(FIELDS)},
        "additionalProperties": {"enum": [*ids, "yes", "1", "glute-bridge"]},
        "maxProperties": 4,
    }
    paths = {}
    for route in ROUTES:
        if route.startswith(("/api/", "/fhir/")):
            continue
        parts = [
            parameter("path", name, two.places[name] if kind == "uuid" else values[kind or "str"])
            for kind, name in PLACE.findall(route)
        ]
        paths[PLACE.sub(r"{\2}", route)] = {"get": operation(parts), "post": operation(parts, form)}
    return described(paths)


def of_fhir(ids: list[str]) -> Any:
    """A search and a read of each kind, with ids of theirs wherever an id may stand."""
    values = [*ids, *(f"Patient/{one}" for one in ids)]
    paths = {}
    for kind, known in PARAMETERS.items():
        asked = [parameter("query", name, values) for name in known if name in ("_id", "patient", "subject")]
        paths[f"/fhir/R4/{kind}"] = {"get": operation(asked)}
        paths[f"/fhir/R4/{kind}/{{id}}"] = {"get": operation([parameter("path", "id", ids, free=True)])}
    return described(paths)


def of_the_api(two: Two) -> Any:
    """As it is served, once for each table, with ids where a text may stand."""
    served = json.loads(Client().get("/api/v1/openapi.json").content)
    bearer = {"Authorization": f"Bearer {two.token}"}
    tables = json.loads(Client().get("/api/v1/own", headers=bearer).content)["tables"]
    (table, rows), (_own, listed) = sorted(
        (one for one in served["paths"].items() if one[0].startswith("/api/v1/own")), reverse=True
    )
    after = next(one for one in rows["get"]["parameters"] if one["name"] == "after")
    after["schema"] = {"anyOf": [{"enum": two.ids}, after["schema"]]}
    rows["get"]["parameters"] = [one for one in rows["get"]["parameters"] if one["in"] == "query"]
    paths = {table.replace("{table}", one): rows for one in tables}
    return schemathesis.openapi.from_dict({**served, "paths": {"/api/v1/own": listed, **paths}})


def called(schema: Any) -> list[Any]:
    return [one.ok() for one in schema.get_all_operations()]


# --- what comes back --------------------------------------------------------------------------------------


def sent(case: Case) -> tuple[str, bytes]:
    query = case.query or {}
    address = f"{case.formatted_path}?{urlencode(query, doseq=True)}"
    body = case.body if isinstance(case.body, dict) else {}
    return address, urlencode(body, doseq=True).encode()


def answer_to(two: Two, case: Case) -> tuple[int, str]:
    """The status, and everything the answer holds, unpacked."""
    client = Client(raise_request_exception=False)
    client.cookies.load({name: one.value for name, one in two.asks.client.cookies.items()})
    address, body = sent(case)
    headers = {} if address.startswith("/oauth/") else {"Authorization": f"Bearer {two.token}"}
    answer = client.generic(case.method, address, body, content_type=FORM, headers=headers)
    content = answer.getvalue()
    told = [repr(sorted(answer.headers.items())), content.decode("utf-8", "replace")]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            told += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    return answer.status_code, "\n".join(told)


@pytest.mark.any_database
def test_nothing_of_another_person_is_told_or_changed(two: Two) -> None:
    """Each address with an id by both verbs, all that a program reads, and so many of the rest."""
    statuses: list[int] = []
    asked: set[str] = set()
    people = [one.person for one in two.others]
    before = [as_it_is(one) for one in people]
    assert len(two.ids) > 15
    assert two.hidden & set(two.ids)

    def holds(case: Case) -> None:
        with transaction.atomic():
            status, told = answer_to(two, case)
            after = [as_it_is(one) for one in people] if case.method != "GET" else before
            transaction.set_rollback(True)
        said = " ".join(map(str, sent(case)))
        assert status < 500, said
        changed = [
            table for old, now in zip(before, after, strict=True) for table in now if now[table] != old[table]
        ]
        assert changed == [], said
        assert MARK not in told, said
        assert not {one for one in two.hidden if one in told and one not in said}, said
        statuses.append(status)
        asked.add(sent(case)[0])

    def ask(calls: st.SearchStrategy[Case], many: int) -> None:
        profile = settings(
            max_examples=many, deadline=None, derandomize=True, phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        profile(given(calls)(holds))()

    site = called(of_the_site(two))
    with_id = [one for one in site if any(f"{{{name}}}" in one.path for name in two.places)]
    assert len(with_id) >= 40
    for one in with_id:
        ask(one.as_strategy(), 1)
    assert set(statuses) == {404, 405}, "as if there were no such thing"
    for address in sorted(asked):
        with transaction.atomic():
            theirs = [one.get(address).status_code for one in two.others]
            transaction.set_rollback(True)
        assert theirs != [404, 404], f"{address} is of nobody"
    others = [one for one in site if one not in with_id]
    ask(st.sampled_from(others).flatmap(lambda one: one.as_strategy()), CALLS)
    for found in (called(of_fhir(two.ids)), called(of_the_api(two))):
        statuses.clear()
        for one in found:
            ask(one.as_strategy(), 2)
        assert statuses.count(200) >= len(found) // 2, statuses
