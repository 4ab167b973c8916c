"""The hazard log: every hazard has a control, and every test it names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOG = ROOT / "docs" / "safety" / "hazard-log.md"
NOT_YET = "not in this version"


def rows() -> list[list[str]]:
    lines = LOG.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| H")]


def named_tests() -> list[str]:
    return sorted({test for row in rows() for test in re.findall(r"`([^`]+::[^`]+)`", row[4])})


def test_the_starter_hazards_and_our_own_are_numbered_without_a_gap() -> None:
    assert [row[0] for row in rows()] == [f"H{number}" for number in range(1, len(rows()) + 1)]
    assert len(rows()) >= 14


def test_every_hazard_has_a_harm_a_control_and_a_test_or_a_reason() -> None:
    for identifier, hazard, harm, control, tests, left in rows():
        assert hazard, identifier
        assert harm in {"1", "2", "3", "4", "5"}, identifier
        assert len(control) > 40, identifier
        assert left, identifier
        assert "::" in tests or tests == NOT_YET, f"{identifier} names no test"


@pytest.mark.parametrize("test", named_tests())
def test_a_test_named_in_the_hazard_log_exists(test: str) -> None:
    path, _, name = test.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    wanted = rf"^(?:async )?def {name}\(" if path.endswith(".py") else rf'it\("{re.escape(name)}"'
    assert re.search(wanted, text, re.MULTILINE), f"{path} has no test {name!r}; correct the hazard log"


def test_the_intended_purpose_names_what_it_is_not() -> None:
    page = (ROOT / "docs" / "safety" / "intended-purpose.md").read_text(encoding="utf-8")
    assert "does not diagnose, treat or monitor any disease" in page
    assert "18" in page
