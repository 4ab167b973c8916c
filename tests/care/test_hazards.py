"""Controls of the hazard log that no other test shows (docs/safety/hazard-log.md)."""

from collections import Counter

from loadshare.care.check import run_check
from loadshare.care.explain import explain
from loadshare.care.facts import facts_of
from loadshare.care.programme import Side
from loadshare.care.reasons import first_side
from loadshare.care.session import build_timeline
from loadshare.knowledge.library import RULES_VERSION
from tests.care.cases import KNOWLEDGE, NAMES, case
from tests.support.people import person_of, programme_for


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


def test_a_two_sided_exercise_gives_each_side_the_same() -> None:
    programme = programme_for(person_of())
    two_sided = [item for item in programme.items if KNOWLEDGE.exercises[item.exercise].per_side]
    assert two_sided
    for item in two_sided:
        worked: Counter[Side] = Counter()
        for step in build_timeline(items=(item,), knowledge=KNOWLEDGE).steps:
            if step.kind in {"work", "hold"}:
                worked[step.side] += round(step.seconds)
        assert set(worked) == {Side.LEFT, Side.RIGHT}, item.exercise
        assert worked[Side.LEFT] == worked[Side.RIGHT], item.exercise


def test_the_weaker_side_goes_first_and_is_the_one_measured_as_weaker() -> None:
    clamshell = KNOWLEDGE.exercises["clamshell"]
    for left, right, expected in ((12, 22, Side.LEFT), (22, 12, Side.RIGHT)):
        facts = {"side-bridge.time.left": left, "side-bridge.time.right": right}
        assert first_side(exercise=clamshell, facts=facts) is expected
