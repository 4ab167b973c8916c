"""The guide's verdicts follow its numbers: another body gives another sentence."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from loadshare.body import Answer, Body, Person, Task
from loadshare.body.guide import _Asked, _limited, _pelvis, _shock, _sitting, _weak_extensor
from loadshare.body.impact import Blow, Walked
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


class Told:
    """A heel that lands, with its answers given: what tight hips and weak glutes pass on by a factor."""

    knee_deg = 8.0

    def __init__(self, tight: float, weak: float) -> None:
        self.tight, self.weak = tight, weak

    def parts(
        self, person: Person | None = None, *, knee_deg: float | None = None, stiffer_nm_per_rad: float = 0.0
    ) -> float:
        if knee_deg is not None:
            return 1.0 - knee_deg / 50.0
        if person and person.strength:
            return 1.0 if person.strength["gluteals"] == 1.0 else self.weak
        return self.tight if stiffer_nm_per_rad or person else 1.0

    def shares(self, parts: float) -> np.ndarray:  # type: ignore[type-arg]
        return parts * np.linspace(0.3, 0.4, 24)[:, None] * np.ones(2)

    def blow(self, parts: float) -> Blow:
        return Blow(1000.0 * parts, 80.0, 20.0, 6.0)

    def walked(self, parts: float) -> Walked:
        del parts
        return Walked((0.3, 0.2), (0.1, 0.0))


@pytest.mark.parametrize(
    ("factor", "key"), [(1.0, "not-more"), (0.9, "not-more"), (1.05, "open"), (1.5, "more")]
)
@pytest.mark.parametrize("part", ["glutes", "hip"])
def test_a_jolt_that_gets_through_more_is_told_unless_it_is_inside_what_is_assumed(
    factor: float, key: str, part: str
) -> None:
    landing = Told(*((1.0, factor) if part == "glutes" else (factor, 1.0)))
    jolts = SimpleNamespace(
        landing=landing, later=landing, blow=lambda knee_deg: landing.blow(1.0 - knee_deg / 50.0)
    )
    comparison = SimpleNamespace(jolts=jolts)
    told = _shock(_Asked(comparison))  # type: ignore[arg-type]
    for name in ("glutes", "hip"):
        for other in ("not-more", "open", "more"):
            right = other == (key if name == part else "not-more")
            assert (words(f"guide.shock.{name}-fast-{other}") in told) == right
    assert words("guide.shock.knee-fast-less") in told
