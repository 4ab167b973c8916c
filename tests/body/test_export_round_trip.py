"""A viewer that knows only the exported file puts every bone, muscle and contact where the model has it."""

import json

import mujoco
import numpy as np
import pytest
from numpy.typing import NDArray

from loadshare.body.engine import people_of
from loadshare.body.export import FAINT_PCT, FORMAT, LOADS, export_body
from loadshare.body.laying import laid
from loadshare.body.model import LEVELS
from loadshare.body.movements import read_movement
from loadshare.body.passive import RHYTHM
from loadshare.body.person import Person
from loadshare.body.tasks import TASKS, Task
from tests.body.conftest import shared_body

Array = NDArray[np.float64]
EXERCISES = ("glute-bridge", "clamshell", "short-walk", "figure-four-stretch", "sit-to-stand")
WITHIN_M = 0.02  # whole degrees and millimetres along a body of 1.75 m


@pytest.fixture(scope="module")
def exported() -> dict:  # type: ignore[type-arg]
    """As it comes off the wire."""
    return json.loads(json.dumps(export_body(shared_body(), exercises=EXERCISES, frames=5)))  # type: ignore[no-any-return]


def quaternion(axis: list[float], deg: float) -> Array:
    half = np.radians(deg) / 2
    return np.r_[np.cos(half), np.sin(half) * np.array(axis) / np.linalg.norm(axis)]


def times(a: Array, b: Array) -> Array:
    w, v = a[0] * b[0] - a[1:] @ b[1:], a[0] * b[1:] + b[0] * a[1:] + np.cross(a[1:], b[1:])
    return np.r_[w, v]


def turned(q: Array, v: Array) -> Array:
    return times(times(q, np.r_[0.0, v]), q * [1, -1, -1, -1])[1:]


def angles_of(exported: dict, posture: dict) -> dict[str, float]:  # type: ignore[type-arg]
    """Degrees of every joint, the low back spread over its levels."""
    out = dict(zip(exported["limbs"], posture["q"], strict=True))
    for motion, net in zip(("flexion", "bend", "turn"), posture["back"], strict=True):
        for level, share in zip(LEVELS, exported["rhythm"][motion], strict=True):
            out[f"{level}-{motion}"] = net * share
    return out


def placed(exported: dict, posture: dict) -> list[tuple[Array, Array]]:  # type: ignore[type-arg]
    """Place and rotation of every bone, from the file alone."""
    angles = angles_of(exported, posture)
    out: list[tuple[Array, Array]] = []
    for i, bone in enumerate(exported["bodies"]):
        if bone["parent"] < 0:
            place, turn = np.array(posture["root"][:3]), np.array(posture["root"][3:])
            out.append((place, turn / np.linalg.norm(turn)))
            continue
        base, base_turn = out[bone["parent"]]
        place, turn = base + turned(base_turn, np.array(bone["at"])), base_turn
        for joint in exported["joints"]:
            if joint["body"] == i:
                anchor = place + turned(turn, np.array(joint["at"]))
                turn = times(turn, quaternion(joint["axis"], angles[joint["name"]]))
                place = anchor - turned(turn, np.array(joint["at"]))
        out.append((place, turn))
    return out


def model_places(qpos: Array) -> mujoco.MjData:
    return shared_body().chooser("male").measurer.place(qpos)


@pytest.mark.parametrize("name", TASKS)
def test_bones_of_a_task_are_where_the_model_has_them(exported: dict, name: str) -> None:  # type: ignore[type-arg]
    chooser = shared_body().chooser("male")
    taken = chooser.choose(Task(name=name), people_of(chooser.skeleton, Person()))
    data = model_places(taken.stance.qpos)
    for bone, (place, _) in zip(exported["bodies"], placed(exported, exported["tasks"][name]), strict=True):
        there = data.xpos[chooser.skeleton.mj.body(bone["name"]).id]
        assert np.linalg.norm(place - there) < WITHIN_M, bone["name"]


@pytest.mark.parametrize("name", EXERCISES)
def test_bones_of_a_movement_are_where_it_was_laid(exported: dict, name: str) -> None:  # type: ignore[type-arg]
    chooser = shared_body().chooser("male")
    shown = exported["movements"][name]["frames"]
    for posture, qpos in zip(shown, laid(chooser.poser, read_movement(name), 5), strict=True):
        data = model_places(qpos)
        for bone, (place, turn) in zip(exported["bodies"], placed(exported, posture), strict=True):
            identifier = chooser.skeleton.mj.body(bone["name"]).id
            assert np.linalg.norm(place - data.xpos[identifier]) < 2 * WITHIN_M, bone["name"]
            assert abs(turn @ data.xquat[identifier]) > np.cos(np.radians(5.0) / 2), bone["name"]


