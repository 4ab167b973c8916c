"""`POST /check` and `POST /plan`: the same JSON as the command line, and nothing kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from loadshare.care.answer_schema import answers_schema
from loadshare.interop.country import find_country
from loadshare.interop.results import check_result
from loadshare.knowledge import load_knowledge
from tests.api.conftest import Post
from tests.cli.conftest import command  # noqa: F401
from tests.support.command import Command
from tests.support.examples import EXAMPLES, example, example_with

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


@each_example
def test_a_check_is_the_same_json_as_on_the_command_line(
    post: Post,
    command: Command,  # noqa: F811
    path: Path,
) -> None:
    response = post("check", example(path.stem))
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert json.loads(response.content) == json.loads(command("check", path, "--json").out)


@each_example
def test_a_plan_is_the_same_json_as_on_the_command_line(
    post: Post,
    command: Command,  # noqa: F811
    path: Path,
) -> None:
    response = post("plan?week=2&starts=2026-12-07", example(path.stem))
    printed = command("plan", path, "--json", "--week", "2", "--starts", "2026-12-07").out
    assert response.status_code == 200
    assert json.loads(response.content) == json.loads(printed)


def test_an_emergency_is_a_result_without_a_programme(post: Post) -> None:
    result = json.loads(post("plan", example("emergency")).content)
    assert result["check"]["safety"]["level"] == "E"
    assert result["programme"] is None
    assert "999" in result["no_programme"]["do"]


def test_the_words_hold_the_numbers_of_the_setting(post: Post, settings: Any) -> None:
    settings.COUNTRY = find_country("NZ")
    assert b"Call 111" in post("check", example("emergency")).content


def test_nothing_is_stored_and_no_cookie_is_set(post: Post) -> None:
    # No test here may touch the database: pytest-django would fail this one if the view did.
    response = post("plan", example("desk-worker"))
    assert response.status_code == 200
    assert response.cookies == {}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"age": 300}, {"key": "age", "value": 300, "message": "out of range"}),
        ({"age": "x"}, {"key": "age", "value": "x", "message": "wrong type"}),
        ({"agee": 3}, {"key": "agee", "value": 3, "allowed": "did you mean 'age'?"}),
        ({"emergency_legs": None}, {"key": "emergency-legs", "value": None}),
        ({"age": 10**400}, {"key": "age", "message": "number too large"}),
        ({"sex": "\ud800"}, {"key": "sex", "message": "not text"}),
        ({"age": float("nan")}, {"key": "age", "value": "nan"}),
        ({"pain_places": [["x"] * 90]}, {"key": "pain-places", "message": "wrong type"}),
    ],
    ids=lambda value: str(sorted(value))[:24],
)
def test_a_wrong_answer_is_a_problem_with_key_value_and_what_is_allowed(
    post: Post, answers: dict[str, Any], problem: dict[str, Any]
) -> None:
    response = post("check", example_with("desk-worker", **answers))
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    details = json.loads(response.content)
    assert details["status"] == 422
    (found,) = details["problems"]
    assert found.items() >= problem.items()
    assert found["allowed"]
    assert len(str(found["value"])) <= 60


def test_every_problem_is_named_at_once(post: Post) -> None:
    raw = example_with("desk-worker", age="x", sex=None, emergency_legs=None)
    problems = json.loads(post("plan", raw).content)["problems"]
    assert {problem["key"] for problem in problems} == {"age", "sex", "emergency-legs"}


@pytest.mark.parametrize("body", [[1, 2], "3", "null", '"answers"'], ids=str)
def test_a_body_that_is_no_table_says_so(post: Post, body: Any) -> None:
    response = post("check", body)
    assert response.status_code == 422
    assert json.loads(response.content)["problems"][0]["allowed"] == "a table with 'answers'"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ('{"answers": {', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        ("[" * 60_000, "application/json", 400),
        (" ", "application/json", 400),
        ('{"answers": {}, "note": "' + "x" * 70_000 + '"}', "application/json", 413),
        ("answers=1", "application/x-www-form-urlencoded", 415),
        ("{}", "text/plain", 415),
    ],
    ids=["cut off", "no text", "deep", "empty", "large", "form", "plain"],
)
def test_a_body_that_cannot_be_read_says_what_to_send(
    post: Post, body: Any, content_type: str, status: int
) -> None:
    response = post("check", body, content_type)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert json.loads(response.content)["detail"]


@pytest.mark.parametrize("query", ["week=0", "week=7", "week=x", "starts=soon", "starts=9999-12-31"])
def test_a_parameter_that_cannot_be_used_is_named(post: Post, query: str) -> None:
    response = post(f"plan?{query}", example("desk-worker"))
    key, _, value = query.partition("=")
    assert response.status_code == 422
    (problem,) = json.loads(response.content)["problems"]
    assert (problem["key"], problem["value"]) == (key, value)
    assert problem["allowed"]


def test_a_length_that_is_no_number_is_refused_calmly(client: Client) -> None:
    response = client.post("/api/v1/check", "{}", content_type="application/json", CONTENT_LENGTH="many")
    assert response.status_code == 400


def test_only_post_is_answered(client: Client) -> None:
    response = client.get("/api/v1/check")
    assert response.status_code == 405
    assert response["Allow"] == "POST"


def test_results_are_read_back_into_the_same_results() -> None:
    knowledge = load_knowledge()
    result = check_result(example("runner"), knowledge=knowledge, country=find_country("GB"))
    assert type(result).model_validate_json(result.model_dump_json()) == result


def test_the_schema_of_answers_names_every_question_item_and_test() -> None:
    knowledge = load_knowledge()
    schema = answers_schema(knowledge=knowledge)["properties"]
    named = {*knowledge.questions, *knowledge.answer_facts, *knowledge.retired}
    assert set(schema["answers"]["properties"]) == named
    assert set(schema["tests"]["properties"]) == set(knowledge.self_tests)
