"""The traffic light and the steps up and down, case by case."""

import datetime as dt
import random
from typing import Any

import pytest

from loadshare.care.case import Case
from loadshare.care.choices import put_back, swap_item
from loadshare.care.doses import half_dose, ladder, rung_of, start_rung
from loadshare.care.logs import (
    ItemLog,
    Light,
    SessionLog,
    is_red_twice,
    item_light,
    session_light,
    unlocked_by,
)
from loadshare.care.programme import Programme
from loadshare.care.programme_types import ProgrammeItem
from loadshare.care.progression import ItemMove, Progress, next_doses
from loadshare.care.steps import step_up
from loadshare.knowledge.exercise import Dose, Strand
from tests.support.people import KNOWLEDGE, MONDAY, case_of, check_of, programme_for

DOSE = KNOWLEDGE.exercises["glute-bridge"].dose
CASE = case_of(check_of("hip-movement"))


def day(offset: int) -> dt.date:
    return MONDAY + dt.timedelta(days=offset)


def item_log(exercise: str = "glute-bridge", dose: Dose = DOSE, **changes: Any) -> ItemLog:
    return ItemLog(
        **{"exercise": exercise, "dose": dose, "done_share": 1.0, "pain_during": 1, "effort": 5, **changes}
    )


def session(offset: int, *items: ItemLog, **changes: Any) -> SessionLog:
    return SessionLog(**{"date": day(offset), "items": items, "pain_before": 2, "pain_after": 2, **changes})


def whole_session(programme: Programme, offset: int, **changes: Any) -> SessionLog:
    """Every item of the programme done as asked."""
    item = {
        name: changes.pop(name)
        for name in ("pain_during", "effort", "done_share", "spread")
        if name in changes
    }
    logs = (item_log(i.exercise, i.dose, **item) for i in programme.items)
    return session(offset, *logs, **changes)


def after(programme: Programme, *logs: SessionLog, case: Case = CASE, today: int | None = None) -> Progress:
    last = max(log.date for log in logs) if today is None else day(today)
    return next_doses(programme=programme, logs=logs, case=case, today=last)


def moves(progress: Progress) -> dict[str, ItemMove]:
    return {step.exercise: step.move for step in progress.steps if step.move is not ItemMove.STAY}


@pytest.mark.parametrize(
    ("before", "during", "light"),
    [
        (0, 0, Light.GREEN),
        (0, 2, Light.GREEN),
        (4, 4, Light.GREEN),
        (5, 5, Light.GREEN),
        (1, 3, Light.AMBER),
        (3, 5, Light.AMBER),
        (2, 5, Light.RED),
        (0, 3, Light.RED),
        (5, 6, Light.RED),
        (6, 6, Light.RED),
    ],
)
def test_the_light_of_an_exercise(before: int, during: int, light: Light) -> None:
    log = session(0, item_log(pain_during=during), pain_before=before)
    assert item_light(session=log, item=log.items[0]) is light


@pytest.mark.parametrize("change", [{"spread": True}, {"stopped": True}])
def test_spreading_and_stopping_are_red_without_any_pain_number(change: dict[str, bool]) -> None:
    log = session(0, item_log(pain_during=0, **change))
    assert item_light(session=log, item=log.items[0]) is Light.RED


def test_not_settled_by_the_next_day_is_red() -> None:
    log = session(0, item_log(pain_during=0), settled=False)
    assert session_light(session=log) is Light.RED


def test_pain_after_the_session_stands_in_and_nothing_known_is_never_green() -> None:
    told = session(0, item_log(pain_during=None), pain_after=2)
    untold = session(0, item_log(pain_during=None), pain_after=None)
    assert item_light(session=told, item=told.items[0]) is Light.GREEN
    assert item_light(session=untold, item=untold.items[0]) is Light.AMBER


