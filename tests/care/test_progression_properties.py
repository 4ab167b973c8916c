"""Months of sessions, simulated: no rule of progression is ever broken."""

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.doses import item_seconds, ladder, rung_of, start_rung
from loadshare.care.logs import ItemLog, Light, SessionLog, item_light, unlocked_by
from loadshare.care.programme import Programme
from loadshare.care.progression import DoseStep, ItemMove, Progress, next_doses
from loadshare.care.steps import step_down, step_up
from loadshare.knowledge.exercise import Dose, Exercise, Strand
from tests.support.people import KNOWLEDGE, people, programme_for
from tests.support.programme_rules import assert_sound

MANY = settings(max_examples=60, deadline=None)
exercises = st.sampled_from(sorted(KNOWLEDGE.exercises)).map(KNOWLEDGE.exercises.__getitem__)
NOBODY: frozenset[str] = frozenset()


@MANY
@given(case=people, seed=st.integers(0, 2**32))
def test_six_weeks_of_sessions_break_no_rule(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    programme = programme_for(case)
    logs: tuple[SessionLog, ...] = ()
    for week in range(1, 7):
        for offset in range(7):
            day, date = programme.days[offset], programme.starts + dt.timedelta(days=offset)
            if not day.items or chance.random() < 0.3:
                continue
            items = tuple(_log(programme, name, chance) for name in day.items)
            logs = (*logs, _session(date, items, chance))
            progress = next_doses(programme=programme, logs=logs, case=case, today=date)
            assert_steps_within_rules(programme, progress, logs)
            assert_sound(progress.programme, case)
            programme = progress.programme
        opened = unlocked_by(logs=logs, knowledge=KNOWLEDGE)
        case = Case(
            check=case.check,
            preferences=case.preferences,
            facts=case.facts,
            knowledge=KNOWLEDGE,
            unlocked=case.unlocked | opened,
        )
        if week < 6:
            following = programme_for(
                case,
                starts=programme.starts + dt.timedelta(weeks=1),
                week=week + 1,
                previous=programme,
            )
            assert_sound(following, case)
            assert_nothing_grew_by_itself(programme, following)
            programme = following


def assert_steps_within_rules(programme: Programme, progress: Progress, logs: tuple[SessionLog, ...]) -> None:
    risen = [step for step in progress.steps if step.move in (ItemMove.UP, ItemMove.HARDER)]
    strands = [programme.item(step.exercise).strand for step in risen]
    assert len(strands) == len(set(strands))
    latest = logs[-1]
    for item in latest.items:
        if item_light(session=latest, item=item) is Light.RED and item.exercise in {
            s.exercise for s in risen
        }:
            raise AssertionError(f"{item.exercise} went up on red")
    for step in risen:
        assert_no_jump(
            KNOWLEDGE.exercises[step.exercise], programme.item(step.exercise).dose, step.to, step.dose
        )
    assert all(change.text.endswith(".") for change in progress.changes)


def assert_no_jump(exercise: Exercise, before: Dose, to: str, after: Dose) -> None:
    """Two repetitions, or five seconds of hold, or ten of time, or one hold, or one set: one of them."""
    if to != exercise.id:
        assert rung_of(exercise=exercise, dose=before) > start_rung(exercise.dose)
        assert after == KNOWLEDGE.exercises[to].dose
        return
    changed = {
        name: getattr(after, name) - getattr(before, name)
        for name in ("sets", "count", "hold_s", "duration_s")
        if getattr(after, name) != getattr(before, name)
    }
    if rung_of(exercise=exercise, dose=after) > start_rung(exercise.dose):
        assert len(changed) == 1
        most = {"sets": 1, "count": 2, "hold_s": 5, "duration_s": 10}
        assert all(0 < growth <= most[name] for name, growth in changed.items())


def assert_nothing_grew_by_itself(before: Programme, now: Programme) -> None:
    held = {item.exercise: item.dose for item in before.items}
    for item in now.items:
        if item.exercise in held:
            exercise = KNOWLEDGE.exercises[item.exercise]
            was, here = (rung_of(exercise=exercise, dose=dose) for dose in (held[item.exercise], item.dose))
            assert here <= was


@MANY
@given(exercise=exercises)
def test_a_ladder_climbs_one_thing_at_a_time_and_never_past_its_bounds(exercise: Exercise) -> None:
    rungs = ladder(exercise.dose)
    assert exercise.dose in rungs
    assert len(set(rungs)) == len(rungs)
    assert [rung_of(exercise=exercise, dose=dose) for dose in rungs] == list(range(len(rungs)))
    for lower, upper in zip(
        rungs[start_rung(exercise.dose) :], rungs[start_rung(exercise.dose) + 1 :], strict=False
    ):
        assert_no_jump(exercise, lower, exercise.id, upper)
    top = rungs[-1]
    assert top.sets <= exercise.dose.sets_most
    assert top.hold_s <= max(exercise.dose.hold_s, exercise.dose.hold_most_s)


@MANY
@given(case=people, exercise=exercises, place=st.floats(0, 1))
def test_a_step_down_and_up_again_returns(case: Case, exercise: Exercise, place: float) -> None:
    allowance = case.allowance
    highest = len(ladder(exercise.dose)) - 1
    if highest == 0:
        return
    rung = max(1, round(place * highest))
    down = step_down(exercise=exercise, rung=rung, allowance=allowance, taken=NOBODY)
    up = step_up(exercise=down.exercise, rung=down.rung, allowance=allowance, taken=NOBODY)
    assert up is not None
    assert (up.exercise.id, up.rung) == (exercise.id, rung)


@MANY
@given(case=people, exercise=exercises)
def test_no_step_of_its_own_leads_to_what_asks_for_care(case: Case, exercise: Exercise) -> None:
    top = len(ladder(exercise.dose)) - 1
    up = step_up(exercise=exercise, rung=top, allowance=case.allowance, taken=NOBODY)
    if up is not None:
        filters = {active.filter for active in case.check.filters}
        assert not filters & {caution.filter for caution in up.exercise.cautions}


@MANY
@given(case=people)
def test_three_perfect_weeks_move_every_strength_exercise_that_can(case: Case) -> None:
    programme = began = programme_for(case)
    logs: tuple[SessionLog, ...] = ()
    risen: set[str] = set()
    for offset in range(21):
        day = began.starts + dt.timedelta(days=offset)
        if programme.day(day).items:
            logs = (*logs, _perfect(programme, day))
            progress = next_doses(programme=programme, logs=logs, case=case, today=day)
            risen |= {step.exercise for step in progress.steps if step.move in UPWARDS}
            programme = progress.programme
    for item in began.items:
        if item.strand is Strand.STRENGTHEN and item.exercise not in risen:
            assert not _can_rise(item.exercise, programme, case), item.exercise


UPWARDS = (ItemMove.UP, ItemMove.HARDER)


def _can_rise(name: str, programme: Programme, case: Case) -> bool:
    """A step exists, and it fits once massage and stretching are down to one set each."""
    exercise = KNOWLEDGE.exercises[name]
    item = programme.item(name)
    taken = frozenset(other.exercise for other in programme.items)
    rung = rung_of(exercise=exercise, dose=item.dose)
    up = step_up(exercise=exercise, rung=rung, allowance=case.allowance, taken=taken)
    if up is None:
        return False
    more = item_seconds(exercise=up.exercise, dose=up.dose) - item.minutes * 60
    for day in programme.days:
        if name in day.items:
            spare = sum(_spare(programme, other) for other in day.items)
            if day.minutes * 60 - spare + more > case.preferences.minutes * 60:
                return False
    return True


def _spare(programme: Programme, name: str) -> float:
    """Seconds that a massage or a stretch holds beyond one whole set of its start dose."""
    item, exercise = programme.item(name), KNOWLEDGE.exercises[name]
    if item.strand is Strand.STRENGTHEN:
        return 0
    start = exercise.dose
    least = next(
        dose
        for dose in ladder(start)
        if (dose.count, dose.hold_s, dose.duration_s) >= (start.count, start.hold_s, start.duration_s)
    )
    return max(0.0, item.minutes * 60 - item_seconds(exercise=exercise, dose=least))


def _perfect(programme: Programme, day: dt.date) -> SessionLog:
    items = tuple(
        ItemLog(
            exercise=name, dose=programme.item(name).dose, done_share=1, pain_during=1, effort=5
        )
        for name in programme.day(day).items
    )  # fmt: skip
    return SessionLog(date=day, items=items, pain_before=1, pain_after=1, effort=5, settled=True)


@MANY
@given(case=people, seed=st.integers(0, 2**32))
def test_the_same_logs_give_the_same_steps(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    programme = programme_for(case)
    day = next((day for day in programme.days if day.items), None)
    if day is None:
        return
    items = tuple(_log(programme, name, chance) for name in day.items)
    logs = (_session(programme.starts, items, chance), _session(programme.starts, items, chance))
    first, second = (
        next_doses(programme=programme, logs=logs, case=case, today=programme.starts) for _ in range(2)
    )
    assert first == second


@MANY
@given(case=people, seed=st.integers(0, 2**32), place=st.integers(0, 100), data=st.data())
def test_a_session_that_hurt_never_raises_a_dose(
    case: Case, seed: int, place: int, data: st.DataObject
) -> None:
    """Whatever else was done that day or before, and wherever it stands among the logs."""
    chance = random.Random(seed)
    programme = programme_for(case)
    logs = _two_weeks(programme, chance)
    today = max((log.date for log in logs), default=programme.starts)
    on = data.draw(st.sampled_from([*(log.date for log in logs), today]))
    bad = _session_that_hurt(programme, on, chance, how=data.draw(st.sampled_from(HURT)))
    more = (*logs[: place % (len(logs) + 1)], bad, *logs[place % (len(logs) + 1) :])
    without, with_it = (
        next_doses(programme=programme, logs=sent, case=case, today=today) for sent in (logs, more)
    )
    went_well = {item.exercise for item in bad.items if item_light(session=bad, item=item) is not Light.RED}
    for still, before, after in zip(_still(programme), without.steps, with_it.steps, strict=True):
        bound = max(before, still, key=_height) if after.exercise in went_well else before
        assert _height(after) <= _height(bound), (bound, after)
        if on == today:
            assert _height(after) <= _height(still)
    assert with_it.steady or on != today


@MANY
@given(case=people, seed=st.integers(0, 2**32))
def test_the_order_of_the_logs_changes_nothing(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    programme = programme_for(case)
    logs = _two_weeks(programme, chance)
    mixed = chance.sample(logs, len(logs))
    today = max((log.date for log in logs), default=programme.starts)
    first, second = (
        next_doses(programme=programme, logs=tuple(sent), case=case, today=today) for sent in (logs, mixed)
    )
    assert first == second
    assert unlocked_by(logs=tuple(mixed), knowledge=KNOWLEDGE) == unlocked_by(logs=logs, knowledge=KNOWLEDGE)


@MANY
@given(case=people, seed=st.integers(0, 2**32))
def test_the_same_logs_never_move_anything_down_twice(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    programme = programme_for(case)
    logs = _two_weeks(programme, chance)
    today = max((log.date for log in logs), default=programme.starts) + dt.timedelta(
        days=chance.choice((0, 14))
    )
    first = next_doses(programme=programme, logs=logs, case=case, today=today)
    again = next_doses(programme=first.programme, logs=logs, case=case, today=today)
    moved = {step.to for step in first.steps if step.move in (ItemMove.DOWN, ItemMove.EASIER)}
    assert not [step for step in again.steps if step.exercise in moved and step.move is not ItemMove.STAY]


@MANY
@given(case=people, seed=st.integers(0, 2**32))
def test_a_reason_speaks_of_what_was_done(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    programme = programme_for(case)
    logs = _two_weeks(programme, chance)
    today = max((log.date for log in logs), default=programme.starts)
    progress = next_doses(programme=programme, logs=logs, case=case, today=today)
    done = {item.exercise for log in logs for item in log.items}
    for step in progress.steps:
        if step.move in (ItemMove.HARDER, ItemMove.EASIER):
            assert " it " not in step.reason.partition("because")[2].replace("lets it", "")
        if step.move is not ItemMove.STAY:
            assert step.exercise in done


def _two_weeks(programme: Programme, chance: random.Random) -> tuple[SessionLog, ...]:
    """Sessions of less than two weeks, some days with several, mostly good, at doses near those of now."""
    found: list[SessionLog] = []
    for day in range(13):
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
            names = [item.exercise for item in programme.items if chance.random() < 0.8]
            items = tuple(_mostly_good(programme, name, chance) for name in names)
            found.append(_good_session(programme.starts + dt.timedelta(days=day), items, chance))
    return tuple(found)


def _mostly_good(programme: Programme, name: str, chance: random.Random) -> ItemLog:
    rungs = ladder(KNOWLEDGE.exercises[name].dose)
    dose = programme.item(name).dose
    other = rungs[max(0, min(len(rungs) - 1, rungs.index(dose) + chance.choice((-2, -1, 1))))]
    is_good = chance.random() < 0.8
    return ItemLog(
        exercise=name,
        dose=dose if chance.random() < 0.85 else other,
        done_share=1.0 if is_good else chance.choice((0.0, 0.5, 0.8)),
        pain_during=chance.choice((0, 1, 2)) if is_good else chance.choice((4, 6, None)),
        effort=5 if is_good else chance.choice((3, 8, None)),
        stopped=chance.random() < 0.03,
    )


def _good_session(date: dt.date, items: tuple[ItemLog, ...], chance: random.Random) -> SessionLog:
    return SessionLog(
        date=date, items=items, pain_before=2, pain_after=2, effort=5,
        settled=chance.choice((True, True, None)), flare_day=chance.random() < 0.1,
    )  # fmt: skip


HURT: tuple[Mapping[str, Any], ...] = (
    {"pain_during": 8, "pain_after": 8},
    {"stopped": True},
    {"pain_after": 8},
    {"settled": False},
    {"pain_after": 8, "flare_day": True},
)
"""All of it, one exercise of it, only its end, only the morning after, the gentle version."""


def _session_that_hurt(
    programme: Programme, date: dt.date, chance: random.Random, *, how: Mapping[str, Any]
) -> SessionLog:
    """One at the doses of now that was red."""
    names = [item.exercise for item in programme.items if chance.random() < 0.8]
    stopped = chance.choice(names) if names and "stopped" in how else None
    items = tuple(
        ItemLog(
            exercise=name, dose=programme.item(name).dose, done_share=1.0, effort=5,
            pain_during=how.get("pain_during", 1), stopped=name == stopped,
        )
        for name in names
    )  # fmt: skip
    end = how.get("pain_after", 8 if not names else 2)
    return SessionLog(
        date=date, items=items, pain_before=2, pain_after=end, effort=5,
        settled=how.get("settled"), flare_day=how.get("flare_day", False),
    )  # fmt: skip


def _still(programme: Programme) -> list[DoseStep]:
    return [
        DoseStep(exercise=item.exercise, move=ItemMove.STAY, to=item.exercise, dose=item.dose, reason="")
        for item in programme.items
    ]


def _height(step: DoseStep) -> tuple[int, int]:
    """How high a step ends: the place in the chain of what it was, then the rung."""
    exercise = KNOWLEDGE.exercises[step.to]
    link = {ItemMove.HARDER: 1, ItemMove.EASIER: -1}.get(step.move, 0)
    return (link, rung_of(exercise=exercise, dose=step.dose))


def _log(programme: Programme, name: str, chance: random.Random) -> ItemLog:
    return ItemLog(
        exercise=name,
        dose=programme.item(name).dose,
        done_share=chance.choice((1.0, 1.0, 1.0, 0.8, 0.5, 0.0)),
        pain_during=chance.choice((0, 1, 1, 2, 2, 4, 6, None)),
        effort=chance.choice((3, 5, 6, 8, None)),
        spread=chance.choice((False, False, False, False, True)),
    )


def _session(date: dt.date, items: tuple[ItemLog, ...], chance: random.Random) -> SessionLog:
    return SessionLog(
        date=date,
        items=items,
        pain_before=chance.randint(0, 6),
        pain_after=chance.choice((0, 1, 2, 3, 7, None)),
        effort=chance.choice((4, 6, 9, None)),
        settled=chance.choice((True, True, None, False)),
        flare_day=chance.choice((False, False, False, True)),
    )
