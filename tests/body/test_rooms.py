"""The room keeps to itself: what it may import, and that nothing in it needs the network."""

import ast
import sys
from pathlib import Path

import pytest

import loadshare.body

MODULES = sorted(Path(loadshare.body.__file__).parent.glob("*.py"))
ALLOWED = {"numpy", "numba", "mujoco"}
OPTIONAL = {"pyarrow", "distributed"}  # studies only, imported where they are used
NETWORK = {"socket", "urllib", "http", "ftplib", "smtplib", "ssl"}


def imported(module: Path, *, at_top: bool) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    nodes = tree.body if at_top else list(ast.walk(tree))
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.stem)
def test_a_module_imports_only_what_the_room_may(module: Path) -> None:
    names = imported(module, at_top=False)
    own = {n for n in names if n.startswith("loadshare")}
    assert all(n.startswith(("loadshare.body", "loadshare.compiler", "loadshare.knowledge")) for n in own)
    outside = {n.split(".")[0] for n in names - own} - set(sys.stdlib_module_names)
    assert outside <= ALLOWED | OPTIONAL
    top = {n.split(".")[0] for n in imported(module, at_top=True)}
    assert not top & OPTIONAL
    assert not {n.split(".")[0] for n in names} & NETWORK
