"""The guided session: every second of it, what is said, and what a stop leads to."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.case import Case
from loadshare.care.programme import ItemSide, ProgrammeItem
from loadshare.care.session import StepKind, Timeline, build_timeline
from loadshare.care.stops import after_stop, stops_for
from loadshare.knowledge.stop import StopKind
from tests.support.people import KNOWLEDGE, case_of, check_of, people, programme_for

SOME = settings(max_examples=60, deadline=None)
PROGRAMME = programme_for(case_of(check_of("pelvic-control"), stiff_after_sitting="yes"), week=6)


def longest(case: Case, week: int = 6) -> tuple[ProgrammeItem, ...]:
    programme = programme_for(case, week=week)
    day = max(programme.days, key=lambda day: day.minutes)
    return tuple(programme.item(name) for name in day.items)


ITEMS = longest(case_of(check_of("pelvic-control")))


def kinds(timeline: Timeline) -> list[str]:
    return [step.kind.value for step in timeline.steps]


def worked(timeline: Timeline) -> list[tuple[str, ItemSide, int]]:
    done = (StepKind.WORK, StepKind.HOLD)
    return [(step.exercise, step.side, step.set) for step in timeline.steps if step.kind in done]


def item(exercise: str) -> ProgrammeItem:
    return next(item for item in PROGRAMME.items if item.exercise == exercise)


def test_a_stretch_does_one_side_first_with_a_rest_between_its_holds() -> None:
    timeline = build_timeline(items=(item("figure-four-stretch"),), knowledge=KNOWLEDGE)
    assert kinds(timeline) == ["prepare", "hold", "rest", "hold", "switch", "hold", "rest", "hold", "done"]
    sides = [step.side for step in timeline.steps if step.kind is StepKind.HOLD]
    assert sides == [ItemSide.LEFT, ItemSide.LEFT, ItemSide.RIGHT, ItemSide.RIGHT]


def test_strength_work_takes_turns_so_that_one_side_rests_while_the_other_works() -> None:
    timeline = build_timeline(items=(item("clamshell"),), knowledge=KNOWLEDGE)
    assert kinds(timeline) == ["prepare", "work", "switch", "work", "rest", "work", "switch", "work", "done"]
    sides = [step.side for step in timeline.steps if step.kind is StepKind.WORK]
    assert sides == [ItemSide.LEFT, ItemSide.RIGHT, ItemSide.LEFT, ItemSide.RIGHT]


def test_the_weaker_side_goes_first() -> None:
    weak_right = case_of(
        check_of("pelvic-control"), **{"side-bridge.time.left": 40, "side-bridge.time.right": 15}
    )
    first = next(i for i in longest(weak_right) if i.exercise == "clamshell")
    timeline = build_timeline(items=(first,), knowledge=KNOWLEDGE)
    assert timeline.steps[0].side is ItemSide.RIGHT
    assert "Right side first" in timeline.steps[0].speech[0].text


def test_words_name_the_exercise_the_side_and_the_half_way_point() -> None:
    timeline = build_timeline(items=(item("figure-four-stretch"),), knowledge=KNOWLEDGE)
    prepare, hold = timeline.steps[0], timeline.steps[1]
    assert KNOWLEDGE.exercises["figure-four-stretch"].name in prepare.speech[0].text
    assert [word.at_s for word in hold.speech if word.text == "Half way."] == [hold.seconds / 2]
    switch = next(step for step in timeline.steps if step.kind is StepKind.SWITCH)
    assert switch.speech[0].text == "Change sides. Right side."


@SOME
@given(case=people, week=st.integers(1, 6), pace=st.sampled_from((0.5, 1.0, 1.5, 3.0)))
def test_every_step_can_be_played(case: Case, week: int, pace: float) -> None:
    timeline = build_timeline(items=longest(case, week), knowledge=KNOWLEDGE, pace=pace)
    assert [step.index for step in timeline.steps] == list(range(len(timeline.steps)))
    assert timeline.steps[-1].kind is StepKind.DONE
    assert timeline.seconds == pytest.approx(sum(step.seconds for step in timeline.steps))
    for step in timeline.steps[:-1]:
        assert step.seconds > 0
        assert step.title
        assert all(0 <= word.at_s < max(step.seconds, 1) for word in step.speech)
        gaps = [b.at_s - a.at_s for a, b in itertools.pairwise(step.speech)]
        assert all(gap > 0 for gap in gaps)
        if step.kind is StepKind.WORK and step.count:
            assert step.seconds == pytest.approx(step.count * step.tempo_s)


@SOME
@given(case=people, pace=st.sampled_from((0.5, 1.0, 1.5, 3.0)))
def test_pace_never_changes_a_hold(case: Case, pace: float) -> None:
    items = longest(case)
    usual, paced = (build_timeline(items=items, knowledge=KNOWLEDGE, pace=rate) for rate in (1.0, pace))
    for step, slower in zip(usual.steps, paced.steps, strict=True):
        timed = step.kind is StepKind.HOLD or (step.kind is StepKind.WORK and not step.count)
        assert slower.seconds == pytest.approx(step.seconds * (1.0 if timed else pace))


def test_a_pace_out_of_bounds_says_which_are_allowed() -> None:
    with pytest.raises(ValueError, match=r"0\.5 to 3"):
        build_timeline(items=ITEMS, knowledge=KNOWLEDGE, pace=9)


def test_without_rests_it_is_shorter_and_still_changes_sides() -> None:
    usual = build_timeline(items=ITEMS, knowledge=KNOWLEDGE)
    brisk = build_timeline(items=ITEMS, knowledge=KNOWLEDGE, rests=False)
    assert brisk.seconds < usual.seconds
    assert "rest" not in kinds(brisk)
    worked = [
        [(s.exercise, s.side, s.set) for s in t.steps if s.kind in (StepKind.WORK, StepKind.HOLD)]
        for t in (usual, brisk)
    ]
    assert worked[0] == worked[1]
    for before, after in itertools.pairwise(brisk.steps):
        if before.exercise == after.exercise and before.side is not after.side:
            assert after.kind is StepKind.SWITCH


def test_self_paced_steps_all_wait() -> None:
    timeline = build_timeline(items=ITEMS, knowledge=KNOWLEDGE, self_paced=True)
    assert timeline.self_paced
    assert all(step.waits for step in timeline.steps[:-1])


def test_an_empty_session_is_only_done() -> None:
    assert kinds(build_timeline(items=(), knowledge=KNOWLEDGE)) == ["done"]


@pytest.mark.parametrize("name", sorted(KNOWLEDGE.stops))
def test_every_stop_says_what_to_do_and_never_goes_on_by_itself(name: str) -> None:
    stop = KNOWLEDGE.stops[name]
    timeline = build_timeline(items=ITEMS, knowledge=KNOWLEDGE)
    at = next(step.index for step in timeline.steps if step.kind is not StepKind.PREPARE)
    result = after_stop(timeline=timeline, at=at, stop=stop, knowledge=KNOWLEDGE)
    stopped = timeline.steps[at].exercise
    assert stopped not in result.remaining
    assert result.do
    assert result.triage == (stop.kind is StopKind.HELP)
    if stop.kind is StopKind.HELP:
        assert result.resume_at is None
        assert result.remaining == ()
        assert result.asks
    if stop.rest.value == "gentle-only":
        assert all(KNOWLEDGE.exercises[name].gentle for name in result.remaining)


@SOME
@given(case=people, data=st.data())
def test_after_any_stop_the_session_still_plays(case: Case, data: st.DataObject) -> None:
    timeline = build_timeline(items=longest(case), knowledge=KNOWLEDGE)
    at = data.draw(st.integers(0, len(timeline.steps) - 1))
    stop = data.draw(st.sampled_from(sorted(KNOWLEDGE.stops.values(), key=lambda stop: stop.order)))
    result = after_stop(timeline=timeline, at=at, stop=stop, knowledge=KNOWLEDGE)
    left = result.timeline
    assert [step.index for step in left.steps] == list(range(len(left.steps)))
    assert left.steps[:at] == timeline.steps[:at]
    assert left.steps[-1].kind is StepKind.DONE
    if result.resume_at is not None:
        assert left.steps[result.resume_at].kind is StepKind.PREPARE
        assert left.steps[result.resume_at].exercise != timeline.steps[at].exercise


def test_stops_of_the_evidence_are_all_there_and_pregnancy_only_where_it_applies() -> None:
    everybody = {stop.id for stop in stops_for(knowledge=KNOWLEDGE, filters=frozenset())}
    pregnant = {stop.id for stop in stops_for(knowledge=KNOWLEDGE, filters=frozenset({"pregnancy"}))}
    assert pregnant - everybody == {"pregnancy-bleeding-tightening"}
    kinds_of = [stop.kind for stop in KNOWLEDGE.stops.values()]
    assert (kinds_of.count(StopKind.EXERCISE), kinds_of.count(StopKind.HELP)) == (5, 9)
