"""`GET /knowledge` and `GET /questions`: the whole library, entry by entry."""

import json
from typing import Any

import pytest
from django.test import Client

from loadshare.knowledge import load_knowledge
from loadshare.knowledge.catalogue import KINDS, entries_of

KNOWLEDGE = load_knowledge()


def get(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status
    return json.loads(response.content)


def test_the_index_names_every_entry_of_every_kind(client: Client) -> None:
    index = get(client, "knowledge")
    assert index["rules_version"] == KNOWLEDGE.rules_version
    assert list(index["kinds"]) == list(KINDS)
    for kind, entries in index["kinds"].items():
        assert [entry["id"] for entry in entries] == list(entries_of(kind, knowledge=KNOWLEDGE))
        assert all(entry["name"] for entry in entries)


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_has_its_own_address(client: Client, kind: str) -> None:
    for name, entry in entries_of(kind, knowledge=KNOWLEDGE).items():
        found = get(client, f"knowledge/{kind}/{name}")
        assert found["id"] == name
        assert set(found) == set(type(entry).model_fields)


def test_words_about_help_hold_a_number(client: Client) -> None:
    entry = get(client, "knowledge/safety/saddle-numbness")
    assert "999" in entry["do"]
    assert "{" not in entry["do"]


def test_the_questions_come_in_the_order_asked(client: Client) -> None:
    questions = get(client, "questions")["questions"]
    assert [question["id"] for question in questions] == list(KNOWLEDGE.questions)
    assert all(question["why"] for question in questions)


@pytest.mark.parametrize(
    ("path", "key", "allowed"),
    [
        ("knowledge/exercise/clamshell", "kind", "one of: exercises"),
        ("knowledge/exercises/clam-shell", "name", "did you mean clamshell"),
        ("knowledge/exercises/zzz", "name", "an id listed by /api/v1/knowledge"),
    ],
)
def test_an_entry_that_is_not_there_gets_a_suggestion(
    client: Client, path: str, key: str, allowed: str
) -> None:
    (problem,) = get(client, path, status=404)["problems"]
    assert problem["key"] == key
    assert problem["allowed"].startswith(allowed)


def test_there_is_a_description_and_no_page_that_loads_from_elsewhere(client: Client) -> None:
    schema = get(client, "openapi.json")
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    assert {operation["operationId"] for operation in operations} == {
        "check",
        "plan",
        "review",
        "knowledge",
        "entry",
        "measure",
        "own",
        "own_rows",
        "questions",
    }
    assert "http" not in json.dumps(schema["paths"])
