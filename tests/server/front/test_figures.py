"""Every exercise has stills of the moving body, with words, and none is older than what it was drawn from."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from loadshare.body.daily.asked import DAILY
from loadshare.body.daily.table import everyday
from loadshare.interop.stills.drawn import EVERYDAY, index, words
from loadshare.knowledge import load_knowledge
from loadshare.server.ui.stills import figure_for, posture_still
from tools.stills import FILES, digests

EXERCISES = sorted(load_knowledge().exercises)
TOKENS = Path(__file__).parents[3] / "frontend" / "styles" / "tokens.css"
LARGEST_BYTES = 24_000


def shapes(name: str) -> ElementTree.Element:
    return ElementTree.fromstring((FILES / f"{name}.svg").read_text(encoding="utf-8"))


def parts(name: str) -> set[str]:
    return {part.attrib["id"] for part in shapes(name) if "id" in part.attrib}


def test_every_exercise_and_task_has_stills_and_nothing_else_has() -> None:
    assert set(index()) == {*EXERCISES, *(EVERYDAY + task for task in DAILY)}
    assert set(words()) == set(EXERCISES)


def test_the_stills_are_as_new_as_the_body() -> None:
    stale = [name for name, digest in digests().items() if index()[name].of != digest]
    assert stale == [], "draw them again: python tools/stills.py"


def test_an_unknown_exercise_has_no_still() -> None:
    assert figure_for("juggling") is None


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_stills_of_an_exercise_say_what_they_show(exercise: str) -> None:
    drawing = figure_for(exercise)
    assert drawing is not None
    element = ElementTree.fromstring(drawing)
    assert len(element.attrib["aria-label"]) > 20
    assert element.attrib["role"] == "img"
    assert "style" not in drawing, "the strict content policy would drop it"
    used = re.findall(r'href="/static/dist/assets/[^"#]+\.svg#(\w+)"', drawing)
    assert used == ["start", "then"][: index()[exercise].count]
    assert set(used) <= parts(exercise)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_still_lies_in_its_frame_and_is_small(exercise: str) -> None:
    left, top, width, height = index()[exercise].box
    assert (FILES / f"{exercise}.svg").stat().st_size < LARGEST_BYTES
    starts = [
        tuple(map(int, place))
        for path in shapes(exercise).iter("{http://www.w3.org/2000/svg}path")
        if any(part in path.attrib["fill"] for part in ("skin", "shirt", "shorts"))
        for place in re.findall(r"M(\d+) (\d+)", path.attrib["d"])
    ]
    assert starts
    assert all(left <= x <= left + width and top <= y <= top + height for x, y in starts)


@pytest.mark.parametrize("task", DAILY)
def test_every_posture_of_a_task_has_a_still(task: str) -> None:
    count = len(everyday()["tasks"][task]["postures"])
    assert index()[EVERYDAY + task].count == count
    for place in range(count):
        assert parts(f"{EVERYDAY}{task}-{place}") == {"body", "back", "hips"}
        drawing = posture_still(task, place, {"lumbar": 0.25, "hip": 1.0})
        assert 'opacity="0.25"' in drawing


def test_stills_are_painted_with_tokens_of_the_page() -> None:
    tokens = TOKENS.read_text(encoding="utf-8")
    paints = {
        fill
        for path in FILES.glob("*.svg")
        for fill in re.findall(r'fill="([^"]*)"', path.read_text(encoding="utf-8"))
    }
    assert {"var(--hips)", "var(--low-back)", "var(--figure-skin)"} <= paints
    for paint in paints - {"#fff"}:
        assert f"{paint.removeprefix('var(').removesuffix(')')}:" in tokens
