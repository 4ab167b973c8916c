"""The body asked about a day: the same whoever asks, in whatever order, beside whomever."""

from dataclasses import replace
from itertools import combinations
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.body import Body, BodyError
from loadshare.body.daily import table
from loadshare.body.daily.asked import DAILY, GLUTES_GRID, HIP_GRID, Asked, HipSide, Size
from loadshare.body.daily.reading import BACK, NUMBERS, ROOT, LoadRange, Reading, direction
from loadshare.body.daily.solver import Solver, compute, person_of, task_of
from loadshare.body.loads import Loads, Sharer
from loadshare.body.postures import Poser
from tests.body.conftest import shared_body

FEW = settings(max_examples=12, deadline=None)
SIZES = st.builds(
    Size, height_cm=st.floats(155, 185), mass_kg=st.floats(55, 90), sex=st.sampled_from(["female", "male"])
)
QUESTIONS = st.builds(
    Asked,
    task=st.sampled_from(sorted(DAILY)),
    hip=st.integers(0, 40).map(float),
    glutes=st.integers(0, 60).map(float),
    side=st.sampled_from(HipSide),
    size=SIZES,
)


def middle(body: Body, asked: Asked) -> Reading:
    return compute(body, asked, ranges=False)


def test_an_answer_is_kept_and_one_with_ranges_serves_both() -> None:
    asked, kept = Asked(task="sit", hip=10), Solver()
    bare = kept.solve(asked, ranges=False)
    assert kept.solve(asked, ranges=False) is bare
    whole = kept.solve(asked)
    assert kept.solve(asked) is kept.solve(asked, ranges=False) is whole
    assert whole.numbers["back_n"] == bare.numbers["back_n"]
    assert bare.spread("back_n") == LoadRange(
        low=bare.numbers["back_n"], value=bare.numbers["back_n"], high=bare.numbers["back_n"]
    )


@FEW
@given(asked=QUESTIONS)
def test_the_ranges_change_no_number_and_hold_it(asked: Asked) -> None:
    body = shared_body()
    bare, whole = middle(body, asked), compute(body, asked)
    assert bare.posture == whole.posture
    assert {name: whole.numbers[name] for name in bare.numbers} == bare.numbers
    for name in NUMBERS:
        spread = whole.spread(name)
        assert spread is None or spread.low <= spread.value <= spread.high
    assert 0 <= whole.numbers["held_pct"] <= 100


@FEW
@given(first=QUESTIONS, second=QUESTIONS)
def test_what_was_asked_before_changes_no_answer(first: Asked, second: Asked) -> None:
    body = shared_body()
    before = middle(body, first)
    middle(body, second)
    assert middle(body, first) == before


def test_who_asks_beside_somebody_else_gets_the_same() -> None:
    asked = [Asked(task=task, hip=15, size=Size(height_cm=168, mass_kg=63, sex="female")) for task in DAILY]
    alone = [middle(shared_body(), one) for one in asked]
    both, found, door = Solver(), dict[int, list[Reading]](), Barrier(2)

    def ask(who: int) -> None:
        door.wait()
        order = asked if who else asked[::-1]
        readings = [both.solve(one, ranges=False) for one in order]
        found[who] = readings if who else readings[::-1]

    threads = [Thread(target=ask, args=(who,)) for who in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1] == alone


def test_who_comes_beside_another_finds_the_postures_that_were_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the second of two at once would wait for a body that takes up every posture again."""
    asked, both = Asked(task="bend", size=Size(height_cm=171, mass_kg=66, sex="male")), Solver()
    both.solve(asked)
    posed: list[object] = []
    pose = Poser.pose
    monkeypatch.setattr(Poser, "pose", lambda self, of: (posed.append(of), pose(self, of))[1])
    with both._a_body():
        other = both.solve(replace(asked, side=HipSide.ONE))
    assert not posed
    assert other.numbers["back_n"] > 0


MOST_STEPS = {"push-off": 5600, "turn": 5000}


@pytest.mark.parametrize("task", sorted(DAILY))
def test_a_new_body_is_answered_in_few_steps(task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the solver does for an answer nobody asked before, with its two to compare with: on no clock."""
    steps: list[int] = []
    solve = Sharer.solve

    def counted(*given: Any) -> Loads:
        loads = solve(*given)
        steps.append(int(loads.steps.sum()) + loads.steps.size)  # to pose a problem costs about as much
        return loads

    monkeypatch.setattr(Sharer, "solve", counted)
    size = Size(height_cm=183, mass_kg=88, sex="male")
    for hip, glutes, ranges in ((17, 33, True), (17, 0, False), (0, 0, False)):
        compute(shared_body(), Asked(task=task, hip=hip, glutes=glutes, size=size), ranges=ranges)
    assert sum(steps) <= MOST_STEPS.get(task, 2800)


