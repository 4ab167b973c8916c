"""Single-case trials: a plan of days that never moves, and words that are only said when they are sure."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.trials import probe
from loadshare.care.trial import (
    BAD_DAY,
    BLOCK_DAYS,
    MOST_ADDED,
    PAIR_DAYS,
    DayOf,
    Trial,
    TrialLength,
    TrialOutcome,
    TrialQuestion,
    Way,
    questions_for,
    way_of,
)
from loadshare.care.trial_model import posterior
from loadshare.care.trial_verdict import SURE, Said, looks, next_look, verdict_of
from loadshare.knowledge.trial_power import trial_powers
from tests.support.people import KNOWLEDGE, case_of, programme_for

STARTS = dt.date(2026, 3, 2)
AT_END = STARTS + dt.timedelta(days=TrialLength.SIX_WEEKS.days + 1)


def trial(
    noted: dict[int, int] | None = None, *, seed: int = 5, rested: frozenset[int] = frozenset()
) -> Trial:
    """`noted` and `rested` by day of the plan; a number stands on the morning after."""
    return Trial(
        question=TrialQuestion.RELEASE,
        outcome=TrialOutcome.PAIN,
        starts=STARTS,
        seed=seed,
        length=TrialLength.SIX_WEEKS,
        noted={STARTS + dt.timedelta(days=day + 1): value for day, value in (noted or {}).items()},
        rested=frozenset(STARTS + dt.timedelta(days=day) for day in rested),
    )


def felt(found: Trial, first: float, second: float) -> dict[int, int]:
    """A number for each day of the plan, a little up and down, by its way."""
    return {
        day: round((first if way is Way.FIRST else second) + (0.6 if day % 3 else -0.6))
        for day, (way, _kind) in enumerate(found.days)
    }


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**31 - 1),
    rested=st.frozensets(st.integers(0, 60), max_size=30),
    bad=st.frozensets(st.integers(0, 39), max_size=10),
)
def test_a_plan_is_balanced_never_moves_and_gets_its_rests_back(
    seed: int, rested: frozenset[int], bad: frozenset[int]
) -> None:
    calm, found = trial(seed=seed), trial(dict.fromkeys(bad, BAD_DAY), seed=seed, rested=rested)
    ways = [way for way, _kind in calm.days]
    for pair in (ways[start : start + PAIR_DAYS] for start in range(0, len(ways), PAIR_DAYS)):
        assert set(pair[:BLOCK_DAYS]) | set(pair[BLOCK_DAYS:]) == set(Way)
        assert len(set(pair[:BLOCK_DAYS])) == 1
    assert [way for way, _kind in found.days][: len(ways)] == ways
    rests = sum(kind is DayOf.RESTS for _way, kind in found.days)
    assert len(found.days) == TrialLength.SIX_WEEKS.days + min(rests, MOST_ADDED)
    for before, now in itertools.pairwise(kind for _way, kind in found.days):
        assert now is not DayOf.COUNTS or before is not DayOf.RESTS, "a day after a rest is washed out"


def test_chance_says_which_way_comes_first() -> None:
    first = sum(way_of(seed=seed, place=0) is Way.FIRST for seed in range(400))
    assert 160 < first < 240
    assert [way_of(seed=1, place=place).value[0] for place in range(0, 48, PAIR_DAYS)] == list("fsssss"), (
        "a seed that is kept says the same for ever"
    )


def test_nothing_new_is_asked_for_and_strengthening_is_not_tried() -> None:
    programme = programme_for(case_of())
    assert TrialQuestion.BREAKS in questions_for(programme, knowledge=KNOWLEDGE)
    bare = programme.model_copy(
        update={
            "breaks": (),
            "items": (),
            "days": tuple(day.model_copy(update={"walk_minutes": 0, "items": ()}) for day in programme.days),
        }
    )
    assert questions_for(bare, knowledge=KNOWLEDGE) == ()
    assert {question.value for question in TrialQuestion} == {"release", "walk", "breaks", "order"}


@pytest.mark.parametrize(
    ("first", "second", "said", "better"),
    [
        (2, 6, Said.HELPS, Way.FIRST),
        (6, 2, Said.HELPS, Way.SECOND),
        (4, 4, Said.NO_DIFFERENCE, None),
    ],
)
def test_what_is_plain_is_said(first: float, second: float, said: Said, better: Way | None) -> None:
    found = verdict_of(trial(felt(trial(), first, second)), today=AT_END)
    assert (found.said, found.better) == (said, better)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= second - first <= found.high or abs(found.low + found.high) / 2 < abs(second - first)


def test_nothing_is_said_on_few_numbers_or_before_its_time() -> None:
    numbers = felt(trial(), 1, 6)
    few = {day: value for day, value in numbers.items() if day < 6}
    assert verdict_of(trial(few), today=AT_END).said is Said.OPEN
    third = STARTS + dt.timedelta(days=3 * PAIR_DAYS)
    assert list(looks(trial(), today=third)) == [], "the number of that morning is still to come"
    assert next_look(trial(), today=third) == third
    before = {day: value for day, value in numbers.items() if day < 3 * PAIR_DAYS - 1}
    assert verdict_of(trial(before), today=third).said is Said.OPEN
    assert verdict_of(trial(before), today=third + dt.timedelta(days=1)).said is Said.HELPS
    assert verdict_of(trial(numbers), today=third).said is Said.HELPS


def test_what_was_said_first_stands() -> None:
    """Later numbers of the same trial change nothing: else it would be looked at until it pleases."""
    numbers = felt(trial(), 2, 6)
    early = verdict_of(trial(numbers), today=STARTS + dt.timedelta(days=3 * PAIR_DAYS))
    turned = {day: (value if day < 3 * PAIR_DAYS else 8 - value) for day, value in numbers.items()}
    assert verdict_of(trial(turned), today=AT_END) == early


def test_a_number_that_is_bad_counts_for_the_day_before_and_the_day_rests() -> None:
    """Else the days on which a way did harm would be left out."""
    day = next(place for place in range(1, 40) if place % BLOCK_DAYS == 2)
    found = trial({day: 9})
    assert (day, 9) in found.counted(before=len(found.days))
    assert found.days[day + 1][1] is DayOf.RESTS


def test_a_trend_or_what_is_carried_over_is_not_taken_for_a_help() -> None:
    falls = {day: round(8 - day * 0.15) for day in range(40)}
    found = verdict_of(trial(falls), today=AT_END)
    assert found.said is not Said.HELPS
    ways = [0.5 if way is Way.SECOND else -0.5 for way, _kind in trial().days]
    half = 0.0
    numbers = []
    for day, way in enumerate(ways):
        half = 0.5 * way + 0.5 * half
        numbers.append((day, 4 + 4 * half + (0.3 if day % 2 else -0.3)))
    low, high = posterior(ways=ways, numbers=numbers, weekday=0).interval(SURE)
    assert low <= 4 <= high, "what is carried over hides none of it"


def test_the_published_figures_are_those_of_these_rules_and_keep_their_promise() -> None:
    """`python -m bench trials --write` makes them anew; the first people are followed again here."""
    found = trial_powers()
    assert probe(len(found.probe) // 2) == found.probe, "run: python -m bench trials --write; make docs"
    assert found.people >= 10_000
    for crowd in found.crowds:
        assert crowd.right_pct is not None
        assert crowd.right_pct >= 88, crowd
        assert (crowd.helps_at_nothing_pct or 0) <= 3, crowd
    for power in found.powers:
        assert power.other_pct <= 3, power
