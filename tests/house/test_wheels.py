"""Set-up needs no compiler: every locked package has a wheel for every Python and machine we promise.

Asks the registry, as set-up does; without a connection there is nothing to ask, and the tests say so.
"""

import importlib.metadata
import os
import re
import subprocess
from pathlib import Path

import pytest

from tools.setup import BIN, REQUIREMENTS, SETTINGS_THAT_CHANGE_THE_LOCK

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
)
LOCKS = tuple(REQUIREMENTS / f"{name}.txt" for name in ("bootstrap", "app", "dev", "telemetry"))
PURE_SOURCES = {"http-ece"}
"""Published as source only; plain Python, so that building one needs no compiler."""
BINARY = {".so", ".pyd", ".dylib", ".dll"}


def problem(*, python: str, machine: str, folder: Path, sources: set[str]) -> str:
    """Why the locks cannot be installed from wheels, save for `sources`; empty where they can."""
    locked = "\n".join(lock.read_text() for lock in LOCKS)
    names = sorted(set(re.findall(r"^([\w.-]+)(?:\[.*?\])?==", locked, flags=re.MULTILINE)) - sources)
    wheels = [word for name in names for word in ("--only-binary", name)]
    files = [word for lock in LOCKS for word in ("-r", str(lock))]
    where = ["--target", str(folder), "--python-platform", machine, "--python-version", python]
    tried = subprocess.run(
        [str(BIN / "uv"), "pip", "install", "--dry-run", "--quiet", "--no-deps", *where, *wheels, *files],
        env={name: value for name, value in os.environ.items() if name not in SETTINGS_THAT_CHANGE_THE_LOCK},
        capture_output=True,
        text=True,
        check=False,
    )
    if re.search(r"Request failed|error sending request|Failed to fetch", tried.stderr):
        pytest.skip("the package registry does not answer, so it cannot be asked which wheels there are")
    return tried.stderr.strip() if tried.returncode else ""


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_locks_install_from_wheels(python: str, machine: str, tmp_path: Path) -> None:
    assert problem(python=python, machine=machine, folder=tmp_path, sources=PURE_SOURCES) == ""


@pytest.mark.parametrize("name", sorted(PURE_SOURCES))
def test_a_source_package_is_needed_and_holds_nothing_to_compile(name: str, tmp_path: Path) -> None:
    without = problem(python=PYTHONS[0], machine=MACHINES[0], folder=tmp_path, sources=PURE_SOURCES - {name})
    assert f"{name}==" in without, f"{name} has wheels now; take it off the list"
    files = importlib.metadata.files(name)
    assert files
    assert [file for file in files if file.suffix in BINARY] == []
