"""`loadshare knowledge`: show an entry, check a library."""

import json
import shutil
from pathlib import Path

import pytest

import loadshare.knowledge
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.catalogue import KINDS, entries_of
from tests.support.command import Command

KNOWLEDGE = load_knowledge()
LIBRARY = Path(loadshare.knowledge.__file__).parent


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the library, free to be broken."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "library", ignore=shutil.ignore_patterns("*.py*")))


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_can_be_shown_and_printed_as_json(command: Command, kind: str) -> None:
    for name in list(entries_of(kind, knowledge=KNOWLEDGE))[:6]:
        shown = command("knowledge", "show", f"{kind}/{name}")
        assert (shown.code, shown.err) == (0, "")
        assert f"{KINDS[kind]}, {name}" in shown.words
        assert json.loads(command("knowledge", "show", f"{kind}/{name}", "--json").out)["id"] == name


def test_an_exercise_shows_dose_steps_cautions_grade_and_sources(command: Command) -> None:
    words = command("knowledge", "show", "figure-four-stretch").words
    for part in ("Dose: 2 holds of 20 seconds", "Steps", "Cautions", "Grade: weak", "ingram-2025", "[read]"):
        assert part in words


def test_a_code_and_an_item_of_a_question_are_found(command: Command) -> None:
    assert "figure-four-stretch" in command("knowledge", "show", "s1").out
    assert "emergency-legs" in command("knowledge", "show", "legs-both-new").out


def test_an_id_of_several_kinds_shows_all_and_asks_for_one_in_json(command: Command) -> None:
    words = command("knowledge", "show", "better-moving").words
    assert all(f"{kind}, better-moving" in words for kind in ("question", "statement", "sign"))
    ended = command("knowledge", "show", "better-moving", "--json")
    assert (ended.code, ended.out) == (2, "")
    assert "questions/better-moving or statements/better-moving" in ended.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("figure-for-stretch", "Did you mean figure-four-stretch"),
        ("exercises/clam-shell", "Did you mean clamshell"),
        ("zzzz", "Kinds: exercises"),
    ],
)
def test_a_near_miss_gets_a_suggestion(command: Command, name: str, said: str) -> None:
    ended = command("knowledge", "show", name)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_words_about_help_hold_a_number(command: Command) -> None:
    out = command("knowledge", "show", "safety/saddle-numbness").out
    assert "999" in out
    assert "{" not in out


def test_the_shipped_library_is_well(command: Command) -> None:
    ended = command("knowledge", "lint")
    assert (ended.code, ended.err) == (0, "")
    assert "All is well: 67 exercises" in ended.out


def test_a_copy_of_the_library_is_well_too(command: Command, library: Path) -> None:
    assert command("knowledge", "lint", library).code == 0


BREAKS = [
    ("exercises/clamshell.toml", 'statement = "', 'statement = "no-such-', "names 'no-such-"),
    ("exercises/clamshell.toml", 'harder = "', 'harder = "no-such-', "key 'harder'"),
    ("exercises/clamshell.toml", 'sources = ["', 'sources = ["no-such-', "key 'sources'"),
    ("questions/pregnancy-weeks.toml", 'fact = "pregnancy"', 'fact = "pregnant"', "key 'condition'"),
    ("safety/pregnant.toml", 'filters = ["pregnancy"]', 'filters = ["pregnant"]', "key 'filters'"),
    ("self_tests/hip-rotation.toml", '"hip-replacement"', '"new-hip"', "key 'not_for' names 'new-hip'"),
    ("exercises/clamshell.toml", "level = ", "levle = ", "key 'level'"),
    ("exercises/clamshell.toml", 'id = "clamshell"', 'id = "clam"', "key 'id' is 'clam'"),
    ("filters.toml", "[[filters]]", "[[filters", "not readable as TOML"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), BREAKS, ids=lambda value: value[:24])
def test_a_broken_library_is_named_file_and_key(
    command: Command, library: Path, file: str, old: str, new: str, said: str
) -> None:
    path = library / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    ended = command("knowledge", "lint", library)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert Path(file).stem in ended.err


def test_a_chain_that_comes_round_is_named(command: Command, library: Path) -> None:
    path = library / "exercises" / "pigeon-pose.toml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("harder")]
    at = next(number for number, line in enumerate(lines) if line.startswith("level"))
    path.write_text("\n".join([*lines[:at], 'harder = "figure-four-stretch"', *lines[at:]]))
    ended = command("knowledge", "lint", library)
    assert ended.code == 2
    assert "leads back to itself" in ended.err


def test_a_folder_without_a_library_is_refused(command: Command, tmp_path: Path) -> None:
    ended = command("knowledge", "lint", tmp_path)
    assert ended.code == 2
    assert "filters.toml" in ended.err or "the file is missing" in ended.err
