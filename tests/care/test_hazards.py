"""Controls of the hazard log that no other test shows (docs/safety/hazard-log.md)."""

from collections import Counter

import pytest

from loadshare.care.check import run_check
from loadshare.care.explain import explain
from loadshare.care.facts import facts_of
from loadshare.care.programme import ItemSide, ProgrammeItem
from loadshare.care.reasons import first_side
from loadshare.care.session import StepKind, build_timeline
from loadshare.knowledge.exercise import Exercise
from loadshare.knowledge.library import RULES_VERSION
from tests.care.cases import KNOWLEDGE, NAMES, case


def test_every_result_and_every_explanation_carry_the_version_of_the_rules() -> None:
    for name in NAMES:
        answers, _ = case(name)
        result = run_check(answers=answers, knowledge=KNOWLEDGE)
        facts = facts_of(answers=answers, knowledge=KNOWLEDGE)
        assert result.rules_version == RULES_VERSION
        assert explain(check=result, facts=facts, knowledge=KNOWLEDGE).rules_version == RULES_VERSION


def test_every_vignette_can_be_explained_with_calm_words_and_a_headline() -> None:
    for name in NAMES:
        answers, _ = case(name)
        result = run_check(answers=answers, knowledge=KNOWLEDGE)
        page = explain(
            check=result, facts=facts_of(answers=answers, knowledge=KNOWLEDGE), knowledge=KNOWLEDGE
        )
        assert page.headline
        assert len(page.ideas) == (0 if result.profile is None else 3)
        assert len(page.look_alikes) == len(result.look_alikes)
        assert page.limits


TWO_SIDED = [exercise for exercise in KNOWLEDGE.exercises.values() if exercise.per_side]


@pytest.mark.parametrize("exercise", TWO_SIDED, ids=lambda exercise: exercise.id)
@pytest.mark.parametrize("first", [ItemSide.LEFT, ItemSide.RIGHT])
def test_a_two_sided_exercise_gives_each_side_the_same(exercise: Exercise, first: ItemSide) -> None:
    item = ProgrammeItem(
        exercise=exercise.id,
        strand=exercise.strand,
        dose=exercise.dose,
        first_side=first,
        minutes=1,
        why=exercise.purpose,
        grade=exercise.grade,
        adaptations=(),
        easier=None,
        harder=None,
        swaps=(),
    )
    worked: Counter[ItemSide] = Counter()
    order: list[ItemSide] = []
    for step in build_timeline(items=(item,), knowledge=KNOWLEDGE).steps:
        if step.kind in {StepKind.WORK, StepKind.HOLD}:
            worked[step.side] += round(step.seconds * 10)
            order.append(step.side)
    assert order[0] is first
    assert set(worked) == {ItemSide.LEFT, ItemSide.RIGHT}
    assert worked[ItemSide.LEFT] == worked[ItemSide.RIGHT]


def test_the_weaker_side_goes_first_and_is_the_one_measured_as_weaker() -> None:
    clamshell = KNOWLEDGE.exercises["clamshell"]
    for left, right, expected in ((12, 22, ItemSide.LEFT), (22, 12, ItemSide.RIGHT)):
        facts = {"side-bridge.time.left": left, "side-bridge.time.right": right}
        assert first_side(exercise=clamshell, facts=facts) is expected