def test_two_good_sessions_move_one_exercise_of_each_strand_up_one_step() -> None:
    programme = programme_for(CASE)
    progress = after(programme, whole_session(programme, 0), whole_session(programme, 2))
    risen = [step for step in progress.steps if step.move is ItemMove.UP]
    strands = [programme.item(step.exercise).strand for step in risen]
    assert len(strands) == len(set(strands))
    assert Strand.STRENGTHEN in strands
    for step in risen:
        exercise = KNOWLEDGE.exercises[step.exercise]
        before = rung_of(exercise=exercise, dose=programme.item(step.exercise).dose)
        assert rung_of(exercise=exercise, dose=step.dose) == before + 1
        assert "went well" in step.reason
    assert progress.changes == progress.programme.changes


def shortened(programme: Programme, offset: int, **changes: Any) -> SessionLog:
    """One exercise at half its dose, as a session made shorter once asks for it."""
    item = next(i for i in programme.items if i.strand is Strand.STRENGTHEN)
    dose = half_dose(item.dose)
    assert dose is not None
    return session(offset, item_log(item.exercise, dose, **changes))


@pytest.mark.parametrize("between", [(1,), (3,), (1, 3), (-1, 1, 3)])
def test_sessions_made_shorter_take_nothing_from_those_around_them(between: tuple[int, ...]) -> None:
    programme = programme_for(CASE)
    whole = (whole_session(programme, 0), whole_session(programme, 2))
    short = tuple(shortened(programme, offset) for offset in between)
    with_short = after(programme, *sorted((*whole, *short), key=lambda log: log.date))
    assert moves(with_short) == moves(after(programme, *whole)) != {}
    assert moves(after(programme, *short)) == {}


@pytest.mark.parametrize("how", [{"pain_during": 4}, {"effort": 9}, {"done_share": 0.5}, {"spread": True}])
def test_one_made_shorter_that_was_not_good_holds_the_dose_all_the_same(how: dict[str, Any]) -> None:
    programme = programme_for(CASE)
    logs = (whole_session(programme, 0), shortened(programme, 1, **how), whole_session(programme, 2))
    strength = next(i.exercise for i in programme.items if i.strand is Strand.STRENGTHEN)
    assert moves(after(programme, *logs)).get(strength) in (None, ItemMove.DOWN, ItemMove.EASIER)


def test_a_step_up_can_be_put_back_and_a_step_down_cannot() -> None:
    programme = programme_for(CASE)
    up = after(programme, whole_session(programme, 0), whole_session(programme, 2))
    risen = next(step for step in up.steps if step.move is ItemMove.UP)
    back = put_back(programme=up.programme, exercise=risen.to, case=CASE, today=day(2))
    assert back.item(risen.exercise).dose == programme.item(risen.exercise).dose
    assert not set(moves(after(back, whole_session(programme, 0), whole_session(programme, 2))).values()) & {
        ItemMove.UP,
        ItemMove.HARDER,
    }, "what was put back came again without a session"
    later = [whole_session(back, offset) for offset in (0, 2, 4, 6)]
    assert ItemMove.UP in moves(after(back, *later)).values()
    down = after(programme, whole_session(programme, 0, pain_during=8, pain_after=8))
    assert down.changes
    assert not [change for change in down.changes if change.was]


def test_massage_gives_its_time_to_a_step_of_strength() -> None:
    """Six perfect weeks took a bridge from 8 to 10: the minutes were full of massage and stretching."""
    case = case_of(check_of(), session_minutes="5", days_per_week=3, tender_buttock="yes")
    full = grown(programme_for(case), "massage-ball-wall", 1, case)
    assert max(day.minutes for day in full.days) > 4.6
    before = full.item("glute-bridge").dose
    logs = (whole_session(full, 0), whole_session(full, 2))
    progress = after(full, *logs, case=case)
    assert progress.programme.item("glute-bridge").dose.count == before.count + 2
    assert ItemMove.FITS in moves(progress).values()
    fitted = next(step for step in progress.steps if step.move is ItemMove.FITS)
    assert fitted.reason.endswith("to leave the time for your strength work.")
    assert not moves(after(progress.programme, *logs, case=case))


