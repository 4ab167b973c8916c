"""Where the stills of the moving body are, and their markup. `tools/stills.py` draws them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape

from django.utils.translation import gettext as _
from django_vite.core.asset_loader import DjangoViteAssetLoader

from loadshare.interop.stills.drawn import EVERYDAY, Still, ends_of, index, words

UNLOADED = {"lumbar": 0.0, "hip": 0.0}


def figure_for(exercise: str) -> str | None:
    """The stills of an exercise, start and turning point, or None where there are none.

    The markup carries its own description; colours are tokens of the page.
    """
    still, ends = ends_of(exercise)
    if still is None:
        return None
    labels = {"start": _("Start") if len(ends) > 1 else "", "then": _("Then")}
    frames = "".join(_frame(still, address(exercise), end, labels[end]) for end in ends)
    return (
        f'<div class="figure figure--{still.shape}" role="img" aria-label="{escape(words()[exercise])}">'
        f"{frames}</div>"
    )


def thumbnail_for(exercise: str = "", *, posture: str = "") -> str:
    """A small picture beside words that tell it: where an exercise turns, or a posture of a task."""
    if posture:
        task, _dash, place = posture.rpartition("-")
        return posture_still(task, int(place), UNLOADED, small=True)
    still, ends = ends_of(exercise)
    if still is None:
        return ""
    return (
        f'<svg class="figure__svg figure__svg--small" viewBox="{still.view}" aria-hidden="true" '
        f'focusable="false"><use href="{address(exercise)}#{ends[-1]}"/></svg>'
    )


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
