"""Exercises as movements: each can be held at every moment, stays on its supports and moves without
jumps."""

from itertools import pairwise
from pathlib import Path

import mujoco
import numpy as np
import pytest

import loadshare
from loadshare.body import Body, BodyError
from loadshare.body.movements import _parse, movement_ids, read_movement

ARTICLE = (
    "massage-ball-wall",
    "foam-roller-glute-sit",
    "foam-roller-outer-hip",
    "figure-four-stretch",
    "pigeon-pose",
    "glute-bridge",
    "clamshell",
    "band-sidestep",
    "stand-up",
    "short-walk",
    "vary-posture",
)
KNOWLEDGE = Path(loadshare.__file__).parent / "knowledge" / "exercises"


def test_the_whole_library_moves() -> None:
    assert len(movement_ids()) == 67
    assert set(ARTICLE) <= set(movement_ids())
    assert len({read_movement(e).code for e in movement_ids()}) == 67


@pytest.mark.skipif(not KNOWLEDGE.is_dir(), reason="the exercise library is not part of this checkout")
def test_every_exercise_of_the_library_has_its_movement() -> None:
    import tomllib

    library = {}
    for file in KNOWLEDGE.glob("*.toml"):
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        library[raw["id"]] = raw["code"]
    assert {e: read_movement(e).code for e in movement_ids()} == library


@pytest.mark.parametrize("exercise", movement_ids())
def test_a_healthy_adult_can_do_it(body: Body, exercise: str) -> None:
    for answer in body.exercise(exercise=exercise, frames=13):
        assert answer.residual_nm < 1.0, answer.residual_by_joint_nm
        assert answer.support_residual_n < 5.0
        assert answer.can_hold


@pytest.mark.parametrize("exercise", movement_ids())
def test_it_stays_on_its_supports_and_does_not_jump(body: Body, exercise: str) -> None:
    chooser = body.chooser("male")
    movement = read_movement(exercise)
    stances = movement.stances(chooser.poser, 41)
    change = np.zeros(chooser.skeleton.mj.nv)
    for before, after in pairwise(stances):
        mujoco.mj_differentiatePos(chooser.skeleton.mj, change, 1.0, before.qpos, after.qpos)
        assert np.abs(change).max() < 0.35, chooser.skeleton.dofs[int(np.abs(change).argmax())]
    for at in (0.0, movement.hard, 1.0):
        stance = stances[round(40 * at)]
        pose = movement.pose(round(40 * at) / 40)
        data = chooser.measurer.place(stance.qpos)
        for support in pose.supports:
            if support.offset_m is not None:
                point = data.site_xpos[chooser.skeleton.contacts[support.point]]
                assert abs(np.array(support.normal) @ point - support.offset_m) < 0.02, support.point


def test_time_runs_from_0_to_1() -> None:
    with pytest.raises(BodyError, match="outside 0 to 1"):
        read_movement("glute-bridge").pose(1.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"supports": ["nose"]}, "unknown contact point 'nose'"),
        ({"supports": ["heel@water"]}, "unknown surface 'water'"),
        (
            {"key": [{"at": 0.0, "angles": {"hip-flexion": 400}}, {"at": 1.0, "angles": {}}]},
            "hip-flexion = 400",
        ),
        ({"key": [{"at": 0.5, "angles": {}}, {"at": 1.0, "angles": {}}]}, "keys must rise from 0 to 1"),
    ],
)
def test_a_movement_with_a_mistake_is_refused(change: dict[str, object], message: str) -> None:
    good = {
        "code": "X1",
        "seconds": 1,
        "base": "upright",
        "supports": ["heel"],
        "key": [{"at": 0.0, "angles": {}}, {"at": 1.0, "angles": {}}],
    }
    with pytest.raises(BodyError, match=message):
        _parse("made-up", {**good, **change})
