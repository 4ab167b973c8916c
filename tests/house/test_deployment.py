"""What is given to whoever runs Loadshare for others holds: the threat model's tests, the unit of systemd."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THREATS = ROOT / "docs" / "safety" / "threat-model.md"
UNITS = [ROOT / "deploy" / "systemd" / f"{name}.service" for name in ("loadshare", "loadshare-work")]
EXPOSURE = 15
"""In tenths: systemd calls up to 2 "OK"."""


def rows() -> list[list[str]]:
    lines = THREATS.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| T")]


def test_every_threat_has_a_control_and_a_test() -> None:
    assert [row[0] for row in rows()] == [f"T{number}" for number in range(1, len(rows()) + 1)]
    for row in rows():
        assert len(row) == 5, row[0]
        assert all(row), row[0]
        assert "::" in row[3], row[0]


def test_every_test_it_names_exists() -> None:
    named = {test for row in rows() for test in re.findall(r"`([^`]+::[^`]+)`", row[3])}
    assert len(named) > 50
    missing = [
        test
        for test in sorted(named)
        for path, name in [test.split("::")]
        if not (ROOT / path).is_file() or f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert missing == []


@pytest.fixture(params=UNITS, ids=lambda unit: unit.stem)
def unit(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The unit as it would stand on this machine."""
    program = Path(sys.executable).with_name("loadshare")
    path = tmp_path / request.param.name
    path.write_text(
        request.param.read_text(encoding="utf-8").replace("/opt/loadshare/bin/loadshare", str(program))
    )
    return path


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    looked = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert looked.returncode == 0, looked.stderr
    assert unit.name not in looked.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_the_unit_leaves_little_open(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE}", unit]
    looked = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Unknown" in looked.stderr or "unrecognized" in looked.stderr:
        pytest.skip("this systemd-analyze cannot look at a file")
    assert looked.returncode == 0, looked.stdout[-200:]
    assert "Overall exposure level" in looked.stdout


def test_both_units_are_one_user_with_one_folder_and_one_of_them_works() -> None:
    """Two users of one folder would take it from each other at every start."""
    served, works = (unit.read_text(encoding="utf-8") for unit in UNITS)
    for line in ("User=loadshare", "DynamicUser=yes", "StateDirectory=loadshare"):
        assert f"\n{line}\n" in served
        assert f"\n{line}\n" in works
    assert " --no-work " in served


def test_the_unit_only_calls_what_the_command_line_has() -> None:
    texts = "\n".join(unit.read_text(encoding="utf-8") for unit in UNITS)
    called = re.findall(r"^Exec\w+=/opt/loadshare/bin/loadshare (.+)$", texts, re.MULTILINE)
    assert len(called) == 3
    for words in called:
        verb, *options = words.split()
        said = subprocess.run(
            [Path(sys.executable).with_name("loadshare"), verb, "--help"],
            capture_output=True, text=True, check=True, env={"COLUMNS": "200", "PATH": ""},
        ).stdout  # fmt: skip
        assert all(option in said for option in options if option.startswith("--")), words