@pytest.mark.parametrize("name", ["stand", "single-leg-stance"])
def test_contacts_are_where_the_model_has_them(exported: dict, name: str) -> None:  # type: ignore[type-arg]
    chooser = shared_body().chooser("male")
    taken = chooser.choose(Task(name=name), people_of(chooser.skeleton, Person()))
    data, bones = model_places(taken.stance.qpos), placed(exported, exported["tasks"][name])
    for point, (bone, *at) in exported["contacts"].items():
        place, turn = bones[bone]
        there = data.site_xpos[chooser.skeleton.contacts[f"{point}-r"]]
        assert np.linalg.norm(place + turned(turn, np.array(at)) - there) < WITHIN_M, point


def test_muscles_run_over_the_points_of_the_model(exported: dict) -> None:  # type: ignore[type-arg]
    skeleton = shared_body().chooser("male").skeleton
    named = {muscle["name"]: muscle for muscle in exported["muscles"]}
    right = [i for i, side in enumerate(skeleton.sides) if side == "right"]
    assert named.keys() == {skeleton.muscles[i][:-2] for i in right}
    for i in right:
        muscle = named[skeleton.muscles[i][:-2]]
        assert muscle["group"] == skeleton.groups[i]
        assert muscle["force"] == pytest.approx(skeleton.max_force_n[i], abs=0.5)
        assert len(muscle["path"]) >= 2
        for bone, *at in muscle["path"]:
            assert 0 <= bone < len(exported["bodies"])
            assert np.linalg.norm(at) < 0.6


def test_the_head_of_the_file_says_what_is_in_it(exported: dict) -> None:  # type: ignore[type-arg]
    assert exported["format"] == FORMAT
    assert exported["units"] == {"length": "m", "angle": "deg", "force": "N"}
    assert exported["loads"] == list(LOADS)
    assert exported["movements"].keys() == set(EXERCISES)
    assert exported["tasks"].keys() == TASKS.keys()
    assert exported["rhythm"] == {motion: pytest.approx(share) for motion, share in RHYTHM.items()}


@pytest.mark.parametrize("name", TASKS)
def test_loads_of_a_task_are_those_of_the_answer(exported: dict, name: str) -> None:  # type: ignore[type-arg]
    answer = shared_body().solve(task=Task(name=name))
    shown = dict(zip(exported["loads"], exported["tasks"][name]["loads"], strict=True))
    for load in LOADS:
        assert shown[load] == pytest.approx(getattr(answer, load), abs=0.51 if "_n" in load else 0.006)


@pytest.mark.parametrize("name", TASKS)
def test_what_works_faintly_is_left_out_and_the_rest_is_there(exported: dict, name: str) -> None:  # type: ignore[type-arg]
    answer = shared_body().solve(task=Task(name=name))
    pairs = exported["tasks"][name]["active"]
    shown = {
        exported["groups"][group]: percent for group, percent in zip(pairs[::2], pairs[1::2], strict=True)
    }
    wanted = {g: v for g, v in answer.group_activation_pct.items() if v >= FAINT_PCT}
    assert shown.keys() == wanted.keys()
    for group, percent in wanted.items():
        assert shown[group] == pytest.approx(percent, abs=0.51)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_movement_says_how_long_it_takes_and_what_carries_it(exported: dict, name: str) -> None:  # type: ignore[type-arg]
    shown, movement = exported["movements"][name], read_movement(name)
    assert shown["code"] == movement.code
    assert shown["seconds"] == movement.seconds
    assert shown["supports"] == sorted({text for key in movement.keys for text in key.supports})
    assert len(shown["frames"]) == 5


def test_joints_belong_to_bones_and_have_an_axis_of_length_one(exported: dict) -> None:  # type: ignore[type-arg]
    for joint in exported["joints"]:
        assert 0 < joint["body"] < len(exported["bodies"])
        assert np.linalg.norm(joint["axis"]) == pytest.approx(1.0, abs=2e-3)
    names = [joint["name"] for joint in exported["joints"]]
    assert len(names) == len(set(names))
    assert {*exported["limbs"]} | {f"{level}-{m}" for level in LEVELS for m in RHYTHM} == set(names)
