"""What a clock said that was wrong never outlasts what is said now."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from loadshare.care.break_events import BackAtDesk, BreakEvent, Moved, Started
from loadshare.care.break_hours import BreakSettings
from loadshare.care.break_stamps import HeardEvent, put_right
from loadshare.care.breaks import next_nudge, state_after

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
ALWAYS = BreakSettings(days=frozenset(range(7)), quiet=())
FAR = dt.timedelta(days=1200)

gaps = st.timedeltas(min_value=dt.timedelta(milliseconds=2), max_value=dt.timedelta(hours=3))
moves = st.one_of(st.just(dt.timedelta()), st.timedeltas(min_value=-FAR, max_value=FAR))
late = st.one_of(st.just(dt.timedelta()), st.timedeltas(min_value=dt.timedelta(), max_value=FAR))
kinds = st.sampled_from((BackAtDesk, Moved, Started))
days = st.lists(st.tuples(gaps, moves, late, kinds), max_size=12)


def heard_at(*minutes: float) -> list[HeardEvent]:
    return [HeardEvent(at=NOON + m * MINUTE, event=BackAtDesk(at=NOON + m * MINUTE)) for m in minutes]


def minutes_of(events: tuple[BreakEvent, ...]) -> list[float]:
    return [round((event.at - NOON) / MINUTE, 3) for event in events]


def test_a_stamp_ahead_of_what_came_after_it_is_brought_back_to_it() -> None:
    assert minutes_of(put_right(heard_at(180, 181, 5))) == [5, 5, 5]
    assert minutes_of(put_right([*heard_at(180, 181), HeardEvent(at=NOON)])) == [0, 0]


def test_how_long_ago_something_late_was_said_stays() -> None:
    """Said 20 minutes before it was heard, by a clock three hours ahead."""
    late = HeardEvent(at=NOON + 180 * MINUTE, event=Moved(at=NOON + 160 * MINUTE))
    assert minutes_of(put_right([late, *heard_at(5)])) == [-15, 5]


def test_a_move_that_was_seen_moves_what_was_said_before_it() -> None:
    moved = HeardEvent(at=NOON + 190 * MINUTE, moved=180 * MINUTE)
    assert minutes_of(put_right([*heard_at(0), moved, *heard_at(195)])) == [180, 195]


@given(days)
def test_where_no_clock_moves_nothing_changes(
    told: list[tuple[dt.timedelta, dt.timedelta, dt.timedelta, type[BackAtDesk]]],
) -> None:
    now, heard = NOON, []
    for gap, _moved, ago, kind in told:
        now += gap
        heard.append(HeardEvent(at=now, event=kind(at=now - ago)))
    assert put_right([*heard, HeardEvent(at=now)]) == tuple(one.event for one in heard)


@given(days, moves)
def test_a_word_said_now_decides_whatever_the_clock_did_before(
    told: list[tuple[dt.timedelta, dt.timedelta, dt.timedelta, type[BackAtDesk]]], last: dt.timedelta
) -> None:
    now, heard = NOON, []
    for gap, moved, ago, kind in told:
        now += gap + moved
        heard.append(HeardEvent(at=now, event=kind(at=now - ago)))
    now += last + MINUTE
    events = put_right([*heard, HeardEvent(at=now, event=BackAtDesk(at=now)), HeardEvent(at=now)])
    assert max(event.at for event in events) == events[-1].at == now
    nudge = next_nudge(state=state_after(events=events, settings=ALWAYS), now=now)
    assert nudge is not None
    assert nudge.due == now + 40 * MINUTE
