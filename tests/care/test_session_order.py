"""A session in either order: the same exercises and doses, what gets ready first, and chance that is even."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.trial_order import probe
from loadshare.care.programme_types import ProgrammeItem
from loadshare.care.session_order import days_with_both, holds_both, in_order
from loadshare.care.trial import (
    LEAST_SESSIONS,
    DayOf,
    Trial,
    TrialLength,
    TrialOutcome,
    TrialQuestion,
    Way,
    questions_for,
)
from loadshare.care.trial_turns import next_turn, turn_of_day
from loadshare.care.trial_verdict import Said, verdict_of
from loadshare.knowledge.exercise import Strand
from loadshare.knowledge.session_order import OrderPlace, place_in_order, session_order
from loadshare.knowledge.trial_power import order_powers
from tests.support.people import KNOWLEDGE, MONDAY, case_of, check_of, programme_for

BOTH = programme_for(case_of(check_of("hip-movement"), days_per_week=3))
"""Three sessions a week, Monday, Wednesday and Friday: one stretch, and two for strength."""
ONLY_STRENGTH = programme_for(case_of())
ITEM = BOTH.items[0]
NAMES = sorted(KNOWLEDGE.exercises)


def item_of(name: str) -> ProgrammeItem:
    exercise = KNOWLEDGE.exercises[name]
    return ITEM.model_copy(update={"exercise": name, "strand": exercise.strand, "dose": exercise.dose})


def trial(
    turns: dict[int, Way] | None = None,
    *,
    seed: int = 5,
    rested: frozenset[int] = frozenset(),
    noted: dict[int, int] | None = None,
) -> Trial:
    return Trial(
        question=TrialQuestion.ORDER,
        outcome=TrialOutcome.PAIN,
        starts=MONDAY,
        seed=seed,
        length=TrialLength.TWELVE_WEEKS,
        noted={MONDAY + dt.timedelta(days=day + 1): value for day, value in (noted or {}).items()},
        rested=frozenset(MONDAY + dt.timedelta(days=day) for day in rested),
        turns={MONDAY + dt.timedelta(days=day): way for day, way in (turns or {}).items()},
    )


def turn(found: Trial, day: int, *, today: int = 0) -> Way | None:
    on, now = MONDAY + dt.timedelta(days=day), MONDAY + dt.timedelta(days=today)
    return turn_of_day(trial=found, programme=BOTH, knowledge=KNOWLEDGE, day=on, today=now)


@settings(max_examples=40)
@given(names=st.lists(st.sampled_from(NAMES), unique=True, max_size=7), is_strength=st.booleans())
def test_only_the_two_blocks_change_places(names: list[str], is_strength: bool) -> None:
    items = tuple(item_of(name) for name in names)
    done = in_order(items, strength_first=is_strength, knowledge=KNOWLEDGE)
    assert sorted(map(repr, done)) == sorted(map(repr, items)), "the same exercises, each with its dose"
    if not holds_both(items, knowledge=KNOWLEDGE):
        assert done == items
        return
    places = [place_in_order(KNOWLEDGE.exercises[item.exercise]) for item in done]
    two = [OrderPlace.STRETCH, OrderPlace.STRENGTH]
    wanted = [OrderPlace.START, *(reversed(two) if is_strength else two)]
    assert places == sorted(places, key=wanted.index)
    for place in OrderPlace:
        before, after = (
            [one for one in row if place_in_order(KNOWLEDGE.exercises[one.exercise]) is place]
            for row in (items, done)
        )
        assert before == after, "inside of a block nothing moves"


def test_every_kind_has_its_place_and_what_is_gentle_but_strength_is_first() -> None:
    said = [(kind.strand, kind.gentle) for kind in session_order().kinds]
    assert sorted(said) == sorted(itertools.product(Strand, (False, True)))
    assert set(session_order().sources) <= set(KNOWLEDGE.sources)
    for kind in session_order().kinds:
        if kind.gentle and kind.strand is not Strand.STRENGTHEN:
            assert kind.place is OrderPlace.START


def test_a_programme_of_one_kind_has_no_order_to_try() -> None:
    assert TrialQuestion.ORDER in questions_for(BOTH, knowledge=KNOWLEDGE)
    assert len(days_with_both(programme=BOTH, knowledge=KNOWLEDGE)) == 3
    assert TrialQuestion.ORDER not in questions_for(ONLY_STRENGTH, knowledge=KNOWLEDGE)
    few = BOTH.model_copy(
        update={
            "days": tuple(
                day if day.weekday == 0 else day.model_copy(update={"items": ()}) for day in BOTH.days
            )
        }
    )
    assert len(days_with_both(programme=few, knowledge=KNOWLEDGE)) == LEAST_SESSIONS - 1
    assert TrialQuestion.ORDER not in questions_for(few, knowledge=KNOWLEDGE)
    assert turn_of_day(trial=trial(), programme=few, knowledge=KNOWLEDGE, day=MONDAY, today=MONDAY) is None


@settings(max_examples=30)
@given(seed=st.integers(0, 2**31 - 1), sessions=st.integers(0, 40))
def test_each_two_sessions_have_both_orders_and_a_seed_says_the_same(seed: int, sessions: int) -> None:
    done: list[Way] = []
    for _ in range(sessions):
        done.append(next_turn(seed=seed, done=done))
        assert next_turn(seed=seed, done=tuple(done)) == next_turn(seed=seed, done=list(done))
    for pair in zip(done[::2], done[1::2], strict=False):
        assert set(pair) == set(Way)
    assert next_turn(seed=seed, done=[*done, Way.FIRST, Way.FIRST, Way.FIRST]) is Way.SECOND


def test_chance_says_which_comes_first() -> None:
    first = sum(next_turn(seed=seed, done=()) is Way.FIRST for seed in range(400))
    assert 160 < first < 240


@settings(max_examples=30)
@given(seed=st.integers(0, 2**31 - 1), missed=st.frozensets(st.integers(0, 20), max_size=8))
def test_what_is_told_ahead_comes_true_and_a_missed_session_takes_no_turn(
    seed: int, missed: frozenset[int]
) -> None:
    planned = [day for day in range(21) if day % 7 in (0, 2, 4)]
    done: dict[int, Way] = {}
    for day in planned:
        now = turn(trial(done, seed=seed), day, today=day)
        ahead = turn(trial(done, seed=seed), day, today=max([*done, day - 7, 0]))
        skipped = any(max([*done, day - 7, 0]) <= other < day for other in missed & set(planned))
        assert skipped or now is ahead
        assert now is not None
        if day not in missed:
            done[day] = now
    assert list(done.values()) == [
        way for place, way in enumerate(_turns(seed, len(done))) if place < len(done)
    ]


def _turns(seed: int, sessions: int) -> list[Way]:
    done: list[Way] = []
    for _ in range(sessions):
        done.append(next_turn(seed=seed, done=done))
    return done


def test_only_a_morning_after_a_session_counts_and_nothing_is_tried_on_a_day_that_rests() -> None:
    found = trial({0: Way.FIRST, 2: Way.SECOND}, rested=frozenset({4}), noted={0: 3, 1: 5, 2: 4})
    kinds = [kind for _way, kind in found.days[:6]]
    assert kinds == [DayOf.COUNTS, DayOf.EMPTY, DayOf.COUNTS, DayOf.EMPTY, DayOf.RESTS, DayOf.EMPTY]
    assert list(found.counted(before=6)) == [(0, 3), (2, 4)]
    assert [found.is_noted_on(MONDAY + dt.timedelta(days=day)) for day in range(4)] == [
        False,
        True,
        False,
        True,
    ]
    assert turn(found, 4, today=4) is None
    assert turn(found, -1) is None
    assert turn(found, 120, today=120) is None
    assert turn(found, 3, today=5) is None, "a day that is over has what was done on it"
    assert turn(found, 2, today=5) is Way.SECOND


@pytest.mark.parametrize(
    ("first", "second", "said", "better"),
    [(2, 6, Said.HELPS, Way.FIRST), (6, 2, Said.HELPS, Way.SECOND), (4, 4, Said.NO_DIFFERENCE, None)],
)
def test_what_is_plain_is_said(first: int, second: int, said: Said, better: Way | None) -> None:
    days = [day for day in range(80) if day % 7 in (0, 2, 4)]
    turns = dict(zip(days, _turns(9, len(days)), strict=True))
    noted = {day: (first if way is Way.FIRST else second) + day % 2 for day, way in turns.items()}
    found = verdict_of(trial(turns, noted=noted), today=MONDAY + dt.timedelta(days=82))
    assert (found.said, found.better) == (said, better)


def test_the_published_figures_are_those_of_these_rules_and_keep_their_promise() -> None:
    """`python -m bench trial_order --write` makes them anew; the first people are followed again here."""
    found = order_powers()
    assert probe(len(found.probe) // 2) == found.probe, "run: python -m bench trial_order --write; make docs"
    assert found.people >= 10_000
    for crowd in found.crowds:
        assert crowd.right_pct is not None
        assert crowd.right_pct >= 88, crowd
        assert (crowd.helps_at_nothing_pct or 0) <= 3, crowd
    for power in found.powers:
        assert power.other_pct <= 3, power
