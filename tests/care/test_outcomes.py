"""Scores, what is due, and what may be said about a change."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from loadshare.care.outcomes import (
    Direction,
    Origin,
    Score,
    ScoreError,
    due_outcomes,
    items_of,
    score_activities,
    score_change,
    score_choice,
    score_pain,
    score_roland_morris,
    series_of,
    typed_score,
    window_of,
)
from loadshare.care.response import Response, ResponseVerdict, reading, response_of
from loadshare.knowledge.outcome import Outcome, OutcomeKind
from tests.support.people import KNOWLEDGE, MONDAY

OUTCOMES = KNOWLEDGE.outcomes
MANY = settings(max_examples=200, deadline=None)
COURSE = re.compile(
    r"\b(trend|rising|falling|going (up|down)|getting|improving|on the way|steadily|course)\b", re.I
)


def week(number: int) -> dt.date:
    return MONDAY + dt.timedelta(weeks=number)


def score(outcome: str, value: float, weeks: int = 0) -> Score:
    item = "average" if outcome == "pain" else ""
    return Score(outcome=outcome, item=item, date=week(weeks), value=value)


def response(**pairs: tuple[float, float]) -> Response:
    names = {"pain": "pain", "listed": "roland-morris", "own": "psfs"}
    scores = [
        score(names[name], value, weeks)
        for name, (first, latest) in pairs.items()
        if name in names
        for weeks, value in ((0, first), (8, latest))
    ]
    return response_of(scores=scores, knowledge=KNOWLEDGE)


# --- the measures ----------------------------------------------------------------------------------------


def test_every_source_of_a_measure_is_known_and_no_unread_one_carries_a_number() -> None:
    for outcome in OUTCOMES.values():
        assert set(outcome.sources) <= set(KNOWLEDGE.sources), outcome.id
        for figure in outcome.figures:
            assert KNOWLEDGE.sources[figure.source].read, outcome.id
        if outcome.change is not None:
            assert outcome.change in {figure.value for figure in outcome.figures}, outcome.id
        if outcome.change_pct is not None and outcome.kind is not OutcomeKind.TYPED:
            assert outcome.change_pct in {figure.value for figure in outcome.figures}, outcome.id


def test_the_roland_morris_list_is_the_original_one() -> None:
    listed = OUTCOMES["roland-morris"]
    assert len(listed.items) == 24
    assert listed.items[0].text == "I stay at home most of the time because of my back."
    assert listed.items[1].text == "I change position frequently to try and get my back comfortable."
    assert listed.items[15].text == (
        "I have trouble putting on my socks (or stockings) because of the pain in my back."
    )
    assert listed.items[23].text == "I stay in bed most of the time because of my back."
    assert all("back" in item.text for item in listed.items)
    assert listed.ask.startswith("When your back hurts, you may find it difficult")
    assert listed.ask.endswith("only tick the sentence if you are sure it describes you today.")


def test_questions_that_are_not_free_are_not_shown() -> None:
    typed = {outcome.id for outcome in OUTCOMES.values() if outcome.kind is OutcomeKind.TYPED}
    assert typed == {"oswestry", "start-back", "msk-hq"}
    assert all(not OUTCOMES[name].items for name in typed)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "ticks"}, "write them all"),
        ({"most": 0}, "must be larger"),
        ({"kind": "typed", "weeks": [4]}, "never asked"),
        ({"kind": "choice", "items": [{"id": "a", "text": "A"}]}, "needs its score"),
        ({"items": [{"id": "a", "text": "A"}, {"id": "a", "text": "B"}]}, "rename one"),
    ],
)
def test_a_broken_measure_is_refused(changes: dict[str, object], words: str) -> None:
    plain = {
        "id": "x", "name": "X", "short": "x", "kind": "scale", "ask": "How?", "most": 10, "low_label": "low",
        "high_label": "high", "rules": "Read it.", "licence": "Free.", "sources": ["ostelo-2008"],
    }  # fmt: skip
    Outcome.model_validate(plain)
    with pytest.raises(ValidationError, match=words):
        Outcome.model_validate({**plain, **changes})


# --- scoring ---------------------------------------------------------------------------------------------


def test_roland_morris_counts_ticks_and_nothing_else() -> None:
    names = [item.id for item in OUTCOMES["roland-morris"].items]
    for ticked in ([], names[:7], names):
        found = score_roland_morris(ticked=ticked, date=MONDAY, knowledge=KNOWLEDGE)
        assert found.value == len(ticked)
    half = score_roland_morris(ticked=names[:3], not_applicable=names[3:9], date=MONDAY, knowledge=KNOWLEDGE)
    assert half.value == 3


def test_roland_morris_refuses_what_is_not_on_the_list_and_contradictions() -> None:
    with pytest.raises(ScoreError, match="no sentence"):
        score_roland_morris(ticked=["juggling"], date=MONDAY, knowledge=KNOWLEDGE)
    with pytest.raises(ScoreError, match="keep one"):
        score_roland_morris(ticked=["socks"], not_applicable=["socks"], date=MONDAY, knowledge=KNOWLEDGE)


def test_pain_gives_three_scores_and_activities_their_mean() -> None:
    pain = score_pain(now=2, average=4, worst=7, date=MONDAY, knowledge=KNOWLEDGE)
    assert {one.item: one.value for one in pain} == {"now": 2, "average": 4, "worst": 7}
    mean = score_activities(
        ratings={"gardening": 3, "driving": 4, "lifting my son": 6}, date=MONDAY, knowledge=KNOWLEDGE
    )
    assert mean.value == pytest.approx(13 / 3)
    assert mean.item == "driving; gardening; lifting my son"


def test_scores_of_unlike_activities_are_never_compared() -> None:
    first, other, later = (
        score_activities(ratings=ratings, date=MONDAY + dt.timedelta(weeks=week), knowledge=KNOWLEDGE)
        for week, ratings in enumerate(
            ({"driving": 2, "gardening": 4}, {"walking": 9}, {"gardening": 6, "driving": 6})
        )
    )
    given = typed_score(outcome="psfs", value=1, date=MONDAY + dt.timedelta(weeks=9), knowledge=KNOWLEDGE)
    scores = (first, other, later, given)
    assert items_of(scores=scores, outcome="psfs") == ("", "walking", "driving; gardening")
    doing = response_of(scores=scores, knowledge=KNOWLEDGE).doing
    assert doing is not None
    assert (doing.first, doing.latest) == (3, 6)
    with pytest.raises(ValueError, match="cannot be compared"):
        score_change(first=first, latest=other, knowledge=KNOWLEDGE)


@pytest.mark.parametrize("ratings", [{}, dict.fromkeys("abcd", 5), {"a": 11}, {"a": -1}])
def test_activities_are_one_to_three_from_0_to_10(ratings: dict[str, int]) -> None:
    with pytest.raises(ScoreError):
        score_activities(ratings=ratings, date=MONDAY, knowledge=KNOWLEDGE)


@pytest.mark.parametrize(("outcome", "answers"), [("global-change", 7), ("general-health", 5)])
def test_of_several_answers_each_has_its_number(outcome: str, answers: int) -> None:
    values = [
        score_choice(outcome=outcome, choice=item.id, date=MONDAY, knowledge=KNOWLEDGE).value
        for item in OUTCOMES[outcome].items
    ]
    assert values == list(range(1, answers + 1))
    with pytest.raises(ScoreError, match="use one of"):
        score_choice(outcome=outcome, choice="fine", date=MONDAY, knowledge=KNOWLEDGE)


def test_a_score_given_elsewhere_is_kept_as_typed() -> None:
    kept = typed_score(outcome="oswestry", value=34, date=MONDAY, knowledge=KNOWLEDGE, given_by=" my physio ")
    assert (kept.origin, kept.given_by, kept.value) == (Origin.TYPED, "my physio", 34)
    listed = typed_score(outcome="roland-morris", value=9, date=MONDAY, knowledge=KNOWLEDGE)
    assert score_change(first=listed, latest=score("roland-morris", 4), knowledge=KNOWLEDGE).better_by == 5


@pytest.mark.parametrize(
    ("outcome", "value", "words"),
    [
        ("oswestry", 101, "0 to 100"),
        ("roland-morris", 25, "0 to 24"),
        ("roland-morris", 4.5, "whole"),
        ("promis", 50, "not known"),
        ("pain", 5, "which number"),
    ],
)
def test_a_typed_score_out_of_range_is_refused_in_words(outcome: str, value: float, words: str) -> None:
    with pytest.raises(ScoreError, match=words):
        typed_score(outcome=outcome, value=value, date=MONDAY, knowledge=KNOWLEDGE)


# --- change and verdict ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "first", "latest", "direction"),
    [
        ("pain", 7, 5, Direction.BETTER),
        ("pain", 7, 6, Direction.SAME),
        ("pain", 3, 2, Direction.BETTER),
        ("pain", 5, 7, Direction.WORSE),
        ("pain", 0, 1, Direction.SAME),
        ("pain", 0, 2, Direction.WORSE),
        ("roland-morris", 18, 13, Direction.BETTER),
        ("roland-morris", 10, 7, Direction.BETTER),
        ("roland-morris", 18, 14, Direction.SAME),
        ("roland-morris", 18, 23, Direction.WORSE),
        ("psfs", 4, 6, Direction.BETTER),
        ("psfs", 4, 5.67, Direction.SAME),
        ("psfs", 6, 4, Direction.WORSE),
        ("oswestry", 40, 30, Direction.BETTER),
        ("start-back", 8, 1, Direction.SAME),
        ("msk-hq", 20, 50, Direction.SAME),
        ("general-health", 5, 1, Direction.SAME),
        ("general-health", 1, 5, Direction.SAME),
    ],
)
def test_the_line_of_each_measure(outcome: str, first: float, latest: float, direction: Direction) -> None:
    change = score_change(first=score(outcome, first), latest=score(outcome, latest, 4), knowledge=KNOWLEDGE)
    assert change.direction is direction


def test_two_measures_are_never_compared_with_each_other() -> None:
    with pytest.raises(ValueError, match="one measure"):
        score_change(first=score("pain", 5), latest=score("psfs", 5), knowledge=KNOWLEDGE)


@pytest.mark.parametrize(
    ("pairs", "verdict"),
    [
        ({"pain": (6, 4), "listed": (12, 7)}, ResponseVerdict.BETTER),
        ({"pain": (6, 4), "own": (3, 5)}, ResponseVerdict.BETTER),
        ({"pain": (6, 4), "listed": (12, 11)}, ResponseVerdict.SAME),
        ({"pain": (6, 6), "listed": (12, 7)}, ResponseVerdict.SAME),
        ({"pain": (4, 6), "listed": (10, 15)}, ResponseVerdict.WORSE),
        ({"pain": (4, 6), "own": (6, 4)}, ResponseVerdict.WORSE),
        ({"pain": (6, 4), "listed": (5, 1)}, ResponseVerdict.NOT_YET),
        ({"pain": (6, 4), "listed": (5, 1), "own": (4, 4)}, ResponseVerdict.SAME),
        ({"pain": (6, 4), "listed": (5, 5), "own": (4, 7)}, ResponseVerdict.BETTER),
        ({"pain": (6, 4), "listed": (12, 7), "own": (7, 4)}, ResponseVerdict.SAME),
        ({"pain": (6, 4)}, ResponseVerdict.NOT_YET),
        ({"own": (6, 4)}, ResponseVerdict.NOT_YET),
    ],
)
def test_the_rule_for_better_same_and_worse(
    pairs: dict[str, tuple[float, float]], verdict: ResponseVerdict
) -> None:
    found = response(**pairs)
    assert found.verdict is verdict
    assert found.text
    assert "up and down" in found.doubt


def test_a_different_view_all_in_all_is_shown_beside_the_verdict() -> None:
    scores = [
        score("pain", 6), score("pain", 6, 8), score("roland-morris", 12), score("roland-morris", 12, 8),
        score("global-change", 2, 8),
    ]  # fmt: skip
    found = response_of(scores=scores, knowledge=KNOWLEDGE)
    assert found.verdict is ResponseVerdict.SAME
    assert found.all_in_all is Direction.BETTER
    assert "Both are right" in found.doubt


# --- what is due -----------------------------------------------------------------------------------------


def due(today: dt.date, *scores: Score) -> dict[str, int]:
    found = due_outcomes(started=MONDAY, scores=scores, today=today, knowledge=KNOWLEDGE)
    return {one.outcome: one.week for one in found}


def test_measures_are_due_at_weeks_0_4_8_12_26_and_52() -> None:
    assert due(MONDAY) == {"pain": 0, "psfs": 0, "roland-morris": 0, "general-health": 0}
    for number in (4, 8, 12, 26, 52):
        asked = ["pain", "psfs", "roland-morris", "global-change"]
        asked += ["general-health"] if number in (8, 26, 52) else []
        assert due(week(number)) == dict.fromkeys(asked, number)
    for number in (2, 6, 10, 14, 20, 30, 40, 56, 104):
        assert due(week(number)) == {}


def test_the_follow_up_waits_four_weeks_and_the_others_two() -> None:
    for number, days in ((4, 13), (12, 13), (26, 27), (52, 27)):
        assert due(week(number) + dt.timedelta(days=days))
        assert not due(week(number) + dt.timedelta(days=days + 1))


def test_a_filled_measure_is_not_due_and_a_missed_one_goes_without_a_word() -> None:
    assert "pain" not in due(week(4), score("pain", 3, 4))
    assert "pain" in due(week(4), score("pain", 3, 0))
    typed = typed_score(outcome="roland-morris", value=9, date=week(4), knowledge=KNOWLEDGE)
    assert "roland-morris" not in due(week(4), typed)
    assert due(week(7)) == {}


@MANY
@given(day=st.integers(-30, 300))
def test_no_measure_is_ever_due_twice_at_once(day: int) -> None:
    today = MONDAY + dt.timedelta(days=day)
    found = due_outcomes(started=MONDAY, scores=(), today=today, knowledge=KNOWLEDGE)
    assert len({one.outcome for one in found}) == len(found)
    assert all(
        first <= today <= last for one in found for first, last in [window_of(started=MONDAY, week=one.week)]
    )
    assert not (day < 0 and found)


# --- what is said ----------------------------------------------------------------------------------------

a_measure = st.sampled_from(sorted(OUTCOMES))


@st.composite
def a_series(draw: st.DrawFn) -> tuple[Score, ...]:
    outcome = OUTCOMES[draw(a_measure)]
    values = draw(st.lists(st.integers(int(outcome.least), int(outcome.most)), min_size=1, max_size=8))
    return tuple(score(outcome.id, value, 4 * place) for place, value in enumerate(values))


@MANY
@given(series=a_series())
def test_a_reading_never_claims_a_course_and_always_says_the_score(series: tuple[Score, ...]) -> None:
    said = reading(series=series, knowledge=KNOWLEDGE)
    if len(series) <= 3:
        assert not COURSE.search(said)
        assert "last two" not in said
    assert not COURSE.search(said)
    outcome = OUTCOMES[series[0].outcome]
    if outcome.kind is not OutcomeKind.CHOICE:
        assert f"{series[-1].value:g}" in said
    if outcome.change is None:
        assert "better" not in said or outcome.kind is OutcomeKind.CHOICE
    assert "!" not in said


def test_readings_in_words() -> None:
    def said(*values: float) -> str:
        return reading(
            series=tuple(score("pain", value, 4 * place) for place, value in enumerate(values)),
            knowledge=KNOWLEDGE,
        )

    assert said(6) == (
        "Pain: 6 on a scale from 0 to 10. This is your first score. The next one can be compared with it."
    )
    assert "better by an amount people usually notice. 2 scores are too few to say more." in said(6, 4)
    assert "too small to count" in said(6, 5)
    assert "3 scores are too few" in said(6, 5, 3)
    assert "last two scores are both better" in said(6, 5, 4, 3)
    assert "wait for the next one" in said(6, 5, 6, 3)
    assert "within the ups and downs" in said(6, 5, 6, 6)
    with pytest.raises(ValueError, match="at least one"):
        reading(series=(), knowledge=KNOWLEDGE)


@MANY
@given(values=st.lists(st.integers(0, 10), min_size=2, max_size=6), seed=st.randoms())
def test_the_order_in_which_scores_arrive_changes_nothing(values: list[int], seed: object) -> None:
    scores = [score("pain", value, place) for place, value in enumerate(values)]
    mixed = list(scores)
    seed.shuffle(mixed)  # type: ignore[attr-defined]
    assert series_of(scores=mixed, outcome="pain", item="average") == tuple(scores)
    assert reading(series=tuple(mixed), knowledge=KNOWLEDGE) == reading(
        series=tuple(scores), knowledge=KNOWLEDGE
    )
