"""Nudges that chance leaves out: never two in a row, each decision told, and what is learnt from them."""

import datetime as dt
import random
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.nudges import _form_pool, _form_trials, _pool, _trials
from loadshare.care.break_events import BackAtDesk, Later, Meeting, MeetingMinutes, SettingsChanged, Skipped
from loadshare.care.break_hours import BreakSettings
from loadshare.care.breaks import BreakState, after_event, may_come_at, next_nudge, presence, state_after
from loadshare.care.nudge_chance import LASTS_DAYS, SHORT_WITH, SHOWN_WITH, NudgeChance
from loadshare.care.nudge_decisions import NotPossible, NudgeForm, NudgeMade, decisions
from loadshare.care.nudge_effect import NudgePoint, form_effect, nudge_effect, student_t
from loadshare.care.use_report import PersonUse, report_of_use

MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
EVERY = 40 * MINUTE
SETTINGS = BreakSettings(zone="UTC")


def chance(seed: int, *, days: float = LASTS_DAYS) -> NudgeChance:
    return NudgeChance(seed=seed, since=MONDAY - MINUTE, until=MONDAY + dt.timedelta(days=days))


def sitting(seed: int | None, *, settings: BreakSettings = SETTINGS) -> BreakState:
    by = None if seed is None else chance(seed)
    return state_after(events=[BackAtDesk(at=MONDAY)], settings=settings, chance=by)


def seed_where(left_out: bool) -> int:
    return next(seed for seed in range(99) if chance(seed).leaves_out(due=MONDAY + EVERY) is left_out)


LEFT_OUT, SHOWN = seed_where(left_out=True), seed_where(left_out=False)


def test_without_the_wish_nothing_is_left_to_chance() -> None:
    found = decisions(state=sitting(None), until=MONDAY + dt.timedelta(days=1))
    assert [(one.made, one.shown_with, one.at) for one in found] == [(NudgeMade.SHOWN, 1, MONDAY + EVERY)]


def test_one_that_is_left_out_is_followed_by_one_that_comes() -> None:
    state = sitting(LEFT_OUT)
    nudge = next_nudge(state=state, now=MONDAY)
    assert nudge is not None
    assert nudge.due == MONDAY + 2 * EVERY
    found = decisions(state=state, until=MONDAY + dt.timedelta(hours=3))
    assert [(one.made, one.shown_with) for one in found] == [
        (NudgeMade.LEFT_OUT, SHOWN_WITH),
        (NudgeMade.SHOWN, 1),
    ]
    assert len(decisions(state=state, until=MONDAY + EVERY)) == 1, "nothing of what is to come"


def test_what_chance_says_is_not_told_before() -> None:
    early, late = MONDAY + 39 * MINUTE, MONDAY + 41 * MINUTE
    for seed in (LEFT_OUT, SHOWN):
        assert may_come_at(state=sitting(seed), now=early) == MONDAY + EVERY
        assert may_come_at(state=sitting(seed), now=late) is None
        assert presence(state=sitting(seed), now=early).value == "sitting"
    assert may_come_at(state=sitting(None), now=early) is None


def test_what_somebody_asked_for_comes() -> None:
    for seed in range(30):
        state = after_event(state=sitting(seed), event=Later(at=MONDAY + EVERY, minutes=10))
        (found,) = decisions(state=state, until=MONDAY + dt.timedelta(hours=2))
        assert (found.made, found.shown_with) == (NudgeMade.SHOWN, 1)
    after_skips = (after_event(state=sitting(seed), event=Skipped(at=MONDAY + EVERY)) for seed in range(30))
    assert any(
        decisions(state=one, until=MONDAY + 3 * EVERY)[0].made is NudgeMade.LEFT_OUT for one in after_skips
    )


