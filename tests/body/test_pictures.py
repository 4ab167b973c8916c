"""Every movement as it is drawn, at every frame: what rests stays, what is held is held, nothing goes through
anything.

Tolerances, once: TOUCH_M, the give of skin over a bony point (NEAR_M of test_laying for the trunk); SLIP_M,
two fingers' width, hardly seen at this size; HELD_M, half the width of a hand; FLOOR_M, soft tissue under the
capsule of a limb (the drawn neck and wrist bend away from the floor by themselves, so the head may go as far
as HEAD_M and hands are left out); DEEP_M, flesh that gives where limbs press on each other, and WRAPPED_M,
a hand and forearm round the limb they hold.
"""

from __future__ import annotations

import re
from functools import cache

import mujoco
import numpy as np
import pytest

from loadshare.body.laying import laid
from loadshare.body.movements import Movement, movement_ids, read_movement
from loadshare.body.postures import LIMITS_DEG
from loadshare.knowledge.reader import load_knowledge
from tests.body.conftest import shared_body
from tests.support.capsules import capsules, lowest, overlaps

TOUCH_M, SLIP_M, HELD_M = 0.02, 0.03, 0.045
FLOOR_M, HEAD_M = 0.05, 0.09
DEEP_M, WRAPPED_M = 0.045, 0.06
SEEN_M = 0.04  # at least one point moves this far
STILL = {  # what the movement is: a press against something that does not give
    "belt-press-out": "the belt holds the knees; they move a finger's width",
    "glute-squeeze": "the muscles tighten; only the pelvis tips a little",
}
LIMB = re.compile(r"heel|first-meta|fifth-meta|toe|foot|knee|shin|hand|elbow|forearm|wrist")
FOOT_OR_HAND = re.compile(r"(heel|first-meta|fifth-meta|toe|hand)-")


@cache
def drawn(name: str) -> list[np.ndarray]:
    movement = read_movement(name)
    return list(laid(chooser().poser, movement, movement.frames))


def chooser():
    return shared_body().chooser("male")


def moments(name: str):
    """Each frame with its time and where the body is."""
    skeleton = chooser().skeleton
    for at, qpos in zip(np.linspace(0.0, 1.0, read_movement(name).frames), drawn(name), strict=True):
        data = mujoco.MjData(skeleton.mj)
        data.qpos[:] = qpos
        mujoco.mj_kinematics(skeleton.mj, data)
        yield float(at), qpos, data


def place(data: mujoco.MjData, point: str) -> np.ndarray:
    return np.array(data.site_xpos[chooser().skeleton.contacts[point]])


def resting(movement: Movement, at: float) -> set[str]:
    return {s.point for s in movement.pose(at).supports} | set(movement.near(at))


@pytest.mark.parametrize("name", movement_ids())
def test_what_stands_on_the_floor_or_the_step_touches_it(name: str) -> None:
    movement = read_movement(name)
    for at, _, data in moments(name):
        for support in movement.pose(at).supports:
            if support.offset_m is not None and FOOT_OR_HAND.match(support.point):
                off = float(np.array(support.normal) @ place(data, support.point)) - support.offset_m
                assert abs(off) < TOUCH_M, (support.point, at)


@pytest.mark.parametrize("name", movement_ids())
def test_what_was_put_down_does_not_slip(name: str) -> None:
    movement = read_movement(name)
    put: dict[str, np.ndarray] = {}
    for at, _, data in moments(name):
        now = {p: place(data, p) for p in resting(movement, at) if LIMB.match(p)}
        put = {p: put.get(p, spot) for p, spot in now.items()}
        for point, spot in now.items():
            if not point.startswith(movement.slides or ("-",)):
                assert float(np.hypot(*(spot - put[point])[[0, 2]])) < SLIP_M, (point, at)


@pytest.mark.parametrize("name", [n for n in movement_ids() if read_movement(n).holds])
def test_hands_are_where_they_hold(name: str) -> None:
    movement, skeleton = read_movement(name), chooser().skeleton
    checked = 0
    for at, _, data in moments(name):
        for mark in (m for m in movement.pose(at).marks if m.share > 0.99):
            bone = int(skeleton.mj.site_bodyid[skeleton.contacts[mark.on]])
            wanted = place(data, mark.on) + data.xmat[bone].reshape(3, 3) @ np.array(mark.at_m)
            assert float(np.linalg.norm(place(data, mark.point) - wanted)) < HELD_M, (mark.point, at)
            checked += 1
    assert checked


