"""Every sentence of the page, as it was before its words became data: `said.json` holds what was said then.

The readings are made up, so that every branch is taken and no change of the model touches them.
After a wanted change of words: `python -m tests.server.connection`.
"""

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from loadshare.body.daily.asked import BACKWARD, DAILY, Asked
from loadshare.body.daily.reading import LoadRange, Reading
from loadshare.knowledge.words import load_words
from loadshare.server.connection import sentences
from loadshare.server.connection.asking import read_asked
from loadshare.server.connection.muscles import in_sentence, muscle_name
from loadshare.server.connection.presenter import SliderAnswer, choices, hip_name, most_says
from loadshare.server.connection.sentences import LoadChange
from loadshare.server.connection.story import OwnHip

SAID = Path(__file__).with_name("said.json")
BEFORE = {"back_n": 1000.0, "hip_bw": 1.0, "lumbar_deg": 20.0, "passive_nm": 5.0, "hips_pct": 57.0}
MUSCLES = [key[7:] for key in load_words("connection").phrases if key.startswith("muscle.")]
ACTIVE = {"vasti": 10.0, "calves": 5.0, "gluteus-maximus": 20.0}


def reading(back: float, hip: float, bend: float, held: float, gain: float, *, task: str = "bend") -> Reading:
    """The numbers before, changed by two factors, degrees, newton metres and percent of activity."""
    bend = -bend if task in BACKWARD else bend
    step = {"step_cm": 12.4} if task == "push-off" else {"moves_pct": 71.0} if task == "turn" else {}
    numbers = step | {
        "back_n": BEFORE["back_n"] * back,
        "hip_bw": BEFORE["hip_bw"] * hip,
        "lumbar_deg": BEFORE["lumbar_deg"] + bend,
        "passive_nm": BEFORE["passive_nm"] + held,
        "hips_pct": BEFORE["hips_pct"] + 20.0 * (hip - back) - bend,
    }
    active = {f"active.{name}-{side}": v + gain for name, v in ACTIVE.items() for side in ("right", "left")}
    return Reading(numbers=numbers | active, posture=())


def changes() -> Iterator[tuple[str, LoadChange]]:
    """Every way in which a sentence differs."""
    before = reading(1.0, 1.0, 0.0, 0.0, 0.0)
    ends = (
        (1.0, 1.0, 0.0, 0.0, 0.0),
        (1.1, 1.1, 0.6, 1.0, 0.0),
        (0.9, 0.9, -0.9, -1.2, 3.0),
        (1.7, 1.8, 1.2, 0.6, 2.5),
        (1.01, 1.0, 7.0, -4.8, 0.0),
        (0.9, 1.0, 3.0, 40.0, 0.0),
        (1.0, 1.2, 0.05, 0.0, 4.0),
        (0.95, 1.2, 0.05, 0.0, 0.0),
    )
    hips = (ends[0], ends[4], ends[1], ends[5], ends[0], ends[4], ends[0], ends[0])
    tasks = ("bend", "turn", "walk", "step", "stand", "push-off")
    for task, hip, glutes in product(tasks, (0.0, 20.0), (0.0, 30.0)):
        for now, only in zip(ends, hips, strict=True):
            change = LoadChange(
                asked=Asked(task=task, hip=hip, glutes=glutes),
                now=reading(*now, task=task),
                before=before,
                hips_only=reading(*only, task=task),
            )
            yield f"{task} {hip:g} {glutes:g} {now} {only}", change


def on_the_page() -> Iterator[str]:
    for _, change in changes():
        yield sentences.shift(change)
        yield sentences.headline(change)
        yield from sentences.against_the_article(change)
        yield sentences.back_sentence(change)
        yield sentences.hip_sentence(change)
        yield sentences.lumbar_sentence(change)
        yield sentences.passive_sentence(change)


def names() -> Iterator[str]:
    spread = LoadRange(low=0.9, value=1.0, high=1.26)
    for own in (True, False):
        yield from sentences.times_weight(spread, own=own)
    yield from (sentences.degrees(v) for v in (0.1, 1.0, 2.4))
    yield from (sentences.whole_range(s) for s in (spread, LoadRange(low=-0.3, value=2.0, high=4.0)))
    for group in MUSCLES:
        yield muscle_name(group)
        yield in_sentence(group)
    yield from (OwnHip(turn_deg=turn, usual_deg=33.0).words for turn in (12.5, 40.0))
    yield from (choice.name for choice in choices("bend"))
    for given in (
        {"task": "fly", "side": "top"},
        {"hip": "much", "glutes": "-3"},
        {"hip": "400", "glutes": "few"},
        {"height": "3", "weight": "x", "sex": "?"},
        {"height": "200", "weight": "40", "sex": "male"},
    ):
        yield from read_asked(given)[1].values()
    for task in DAILY:
        answer = SliderAnswer(Asked(task=task))
        yield answer.task_words
        yield from (number.name for number in answer.numbers)
        for bar in answer.bars:
            yield from (bar.title, re.sub(r"\d+", "#", bar.label), re.sub(r"\d+", "#", bar.note))
        for number in answer.numbers:
            yield from (re.sub(r"[\d,.]+", "#", text) for text in (number.value, number.small, number.band))
        yield from (re.sub(r"\d+", "#", m.band) for m in answer.muscles)
        yield from (m.side for m in answer.muscles)
    weakest = SliderAnswer(Asked(task="bend", glutes=60.0))
    weakest.now = Reading(numbers={"held_pct": 10.0}, posture=())
    yield weakest.cannot_hold
    yield from (hip_name(task) for task in ("bend", "stand", "turn"))
    yield from (most_says(task) for task in ("bend", "stand", "turn"))


def everything() -> dict[str, list[str]]:
    """All that is said, in order where the order tells which change says what."""
    return {"sentences": list(on_the_page()), "names": list(names())}


def test_every_word_is_as_it_was() -> None:
    assert everything() == json.loads(SAID.read_text(encoding="utf-8"))


def test_every_id_is_said_here() -> None:
    said = re.sub(r"\d+", "#", "\n".join(text for texts in everything().values() for text in texts))
    for key, phrase in load_words("connection").phrases.items():
        for text in phrase.forms.values():
            shape = re.sub(r"\\\{\w+\\\}", ".+?", re.sub(r"\d+", "#", re.escape(text)))
            assert re.search(shape, said, flags=re.IGNORECASE), key


@pytest.mark.parametrize("value", [0.76, 1.4, 1.6])
def test_degrees_have_their_plural(value: float) -> None:
    assert sentences.degrees(value) == ("2 degrees" if value > 1.5 else "1 degree")