def test_new_settings_do_not_bring_back_what_was_left_out() -> None:
    at = MONDAY + EVERY + 10 * MINUTE
    changed = SettingsChanged(at=at, settings=SETTINGS.model_copy(update={"every_minutes": 50}))
    nudge = next_nudge(state=after_event(state=sitting(LEFT_OUT), event=changed), now=at)
    assert nudge is not None
    assert nudge.due == MONDAY + 2 * EVERY + 10 * MINUTE


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"paused": True}, NotPossible.PAUSED),
        ({"paused_until": MONDAY + dt.timedelta(hours=5)}, NotPossible.PAUSED),
        ({"days": frozenset({5})}, NotPossible.QUIET),
    ],
)
def test_why_none_was_possible(changed: dict[str, object], why: NotPossible) -> None:
    state = sitting(SHOWN, settings=SETTINGS.model_copy(update=changed))
    (found,) = decisions(state=state, until=MONDAY + dt.timedelta(hours=3))
    assert (found.made, found.why, found.shown_with) == (NudgeMade.NOT_POSSIBLE, why, 0)


def test_a_meeting_puts_it_off_and_two_skips_shorten_it() -> None:
    events = [BackAtDesk(at=MONDAY), *(Skipped(at=MONDAY + n * MINUTE) for n in (1, 2))]
    meets = Meeting(at=MONDAY + 35 * MINUTE, minutes=MeetingMinutes.HALF_HOUR)
    state = state_after(events=[*events, meets], settings=SETTINGS)
    found = decisions(state=state, until=MONDAY + dt.timedelta(hours=3))
    assert [(one.why, one.form, one.at) for one in found] == [
        (NotPossible.MEETING, None, MONDAY + 42 * MINUTE),
        (None, NudgeForm.SHORT, MONDAY + 65 * MINUTE),
    ]


def test_it_ends_by_itself_and_is_not_for_whom_nudges_are_rare() -> None:
    rare = SETTINGS.model_copy(update={"every_minutes": 75})
    assert {
        one.shown_with for one in decisions(state=sitting(1, settings=rare), until=MONDAY + 9 * EVERY)
    } == {1}
    over = state_after(events=[BackAtDesk(at=MONDAY)], settings=SETTINGS, chance=chance(LEFT_OUT, days=0))
    assert [one.made for one in decisions(state=over, until=MONDAY + 9 * EVERY)] == [NudgeMade.SHOWN]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31 - 1), gaps=st.lists(st.integers(1, 150), max_size=12))
def test_never_two_in_a_row_and_every_replay_says_the_same(seed: int, gaps: list[int]) -> None:
    at, said = MONDAY, [BackAtDesk(at=MONDAY)]
    for gap in gaps:
        at += gap * MINUTE
        said.append(BackAtDesk(at=at))
    state, found = BreakState(settings=SETTINGS, chance=chance(seed)), []
    for event in said:
        found += decisions(state=state, until=event.at)
        state = after_event(state=state, event=event)
    assert state == state_after(events=said, settings=SETTINGS, chance=chance(seed))
    for one, following in pairwise(decisions(state=state, until=at + dt.timedelta(hours=6))):
        assert (one.made, following.made) != (NudgeMade.LEFT_OUT, NudgeMade.LEFT_OUT)
    assert all(one.at > before.at for before, one in pairwise(found))


def test_chance_leaves_out_as_many_as_it_says() -> None:
    drawn = [chance(5).leaves_out(due=MONDAY + n * MINUTE) for n in range(4000)]
    assert sum(drawn) / len(drawn) == pytest.approx(1 - SHOWN_WITH, abs=0.025)


# --- its form --------------------------------------------------------------------------------------------


def with_form(seed: int, *, settings: BreakSettings = SETTINGS, skips: int = 0) -> BreakState:
    by = chance(seed).model_copy(update={"short_with": SHORT_WITH})
    events = [BackAtDesk(at=MONDAY), *(Skipped(at=MONDAY + n * MINUTE) for n in range(skips))]
    return state_after(events=events, settings=settings, chance=by)


def first_decisions(states: Iterable[BreakState]) -> list[tuple[NudgeForm | None, float | None]]:
    found = (decisions(state=one, until=MONDAY + dt.timedelta(hours=2))[0] for one in states)
    return [(one.form, one.short_with) for one in found]


