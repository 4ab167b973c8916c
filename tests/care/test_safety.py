"""What must hold for every combination of answers, and for the rules as written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.answers import Answers, AnswersError, read_answers
from loadshare.care.check import CheckResult, run_check
from loadshare.care.conditions import Truth, evaluate
from loadshare.care.facts import facts_of
from loadshare.care.safety import SafetyResult, check_safety, clarifying_question
from loadshare.care.words import words
from loadshare.knowledge.conditions import Condition, Is, NoneOf, OneOf, facts_in, parts_of
from loadshare.knowledge.question import Kind, Section
from loadshare.knowledge.safety import Level, PlanPermission
from tests.care.cases import KNOWLEDGE, complete_answers
from tests.care.draws import FLAGS, any_answers

STATES = ("no", "not-sure", "yes")
STRICT_FIRST = (PlanPermission.NONE, PlanPermission.RESTRICTED, PlanPermission.ADAPTED, None)
SIGNS = tuple(q.id for q in KNOWLEDGE.questions.values() if q.kind is Kind.YES_NO and q.not_sure)
"""Yes-no questions; a yes to any of them must not lower the level."""

LADDERS = dict.fromkeys((*FLAGS, *SIGNS), STATES) | {
    "cancer-history": ("no", "skin-only", "past", "active"),
    "dark-thoughts": ("no", "not-sure", "thoughts", "now"),
    "nerve-symptoms-when": ("years-before", "long-and-steady", "getting-worse"),
    "pain-course": ("better", "comes-and-goes", "same", "worse"),
    "pain-new": ("same-as-before", "different"),
    "pain-now": tuple(range(11)),
    "pain-average": tuple(range(11)),
    "bother": tuple(range(11)),
    "hip-replacement-when": ("over-12-weeks", "not-sure", "under-12-weeks"),
    "morning-stiffness": ("under-30-minutes", "over-60-minutes"),
    "walking-legs": ("no", "not-sure", "both"),
    "blood-pressure-control": ("controlled", "not-sure", "not-controlled"),
}
"""Answers from harmless to worrying."""


def level_of(answers: Answers) -> SafetyResult:
    return check_safety(answers=answers, knowledge=KNOWLEDGE)


def check(answers: Answers) -> CheckResult:
    return run_check(answers=answers, knowledge=KNOWLEDGE)


def with_answer(answers: Answers, fact: str, state: str | int) -> Answers:
    return answers.model_copy(update={"answers": {**answers.answers, fact: state}})


# --- for every combination of answers ------------------------------------------------------------------


@settings(max_examples=200)
@given(any_answers(), st.sampled_from(sorted(LADDERS)))
def test_a_red_flag_from_no_to_not_sure_to_yes_never_lowers_the_level(answers: Answers, sign: str) -> None:
    results = [level_of(with_answer(answers, sign, state)) for state in LADDERS[sign]]
    urgencies = [result.level.urgency for result in results]
    assert urgencies == sorted(urgencies), (sign, [result.level for result in results])
    plans = [STRICT_FIRST.index(result.plan) for result in results]
    assert plans == sorted(plans, reverse=True), (sign, [result.plan for result in results])


@given(any_answers(complete=True), st.sampled_from(sorted(KNOWLEDGE.safety)))
def test_an_emergency_is_never_outweighed(answers: Answers, item: str) -> None:
    emergencies = [rule for rule in KNOWLEDGE.safety[item].rules if rule.level is Level.EMERGENCY]
    facts = facts_of(answers=answers, knowledge=KNOWLEDGE)
    for rule in emergencies:
        assert rule.when is not None
        if evaluate(rule.when, facts) is Truth.YES:
            result = check(answers)
            assert result.safety.level is Level.EMERGENCY
            assert item in {reason.item for reason in result.safety.reasons}


@given(any_answers(complete=True), st.sampled_from(FLAGS))
def test_an_emergency_item_wins_over_anything_else(answers: Answers, flag: str) -> None:
    result = check(with_answer(with_answer(answers, flag, "no"), "chest-pain", "yes"))
    assert result.safety.level is Level.EMERGENCY
    assert result.safety.plan is PlanPermission.NONE


@given(any_answers(complete=True))
def test_the_check_keeps_its_promises(answers: Answers) -> None:
    result = check(answers)
    safety = result.safety
    assert result == check(answers)
    assert {reason.item for reason in safety.reasons} <= {*KNOWLEDGE.safety, *KNOWLEDGE.look_alikes}
    levels = [reason.level.urgency for reason in safety.reasons]
    assert levels == sorted(levels, reverse=True)
    assert safety.level.urgency == max(levels, default=0)
    assert all(reason.facts and reason.do and reason.say for reason in safety.reasons)
    assert len({reason.item for reason in safety.reasons}) == len(safety.reasons)
    if safety.level in {Level.EMERGENCY, Level.SAME_DAY}:
        assert safety.plan is PlanPermission.NONE
        assert result.profile is None
    else:
        assert result.profile is not None
    age = answers.answers["age"]
    assert isinstance(age, int)
    if age < 18:
        assert safety.level.urgency >= Level.DAYS.urgency
        assert safety.plan is PlanPermission.NONE
    if safety.level is Level.CARE_CHANGED:
        assert safety.plan is not None
    assert {active.filter for active in result.filters} <= set(KNOWLEDGE.filters)
    assert all(active.because for active in result.filters)


@given(any_answers())
def test_unfinished_answers_are_judged_after_every_screen(answers: Answers) -> None:
    assert level_of(answers) == level_of(answers)


@pytest.mark.parametrize("flag", FLAGS)
def test_not_sure_counts_exactly_one_level_lower_than_yes(flag: str) -> None:
    base = {"sex": "female", "nerve-symptoms-when": "under-two-weeks"}
    calm, open_, sure = (
        {reason.item: reason for reason in level_of(complete_answers({**base, flag: state})).reasons}
        for state in STATES
    )
    for item, reason in sure.items():
        if item in calm or item not in open_:
            continue
        assert open_[item].level.urgency == max(0, reason.level.urgency - 1), item
        assert not open_[item].certain
        assert reason.certain


# --- the words for an open answer and for each level ----------------------------------------------------


def test_an_open_answer_is_told_what_to_do_at_its_own_level() -> None:
    result = level_of(complete_answers({"chest-pain": "not-sure"}))
    assert result.level is Level.SAME_DAY
    assert result.reasons[0].do == words("unsure.same_day")
    assert result.reasons[0].facts == ("chest-pain",)


def test_each_level_of_an_item_has_its_own_words() -> None:
    new = level_of(complete_answers({"bladder-change": "yes"})).reasons[0]
    old = level_of(
        complete_answers({"bladder-change": "yes", "nerve-symptoms-when": "long-and-steady"})
    ).reasons[0]
    assert (new.level, old.level) == (Level.EMERGENCY, Level.SAME_DAY)
    assert "{emergency}" in new.do
    assert "{urgent}" in old.do


def test_a_plan_that_waits_for_a_clearance_stays_restricted_while_that_is_open() -> None:
    result = level_of(complete_answers({"surgery-recent": "not-sure"}))
    assert result.level is Level.CARE_CHANGED
    assert result.plan is PlanPermission.RESTRICTED


def test_a_hip_replacement_with_open_limits_is_restricted_not_just_adapted() -> None:
    result = level_of(complete_answers({"hip-replacement": "yes", "hip-replacement-limits": "not-sure"}))
    assert result.level is Level.CARE_CHANGED
    assert result.plan is PlanPermission.RESTRICTED


# --- timing of the first screen ------------------------------------------------------------------------


def test_the_emergency_page_can_offer_the_question_on_timing() -> None:
    answers = read_answers(
        {"answers": {"emergency-nerves": ["bowel-change"]}}, knowledge=KNOWLEDGE, complete=False
    )
    assert level_of(answers).level is Level.EMERGENCY
    question = clarifying_question(answers=answers, knowledge=KNOWLEDGE)
    assert question is not None
    assert question.id == "nerve-symptoms-when"
    answered = with_answer(answers, question.id, "long-and-steady")
    assert level_of(answered).level is Level.SAME_DAY
    assert clarifying_question(answers=answered, knowledge=KNOWLEDGE) is None


def test_no_question_on_timing_without_a_sign() -> None:
    assert clarifying_question(answers=complete_answers({}), knowledge=KNOWLEDGE) is None


def test_old_steady_signs_with_new_symptoms_in_both_legs_are_an_emergency() -> None:
    answers = complete_answers(
        {"bladder-change": "yes", "nerve-symptoms-when": "long-and-steady", "legs-both-new": "yes"}
    )
    assert level_of(answers).level is Level.EMERGENCY


def test_a_gap_is_never_read_as_a_no() -> None:
    gap = read_answers({"answers": {"emergency-nerves": "none"}}, knowledge=KNOWLEDGE, complete=False)
    with pytest.raises(AnswersError):
        check(gap)


def test_an_emergency_is_reported_whatever_else_is_missing() -> None:
    gap = read_answers({"answers": {"chest-pain": "yes"}}, knowledge=KNOWLEDGE, complete=False)
    assert check(gap).safety.level is Level.EMERGENCY


# --- the rules as written ------------------------------------------------------------------------------


def leaves(condition: Condition) -> list[Condition]:
    inner = parts_of(condition)
    return [condition] if not inner else [leaf for part in inner for leaf in leaves(part)]


def level_conditions() -> list[tuple[str, Condition]]:
    rules = [
        (entry.id, rule.when)
        for entry in (*KNOWLEDGE.safety.values(), *KNOWLEDGE.look_alikes.values())
        for rule in entry.rules
        if rule.when is not None
    ]
    return rules + [(entry.id, entry.when) for entry in KNOWLEDGE.look_alikes.values()]


def has_none(condition: Condition) -> bool:
    return isinstance(condition, NoneOf) or any(map(has_none, parts_of(condition)))


def test_no_level_rule_and_no_question_hides_behind_a_none() -> None:
    assert not [name for name, condition in level_conditions() if has_none(condition)]
    shown = [q.show_when for q in KNOWLEDGE.questions.values() if q.show_when is not None]
    assert not any(map(has_none, shown))


def test_level_rules_read_a_ticked_item_only_as_a_yes() -> None:
    for name, condition in level_conditions():
        for leaf in leaves(condition):
            if not set(facts_in(leaf)) <= {*FLAGS, *SIGNS}:
                continue
            allowed = (
                leaf.is_ == "yes"
                if isinstance(leaf, Is)
                else isinstance(leaf, OneOf) and "no" not in leaf.one_of
            )
            assert allowed, f"{name}: {leaf}"


def test_safety_items_and_look_alikes_have_ids_of_their_own() -> None:
    assert not set(KNOWLEDGE.safety) & set(KNOWLEDGE.look_alikes)


def test_only_look_alikes_leave_a_rule_without_a_condition() -> None:
    assert all(rule.when is not None for item in KNOWLEDGE.safety.values() for rule in item.rules)


def test_every_emergency_text_says_whom_to_call() -> None:
    for item in KNOWLEDGE.safety.values():
        for rule in item.rules:
            text = rule.do or item.do
            needed = {
                Level.EMERGENCY: ("{emergency}", "{maternity}"),
                Level.SAME_DAY: ("{urgent}", "{maternity}"),
            }.get(rule.level, ("",))
            assert any(place in text for place in needed), f"{item.id} {rule.level}: {text}"


def test_the_six_emergency_screens_come_first_and_are_asked_again_every_week() -> None:
    first = list(KNOWLEDGE.questions.values())[:6]
    assert [question.section for question in first] == [Section.SAFETY] * 6
    assert all(q.kind is Kind.FLAGS and q.required and q.recheck and q.not_sure for q in first)
    assert all(question.show_when is None for question in first)
    rest = [question for question in KNOWLEDGE.questions_in(Section.SAFETY) if question not in first]
    assert [question.id for question in rest] == ["nerve-symptoms-when"]


def test_every_question_behind_an_emergency_or_same_day_rule_is_asked_again_at_review() -> None:
    lasting = {
        "age",
        "pregnancy-weeks",
        "cancer-history",
        "pain-new",
        "duration-weeks",
        "nerve-symptoms-when",
    }
    lasting |= {"night-waking", "bone-load-signs", "birth-signs"}
    for item in KNOWLEDGE.safety.values():
        for rule in item.rules:
            if rule.level in {Level.EMERGENCY, Level.SAME_DAY} and rule.when is not None:
                asked = {KNOWLEDGE.answer_facts[fact] for fact in facts_in(rule.when) if fact != "onset-age"}
                assert any(question.recheck for question in asked), item.id
                assert {q.id for q in asked if not q.recheck} <= lasting, item.id
