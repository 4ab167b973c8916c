"""Three values: no, unsure, yes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from loadshare.care.conditions import Facts, Truth, evaluate, facts_behind
from loadshare.knowledge.conditions import Condition

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
NO, UNSURE, YES = Truth.NO, Truth.UNSURE, Truth.YES
STATES = ("no", "not-sure", "yes")


def condition(**parts: object) -> Condition:
    return CONDITION.validate_python(parts)


def is_yes(fact: str) -> dict[str, object]:
    return {"fact": fact, "is": "yes"}


@pytest.mark.parametrize(("value", "truth"), [("yes", YES), ("no", NO), ("not-sure", UNSURE), (None, NO)])
def test_a_single_answer(value: str | None, truth: Truth) -> None:
    facts: Facts = {} if value is None else {"numb": value}
    assert evaluate(condition(fact="numb", **{"is": "yes"}), facts) is truth


def test_not_sure_can_be_asked_for_as_an_answer_of_its_own() -> None:
    assert evaluate(condition(fact="when", one_of=["new", "not-sure"]), {"when": "not-sure"}) is YES
    assert evaluate(condition(fact="when", one_of=["new"]), {"when": "not-sure"}) is UNSURE
    assert evaluate(condition(fact="when", one_of=["new"]), {"when": "old"}) is NO


def test_choices() -> None:
    groin = condition(fact="places", includes="groin")
    assert evaluate(groin, {"places": ("groin", "low-back")}) is YES
    assert evaluate(groin, {"places": ("low-back",)}) is NO
    assert evaluate(groin, {"places": "not-sure"}) is UNSURE
    assert evaluate(groin, {}) is NO


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        ({"at_least": 5}, [5, 6], [4.9]),
        ({"at_most": 5}, [5, -1], [5.1]),
        ({"under": 5}, [4.9], [5]),
        ({"over": 5}, [5.1], [5]),
        ({"at_least": 5, "under": 7}, [5, 6.9], [4, 7]),
    ],
)
def test_numbers(bounds: dict[str, float], inside: list[float], outside: list[float]) -> None:
    number = condition(fact="age", **bounds)
    assert all(evaluate(number, {"age": value}) is YES for value in inside)
    assert all(evaluate(number, {"age": value}) is NO for value in outside)
    assert evaluate(number, {"age": "not-sure"}) is UNSURE
    assert evaluate(number, {}) is NO


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=5), st.integers(1, 5))
def test_parts_follow_kleene(states: list[str], reach: int) -> None:
    facts = {f"f{index}": state for index, state in enumerate(states)}
    parts = [is_yes(name) for name in facts]
    truths = [Truth(STATES.index(state)) for state in states]
    assert evaluate(condition(all=parts), facts) is min(truths)
    assert evaluate(condition(any=parts), facts) is max(truths)
    assert evaluate(condition(none=parts), facts) is Truth(2 - max(truths))
    counted = evaluate(condition(count=parts, reach=reach), facts)
    assert counted is max((t for t in Truth if sum(x >= t for x in truths) >= reach), default=NO)


@given(st.lists(st.sampled_from(STATES), min_size=3, max_size=3), st.integers(0, 2))
def test_a_surer_answer_never_makes_a_condition_without_none_less_sure(states: list[str], place: int) -> None:
    both = condition(
        any=[{"all": [is_yes("f0"), is_yes("f1")]}, {"reach": 2, "count": [is_yes("f1"), is_yes("f2")]}]
    )
    before = {f"f{index}": state for index, state in enumerate(states)}
    after = {**before, f"f{place}": "yes"}
    assert evaluate(both, after) >= evaluate(both, before)


def test_facts_behind_name_what_led_to_it_and_nothing_else() -> None:
    rule = condition(
        all=[
            {"any": [is_yes("numb"), is_yes("leak"), is_yes("weak")]},
            {"fact": "age", "over": 18},
            {"none": [is_yes("seen")]},
        ]
    )
    facts: Facts = {"numb": "yes", "leak": "no", "weak": "not-sure", "age": 30}
    assert facts_behind(rule, facts) == ("numb", "weak", "age")
    assert facts_behind(rule, {**facts, "seen": "yes"}) == ()


def test_a_condition_is_weighed_anew_for_other_facts() -> None:
    rule = condition(fact="numb", **{"is": "yes"})
    assert [evaluate(rule, {"numb": state}) for state in STATES] == [NO, UNSURE, YES]