def test_chance_says_the_form_and_the_log_says_with_what_chance() -> None:
    """Half of them are short, and whether one is shown does not go with its form."""
    drawn = [with_form(seed) for seed in range(1500)]
    found = [decisions(state=one, until=MONDAY + EVERY)[0] for one in drawn]
    assert {one.short_with for one in found} == {SHORT_WITH}
    short = [one.form is NudgeForm.SHORT for one in found]
    assert sum(short) / len(short) == pytest.approx(SHORT_WITH, abs=0.04)
    shown = [one.made is NudgeMade.SHOWN for one in found]
    assert np.corrcoef(short, shown)[0, 1] == pytest.approx(0, abs=0.08)
    for state, one in zip(drawn, found, strict=True):
        nudge = next_nudge(state=state, now=MONDAY)
        assert nudge is not None
        if one.made is NudgeMade.SHOWN:
            assert (nudge.short, "half a minute" in nudge.text.lower()) == (one.form is NudgeForm.SHORT,) * 2


def test_where_chance_does_not_say_the_form_its_chance_is_0_or_1() -> None:
    """Nobody is offered what they switched off, and two skips bring the short form as they do for all."""
    off = SETTINGS.model_copy(update={"short_after_skips": False})
    seeds = range(30)
    assert set(first_decisions(with_form(seed, settings=off) for seed in seeds)) == {(NudgeForm.WHOLE, 0.0)}
    assert set(first_decisions(with_form(seed, skips=2) for seed in seeds)) == {(NudgeForm.SHORT, 1.0)}
    assert set(first_decisions(sitting(seed) for seed in seeds)) == {(NudgeForm.WHOLE, 0.0)}, "began before"
    later = (after_event(state=with_form(seed), event=Later(at=MONDAY, minutes=10)) for seed in seeds)
    assert set(first_decisions(later)) == {(NudgeForm.WHOLE, 0.0)}


def test_only_shown_nudges_whose_form_chance_said_tell_of_the_form() -> None:
    """Whoever skips gets the short form and gets up less: taken along, that would speak against it."""
    drawn, people = random.Random(4), []
    for _ in range(300):
        points = []
        for number in range(20):
            tired, shown = drawn.random() < 0.4, drawn.random() < SHOWN_WITH
            short = tired or drawn.random() < SHORT_WITH
            up = drawn.random() < (0.1 if tired else 0.5) + 0.1 * (short and shown)
            with_chance = 1.0 if tired else SHORT_WITH
            points.append(
                NudgePoint(
                    shown=shown, shown_with=SHOWN_WITH, got_up=up, part=number / 20,
                    got_up_before=bool(points) and points[-1].got_up,
                    short=short, short_with=with_chance,
                )
            )  # fmt: skip
        people.append(points)
    found = form_effect(people=people)
    assert found is not None
    assert found.more == pytest.approx(0.1, abs=0.03)
    every = [point for points in people for point in points if point.shown]
    ups = {way: [p.got_up for p in every if p.short is way] for way in (True, False)}
    assert np.mean(ups[True]) - np.mean(ups[False]) < 0


# --- the estimator ---------------------------------------------------------------------------------------


def made_up(people: int, *, effect: float = 0.2, seed: int = 3) -> list[list[NudgePoint]]:
    """Chances that differ from decision to decision, and depend on what came before."""
    drawn, found = random.Random(seed), []
    for _ in range(people):
        points: list[NudgePoint] = []
        for number in range(drawn.randrange(3, 30)):
            before = bool(points) and points[-1].got_up
            shown_with = 0.3 if before else 0.7
            shown = drawn.random() < shown_with
            up = drawn.random() < 0.2 + 0.3 * before + effect * shown
            points.append(
                NudgePoint(
                    shown=shown, shown_with=shown_with, got_up=up, got_up_before=before, part=number / 30
                )
            )
        found.append(points)
    return found


