"""What is kept for a quicker start is never older than the file, and never in the way."""

import json
from pathlib import Path

import pytest

from loadshare.knowledge import tables
from loadshare.knowledge.tables import NAME, KeptTables

TEXT = 'id = "bridge"\nhold_s = 5\nsteps = ["Lie.", "Lift."]\n'
TABLE = {"id": "bridge", "hold_s": 5, "steps": ["Lie.", "Lift."]}


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were parsed, in order."""
    texts: list[str] = []
    loads = tables.tomllib.loads
    monkeypatch.setattr(tables.tomllib, "loads", lambda text: (texts.append(text), loads(text))[1])
    return texts


def kept(folder: Path, *texts: str) -> KeptTables:
    first = KeptTables(folder)
    for text in texts:
        first.table_of(text)
    first.keep()
    return KeptTables(folder)


def test_a_second_start_reads_the_same_without_parsing(tmp_path: Path, parsed: list[str]) -> None:
    again = kept(tmp_path, TEXT)
    assert again.table_of(TEXT) == TABLE
    assert parsed == [TEXT]


def test_a_changed_text_gives_its_own_table(tmp_path: Path, parsed: list[str]) -> None:
    changed = TEXT.replace("5", "9")
    assert kept(tmp_path, TEXT).table_of(changed)["hold_s"] == 9
    assert parsed == [TEXT, changed]


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b"\xff\xfe", b'"text"'])
def test_a_broken_file_is_as_none(tmp_path: Path, broken: bytes) -> None:
    again = kept(tmp_path, TEXT)
    (tmp_path / NAME).write_bytes(broken)
    assert again.table_of(TEXT) == TABLE


def test_where_nothing_can_be_written_the_next_folder_is_taken(tmp_path: Path, parsed: list[str]) -> None:
    (tmp_path / "file").touch()
    folders = (tmp_path / "file" / "none", tmp_path / "home")
    first = KeptTables(*folders)
    first.table_of(TEXT)
    first.keep()
    KeptTables(*folders).table_of(TEXT)
    assert parsed == [TEXT]
    assert [path.name for path in (tmp_path / "home").iterdir()] == [NAME]


def test_without_any_place_it_is_parsed_each_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert kept(tmp_path / "file" / "none", TEXT).table_of(TEXT) == TABLE


def test_a_day_keeps_its_kind(tmp_path: Path) -> None:
    text = "from = 2026-12-07"
    assert kept(tmp_path, text).table_of(text) == tables.tomllib.loads(text)


def test_texts_of_long_ago_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST", 2)
    kept(tmp_path, "a = 1", "a = 2", "a = 3")
    kept(tmp_path, TEXT)
    assert list(json.loads((tmp_path / NAME).read_text()).values()) == [TABLE]
