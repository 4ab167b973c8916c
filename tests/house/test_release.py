"""What is released serves the application from an empty environment, with no checkout beside it."""

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from loadshare import __version__
from tests.support.site import ROOT, Site
from tools.setup import BIN, REQUIREMENTS, SETTINGS_THAT_CHANGE_THE_LOCK

UV = [str(BIN / "uv"), "--quiet"]


class ReleasedSite(Site):
    """A site that is served by the installed wheel."""

    @property
    def program(self) -> Path:
        return self.home.parent / "environment" / BIN.name / "loadshare"

    @property
    def command(self) -> list[str]:
        return [str(self.program), "serve"]

    @property
    def environment(self) -> dict[str, str]:
        return {name: value for name, value in super().environment.items() if name != "PYTHONPATH"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    subprocess.run([sys.executable, "tools/release.py", str(folder)], cwd=ROOT, check=True)
    return folder / f"loadshare-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def released(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleasedSite]:
    folder = tmp_path_factory.mktemp("installed")
    home = folder / "home"
    home.mkdir()
    settings = {name: text for name, text in os.environ.items() if name not in SETTINGS_THAT_CHANGE_THE_LOCK}
    subprocess.run([*UV, "venv", "--python", sys.executable, str(folder / "environment")], check=True)
    into = ["--python", str(folder / "environment" / BIN.name / "python")]
    constrained = ["--constraint", str(REQUIREMENTS / "app.txt")]
    installed = subprocess.run(
        [*UV, "pip", "install", *into, *constrained, str(wheel)],
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    if re.search(r"Request failed|error sending request|Failed to fetch", installed.stderr):
        pytest.skip("the package registry does not answer, so nothing can be installed from it")
    assert installed.returncode == 0, installed.stderr
    site = ReleasedSite(home)
    site.start()
    yield site
    site.stop()


def read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return bytes(answer.read())


def test_the_installed_wheel_serves_pages_with_their_styles_and_scripts(released: ReleasedSite) -> None:
    page = read(released.address).decode()
    assert "<h1" in page
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert {Path(file).suffix for file in files} >= {".css", ".js"}
    for file in files:
        assert read(f"{released.address}{file}")


def test_its_commands_find_knowledge_body_and_tables(released: ReleasedSite) -> None:
    def said(*words: str) -> str:
        return subprocess.run(
            [str(released.program), *words],
            cwd=released.home,
            env=released.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert "glute-bridge" in said("knowledge", "show", "glute-bridge", "--json")
    assert "bend" in said("body", "solve", "--task", "bend", "--json")
    assert f"Loadshare {__version__}" in said("doctor")


def test_what_is_released_has_a_place_in_the_changelog() -> None:
    assert re.search(rf"^## {re.escape(__version__)}\b", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
