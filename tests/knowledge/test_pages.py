"""Pages of the check: a broken one is named with what to do."""

import shutil
from pathlib import Path

import pytest

from loadshare.knowledge import read_knowledge
from loadshare.knowledge.cross_check import problems_in
from loadshare.knowledge.reader import HERE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


BROKEN = [
    ("questions/sex.toml", 'page = "you"', 'page = "yuo"', "names 'yuo', which does not exist"),
    ("questions/sex.toml", 'page = "you"', 'page = "first"', "'first' is interrupted"),
    (
        "questions/caesarean.toml",
        'page = "pregnancy-more"',
        'page = "pregnancy"',
        "'pregnancy' beside it; move it to a later page",
    ),
    (
        "pages.toml",
        '[[pages]]\nid = "you"',
        '[[pages]]\nid = "empty"\nname = "a"\ntitle = "b"\n\n[[pages]]\nid = "you"',
        "pages/empty: holds no question",
    ),
    (
        "questions/limits.toml",
        'early_when = { any = [ { fact = "age"',
        'early_when = { any = [ { fact = "agee"',
        "'agee'",
    ),
    ("retired.toml", 'id = "past-injury"', 'id = "age"', "retired/age: is asked again"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), BROKEN, ids=[row[3] for row in BROKEN])
def test_a_page_that_cannot_be_drawn_is_named(folder: Path, name: str, old: str, new: str, said: str) -> None:
    assert problems_in(read_knowledge(folder)) == ()
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(said in problem for problem in problems_in(read_knowledge(folder)))
