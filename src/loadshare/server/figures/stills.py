"""Where the stills of the moving body are, and their markup. `tools/stills.py` draws them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django_vite.core.asset_loader import DjangoViteAssetLoader

INDEX = Path(__file__).with_name("stills.json")
WORDS = Path(__file__).with_name("words.toml")
WIDE = 1.25
EVERYDAY = "everyday-"
"""What the names of daily tasks begin with: an exercise may be called like a task."""


@dataclass(frozen=True, kw_only=True)
class Still:
    """A line of the index."""

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


def figure_for(exercise: str) -> str | None:
    """The stills of an exercise, start and turning point, or None where there are none.

    The markup carries its own description; colours are tokens of the page.
    """
    still, moments = frames_for(exercise)
    if still is None:
        return None
    frames = "".join(_frame(still, address(exercise), moment, label) for moment, label in moments)
    return (
        f'<div class="figure figure--{still.shape}" role="img" aria-label="{escape(words()[exercise])}">'
        f"{frames}</div>"
    )


def frames_for(exercise: str) -> tuple[Still | None, list[tuple[str, str]]]:
    """The still of an exercise, and for each of its ends the name of its shapes and its label."""
    still = index().get(exercise)
    if still is None or exercise not in words():
        return None, []
    moments = [("start", _("Start") if still.count > 1 else ""), ("then", _("Then"))]
    return still, moments[: still.count]


@cache
def shapes_of(exercise: str) -> Mapping[str, str]:
    """The shapes of each end of an exercise, for where no page can ask for the file."""
    found = finders.find(address(exercise).removeprefix(static("")))
    text = Path(str(found)).read_text(encoding="utf-8")
    starts = [*re.finditer(r'<g id="(start|then)">', text)]
    ends = [*(begin.start() for begin in starts[1:]), text.rindex("</svg>")]
    return {begin[1]: text[begin.start() : end] for begin, end in zip(starts, ends, strict=True)}


def posture_still(task: str, place: int, load: Mapping[str, float], *, small: bool = False) -> str:
    """The still of one posture of a daily task, `lumbar` and `hip` as strong as their loads (0 to 1).

    The description stands beside it.
    """
    still, file = index()[EVERYDAY + task], address(f"{EVERYDAY}{task}-{place}")
    name = "figure__svg figure__svg--small" if small else "figure__svg"
    return (
        f'<svg class="{name}" viewBox="{still.view}" aria-hidden="true" focusable="false">'
        f'<use href="{file}#body"/><use href="{file}#back" opacity="{load["lumbar"]:.2f}"/>'
        f'<use href="{file}#hips" opacity="{load["hip"]:.2f}"/></svg>'
    )


@cache
def address(name: str) -> str:
    """Where a file of stills is served from, kept a year by browsers."""
    return str(DjangoViteAssetLoader.instance().generate_vite_asset_url(f"stills/{name}.svg"))


def _frame(still: Still, file: str, moment: str, label: str) -> str:
    caption = f'<span class="figure__label">{escape(label)}</span>' if label else ""
    frame = f'<svg viewBox="{still.view}" aria-hidden="true" focusable="false">'
    return f'<span class="figure__frame">{caption}{frame}<use href="{file}#{moment}"/></svg></span>'
