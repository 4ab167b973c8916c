"""`POST /review` and `loadshare review`: a week in, the next one out with every change explained."""

import copy
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from loadshare.care import AnswersError
from loadshare.care.answer_schema import review_request_schema
from loadshare.interop.country import find_country
from loadshare.interop.results import ReviewResult, review_result
from tests.api.conftest import Post
from tests.cli.conftest import command  # noqa: F401
from tests.support.command import Command
from tests.support.examples import FOLDER
from tests.support.people import KNOWLEDGE
from tests.support.programme_rules import assert_always_something_to_do, assert_strands_covered
from tools import docs, example_review

EXAMPLE = FOLDER / "review.json"
REVIEW = docs.REFERENCE / "review.schema.json"
Mutation = Callable[[dict[str, Any]], object]


def week(name: str = "desk-worker") -> dict[str, Any]:
    return copy.deepcopy(example_review.week(name))


def reviewed(raw: dict[str, Any]) -> ReviewResult:
    return review_result(raw, knowledge=KNOWLEDGE, country=find_country("GB"))


def test_a_review_is_the_same_json_as_on_the_command_line(post: Post, command: Command) -> None:  # noqa: F811
    response = post("review", json.loads(EXAMPLE.read_text(encoding="utf-8")))
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    printed = json.loads(command("review", EXAMPLE, "--json").out)
    assert json.loads(response.content) == printed
    assert (
        list(Draft202012Validator(json.loads(REVIEW.read_text(encoding="utf-8"))).iter_errors(printed)) == []
    )


def test_the_words_name_every_change_and_the_next_week(command: Command) -> None:  # noqa: F811
    ended = command("review", EXAMPLE)
    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= 80
    for words in (
        "You did 4 sessions.",
        "What changes, and why",
        "because your last two sessions",
        "Week 2 of 6",
    ):
        assert words in ended.words


def test_a_week_to_review_fits_its_schema() -> None:
    schema = Draft202012Validator(review_request_schema(knowledge=KNOWLEDGE))
    assert list(schema.iter_errors(week())) == []
    without = week()
    del without["review"]["said"]
    assert list(schema.iter_errors(without))


@pytest.mark.parametrize("name", ["desk-worker", "runner", "warehouse-worker", "pregnant-26-weeks"])
def test_each_review_goes_into_the_next(name: str) -> None:
    raw = week(name)
    for number in (2, 3, 4):
        following = reviewed(raw).programme
        assert following is not None
        assert following.week == number
        asked = raw["review"]
        asked["programme"] = json.loads(following.model_dump_json())
        asked["sessions"] += example_review.good_sessions(following)
        asked["said"]["date"] = (following.starts + dt.timedelta(weeks=1)).isoformat()


def test_choices_are_the_persons() -> None:
    raw = week()
    up = next(change for change in reviewed(raw).review.proposal.changes if change.kind == "up")  # type: ignore[union-attr]
    raw["review"]["choices"] = {up.exercise: "keep"}
    kept = reviewed(raw).programme
    before = {item["exercise"]: item["dose"] for item in raw["review"]["programme"]["items"]}
    assert kept is not None
    assert kept.item(up.exercise).dose.model_dump(mode="json") == before[up.exercise]


def test_a_sign_leads_to_help_and_to_no_week(post: Post) -> None:
    raw = week()
    raw["answers"]["emergency-nerves"] = ["saddle-numbness"]
    result = json.loads(post("review", raw).content)
    assert (result["check"]["safety"]["level"], result["review"]["decision"]) == ("E", "stop")
    assert result["programme"] is None
    assert "999" in result["review"]["advice"][0]["do"]


def _items(raw: dict[str, Any]) -> list[dict[str, Any]]:
    return raw["review"]["programme"]["items"]  # type: ignore[no-any-return]


def _day(raw: dict[str, Any]) -> dict[str, Any]:
    return raw["review"]["programme"]["days"][0]  # type: ignore[no-any-return]


def _log(raw: dict[str, Any]) -> dict[str, Any]:
    return raw["review"]["sessions"][0]["items"][0]  # type: ignore[no-any-return]