def test_asking_twice_after_the_same_session_moves_nothing_more() -> None:
    programme = programme_for(CASE)
    logs = (whole_session(programme, 0), whole_session(programme, 2))
    first = after(programme, *logs)
    again = after(first.programme, *logs)
    assert moves(first)
    assert not moves(again)


@pytest.mark.parametrize(
    "second",
    [{"done_share": 0.7}, {"effort": 7}, {"pain_during": 4, "pain_after": 3}],
    ids=["not all done", "too hard", "amber"],
)
def test_one_session_that_was_not_good_holds_the_dose(second: dict[str, Any]) -> None:
    programme = programme_for(CASE)
    progress = after(programme, whole_session(programme, 0), whole_session(programme, 2, **second))
    assert not moves(progress)


def test_one_session_is_not_enough_and_effort_must_be_told() -> None:
    programme = programme_for(CASE)
    untold = [whole_session(programme, offset, effort=None) for offset in (0, 2)]
    assert not moves(after(programme, whole_session(programme, 0)))
    assert not moves(after(programme, *untold))


@pytest.mark.parametrize("is_red_first", [True, False])
def test_of_two_sessions_on_one_day_the_worse_one_counts(is_red_first: bool) -> None:
    """Green then red on one day made the doses go up: only the first was looked at."""
    programme = programme_for(CASE)
    green = whole_session(programme, 2)
    red = whole_session(programme, 2, pain_during=8, pain_after=8)
    logs = (whole_session(programme, 0), *((red, green) if is_red_first else (green, red)))
    progress = after(programme, *logs)
    assert set(moves(progress).values()) <= {ItemMove.DOWN, ItemMove.EASIER}
    assert moves(progress)
    assert progress.steady


@pytest.mark.parametrize("is_red_first", [True, False])
@pytest.mark.parametrize("how", [{"pain_after": 8}, {"settled": False}, {"pain_after": 8, "flare_day": True}])
def test_a_day_that_ended_red_raises_nothing(how: dict[str, Any], *, is_red_first: bool) -> None:
    programme = programme_for(CASE)
    green, red = whole_session(programme, 2), whole_session(programme, 2, **how)
    logs = (whole_session(programme, 0), *((red, green) if is_red_first else (green, red)))
    progress = after(programme, *logs)
    assert not {ItemMove.UP, ItemMove.HARDER} & set(moves(progress).values())
    assert progress.steady


@pytest.mark.parametrize("is_hard_first", [True, False])
def test_a_day_with_one_session_too_hard_is_no_good_day(is_hard_first: bool) -> None:
    programme = programme_for(CASE)
    good, hard = whole_session(programme, 2), whole_session(programme, 2, effort=9)
    logs = (whole_session(programme, 0), *((hard, good) if is_hard_first else (good, hard)))
    assert not moves(after(programme, *logs))


def test_what_hurt_at_the_dose_before_takes_back_the_step_made_the_same_day() -> None:
    """The first session of a day raised the dose; the second, from a page opened before, hurt."""
    programme = grown(programme_for(CASE), "glute-bridge", 2)
    dose = programme.item("glute-bridge").dose
    bridge = KNOWLEDGE.exercises["glute-bridge"]
    higher = grown(programme, "glute-bridge", 1)
    logs = [session(2, item_log(dose=dose)), session(2, item_log(dose=dose, pain_during=8))]
    progress = after(higher, *logs)
    now = rung_of(exercise=bridge, dose=progress.programme.item("glute-bridge").dose)
    assert now == rung_of(exercise=bridge, dose=dose) - 2
    assert not moves(after(progress.programme, *logs))


