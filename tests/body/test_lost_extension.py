"""Hips that go back less: the law in front of them, what a body does about it, what it leaves as it was."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.body import Body, Person, Task, passive
from loadshare.body.choosing import Posture
from loadshare.body.daily.asked import BACKWARD, EXTENSION_GRID, EXTENSION_LOSS_DEG, HIP_GRID, Asked
from loadshare.body.daily.solver import compute, person_of
from loadshare.body.engine import people_of
from loadshare.body.person import EXTENSION_LOSS_DEG as OF_A_PERSON
from loadshare.body.report import STANDING_HIP_DEG
from loadshare.body.tasks import TASKS
from tests.body.conftest import shared_body

TASKS_BEHIND = ("stand-upright", "push-off")
OF_THE_BACK = {"stand-upright": ("lumbar-flexion", -1.0), "push-off": ("pelvis-tilt", 1.0)}


def short(right: float, left: float | None = None, **more: float) -> Person:
    return Person(
        extension_loss_right_deg=right, extension_loss_left_deg=right if left is None else left, **more
    )


def arch(name: str, person: Person, **numbers: float) -> float:
    """Degrees by which the low back arches more than usual."""
    scalar, sign = OF_THE_BACK[name]
    answer = shared_body().solve(task=Task(name=name, settings=numbers), person=person)
    assert answer.can_hold
    return sign * answer.chosen[scalar]


def taken(name: str, fixed: float, **numbers: float) -> Posture:
    chooser = shared_body().chooser("male")
    task = Task(name=name, settings=numbers, fixed=fixed)
    return chooser.choose(task, people_of(chooser.skeleton, Person()))


@given(st.floats(-30.0, 120.0), st.floats(0.0, 120.0), st.floats(0.0, 30.0), st.floats(0.1, 10.0))
def test_a_lost_degree_shifts_the_law_by_a_degree(hip: float, knee: float, lost: float, more: float) -> None:
    bent = min(knee, 90.0)
    usual, moved = (passive.hip_front(hip - by, bent) for by in (0.0, lost))
    assert passive.hip_short(hip, knee, 0.0) == 0.0
    assert usual + passive.hip_short(hip, knee, lost) == pytest.approx(moved)
    assert passive.hip_short(hip, knee, lost + more) >= passive.hip_short(hip, knee, lost)


@pytest.mark.parametrize("task", ["bend", "sit", "sit-to-stand", "lift"])
def test_a_bent_hip_does_not_miss_what_was_lost_behind(body: Body, task: str) -> None:
    usual, lost = (body.solve(task=Task(name=task), person=person) for person in (Person(), short(15.0)))
    assert lost.lumbar_deg == pytest.approx(usual.lumbar_deg, abs=1.5)
    assert lost.l5s1_compression_n == pytest.approx(usual.l5s1_compression_n, rel=0.02)


@pytest.mark.parametrize("name", TASKS_BEHIND)
@pytest.mark.parametrize(
    "person",
    [
        Person(),
        Person(sex="female", height_m=1.6, mass_kg=58.0),
        Person(strength={"gluteals": 0.4}),
        Person(hip_loss_right_deg=30.0, hip_loss_left_deg=30.0),
    ],
    ids=["adult", "woman", "less-strong", "bends-less"],
)
def test_whoever_lost_no_extension_keeps_the_usual(name: str, person: Person) -> None:
    assert arch(name, person) == 0.0


@pytest.mark.parametrize("name", TASKS_BEHIND)
def test_more_lost_extension_arches_the_low_back_more(name: str) -> None:
    found = [arch(name, short(lost)) for lost in (0.0, 5.0, 10.0, 15.0, 20.0, 30.0)]
    assert found == sorted(found)
    assert found[2] > 3.0
    assert 0.0 < arch(name, short(10.0, 0.0)) < found[2] + 0.5


@pytest.mark.parametrize("name", TASKS_BEHIND)
def test_a_short_muscle_presses_the_low_back_and_a_short_capsule_hardly(name: str) -> None:
    body, task = shared_body(), Task(name=name)
    usual, capsule, both, muscle = (
        body.solve(task=task, person=person).l5s1_compression_n
        for person in (Person(), *(short(15.0, flexor_share=share) for share in (0.0, 0.5, 1.0)))
    )
    assert usual < capsule < both < muscle
    assert muscle - usual > 2.0 * (capsule - usual)


def test_bent_knees_ask_less_of_the_low_back() -> None:
    found = [arch("stand-upright", short(10.0), knee_deg=knee) for knee in (0.0, 20.0, 40.0)]
    assert found == sorted(found, reverse=True)


def test_the_hip_in_standing_is_where_the_page_says(body: Body) -> None:
    answer = body.solve(task=Task(name="stand-upright"))
    assert answer.hip_right_deg == pytest.approx(STANDING_HIP_DEG, abs=0.1)
    assert answer.l5s1_compression_n == pytest.approx(
        body.solve(task=Task(name="stand")).l5s1_compression_n, rel=1e-3
    )


@settings(max_examples=8, deadline=None)
@given(st.floats(-8.0, 24.0), st.sampled_from([20.0, 50.0, 70.0]))
def test_only_pelvis_and_low_back_leave_the_recorded_stride(tilt: float, phase: float) -> None:
    """Feet, thighs and chest stay where they were, so the measured ground force still fits."""
    mj = shared_body().chooser("male").skeleton.mj
    measurer = shared_body().chooser("male").measurer
    usual, tilted = (taken("push-off", by, phase_pct=phase) for by in (0.0, tilt))
    places = []
    for posture in (usual, tilted):
        data = measurer.place(posture.stance.qpos)
        places.append((data.xpos.copy(), data.xmat.copy()))
    for name in ("femur-r", "femur-l", "foot-r", "foot-l"):
        number = mj.body(name).id
        assert places[1][0][number] == pytest.approx(places[0][0][number], abs=1e-9)
        assert places[1][1][number] == pytest.approx(places[0][1][number], abs=1e-9)
    chest = mj.body("thorax").id
    assert places[1][1][chest] == pytest.approx(places[0][1][chest], abs=0.06)
    hips = [posture.frame.hip_deg[:, 0] for posture in (usual, tilted)]
    assert hips[1] - hips[0] == pytest.approx([tilt, tilt])
    assert usual.frame.lumbar_deg[0] - tilted.frame.lumbar_deg[0] == pytest.approx(tilt)


def test_an_untilted_stride_is_the_measured_one(body: Body) -> None:
    for phase in (20.0, 50.0):
        numbers = {"phase_pct": phase}
        one, other = (
            body.solve(task=Task(name=name, settings=numbers, fixed=fixed))
            for name, fixed in (("stride", None), ("push-off", 0.0))
        )
        assert replace(one, task="", chosen={}) == replace(other, task="", chosen={})


def test_few_moments_choose_as_many_do(body: Body) -> None:
    kind = TASKS["push-off"]
    assert kind.choice is not None
    chooser, task = body.chooser("male"), Task(name="push-off")
    many = replace(kind.choice, moments=tuple(np.arange(30.0, 80.0, 4.0)))
    for lost in (5.0, 10.0, 20.0):
        people = people_of(chooser.skeleton, short(lost))
        few = chooser.choose(task, people).chosen
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(TASKS, "push-off", replace(kind, choice=many))
            assert few == pytest.approx(chooser.choose(task, people).chosen, abs=0.8)


def test_the_sliders_first_way_depends_on_the_task() -> None:
    for task in ("bend", "walk", *BACKWARD):
        person = person_of(Asked(task=task, hip=12.0))
        behind = task in BACKWARD
        assert person.extension_loss_right_deg == person.extension_loss_left_deg == 12.0 * behind
        assert person.hip_loss_right_deg == 12.0 * (not behind)
    assert Asked(task="stand", hip=40.0).lost_deg == EXTENSION_LOSS_DEG[1]
    assert EXTENSION_LOSS_DEG[1] <= OF_A_PERSON[1]
    assert set(EXTENSION_GRID) <= set(HIP_GRID)


@pytest.mark.parametrize("task", sorted(BACKWARD))
def test_people_differ_around_what_the_person_in_the_middle_does(task: str) -> None:
    """Whoever is asked arches at least a little, and nobody further than the slider took away and a bit."""
    numbers = compute(shared_body(), Asked(task=task, hip=15.0)).numbers
    assert -20.0 < numbers["lumbar_deg.low"] < numbers["lumbar_deg"] < 0.0
    assert numbers["lumbar_deg.high"] < -2.0
    assert ("step_cm" in numbers) == (task == "push-off")


def test_a_shorter_step_is_the_same_turn_of_the_leg() -> None:
    """By as many degrees as the low back would arch, on a leg of about 0.9 m that stands behind."""
    numbers = compute(shared_body(), Asked(task="push-off", hip=10.0), ranges=False).numbers
    turn = np.radians(-numbers["lumbar_deg"])
    assert 100.0 * 0.7 * turn < numbers["step_cm"] < 100.0 * 0.95 * turn
    assert compute(shared_body(), Asked(task="push-off"), ranges=False).numbers["step_cm"] == pytest.approx(
        0.0
    )
