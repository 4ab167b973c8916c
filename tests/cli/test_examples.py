"""The example cases say what they lead to, and lead there."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from loadshare.care import facts_of, missing_answers, read_answers
from loadshare.care.answer_schema import answers_schema
from loadshare.care.facts import walk
from loadshare.knowledge import load_knowledge
from tests.support.command import Command
from tests.support.examples import EXAMPLES, example

KNOWLEDGE = load_knowledge()
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def said(path: Path, key: str) -> str:
    found = re.search(rf"^# {key}: (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert found, f"{path.name} has no line '# {key}: ...'"
    return found[1]


def test_there_are_six_and_one_of_them_stops() -> None:
    assert len(EXAMPLES) == 6
    assert {said(path, "Level") for path in EXAMPLES} == {"C", "C+", "E"}


@each_example
def test_an_example_leads_where_its_comment_says(command: Command, path: Path) -> None:
    result = json.loads(command("plan", path, "--json", "--starts", "2026-12-07").out)
    assert result["check"]["safety"]["level"] == said(path, "Level")
    profile, programme = result["check"]["profile"], result["programme"]
    assert ", ".join(profile["lead"] if profile else []) == said(path, "Leads").replace("none", "")
    assert (programme["emphasis"] if programme else "none") == said(path, "Programme")


@each_example
def test_an_example_is_complete_and_answers_only_what_is_asked(path: Path) -> None:
    raw = example(path.stem)
    answers = read_answers(raw, knowledge=KNOWLEDGE, complete=True)
    assert missing_answers(answers=answers, knowledge=KNOWLEDGE) == ()
    asked = {question.id for question in walk(answers=answers, knowledge=KNOWLEDGE).questions}
    assert set(raw["answers"]) <= asked
    assert raw["rules"] == KNOWLEDGE.rules_version
    assert facts_of(answers=answers, knowledge=KNOWLEDGE)


@each_example
def test_an_example_fits_the_schema_of_answer_files(path: Path) -> None:
    errors = list(Draft202012Validator(answers_schema(knowledge=KNOWLEDGE)).iter_errors(example(path.stem)))
    assert errors == []


@each_example
def test_every_answer_has_a_comment(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    tests = [number for number, line in enumerate(lines) if line.startswith("[tests")]
    body = lines[lines.index("[answers]") + 1 : min(tests, default=len(lines))]
    for before, line in pairwise(body):
        if " = " in line and not line.startswith("#"):
            assert "  # " in line or before.startswith("# "), line
