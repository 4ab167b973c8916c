"""Every decision begins alike: number, date, status; what replaces and what is replaced name each other."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "decisions"
DECISIONS = sorted(FOLDER.glob("*.md"))
NAME = re.compile(r"(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md")
STATUS = re.compile(r"\d{4}-\d\d-\d\d · (accepted|replaced by (\d{4}))( · replaces (\d{4}(?:, \d{4})*))?")


def status_of(path: Path) -> re.Match[str]:
    found = STATUS.fullmatch(path.read_text(encoding="utf-8").splitlines()[2])
    assert found, f"{path.name}: the third line is its date and status, as '2026-11-22 · accepted'"
    return found


def test_no_number_is_given_twice() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert len(numbers) > 70
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_it_begins_with_number_date_and_status(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert NAME.fullmatch(path.name)
    assert re.fullmatch(rf"# {int(path.name[:4])}\. \S.*", lines[0])
    assert lines[1] == lines[3] == ""
    assert status_of(path)


def test_old_and_new_name_each_other() -> None:
    by, of = set(), set()
    for path in DECISIONS:
        found = status_of(path)
        if found[2]:
            by.add((found[2], path.name[:4]))
        of |= {(path.name[:4], old) for old in re.findall(r"\d{4}", found[4] or "")}
    assert by
    assert by == of
