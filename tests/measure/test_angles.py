"""Hip rotation, flexion, modified Thomas and the bend on simulated phones with known angles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.measure import (
    MeasurementRefusedError,
    Placement,
    Side,
    Verdict,
    compare_sides,
    measure_bend,
    measure_hip_flexion,
    measure_hip_rotation,
    measure_thomas,
)
from tests.measure.simulated import phone, ramp, rotation

# The phone stands upright on the shin: top edge (y) up, screen (z) to the front, x to the person's left.
# World: x to the front, y to the person's left, z up.
ON_SHIN = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def _shin(*angles_deg, side=Side.RIGHT, about="x", hold_s=2.0, upside_down=False):
    """Rest, then move to each angle and back; positive about x: the foot of the right leg goes out."""
    points, clock = [(0.0, 0.0), (2.0, 0.0)], 2.0
    for angle in angles_deg:
        points += [(clock + 1.5, angle), (clock + 1.5 + hold_s, angle), (clock + 3 + hold_s, 0.0)]
        clock += 4.5 + hold_s
        points.append((clock, 0.0))
    time_s, angle = ramp(*points)
    worn = rotation("z", np.array([180.0]))[0] if upside_down else np.eye(3)
    return phone(time_s, rotation(about, angle) @ ON_SHIN @ worn, placement=Placement.SHIN, side=side)


# A right foot that moves out swings the shin clockwise for someone behind the person: a turn of minus about x
# (front) by the right-hand rule, seen as the top of the phone leaning to the person's left.
def _outwards(side):
    return -1.0 if side is Side.RIGHT else 1.0


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("upside_down", [False, True])
def test_inner_and_outer_rotation_are_told_apart(side, upside_down):
    out = _outwards(side)
    recording = _shin(out * 32, out * 30, out * 31, -out * 41, -out * 40, side=side, upside_down=upside_down)
    result = measure_hip_rotation(recordings=[recording], side=side)
    assert result.internal is not None
    assert result.external is not None
    assert result.internal.angle_deg.value == pytest.approx(31, abs=1.0)
    assert result.external.angle_deg.value == pytest.approx(40.5, abs=1.0)
    assert len(result.internal.trials_deg) == 3
    assert not result.external.needs_third_trial
    assert result.quality.verdict is Verdict.GOOD


def test_bar_is_eight_degrees_either_way():
    angle = measure_hip_rotation(recordings=[_shin(-30, -31)], side=Side.RIGHT).internal.angle_deg
    assert angle.high - angle.value == pytest.approx(8.0)
    assert angle.value - angle.low == pytest.approx(8.0)


def test_two_trials_that_differ_ask_for_a_third():
    result = measure_hip_rotation(recordings=[_shin(-20, -35)], side=Side.RIGHT)
    assert result.internal.needs_third_trial
    assert result.quality.verdict is Verdict.FAIR


def test_three_trials_that_differ_are_marked_unreliable():
    result = measure_hip_rotation(recordings=[_shin(-20, -35, -26)], side=Side.RIGHT)
    assert result.internal.angle_deg.value == pytest.approx(26, abs=1.0)
    assert any("do not use" in note for note in result.quality.concerns)


def test_swinging_the_shin_forwards_is_refused():
    with pytest.raises(MeasurementRefusedError) as refusal:
        measure_hip_rotation(recordings=[_shin(40, 40, about="y")], side=Side.RIGHT)
    assert refusal.value.code == "wrong-axis"


def test_no_move_is_refused():
    with pytest.raises(MeasurementRefusedError) as refusal:
        measure_hip_rotation(recordings=[_shin(3, 2)], side=Side.RIGHT)
    assert refusal.value.code == "no-move"


def test_a_phone_that_is_never_still_is_refused():
    time_s = np.arange(0, 10, 0.01)
    angle = 30 * np.sin(2 * np.pi * 0.8 * time_s)
    with pytest.raises(MeasurementRefusedError) as refusal:
        measure_hip_rotation(recordings=[phone(time_s, rotation("x", angle) @ ON_SHIN)], side=Side.RIGHT)
    assert refusal.value.code == "no-hold"


@settings(max_examples=12, deadline=None)
@given(angle=st.floats(12, 110), hold_s=st.floats(1.5, 4.0))
def test_flexion_finds_any_angle(angle, hold_s):
    result = measure_hip_flexion(recordings=[_shin(angle, angle, about="y", hold_s=hold_s)], side=Side.LEFT)
    assert result.range.angle_deg.value == pytest.approx(angle, abs=1.5)


@pytest.mark.parametrize("below_deg", [-12.0, 0.0, 9.0])
def test_thomas_reads_the_hanging_thigh(below_deg):
    # The top edge points to the knee, to the front; minus about y lifts it in this world, plus lowers it.
    lying = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    time_s, angle = ramp((0, -80), (2, -80), (5, below_deg), (8, below_deg))
    recording = phone(time_s, rotation("y", angle) @ lying, placement=Placement.THIGH)
    result = measure_thomas(recordings=[recording], side=Side.LEFT)
    assert result.range.angle_deg.value == pytest.approx(below_deg, abs=1.0)


def test_either_sign_of_acceleration_gives_the_same_angles():
    lying = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    time_s, angle = ramp((0, -80), (2, -80), (5, 7), (8, 7))
    thigh = phone(time_s, rotation("y", angle) @ lying, placement=Placement.THIGH)
    upset = replace(thigh, acceleration_m_s2=-thigh.acceleration_m_s2)
    result = measure_thomas(recordings=[upset], side=Side.LEFT)
    assert result.range.angle_deg.value == pytest.approx(7, abs=1.0)
    assert any("iOS sign" in note for note in result.quality.assumed)
    shin = _shin(-30, -31)
    upset = replace(shin, acceleration_m_s2=-shin.acceleration_m_s2)
    assert measure_hip_rotation(
        recordings=[upset], side=Side.RIGHT
    ).internal.angle_deg.value == pytest.approx(30.5, abs=1.0)


def test_sides_are_compared_with_both_bars():
    left = measure_hip_rotation(recordings=[_shin(20, 21, side=Side.LEFT)], side=Side.LEFT).internal
    right = measure_hip_rotation(recordings=[_shin(-35, -34)], side=Side.RIGHT).internal
    difference = compare_sides(left=left, right=right)
    assert difference.difference_deg.value == pytest.approx(-14, abs=1.5)
    assert difference.is_notable
    assert difference.difference_deg.high - difference.difference_deg.value == pytest.approx(8 * np.sqrt(2))


def _bends(*angles_deg, placement=Placement.SACRUM):
    points, clock = [(0.0, 0.0), (2.0, 0.0)], 2.0
    for angle in angles_deg:
        points += [(clock + 3, angle), (clock + 3.7, angle), (clock + 6.7, 0.0), (clock + 8.2, 0.0)]
        clock += 8.2
    time_s, angle = ramp(*points)
    return phone(time_s, rotation("y", angle) @ ON_SHIN, placement=placement)


def test_bend_splits_hip_and_back():
    bend = measure_bend(sacrum=_bends(60, 58, 62), rib=_bends(100, 98, 104, placement=Placement.LOWEST_RIB))
    assert bend.hip_deg.value == pytest.approx(60, abs=1.0)
    assert bend.lumbar_deg.value == pytest.approx(40, abs=1.5)
    assert bend.hip_share.value == pytest.approx(0.60, abs=0.02)
    assert bend.hip_share.high - bend.hip_share.value == pytest.approx(0.12)
    assert not bend.is_outside_usual
    assert bend.quality.verdict is Verdict.GOOD


def test_one_bend_never_counts_as_unusual():
    bend = measure_bend(sacrum=_bends(30), rib=_bends(100))
    assert bend.hip_share.value < 0.5
    assert not bend.is_outside_usual
    assert bend.quality.verdict is Verdict.FAIR


def test_two_good_bends_may():
    assert measure_bend(sacrum=_bends(30, 31), rib=_bends(100, 99)).is_outside_usual


@pytest.mark.parametrize(
    ("sacrum", "rib", "code"), [((5,), (90,), "no-bend"), ((90, 90), (40, 40), "parts-do-not-fit")]
)
def test_bends_that_cannot_be_are_refused(sacrum, rib, code):
    with pytest.raises(MeasurementRefusedError) as refusal:
        measure_bend(sacrum=_bends(*sacrum), rib=_bends(*rib))
    assert refusal.value.code == code
