"""The locks install anywhere: no host, no path of a machine, a binary for every platform."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
NPM_LOCK = ROOT / "frontend" / "package-lock.json"
NPM_SETTINGS = {
    "omit-lockfile-registry-resolved=true",
    "fund=false",
    "audit=false",
    "ignore-scripts=true",
    "update-notifier=false",
}


FLAGS = ("index", "extra-index", "find-links")
"""Options of an installer that would tie a lock to one place; written apart, so that no line names one."""
LEAK = re.compile(rf"^.*(?:://|--(?:{'|'.join(FLAGS)})|^/|file:).*$", flags=re.MULTILINE)


def leaks_in(text: str) -> list[str]:
    return LEAK.findall(text)


@pytest.mark.parametrize("flag", FLAGS)
def test_an_option_that_names_a_place_would_be_found(flag: str) -> None:
    assert leaks_in(f"six==1.17.0\n--{flag} somewhere\n")


def test_a_host_or_path_would_be_found() -> None:
    assert leaks_in("six @ https://example.org/six.whl\n")
    assert leaks_in("/srv/wheels/six.whl\n")


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda path: path.name)
def test_python_locks_name_no_host_and_no_path(lock: Path) -> None:
    assert leaks_in(lock.read_text()) == []


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda path: path.name)
def test_python_locks_pin_and_hash_everything(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert len(entries) >= 1
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z0-9,]+\])?==[^ ]+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def pins(name: str) -> set[str]:
    text = (ROOT / "requirements" / name).read_text()
    return {line.split(" ")[0] for line in text.splitlines() if re.match(r"\S+==", line)}


def test_the_app_lock_is_part_of_the_dev_lock() -> None:
    assert pins("app.txt") <= pins("dev.txt")


def test_what_telemetry_adds_is_tested_as_it_is_locked_and_is_not_in_the_app() -> None:
    assert {pin.partition("==")[0] for pin in pins("telemetry.txt")} >= {"opentelemetry-sdk", "protobuf"}
    assert pins("telemetry.txt") <= pins("dev.txt")
    assert not pins("telemetry.txt") & pins("app.txt")


def test_the_npm_lock_records_no_download_address() -> None:
    packages = json.loads(NPM_LOCK.read_text())["packages"]
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if name and not entry.get("integrity")] == []


def test_the_npm_lock_has_the_binaries_of_every_platform() -> None:
    packages = json.loads(NPM_LOCK.read_text())["packages"]
    missing = {
        wanted
        for entry in packages.values()
        for wanted in entry.get("optionalDependencies", {})
        if f"node_modules/{wanted}" not in packages
    }
    assert missing == set()


def test_the_project_carries_its_own_npm_settings() -> None:
    assert set((ROOT / "frontend" / ".npmrc").read_text().split()) >= NPM_SETTINGS
