"""What is known of the stills, and their shapes. Free of the web framework: paper does not need it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

INDEX = Path(__file__).with_name("stills.json")
WORDS = Path(__file__).with_name("words.toml")
BUILT = Path(__file__).parents[2] / "server" / "static" / "dist"
WIDE = 1.25
EVERYDAY = "everyday-"
"""What the names of daily tasks begin with: an exercise may be called like a task."""
ENDS = ("start", "then")
"""The names of the shapes of an exercise: where it starts, and its turning point."""


@dataclass(frozen=True, kw_only=True)
class Still:
    """The drawn postures of one exercise or daily task, in one frame."""

    of: str
    """A digest of what it was drawn from."""
    box: tuple[float, float, float, float]
    """Its frame: left, top, width, height."""
    count: int
    """How many postures: the ends of an exercise, or every posture of a daily task."""

    @property
    def view(self) -> str:
        """The frame as an attribute."""
        return " ".join(f"{value:g}" for value in self.box)

    @property
    def shape(self) -> str:
        """Whether two of them stand better beside or below one another."""
        return "wide" if self.box[2] > WIDE * self.box[3] else "tall"


@cache
def index() -> Mapping[str, Still]:
    """Every still, by the name of its exercise or daily task."""
    if not INDEX.is_file():
        return {}
    found = json.loads(INDEX.read_text(encoding="utf-8"))
    return {name: Still(**raw | {"box": tuple(raw["box"])}) for name, raw in found.items()}


@cache
def words() -> Mapping[str, str]:
    """What the stills of an exercise show, in words."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def ends_of(exercise: str) -> tuple[Still | None, tuple[str, ...]]:
    """The still of an exercise and the names of its ends, or None."""
    still = index().get(exercise)
    if still is None or exercise not in words():
        return None, ()
    return still, ENDS[: still.count]


@cache
def shapes_of(exercise: str) -> Mapping[str, str]:
    """The shapes of each end of an exercise, from the front end's build; empty where it was not built."""
    try:
        names = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    text = (BUILT / names[f"stills/{exercise}.svg"]["file"]).read_text(encoding="utf-8")
    starts = [*re.finditer(rf'<g id="({"|".join(ENDS)})">', text)]
    stops = [*(begin.start() for begin in starts[1:]), text.rindex("</svg>")]
    return {begin[1]: text[begin.start() : stop] for begin, stop in zip(starts, stops, strict=True)}
