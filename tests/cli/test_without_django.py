"""Rules, bodies, measuring and paper need no web framework: only what touches the database does."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.examples import FOLDER

NO_DJANGO = """
import sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "django_vite", "allauth", "ninja"}:
            raise ImportError(f"{name} was asked for")

sys.meta_path.insert(0, NoDjango())
from loadshare.cli.main import main
main()
"""
DESK = str(FOLDER / "desk-worker.toml")


@pytest.mark.parametrize(
    "words",
    [
        ("check", DESK),
        ("plan", DESK),
        ("plan", DESK, "--pdf", "week.pdf"),
        ("review", str(FOLDER / "review.json")),
        ("questions",),
        ("knowledge", "lint"),
        ("knowledge", "show", "figure-four-stretch"),
        ("breaks", "--once", "--print"),
        ("body", "shock"),
        ("measure", "walk", "--help"),
    ],
    ids=" ".join,
)
def test_a_verb_runs_without_django(words: tuple[str, ...], tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", NO_DJANGO, *words],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "LOADSHARE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "--pdf" not in words or (tmp_path / "week.pdf").read_bytes().startswith(b"%PDF-")


def test_what_touches_the_database_is_ready_without_what_only_measures_or_sends(tmp_path: Path) -> None:
    """Each backup, migration and daily round waits for what is taken in at its start."""
    program = (
        "import sys\nfrom loadshare.cli.installation import set_up_server\nset_up_server()\n"
        "print(sorted({'matplotlib', 'mujoco', 'numba', 'numpy', 'requests', 'scipy'} & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={"HOME": str(tmp_path), "LOADSHARE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "[]\n"
