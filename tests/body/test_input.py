"""Bad input: the error names the value and the allowed range."""

import math

import pytest

from loadshare.body import Body, BodyError, Person, PoseError, Task
from loadshare.body.movements import read_movement
from loadshare.body.person import muscle_groups
from loadshare.body.postures import Pose, sided
from tests.body.conftest import solve


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"height_m": 3.0}, ["height_m", "3", "1.4", "2.1"]),
        ({"mass_kg": 20.0}, ["mass_kg", "20", "40", "160"]),
        ({"mass_kg": 160.0, "height_m": 1.5}, ["body mass index", "15", "45"]),
        ({"sex": "other"}, ["other", "female", "male"]),
        ({"hip_loss_right_deg": -1.0}, ["hip_loss_right_deg", "-1", "0", "60"]),
        ({"hip_loss_left_deg": math.nan}, ["hip_loss_left_deg", "nan", "60"]),
        ({"height_m": math.inf}, ["height_m", "inf"]),
        ({"strength": {"gluteus-maximus": -0.5}}, ["gluteus-maximus", "-0.5", "0", "2"]),
        ({"strength": {"buttock": 0.5}}, ["buttock", "gluteus-maximus", "hip-abductors"]),
        ({"strength": {"gluteus-medius-left": math.nan}}, ["gluteus-medius-left", "nan"]),
        ({"tone": 1.0}, ["tone", "0.1"]),
        ({"gluteal_share": 2.0}, ["gluteal_share", "2", "0", "1"]),
        ({"flexor_share": -1.0}, ["flexor_share", "-1", "0", "1"]),
        ({"turn_loss_right_deg": -1.0}, ["turn_loss_right_deg", "-1", "0", "30"]),
        ({"extension_loss_left_deg": 31.0}, ["extension_loss_left_deg", "31", "0", "30"]),
        ({"height_m": "tall"}, ["height_m", "tall"]),
        ({"height_m": True}, ["height_m", "True"]),
    ],
)
def test_a_person_outside_the_range_is_refused(values: dict[str, object], names: list[str]) -> None:
    with pytest.raises(BodyError) as error:
        Person(**values)  # type: ignore[arg-type]
    for name in names:
        assert name in str(error.value)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"name": "fly"}, ["fly", "bend", "stand"]),
        ({"name": "bend", "settings": {"trunk_deg": 500.0}}, ["trunk_deg", "500", "5", "120"]),
        ({"name": "bend", "settings": {"depth": 5.0}}, ["depth", "trunk_deg"]),
        ({"name": "lift", "settings": {"load_kg": math.nan}}, ["load_kg", "nan", "50"]),
        ({"name": "walk", "side": "both"}, ["both", "right", "left"]),
        ({"name": "walk", "fixed": 3.0}, ["walk"]),
        ({"name": "bend", "fixed": 90.0}, ["lumbar-flexion", "90"]),
    ],
)
def test_a_task_outside_the_range_is_refused(values: dict[str, object], names: list[str]) -> None:
    with pytest.raises(BodyError) as error:
        Task(**values)  # type: ignore[arg-type]
    for name in names:
        assert name in str(error.value)


def test_unknown_exercises_angles_and_bases_are_refused(body: Body) -> None:
    with pytest.raises(BodyError, match="unknown exercise 'handstand'"):
        read_movement("handstand")
    with pytest.raises(PoseError, match="unknown angle 'tail'"):
        sided({"tail": 3.0})
    with pytest.raises(PoseError, match="knee-flexion = 200 degrees is outside -5 to 155"):
        sided({"knee-flexion": 200.0})
    with pytest.raises(PoseError, match="unknown base 'upside-down'"):
        body.chooser("male").poser.pose(Pose({}, (), base="upside-down"))


def test_bands_and_shock_check_their_numbers(body: Body) -> None:
    task = Task(name="stand")
    with pytest.raises(BodyError, match="people = 0 is outside 1"):
        body.band(task=task, people=0)
    with pytest.raises(BodyError, match="seed = -1"):
        body.band(task=task, seed=-1)
    with pytest.raises(BodyError, match="knee_deg = 90"):
        body.transmissibility(knee_deg=90.0)
    with pytest.raises(BodyError, match="frequency = 100"):
        body.transmissibility(frequencies_hz=(100.0,))
    with pytest.raises(BodyError, match="stance 'none'"):
        body.transmissibility(stance="none")


def test_every_group_may_be_weak_and_one_sided() -> None:
    for group in muscle_groups():
        Person(strength={group: 0.5, f"{group}-left": 0.9})


def test_factors_that_name_the_same_muscle_multiply() -> None:
    half = solve("single-leg-stance", Person(strength={"gluteus-medius": 0.5}))
    both = solve("single-leg-stance", Person(strength={"gluteus-medius": 1.0, "gluteus-medius-right": 0.5}))
    assert half.hip_force_right_bw == pytest.approx(both.hip_force_right_bw, rel=1e-6)
