"""The questions of the check: ids, options, and the ground that six taps must cover."""

import re
from collections import Counter

import pytest

from loadshare.care.conditions import Truth, evaluate
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.conditions import Number, facts_in, parts_of
from loadshare.knowledge.question import Kind, Question, Section
from loadshare.knowledge.safety import Level

KNOWLEDGE = load_knowledge()
QUESTIONS = list(KNOWLEDGE.questions.values())

USED_BY_OTHERS = [
    "age",
    "sex",
    "pain-now",
    "pain-average",
    "duration-weeks",
    "pain-places",
    "pain-side",
    "worse-impact",
    "stiff-after-sitting",
    "trouble-socks-car",
    "hips-tight-turning",
    "tender-buttock",
    "better-moving",
    "one-side-harder",
    "harder-side",
    "stiff-after-walking",
    "worse-standing-one-leg",
    "sways-or-leans",
    "pelvic-girdle-turning",
    "sitting-hours",
    "breaks-often",
    "activity-level",
    "days-per-week",
    "session-minutes",
    "equipment",
    "positions",
    "goal",
]
"""Ids that the profile, the programme and the pages read; a removed one stays reserved."""


OF_A_KNOWN_ILLNESS = {"past-cancer", "aneurysm"}
"""Emergencies only together with an illness that the person knows of, which is asked later."""


def test_questions_that_other_rooms_read_are_here() -> None:
    assert set(USED_BY_OTHERS) <= set(KNOWLEDGE.questions)


def test_every_fact_has_one_name() -> None:
    names = Counter(
        [q.id for q in QUESTIONS]
        + [option.value for q in QUESTIONS if q.kind is Kind.FLAGS for option in q.options]
    )
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_question_is_well_formed(question: Question) -> None:
    values = [option.value for option in question.options]
    assert len(values) == len(set(values))
    assert "not-sure" not in values, "not sure is an answer of its own"
    assert question.text.endswith(("?", ":"))
    assert question.why.endswith(".")
    assert not (question.required and question.assumed), "an assumed answer is for a question one may skip"
    if question.assumed:
        assert question.not_sure or question.assumed in values
    if question.kind is not Kind.FLAGS:
        assert "none-of-these" not in values


def test_questions_stand_in_order_without_ties() -> None:
    for section in Section:
        orders = [question.order for question in KNOWLEDGE.questions_in(section)]
        assert orders == list(range(1, len(orders) + 1)), section


def test_six_taps_cover_every_emergency_but_dark_thoughts() -> None:
    asked = {
        fact for q in KNOWLEDGE.questions_in(Section.SAFETY) for fact in (q.id, *(o.value for o in q.options))
    }
    for item in KNOWLEDGE.safety.values():
        emergencies = [rule.when for rule in item.rules if rule.level is Level.EMERGENCY]
        if item.id in {"dark-thoughts", *OF_A_KNOWN_ILLNESS} or not emergencies:
            continue
        facts = dict.fromkeys(asked, "yes") | {"nerve-symptoms-when": "not-sure"}
        assert any(when is not None and evaluate(when, facts) is Truth.YES for when in emergencies), item.id


def test_every_item_of_the_six_screens_leads_to_an_emergency_or_the_same_day() -> None:
    urgent = {
        fact
        for item in KNOWLEDGE.safety.values()
        for rule in item.rules
        if rule.level in {Level.EMERGENCY, Level.SAME_DAY} and rule.when is not None
        for fact in facts_in(rule.when)
    }
    for question in KNOWLEDGE.questions_in(Section.SAFETY):
        if question.kind is Kind.FLAGS:
            assert {option.value for option in question.options} <= urgent


def test_every_answer_is_used_for_something() -> None:
    kept = {
        "pain-side",
        "harder-side",
        "activity-level",
        "goal",
        "days-per-week",
        "session-minutes",
        "equipment",
        "positions",
        "stiff-after-walking",
        "past-injury",
    }
    read: set[str] = set(kept)
    for entry in (*KNOWLEDGE.safety.values(), *KNOWLEDGE.look_alikes.values()):
        conditions = [rule.when for rule in entry.rules] + [getattr(entry, "when", None)]
        read |= {fact for when in conditions if when is not None for fact in facts_in(when)}
    for mechanism in KNOWLEDGE.mechanisms.values():
        read |= {fact for point in mechanism.points for fact in facts_in(point.when)}
    for filter_ in KNOWLEDGE.filters.values():
        read |= set(facts_in(filter_.when)) if filter_.when is not None else set()
    read |= {"age-first-pain"} if "onset-age" in read else set()
    assert set(KNOWLEDGE.answer_facts) <= read, sorted(set(KNOWLEDGE.answer_facts) - read)


def test_placeholders_are_the_three_that_pages_fill() -> None:
    for item in KNOWLEDGE.safety.values():
        texts = [
            item.do,
            item.ask,
            *(rule.do or "" for rule in item.rules),
            *(rule.ask or "" for rule in item.rules),
        ]
        assert set(re.findall(r"\{(.*?)\}", " ".join(texts))) <= {"emergency", "urgent", "maternity"}


def test_the_chair_stand_lines_follow_the_table() -> None:
    """Below average by the table of chair stands (women, men):

    60-64 <12/<14, 65-69 <11/<12, 70-74 <10/<12, 75-79 <10/<11, 80-84 <9/<10.
    """
    rule = KNOWLEDGE.safety["fall-risk"].rules[0].when
    assert rule is not None
    assert any(isinstance(leaf, Number) for part in parts_of(rule) for leaf in parts_of(part))
    table = {62: (12, 14), 67: (11, 12), 72: (10, 12), 77: (10, 11), 82: (9, 10)}
    for age, (women, men) in table.items():
        for sex, line in (("female", women), ("male", men), ("another", men)):
            for count, truth in ((line - 1, Truth.YES), (line, Truth.NO)):
                facts = {"age": age, "sex": sex, "chair-stands.count": count}
                assert evaluate(rule, facts) is truth, facts
