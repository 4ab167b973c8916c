"""Reading answers: every problem named, nothing lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadshare.care.answers import Answers, AnswersError, missing_answers, read_answers
from loadshare.knowledge.question import Kind, Question, Section
from tests.care.cases import KNOWLEDGE, NAMES, UNMENTIONED, case, complete_answers
from tests.care.draws import any_answers


def read(answers: object, complete: bool = False, **more: Any) -> Answers:
    return read_answers({"answers": answers, **more}, knowledge=KNOWLEDGE, complete=complete)


def problem(answers: object, **more: Any) -> str:
    with pytest.raises(AnswersError) as caught:
        read(answers, **more)
    assert len(caught.value.problems) == 1, str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("given_answers", "words"),
    [
        ({"agee": 4}, ["agee", "unknown question", "'age'"]),
        ({"age": "forty"}, ["age", "'forty'", "wrong type", "0 to 115"]),
        ({"age": 116}, ["age = 116", "out of range", "0 to 115"]),
        ({"age": float("nan")}, ["age", "out of range"]),
        ({"age": 40.5}, ["age", "not a whole number"]),
        ({"age": True}, ["age", "wrong type"]),
        ({"sex": "woman"}, ["sex", "not one of the answers", "female, male"]),
        ({"sex": ["female"]}, ["sex", "wrong type"]),
        ({"night-waking": True}, ["night-waking", "in quotes", "yes, no, not-sure"]),
        ({"age": "not-sure"}, ["age", "wrong type"]),
        ({"pain-places": ["lowback"]}, ["pain-places", "'lowback'", "low-back"]),
        ({"pain-places": []}, ["pain-places", "at least one"]),
        ({"pain-places": "low-back"}, ["pain-places", "wrong type", "a list"]),
        ({"equipment": ["none", "step"]}, ["equipment", "'none'", "does not go with"]),
        ({"saddle-numbness": "maybe"}, ["saddle-numbness", "yes, no, not-sure"]),
        ({"limit-knee": "not-sure"}, ["limit-knee", "yes, no"]),
        ({"emergency-nerves": "all"}, ["emergency-nerves", "'none'", "saddle-numbness"]),
        ({"emergency-nerves": ["numb"]}, ["emergency-nerves", "saddle-numbness"]),
        ({"emergency-nerves": "none", "bladder-change": "yes"}, ["bladder-change", "answered twice"]),
        ({"bladder-change": "yes", "emergency-nerves": "none"}, ["bladder-change", "answered twice"]),
        (
            {"emergency-nerves": ["bowel-change"], "bladder-change": "yes"},
            ["bladder-change", "answered twice"],
        ),
        ({"emergency-nerves": ["bladder-change"], "bladder-change": "not-sure"}, ["answered twice"]),
        ({"age": 30, "age-first-pain": 31}, ["age-first-pain", "later than your age", "up to 30"]),
        (None, ["answers", "no answers here"]),
        ("yes", ["answers", "wrong type"]),
    ],
)
def test_a_wrong_answer_is_named_with_what_is_allowed(given_answers: object, words: list[str]) -> None:
    text = problem(given_answers)
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("tests", "words"),
    [
        ({"hip-rotations": {}}, ["tests.hip-rotations", "unknown self-test", "'hip-rotation'"]),
        ({"hip-rotation": 3}, ["tests.hip-rotation", "wrong type"]),
        ({"hip-rotation": {"inward": 3}}, ["tests.hip-rotation.inward", "unknown result", "internal"]),
        ({"hip-rotation": {"internal": 22}}, ["internal", "left, right or both", "-10 to 90"]),
        ({"hip-rotation": {"internal": {"up": 2}}}, ["internal", "left, right or both"]),
        ({"hip-rotation": {"internal": {"left": 200}}}, ["internal", "out of range", "deg"]),
        ({"hip-rotation": {"pain": 11}}, ["pain", "0 to 10"]),
        ({"hip-rotation": {"stopped-by-pain": True}}, ["stopped-by-pain", "yes, no"]),
        ({"single-leg-stance": {"outer-hip-pain": "some"}}, ["outer-hip-pain", "one of: yes, no"]),
        ("none", ["tests", "wrong type"]),
    ],
)
def test_a_wrong_result_is_named_with_what_is_allowed(tests: object, words: list[str]) -> None:
    text = problem({}, tests=tests)
    assert all(word in text for word in words), text


def test_unknown_tables_and_wrong_marks_are_named() -> None:
    with pytest.raises(AnswersError) as caught:
        read({}, answer={}, rules=3)
    assert [problem.key for problem in caught.value.problems] == ["answer", "rules"]
    with pytest.raises(AnswersError, match="not a table"):
        read_answers([], knowledge=KNOWLEDGE, complete=False)  # type: ignore[arg-type]


def test_every_problem_is_reported_at_once() -> None:
    with pytest.raises(AnswersError) as caught:
        read({"age": -1, "sex": "x", "colour": "red"}, complete=True)
    keys = [problem.key for problem in caught.value.problems]
    assert keys[:3] == ["age", "sex", "colour"]
    assert "emergency-nerves" in keys
    assert len(keys) == len(set(keys))


def test_a_group_can_be_answered_as_none_as_a_list_or_item_by_item() -> None:
    items = [option.value for option in KNOWLEDGE.questions["emergency-legs"].options]
    one_by_one = dict.fromkeys(items, "no") | {"legs-both-new": "yes"}
    assert read({"emergency-legs": ["legs-both-new"]}).answers == one_by_one
    assert read(one_by_one).answers == one_by_one
    assert set(read({"emergency-legs": "none"}).answers.values()) == {"no"}
    assert read({"emergency-legs": "none", "cord-signs": "no"}).answers["cord-signs"] == "no"


def safety_groups() -> list[Question]:
    return [q for q in KNOWLEDGE.questions_in(Section.SAFETY) if q.kind is Kind.FLAGS]


@pytest.mark.parametrize("group", [question.id for question in safety_groups()])
def test_no_check_is_complete_without_each_safety_group(group: str) -> None:
    answers = {**UNMENTIONED, "age": 40, "sex": "male"}
    del answers[group]
    with pytest.raises(AnswersError) as caught:
        read(answers, complete=True)
    assert [problem.key for problem in caught.value.problems] == [group]


def test_a_half_answered_group_is_not_an_answer() -> None:
    answers = {**UNMENTIONED, "age": 40, "sex": "male", "saddle-numbness": "no"}
    del answers["emergency-nerves"]
    with pytest.raises(AnswersError, match="emergency-nerves"):
        read(answers, complete=True)


def test_questions_that_do_not_apply_are_kept_and_not_missed() -> None:
    answers = complete_answers({"sex": "male", "pregnancy": "pregnant"})
    assert answers.answers["pregnancy"] == "pregnant"
    assert missing_answers(answers=answers, knowledge=KNOWLEDGE) == ()


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_written_back_without_loss(name: str) -> None:
    answers, _ = case(name)
    assert read_answers(answers.as_raw(), knowledge=KNOWLEDGE, complete=True) == answers


@given(any_answers())
def test_any_answers_are_written_back_without_loss(answers: Answers) -> None:
    assert read_answers(answers.as_raw(), knowledge=KNOWLEDGE, complete=False) == answers


def test_rules_and_note_are_kept() -> None:
    answers = read({"age": 3}, rules="2026.1", note="Somebody's case")
    assert (answers.rules, answers.note) == ("2026.1", "Somebody's case")
    assert read_answers(answers.as_raw(), knowledge=KNOWLEDGE, complete=False) == answers


def problems_of(answers: object) -> int:
    try:
        read(answers)
    except AnswersError as error:
        return len(error.problems)
    return 0


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=3))
def test_nonsense_is_refused_and_never_crashes(nonsense: object) -> None:
    for key in ("sex", "pain-places", "emergency-legs", "night-waking", "saddle-numbness"):
        assert problems_of({key: nonsense}) == (0 if nonsense == [] and key == "emergency-legs" else 1)


@pytest.mark.parametrize("group", ["none", ["bowel-change"]])
@pytest.mark.parametrize("turned", [False, True])
def test_an_item_may_be_not_sure_beside_its_list(group: object, turned: bool) -> None:
    """The answer file itself tells people to write it so."""
    pairs = [("emergency-nerves", group), ("bladder-change", "not-sure")]
    raw = {"answers": dict(reversed(pairs) if turned else pairs)}
    answers = read_answers(raw, knowledge=KNOWLEDGE, complete=False).answers
    assert answers["bladder-change"] == "not-sure"
    assert answers["bowel-change"] == ("no" if group == "none" else "yes")
    assert answers["saddle-numbness"] == "no"


@pytest.mark.parametrize(
    "old",
    [
        {"operations": ["past-injury", "hip-replacement"]},
        {"past-injury": "yes", "operations": ["hip-replacement"]},
    ],
)
def test_an_answer_nobody_asks_for_any_more_is_named_and_left_out(old: dict[str, object]) -> None:
    answers = read_answers({"answers": old}, knowledge=KNOWLEDGE, complete=False)
    assert answers.retired == ("past-injury",)
    assert answers.answers == {"hip-replacement": "yes", "surgery-recent": "no"}
