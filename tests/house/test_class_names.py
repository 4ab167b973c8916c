"""A public class has one name in the whole house: whoever searches for it finds one thing."""

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "loadshare"
IN_SEVERAL_ROOMS = {
    "Command",  # Django finds a command by this name
    # The row of the database, and the value that rules read:
    "ItemLog",
    "Pause",
    "Programme",
    "SessionLog",
    "Person",  # somebody of the site, and a body in the model
}


def room_of(module: Path) -> str:
    """`server` has rooms of its own."""
    parts = module.relative_to(SOURCE).parts[:-1]
    return "/".join(parts[:2] if parts[:1] == ("server",) else parts[:1])


def rooms_by_class() -> dict[str, set[str]]:
    rooms = defaultdict(set)
    for module in SOURCE.rglob("*.py"):
        if "migrations" not in module.parts:
            for node in ast.parse(module.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    rooms[node.name].add(room_of(module))
    return rooms


def test_no_class_has_its_name_in_two_rooms() -> None:
    rooms = rooms_by_class()
    assert len(rooms) > 300
    assert {name for name, found in rooms.items() if len(found) > 1} == IN_SEVERAL_ROOMS