@pytest.mark.parametrize("task", sorted(DAILY))
def test_a_heavier_body_of_the_same_height_is_pressed_more(task: str) -> None:
    light = Asked(task=task, size=Size(height_cm=172, mass_kg=60, sex="male"))
    assert light.size is not None
    heavy = replace(light, size=replace(light.size, mass_kg=85))
    few, more = middle(shared_body(), light).numbers, middle(shared_body(), heavy).numbers
    assert more["back_n"] > few["back_n"]


@pytest.mark.parametrize("task", sorted(DAILY))
def test_a_stiffer_hip_takes_nothing_from_the_bend_of_the_back(task: str) -> None:
    found = [middle(shared_body(), Asked(task=task, hip=float(hip))).numbers for hip in (0, 20, 40)]
    bends = [numbers["lumbar_deg"] for numbers in found]
    if "moves_pct" in found[0]:
        for less, more in combinations(bends, 2):
            assert more >= less - 0.5


@pytest.mark.parametrize("task", sorted(DAILY))
def test_the_parts_of_an_answer_agree_with_each_other(task: str) -> None:
    reading = middle(shared_body(), Asked(task=task, hip=20, glutes=30))
    numbers = reading.numbers
    assert numbers["back_n"] > 0
    assert 0 < numbers["hips_pct"] < 100
    assert 0 <= numbers.get("moves_pct", 0) <= 100
    assert all(0 <= percent <= 100.5 for percent in reading.active.values())
    sides = {name.rsplit("-", 1)[1] for name in reading.active}
    assert sides == {"left", "right"}
    assert len(reading.posture) == ROOT + BACK + 20


def test_one_side_is_the_right_and_both_is_both() -> None:
    one, both = (person_of(Asked(hip=25, glutes=40, side=side)) for side in (HipSide.ONE, HipSide.BOTH))
    assert (one.hip_loss_right_deg, one.hip_loss_left_deg) == (25, 0)
    assert (both.hip_loss_right_deg, both.hip_loss_left_deg) == (25, 25)
    assert one.strength == {"gluteals-right": pytest.approx(0.6)}
    assert both.strength == {"gluteals": pytest.approx(0.6)}
    assert task_of(Asked(task="stand-up")).name == "sit-to-stand"


@pytest.mark.parametrize("size", [(100, 60), (172, 300), (210, 45)])
def test_a_size_that_the_model_does_not_know_is_refused(size: tuple[float, float]) -> None:
    height, mass = size
    with pytest.raises(BodyError):
        Solver().solve(Asked(size=Size(height_cm=height, mass_kg=mass, sex="female")))


@given(
    task=st.sampled_from(sorted(DAILY)),
    hip=st.sampled_from(HIP_GRID),
    glutes=st.sampled_from(GLUTES_GRID),
    side=st.sampled_from(HipSide),
    part=st.floats(0, 1),
)
def test_between_two_places_of_the_table_lies_what_is_read_there(
    task: str, hip: int, glutes: int, side: HipSide, part: float
) -> None:
    near = min(hip, HIP_GRID[-2])
    places = (float(near), near + 5 * part, near + 5.0)
    low, found, high = (
        table.look_up(Asked(task=task, hip=place, glutes=glutes, side=side)).numbers for place in places
    )
    for name, value in found.items():
        ends = sorted((low[name], high[name]))
        assert ends[0] - 1e-9 * abs(value) - 1e-9 <= value <= ends[1] + 1e-9 * abs(value) + 1e-9


@given(by=st.floats(-50, 50))
def test_a_change_is_called_by_its_sign_and_the_same_when_small(by: float) -> None:
    mirrored = {"more": "less", "less": "more", "same": "same"}
    assert direction(-by) == mirrored[direction(by)]
    assert direction(0) == "same"
