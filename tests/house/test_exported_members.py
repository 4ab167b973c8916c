"""The Python API is small, sorted, documented, and works as the README shows."""

import importlib
import inspect
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("loadshare.care", "loadshare.knowledge")
WANTED = {
    "loadshare.care": {"build_programme", "build_timeline", "explain", "read_answers", "run_check"},
    "loadshare.knowledge": {"load_knowledge", "read_knowledge"},
}


@pytest.mark.parametrize("name", PACKAGES)
def test_the_exported_names_are_sorted_there_and_documented(name: str) -> None:
    package = importlib.import_module(name)
    assert list(package.__all__) == sorted(package.__all__, key=lambda one: (not one.isupper(), one))
    for exported in package.__all__:
        member = getattr(package, exported)
        assert not isinstance(member, types.ModuleType), exported
        if not isinstance(member, str):
            assert inspect.getdoc(member), exported
    assert set(package.__all__) >= WANTED[name]


@pytest.mark.parametrize("name", PACKAGES)
def test_nothing_public_is_left_out_of_all(name: str) -> None:
    package = importlib.import_module(name)
    public = {
        key
        for key, member in vars(package).items()
        if not key.startswith("_") and not isinstance(member, types.ModuleType)
    }
    assert public == set(package.__all__)


def test_importing_loadshare_loads_nothing_else() -> None:
    program = "import sys, loadshare; print([m for m in sys.modules if m.startswith(('loadshare.', 'pyd'))])"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_care_needs_no_web_application() -> None:
    program = "import sys, loadshare.care, loadshare.cli.main; print('django' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "False"


README_PROGRAMS = re.findall(r"```python\n(.+?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize(("place", "printed"), [(0, "hip-movement"), (1, "task='bend'")])
def test_the_examples_of_the_readme_work(place: int, printed: str) -> None:
    program = README_PROGRAMS[place]
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert printed in ended.stdout
