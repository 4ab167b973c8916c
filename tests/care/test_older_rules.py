"""Answers that were given to older rules are still read, and what cannot be carried over is named."""

import tomllib
from pathlib import Path

import pytest

from loadshare.care.answers import AnswersError, read_answers
from loadshare.care.check import run_check
from loadshare.care.older_rules import notes_on_older
from loadshare.care.safety import check_safety
from loadshare.knowledge.question import Kind
from loadshare.knowledge.safety import Level
from tests.care.cases import KNOWLEDGE, NAMES, case, complete_answers

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
OLD = "2026.1"
NEW_ITEMS = frozenset(
    option.value
    for question in KNOWLEDGE.questions.values()
    for option in question.options
    if option.since is not None
)
ASKED_SINCE = frozenset(q.id for q in KNOWLEDGE.questions.values() if q.since is not None)


def as_of_old(raw: dict[str, object]) -> dict[str, object]:
    """The answers as the older rules stored them: item by item, without what is newer."""
    newer = set(NEW_ITEMS) | ASKED_SINCE
    for name in ASKED_SINCE & set(KNOWLEDGE.questions):
        if KNOWLEDGE.questions[name].kind is Kind.FLAGS:
            newer |= {option.value for option in KNOWLEDGE.questions[name].options}
    return {name: value for name, value in raw.items() if name not in newer}


@pytest.mark.parametrize("name", NAMES)
def test_every_vignette_as_older_rules_stored_it_is_read(name: str) -> None:
    answers, _ = case(name)
    raw = {
        "answers": as_of_old(dict(answers.as_raw()["answers"])),
        "tests": answers.as_raw().get("tests", {}),
    }
    read = read_answers({**raw, "rules": OLD}, knowledge=KNOWLEDGE, complete=True)
    run_check(answers=read, knowledge=KNOWLEDGE)
    assert all(note.endswith((".", ")")) for note in notes_on_older(answers=read, knowledge=KNOWLEDGE))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_read_as_if_older(path: Path) -> None:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    if "answers" in raw:
        read_answers({**raw, "rules": OLD}, knowledge=KNOWLEDGE, complete=False)


def test_what_was_not_asked_then_is_named() -> None:
    answers = complete_answers({})
    old = {"answers": as_of_old(dict(answers.as_raw()["answers"])), "rules": OLD}
    notes = notes_on_older(answers=read_answers(old, knowledge=KNOWLEDGE, complete=True), knowledge=KNOWLEDGE)
    assert any("leg-weak-weeks" in note for note in notes)
    assert notes_on_older(answers=answers, knowledge=KNOWLEDGE) == ()


def test_the_same_gap_is_no_answer_to_the_rules_of_today() -> None:
    answers = complete_answers({})
    with pytest.raises(AnswersError):
        read_answers(
            {"answers": as_of_old(dict(answers.as_raw()["answers"]))}, knowledge=KNOWLEDGE, complete=True
        )


def test_pain_or_tingling_in_both_legs_keeps_the_tingling_open() -> None:
    raw = {"answers": {"legs-both-new": "yes"}, "rules": OLD}
    read = read_answers(raw, knowledge=KNOWLEDGE, complete=False)
    assert read.answers["legs-both-tingling"] == "not-sure"
    assert check_safety(answers=read, knowledge=KNOWLEDGE).level is Level.SAME_DAY
    assert any("tingling" in note for note in notes_on_older(answers=read, knowledge=KNOWLEDGE))


def test_the_instruction_for_an_open_list_is_accepted() -> None:
    """The file's own instruction for an open answer beside a list."""
    raw = {"answers": {"emergency-nerves": "none", "bladder-change": "not-sure"}}
    read = read_answers(raw, knowledge=KNOWLEDGE, complete=False)
    assert read.answers["bladder-change"] == "not-sure"
    assert read.answers["bowel-change"] == "no"
