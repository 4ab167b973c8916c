"""The companion at the desk, with a computer that does what the test says."""

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.break_events import Meeting, MeetingMinutes
from loadshare.care.break_hours import BreakSettings, QuietHours, is_open
from loadshare.desktop.companion import Wishes
from loadshare.desktop.diary import Diary
from loadshare.desktop.ports import LABELS, Sight, Tap
from tests.desktop.fakes import ALWAYS, MINUTE, MONDAY, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_it_nudges_once_when_it_is_time(desk: Desk) -> None:
    desk.begin()
    assert desk.wait(29) == []
    (nudge,) = desk.wait(5)
    assert nudge.due == MONDAY + 30 * MINUTE
    (notice,) = desk.notices.shown
    assert [LABELS[answer] for answer in notice.answers] == ["Start", "Later", "I just moved"]
    assert "back" not in f"{notice.title} {notice.body}".lower()


def test_without_an_answer_it_is_silent_and_takes_the_nudge_back(desk: Desk) -> None:
    desk.begin()
    assert len(desk.wait(240)) == 1
    assert desk.notices.standing is None


def test_a_restart_shows_nothing_twice(desk: Desk) -> None:
    desk.begin()
    assert len(desk.wait(31)) == 1
    desk.restart()
    desk.begin()
    assert desk.wait(10) == []


def test_starting_it_again_after_silence_says_im_here(desk: Desk) -> None:
    desk.begin()
    desk.wait(60)
    desk.restart()
    desk.begin()
    assert len(desk.wait(31)) == 1


@pytest.mark.parametrize(("answer", "minutes"), [(Tap.LATER, 10), (Tap.MOVED, 30)])
def test_answers_put_the_next_one_where_it_belongs(desk: Desk, answer: Tap, minutes: int) -> None:
    desk.begin()
    desk.wait(30)
    desk.answer(answer)
    assert desk.wait(minutes - 1) == []
    assert len(desk.wait(1)) == 1


def test_a_break_lasts_until_im_back(desk: Desk) -> None:
    desk.begin()
    desk.wait(30)
    desk.machine.sight = Sight()
    desk.answer(Tap.START)
    assert desk.notices.standing is not None
    assert desk.notices.standing.answers == (Tap.BACK,)
    assert desk.wait(90) == []
    desk.answer(Tap.BACK)
    assert len(desk.wait(30)) == 1


def test_keys_in_use_after_a_break_are_back_too(desk: Desk) -> None:
    desk.begin()
    desk.wait(30)
    desk.answer(Tap.START)
    desk.machine.sight = Sight(idle_s=90)
    desk.wait(2)
    desk.machine.sight = Sight(idle_s=1)
    desk.wait(1)
    assert len(desk.wait(30)) == 1


@pytest.mark.parametrize(
    "sight",
    [
        Sight(idle_s=1, do_not_disturb=True),
        Sight(idle_s=400),
        Sight(idle_s=1, is_locked=True),
    ],
)
def test_it_waits_while_nobody_can_or_wants_to_see_it(desk: Desk, sight: Sight) -> None:
    desk.begin()
    desk.wait(29)
    desk.machine.sight = sight
    assert desk.wait(4) == []
    desk.machine.sight = Sight(idle_s=1)
    assert len(desk.wait(1)) == 1


def test_a_still_mouse_is_no_break_because_reading_is_sitting(desk: Desk) -> None:
    desk.begin()
    desk.machine.sight = Sight(idle_s=240)
    desk.wait(29)
    assert len(desk.wait(1)) == 1


def test_a_still_mouse_is_a_break_for_who_wants_that(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Wishes(settings=ALWAYS, away_s=240))
    desk.begin()
    desk.machine.sight = Sight(idle_s=240)
    desk.wait(20)
    desk.machine.sight = Sight(idle_s=1)
    desk.wait(1)
    assert desk.wait(29) == []
    assert len(desk.wait(1)) == 1


@pytest.mark.parametrize("counts", [True, False])
def test_a_computer_that_slept_was_not_sat_at(tmp_path: Path, counts: bool) -> None:
    desk = Desk(tmp_path, Wishes(settings=ALWAYS, counts_natural=counts))
    desk.begin()
    desk.wait(20)
    desk.now += 8 * MINUTE
    desk.look()
    assert len(desk.wait(5)) == (0 if counts else 1)


@pytest.mark.parametrize(("minutes", "is_break"), [(6, True), (2, False)])
def test_a_lock_of_five_minutes_is_a_break(desk: Desk, minutes: int, is_break: bool) -> None:
    desk.begin()
    desk.wait(20)
    desk.machine.sight = Sight(idle_s=1, is_locked=True)
    desk.wait(minutes)
    desk.machine.sight = Sight(idle_s=1)
    shown = desk.wait(10)
    assert len(shown) == (0 if is_break else 1)