@pytest.mark.parametrize("name", movement_ids())
def test_nothing_sinks_into_the_floor(name: str) -> None:
    for at, qpos, _ in moments(name):
        for limb in capsules(chooser().skeleton, qpos):
            if limb.part != "hand":
                least = -HEAD_M if limb.part == "head" else -FLOOR_M
                assert lowest(limb) > least, (limb.name, at)


@pytest.mark.parametrize("name", movement_ids())
def test_no_limb_goes_through_another_or_the_trunk(name: str) -> None:
    holding = {h.point[-2:] for h in read_movement(name).holds if h.point.startswith("hand")}
    for at, qpos, _ in moments(name):
        for pair, depth in overlaps(capsules(chooser().skeleton, qpos)).items():
            is_held = any(p[:-2] in ("hand", "forearm") and p[-2:] in holding for p in pair)
            assert depth < (WRAPPED_M if is_held else DEEP_M), (pair, at)


@pytest.mark.parametrize("name", movement_ids())
def test_no_joint_bends_further_or_the_other_way_than_a_joint_does(name: str) -> None:
    places = chooser().skeleton.qpos
    for at, qpos, _ in moments(name):
        for joint, index in places.items():
            low, high = LIMITS_DEG.get(joint.rsplit("-", 1)[0], (-180, 180))
            assert low - 0.5 <= np.degrees(qpos[index]) <= high + 0.5, (joint, at)


@pytest.mark.parametrize("name", movement_ids())
def test_something_is_seen_to_move_and_it_ends_where_it_began(name: str) -> None:
    points = np.array([[place(d, p) for p in chooser().skeleton.contacts] for _, _, d in moments(name)])
    moved = float(np.linalg.norm(points - points[0], axis=2).max())
    assert moved > (SEEN_M if name not in STILL else 0.005)
    assert float(np.linalg.norm(points[-1] - points[0], axis=1).max()) < SLIP_M


@pytest.mark.parametrize(
    ("name", "mover"),
    [
        ("clamshell", "knee-inside-r"),
        ("side-lying-leg-raise", "heel-r"),
        ("standing-leg-raise", "heel-r"),
        ("standing-hip-extension", "heel-r"),
        ("all-fours-leg-press", "heel-r"),
        ("bird-dog", "hand-l"),
        ("prone-leg-lift", "heel-r"),
        ("hamstring-strap", "heel-r"),
        ("knee-to-chest", "heel-r"),
        ("knee-to-opposite-shoulder", "heel-r"),
        ("single-leg-bridge", "heel-r"),
        ("single-leg-deadlift", "heel-l"),
        ("single-leg-squat-chair", "heel-l"),
        ("lateral-step-down", "heel-l"),
        ("hand-massage-and-heat", "hand-r"),
    ],
)
def test_the_named_side_moves(name: str, mover: str) -> None:
    """The right side works; where it carries, the left one moves."""
    other = mover[:-1] + ("l" if mover.endswith("r") else "r")
    spots = [(place(d, mover), place(d, other)) for _, _, d in moments(name)]
    apart = [max(float(np.linalg.norm(s[i] - spots[0][i])) for s in spots) for i in (0, 1)]
    assert apart[0] > 2 * apart[1]


def test_walls_are_touched_not_gone_through() -> None:
    """Feet, hips and shoulders stay on this side of the wall behind the ball."""
    thick = 0.072  # the ball between body and wall
    for name in ("massage-ball-wall", "massage-ball-front-hip", "massage-ball-low-back-sides"):
        movement = read_movement(name)
        support = next(s for s in movement.pose(0.0).supports if s.normal[1] == 0.0)
        into = -np.array(support.normal)
        wall = None
        for at, qpos, data in moments(name):
            at_wall = float(into @ place(data, support.point)) + thick
            wall = at_wall if wall is None else wall
            assert at_wall == pytest.approx(wall, abs=TOUCH_M)
            for limb in capsules(chooser().skeleton, qpos):
                deepest = max(float(into @ limb.start), float(into @ limb.end)) + limb.radius
                assert deepest < wall + TOUCH_M, (name, limb.name, at)


def test_the_seat_is_sat_on() -> None:
    """Who sits on a chair has the seat at a chair's height, thighs on it."""
    for name, exercise in load_knowledge().exercises.items():
        if exercise.position == "chair":
            data = next(moments(name))[2]
            assert 0.33 < place(data, "sit-bone-l")[1] < 0.5, name
            assert abs(place(data, "thigh-back-l")[1] - place(data, "sit-bone-l")[1]) < 0.1, name
