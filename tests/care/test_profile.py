"""The profile: which of the three ideas the answers and tests relate to, and why."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.conditions import FactValue
from loadshare.care.profile import FITS_WELL_FROM, SCORE_PER_WEIGHT, Fit, usable_facts
from loadshare.knowledge.conditions import facts_in
from loadshare.knowledge.mechanism import Basis
from tests.support.profiles import (
    BR,
    EARLY,
    IR,
    KNOWLEDGE,
    LITTLE,
    M1,
    M2,
    M3,
    NOT,
    SB,
    SLS,
    F,
    P,
    facts_for,
    fit_of,
    internal,
    profile_of,
    side_bridge,
    sides,
)


def test_runner_with_a_short_bridge_is_led_by_load() -> None:
    """Of the same kind as the vignettes: more running than usual, and a one-leg bridge that tires early."""
    profile = profile_of(
        {"age": 30, "sex": "female", "duration-weeks": 12, "worse-impact": "yes"},
        {BR: {"time": sides(18, 26)}},
    )
    assert fit_of(profile, M1).fit is F
    assert fit_of(profile, M3).fit is P
    assert profile.lead == (M1,)


def test_answers_alone_stop_at_partly_and_say_that_they_were_held_back() -> None:
    profile = profile_of(
        {"age": 40, "duration-weeks": 30, "stiff-after-sitting": "yes", "hips-tight-turning": "yes"}
    )
    fit = fit_of(profile, M2)
    assert (fit.fit, fit.score, fit.capped) == (P, 45, True)


@pytest.mark.parametrize(("weeks", "expected"), [(5, EARLY), (6, P), (None, P)])
def test_new_pain_carries_no_idea_on_answers_alone(weeks: int | None, expected: Fit) -> None:
    answers: dict[str, FactValue] = {"age": 40, "stiff-after-sitting": "yes"}
    if weeks is not None:
        answers["duration-weeks"] = weeks
    profile = profile_of(answers)
    assert fit_of(profile, M2).fit is expected
    assert profile.lead == ((M2,) if expected is P else ())


@pytest.mark.parametrize(
    ("known", "expected"), [("same-as-before", P), ("first-time", EARLY), ("different", EARLY)]
)
def test_a_pain_known_from_before_is_judged_as_recurrent(known: str, expected: Fit) -> None:
    """Five weeks of a pain she knows, with the signs of the article: that was "not tested" three times."""
    profile = profile_of({"age": 47, "duration-weeks": 5, "pain-new": known, "stiff-after-sitting": "yes"})
    assert fit_of(profile, M2).fit is expected


def test_what_was_asked_and_denied_is_little_sign_and_what_was_not_asked_is_said_so() -> None:
    profile = profile_of({"age": 40, "duration-weeks": 20, "worse-impact": "no"})
    assert fit_of(profile, M1).fit is LITTLE
    assert fit_of(profile, M2).fit is NOT


def test_results_of_older_rules_are_still_read() -> None:
    assert Fit("not tested") is NOT


def test_what_leads_stands_first() -> None:
    """The headline named one idea while the first card was another."""
    profile = profile_of(
        {
            "age": 40,
            "duration-weeks": 20,
            "stiff-after-sitting": "yes",
            "hips-tight-turning": "yes",
            "worse-standing-one-leg": "yes",
        },
        internal(46, 47),
    )
    assert profile.lead
    assert tuple(fit.mechanism for fit in profile.fits)[: len(profile.lead)] == profile.lead


def test_new_pain_with_a_test_is_read_like_any_other() -> None:
    profile = profile_of({"age": 40, "duration-weeks": 3, "stiff-after-sitting": "yes"}, internal(20, 22))
    assert fit_of(profile, M2).fit is F


@pytest.mark.parametrize(
    ("age", "left", "right", "counts"),
    [
        (59, 24.9, 30, True),
        (59, 25, 30, False),
        (60, 20, 24, False),
        (60, 19.9, 24, True),
        (40, 30, 39.9, False),
        (40, 30, 40, True),
    ],
)
def test_inward_turn_counts_under_the_line_of_the_age_or_when_uneven(
    age: int, left: float, right: float, counts: bool
) -> None:
    fit = fit_of(profile_of({"age": age, "duration-weeks": 20}, internal(left, right)), M2)
    assert [point.point for point in fit.speaks_for] == (["hip-rotation"] if counts else [])
    assert [point.point for point in fit.speaks_against] == ([] if counts else ["hip-rotation"])


@pytest.mark.parametrize(
    ("age", "version", "left", "right", "counts", "against"),
    [
        (39, "full", 45, 45, False, True),
        (39, "full", 44, 45, True, False),
        (40, "full", 30, 31, False, True),
        (59, "full", 29, 30, True, False),
        (60, "knees", 20, 20, False, True),
        (60, "knees", 19, 20, True, False),
        (65, "full", 15, 15, False, False),
        (30, "knees", 25, 26, False, False),
        (30, "knees", 19, 20, True, False),
        (50, "full", 39, 50, True, False),
        (50, "full", 40, 50, False, True),
        (70, None, 15, 16, True, False),
        (50, None, 25, 26, True, False),
    ],
)
def test_side_hold_bands(
    age: int, version: str | None, left: float, right: float, counts: bool, against: bool
) -> None:
    fit = fit_of(profile_of({"age": age, "duration-weeks": 20}, side_bridge(left, right, version)), M3)
    assert ("side-bridge" in {point.point for point in fit.speaks_for}) is counts
    assert ("side-bridge" in {point.point for point in fit.speaks_against}) is against


@pytest.mark.parametrize(
    ("age", "seconds", "counts"),
    [(39, 39, True), (39, 40, False), (49, 32, True), (49, 33, False), (59, 27, True), (59, 28, False),
     (69, 14, True), (69, 15, False), (79, 5, True), (79, 6, False), (82, 1, False)],
)  # fmt: skip
def test_one_leg_stand_bands(age: int, seconds: float, counts: bool) -> None:
    fit = fit_of(profile_of({"age": age}, {SLS: {"time": sides(seconds, 45)}}), M3)
    assert ("one-leg-stand" in {point.point for point in fit.speaks_for}) is counts
    assert all(point.weight == 1 for point in fit.speaks_for)


@pytest.mark.parametrize(
    ("age", "sex", "count", "counts"),
    [(25, "male", 19, True), (25, "male", 20, False),
     (62, "male", 13, True), (62, "male", 14, False), (62, "female", 12, False), (62, "female", 11, True),
     (67, "male", 11, True), (67, "female", 11, False), (72, "male", 12, False), (72, "female", 9, True),
     (77, "male", 10, True), (77, "female", 10, False), (82, "male", 9, True), (82, "female", 9, False),
     (87, "male", 8, False), (87, "female", 7, True), (92, "male", 6, True), (92, "female", 4, False),
     (62, "another", 12, False)],
)  # fmt: skip
def test_chair_stand_bands(age: int, sex: str, count: int, counts: bool) -> None:
    fit = fit_of(profile_of({"age": age, "sex": sex}, {"chair-stands": {"count": count}}), M1)
    assert bool(fit.speaks_for) is counts
    assert bool(fit.speaks_against) is not counts


@pytest.mark.parametrize("count", [2, 19, 40])
def test_chair_stands_from_36_to_59_count_neither_way(count: int) -> None:
    """No table that can be read says what is usual there: the line of before failed nearly everybody."""
    for age in (36, 45, 59):
        fit = fit_of(profile_of({"age": age}, {"chair-stands": {"count": count}}), M1)
        assert fit.speaks_for == fit.speaks_against == ()


@pytest.mark.parametrize(
    ("age", "left", "right", "counts"),
    [(59, 29, 35, True), (59, 30, 35, False), (60, 20, 24, False), (60, 19, 22, True), (40, 60, 76, True)],
)
def test_bridge_bands(age: int, left: float, right: float, counts: bool) -> None:
    fit = fit_of(profile_of({"age": age}, {BR: {"time": sides(left, right)}}), M1)
    assert bool(fit.speaks_for) is counts


def test_a_bend_counts_only_with_two_good_trials_and_not_alone() -> None:
    good = {"upper-tilt": 100, "sacral-tilt": 45, "good-trials": 2}
    changes: list[tuple[dict[str, Any], bool]] = [
        ({}, True),
        ({"helper": "yes"}, True),
        ({"helper": "no"}, False),
        ({"good-trials": 1}, False),
        ({"sacral-tilt": 50}, False),
    ]
    for change, counts in changes:
        fit = fit_of(profile_of({"age": 40}, {"forward-bend": good | change}), M2)
        assert ("hip-share" in {point.point for point in fit.speaks_for}) is counts, change


@pytest.mark.parametrize("look_alike", ["gluteal-tendinopathy", "deep-gluteal"])
def test_tender_spots_count_only_without_their_look_alikes(look_alike: str) -> None:
    answers: dict[str, FactValue] = {"age": 50, "duration-weeks": 20, "tender-buttock": "yes"}
    for look_alikes, score in ((frozenset(), 15), (frozenset({look_alike}), 0)):
        profile = profile_of(answers, look_alikes=look_alikes)
        assert fit_of(profile, M3).score == fit_of(profile, M2).score == score


@pytest.mark.parametrize(
    ("test", "spoilt"),
    [
        (SB, {"time": sides(10, 30), "version": "full", "stopped-by-pain": "yes"}),
        (SB, {"time": sides(10, 30), "version": "full", "trials-agree": "no"}),
        (BR, {"time": sides(5, 30), "ended-by": "cramp"}),
        (SLS, {"time": sides(5, 30), "pelvis-drop": "yes", "stopped-by-pain": "yes"}),
    ],
)
def test_a_spoilt_test_counts_neither_way_and_stays_on_offer(test: str, spoilt: dict[str, Any]) -> None:
    fit = fit_of(profile_of({"age": 40, "duration-weeks": 20}, {test: spoilt}), M3)
    assert fit.speaks_for == fit.speaks_against == ()
    assert fit.fit is NOT
    assert test in fit.untested


def test_not_sure_counts_neither_way() -> None:
    fit = fit_of(profile_of({"age": 40, "duration-weeks": 20, "worse-impact": "not-sure"}), M1)
    assert fit.speaks_for == fit.speaks_against == ()


def test_a_no_is_listed_as_speaking_against() -> None:
    fit = fit_of(profile_of({"age": 40, "worse-impact": "no"}), M1)
    assert [point.point for point in fit.speaks_against] == ["worse-impact"]


def test_felt_tightness_that_the_test_does_not_show_does_not_lead() -> None:
    answers: dict[str, FactValue] = {
        "age": 40, "duration-weeks": 30, "stiff-after-sitting": "yes", "hips-tight-turning": "yes",
    }  # fmt: skip
    assert profile_of(answers).lead == (M2,)
    assert profile_of(answers, internal(35, 36)).lead == ()


def test_hips_that_already_turn_far_never_get_a_stretch_emphasis() -> None:
    answers: dict[str, FactValue] = {"age": 30, "duration-weeks": 30, "stiff-after-sitting": "yes"}
    tests = internal(46, 45) | {"modified-thomas": {"thigh": sides("above", "level")}}
    profile = profile_of(answers, tests)
    assert fit_of(profile, M2).fit is F
    assert profile.lead == ()


def test_nothing_leads_where_a_look_alike_wants_its_own_plan() -> None:
    answers: dict[str, FactValue] = {"age": 50, "duration-weeks": 30, "stiff-after-sitting": "yes"}
    for look_alike in KNOWLEDGE.look_alikes.values():
        profile = profile_of(answers, internal(18, 19), look_alikes=frozenset({look_alike.id}))
        assert profile.lead == (() if look_alike.replaces_lead else (M2,)), look_alike.id


def test_a_test_that_is_not_for_this_person_is_not_offered() -> None:
    assert "side-bridge" in fit_of(profile_of({"age": 40}), M3).untested
    assert (
        "side-bridge"
        not in fit_of(profile_of({"age": 40}, filters=frozenset({"shoulder-pain"})), M3).untested
    )


def test_a_test_with_a_fall_risk_is_not_offered_to_the_unsteady() -> None:
    for filter_ in ("fall-risk", "dizziness"):
        offered = fit_of(profile_of({"age": 72}, filters=frozenset({filter_})), M3).untested
        assert not {"single-leg-stance", "single-leg-squat"} & set(offered)
    assert "single-leg-stance" in fit_of(profile_of({"age": 72}), M3).untested


def test_no_single_point_makes_an_idea_fit_well() -> None:
    for mechanism in KNOWLEDGE.mechanisms.values():
        for point in mechanism.points:
            assert SCORE_PER_WEIGHT * point.weight < FITS_WELL_FROM, (mechanism.id, point.id)


def test_a_side_hold_without_a_version_is_read_as_the_usual_one_at_that_age() -> None:
    for age, version in ((59, "full"), (60, "knees")):
        read = usable_facts(facts_for({"age": age}, side_bridge(20, 20)))
        assert read["side-bridge.version"] == version


# --- properties --------------------------------------------------------------------------------------

YES_NO_FACTS = (
    "worse-impact", "stiff-after-sitting", "trouble-socks-car", "hips-tight-turning", "tender-buttock",
    "better-moving", "one-side-harder", "worse-standing-one-leg", "sways-or-leans", "pelvic-girdle-turning",
)  # fmt: skip

answers_strategy = st.fixed_dictionaries(
    {
        "age": st.integers(18, 99),
        "sex": st.sampled_from(["female", "male", "another"]),
        "duration-weeks": st.integers(0, 900),
    },
    optional={name: st.sampled_from(["yes", "no", "not-sure"]) for name in YES_NO_FACTS}
    | {
        "pain-side": st.sampled_from(["left", "right", "both", "middle"]),
        "pain-places": st.lists(st.sampled_from(["low-back", "pelvic-dimples", "groin"]), unique=True).map(
            tuple
        ),
        "sitting-hours": st.integers(0, 16),
        "breaks-often": st.sampled_from(["rarely", "sometimes", "often"]),
    },
)


def pair(most: float) -> st.SearchStrategy[dict[str, Any]]:
    number = st.floats(0, most, allow_nan=False)
    return st.fixed_dictionaries({}, optional={"left": number, "right": number}).filter(bool)


def result(quantity: str, most: float, mark: str, *values: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({quantity: pair(most)}, optional={mark: st.sampled_from(values)})


tests_strategy = st.fixed_dictionaries(
    {},
    optional={
        IR: result("internal", 70, "stopped-by-pain", "yes", "no"),
        SB: result("time", 120, "version", "full", "knees"),
        SLS: result("time", 45, "pelvis-drop", "yes", "no"),
        BR: result("time", 120, "ended-by", "tired", "cramp"),
        "chair-stands": st.fixed_dictionaries({"count": st.integers(0, 40)}),
    },
)  # fmt: skip

look_alikes_strategy = st.frozensets(
    st.sampled_from(["gluteal-tendinopathy", "deep-gluteal", "hip-osteoarthritis", "stenosis"])
)


@settings(max_examples=300, deadline=None)
@given(answers=answers_strategy, tests=tests_strategy, look_alikes=look_alikes_strategy)
def test_what_always_holds(
    answers: dict[str, FactValue], tests: dict[str, Any], look_alikes: frozenset[str]
) -> None:
    profile = profile_of(answers, tests, look_alikes=look_alikes)
    assert profile == profile_of(answers, tests, look_alikes=look_alikes)
    assert sorted(fit.mechanism for fit in profile.fits) == sorted(KNOWLEDGE.mechanisms)
    for fit in profile.fits:
        measured_for = any(point.basis is Basis.MEASUREMENT for point in fit.speaks_for)
        assert fit.score == min(100, 15 * sum(point.weight for point in fit.speaks_for))
        assert (fit.fit is F) == (fit.score >= 45 and measured_for)
        assert fit.capped == (fit.score >= 45 and not measured_for)
        assert not {point.point for point in fit.speaks_for} & {point.point for point in fit.speaks_against}
        assert all(point.reason.startswith("You") for point in (*fit.speaks_for, *fit.speaks_against))
    leading = [fit_of(profile, mechanism) for mechanism in profile.lead]
    assert all(fit.fit in {F, P} for fit in leading)
    assert len({(fit.fit, fit.score) for fit in leading}) <= 1


@settings(max_examples=200, deadline=None)
@given(answers=answers_strategy)
def test_without_a_test_no_idea_fits_well(answers: dict[str, FactValue]) -> None:
    assert all(fit.fit is not F for fit in profile_of(answers).fits)


@settings(max_examples=200, deadline=None)
@given(answers=answers_strategy, tests=tests_strategy, changed=st.sampled_from(YES_NO_FACTS))
def test_one_more_yes_never_lowers_a_score(
    answers: dict[str, FactValue], tests: dict[str, Any], changed: str
) -> None:
    before = profile_of({**answers, changed: "no"}, tests)
    after = profile_of({**answers, changed: "yes"}, tests)
    for mechanism in KNOWLEDGE.mechanisms:
        assert fit_of(after, mechanism).score >= fit_of(before, mechanism).score


def test_better_after_movement_counts_for_no_idea() -> None:
    """Sign S4 is unsafe alone: it opens other questions and gives no points."""
    for mechanism in KNOWLEDGE.mechanisms.values():
        for point in mechanism.points:
            assert "better-moving" not in set(facts_in(point.when))
