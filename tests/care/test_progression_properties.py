"""Months of sessions, simulated: no rule of progression is ever broken."""

import datetime as dt
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.doses import ladder, rung_of, start_rung
from loadshare.care.logs import ItemLog, Light, SessionLog, item_light, unlocked_by
from loadshare.care.programme import Programme
from loadshare.care.progression import Move, Progress, next_doses, step_down, step_up
from loadshare.knowledge.exercise import Dose, Exercise
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
    risen = [step for step in progress.steps if step.move in (Move.UP, Move.HARDER)]
    assert len(risen) <= 1
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
        assert before == ladder(exercise.dose)[-1]
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
