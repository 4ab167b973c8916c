"""The whole library against itself: chains, names, sources and numbers."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from loadshare.care.facts import DERIVED
from loadshare.care.profile import LOOK_ALIKES, MARKS
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.conditions import Condition, Includes, Is, Number, OneOf, parts_of
from loadshare.knowledge.evidence import Figure
from loadshare.knowledge.exercise import Exercise, Strand
from loadshare.knowledge.question import Kind
from tests.support.shown_texts import shown_texts

KNOWLEDGE = load_knowledge()
EXERCISES = KNOWLEDGE.exercises
TEXTS = list(shown_texts(KNOWLEDGE))

STATEMENT_IDS = {
    "glutes-support": "A", "back-picks-up": "B", "shock-absorption": "M1", "limited-hip-movement": "M2",
    "pelvic-control": "M3", "stiff-after-sitting-or-walking": "S1", "tight-hips": "S2", "tender-spots": "S3",
    "better-moving": "S4", "one-side-harder": "S5", "release": "R1", "stretch": "R2", "strengthen": "R3",
    "weakness-behind-tightness": "R3b", "sit-less": "R4", "sitting-circulation": "R4b", "whole-body": "F",
    "common-with-sitting": "G", "general-exercise": "X1", "walking": "X2",
}  # fmt: skip
"""Every claim of the article, and the two that matter more than any of them."""

ARTICLE_ITEMS = (
    {"R1"}, {"R5", "R6"}, {"S1"}, {"S3"}, {"C2"}, {"C7"}, {"C12"}, {"B1"}, {"B2", "B3"},
)  # fmt: skip
"""The nine things the article names; two of them are done by either of two entries."""


# --- exercises -----------------------------------------------------------------------------------------


def test_all_67_entries_are_there() -> None:
    expected = {
        f"{strand}{number}"
        for strand, most in (("R", 10), ("S", 15), ("C", 30), ("B", 12))
        for number in range(1, most + 1)
    }
    assert Counter(exercise.code for exercise in EXERCISES.values()) == Counter(expected)


def test_the_nine_things_of_the_article_are_marked_and_nothing_else() -> None:
    marked = {exercise.code for exercise in EXERCISES.values() if exercise.article}
    assert all(item & marked for item in ARTICLE_ITEMS)
    assert marked <= set[str]().union(*ARTICLE_ITEMS)


@pytest.mark.parametrize("way", ["easier", "harder"])
def test_every_chain_closes_without_a_circle_and_never_turns_back(way: str) -> None:
    for start in EXERCISES.values():
        seen = [start.id]
        at: Exercise = start
        while (step := getattr(at, way)) is not None:
            assert step in EXERCISES, f"{at.id}.{way} names {step!r}, which is no exercise"
            assert step not in seen, f"{way} runs in a circle: {[*seen, step]}"
            low, high = (EXERCISES[step], at) if way == "easier" else (at, EXERCISES[step])
            assert low.level <= high.level, (
                f"{low.id} is the easier one of {high.id}, yet its level is higher"
            )
            seen.append(step)
            at = EXERCISES[step]


def test_every_exercise_can_be_made_easier_or_harder() -> None:
    for exercise in EXERCISES.values():
        if exercise.strand is Strand.MOVE:
            continue
        ways = (exercise.easier, exercise.easier_way, exercise.harder, exercise.harder_way)
        assert any(ways), exercise.id


def test_exercises_name_only_what_exists() -> None:
    for exercise in EXERCISES.values():
        assert {caution.filter for caution in exercise.cautions} <= set(KNOWLEDGE.filters), exercise.id
        assert set(exercise.mechanisms) <= set(KNOWLEDGE.mechanisms), exercise.id
        assert exercise.statement in KNOWLEDGE.statements, exercise.id
        assert exercise.unlock is None or exercise.unlock.after in EXERCISES, exercise.id


# --- evidence ------------------------------------------------------------------------------------------


def test_every_claim_has_its_verdict() -> None:
    assert {statement.id: statement.code for statement in KNOWLEDGE.statements.values()} == STATEMENT_IDS


def test_every_source_named_exists() -> None:
    for kind in (
        "statements", "mechanisms", "signs", "filters", "questions", "safety", "look_alikes", "self_tests",
        "exercises", "templates", "stops",
    ):  # fmt: skip
        entries = getattr(KNOWLEDGE, kind)
        assert entries, f"{kind} is empty"
        for entry in entries.values():
            missing = set(entry.sources) - set(KNOWLEDGE.sources)
            assert not missing, f"{kind}/{entry.id} names unknown sources: {sorted(missing)}"


def figures() -> Iterator[tuple[str, Figure]]:
    for entry in (*EXERCISES.values(), *KNOWLEDGE.self_tests.values()):
        for figure in entry.figures:
            yield entry.id, figure


def test_an_unread_source_carries_no_number_marked_read() -> None:
    found = list(figures())
    assert found
    for owner, figure in found:
        assert figure.source in KNOWLEDGE.sources, f"{owner}: {figure.source}"
        assert KNOWLEDGE.sources[figure.source].read or not figure.read, f"{owner}: {figure.name}"


def test_a_number_in_a_verdict_rests_on_a_source_that_was_read() -> None:
    for entry in (*KNOWLEDGE.statements.values(), *EXERCISES.values()):
        said = getattr(entry, "verdict", "") + getattr(entry, "not_said", "") + getattr(entry, "evidence", "")
        if re.search(r"\d", said):
            assert any(KNOWLEDGE.sources[source].read for source in entry.sources), entry.id


def test_no_unread_figure_appears_in_what_is_shown_beside_it() -> None:
    """A number we know from memory only may guide a rule; it is never said as a fact."""
    said: dict[str, str] = {}
    for place, text in TEXTS:
        said[place.partition(".")[0]] = said.get(place.partition(".")[0], "") + " " + text
    for owner, figure in figures():
        if not figure.read:
            kind = "exercises" if owner in EXERCISES else "self_tests"
            number = re.escape(f"{figure.value:g}")
            unit = re.escape(figure.unit)
            assert not re.search(rf"(?<![\d.]){number} ?{unit}\b", said[f"{kind}/{owner}"]), (
                owner,
                figure.name,
            )


def test_safety_items_read_say_so_truthfully() -> None:
    for entry in (*KNOWLEDGE.safety.values(), *KNOWLEDGE.look_alikes.values()):
        if entry.read:
            read = [source for source in entry.sources if KNOWLEDGE.sources[source].read]
            assert read, f"{entry.id} is marked read, but none of its sources is"


# --- names across files --------------------------------------------------------------------------------


def test_mechanisms_signs_and_tests_name_only_what_exists() -> None:
    for mechanism in KNOWLEDGE.mechanisms.values():
        assert set(mechanism.tests) <= set(KNOWLEDGE.self_tests)
        assert mechanism.statement in KNOWLEDGE.statements
        assert len({point.id for point in mechanism.points}) == len(mechanism.points)
        for test in mechanism.tests:
            assert mechanism.id in KNOWLEDGE.self_tests[test].mechanisms, (mechanism.id, test)
    for sign in KNOWLEDGE.signs.values():
        assert sign.question in KNOWLEDGE.questions
        assert KNOWLEDGE.statements[sign.statement].code == sign.code
    for test_ in KNOWLEDGE.self_tests.values():
        assert set(test_.mechanisms) <= set(KNOWLEDGE.mechanisms)
        assert set(test_.not_for) <= set(KNOWLEDGE.filters), test_.id
        assert bool([q for q in test_.quantities if q.options]) == bool(
            [q for q in test_.quantities if q.unit == "choice"]
        )
    assert {test_.id for test_ in KNOWLEDGE.self_tests.values() if test_.default} == {
        "figure-four", "chair-stands", "side-bridge",
    }  # fmt: skip


def test_safety_and_look_alikes_switch_on_only_filters_that_exist() -> None:
    for entry in (*KNOWLEDGE.safety.values(), *KNOWLEDGE.look_alikes.values()):
        assert set(entry.filters) <= set(KNOWLEDGE.filters), entry.id


def test_every_filter_can_be_switched_on_and_is_used() -> None:
    named = {
        name
        for entry in (*KNOWLEDGE.safety.values(), *KNOWLEDGE.look_alikes.values())
        for name in entry.filters
    }
    for filter_ in KNOWLEDGE.filters.values():
        assert filter_.when is not None or filter_.id in named, f"nothing switches {filter_.id} on"
    cautious = {caution.filter for exercise in EXERCISES.values() for caution in exercise.cautions}
    cautious |= {name for test_ in KNOWLEDGE.self_tests.values() for name in test_.not_for}
    cautious |= {name for template in KNOWLEDGE.templates.values() for name in template.filters}
    for filter_ in KNOWLEDGE.filters.values():
        assert filter_.id in cautious or filter_.advice, f"nothing reads {filter_.id}, and it says nothing"


def allowed_values() -> dict[str, set[str] | None]:
    """Every fact a condition may read, with the values it can have; None for a number."""
    facts: dict[str, set[str] | None] = dict.fromkeys(DERIVED)
    for fact, question in KNOWLEDGE.answer_facts.items():
        if question.kind in {Kind.NUMBER, Kind.SCALE}:
            facts[fact] = None
        elif question.kind in {Kind.FLAGS, Kind.YES_NO}:
            facts[fact] = {"yes", "no", "not-sure"}
        else:
            facts[fact] = {option.value for option in question.options} | {"not-sure"}
    for test_ in KNOWLEDGE.self_tests.values():
        facts |= {f"{test_.id}.{mark}": {"yes", "no"} for mark in MARKS - {"pain"}}
        facts[f"{test_.id}.pain"] = None
        for quantity in test_.quantities:
            name = f"{test_.id}.{quantity.id}"
            values = set(quantity.options) or None
            ends = ("left", "right", *(() if values else ("lowest", "highest", "difference", "ratio")))
            facts |= {f"{name}.{end}": values for end in ends} if quantity.per_side else {name: values}
    return facts


def conditions() -> Iterator[tuple[str, Condition | None]]:
    for question in KNOWLEDGE.questions.values():
        yield f"questions/{question.id}", question.show_when
        for option in question.options:
            yield f"questions/{question.id}/{option.value}", option.show_when
    for item in KNOWLEDGE.safety.values():
        for rule in item.rules:
            yield f"safety/{item.id}", rule.when
    for look_alike in KNOWLEDGE.look_alikes.values():
        yield f"look_alikes/{look_alike.id}", look_alike.when
        for rule in look_alike.rules:
            yield f"look_alikes/{look_alike.id}", rule.when
    for filter_ in KNOWLEDGE.filters.values():
        yield f"filters/{filter_.id}", filter_.when
    for sign in KNOWLEDGE.signs.values():
        yield f"signs/{sign.id}", sign.when
    for test_ in KNOWLEDGE.self_tests.values():
        for finding in test_.findings:
            yield f"self_tests/{test_.id}/{finding.id}", finding.when
    for mechanism in KNOWLEDGE.mechanisms.values():
        yield f"mechanisms/{mechanism.id}", mechanism.never_leads_when
        for point in mechanism.points:
            yield f"mechanisms/{mechanism.id}/{point.id}", point.when
            yield f"mechanisms/{mechanism.id}/{point.id}", point.known_when


def leaves(condition: Condition) -> Iterator[Is | OneOf | Includes | Number]:
    if isinstance(condition, Is | OneOf | Includes | Number):
        yield condition
    for part in parts_of(condition):
        yield from leaves(part)


def test_every_condition_reads_a_fact_that_exists_and_a_value_it_can_have() -> None:
    facts = allowed_values()
    checked = 0
    for place, condition in conditions():
        if condition is None:
            continue
        for leaf in leaves(condition):
            known = facts | {LOOK_ALIKES: set(KNOWLEDGE.look_alikes)} if place.startswith("mech") else facts
            assert leaf.fact in known, f"{place} reads {leaf.fact!r}, which nothing sets"
            values = known[leaf.fact]
            wanted = {
                Is: lambda c: {c.is_},
                OneOf: lambda c: set(c.one_of),
                Includes: lambda c: {c.includes},
                Number: lambda _: set(),
            }[type(leaf)](leaf)
            assert (values is None) == isinstance(leaf, Number), (
                f"{place}: {leaf.fact} is read as the wrong kind"
            )
            assert wanted <= (values or set()), f"{place}: {leaf.fact} is never {wanted - (values or set())}"
            checked += 1
    assert checked > 200
