"""A practitioner changes a programme: within the person's own rules, told, put back at once, and held."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.choices import ChoiceError, is_open_to_put_back, make_easier, put_back
from loadshare.care.doses import ladder, rung_of
from loadshare.care.logs import ItemLog, SessionLog
from loadshare.care.move_day import move_session, moves_of
from loadshare.care.pins import beyond_of, released
from loadshare.care.places import most_items
from loadshare.care.practitioner import (
    FIRST_LEVEL,
    Edit,
    EditKind,
    GoneError,
    edit_programme,
    mark_of,
    offered,
)
from loadshare.care.programme_types import ExclusionKind, NoProgrammeError, Programme
from loadshare.care.progression import ItemMove, next_doses
from loadshare.care.proposal import propose, settle
from loadshare.care.running_week import is_within, keep_within
from loadshare.care.schedule import STRETCH_MOST_S, weekly_stretch_s
from loadshare.care.selection import why_not
from loadshare.knowledge.exercise import Strand
from loadshare.knowledge.safety import Level
from tests.support.people import KNOWLEDGE, MONDAY, case_of, check_of, people, programme_for
from tests.support.programme_rules import assert_sound

WEEK = dt.timedelta(days=7)


def everything_offered(programme: Programme, case: Case) -> Iterator[Edit]:
    found = offered(programme=programme, case=case)
    for item in found.items:
        for rung, _dose in item.doses:
            yield Edit(kind=EditKind.DOSE, exercise=item.exercise, rung=rung)
        for name in item.swaps:
            yield Edit(kind=EditKind.SWAP, exercise=item.exercise, to=name)
        if item.can_leave:
            yield Edit(kind=EditKind.OUT, exercise=item.exercise)
        if item.can_keep:
            yield Edit(kind=EditKind.KEEP, exercise=item.exercise)
    for name in found.joins:
        yield Edit(kind=EditKind.ADD, exercise=name)
    for name in found.kept_out:
        yield Edit(kind=EditKind.KEEP, exercise=name)


def edited(programme: Programme, edit: Edit, case: Case) -> Programme:
    return edit_programme(
        programme=programme, edit=edit, reason="the hip is sore", by="Mary", case=case, today=MONDAY
    )


def doses(programme: Programme) -> dict[str, Any]:
    return {item.exercise: item.dose for item in programme.items}


def longest_stretch_s(programme: Programme) -> float:
    rows = [
        (
            KNOWLEDGE.exercises[item.exercise].targets,
            item.dose,
            sum(item.exercise in day.items for day in programme.days),
        )
        for item in programme.items
        if item.strand is Strand.STRETCH
    ]
    return max(weekly_stretch_s(doses=rows).values(), default=0.0)


def maybe_moved(programme: Programme, data: st.DataObject) -> Programme:
    """The programme as laid out, or with one of its sessions on another day."""
    ways = [
        (on, move.to)
        for on in (MONDAY + dt.timedelta(days=offset) for offset in range(7))
        for move in moves_of(programme=programme, on=on, today=MONDAY, done=())
    ]
    way = data.draw(st.sampled_from((None, *ways)), label="moved")
    if way is None:
        return programme
    return move_session(programme=programme, on=way[0], to=way[1], today=MONDAY, done=())


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(case=people, data=st.data())
def test_whatever_is_offered_stays_within_the_persons_own_rules(case: Case, data: st.DataObject) -> None:
    try:
        programme = maybe_moved(programme_for(case), data)
    except NoProgrammeError:
        assume(False)
    start = programme
    for _ in range(4):
        choices = list(everything_offered(programme, case))
        assume(choices)
        edit = data.draw(st.sampled_from(choices))
        changed = edited(programme, edit, case)
        assert is_within(programme=changed, case=case)
        assert_sound(changed, case)
        assert {item.exercise for item in changed.items} <= case.allowance.allowed
        for day in changed.days:
            assert day.minutes <= case.preferences.minutes + 1e-6
            assert day.minutes == pytest.approx(sum(changed.item(name).minutes for name in day.items))
        for item in changed.items:
            assert item.dose in ladder(KNOWLEDGE.exercises[item.exercise].dose)
            assert KNOWLEDGE.exercises[item.exercise].level <= highest(start, item.strand)
        assert longest_stretch_s(changed) <= max(STRETCH_MOST_S, longest_stretch_s(start))
        assert len(changed.items) <= max(most_items(case), len(start.items))
        change = changed.changes[-1]
        assert change.text.startswith("Your practitioner Mary ")
        assert change.text.endswith("because: the hip is sore")
        stood = edit.kind is EditKind.OUT and change.exercise not in doses(start)
        assert is_open_to_put_back(change=change, programme=changed) is not stood
        programme = changed


def highest(start: Programme, strand: Strand) -> int:
    """Of what the person did before anything was changed by hand."""
    levels = [KNOWLEDGE.exercises[item.exercise].level for item in start.items if item.strand is strand]
    return max(levels) + 1 if levels else FIRST_LEVEL


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(case=people, data=st.data())
def test_one_press_puts_back_all_that_was_done_to_one_exercise(case: Case, data: st.DataObject) -> None:
    try:
        start = programme = maybe_moved(programme_for(case), data)
    except NoProgrammeError:
        assume(False)
    about = ""
    for _ in range(data.draw(st.integers(1, 3))):
        choices = [one for one in everything_offered(programme, case) if about in ("", one.exercise)]
        assume(choices)
        programme = edited(programme, data.draw(st.sampled_from(choices)), case)
        (change,) = [one for one in programme.changes if one.by]
        about = change.exercise
    if doses(programme) != doses(start) or programme.pins:
        programme = put_back(programme=programme, exercise=about, case=case, today=MONDAY)
    assert doses(programme) == doses(start)
    assert programme.pins == ()
    assert not [
        one for one in programme.changes if one.by and is_open_to_put_back(change=one, programme=programme)
    ]


def test_pressing_again_goes_no_further_up(case: Case) -> None:
    """Each press would be one level above the one before."""
    programme = programme_for(case)
    level = {name: one.level for name, one in KNOWLEDGE.exercises.items()}
    name = first = strength_of(programme)
    for _ in range(4):
        item = next(one for one in offered(programme=programme, case=case).items if one.exercise == name)
        to = max(item.swaps, key=level.__getitem__)
        programme = edited(programme, Edit(kind=EditKind.SWAP, exercise=name, to=to), case)
        assert level[to] <= level[first] + 1
        name = to
    change = programme.changes[-1]
    assert change.was
    assert change.was.exercise == first
    assert KNOWLEDGE.exercises[first].name in change.text


def test_what_was_swapped_and_then_dosed_goes_back_in_one_press(case: Case) -> None:
    start = programme_for(case)
    item = next(one for one in offered(programme=start, case=case).items if one.swaps)
    programme = edited(start, Edit(kind=EditKind.SWAP, exercise=item.exercise, to=item.swaps[0]), case)
    now = next(one for one in offered(programme=programme, case=case).items if one.exercise == item.swaps[0])
    programme = edited(programme, Edit(kind=EditKind.DOSE, exercise=now.exercise, rung=now.doses[0][0]), case)
    back = put_back(programme=programme, exercise=now.exercise, case=case, today=MONDAY)
    assert doses(back) == doses(start)


def test_what_was_taken_out_and_added_again_goes_back_in_one_press(case: Case) -> None:
    start = programme_for(case)
    name = strength_of(start)
    rung = rung_of(exercise=KNOWLEDGE.exercises[name], dose=start.item(name).dose)
    lower = edited(start, Edit(kind=EditKind.DOSE, exercise=name, rung=rung - 1), case)
    start = start.model_copy(update={"items": lower.items, "days": lower.days})
    programme = edited(start, Edit(kind=EditKind.OUT, exercise=name), case)
    programme = edited(programme, Edit(kind=EditKind.ADD, exercise=name), case)
    assert (
        put_back(programme=programme, exercise=name, case=case, today=MONDAY).item(name).dose
        == start.item(name).dose
    )


def test_what_was_dosed_and_became_easier_after_pain_is_not_put_back_beside_it(case: Case) -> None:
    start = programme_for(case)
    item = next(
        one
        for one in offered(programme=start, case=case).items
        if one.doses and start.item(one.exercise).easier is not None
    )
    lowest = min(rung for rung, _words in item.doses)
    programme = edited(start, Edit(kind=EditKind.DOSE, exercise=item.exercise, rung=lowest), case)
    log = ItemLog(
        exercise=item.exercise, dose=programme.item(item.exercise).dose, done_share=1, pain_during=9, effort=5
    )
    red = SessionLog(date=MONDAY, items=(log,), pain_before=2, pain_after=9)
    after = next_doses(programme=programme, logs=(red,), case=case, today=MONDAY).programme
    assert item.exercise not in doses(after)
    assert not [one for one in after.changes if one.by and is_open_to_put_back(change=one, programme=after)]


def test_what_is_added_to_a_moved_week_keeps_a_day_between_strength() -> None:
    case = case_of(check_of("hip-movement"), days_per_week=3, session_minutes="45")
    programme = programme_for(case)
    moved = move_session(
        programme=programme, on=MONDAY, to=MONDAY + dt.timedelta(days=1), today=MONDAY, done=()
    )
    joins = [edit for edit in everything_offered(moved, case) if edit.kind is EditKind.ADD]
    assert any(KNOWLEDGE.exercises[edit.exercise].strand is Strand.STRENGTHEN for edit in joins)
    for edit in joins:
        changed = edited(moved, edit, case)
        assert [bool(day.items) for day in changed.days] == [False, True, False, True, False, True, False]


def test_what_was_added_to_an_empty_week_can_be_taken_out_again() -> None:
    case = case_of()
    full = programme_for(case)
    empty = full.model_copy(
        update={"items": (), "days": tuple(day.model_copy(update={"items": ()}) for day in full.days)}
    )
    edit = next(one for one in everything_offered(empty, case) if one.kind is EditKind.ADD)
    added = edited(empty, edit, case)
    assert put_back(programme=added, exercise=edit.exercise, case=case, today=MONDAY).items == ()


def test_a_safety_filter_is_never_overridden() -> None:
    excluding = next(
        (caution.filter, exercise.id)
        for exercise in KNOWLEDGE.exercises.values()
        for caution in exercise.cautions
        if caution.effect.value == "exclude" and exercise.strand is Strand.STRENGTHEN
    )
    case = case_of(check_of("hip-movement", filters=(excluding[0],), level=Level.CARE_CHANGED))
    programme = programme_for(case)
    found = offered(programme=programme, case=case)
    shown = {*found.joins, *(name for item in found.items for name in item.swaps)}
    assert excluding[1] not in shown
    for edit in (
        Edit(kind=EditKind.ADD, exercise=excluding[1]),
        Edit(kind=EditKind.SWAP, exercise=programme.items[-1].exercise, to=excluding[1]),
    ):
        with pytest.raises(ChoiceError, match="not offered"):
            edited(programme, edit, case)


def going_beyond(programme: Programme, case: Case) -> Iterator[Edit]:
    found = offered(programme=programme, case=case)
    for item in found.items:
        yield from (Edit(kind=EditKind.SWAP, exercise=item.exercise, to=one) for one in item.swaps_beyond)
    yield from (Edit(kind=EditKind.ADD, exercise=one) for one in found.joins_beyond)


@given(people, st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_only_a_thing_that_was_not_ticked_is_passed_over(case: Case, data: st.DataObject) -> None:
    """Nothing of health is, nor a position somebody left out."""
    programme = programme_for(case)
    edits = list(going_beyond(programme, case))
    assume(edits)
    edit = data.draw(st.sampled_from(edits))
    name = edit.to or edit.exercise
    blocked = why_not(exercise=KNOWLEDGE.exercises[name], allowance=case.allowance)
    assert blocked is not None
    assert blocked.kind is ExclusionKind.EQUIPMENT
    with pytest.raises(ChoiceError, match="not offered"):
        edited(programme, edit, case)
    changed = edit_programme(
        programme=programme, edit=edit, reason="I lend one", by="Mary", case=case, today=MONDAY,
        may_go_beyond=True,
    )  # fmt: skip
    assert "which you did not tick" in changed.changes[-1].text
    assert beyond_of(changed) == {name}
    assert_sound(changed, with_things_for(name, case))


def with_things_for(name: str, case: Case) -> Case:
    things = case.preferences.equipment | frozenset(KNOWLEDGE.exercises[name].equipment)
    return replace(case, preferences=case.preferences.model_copy(update={"equipment": things}))


def test_what_goes_beyond_holds_for_two_reviews_and_not_against_health() -> None:
    case = case_of(check_of("hip-movement"), session_minutes="30", equipment=())
    programme = programme_for(case)
    edit = next(going_beyond(programme, case))
    name = edit.to or edit.exercise
    changed = edit_programme(
        programme=programme, edit=edit, reason="I lend one", by="Mary", case=case, today=MONDAY,
        may_go_beyond=True,
    )  # fmt: skip
    held = replace(case, beyond=beyond_of(changed))
    assert keep_within(programme=changed, case=held) == changed
    assert not is_within(programme=changed, case=case), "without the setting it would have to leave"
    first, second, third = weeks_after(changed, held, 3)
    assert name in doses(first)
    assert name in doses(second)
    assert name not in doses(third), "the rules decide again"
    exclude = next(
        (one.filter for one in KNOWLEDGE.exercises[name].cautions if one.effect.value == "exclude"), None
    )
    assert exclude is not None
    ill = case_of(check_of("hip-movement", filters=(exclude,)), session_minutes="30", equipment=())
    assert name not in doses(keep_within(programme=changed, case=replace(ill, beyond=frozenset({name}))))


def test_nothing_is_changed_where_no_programme_may_be() -> None:
    case = case_of(check_of("hip-movement"))
    programme = programme_for(case)
    edit = Edit(kind=EditKind.OUT, exercise=programme.items[0].exercise)
    for other in (
        case_of(check_of("hip-movement", level=Level.EMERGENCY)),
        case_of(check_of("hip-movement", level=Level.SAME_DAY)),
        case_of(check_of("hip-movement"), age=17),
    ):
        with pytest.raises(NoProgrammeError):
            offered(programme=programme, case=other)
        with pytest.raises(NoProgrammeError):
            edited(programme, edit, other)


def test_what_does_not_fit_is_refused_in_words() -> None:
    case = case_of(check_of("hip-movement"))
    programme = programme_for(case)
    name = programme.items[0].exercise
    for edit in (
        Edit(kind=EditKind.DOSE, exercise=name, rung=99),
        Edit(kind=EditKind.SWAP, exercise=name, to="no-such-thing"),
        Edit(kind=EditKind.ADD, exercise=name),
        Edit(kind=EditKind.ADD, exercise="no-such-thing"),
    ):
        with pytest.raises(ChoiceError):
            edited(programme, edit, case)
    for kind in (EditKind.OUT, EditKind.DOSE, EditKind.SWAP):
        with pytest.raises(GoneError, match="not in the programme any more"):
            edited(programme, Edit(kind=kind, exercise="no-such-thing"), case)
    for nothing_set in (name, "no-such-thing"):
        with pytest.raises(ChoiceError, match="not offered"):
            edited(programme, Edit(kind=EditKind.KEEP, exercise=nothing_set), case)
    only = programme
    while len(only.items) > 1:
        only = edited(only, Edit(kind=EditKind.OUT, exercise=only.items[0].exercise), case)
    with pytest.raises(ChoiceError, match="only exercise left"):
        edited(only, Edit(kind=EditKind.OUT, exercise=only.items[0].exercise), case)


def good_week(programme: Programme) -> tuple[SessionLog, ...]:
    return tuple(
        SessionLog(
            date=programme.starts + dt.timedelta(days=offset),
            items=tuple(
                ItemLog(exercise=name, dose=programme.item(name).dose, done_share=1, pain_during=0, effort=3)
                for name in day.items
            ),
            pain_before=1,
            pain_after=1,
            effort=3,
            settled=True,
        )
        for offset, day in enumerate(programme.days)
        if day.items
    )


def next_week(programme: Programme, logs: tuple[SessionLog, ...], case: Case) -> Programme:
    proposal = propose(programme=programme, logs=logs, case=case, today=programme.starts + WEEK)
    return settle(proposal=proposal, choices={}, programme=programme, case=case)


def weeks_after(programme: Programme, case: Case, number: int) -> list[Programme]:
    logs: tuple[SessionLog, ...] = ()
    found = []
    for _ in range(number):
        logs += good_week(programme)
        programme = next_week(programme, logs, case)
        found.append(programme)
    return found


@pytest.fixture
def case() -> Case:
    return case_of(check_of("hip-movement"), session_minutes="30")


def strength_of(programme: Programme) -> str:
    return next(item.exercise for item in programme.items if item.strand is Strand.STRENGTHEN)


def test_a_dose_that_was_set_holds_two_reviews_and_then_moves_again(case: Case) -> None:
    programme = programme_for(case)
    name = strength_of(programme)
    rung = rung_of(exercise=KNOWLEDGE.exercises[name], dose=programme.item(name).dose)
    changed = edited(programme, Edit(kind=EditKind.DOSE, exercise=name, rung=rung - 1), case)
    held = changed.item(name).dose
    first, second, third, *_ = weeks_after(changed, case, 6)
    assert first.item(name).dose == held
    assert second.item(name).dose == held
    assert [one.pins[0].reviews for one in (changed, first)] == [2, 1]
    assert second.pins == ()
    later = [week for week in weeks_after(changed, case, 6)[2:] if name in doses(week)]
    assert any(week.item(name).dose != held for week in later) or name not in doses(third)
    free = weeks_after(programme, case, 2)
    assert free[1].changes != second.changes


def test_without_the_setting_it_would_have_moved(case: Case) -> None:
    programme = programme_for(case)
    name = strength_of(programme)
    rung = rung_of(exercise=KNOWLEDGE.exercises[name], dose=programme.item(name).dose)
    changed = edited(programme, Edit(kind=EditKind.DOSE, exercise=name, rung=rung - 1), case)
    logs = good_week(changed)
    moves = next_doses(programme=changed, logs=logs, case=case, today=MONDAY + WEEK).steps
    assert next(step.move for step in moves if step.exercise == name) is ItemMove.STAY
    free = changed.model_copy(update={"pins": ()})
    freed = next_doses(programme=free, logs=logs, case=case, today=MONDAY + WEEK).steps
    assert next(step.move for step in freed if step.exercise == name) is ItemMove.UP


@pytest.mark.parametrize("kind", [EditKind.DOSE, EditKind.OUT])
def test_what_was_set_is_kept_for_two_more_reviews_and_still_goes_back_in_one_press(
    case: Case, kind: EditKind
) -> None:
    programme = programme_for(case)
    name = strength_of(programme)
    rung = rung_of(exercise=KNOWLEDGE.exercises[name], dose=programme.item(name).dose)
    changed = edited(programme, Edit(kind=kind, exercise=name, rung=rung - 1), case)
    keep = Edit(kind=EditKind.KEEP, exercise=name)
    assert keep not in everything_offered(changed, case), "no review has passed"
    (first,) = weeks_after(changed, case, 1)
    assert keep in everything_offered(first, case)
    kept = edited(first, keep, case)
    assert [(pin.exercise, pin.reviews) for pin in kept.pins] == [(name, 2)]
    assert doses(kept) == doses(first)
    second, third, fourth = weeks_after(kept, case, 3)
    for week in (second, third):
        assert doses(week).get(name) == doses(kept).get(name)
    assert (second.pins[0].reviews, third.pins, fourth.pins) == (1, (), ())
    back = put_back(programme=kept, exercise=name, case=case, today=MONDAY + WEEK)
    assert back.item(name).dose == programme.item(name).dose
    assert back.pins == ()


def test_pain_goes_before_what_was_set(case: Case) -> None:
    programme = programme_for(case)
    name = strength_of(programme)
    rung = rung_of(exercise=KNOWLEDGE.exercises[name], dose=programme.item(name).dose)
    changed = edited(programme, Edit(kind=EditKind.DOSE, exercise=name, rung=rung + 1), case)
    steps = next_doses(programme=changed, logs=hurt_week(changed), case=case, today=MONDAY + WEEK).steps
    assert next(step.move for step in steps if step.exercise == name) in (ItemMove.DOWN, ItemMove.EASIER)


def hurt_week(programme: Programme) -> tuple[SessionLog, ...]:
    return tuple(
        log.model_copy(
            update={"items": tuple(one.model_copy(update={"pain_during": 8}) for one in log.items)}
        )
        for log in good_week(programme)
    )


def test_who_set_it_is_known_after_the_rules_changed_it_too(case: Case) -> None:
    programme = programme_for(case)
    name = strength_of(programme)
    rung = rung_of(exercise=KNOWLEDGE.exercises[name], dose=programme.item(name).dose)
    changed = edited(programme, Edit(kind=EditKind.DOSE, exercise=name, rung=rung + 1), case)
    week = next_week(changed, hurt_week(changed), case)
    assert [(pin.exercise, pin.by) for pin in week.pins] == [(name, "Mary")]
    assert not [change for change in week.changes if change.by], "the rules' own change is told in its place"
    assert released(programme=week, by="Otto") is week
    assert released(programme=week, by="Mary").pins == ()


def test_a_programme_kept_before_pins_knew_who_set_them_still_reads(case: Case) -> None:
    programme = programme_for(case)
    name = strength_of(programme)
    changed = edited(programme, Edit(kind=EditKind.OUT, exercise=name), case)
    kept = changed.model_dump(mode="json")
    for pin in kept["pins"]:
        del pin["by"]
    assert [pin.by for pin in Programme.model_validate(kept).pins] == [""]


def test_what_was_taken_out_stays_out_for_two_reviews_and_nothing_takes_its_place(case: Case) -> None:
    programme = programme_for(case)
    name = strength_of(programme)
    changed = edited(programme, Edit(kind=EditKind.OUT, exercise=name), case)
    assert name not in doses(changed)
    first, second = weeks_after(changed, case, 2)
    strands = [item.strand for item in changed.items].count(Strand.STRENGTHEN)
    for week in (first, second):
        assert name not in doses(week)
        assert [item.strand for item in week.items].count(Strand.STRENGTHEN) <= strands
    reasons = {one.what: one.reason for one in first.exclusions}
    assert reasons[name] == "Your practitioner took it out for now, because: the hip is sore"
    assert [one.text for one in first.changes if one.by]
    back = put_back(programme=first, exercise=name, case=case, today=MONDAY + WEEK)
    assert name in doses(back)


def test_what_was_added_stays_and_grows_only_later(case: Case) -> None:
    programme = programme_for(case)
    name = offered(programme=programme, case=case).joins[-1]
    changed = edited(programme, Edit(kind=EditKind.ADD, exercise=name), case)
    for week in weeks_after(changed, case, 2):
        assert week.item(name).dose == changed.item(name).dose


def test_the_persons_own_choice_ends_what_was_set(case: Case) -> None:
    programme = programme_for(case)
    name = strength_of(programme)
    rung = rung_of(exercise=KNOWLEDGE.exercises[name], dose=programme.item(name).dose)
    changed = edited(programme, Edit(kind=EditKind.DOSE, exercise=name, rung=rung + 1), case)
    assert make_easier(programme=changed, exercise=name, case=case).pins == ()


def test_new_answers_in_the_week_keep_what_was_set_and_told(case: Case) -> None:
    programme = programme_for(case)
    name = strength_of(programme)
    changed = edited(programme, Edit(kind=EditKind.OUT, exercise=name), case)
    stricter = case_of(
        check_of("hip-movement", filters=("anticoagulant",), level=Level.CARE_CHANGED), session_minutes="30"
    )
    kept = keep_within(programme=changed, case=stricter)
    assert kept.pins == changed.pins
    assert name not in doses(kept)
    assert [one.text for one in kept.changes if one.by]


def test_a_mark_changes_with_the_programme_and_only_with_it(case: Case) -> None:
    programme = programme_for(case)
    again = Programme.model_validate(programme.model_dump(mode="json"))
    assert mark_of(again) == mark_of(programme)
    changed = edited(programme, Edit(kind=EditKind.OUT, exercise=programme.items[0].exercise), case)
    assert mark_of(changed) != mark_of(programme)