def test_the_reason_for_what_was_never_done_names_what_was_done() -> None:
    programme = grown(programme_for(CASE), "glute-bridge", 9)
    good = item_log(dose=programme.item("glute-bridge").dose)
    (up,) = after(programme, session(0, good), session(2, good)).changes
    assert up.text.startswith("Bridge with a band: now ")
    assert up.text.endswith("because your last two sessions of Glute bridge went well.")
    low = grown(programme_for(CASE), "glute-bridge", -start_rung(DOSE))
    sore = item_log(dose=low.item("glute-bridge").dose, pain_during=7)
    (down,) = after(low, session(0, sore)).changes
    assert "because Glute bridge hurt too much last time" in down.text


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"pain_during": 7}, "hurt too much last time"),
        ({"spread": True}, "went further down your leg"),
        ({"pain_during": None, "pain_after": 8}, "too strong after the last session"),
        ({"settled": False}, "not back to usual the morning after"),
    ],
)
def test_the_reason_for_a_step_down_says_what_happened(how: dict[str, Any], said: str) -> None:
    programme = programme_for(CASE)
    changes = after(programme, whole_session(programme, 0, **how)).changes
    assert changes
    assert all(said in change.text for change in changes)


def test_flare_days_never_count_towards_a_step_up() -> None:
    programme = programme_for(CASE)
    flares = [whole_session(programme, offset, flare_day=True) for offset in (0, 2, 4)]
    assert not moves(after(programme, *flares))


def test_amber_twice_goes_one_step_down_and_red_two() -> None:
    programme = grown(programme_for(CASE), "glute-bridge", 2)
    dose = programme.item("glute-bridge").dose
    bridge = KNOWLEDGE.exercises["glute-bridge"]
    rung = rung_of(exercise=bridge, dose=dose)
    amber = item_log(dose=dose, pain_during=4)
    red = item_log(dose=dose, pain_during=6)
    once = after(programme, session(0, amber))
    twice = after(programme, session(0, amber), session(2, amber))
    hurt = after(programme, session(0, item_log(dose=dose)), session(2, red))
    assert not moves(once)
    assert rung_of(exercise=bridge, dose=twice.programme.item("glute-bridge").dose) == rung - 1
    assert rung_of(exercise=bridge, dose=hurt.programme.item("glute-bridge").dose) == rung - 2
    assert twice.steady
    assert hurt.steady


def test_from_the_smallest_dose_it_becomes_the_easier_exercise() -> None:
    programme = grown(programme_for(CASE), "glute-bridge", -start_rung(DOSE))
    dose = programme.item("glute-bridge").dose
    progress = after(programme, session(0, item_log(dose=dose, pain_during=7)))
    assert moves(progress) == {"glute-bridge": ItemMove.EASIER}
    assert "glute-squeeze" in {item.exercise for item in progress.programme.items}
    assert "glute-bridge" not in {item.exercise for item in progress.programme.items}


def test_at_the_top_of_the_ladder_it_becomes_the_harder_exercise() -> None:
    programme = grown(programme_for(CASE), "glute-bridge", 9)
    dose = programme.item("glute-bridge").dose
    assert dose == ladder(DOSE)[-1]
    good = item_log(dose=dose)
    progress = after(programme, session(0, good), session(2, good))
    assert moves(progress) == {"glute-bridge": ItemMove.HARDER}
    harder = progress.programme.item("banded-bridge")
    assert harder.dose == KNOWLEDGE.exercises["banded-bridge"].dose


def test_without_the_band_a_bridge_never_jumps_two_levels() -> None:
    case = case_of(check_of("hip-movement"), equipment=())
    programme = grown(programme_for(case), "glute-bridge", 9, case)
    good = item_log(dose=programme.item("glute-bridge").dose)
    assert programme.item("glute-bridge").harder == "bridge-march"
    assert not moves(after(programme, session(0, good), session(2, good), case=case))


