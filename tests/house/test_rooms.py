"""What the doors load, and that no room of the server is without a place."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "src" / "loadshare" / "server"
LOADED_LATER = {"psycopg", "xlsxwriter"}
"""Libraries that take long to load: for a database of PostgreSQL, and for one file of Your data."""
NO_ROOMS = {"static", "templates", "locale", "__pycache__"}


@pytest.mark.parametrize(
    "asked",
    [
        ["check", "examples/desk-worker.toml"],
        ["plan", "examples/desk-worker.toml"],
        ["plan", "examples/desk-worker.toml", "--pdf", "PDF"],
        ["review", "examples/review.json"],
    ],
    ids=" ".join,
)
def test_the_rules_are_asked_without_the_server(asked: list[str], tmp_path: Path) -> None:
    words = [str(tmp_path / "week.pdf") if word == "PDF" else word for word in asked]
    program = (
        "import sys; from loadshare.cli.main import main\n"
        f"sys.argv = ['loadshare', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "named = ('loadshare.server', 'django', 'numba', 'mujoco')\n"
        "print('LOADED', [m for m in sys.modules if m in named or m.startswith('loadshare.server.')])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == "LOADED []"


def test_a_server_starts_without_what_few_of_its_pages_need(tmp_path: Path) -> None:
    program = (
        "import sys, django; django.setup()\n"
        "import loadshare.server.running.management.commands.migrate\n"
        "import loadshare.server.running.gateway, loadshare.server.urls\n"
        f"print(sorted({LOADED_LATER!r} & set(sys.modules)))"
    )
    known = {
        "DJANGO_SETTINGS_MODULE": "loadshare.server.settings",
        "LOADSHARE_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'kept.sqlite3'}",
    }
    run = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | known, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "[]"


def test_every_room_of_the_server_has_its_place_in_the_order() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c.get("containers") == ["loadshare.server"])
    placed = {room.strip() for layer in layers for room in layer.split("|")}
    rooms = {path.name for path in SERVER.iterdir() if path.is_dir()} - NO_ROOMS
    assert rooms <= placed
    assert not (SERVER / "selfcare").exists()
