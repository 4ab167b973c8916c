"""The engine is made ready beside the first requests, and two people who ask do not wait for each other."""

import time
from threading import Barrier, Event, Thread

import numpy as np
import pytest

from loadshare.body import Body, PoseError
from loadshare.body.choosing import lowest
from loadshare.body.daily import solver as daily
from loadshare.body.daily.asked import Asked, Size
from loadshare.body.daily.solver import Solver
from loadshare.body.engine import people_of
from loadshare.body.population import draw
from loadshare.server.connection import engine
from loadshare.server.connection.presenter import SliderAnswer

OWN = Size(height_cm=164.0, mass_kg=61.0, sex="female")


@pytest.fixture(autouse=True)
def nothing_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_solvers", [])
    monkeypatch.setattr(engine, "_being_made", Event())
    monkeypatch.setattr(engine, "_wanted", Event())


def test_two_people_are_worked_on_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    both_inside = Barrier(2, timeout=30)
    solved = daily.compute

    def compute(body: Body, asked: Asked, *, ranges: bool) -> object:
        both_inside.wait()  # breaks, and fails the test, where one waits for the other
        return solved(body, asked, ranges=ranges)

    monkeypatch.setattr(daily, "compute", compute)
    solver, found = Solver(), {}

    def ask(hip: float) -> None:
        found[hip] = solver.solve(Asked(task="sit", hip=hip, size=OWN))

    threads = [Thread(target=ask, args=(hip,)) for hip in (10.0, 20.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = Solver()
    monkeypatch.setattr(daily, "compute", solved)
    assert {hip: alone.solve(Asked(task="sit", hip=hip, size=OWN)) for hip in (10.0, 20.0)} == found


def test_only_what_is_shown_with_its_range_asks_the_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Now is shown with it; zero and the hips alone are only compared with."""
    worked: list[tuple[Asked, bool]] = []
    solved = daily.compute

    def compute(body: Body, asked: Asked, *, ranges: bool) -> object:
        worked.append((asked, ranges))
        return solved(body, asked, ranges=ranges)

    monkeypatch.setattr(daily, "compute", compute)
    answer = SliderAnswer(Asked(task="sit", hip=20.0, glutes=30.0, size=OWN))
    assert [(a.hip, a.glutes) for a, ranges in worked if ranges] == [(20.0, 30.0)]
    assert sorted((a.hip, a.glutes) for a, ranges in worked if not ranges) == [(0.0, 0.0), (20.0, 0.0)]
    assert answer.numbers
    SliderAnswer(Asked(task="sit", hip=20.0, glutes=30.0, size=OWN))
    assert len(worked) == 3, "what was asked is remembered"


@pytest.mark.parametrize("task", ["bend", "sit", "turn"])
def test_without_ranges_the_numbers_are_the_same(task: str) -> None:
    asked, body = Asked(task=task, hip=25.0, glutes=15.0, size=OWN), Body()
    full, bare = daily.compute(body, asked), daily.compute(body, asked, ranges=False)
    assert bare.posture == full.posture
    assert bare.numbers == {name: full.numbers[name] for name in bare.numbers}
    left = {name for name in full.numbers if name not in bare.numbers} - {"held_pct"}
    assert left
    assert all(name.endswith((".low", ".high")) for name in left)


@pytest.mark.parametrize(
    "asked",
    [
        Asked(task="bend", hip=35.0),
        Asked(task="sit", hip=40.0, size=OWN),
        Asked(task="lift", glutes=60.0, size=OWN),
        Asked(task="stand-up", hip=20.0),
        Asked(task="stand", hip=12.0, glutes=30.0, size=OWN),
        Asked(task="push-off", hip=10.0),
        Asked(task="turn", hip=25.0, size=OWN),
    ],
    ids=lambda asked: asked.task,
)
def test_bends_searched_from_the_middle_are_those_of_all_that_could_be_tried(asked: Asked) -> None:
    task, person = daily.task_of(asked), daily.person_of(asked)
    chooser = Body().chooser(person.sex)
    crowd = draw(chooser.skeleton, person, first=0, count=daily.PEOPLE, seed=daily.SEED)
    near = chooser.choose(task, people_of(chooser.skeleton, person)).chosen
    found = daily._chosen_bends(chooser, task, person, crowd, near)
    choice = task.kind.choice
    assert choice is not None
    few, values, costs = crowd.first(len(found)), [], []
    pulls = chooser.pulls(task, choice, few) if choice.rule == "usual" else np.zeros(len(few))
    for value in choice.values:
        try:
            cost, _ = chooser.costs(task, value, few)
        except (PoseError, ArithmeticError):
            continue
        costs.append(cost - pulls * (value - task.usual))
        values.append(value)
    table = np.array(costs)
    bends = np.array([lowest(np.array(values), table[:, one]) for one in range(len(few))])
    if task.name == "turn":  # of the body's turn, what the hip does not take
        assert list(found) == list(task.numbers["turn_deg"] - bends)
    else:
        assert list(found) == list(daily.OF_THE_BACK[choice.name] * bends)


def test_who_asks_first_sets_the_engine_going(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker lets its first pages go first, but nobody waits for a clock."""
    going = Event()
    monkeypatch.setattr(Solver, "warm", lambda _: going.set())
    engine.prepare(after_s=600)
    assert not going.wait(0.2)
    assert SliderAnswer(Asked(task="sit", size=OWN)).is_waiting
    assert going.wait(30)


def test_nobody_waits_while_the_engine_is_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    may_end = Event()
    monkeypatch.setattr(Solver, "warm", lambda _: may_end.wait(30))
    engine.prepare()
    early = SliderAnswer(Asked(task="sit", size=OWN))
    assert early.is_waiting
    assert early.asked.size is None
    may_end.set()
    deadline = time.monotonic() + 30
    while SliderAnswer(Asked(task="sit", size=OWN)).is_waiting:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert SliderAnswer(Asked(task="sit", size=OWN)).asked.size == OWN


def test_an_engine_that_cannot_be_made_is_tried_again_when_asked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Solver) -> None:
        raise MemoryError

    monkeypatch.setattr(Solver, "warm", fail)
    engine.prepare()
    deadline = time.monotonic() + 30
    while SliderAnswer(Asked(task="sit", size=OWN)).is_waiting:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert "could not be made ready" in caplog.text
