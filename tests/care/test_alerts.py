"""What a practitioner is told to look at first: each rule at its line, one step before it, and cleared."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadshare.care.alerts import (
    Alert,
    AlertKind,
    MeasuredNumber,
    PainWeek,
    SessionPain,
    Severity,
    Watched,
    alerts_of,
)
from loadshare.care.outcomes import BareScore
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.safety import Level

KNOWLEDGE = load_knowledge()
TODAY = dt.date(2026, 3, 30)
"""The day after the clocks change in most of Europe."""


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def alerts(**watched: Any) -> tuple[Alert, ...]:
    return alerts_of(watched=Watched(**watched), today=TODAY, knowledge=KNOWLEDGE)


def kinds(**watched: Any) -> list[AlertKind]:
    return [one.kind for one in alerts(**watched)]


def pains(newer: list[int], older: list[int]) -> dict[str, PainWeek]:
    return {"pain_now": pain_week(newer, days=0), "pain_before": pain_week(older, days=7)}


def pain_week(tapped: list[int], *, days: int) -> PainWeek:
    return PainWeek(entries=len(tapped), mean=fmean(tapped), newest=ago(days))


def score(value: float, days: int, outcome: str = "roland-morris", item: str = "") -> BareScore:
    return BareScore(outcome=outcome, item=item, date=ago(days), value=value)


def reading(value: float, days: int, error: float = 8, quantity: str = "hip.left") -> MeasuredNumber:
    return MeasuredNumber(
        quantity=quantity, name="Hip, left", on=ago(days), value=value, low=value - error, high=value + error
    )


def after(*rises: int, on: int = 0) -> list[SessionPain]:
    return [
        SessionPain(on=ago(on + len(rises) - n), before=2, after=2 + rise) for n, rise in enumerate(rises)
    ]


def test_nothing_known_gives_nothing() -> None:
    assert alerts() == ()


@pytest.mark.parametrize(
    ("kind", "holds", "not_yet"),
    [
        (AlertKind.RED_FLAG, {"lock": Level.SAME_DAY, "lock_on": ago(1)}, {"lock_on": ago(1)}),
        (
            AlertKind.LEVEL_RAISED,
            {"level": Level.DAYS, "level_then": Level.CARE, "level_on": ago(1)},
            {"level": Level.CARE, "level_then": Level.DAYS, "level_on": ago(1)},
        ),
        (AlertKind.QUIET, {"programme_from": ago(7)}, {"programme_from": ago(6)}),
        (
            AlertKind.QUIET,
            {"programme_from": ago(30), "last_session": ago(7)},
            {"programme_from": ago(30), "last_session": ago(6)},
        ),
        (
            AlertKind.PAIN_RISING,
            pains([6, 6, 6], [4, 4, 4]),
            pains([6, 6, 5], [4, 4, 4]),
        ),
        (AlertKind.PAIN_RISING, pains([9, 9, 9], [1, 1, 1]), pains([9, 9], [1, 1, 1])),
        (AlertKind.AFTER_SESSIONS, {"sessions": after(3, 3)}, {"sessions": after(3, 2)}),
        (AlertKind.AFTER_SESSIONS, {"sessions": after(0, 3, 4)}, {"sessions": after(3)}),
        (
            AlertKind.SPREAD,
            {"sessions": [SessionPain(on=ago(6), spread=True)]},
            {"sessions": [SessionPain(on=ago(7), spread=True)]},
        ),
        (
            AlertKind.WORSE_SCORE,
            {"scores": [score(8, 40), score(11, 0)]},
            {"scores": [score(8, 40), score(10, 0)]},
        ),
        (
            AlertKind.STALLED_SCORE,
            {"scores": [score(8, 28), score(7, 0)]},
            {"scores": [score(8, 27), score(7, 0)]},
        ),
        (
            AlertKind.MEASUREMENT,
            {"readings": [reading(20, 30), reading(37, 0)]},
            {"readings": [reading(20, 30), reading(36, 0)]},
        ),
        (AlertKind.ENDS_SOON, {"ends_on": ago(-14)}, {"ends_on": ago(-15)}),
        (AlertKind.UNFINISHED, {"unfinished_since": ago(3)}, {"unfinished_since": ago(2)}),
    ],
)
def test_each_rule_holds_from_its_line_on(
    kind: AlertKind, holds: dict[str, Any], not_yet: dict[str, Any]
) -> None:
    assert kind in kinds(**holds)
    assert kind not in kinds(**not_yet)


def test_whoever_is_to_be_seen_first_is_not_called_quiet() -> None:
    assert kinds(lock=Level.EMERGENCY, lock_on=ago(9), programme_from=ago(60)) == [AlertKind.RED_FLAG]


def test_a_better_score_is_no_alert_and_different_activities_are_not_compared() -> None:
    assert kinds(scores=[score(15, 40), score(3, 0)]) == []
    unlike = [score(2, 40, "psfs", "walking"), score(9, 0, "psfs", "lifting")]
    assert kinds(scores=unlike) == []


def test_other_sides_and_tests_are_not_compared() -> None:
    assert kinds(readings=[reading(20, 9), reading(60, 0, quantity="hip.right")]) == []


def test_an_alert_says_numbers_days_and_what_clears_it() -> None:
    (one,) = alerts(scores=[score(8, 40), score(11, 0)])
    assert "8 at first, 11 now" in one.says
    assert (one.until, one.since) == (ago(40), TODAY)
    assert one.clears.startswith("It clears ")


def test_new_evidence_has_another_key() -> None:
    first = alerts(programme_from=ago(60), last_session=ago(9))[0]
    later = alerts(programme_from=ago(60), last_session=ago(8))[0]
    assert first.key != later.key


def test_nothing_grave_and_nothing_that_spreads_stays_put_off_with_what_was_before() -> None:
    first, again, raised = (
        alerts(lock=Level.SAME_DAY, lock_on=TODAY, lock_said="1")[0],
        alerts(lock=Level.EMERGENCY, lock_on=TODAY, lock_said="2")[0],
        alerts(level=Level.DAYS, level_then=Level.CARE, level_on=TODAY)[0],
    )
    further = alerts(sessions=[SessionPain(on=ago(1), spread=True)])[0]
    assert first.key != again.key, "of the same day"
    assert not any(one.stays_put_off for one in (first, again, raised, further))
    assert alerts(**pains([7, 7, 7], [3, 3, 3]))[0].stays_put_off


def test_the_gravest_comes_first_and_then_what_waits_longest() -> None:
    found = alerts(
        lock=Level.SAME_DAY,
        lock_on=ago(0),
        unfinished_since=ago(50),
        ends_on=ago(-2),
        sessions=[SessionPain(on=ago(1), spread=True)],
    )
    assert [one.severity for one in found] == sorted(
        (one.severity for one in found), key=lambda severity: severity.rank
    )
    assert found[0].severity is Severity.FIRST
    for one, other in pairwise(found):
        assert one.severity is not other.severity or one.since <= other.since


levels = st.sampled_from(Level)
days = st.integers(0, 60).map(ago)
pain_weeks = st.none() | st.builds(
    PainWeek, entries=st.integers(1, 7), mean=st.floats(0, 10), newest=st.integers(0, 6).map(ago)
)
watching = st.builds(
    Watched,
    level=levels,
    level_on=days,
    level_then=st.none() | levels,
    lock=st.none() | st.sampled_from((Level.EMERGENCY, Level.SAME_DAY, Level.DAYS)),
    lock_on=days,
    programme_from=st.none() | days,
    last_session=st.none() | days,
    sessions=st.lists(
        st.builds(
            SessionPain,
            on=days,
            before=st.none() | st.integers(0, 10),
            after=st.none() | st.integers(0, 10),
            spread=st.booleans(),
        ),
        max_size=8,
    ).map(lambda found: sorted(found, key=lambda one: one.on)),
    pain_now=pain_weeks,
    pain_before=pain_weeks,
    readings=st.lists(st.builds(reading, st.integers(0, 90), st.integers(0, 60)), max_size=4),
    unfinished_since=st.none() | days,
    ends_on=st.none() | days,
)


@given(watching)
def test_the_same_is_said_twice_and_no_key_is_there_twice(watched: Watched) -> None:
    found = alerts_of(watched=watched, today=TODAY, knowledge=KNOWLEDGE)
    assert found == alerts_of(watched=watched, today=TODAY, knowledge=KNOWLEDGE)
    assert len({one.key for one in found}) == len(found)


@given(watching, st.sampled_from((Level.EMERGENCY, Level.SAME_DAY)))
def test_a_red_flag_is_first_whatever_else_there_is(watched: Watched, level: Level) -> None:
    found = alerts_of(watched=replace(watched, lock=level), today=TODAY, knowledge=KNOWLEDGE)
    assert found[0].kind is AlertKind.RED_FLAG


@given(watching, st.integers(0, 90))
def test_what_is_not_shared_gives_no_alert(watched: Watched, later_days: int) -> None:
    """A person who shares the level only is not spoken of by what they keep to themselves."""
    bare = Watched(level=watched.level, level_on=watched.level_on, level_then=watched.level_then)
    found = alerts_of(watched=bare, today=TODAY + dt.timedelta(later_days), knowledge=KNOWLEDGE)
    assert {one.kind for one in found} <= {AlertKind.LEVEL_RAISED}
