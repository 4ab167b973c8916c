"""Reads the vignette files: what a person answers, and what the check must say."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loadshare.care.answers import Answers, read_answers
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.question import Kind

KNOWLEDGE = load_knowledge()
FOLDER = Path(__file__).parent / "vignettes"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


UNMENTIONED: Mapping[str, Any] = _read("_unmentioned")["answers"]
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("[!_]*.toml")))


def case(name: str) -> tuple[Answers, dict[str, Any]]:
    """The complete answers of a vignette, and what is expected."""
    row = _read(name)
    return complete_answers(row["answers"], row.get("tests", {})), row["expect"]


def complete_answers(given: Mapping[str, Any], tests: Mapping[str, Any] | None = None) -> Answers:
    """Answers with everything unmentioned filled in; single items of a group stay as given."""
    merged = {**UNMENTIONED, "age": 40, "sex": "female", **given}
    for question in KNOWLEDGE.questions.values():
        items = {option.value for option in question.options}
        if question.kind is Kind.FLAGS and question.id not in given and items & set(given):
            del merged[question.id]
            merged |= {item: given.get(item, "no") for item in items}
    return read_answers({"answers": merged, "tests": tests or {}}, knowledge=KNOWLEDGE, complete=True)
