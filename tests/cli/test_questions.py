"""`loadshare questions`: a file that explains every question, and reads back once it is filled in."""

import re
import tomllib
from pathlib import Path

from loadshare.care import read_answers
from loadshare.cli.questions import template
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.question import Section
from tests.support.command import Command

KNOWLEDGE = load_knowledge()


def filled_in(text: str) -> str:
    """The file with the # taken from every answer line, as somebody would who keeps each example."""
    return re.sub(r"^# (?=[a-z])", "", text, flags=re.MULTILINE)


def test_the_file_is_valid_as_it_stands_and_answers_nothing(command: Command) -> None:
    ended = command("questions")
    assert ended.code == 0
    assert tomllib.loads(ended.out) == {"rules": KNOWLEDGE.rules_version, "answers": {}, "tests": {}}
    assert max(map(len, re.findall(r"^##.*$", ended.out, flags=re.MULTILINE))) <= 80


def test_every_question_is_explained_with_its_values_and_its_branch() -> None:
    words = " ".join(template(KNOWLEDGE).replace("## ", " ").split())
    for question in KNOWLEDGE.questions.values():
        assert " ".join(question.text.split()) in words, question.id
        assert f"Why: {' '.join(question.why.split())}" in words, question.id
        for option in question.options:
            assert f'"{option.value}": {option.label}' in words, option.value
    branches = [question for question in KNOWLEDGE.questions.values() if question.show_when]
    assert words.count("Asked when:") == len(branches) >= 10
    early = [question for question in KNOWLEDGE.questions.values() if question.early_when]
    assert words.count("Asked before the ideas when:") == len(early) >= 1
    for test in KNOWLEDGE.self_tests.values():
        assert f"loadshare knowledge show {test.id}" in words


def test_filled_in_it_reads_back_with_every_question_and_test() -> None:
    raw = tomllib.loads(filled_in(template(KNOWLEDGE)))
    assert set(raw["answers"]) == set(KNOWLEDGE.questions)
    assert set(raw["tests"]) == set(KNOWLEDGE.self_tests)
    answers = read_answers(raw, knowledge=KNOWLEDGE, complete=True)
    again = read_answers(answers.as_raw(), knowledge=KNOWLEDGE, complete=True)
    assert again == answers


def test_filled_in_it_can_be_checked(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(filled_in(template(KNOWLEDGE)))
    assert command("check", file).out.startswith("Level ")


def test_only_safety_asks_the_six_groups_and_their_follow_up(command: Command) -> None:
    asked = re.findall(r"^# ([a-z-]+) = ", command("questions", "--only-safety").out, flags=re.MULTILINE)
    assert asked[1:] == [question.id for question in KNOWLEDGE.questions_in(Section.SAFETY)]


def test_a_file_is_written_and_never_written_over(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    ended = command("questions", file)
    assert ended.code == 0
    assert file.read_text(encoding="utf-8") == template(KNOWLEDGE)
    file.write_text("mine")
    again = command("questions", file)
    assert again.code == 2
    assert "already there" in again.err
    assert file.read_text() == "mine"


def test_a_folder_that_is_missing_is_named(command: Command, tmp_path: Path) -> None:
    ended = command("questions", tmp_path / "none" / "mine.toml")
    assert ended.code == 2
    assert "cannot be written" in ended.err