def _said(raw: dict[str, Any]) -> dict[str, Any]:
    return raw["review"]["said"]  # type: ignore[no-any-return]


WRONG: dict[str, tuple[str, Mutation]] = {
    "no review": ("review", lambda raw: raw.pop("review")),
    "no table": ("review", lambda raw: raw.update(review=[1])),
    "unknown exercise": ("review.programme.items", lambda raw: _items(raw)[0].update(exercise="headstand")),
    "unknown swap": ("review.programme.items", lambda raw: _items(raw)[0].update(swaps=["headstand"])),
    "impossible dose": ("review.programme.items", lambda raw: _items(raw)[0]["dose"].update(rest_s=7)),
    "another strand": ("review.programme.items", lambda raw: _items(raw)[0].update(strand="move")),
    "an exercise twice": ("review.programme.items", lambda raw: _items(raw).append(_items(raw)[0])),
    "too few days": ("review.programme.days", lambda raw: raw["review"]["programme"]["days"].pop()),
    "a day's stranger": ("review.programme.days", lambda raw: _day(raw).update(items=["clamshell-x"])),
    "an endless walk": ("review.programme.days", lambda raw: _day(raw).update(walk_minutes=10**6)),
    "an unknown log": ("review.sessions", lambda raw: _log(raw).update(exercise="headstand")),
    "a date as number": ("review.said.date", lambda raw: _said(raw).update(date=0)),
    "a far date": ("review.said.date", lambda raw: _said(raw).update(date="9999-12-31")),
    "before the week": ("review.said.date", lambda raw: _said(raw).update(date="2026-12-01")),
    "pain of 11": ("review.said.pain_average", lambda raw: _said(raw).update(pain_average=11)),
    "no number": ("review.said.pain_average", lambda raw: _said(raw).update(pain_average=float("nan"))),
    "a stray choice": ("review.choices", lambda raw: raw["review"].update(choices={"clamshell": "ease"})),
}


@pytest.mark.parametrize(("key", "mutation"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_used_is_named(post: Post, key: str, mutation: Mutation) -> None:
    raw = week()
    mutation(raw)
    response = post("review", raw)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    problems = json.loads(response.content)["problems"]
    assert key in {problem["key"] for problem in problems}
    assert all(problem["allowed"] for problem in problems)


def test_problems_of_answers_and_week_are_named_at_once(post: Post) -> None:
    raw = week()
    raw["answers"]["age"] = "x"
    raw["review"]["said"]["confidence"] = 11
    problems = json.loads(post("review", raw).content)["problems"]
    assert {problem["key"] for problem in problems} >= {"age", "review.said.confidence"}


def test_a_problem_ends_the_command_with_2(command: Command, tmp_path: Path) -> None:  # noqa: F811
    raw = week()
    raw["review"]["said"]["pain_average"] = 11
    path = tmp_path / "week.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    ended = command("review", path)
    assert (ended.code, ended.out) == (2, "")
    assert "review.said.pain_average" in ended.err


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of everything in a nest of tables and lists."""
    if isinstance(value, dict):
        return [place for key, part in value.items() for place in leaves(part, (*path, key))] or [path]
    if isinstance(value, list):
        return [place for key, part in enumerate(value) for place in leaves(part, (*path, key))] or [path]
    return [path]


PLACES = leaves(week()["review"])
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 400), st.floats(), st.text(max_size=8),
    st.sampled_from([*KNOWLEDGE.exercises, "2026-12-20", "1999-01-01", "day", "up", [], {}]),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=3))
def test_whatever_was_changed_in_it_there_is_a_review_or_a_named_problem(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    raw = week()
    for place, value in changes:
        held = raw["review"]
        for step in place[:-1]:
            held = held[step] if isinstance(held, dict | list) and _has(held, step) else {}
        if isinstance(held, dict | list) and _has(held, place[-1]):
            held[place[-1]] = value
    try:
        programme = reviewed(raw).programme
    except AnswersError:
        return
    if programme is not None:
        assert_strands_covered(programme)
        assert_always_something_to_do(programme)


def _has(held: Any, step: Any) -> bool:
    return step in held if isinstance(held, dict) else isinstance(step, int) and step < len(held)
