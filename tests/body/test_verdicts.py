"""The guide's verdicts follow its numbers: another body gives another sentence."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from loadshare.body import Answer, Body, Person, Task
from loadshare.body.guide import _Asked, _limited, _pelvis, _shock, _sitting, _weak_extensor
from loadshare.body.population import Band
from loadshare.body.validate import Comparison
from loadshare.knowledge.words import words_of
from tests.body.conftest import shared_body

words = words_of("body")
Change = Callable[[Answer, Person, Task], Answer]


class Other(Body):
    """The body model, with its answers changed."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self._choosers = shared_body()._choosers
        self._change = change

    def solve(self, *, task: Task, person: Person | None = None) -> Answer:
        return self._change(super().solve(task=task, person=person), person or Person(), task)


class Bandless(_Asked):
    """The questions of the guide without ranges, which no verdict rests on."""

    def band(self, task: Task, person: Person) -> Band:
        del person
        return Band(task=task.name, people=1, seed=1, quantiles={}, can_hold_pct=100.0)


def asked(change: Change) -> _Asked:
    return Bandless(Comparison(Other(change)))


def as_it_is(answer: Answer, person: Person, task: Task) -> Answer:
    del person, task
    return answer


def pressed(factor: float) -> Change:
    """A body whose tight hips or weak glutes change the press on its low back by a factor."""

    def change(answer: Answer, person: Person, task: Task) -> Answer:
        del task
        if not person.strength and not person.hip_loss_right_deg:
            return answer
        return replace(answer, l5s1_compression_n=factor * answer.l5s1_compression_n)

    return change


def stiff_back(answer: Answer, person: Person, task: Task) -> Answer:
    """A body whose low back bends the same however tight the hips are."""
    del person, task
    return replace(answer, lumbar_deg=20.0)


def leaning(answer: Answer, person: Person, task: Task) -> Answer:
    lean = 8.0 if person.strength.get("gluteals", 1.0) < 0.6 else 0.0
    return replace(answer, chosen={"lumbar-bend": lean}) if task.name == "single-leg-stance" else answer


@pytest.mark.parametrize(
    ("change", "moves", "presses"),
    [
        (as_it_is, "more", "less"),
        (stiff_back, "same", "less"),
        (pressed(1.5), "more", "more"),
        (pressed(1.06), "more", "same"),
    ],
    ids=["as it is", "stiff back", "pressed more", "pressed the same"],
)
def test_a_bend_is_told_by_its_numbers(change: Change, moves: str, presses: str) -> None:
    told = _limited(asked(change))
    assert words(f"guide.bend.moves-{moves}") in told
    assert words(f"guide.bend.pressed-{presses}") in told


@pytest.mark.parametrize(("change", "key"), [(as_it_is, "clearest"), (stiff_back, "not-clearest")])
def test_sitting_is_the_clearest_only_where_it_is(change: Change, key: str) -> None:
    assert words(f"guide.sit.{key}") in _sitting(asked(change))


@pytest.mark.parametrize(("factor", "key"), [(1.0, "same"), (0.9, "same"), (1.03, "more")])
def test_a_low_back_that_is_pressed_more_picks_up_what_glutes_leave(factor: float, key: str) -> None:
    assert words(f"guide.extensor.pressed-{key}") in _weak_extensor(asked(pressed(factor)))


@pytest.mark.parametrize(
    ("change", "half", "claim"),
    [(as_it_is, "half-same", "only-below"), (leaning, "half-lean", "from-half")],
    ids=["as it is", "leaning"],
)
def test_a_body_that_leans_at_half_of_its_strength_is_told_so(change: Change, half: str, claim: str) -> None:
    told = _pelvis(asked(change))
    assert words(f"guide.pelvis.{half}") in told
    assert words(f"guide.pelvis.{claim}") in told


@pytest.mark.parametrize(("tight", "weak"), [(1.0, 1.0), (1.2, 1.0), (1.0, 1.2)])
def test_a_shake_that_arrives_more_is_told_of_whom_it_is(
    tight: float, weak: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shaken(*, person: Person, knee_deg: float) -> SimpleNamespace:
        factor = tight if person.hip_loss_right_deg else weak if person.strength else 1.0
        return SimpleNamespace(mean=lambda _low, _high, _at="l5": 0.4 * factor - knee_deg / 200.0)

    question = asked(as_it_is)
    monkeypatch.setattr(question.c.body, "transmissibility", shaken)
    told = _shock(question)
    assert words(f"guide.shock.hip-{'more' if tight > 1 else 'same'}") in told
    assert words(f"guide.shock.glutes-{'more' if weak > 1 else 'same'}") in told
