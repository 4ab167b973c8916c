"""The bill of materials and the list of licences hold everything that the locks name."""

import json
import re

import pytest

from tools import docs, licence_pages

BILL = json.loads((docs.REFERENCE / "sbom.cdx.json").read_text(encoding="utf-8"))
PARTS = {part["bom-ref"]: part for part in BILL["components"]}


def test_everything_the_lock_names_is_in_the_bill_once() -> None:
    assert len(PARTS) == len(BILL["components"])
    locked = re.findall(r"^([a-z0-9-]+)==(\S+)", licence_pages.PYTHON_LOCK.read_text(), re.MULTILINE)
    assert len(locked) > 70
    missing = [
        name for name, version in locked if f"pkg:pypi/{name}@{version.replace('!', '%21')}" not in PARTS
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("start", "scope"),
    [
        ("pkg:pypi/django@", "required"),
        ("pkg:pypi/psycopg-binary@", "optional"),
        ("pkg:pypi/rubicon-objc@", "optional"),
        ("pkg:pypi/hatchling@", "optional"),
        ("pkg:pypi/pluggy@", "optional"),
        ("pkg:pypi/pathspec@", "optional"),
        ("pkg:pypi/desktop-notifier@", "required"),
        ("pkg:pypi/sqlparse@", "required"),
        ("pkg:npm/three@", "required"),
        ("pkg:npm/%40fontsource-variable/", "required"),
    ],
)
def test_what_runs_is_told_from_what_builds_and_from_other_systems(start: str, scope: str) -> None:
    assert [part["scope"] for name, part in PARTS.items() if name.startswith(start)] == [scope]


def test_what_only_tests_need_is_not_in_it() -> None:
    assert not [name for name in PARTS if "pytest" in name or "/vite@" in name or "/mypy@" in name]


def test_each_part_that_runs_here_has_a_licence() -> None:
    unsaid = [name for name, part in PARTS.items() if "licenses" not in part]
    assert {name.split("/")[1].split("-")[0].split("@")[0] for name in unsaid} <= {
        "colorama",
        "rubicon",
        "winrt",
    }
    page = (docs.REFERENCE / "licences.md").read_text(encoding="utf-8")
    assert "says none" not in page
    assert "| psycopg (pypi) |" in page
