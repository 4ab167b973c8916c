"""What tests, conditions and answers call for is in the programme, on as many days as its dose says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.doses import rung_of, start_rung
from loadshare.care.needs import answers_to, needs_of
from loadshare.care.programme import ExclusionKind, ItemSide, Programme
from loadshare.care.reasons import first_side
from loadshare.knowledge.exercise import Strand
from loadshare.knowledge.safety import Level
from tests.support.people import KNOWLEDGE, case_of, check_of, people, programme_for

MANY = settings(max_examples=300, deadline=None)
KNEES = {"side-bridge.version": "knees"}
WEAK: Mapping[str, tuple[dict[str, Any], str]] = {
    "side hold": ({**KNEES, "side-bridge.time.lowest": 12}, "side-bridge-knees"),
    "uneven side hold": ({**KNEES, "side-bridge.time.ratio": 0.5}, "side-bridge-knees"),
    "one-leg bridge": ({"one-leg-bridge.time.lowest": 15}, "all-fours-leg-press"),
    "one-leg stand": ({"single-leg-stance.time.lowest": 20}, "single-leg-stand"),
    "chair stands": ({"age": 30, "chair-stands.count": 14}, "sit-to-stand"),
    "turning in": ({"hip-rotation.internal.lowest": 15}, "windscreen-wipers"),
    "front of the hip": ({"modified-thomas.thigh.left": "above"}, "standing-hip-flexor"),
}


def with_facts(**facts: Any) -> Case:
    case = case_of()
    return Case(
        check=case.check,
        preferences=case.preferences,
        facts={**case.facts, **facts.pop("known", {}), **facts},
        knowledge=KNOWLEDGE,
    )


def names(programme: Programme) -> list[str]:
    return [item.exercise for item in programme.items]


@pytest.mark.parametrize("weak", WEAK)
def test_a_measured_need_brings_its_exercise_in_the_first_week_and_says_so(weak: str) -> None:
    """A measured one-leg deficit never got a one-leg exercise; a hip that turned little no rotation drill."""
    facts, exercise = WEAK[weak]
    assert exercise not in names(programme_for(case_of()))
    programme = programme_for(with_facts(known=facts))
    assert exercise in names(programme)
    why = programme.item(exercise).why
    texts = [finding.text for test in KNOWLEDGE.self_tests.values() for finding in test.findings]
    assert any(text in why for text in texts), why


@MANY
@given(case=people, weak=st.sets(st.sampled_from(sorted(WEAK)), min_size=1))
def test_the_first_strength_need_of_anybody_is_answered_where_there_is_room(
    case: Case, weak: set[str]
) -> None:
    facts: dict[str, Any] = {**case.facts}
    for name in sorted(weak):
        facts |= WEAK[name][0]
    case = replace(case, facts=facts)
    programme = programme_for(case, week=1)
    held = set(names(programme))
    gentle = programme.emphasis == "gentle" or case.allowance.gentle_only
    measured = [found for found in needs_of(facts=case.facts, allowance=case.allowance) if found.need.use]
    options = [answers_to(need=found.need, allowance=case.allowance, gentle=gentle) for found in measured]
    strength = [
        {one.id for one in open_}
        for open_, found in zip(options, measured, strict=True)
        if open_ and found.need.strand is Strand.STRENGTHEN
    ]
    if strength and programme.session_size >= 3 and case.preferences.minutes >= 25:
        harder = {KNOWLEDGE.exercises[name].harder for name in strength[0]}
        assert (strength[0] | harder) & held, (held, strength)


@MANY
@given(case=people, week=st.integers(1, 6))
def test_what_is_scheduled_is_what_the_dose_says(case: Case, week: int) -> None:
    """A dose that said five days stood on one."""
    programme = programme_for(case, week=week)
    assert_scheduled_as_dosed(programme, case)


def assert_scheduled_as_dosed(programme: Programme, case: Case) -> None:
    active = case.preferences.days_per_week
    for item in programme.items:
        days = sum(item.exercise in day.items for day in programme.days)
        possible = min(3, active) if item.strand is Strand.STRENGTHEN else active
        assert days == min(item.dose.days_per_week, possible), item.exercise


@MANY
@given(case=people, week=st.integers(1, 6))
def test_strength_has_at_least_half_of_every_programme(case: Case, week: int) -> None:
    """Eight of eleven minutes were stretches that nobody measured a need for."""
    programme = programme_for(case, week=week)
    strength = [item for item in programme.items if item.strand is Strand.STRENGTHEN]
    open_ = [name for name in case.allowance.allowed if KNOWLEDGE.exercises[name].strand is Strand.STRENGTHEN]
    others = len(programme.items) - len(strength)
    assert strength or not open_
    assert others <= max(1, programme.session_size // 2)


def test_nothing_is_stretched_or_pressed_that_nothing_calls_for() -> None:
    programme = programme_for(case_of(), week=6)
    assert {item.strand for item in programme.items} == {Strand.STRENGTHEN}
    left_out = {exclusion.what: exclusion for exclusion in programme.exclusions}
    for strand in ("strand:stretch", "strand:release"):
        assert left_out[strand].kind is ExclusionKind.NO_NEED
        assert "Nothing you told us or measured" in left_out[strand].reason
    stiff = programme_for(
        case_of(stiff_after_sitting="yes", tender_buttock="yes", session_minutes="30"), week=6
    )
    assert {item.strand for item in stiff.items} == {Strand.STRENGTHEN, Strand.STRETCH, Strand.RELEASE}


def test_fewer_days_than_asked_for_are_explained() -> None:
    programme = programme_for(case_of(days_per_week=5))
    assert sum(bool(day.items) for day in programme.days) == 3
    assert any(note.startswith("You asked for 5 days.") for note in programme.notes)


@pytest.mark.parametrize("lead", ["", "hip-movement", "shock-absorption"])
def test_general_exercise_holds_a_trunk_item(lead: str) -> None:
    programme = programme_for(case_of(check_of(*filter(None, [lead])), session_minutes="30"), week=6)
    targets = {target for item in programme.items for target in KNOWLEDGE.exercises[item.exercise].targets}
    assert "abdominals" in targets


@pytest.mark.parametrize("lead", ["", "hip-movement", "shock-absorption", "pelvic-control"])
def test_thin_bones_get_strength_on_the_feet_and_balance_whatever_leads(lead: str) -> None:
    check = check_of(*filter(None, [lead]), filters=("osteoporosis",), level=Level.CARE_CHANGED)
    programme = programme_for(case_of(check, session_minutes="30"), week=3)
    assert {"sit-to-stand", "single-leg-stand"} <= set(names(programme))
    assert "thinner bones" in programme.item("single-leg-stand").why


def test_a_replaced_hip_gets_its_control_items() -> None:
    check = check_of(filters=("hip-replacement",), level=Level.CARE_CHANGED)
    programme = programme_for(case_of(check, session_minutes="30"), week=3)
    assert {"standing-leg-raise", "single-leg-stand"} <= set(names(programme))


def test_a_heavy_time_is_lighter_in_fact() -> None:
    usual = programme_for(case_of(session_minutes="30"))
    check = check_of(filters=("high-distress",), level=Level.CARE_CHANGED)
    light = programme_for(case_of(check, session_minutes="30"))
    assert light.session_size < usual.session_size
    assert len(light.items) < len(usual.items)
    for item in light.items:
        exercise = KNOWLEDGE.exercises[item.exercise]
        assert item.dose.sets < exercise.dose.sets or rung_of(exercise=exercise, dose=item.dose) < start_rung(
            exercise.dose
        )


@pytest.mark.parametrize(
    ("facts", "exercise", "count"),
    [
        ({"one-leg-bridge.time.lowest": 40, "age": 65}, "banded-bridge", 8),
        ({"bridge-count.count": 18}, "glute-bridge", 12),
        ({"bridge-count.count": 15}, "glute-bridge", 8),
    ],
)
def test_a_result_at_or_above_the_dose_starts_harder(
    facts: dict[str, Any], exercise: str, count: int
) -> None:
    programme = programme_for(with_facts(known=facts))
    assert programme.item(exercise).dose.count == count
    why = programme.item(exercise).why
    assert ("begins higher" in why) is (exercise == "glute-bridge" and count > 8)
    assert ("you begin with this one" in why) is (exercise == "banded-bridge")


def test_nobody_starts_higher_where_the_plan_is_lighter_or_care_is_asked_for() -> None:
    facts = {**case_of().facts, "bridge-count.count": 25}
    for filters in (("high-distress",), ("high-blood-pressure",)):
        check = check_of(filters=filters, level=Level.CARE_CHANGED)
        case = Case(
            check=check, preferences=case_of().preferences, facts=facts, knowledge=KNOWLEDGE
        )  # fmt: skip
        bridge = programme_for(case).item("glute-bridge")
        assert bridge.dose.count <= 8
        assert "begin" not in bridge.why


@pytest.mark.parametrize(
    ("exercise", "test"),
    [
        ("single-leg-stand", "single-leg-stance.time"),
        ("single-leg-bridge", "one-leg-bridge.time"),
        ("side-bridge-knees", "side-bridge.time"),
        ("figure-four-stretch", "hip-rotation.internal"),
    ],
)
def test_the_weaker_side_goes_first_by_the_test_of_what_is_worked(exercise: str, test: str) -> None:
    """The side hold told the first side of everything, a bridge on one leg included."""
    against = {"side-bridge.time.left": 60, "side-bridge.time.right": 20, "harder-side": "right"}
    if test == "side-bridge.time":
        against = {"one-leg-bridge.time.left": 60, "one-leg-bridge.time.right": 20}
    facts = {**against, f"{test}.left": 10, f"{test}.right": 30}
    assert first_side(exercise=KNOWLEDGE.exercises[exercise], facts=facts) is ItemSide.LEFT


@MANY
@given(case=people, week=st.integers(1, 6))
def test_conditions_bind_breaks_swaps_and_flare_days(case: Case, week: int) -> None:
    """Deep gluteal pain got a figure-4 at the desk; a swap could ask for care the exercise did not."""
    programme = programme_for(case, week=week)
    exercises = KNOWLEDGE.exercises
    for name in programme.breaks:
        assert exercises[name].gentle or not care(name, case), name
    for item in (*programme.items, *programme.flare_day):
        for swap in item.swaps:
            assert care(swap, case) <= care(item.exercise, case), (item.exercise, swap)
    filters = {active.filter for active in case.check.filters}
    if "deep-gluteal" in filters:
        assert not {"desk-figure-four", "seated-figure-four"} & {*programme.breaks, *names(programme)}


def care(name: str, case: Case) -> set[str]:
    """Written apart from the code under test: filters under which it is done with care."""
    filters = {active.filter for active in case.check.filters}
    return {c.filter for c in KNOWLEDGE.exercises[name].cautions if c.effect.value == "adapt"} & filters