def test_it_is_the_published_estimator_written_out() -> None:
    """Each person's leverage as the whole matrix, which the module does in a smaller form."""
    people = made_up(12)
    found = nudge_effect(people=people)
    assert found is not None
    blocks = []
    for points in people:
        on = np.array([(1, p.got_up_before, p.part, p.shown - 0.5) for p in points], dtype=float)
        weight = np.array([0.5 / (p.shown_with if p.shown else 1 - p.shown_with) for p in points])
        blocks.append((on, np.diag(weight / weight.sum()), np.array([p.got_up for p in points], dtype=float)))
    bread = sum(on.T @ weight @ on for on, weight, _up in blocks)
    fit = np.linalg.solve(bread, sum(on.T @ weight @ up for on, weight, up in blocks))
    meat = np.zeros_like(bread)
    for on, weight, up in blocks:
        hat = on @ np.linalg.solve(bread, on.T @ weight)
        score = on.T @ weight @ np.linalg.solve(np.eye(len(up)) - hat, up - on @ fit)
        meat += np.outer(score, score)
    spread = np.linalg.inv(bread) @ meat @ np.linalg.inv(bread)
    assert found.more == pytest.approx(fit[-1])
    assert (found.high - found.low) / 2 == pytest.approx(student_t(len(people) - 4) * spread[-1, -1] ** 0.5)
    assert sum(found.shares) / len(people) == pytest.approx(found.more)


@pytest.mark.parametrize(("degrees", "point"), [(3, 3.182), (6, 2.447), (16, 2.120), (60, 2.000)])
def test_students_t_is_that_of_the_tables(degrees: int, point: float) -> None:
    assert student_t(degrees) == pytest.approx(point, abs=0.004)


def test_chances_that_depend_on_what_came_before_mislead_nobody() -> None:
    """Whoever just got up gets up again more, and is nudged less: a plain comparison finds the contrary."""
    people = made_up(1500, effect=0.0)
    found = nudge_effect(people=people)
    every = [point for points in people for point in points]
    ups = {way: [p.got_up for p in every if p.shown is way] for way in (True, False)}
    assert np.mean(ups[True]) - np.mean(ups[False]) < -0.05
    assert found is not None
    assert found.low < 0 < found.high
    assert abs(found.more) < 0.02


def test_too_few_tell_nothing() -> None:
    assert nudge_effect(people=[]) is None
    assert nudge_effect(people=[[], *made_up(4)]) is None


def test_the_report_of_many_tells_what_was_planted() -> None:
    people = tuple(
        PersonUse(started=MONDAY.date(), used=MONDAY.date(), nudges=tuple(points)) for points in made_up(900)
    )
    told = report_of_use(
        people=people,
        past=(),
        outcomes={},
        health_weeks=(),
        quarter="2026-Q2",
        until=dt.date(2026, 7, 1),
        secret=b"ours",
    )
    found, forms = told.nudges, told.nudge_forms
    assert found is not None
    assert found.people == pytest.approx(900, abs=25)
    assert found.more_pct == pytest.approx(20, abs=4)
    assert found.low_pct is not None
    assert found.low_pct > 0
    assert forms is not None
    assert forms.people is None, "nobody let chance say the form"


def test_nobody_moves_what_is_told_by_more_than_their_part() -> None:
    people = made_up(60)
    found = nudge_effect(people=people)
    assert found is not None
    for number in range(0, 60, 7):
        fewer = nudge_effect(people=people[:number] + people[number + 1 :])
        assert fewer is not None
        assert abs(fewer.more - found.more) <= 2 / 60


def test_what_is_planted_is_found_and_nothing_where_there_is_nothing() -> None:
    """The benchmark in small: people who go through the product's own scheduler."""
    flat = _trials((0.0, 30, 60, _pool((0.0, 0, 120))))
    assert flat.sure_pct <= 15
    assert abs(flat.found - flat.truth) < 0.02
    planted = _trials((0.1, 30, 60, _pool((0.1, 0, 120))))
    assert planted.sure_pct >= 90
    assert planted.covers_pct >= 85
    assert planted.found == pytest.approx(planted.truth, abs=0.02)
    same = _form_trials((0.0, 30, 60, _form_pool((0.0, 0, 120))))
    assert same.sure_pct <= 15
    assert abs(same.found) < 0.03
    better = _form_trials((0.1, 30, 60, _form_pool((0.1, 0, 120))))
    assert better.sure_pct >= 80
    assert better.covers_pct >= 85
    assert better.found == pytest.approx(better.truth, abs=0.03)