def test_a_word_said_in_another_terminal_counts(desk: Desk) -> None:
    desk.begin()
    desk.wait(20)
    Diary(desk.folder).say(Meeting(at=desk.now, minutes=MeetingMinutes.HOUR))
    assert desk.wait(59) == []
    assert len(desk.wait(2)) == 1


def test_the_diary_survives_half_a_line_and_rubbish(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.begin()
    with Diary(tmp_path).path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "moved", "at": "2026\n[1]\n{"kind": "fly", "at": "2026-11-23T10:00:00Z"}\n')
    desk.wait(1)
    desk.restart()
    assert len(desk.wait(31)) == 1


def test_the_diary_is_the_owners_alone_and_stays_small(tmp_path: Path) -> None:
    diary = Diary(tmp_path)
    for _ in range(3):
        diary.note_shown("x" * 150_000, at=MONDAY)
    assert diary.path.stat().st_mode & 0o077 == 0
    with diary.path.open("a", encoding="utf-8") as file:
        file.writelines('{"shown": "old", "at": ""}\n' for _ in range(1000))
    again = Diary(tmp_path)
    assert len(again.path.read_text().splitlines()) == 200
    assert again.was_shown("old")


sights = st.builds(
    Sight,
    idle_s=st.one_of(st.none(), st.floats(0, 2000)),
    is_locked=st.booleans(),
    do_not_disturb=st.booleans(),
)
"""Whatever a computer may tell."""

steps = st.lists(
    st.tuples(
        st.integers(0, 45),
        sights,
        st.one_of(st.none(), st.sampled_from(Tap), st.sampled_from(MeetingMinutes), st.just("restart")),
    ),
    max_size=25,
)
quiet = st.sampled_from(
    ((), (QuietHours(start=dt.time(12), end=dt.time(13)),), (QuietHours(start=dt.time(19), end=dt.time(11)),))
)


@settings(max_examples=60, deadline=None)
@given(days=steps, quiet=quiet, natural=st.booleans(), away_s=st.sampled_from((None, 600.0)))
def test_whatever_the_computer_tells_a_nudge_is_never_repeated_and_never_comes_unasked(
    days: list[tuple[int, Sight, object]],
    quiet: tuple[QuietHours, ...],
    natural: bool,
    away_s: float | None,
) -> None:
    wished = BreakSettings(zone="Europe/London", every_minutes=25, days=frozenset(range(7)), quiet=quiet)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), Wishes(settings=wished, counts_natural=natural, away_s=away_s))
        desk.begin()
        meeting_until, keys = MONDAY, set[str]()
        said_before = -1
        for minutes, sight, then in days:
            desk.machine.sight = sight
            for nudge in desk.wait(minutes, step=dt.timedelta(minutes=4)):
                said = len(Diary(desk.folder).events())
                assert said > said_before, "a second nudge in a row without anything said or noticed"
                assert nudge.key not in keys
                assert is_open(settings=wished, at=nudge.due)
                assert nudge.due >= meeting_until
                assert not sight.is_locked
                assert not sight.do_not_disturb
                said_before = said
                keys.add(nudge.key)
            if isinstance(then, Tap):
                desk.answer(then)
            elif isinstance(then, MeetingMinutes):
                Diary(desk.folder).say(Meeting(at=desk.now, minutes=then))
                meeting_until = max(meeting_until, desk.now + int(then) * MINUTE)
            elif then == "restart":
                desk.restart()


@pytest.mark.parametrize("hours", [-9600, -3, -0.25, 0.25, 3, 9600])
def test_a_clock_that_is_put_right_moves_no_break(tmp_path: Path, hours: float) -> None:
    """Ten minutes of sitting are ten minutes, whatever the clock says of them."""
    desk = Desk(tmp_path)
    desk.begin()
    assert desk.wait(10) == []
    desk.move_clock(dt.timedelta(hours=hours))
    assert desk.wait(19) == []
    assert len(desk.wait(2)) == 1


@pytest.mark.parametrize("hours", [-9600, -3, 3])
def test_a_clock_that_is_put_right_while_nobody_looks(tmp_path: Path, hours: float) -> None:
    """Starting says that somebody is there; nothing from the other clock stands in its way."""
    desk = Desk(tmp_path)
    desk.begin()
    desk.wait(10)
    desk.move_clock(dt.timedelta(hours=hours))
    desk.restart()
    desk.begin()
    assert desk.wait(29) == []
    assert len(desk.wait(2)) == 1


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_lock_is_as_long_as_it_was(tmp_path: Path, hours: float) -> None:
    desk = Desk(tmp_path)
    desk.begin()
    desk.wait(20)
    desk.machine.sight = Sight(is_locked=True)
    desk.wait(2)
    desk.move_clock(dt.timedelta(hours=hours))
    desk.machine.sight = Sight(idle_s=0.0)
    assert len(desk.wait(9)) == 1, "two minutes locked are no break, whatever the clock did"
