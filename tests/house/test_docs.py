"""The pages of docs/reference say what the product does now, and leave nothing out."""

import json
import re
import sys
from pathlib import Path

import pytest
import typer
from jsonschema import Draft202012Validator

from loadshare.body.movements import movement_ids
from loadshare.cli.main import add_verbs
from loadshare.knowledge import load_knowledge
from tests.support.command import Command
from tests.support.examples import EXAMPLES, example
from tools import docs

KNOWLEDGE = load_knowledge()
SOURCE = docs.ROOT / "src"
READS_A_SETTING = re.compile(
    r"""(?:env\.[a-z_]+\(|environ\.(?:get|setdefault)\(|envvar=)\s*["']([A-Z][A-Z0-9_]+)["']"""
)


def page(name: str) -> str:
    return (docs.REFERENCE / name).read_text(encoding="utf-8")


def test_no_generated_page_is_stale() -> None:
    wanted = docs.pages()
    assert len(wanted) == (23 if sys.platform == "linux" else 21)
    names = [str(path.relative_to(docs.ROOT)) for path in docs.stale(wanted)]
    assert names == [], "run: make docs"


def test_the_contact_sheet_shows_every_movement_and_no_other() -> None:
    shown = re.findall(r"!\[[^]]+\]\(\.\./images/movements/([a-z0-9-]+)\.webp\)", page("movements.md"))
    assert len(shown) == len(set(shown))
    assert set(shown) == set(movement_ids())
    pictures = list((docs.ROOT / "docs" / "images" / "movements").glob("*.webp"))
    assert {picture.stem for picture in pictures} == set(shown)
    assert sum(picture.stat().st_size for picture in pictures) < 1_500_000


def test_a_page_that_says_something_else_is_noticed(tmp_path: Path) -> None:
    same, other, missing = (tmp_path / name for name in ("same", "other", "missing"))
    same.write_text("a")
    other.write_text("b")
    assert docs.stale({same: "a", other: "a", missing: "a"}) == [other, missing]


def verbs() -> list[str]:
    command = typer.main.get_command(add_verbs())
    assert isinstance(command, typer.core.TyperGroup)
    inner = {name: getattr(verb, "commands", {}) for name, verb in command.commands.items()}
    return [*inner, *(f"{name} {verb}" for name, group in inner.items() for verb in group)]


def test_every_verb_is_documented_and_has_help() -> None:
    assert len(verbs()) >= 8
    for verb in verbs():
        assert f"\n## loadshare {verb}\n" in page("cli.md")
    alone = r"^  +(--[a-z-]+)(?: [A-Z<\[][^ ]*(?: range>)?)?$(?!\n {10,}\S)"
    undescribed = re.findall(alone, page("cli.md"), re.MULTILINE)
    assert undescribed == []


def test_every_setting_is_documented() -> None:
    read = {
        name
        for path in SOURCE.rglob("*.py")
        for name in READS_A_SETTING.findall(path.read_text(encoding="utf-8"))
    }
    documented = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", page("settings.md")))
    assert {"HOST", "PORT", "COUNTRY", "DATABASE_URL", "LOADSHARE_HOME"} <= read
    assert read - documented == set()


def test_every_operation_of_the_api_is_documented() -> None:
    paths = json.loads(page("openapi.json"))["paths"]
    assert len(paths) == 9
    for path, operations in paths.items():
        for method in operations:
            assert f"`{method.upper()} {path}" in page("api.md")


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("exercises.md", KNOWLEDGE.exercises),
        ("questions.md", KNOWLEDGE.questions),
        ("safety.md", {**KNOWLEDGE.safety, **KNOWLEDGE.look_alikes}),
        ("sources.md", KNOWLEDGE.sources),
    ],
)
def test_every_entry_has_its_place(name: str, ids: dict[str, object]) -> None:
    text = page(name)
    assert [identifier for identifier in ids if f"`{identifier}`" not in text] == []
    assert "{" not in text


def test_an_unread_source_is_marked() -> None:
    for source in KNOWLEDGE.sources.values():
        row = next(line for line in page("sources.md").splitlines() if f"`{source.id}`" in line)
        assert ("*unread*" in row) != source.read


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_printed_fits_its_schema(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: Path
) -> None:
    command = Command(patch=monkeypatch, capture=capsys)
    printed = {
        "answers": example(path.stem),
        "check": json.loads(command("check", path, "--json").out),
        "programme": json.loads(command("plan", path, "--json").out),
    }
    for name, value in printed.items():
        schema = json.loads(page(f"{name}.schema.json"))
        Draft202012Validator.check_schema(schema)
        assert list(Draft202012Validator(schema).iter_errors(value)) == []


def test_a_wrong_result_would_not_fit() -> None:
    schema = json.loads(page("check.schema.json"))
    assert not Draft202012Validator(schema).is_valid({"rules_version": "x"})
    assert schema["$defs"]["SafetyResult"]["additionalProperties"] is False


def test_keys_of_results_are_explained() -> None:
    item = json.loads(page("programme.schema.json"))["$defs"]["ProgrammeItem"]
    assert "weaker or stiffer side" in item["properties"]["first_side"]["description"]
