"""The bodies that people see lie on what they lie on."""

from __future__ import annotations

import re

import mujoco
import numpy as np
import pytest

from loadshare.body import Body
from loadshare.body.laying import laid
from loadshare.body.movements import movement_ids, read_movement

NEAR_M = 0.045  # soft tissue gives that much
FRAMES = 7


@pytest.fixture
def chooser(body: Body):
    return body.chooser("male")


def heights(chooser, qpos) -> dict[str, float]:
    s = chooser.skeleton
    data = mujoco.MjData(s.mj)
    data.qpos[:] = qpos
    mujoco.mj_kinematics(s.mj, data)
    return {name: float(data.site_xpos[site][1]) for name, site in s.contacts.items()}


@pytest.mark.parametrize("name", movement_ids())
def test_the_trunk_never_sinks_into_the_floor(chooser, name: str) -> None:
    for qpos in laid(chooser.poser, read_movement(name), FRAMES):
        trunk = {
            k: v
            for k, v in heights(chooser, qpos).items()
            if re.match(r"sacrum|buttock|sit|chest|shoulder", k)
        }
        assert min(trunk.values()) > -NEAR_M, min(trunk, key=trunk.get)


@pytest.mark.parametrize(
    "name",
    [
        "glute-bridge",
        "pigeon-pose",
        "childs-pose",
        "figure-four-stretch",
        "bird-dog",
    ],
)
def test_what_rests_stays_on_the_floor(chooser, name: str) -> None:
    movement = read_movement(name)
    for at, qpos in zip(np.linspace(0, 1, FRAMES), laid(chooser.poser, movement, FRAMES), strict=True):
        seen = heights(chooser, qpos)
        resting = [
            s.point
            for s in movement.pose(float(at)).supports
            if s.point.startswith(("heel", "knee-", "hand", "sacrum"))
        ]
        for point in (p for p in resting if not p.startswith(("knee-inside", "knee-outside"))):
            assert abs(seen[point]) < NEAR_M, (point, at)


def test_the_shoulders_rest_on_the_sofa(chooser) -> None:
    for qpos in laid(chooser.poser, read_movement("hip-thrust"), FRAMES):
        seen = heights(chooser, qpos)
        assert seen["shoulder-blade-r"] == pytest.approx(0.34, abs=NEAR_M)
        assert seen["heel-r"] == pytest.approx(0.0, abs=NEAR_M)


def test_laying_leaves_a_standing_movement_nearly_as_it_is(chooser) -> None:
    """The foot that stands is kept from sliding, and arms hang clear of the hips; no more."""
    movement = read_movement("hip-hike")
    skeleton = chooser.skeleton
    drawn = list(laid(chooser.poser, movement, 3))
    for a, b in zip(drawn, movement.stances(chooser.poser, 3), strict=True):
        for name, index in skeleton.qpos.items():
            if not name.startswith(("shoulder", "elbow")):
                assert a[index] == pytest.approx(b.qpos[index], abs=np.radians(3)), name
