"""Hips that turn in less: the law inwards, who turns when the feet stay still, what a lost range changes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.body import Person, Task, passive
from loadshare.body.choosing import Posture
from loadshare.body.daily.asked import TURN_GRID, TURN_LOSS_DEG, TURNED, Asked, HipSide
from loadshare.body.daily.solver import compute, person_of
from loadshare.body.engine import people_of
from loadshare.body.person import TURN_LOSS_DEG as OF_A_PERSON
from loadshare.body.tasks import FEET_M, SPINE_TO_PELVIS
from tests.body.conftest import shared_body

LOST = st.floats(0.0, 30.0)


def stiff(right: float, left: float | None = None) -> Person:
    return Person(turn_loss_right_deg=right, turn_loss_left_deg=right if left is None else left)


def back(person: Person, turn_deg: float = 30.0, side: str = "right") -> float:
    """Degrees by which the low back turns towards `side`."""
    task = Task(name="turn", settings={"turn_deg": turn_deg}, side=side)
    answer = shared_body().solve(task=task, person=person)
    assert answer.can_hold
    return -answer.lumbar_turn_deg if side == "right" else answer.lumbar_turn_deg


def taken(side: str, turn_deg: float) -> Posture:
    chooser = shared_body().chooser("male")
    task = Task(name="turn", settings={"turn_deg": turn_deg}, side=side)
    return chooser.choose(task, people_of(chooser.skeleton, Person()))


@given(st.floats(-70.0, 60.0), LOST, st.floats(0.1, 10.0))
def test_the_hip_turns_in_freely_and_then_as_stiffly_as_measured(
    angle: float, lost: float, more: float
) -> None:
    held = passive.hip_turn(angle, lost)
    assert (held == 0.0) == (angle + lost <= passive.HIP_TURN_FREE_DEG)
    assert passive.hip_turn(angle - more, lost + more) == pytest.approx(held)
    if held:
        assert passive.hip_turn(angle + more, lost) - held == pytest.approx(-0.8 * more)


def test_the_range_ends_where_adults_were_measured_and_low_backs_turn_as_stiffly() -> None:
    assert passive.hip_turn(passive.HIP_TURN_IN_DEG, 0.0) == pytest.approx(-passive.HIP_TURN_END_NM)
    assert 29.6 < passive.HIP_TURN_IN_DEG < 37.9
    per_rad = np.degrees(passive.lumbar_moment(-1.0, 2) - passive.lumbar_moment(1.0, 2)) / 2.0
    assert per_rad == pytest.approx((20.3 + 17.4) / 2.0, rel=0.01)


@pytest.mark.parametrize("turn_deg", [10.0, 30.0, 50.0])
@pytest.mark.parametrize("side", ["right", "left"])
def test_the_feet_stay_where_somebody_stands(side: str, turn_deg: float) -> None:
    """They slid along with the pelvis by more than half of its turn."""
    chooser, posture = shared_body().chooser("male"), taken(side, turn_deg)
    data = chooser.measurer.place(posture.stance.qpos)
    for point, (ahead, aside) in FEET_M.items():
        for foot, sign in (("r", 1.0), ("l", -1.0)):
            place = data.site_xpos[chooser.skeleton.contacts[f"{point}-{foot}"]]
            assert [place[0], place[2]] == pytest.approx([ahead, sign * aside], abs=0.01)
    inward = posture.frame.hip_turn_deg[0 if side == "right" else 1]
    assert inward == pytest.approx(posture.chosen, abs=2.5)


def test_the_feet_of_a_turn_are_those_of_standing() -> None:
    chooser = shared_body().chooser("male")
    data = chooser.measurer.place(chooser.take(Task(name="stand"), None).stance.qpos)
    for point, (ahead, aside) in FEET_M.items():
        place = data.site_xpos[chooser.skeleton.contacts[f"{point}-r"]]
        assert [place[0], place[2]] == pytest.approx([ahead, aside], abs=0.001)


@pytest.mark.parametrize("turn_deg", [15.0, 30.0, 45.0])
@pytest.mark.parametrize(
    "person",
    [Person(), Person(sex="female", height_m=1.6, mass_kg=58.0), Person(strength={"gluteals": 0.4})],
    ids=["adult", "woman", "less-strong"],
)
def test_whoever_lost_no_turn_shares_it_as_people_do(person: Person, turn_deg: float) -> None:
    turned = back(person, turn_deg)
    assert turned / (turn_deg - turned) == pytest.approx(SPINE_TO_PELVIS, abs=0.02)


def test_more_lost_turning_in_turns_the_low_back_more() -> None:
    found = [back(stiff(lost)) for lost in (0.0, 10.0, 15.0, 20.0, 30.0)]
    assert found == sorted(found)
    assert found[-1] > found[0] + 3.0


def test_only_the_hip_that_turns_in_counts() -> None:
    assert back(stiff(0.0, 20.0)) == back(Person())
    assert back(stiff(20.0, 0.0)) == back(stiff(20.0))
    assert back(stiff(20.0, 0.0), side="left") == pytest.approx(back(Person(), side="left"))


@settings(max_examples=5, deadline=None)
@given(LOST, st.sampled_from(["stand", "bend", "sit", "single-leg-stance", "push-off"]))
def test_what_turns_no_hip_does_not_miss_the_turn(lost: float, task: str) -> None:
    """Up to what is left free: nobody stands or bends with hips turned in as far as that."""
    person = stiff(min(lost, 12.0))
    usual, less = (shared_body().solve(task=Task(name=task), person=one) for one in (Person(), person))
    assert less.l5s1_compression_n == pytest.approx(usual.l5s1_compression_n, rel=0.02)


def test_the_slider_takes_away_turn_where_the_hip_turns() -> None:
    assert list(TURNED) == ["turn"]
    person = person_of(Asked(task="turn", hip=12.0, side=HipSide.ONE))
    assert (person.turn_loss_right_deg, person.turn_loss_left_deg) == (12.0, 0.0)
    assert person.hip_loss_right_deg == person.extension_loss_right_deg == 0.0
    assert person_of(Asked(task="bend", hip=12.0)).turn_loss_right_deg == 0.0
    assert Asked(task="turn", hip=40.0).lost_deg == TURN_LOSS_DEG[1] == TURN_GRID[-1]
    assert TURN_LOSS_DEG[1] <= OF_A_PERSON[1]


def test_people_differ_around_what_the_person_in_the_middle_does() -> None:
    free, lost = (compute(shared_body(), Asked(task="turn", hip=hip)).numbers for hip in (0.0, 20.0))
    for numbers in (free, lost):
        assert numbers["moves_pct"] == pytest.approx(100.0 - numbers["lumbar_deg"] / 0.3)
        low, high = numbers["lumbar_deg.low"], numbers["lumbar_deg.high"]
        assert low - 0.2 <= numbers["lumbar_deg"] <= high + 0.2
        assert numbers["passive_nm.low"] < numbers["passive_nm"] < numbers["passive_nm.high"]
    assert free["lumbar_deg.high"] - free["lumbar_deg.low"] < 0.5
    assert lost["lumbar_deg.high"] - lost["lumbar_deg.low"] > 1.0
