"""The stills of the moving body where no page styles them, as on paper: the same shapes, their own colours.

Body and clothes get a dark outline, so that a grey printer and a poor photocopy show them too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from loadshare.interop.paper import Picture, SheetLine
from loadshare.interop.stills.drawn import ends_of, shapes_of
from loadshare.interop.stills.drawn import words as drawn_words
from loadshare.knowledge.words import ENGLISH, load_words

OUTLINE = ' stroke="#4d463c" stroke-width="1.6" stroke-linejoin="round"'
COLOURS = {
    "--figure-skin": "#efe5d2",
    "--figure-shirt": "#fdfaf3",
    "--figure-shorts": "#a3998b",
    "--figure-cloth": "#cfc2ab",
    "--figure-wood": "#d6c4a8",
    "--figure-tool": "#5c564c",
    "--figure-wall": "#ece4d6",
    "--figure-shade": "#3a3128",
    "--low-back": "#c2452d",
    "--hips": "#0b5c5c",
}
OUTLINED = ("--figure-skin", "--figure-shirt", "--figure-shorts", "--figure-wood")


def picture_for(exercise: str, *, language: str = ENGLISH) -> Picture | None:
    """The stills of an exercise as values for paper, or None where there are none."""
    still, ends = ends_of(exercise)
    drawn = shapes_of(exercise) if still is not None else {}
    if still is None or not drawn:
        return None
    words = load_words("interop", language)
    labels = {"start": words("still.start") if len(ends) > 1 else "", "then": words("still.then")}
    return Picture(
        frames=tuple(SheetLine(name=labels[end], words=_whole(still.view, drawn[end])) for end in ends),
        words=drawn_words()[exercise],
        is_wide=still.shape == "wide",
    )


def drawings_of(exercise: str) -> Mapping[str, str]:
    """Each end of an exercise as an SVG that stands by itself; empty where the front end was not built."""
    still, ends = ends_of(exercise)
    drawn = shapes_of(exercise) if still is not None else {}
    if still is None:
        return {}
    return {f"{exercise}-{end}": _whole(still.view, drawn[end]) for end in ends if end in drawn}


def _whole(view: str, shapes: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{_painted(shapes)}</svg>'


def _painted(shapes: str) -> str:
    def paint(found: re.Match[str]) -> str:
        name = found[1]
        return f'fill="{COLOURS[name]}"' + (OUTLINE if name in OUTLINED else "")

    return re.sub(r'fill="var\((--[a-z-]+)\)"', paint, shapes)
