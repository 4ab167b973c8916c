"""Each movement file: what it says of itself holds, and the parts a movement is put together from."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadshare.body import BodyError, anatomy
from loadshare.body.frame import Pull
from loadshare.body.gravity import GRAVITY_MS2
from loadshare.body.laying import laid, props_of
from loadshare.body.movements import (
    LIGHT_N,
    STROKE,
    TAKE,
    Hold,
    Movement,
    _balance,
    _eased,
    _parse,
    _points,
    movement_ids,
    read_movement,
)
from loadshare.body.postures import ANGLES, BASES, NET, PELVIS
from loadshare.knowledge import load_knowledge
from tests.body.conftest import shared_body

IDS = movement_ids()
SURFACES = {
    "",
    "floor",
    "free",
    "light",
    "near",
    "step",
    "wall-left",
    "wall-right",
    "wall-front",
    "wall-back",
}
SHARE = st.floats(0.0, 1.0)
PLAIN = {
    "code": "X1",
    "seconds": 2,
    "base": "upright",
    "supports": ["sole"],
    "key": [{"at": 0.0, "angles": {}}, {"at": 1.0, "angles": {"hip-flexion": 60.0}}],
}


def made(**changes: object) -> Movement:
    return _parse("made-up", {**PLAIN, **changes})


@pytest.mark.parametrize("name", IDS)
def test_a_movement_is_that_of_an_exercise(name: str) -> None:
    movement, exercise = read_movement(name), load_knowledge().exercises[name]
    assert movement.exercise == exercise.id
    assert movement.code == exercise.code


@pytest.mark.parametrize("name", IDS)
def test_its_times_and_numbers_are_possible(name: str) -> None:
    movement = read_movement(name)
    assert 0.5 <= movement.seconds <= 30.0
    assert movement.base in BASES
    assert 0.0 <= movement.hard <= 1.0
    assert 2 <= movement.frames <= 60
    assert 0.0 <= movement.step_m <= 0.5
    assert 0.0 <= movement.returns_m <= 0.5
    times = [key.at for key in movement.keys]
    assert times[0] == 0.0
    assert times[-1] == 1.0
    assert all(a < b for a, b in pairwise(times))


@pytest.mark.parametrize("name", IDS)
def test_something_carries_the_body_at_every_key(name: str) -> None:
    for key in read_movement(name).keys:
        surfaces = [text.partition("@")[2] for text in key.supports]
        assert set(surfaces) <= SURFACES
        assert any(surface not in ("light", "near") for surface in surfaces), key.at


@pytest.mark.parametrize("name", IDS)
def test_a_step_that_is_stood_on_has_a_height(name: str) -> None:
    movement = read_movement(name)
    uses_step = any("@step" in text for key in movement.keys for text in key.supports)
    assert not uses_step or movement.step_m > 0.0


@pytest.mark.parametrize("name", IDS)
def test_joints_that_may_give_way_are_joints(name: str) -> None:
    known = {a[:-2] if a.endswith(("-r", "-l")) else a for a in ANGLES} - {*PELVIS, *NET}
    for joint in read_movement(name).adjust:
        assert joint.removesuffix("-r").removesuffix("-l") in known


@pytest.mark.parametrize("name", IDS)
def test_hands_hold_what_is_there_for_as_long_as_the_movement_lasts(name: str) -> None:
    contacts = anatomy.read_contacts()
    for hold in read_movement(name).holds:
        assert 0.0 <= hold.start < hold.end <= 1.0
        assert hold.point[:-2] in contacts
        assert hold.on[:-2] in contacts
        assert np.linalg.norm(hold.shift_m) < 0.4


@pytest.mark.parametrize("name", IDS)
def test_what_has_a_height_is_a_point(name: str) -> None:
    movement, contacts = read_movement(name), anatomy.read_contacts()
    for point, height in movement.rests.items():
        assert {p[:-2] for p in _points(point)} <= contacts.keys(), point
        assert -0.1 <= height <= 1.5


def test_what_slides_must_touch_something() -> None:
    assert made(slides=["heel"]).slides == ("heel",)
    with pytest.raises(BodyError, match="begins with 'hell'"):
        made(slides=["hell"])


@pytest.mark.parametrize("name", IDS)
def test_bands_and_weights_pull_within_reason(name: str) -> None:
    for pull in read_movement(name).pulls:
        assert pull.point[:-2] in anatomy.read_contacts()
        if pull.towards:
            assert 5.0 <= pull.tension_n <= 200.0
        else:
            assert 5.0 <= np.linalg.norm(pull.force_n) <= 30.0 * GRAVITY_MS2


@pytest.mark.parametrize("name", IDS)
def test_a_pose_meets_its_keys(name: str) -> None:
    movement = read_movement(name)
    for key in movement.keys:
        angles = movement.pose(key.at).angles
        for joint, value in key.angles.items():
            sides = [joint] if joint in angles else [f"{joint}-r", f"{joint}-l"]
            given_apart = {f"{joint}-{side}" for side in "rl"} & key.angles.keys()
            for side in sides:
                if side not in given_apart:
                    assert angles[side] == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("name", IDS)
def test_wanted_angles_ease_without_jumps(name: str) -> None:
    movement = read_movement(name)
    poses = [movement.pose(at).angles for at in np.linspace(0.0, 1.0, 201)]
    widest = max(max(k.angles.values(), default=0.0) for k in movement.keys) - min(
        min(k.angles.values(), default=0.0) for k in movement.keys
    )
    closest = min(b.at - a.at for a, b in pairwise(movement.keys))
    fastest = 1.5 * (abs(widest) + 180.0) / closest / 200.0
    for before, after in pairwise(poses):
        for joint in before.keys() | after.keys():
            assert abs(after.get(joint, 0.0) - before.get(joint, 0.0)) <= fastest, joint


@pytest.mark.parametrize("name", [n for n in IDS if read_movement(n).comes_back])
def test_what_comes_back_ends_where_it_began(name: str) -> None:
    movement = read_movement(name)
    first, last = movement.pose(0.0).angles, movement.pose(1.0).angles
    for joint in first.keys() | last.keys():
        assert first.get(joint, 0.0) == pytest.approx(last.get(joint, 0.0)), joint


@pytest.mark.parametrize("name", IDS)
def test_what_is_drawn_is_laid_without_moving_a_joint_far(name: str) -> None:
    """Laying shifts and turns the drawn body; the posture that is computed stays the same."""
    chooser = shared_body().chooser("male")
    movement = read_movement(name)
    shown = [*laid(chooser.poser, movement, 3)]
    assert len(shown) == 3
    for qpos in shown:
        assert np.isfinite(qpos).all()
        assert np.linalg.norm(qpos[3:7]) == pytest.approx(1.0, abs=1e-3)
        assert -0.1 < qpos[1] < 1.6, "the pelvis is above the floor"
    assert all(isinstance(prop, str) for prop in props_of(movement))


@given(SHARE)
def test_easing_is_even_and_stays_between(share: float) -> None:
    assert 0.0 <= _eased(share) <= 1.0
    assert _eased(share) + _eased(1.0 - share) == pytest.approx(1.0)


@given(SHARE, SHARE)
def test_easing_never_turns_back(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert _eased(low) <= _eased(high) + 1e-12


@given(SHARE)
def test_weights_of_balance_make_one(ease: float) -> None:
    weights = _balance(("heel",), ("toe-r", "sole"), ease)
    assert sum(weights.values()) == pytest.approx(1.0)
    assert all(weight > 0.0 for weight in weights.values())


def test_balance_passes_from_one_base_to_the_next() -> None:
    assert _balance(("heel-r",), ("heel-l",), 0.0) == {"heel-r": 1.0}
    assert _balance(("heel-r",), ("heel-l",), 0.25) == {"heel-r": 0.75, "heel-l": 0.25}
    assert _balance(("heel-r",), ("heel-l",), 1.0) == {"heel-l": 1.0}


def test_balance_is_asked_only_once_it_is_reached() -> None:
    assert _balance((), ("heel-r",), 0.9) == {}
    assert _balance((), ("heel-r",), 1.0) == {"heel-r": 1.0}
    assert _balance(("heel-r",), (), 0.5) == {"heel-r": 1.0}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("heel-r", ("heel-r",)),
        ("heel", ("heel-r", "heel-l")),
        ("ball-l", ("first-metatarsal-l", "fifth-metatarsal-l", "toe-l")),
        ("sole-r", ("heel-r", "first-metatarsal-r", "fifth-metatarsal-r")),
    ],
)
def test_a_part_of_the_foot_is_its_points(name: str, found: tuple[str, ...]) -> None:
    assert _points(name) == found


def test_half_way_is_half_way() -> None:
    angles = made().pose(0.5).angles
    assert angles == pytest.approx({"hip-flexion-r": 30.0, "hip-flexion-l": 30.0})


def test_an_angle_named_in_one_key_alone_comes_from_zero() -> None:
    movement = made(
        key=[
            {"at": 0.0, "angles": {"knee-flexion": 40.0}},
            {"at": 1.0, "angles": {"hip-flexion": 60.0}},
        ]
    )
    assert movement.pose(0.5).angles == pytest.approx(
        {"knee-flexion-r": 20.0, "knee-flexion-l": 20.0, "hip-flexion-r": 30.0, "hip-flexion-l": 30.0}
    )


def test_supports_change_at_their_key_and_not_before() -> None:
    movement = made(
        key=[
            {"at": 0.0, "angles": {}},
            {"at": 0.5, "angles": {}, "supports": ["heel-r"]},
            {"at": 1.0, "angles": {}},
        ]
    )
    count = [len(movement.pose(at).supports) for at in (0.0, 0.49, 0.5, 0.99, 1.0)]
    assert count == [6, 6, 1, 1, 6]


@pytest.mark.parametrize(
    ("text", "normal", "offset_m", "limit_n"),
    [
        ("heel-r", (0.0, 1.0, 0.0), 0.0, np.inf),
        ("heel-r@floor", (0.0, 1.0, 0.0), 0.0, np.inf),
        ("heel-r@step", (0.0, 1.0, 0.0), 0.2, np.inf),
        ("heel-r@free", (0.0, 1.0, 0.0), None, np.inf),
        ("heel-r@light", (0.0, 1.0, 0.0), None, LIGHT_N),
        ("heel-r@wall-left", (0.0, 0.0, 1.0), None, np.inf),
        ("heel-r@wall-front", (-1.0, 0.0, 0.0), None, np.inf),
    ],
)
def test_a_support_rests_on_what_is_written(
    text: str, normal: tuple[float, ...], offset_m: float | None, limit_n: float
) -> None:
    support, *more = made(supports=[text], step_m=0.2).pose(0.0).supports
    assert not more
    assert (support.normal, support.offset_m, support.limit_n) == (normal, offset_m, limit_n)


def test_what_is_near_is_drawn_and_carries_nothing() -> None:
    movement = made(supports=["heel", "hand-r@near"])
    assert movement.near(0.5) == ("hand-r",)
    assert {support.point for support in movement.pose(0.5).supports} == {"heel-r", "heel-l"}


def test_a_band_a_weight_and_a_force_are_pulls() -> None:
    pulls = made(
        pull=[
            {"point": "knee-r", "towards": "knee-l", "newton": 40},
            {"point": "hand-r", "load_kg": 5},
            {"point": "hand-l", "force_n": [1, 2, 3]},
        ]
    ).pulls
    assert pulls == (
        Pull("knee-r", towards="knee-l", tension_n=40.0),
        Pull("hand-r", (0.0, -5.0 * GRAVITY_MS2, 0.0)),
        Pull("hand-l", (1.0, 2.0, 3.0)),
    )


HOLD = Hold("hand-r", "knee-r", (0.0, 0.0, 0.1), (0.0, 0.2, 0.1), 0.2, 0.8)


def test_a_hand_takes_hold_and_lets_go_gently() -> None:
    assert HOLD.mark(0.2).share == 0.0
    assert HOLD.mark(0.8).share == 0.0
    assert HOLD.mark(0.2 + TAKE).share == pytest.approx(1.0)
    assert 0.0 < HOLD.mark(0.2 + TAKE / 3).share < 0.5


def test_a_hand_that_holds_throughout_never_lets_go() -> None:
    always = Hold("hand-r", "knee-r", (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 0.0, 1.0)
    assert [always.mark(at).share for at in (0.0, 0.5, 1.0)] == [1.0, 1.0, 1.0]


def test_a_stroking_hand_is_there_in_the_middle_and_back_at_the_end() -> None:
    assert HOLD.mark(0.0).at_m == HOLD.mark(1.0).at_m == HOLD.shift_m
    assert HOLD.mark(0.5).at_m == pytest.approx(HOLD.there_m)
    assert HOLD.mark(STROKE).at_m == pytest.approx(HOLD.there_m)


@given(SHARE)
def test_a_stroke_goes_the_straight_way(at: float) -> None:
    x, y, z = HOLD.mark(at).at_m
    assert (x, z) == (0.0, pytest.approx(0.1))
    assert y is not None
    assert -1e-12 <= y <= 0.2 + 1e-12
    assert HOLD.mark(at).reaches
