"""`loadshare evidence` as from a shell."""

import inspect
import json
from pathlib import Path

import pytest

from loadshare.cli.evidence import evidence
from tests.support.installation import Place

pytestmark = pytest.mark.system_clock


def test_it_writes_two_files_once_and_replaces_them_only_when_told(tmp_path: Path) -> None:
    place, out = Place(tmp_path / "home").with_tables(), tmp_path / "use.json"
    ended = place.loadshare("evidence", out)
    assert ended.code == 0, ended.said
    assert "Nobody is named" in ended.said
    report = json.loads(out.read_text(encoding="utf-8"))
    assert report["format"] == "loadshare-evidence"
    assert report["started"] is None
    assert report["quarter"] in out.with_suffix(".html").read_text(encoding="utf-8")
    again = place.loadshare("evidence", out)
    assert again.code == 2
    assert "--force" in again.said
    assert place.loadshare("evidence", out, "--force").code == 0
    assert place.loadshare("evidence", out.with_suffix(".html"), "--force").code == 2


def test_without_a_database_it_says_what_to_do_and_makes_none(tmp_path: Path) -> None:
    place, out = Place(tmp_path / "home"), tmp_path / "use.json"
    ended = place.loadshare("evidence", out)
    assert ended.code == 2, ended.said
    assert "loadshare migrate" in ended.said
    assert not out.exists()
    assert not list((tmp_path / "home").rglob("*.sqlite3"))


def test_no_part_of_the_people_can_be_asked_for() -> None:
    """No dates, no groups, no filters: only where it goes."""
    assert list(inspect.signature(evidence).parameters) == ["file", "force"]
