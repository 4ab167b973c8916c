"""A broken knowledge file is refused with the file, the key and what to do."""

import shutil
from pathlib import Path

import pytest

from loadshare.knowledge import KnowledgeError, read_knowledge
from loadshare.knowledge.reader import HERE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped library that a test may break."""
    copy = tmp_path / "knowledge"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def test_an_untouched_copy_reads(folder: Path) -> None:
    assert len(read_knowledge(folder).statements) == 20


BREAKS = [
    ("statements/release.toml", 'grade = "weak"', 'grade = "good"', "key 'grade' of 'release'"),
    ("statements/release.toml", "verdict =", "verdit =", "key 'verdict' of 'release'"),
    ("statements/release.toml", 'id = "release"', 'id = "relase"', "make it 'release', like the file"),
    ("statements/release.toml", 'claim = "', 'claim = ', "not readable as TOML"),
    ("mechanisms/hip-movement.toml", "weight = 2", "weight = 3", "key 'points.0.weight' of 'hip-movement'"),
    ("self_tests/side-bridge.toml", 'unit = "s"', 'unit = "minutes"', "key 'quantities.0.unit'"),
    ("signs.toml", 'code = "S2"', 'code = "S9"', "key 'code' of 'tight-hips'"),
    ("sources/evidence.toml", 'id = "nice-ng65"', 'id = "nice-ng59"', "'nice-ng59' is used twice; rename"),
    ("sources/evidence.toml", "[[sources]]", "[[source]]", "[[sources]]"),
    ("filters.toml", 'id = "gtps"', 'id = "GTPS!"', "key 'id'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "words"), BREAKS, ids=[f"{row[0]}:{row[2]}" for row in BREAKS]
)
def test_a_broken_file_is_refused_with_file_key_and_what_to_do(
    folder: Path, name: str, old: str, new: str, words: str
) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    count = -1 if old == "[[sources]]" else 1
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        read_knowledge(folder)
    message = str(refused.value)
    assert str(path) in message
    assert words in message
    assert any(verb in message for verb in ("correct", "rename", "make it", "write", "restore", "keep one"))


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "signs.toml").unlink()
    with pytest.raises(KnowledgeError, match=r"signs\.toml: the file is missing; restore it"):
        read_knowledge(folder)


def test_the_same_source_in_two_files_is_refused(folder: Path) -> None:
    (folder / "sources" / "more.toml").write_text(
        '[[sources]]\nid = "nice-ng59"\ntitle = "Again"\nread = true\n', encoding="utf-8"
    )
    with pytest.raises(
        KnowledgeError, match=r"more\.toml: id 'nice-ng59' is already in .*evidence\.toml; keep one"
    ):
        read_knowledge(folder)


def test_a_half_written_file_is_refused(folder: Path) -> None:
    path = folder / "self_tests" / "chair-stands.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"chair-stands\.toml"):
        read_knowledge(folder)
