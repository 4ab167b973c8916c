"""The break scheduler, case by case; each wish of people who use reminders has the test named for it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from loadshare.care.break_choice import MOST_S, choose_break
from loadshare.care.breaks import (
    BackAtDesk,
    BreakEvent,
    BreakSettings,
    BreakState,
    Done,
    Later,
    Meeting,
    MeetingMinutes,
    MeetingOver,
    Moved,
    Nudge,
    NudgeAnswer,
    Presence,
    QuietHours,
    SettingsChanged,
    Skipped,
    Started,
    next_nudge,
    presence,
    state_after,
)
from tests.support.people import case_of, check_of, programme_for

LONDON = ZoneInfo("Europe/London")
SETTINGS = BreakSettings()
MEETING_LENGTHS = tuple(MeetingMinutes)


def at(clock: str, day: int = 23) -> dt.datetime:
    """A time on a Monday (the 23rd) of November 2026, or another day of it."""
    hours, minutes = map(int, clock.split(":"))
    return dt.datetime(2026, 11, day, hours, minutes, tzinfo=LONDON)


def state(*events: BreakEvent, settings: BreakSettings = SETTINGS) -> BreakState:
    return state_after(events=events, settings=settings)


def due(*events: BreakEvent, settings: BreakSettings = SETTINGS) -> dt.datetime | None:
    """When the next nudge is due, seen from the latest event."""
    last = max(event.at for event in events)
    nudge = next_nudge(state=state(*events, settings=settings), now=last)
    return nudge.due.astimezone(LONDON) if nudge else None


def nudge_of(*events: BreakEvent) -> Nudge:
    nudge = next_nudge(state=state(*events), now=max(event.at for event in events))
    assert nudge is not None
    return nudge


# --- what people wish of reminders, one test for each -----------------------------------------------------


@pytest.mark.parametrize("minutes", MEETING_LENGTHS)
def test_row_do_not_fire_during_calls_or_presentations(minutes: MeetingMinutes) -> None:
    meeting = Meeting(at=at("10:30"), minutes=minutes)
    end = at("10:30") + dt.timedelta(minutes=minutes)
    assert due(BackAtDesk(at=at("10:00")), meeting) == max(end, at("10:40"))
    quiet = BreakSettings(quiet=(QuietHours(start=dt.time(10, 30), end=dt.time(11, 30)),))
    assert due(BackAtDesk(at=at("10:00")), settings=quiet) == at("11:30")


def test_row_count_a_natural_break() -> None:
    back, moved = BackAtDesk(at=at("10:00")), Moved(at=at("10:35"))
    assert due(back) == at("10:40")
    assert due(back, moved) == at("11:15")


def test_row_count_a_natural_break_also_when_the_computer_slept() -> None:
    slept = state(BackAtDesk(at=at("10:00")))
    assert next_nudge(state=slept, now=at("12:00")) is None
    assert presence(state=slept, now=at("12:00")) is Presence.ASK


def test_row_reading_or_video_is_not_idleness() -> None:
    kinds = TypeAdapter(BreakEvent).json_schema()["discriminator"]["mapping"]
    assert not [kind for kind in kinds if "idle" in kind or "key" in kind or "visib" in kind]
    assert due(BackAtDesk(at=at("10:00"))) == at("10:40")


def test_row_next_interval_starts_when_the_person_is_back() -> None:
    events = (BackAtDesk(at=at("10:00")), Started(at=at("10:40")), Done(at=at("10:42")))
    assert due(*events) is None
    assert presence(state=state(*events), now=at("10:50")) is Presence.AWAY
    assert due(*events, BackAtDesk(at=at("10:55"))) == at("11:35")


def test_row_choose_own_exercises_also_in_short_breaks() -> None:
    case = case_of(check_of())
    programme = programme_for(case)
    own = choose_break(programme=programme, case=case, extra=("standing-back-bend",))
    assert "standing-back-bend" in {item.exercise for item in own.items}
    short = choose_break(programme=programme, case=case, extra=("standing-back-bend",), short=True)
    assert [item.exercise for item in short.items] == ["standing-back-bend"]


def test_row_skipping_temptation_a_30_second_option_after_two_skips() -> None:
    once = (BackAtDesk(at=at("10:00")), Skipped(at=at("10:41")))
    assert not nudge_of(*once).short
    twice = nudge_of(*once, Skipped(at=at("11:22")))
    assert twice.short
    assert NudgeAnswer.SHORT in twice.answers
    assert "Half a minute" in twice.text
    done = nudge_of(*once, Skipped(at=at("11:22")), Done(at=at("11:23")), BackAtDesk(at=at("11:25")))
    assert not done.short


def test_the_30_second_option_can_be_turned_off() -> None:
    events = (BackAtDesk(at=at("10:00")), Skipped(at=at("10:41")), Skipped(at=at("11:22")))
    quiet = state(*events, settings=BreakSettings(short_after_skips=False))
    nudge = next_nudge(state=quiet, now=at("11:22"))
    assert nudge is not None
    assert not nudge.short


def test_paused_until_tomorrow_is_silence_and_then_as_before() -> None:
    paused = BreakSettings(paused_until=at("08:00", day=24))
    sat = state(BackAtDesk(at=at("10:00")), settings=paused)
    assert presence(state=sat, now=at("10:01")) is Presence.PAUSED
    assert next_nudge(state=sat, now=at("10:01")) is None
    assert due(BackAtDesk(at=at("09:00", day=24)), settings=paused) == at("09:40", day=24)


def test_row_timers_drifting_or_never_firing_the_due_instant_is_kept() -> None:
    here = state(BackAtDesk(at=at("10:00")))
    seen = {next_nudge(state=here, now=at("10:00") + dt.timedelta(seconds=s)) for s in range(0, 3300, 7)}
    assert {nudge.due for nudge in seen if nudge} == {at("10:40")}
    assert BreakState.model_validate_json(here.model_dump_json()) == here


def test_row_escape_must_always_work() -> None:
    nudge = nudge_of(BackAtDesk(at=at("10:00")))
    assert nudge.blocks is False
    assert {NudgeAnswer.SKIP, NudgeAnswer.LATER, NudgeAnswer.MOVED} <= set(nudge.answers)
    closed = state(BackAtDesk(at=at("10:00")))
    assert next_nudge(state=closed, now=at("10:55")) is None
    left = state(BackAtDesk(at=at("10:00")), Started(at=at("10:41")), Skipped(at=at("10:42")))
    following = next_nudge(state=left, now=at("10:42"))
    assert following is not None
    assert following.due == at("11:22")


def test_row_several_devices_share_one_schedule() -> None:
    laptop = BackAtDesk(at=at("10:00"))
    phone = Moved(at=at("10:20").astimezone(ZoneInfo("Asia/Tokyo")))
    assert state(laptop, phone) == state(phone, laptop) == state(laptop, phone, laptop)
    assert nudge_of(laptop, phone).key == nudge_of(phone, laptop).key == "20261123T110000Z"


# --- the rest of the rules -------------------------------------------------------------------------------


def test_nothing_comes_before_anything_was_said() -> None:
    assert next_nudge(state=BreakState(), now=at("10:00")) is None
    assert presence(state=BreakState(), now=at("10:00")) is Presence.AWAY


@pytest.mark.parametrize("minutes", [30, 40, 45])
def test_the_length_of_sitting_is_a_setting(minutes: int) -> None:
    settings = BreakSettings(every_minutes=minutes)
    assert due(BackAtDesk(at=at("10:00")), settings=settings) == at("10:00") + dt.timedelta(minutes=minutes)
    assert 30 <= BreakSettings().every_minutes <= 45


def test_one_nudge_without_an_answer_and_then_silence() -> None:
    here = state(BackAtDesk(at=at("10:00")))
    assert presence(state=here, now=at("10:50")) is Presence.DUE
    for minute in range(56, 180):
        assert next_nudge(state=here, now=at("10:00") + dt.timedelta(minutes=minute)) is None


def test_later_comes_after_the_minutes_said_and_counts_as_an_answer() -> None:
    assert due(BackAtDesk(at=at("10:00")), Later(at=at("10:41"), minutes=15)) == at("10:56")
    assert due(Later(at=at("10:41"))) is None


def test_a_weekend_and_an_evening_stay_quiet() -> None:
    assert due(BackAtDesk(at=at("10:00", day=28))) is None
    assert due(BackAtDesk(at=at("18:50"))) is None
    assert due(BackAtDesk(at=at("07:00"))) == at("08:00")


def test_quiet_hours_cut_a_nudge_that_stands() -> None:
    nudge = nudge_of(BackAtDesk(at=at("18:15")))
    assert nudge.due == at("18:55")
    assert nudge.lapses == at("19:00")
    assert next_nudge(state=state(BackAtDesk(at=at("18:15"))), now=at("19:00")) is None


def test_a_night_worker_has_quiet_days() -> None:
    settings = BreakSettings(days=frozenset(range(7)), quiet=(QuietHours(start=dt.time(7), end=dt.time(21)),))
    assert due(BackAtDesk(at=at("23:40")), settings=settings) == at("00:20", day=24)


def test_a_meeting_that_ends_sooner_and_one_that_grows() -> None:
    back, meeting = BackAtDesk(at=at("10:00")), Meeting(at=at("10:10"), minutes=MeetingMinutes.TWO_HOURS)
    assert due(back, meeting) == at("12:10")
    assert due(back, meeting, MeetingOver(at=at("10:50"))) == at("10:50")
    assert due(back, meeting, MeetingOver(at=at("10:20"))) == at("10:40")
    assert due(back, meeting, Meeting(at=at("10:20"), minutes=MeetingMinutes.HALF_HOUR)) == at("12:10")


def test_a_meeting_after_the_nudge_puts_it_off() -> None:
    events = (BackAtDesk(at=at("10:00")), Meeting(at=at("10:42"), minutes=MeetingMinutes.HALF_HOUR))
    assert due(*events) == at("11:12")
    assert presence(state=state(*events), now=at("10:50")) is Presence.IN_MEETING


def test_new_settings_move_the_next_nudge_but_never_into_the_past() -> None:
    back = BackAtDesk(at=at("10:00"))
    shorter = SettingsChanged(at=at("10:35"), settings=BreakSettings(every_minutes=30))
    longer = SettingsChanged(at=at("10:35"), settings=BreakSettings(every_minutes=60))
    assert due(back, shorter) == at("10:35")
    assert due(back, longer) == at("11:00")


def test_new_settings_are_no_answer_to_a_nudge() -> None:
    changed = SettingsChanged(at=at("10:45"), settings=BreakSettings(every_minutes=20))
    here = state(BackAtDesk(at=at("10:00")), changed)
    nudge = next_nudge(state=here, now=at("10:46"))
    assert nudge is not None
    assert nudge.key == nudge_of(BackAtDesk(at=at("10:00"))).key
    assert next_nudge(state=here, now=at("11:30")) is None


def test_pausing_stops_nudges_and_also_one_that_stands() -> None:
    pause = SettingsChanged(at=at("10:42"), settings=BreakSettings(paused=True))
    here = state(BackAtDesk(at=at("10:00")), pause)
    assert next_nudge(state=here, now=at("10:43")) is None
    assert presence(state=here, now=at("10:43")) is Presence.PAUSED


def test_forty_minutes_are_forty_minutes_when_the_clocks_change() -> None:
    """Spring: 00:50 GMT plus 40 minutes is 02:30 BST. Autumn: 01:40 BST plus 40 is 01:20 GMT."""
    always = BreakSettings(days=frozenset(range(7)), quiet=())
    spring = BackAtDesk(at=dt.datetime(2026, 3, 29, 0, 50, tzinfo=LONDON))
    autumn = BackAtDesk(at=dt.datetime(2026, 10, 25, 1, 40, tzinfo=LONDON))
    first, second = due(spring, settings=always), due(autumn, settings=always)
    assert first is not None
    assert second is not None
    assert (first.hour, first.minute) == (2, 30)
    assert (second.hour, second.minute, second.fold) == (1, 20, 1)


def test_quiet_hours_follow_the_wall_clock_when_the_clocks_change() -> None:
    """Quiet until 02:30 on the night when 01:00 becomes 02:00 ends half an hour into BST."""
    settings = BreakSettings(
        days=frozenset(range(7)), quiet=(QuietHours(start=dt.time(0, 30), end=dt.time(2, 30)),)
    )
    back = BackAtDesk(at=dt.datetime(2026, 3, 29, 0, 10, tzinfo=LONDON))
    moment = due(back, settings=settings)
    assert moment is not None
    assert (moment.hour, moment.minute, moment.utcoffset()) == (2, 30, dt.timedelta(hours=1))


def test_the_wall_clock_of_the_person_counts_not_of_the_server() -> None:
    sydney = BreakSettings(zone="Australia/Sydney")
    back = BackAtDesk(at=dt.datetime(2026, 11, 22, 23, 0, tzinfo=dt.UTC))
    nudge = next_nudge(state=state(back, settings=sydney), now=back.at)
    assert nudge is not None
    assert nudge.due == back.at + dt.timedelta(minutes=40)
    assert next_nudge(state=state(back), now=back.at) is None


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_an_unknown_time_zone_is_refused_in_words(zone: str) -> None:
    with pytest.raises(ValidationError, match="time zone"):
        BreakSettings(zone=zone)


def test_times_without_a_zone_and_odd_meetings_are_refused() -> None:
    with pytest.raises(ValidationError):
        BackAtDesk(at=dt.datetime(2026, 11, 23, 10, 0))  # noqa: DTZ001
    with pytest.raises(ValidationError):
        Meeting.model_validate({"at": at("10:00"), "minutes": 45})
    with pytest.raises(ValidationError, match="different times"):
        QuietHours(start=dt.time(9), end=dt.time(9))
    with pytest.raises(ValidationError, match="Monday"):
        BreakSettings(days=frozenset({7}))


def test_nothing_in_a_nudge_tells_about_health() -> None:
    for nudge in (
        nudge_of(BackAtDesk(at=at("10:00"))),
        nudge_of(BackAtDesk(at=at("10:00")), Skipped(at=at("10:41")), Skipped(at=at("11:22"))),
    ):
        assert not {"pain", "back", "glute", "health", "hip"} & set(nudge.text.lower().split())
        assert "!" not in nudge.text


def test_what_leaves_no_time_to_get_up_has_its_turn_beside_getting_up() -> None:
    """It used to be put off for the walk at every break, and never came."""
    case = case_of()
    whole = programme_for(case)
    wanted = ("seated-figure-four", "short-walk")
    programme = whole.model_copy(update={"items": (), "breaks": wanted})
    chosen = choose_break(programme=programme, case=case, recent=("short-walk",))
    assert [item.exercise for item in chosen.items] == ["short-walk", "seated-figure-four"]
    assert chosen.seconds <= MOST_S
