"""Cases are read from a folder, and any program can be scored."""

import shutil
import sys
from pathlib import Path

import pytest

from loadshare.knowledge import load_knowledge
from loadshare.triage import BenchmarkError, Urgency, command, published, rating_form, read_set

KNOWLEDGE = load_knowledge()
CASES = read_set(published(), knowledge=KNOWLEDGE)
ECHO = """
import json, sys
for line in sys.stdin:
    case = json.loads(line)
    assert case["story"] and case["answers"]["age"] > 0
    print(%s, flush=True)
"""


def tool(tmp_path: Path, prints: str) -> str:
    program = tmp_path / "tool.py"
    program.write_text(ECHO % prints)
    return f'"{sys.executable}" "{program}"'


@pytest.mark.parametrize("prints", ["'soon'", "'Soon '", "json.dumps({'id': case['id'], 'level': 'soon'})"])
def test_a_program_is_asked_line_by_line(tmp_path: Path, prints: str) -> None:
    said = command(tool(tmp_path, prints))(CASES.cases)
    assert said == dict.fromkeys(CASES.by_name, Urgency.SOON)


@pytest.mark.parametrize("prints", ["'perhaps'", "'{not json'", "'{}'", "''"])
def test_what_is_no_urgency_is_no_answer(tmp_path: Path, prints: str) -> None:
    assert set(command(tool(tmp_path, prints))(CASES.cases).values()) == {None}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("no-such-program-here", "cannot be run"),
        (f'"{sys.executable}" -c "raise SystemExit(3)"', "exit code 3"),
        (f'"{sys.executable}" -c "print(1)"', "1 lines came back"),
        ('"', "cannot be run"),
    ],
)
def test_a_program_that_fails_is_said(line: str, wrong: str) -> None:
    with pytest.raises(BenchmarkError, match=wrong):
        command(line)(CASES.cases)


def test_a_program_that_does_not_end_is_left() -> None:
    with pytest.raises(BenchmarkError, match="--seconds"):
        command(f'"{sys.executable}" -c "import time; time.sleep(60)"', seconds=0.5)(CASES.cases)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(published(), tmp_path / "set"))


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("accepted = [", 'accepted = ["at-once", '), "O02.*at-once"),
        (('kind = "ordinary"', 'kind = "easy"'), "O02.*kind"),
        (("age = 45", 'age = "old"'), "O02.*age"),
        (("title = ", "titel = "), "O02.*title"),
        (("[answers]", "[answers"), "O02.*TOML"),
    ],
)
def test_a_case_that_cannot_be_read_is_named(folder: Path, change: tuple[str, str], wrong: str) -> None:
    path = folder / "cases" / "O02.toml"
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(BenchmarkError, match=wrong):
        read_set(folder, knowledge=KNOWLEDGE)


def test_a_folder_without_cases_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="no folder 'cases'"):
        read_set(tmp_path, knowledge=KNOWLEDGE)


def test_the_form_shows_every_story_and_nothing_that_is_accepted() -> None:
    page = rating_form(CASES)
    assert page.count("<fieldset") == len(CASES.cases)
    assert 'value="same-day"' in page
    assert all(case.why not in page for case in CASES.cases)
    assert "http" not in page


def test_a_story_does_not_name_its_answer() -> None:
    words = [urgency.word for urgency in Urgency]
    told = [case.name for case in CASES.cases if any(word in case.story for word in words if word != "soon")]
    assert told == []
