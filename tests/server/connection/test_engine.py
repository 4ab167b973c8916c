"""The engine is made ready beside the first requests, and two people who ask do not wait for each other."""

import time
from threading import Barrier, Event, Thread

import pytest

from loadshare.body import Body
from loadshare.body.daily import solver as daily
from loadshare.body.daily.asked import Asked, Size
from loadshare.body.daily.solver import Solver
from loadshare.server.connection import engine
from loadshare.server.connection.presenter import SliderAnswer

OWN = Size(height_cm=164.0, mass_kg=61.0, sex="female")


@pytest.fixture(autouse=True)
def nothing_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_solvers", [])
    monkeypatch.setattr(engine, "_being_made", Event())


def test_two_people_are_worked_on_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    both_inside = Barrier(2, timeout=30)
    solved = daily.compute

    def compute(body: Body, asked: Asked) -> object:
        both_inside.wait()  # breaks, and fails the test, where one waits for the other
        return solved(body, asked)

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
