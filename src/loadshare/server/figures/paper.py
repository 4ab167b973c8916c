"""The drawn figures for paper: the same drawings with colours of their own, because no page styles them.

Every shape keeps a dark outline, so that a grey printer and a poor photocopy show it too.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from loadshare.interop.paper import Line, Picture
from loadshare.server.figures.drawing import figure_for

STYLE = """
.figure__outline{fill:#4d463c;stroke:#4d463c;stroke-width:2.2;stroke-linejoin:round}
.figure__near .figure__fill{fill:#efe5d2}
.figure__far .figure__fill{fill:#c3b49b}
.figure__back{fill:none;stroke:#c2452d;stroke-width:6;stroke-linecap:round}
.figure__hip{fill:#0b5c5c}
.figure__ground{fill:none;stroke:#4d463c;stroke-width:1}
.figure__mat{fill:#a89a84}
.figure__prop{fill:#f1e9db;stroke:#4d463c}
.figure__furniture{fill:none;stroke:#4d463c;stroke-width:4;stroke-linecap:round;stroke-linejoin:round}
.figure__tool{fill:#8d8271;stroke:#4d463c;stroke-width:1.5}
.figure__band{fill:none;stroke:#14191c;stroke-width:4;stroke-linecap:round}
.figure__strap{fill:none;stroke:#14191c;stroke-width:2.5;stroke-linecap:round}
"""
_FRAME = re.compile(
    r'(?:<span class="figure__label">([^<]*)</span>)?<svg (viewBox="[^"]*")[^>]*>(.*?)</svg>', re.S
)
_WORDS = re.compile(r'aria-label="([^"]*)"')


@cache
def picture_for(exercise: str) -> Picture | None:
    """The drawing of an exercise as values for paper, or None where there is none yet."""
    drawn = figure_for(exercise)
    words = _WORDS.search(drawn or "")
    frames = [
        Line(name=unescape(label), words=_whole(view, shapes))
        for label, view, shapes in _FRAME.findall(drawn or "")
    ]
    if not drawn or not words or not frames:
        return None
    return Picture(frames=tuple(frames), words=unescape(words[1]), is_wide="figure--wide" in drawn)


def _whole(view: str, shapes: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {view}><style>{STYLE}</style>{shapes}</svg>'
