"""The example cases, and small changes to them."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = [path for path in sorted(FOLDER.glob("*.toml")) if "\n[answers]\n" in path.read_text("utf-8")]
"""The answer files; the folder may hold examples of other kinds."""


def example(name: str) -> dict[str, Any]:
    """What an example file holds."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def example_with(name: str, **answers: Any) -> dict[str, Any]:
    """An example with other answers; `_` in a name stands for `-`, and None takes the answer away."""
    raw = example(name)
    for key, value in answers.items():
        if value is None:
            raw["answers"].pop(key.replace("_", "-"), None)
        else:
            raw["answers"][key.replace("_", "-")] = value
    return raw


def written_as_toml(raw: dict[str, Any]) -> str:
    """The raw answers as a TOML file."""
    lines = [f"{key} = {_value(raw[key])}" for key in raw if not isinstance(raw[key], dict)]
    for table in ("answers", "tests"):
        if isinstance(raw.get(table), dict):
            lines += [f"[{table}]", *(f"{_key(key)} = {_value(value)}" for key, value in raw[table].items())]
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _key(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items()) + " }"
    return repr(value)