def test_at_a_plateau_a_harder_exercise_or_a_load_is_offered() -> None:
    """A clamshell at its top stayed there without a word."""
    case = case_of(check_of("pelvic-control"), equipment=(), session_minutes="30")
    programme = programme_for(case)
    assert not any("largest dose" in note for note in programme.notes)
    names = [item.exercise for item in programme.items if item.strand is Strand.STRENGTHEN]
    for name in names:
        programme = grown(programme, name, 99, case)
    notes = programme_for(case, previous=programme, week=1).notes
    offered = [note for note in notes if "largest dose" in note]
    assert offered
    bridge = grown(programme_for(CASE), "glute-bridge", 99, CASE)
    assert not any("Glute bridge" in note for note in programme_for(CASE, previous=bridge).notes)


def test_no_load_is_offered_where_care_is_asked_for() -> None:
    case = case_of(check_of("pelvic-control", filters=("hernia", "osteoporosis")), session_minutes="45")
    programme = programme_for(case, week=6)
    for item in programme.items:
        if item.strand is Strand.STRENGTHEN:
            programme = grown(programme, item.exercise, 99, case)
    after_it = programme_for(case, previous=programme, week=6)
    careful = [
        way
        for item in after_it.items
        if item.adaptations
        and item.dose == ladder(KNOWLEDGE.exercises[item.exercise].dose)[-1]
        and (way := KNOWLEDGE.exercises[item.exercise].harder_way)
    ]
    assert careful
    assert not any(way in note for way in careful for note in after_it.notes)


@pytest.mark.parametrize(
    ("exercise", "harder"),
    [("standing-hip-flexor", "half-kneeling-hip-flexor"), ("sit-to-stand", "split-squat")],
)
def test_nobody_unsteady_or_with_a_sore_knee_becomes_harder_by_itself(exercise: str, harder: str) -> None:
    """Perfect weeks took both to half-kneeling and a split squat, which ask them for care."""
    known = KNOWLEDGE.exercises[exercise]
    top, taken = len(ladder(known.dose)) - 1, frozenset[str]()
    plain = step_up(exercise=known, rung=top, allowance=CASE.allowance, taken=taken)
    assert plain is not None
    assert plain.exercise.id == harder
    for name in ("fall-risk", "knee-pain"):
        careful = case_of(check_of(filters=(name,))).allowance
        assert step_up(exercise=known, rung=top, allowance=careful, taken=taken) is None


def test_two_missed_weeks_take_one_step_back_once() -> None:
    programme = programme_for(CASE)
    logs = (whole_session(programme, 0, done_share=0.5),)
    thirteen = after(programme, *logs, today=13)
    fourteen = after(programme, *logs, today=14)
    assert not moves(thirteen)
    assert set(moves(fourteen).values()) <= {ItemMove.DOWN, ItemMove.EASIER}
    assert moves(fourteen)
    assert all("two weeks off" in change.text for change in fourteen.changes)
    assert not moves(after(fourteen.programme, *logs, today=15))


def test_red_twice_in_seven_days_brings_advice_to_see_somebody() -> None:
    programme = programme_for(CASE)
    red = [whole_session(programme, offset, pain_during=6, pain_after=6) for offset in (0, 3)]
    apart = [whole_session(programme, offset, pain_during=6, pain_after=6) for offset in (0, 8)]
    advice = after(programme, *red).advice
    assert advice is not None
    assert advice.level == "D"
    assert after(programme, *apart).advice is None
    assert not is_red_twice(logs=tuple(red), today=day(20))


def test_the_easier_exercises_of_two_items_are_never_the_same_one() -> None:
    programme = programme_for(CASE, week=6)
    low = programme
    for item in programme.items:
        low = grown(low, item.exercise, -9)
    progress = after(low, whole_session(low, 0, pain_during=8, pain_after=8))
    names = [item.exercise for item in progress.programme.items]
    assert len(names) == len(set(names))


