"""What a person reads is data in the rooms that have moved, and every use of it fits the text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from loadshare.knowledge.words import Phrase, load_words

SOURCE = Path(__file__).resolve().parents[2] / "src" / "loadshare"
ROOMS = {
    "body": "body", "care": "care", "interop": "interop", "measure": "measure",
    "server/clinic": "clinic", "server/connection": "connection",
}  # fmt: skip
"""Folder of each room whose sentences are data, and the name of its words."""
NOT_YET = frozenset(
    {
        "cli", "desktop", "knowledge",
        "server/accounts", "server/api", "server/backup", "server/belongings", "server/breaks",
        "server/installation", "server/measure", "server/person", "server/requests", "server/running",
    }
)  # fmt: skip
"""Rooms that still hold sentences in code; one that moves goes up to `ROOMS`."""
LONG = 16
SENTENCE = re.compile(r"^[A-Z][^\s_]* \S|\S \S+\.$|\S \S+\. ")
MARKUP = re.compile(r"<[a-z/]|=\"|\w+/\w+=|^SELECT |\\d\{|\(\?:")


def files(folder: str) -> list[Path]:
    return sorted((SOURCE / folder).rglob("*.py"))


def sentences(path: Path) -> Iterator[str]:
    """Sentence-like texts of a module outside docstrings, errors and logs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.Assert) or _is_docstring(node) or _is_said(node):
            passed.update(id(inner) for inner in ast.walk(node))
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            passed.update(id(inner) for inner in ast.walk(node))
            text = "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if len(text) > LONG and SENTENCE.search(text) and not MARKUP.search(text):
            yield f"{path.name}:{node.lineno}: {text[:60]!r}"


def _is_docstring(node: ast.AST) -> bool:
    """Also the text under a field or a constant."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_said(node: ast.AST) -> bool:
    """Told to a log, or translated by gettext."""
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func)
    return name.startswith(("logger.", "log.")) or name == "_" or "gettext" in name


@pytest.mark.parametrize("folder", ROOMS)
def test_no_sentence_stands_in_the_code_of_a_room(folder: str) -> None:
    assert not [found for path in files(folder) for found in sentences(path)]


@pytest.mark.parametrize("folder", ROOMS)
def test_a_room_has_one_place_for_its_words(folder: str) -> None:
    assert not [path.name for path in files(folder) if "gettext" in path.read_text(encoding="utf-8")]


def test_every_room_has_moved_or_is_named_as_not_moved() -> None:
    rooms = [p.name for p in SOURCE.iterdir() if p.is_dir() and p.name != "server"]
    rooms += [f"server/{p.name}" for p in (SOURCE / "server").iterdir() if p.is_dir()]
    holding = {room for room in rooms if any(True for path in files(room) for _ in sentences(path))}
    assert holding <= NOT_YET | ROOMS.keys()
    assert not ROOMS.keys() & NOT_YET


@pytest.mark.parametrize(
    "text",
    [
        'x = "Stand on one leg."',
        'x = f"The back bends {n} degrees more"',
        'x = {"a": ("b", "the hip is pressed more.")}',
    ],
)
def test_a_sentence_is_seen(text: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(text)
    assert len([*sentences(module)]) == 1


def uses(folder: str) -> Iterator[tuple[str, ast.expr, frozenset[str] | None]]:
    """Every id asked of the words of a room with its gaps; None where they cannot be told from the code."""
    for path in files(folder):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) != "words" or not node.args:
                continue
            gaps = [keyword.arg for keyword in node.keywords]
            known = None if None in gaps else frozenset(filter(None, gaps))
            choices = [node.args[0]]
            while choices:
                key = choices.pop()
                if isinstance(key, ast.IfExp):
                    choices += [key.body, key.orelse]
                else:
                    yield f"{path.name}:{node.lineno}", key, known


def matching(key: ast.expr, phrases: dict[str, Phrase]) -> list[str]:
    """The ids that an expression can stand for."""
    if isinstance(key, ast.Constant):
        shape = re.escape(str(key.value))
    elif isinstance(key, ast.JoinedStr):
        shape = "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.-]+"
            for part in key.values
        )
    else:
        return []
    return [name for name in phrases if re.fullmatch(shape, name)]


@pytest.mark.parametrize(("folder", "room"), ROOMS.items())
def test_every_id_exists_has_its_gaps_and_is_used(folder: str, room: str) -> None:
    phrases = dict(load_words(room).phrases)
    used = set[str]()
    for place, key, gaps in uses(folder):
        found = matching(key, phrases)
        assert found, f"{place}: words/{room}.toml has no {ast.unparse(key)}"
        used.update(found)
        for name in found:
            assert gaps in (None, phrases[name].gaps), (
                f"{place}: {name} has the gaps {sorted(phrases[name].gaps)}"
            )
    assert phrases.keys() == used, "words that nobody says"
