"""Compiled code is kept where a change in anything it depends on cannot meet it."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import loadshare.body
from loadshare.body import kernel

ROOM = Path(loadshare.body.__file__).parent


def imported(module: str) -> set[str]:
    """Modules of the room that a module takes names from."""
    tree = ast.parse((ROOM / f"{module}.py").read_text())
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "loadshare.body":
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("loadshare.body."):
            found.add(str(node.module).split(".")[2])
    return {name for name in found if (ROOM / f"{name}.py").is_file()}


def test_everything_that_compiled_code_depends_on_is_watched() -> None:
    watched = {path.stem for path in ROOM.glob("*.py") if "import kernel\n" in path.read_text()}
    assert watched, "no module compiles anything: this test looks for the wrong words"
    for _ in range(10):
        watched |= {name for module in watched for name in imported(module)}
    assert watched == set(kernel.DEPENDS_ON)


@pytest.mark.parametrize("changed", ["muscle", "passive", "sharing", "gravity"])
def test_a_change_in_any_of_them_gets_a_folder_of_its_own(changed: str, tmp_path: Path) -> None:
    before, other = _folder(tmp_path / "one", ""), _folder(tmp_path / "two", changed)
    assert before.name.startswith("compiled-")
    assert before.name != other.name
    assert before.name == _folder(tmp_path / "three", "").name


def _folder(place: Path, changed: str) -> Path:
    room = place / "loadshare" / "body"
    room.mkdir(parents=True)
    for name in kernel.DEPENDS_ON:
        shutil.copy(ROOM / f"{name}.py", room)
    if changed:
        with (room / f"{changed}.py").open("a") as file:
            file.write("# changed\n")
    for path in ROOM.parent.glob("*.py"):
        shutil.copy(path, place / "loadshare")
    (room / "__init__.py").touch()
    asked = (
        "from pathlib import Path; from loadshare.compiler import cache_folder\n"
        "from loadshare.body.kernel import DEPENDS_ON; from loadshare import body\n"
        "print(cache_folder(Path(body.__file__).parent, DEPENDS_ON))"
    )
    run = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(place), "PATH": ""},
    )
    return Path(run.stdout.strip())