def test_pigeon_opens_after_two_green_weeks_of_figure_four() -> None:
    dose = KNOWLEDGE.exercises["figure-four-stretch"].dose
    good = [session(offset, item_log("figure-four-stretch", dose)) for offset in (0, 3, 7, 10, 14)]
    sore = [*good[:4], session(14, item_log("figure-four-stretch", dose, pain_during=4))]
    assert unlocked_by(logs=tuple(good), knowledge=KNOWLEDGE) == {"pigeon-pose"}
    assert not unlocked_by(logs=tuple(good[:4]), knowledge=KNOWLEDGE)
    assert not unlocked_by(logs=tuple(sore), knowledge=KNOWLEDGE)


def grown(programme: Programme, exercise: str, rungs: int, case: Case = CASE) -> Programme:
    """The programme with one exercise some rungs up or down, whatever the minutes."""
    from loadshare.care.edit import replaced

    known = KNOWLEDGE.exercises[exercise]
    steps = ladder(known.dose)
    now = rung_of(exercise=known, dose=programme.item(exercise).dose)
    dose = steps[min(len(steps) - 1, max(0, now + rungs))]
    return replaced(
        programme=programme, old=exercise, new=known, dose=dose, case=case, allowance=case.allowance
    )


def test_what_goes_well_in_a_session_that_hurt_ends_no_wait() -> None:
    programme = programme_for(CASE)
    bridge = next(item for item in programme.items if item.strand is Strand.STRENGTHEN)
    one, other = [item for item in programme.items if item is not bridge][:2]
    logs = (
        session(0, item_log(one.exercise, one.dose, stopped=True)),
        session(1, item_log(one.exercise, one.dose)),
        *(
            session(offset, item_log(bridge.exercise, bridge.dose), item_log(other.exercise, other.dose))
            for offset in (3, 4)
        ),
    )
    well, hurt = (
        session(1, item_log(one.exercise, one.dose), item_log(other.exercise, other.dose, stopped=stopped))
        for stopped in (False, True)
    )
    assert bridge.exercise not in moves(after(programme, *logs))
    assert moves(after(programme, *logs, well))[bridge.exercise] is ItemMove.UP
    assert bridge.exercise not in moves(after(programme, *logs, hurt))


def test_a_swap_can_still_be_put_back_after_a_session_moved_something_else() -> None:
    """The changes of a session took the place of all told before, and with them what they had replaced."""
    case = case_of()
    programme = programme_for(case)
    item = next(item for item in programme.items if item.swaps)
    swapped = swap_item(programme=programme, exercise=item.exercise, to=item.swaps[0], case=case)
    logs = tuple(
        SessionLog(
            date=MONDAY + dt.timedelta(days=offset),
            items=tuple(
                ItemLog(exercise=one.exercise, dose=one.dose, done_share=1, pain_during=1, effort=5)
                for one in swapped.items
                if one.exercise != item.swaps[0]
            ),
            pain_before=2,
            pain_after=2,
        )
        for offset in (0, 2)
    )
    progress = next_doses(programme=swapped, logs=logs, case=case, today=MONDAY + dt.timedelta(days=2))
    assert progress.changes
    again = put_back(programme=progress.programme, exercise=item.swaps[0], case=case, today=MONDAY)
    assert item.exercise in {one.exercise for one in again.items}


@pytest.mark.parametrize("start", [0, 1, 2])
@pytest.mark.parametrize("seed", range(2))
def test_the_same_logs_never_move_a_strand_up_twice(start: int, seed: int) -> None:
    """Half of the second dose of a ladder is the first: a dose made shorter once, or one before a step."""
    programme = programme_for(CASE)
    items = tuple(_on_rung(item, start) for item in programme.items)
    programme = programme.model_copy(update={"items": tuple(random.Random(seed).sample(items, len(items)))})
    logs = (whole_session(programme, 0), whole_session(programme, 2))
    first = after(programme, *logs)
    again = after(first.programme, *logs)
    assert moves(first)
    assert not moves(again)


def _on_rung(item: ProgrammeItem, rung: int) -> ProgrammeItem:
    doses = ladder(KNOWLEDGE.exercises[item.exercise].dose)
    return item.model_copy(update={"dose": doses[min(rung, len(doses) - 1)]})
