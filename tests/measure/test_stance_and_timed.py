"""One-leg stance, chair stands, bridges and holds on simulated phones with known times, counts and angles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.measure import (
    MeasurementRefusedError,
    Placement,
    Side,
    count_bridges,
    count_chair_stands,
    measure_stance,
    time_hold,
)
from tests.measure.simulated import phone, ramp, rotation

# At the sacrum: screen (z) to the back, top edge (y) up, x to the person's right.
# World: x front, y left, z up.
AT_SACRUM = np.array([[0.0, 0.0, -1.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
# On the pelvis of someone who lies on the back: screen up, top edge towards the head.
LYING = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])


def _stance(length_s, drop_deg, *, side, sway_m=0.004, before_s=3.0, after_s=3.0, lift=True):
    """Two feet, a quick shift and lift, one leg with the free side `drop_deg` lower, landing, two feet."""
    stop = before_s + length_s
    right_down = drop_deg if side is Side.LEFT else -drop_deg
    time_s, roll = ramp(
        (0, 0),
        (before_s, 0),
        (before_s + 0.4, right_down),
        (stop - 0.4, right_down),
        (stop, 0),
        (stop + after_s, 0),
    )
    shift = 0.06 if side is Side.LEFT else -0.06
    _, lateral = ramp(
        (0, 0),
        (before_s - 0.1, 0),
        (before_s + 0.3, shift),
        (stop - 0.3, shift),
        (stop + 0.1, 0),
        (stop + after_s, 0),
    )
    lateral = lateral[: time_s.shape[0]] if lift else np.zeros(time_s.shape[0])
    on_leg = (time_s > before_s) & (time_s < stop)
    lateral = lateral + sway_m * np.sin(2 * np.pi * 0.6 * time_s) * on_leg
    landing = 0.012 * np.exp(-(((time_s - stop) / 0.05) ** 2)) if lift else 0.0
    place = np.column_stack((np.zeros_like(time_s), lateral, np.zeros_like(time_s) - landing))
    # Right side down: a turn by plus about x (front).
    return phone(
        time_s,
        rotation("x", roll if lift else 0 * roll) @ AT_SACRUM,
        position_m=place,
        placement=Placement.SACRUM,
        side=side,
    )


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(("length_s", "drop_deg"), [(20.0, 6.0), (8.0, -3.0), (35.0, 0.0)])
def test_stance_time_and_drop(side, length_s, drop_deg):
    stance = measure_stance(recording=_stance(length_s, drop_deg, side=side), side=side)
    assert stance.time_s.value == pytest.approx(length_s, abs=1.0)
    assert stance.pelvic_drop_deg.value == pytest.approx(drop_deg, abs=1.0)
    assert not stance.reached_ceiling


def test_stance_ends_at_45_seconds():
    stance = measure_stance(recording=_stance(50.0, 2.0, side=Side.LEFT), side=Side.LEFT)
    assert stance.time_s.value == 45.0
    assert stance.reached_ceiling


def test_more_sway_reads_as_more_sway():
    calm = measure_stance(recording=_stance(15.0, 0.0, side=Side.LEFT, sway_m=0.002), side=Side.LEFT)
    lively = measure_stance(recording=_stance(15.0, 0.0, side=Side.LEFT, sway_m=0.008), side=Side.LEFT)
    assert lively.sway_m_s2.value > 2 * calm.sway_m_s2.value


def test_standing_on_both_feet_is_refused():
    with pytest.raises(MeasurementRefusedError) as refusal:
        measure_stance(recording=_stance(15.0, 0.0, side=Side.LEFT, sway_m=0.0, lift=False), side=Side.LEFT)
    assert refusal.value.code == "no-lift"


def test_a_phone_on_the_table_is_refused():
    time_s = np.arange(0, 12, 0.01)
    flat = np.repeat(np.eye(3)[None], time_s.shape[0], axis=0)
    with pytest.raises(MeasurementRefusedError) as refusal:
        measure_stance(recording=phone(time_s, flat, quantised=False), side=Side.LEFT)
    assert refusal.value.code == "wrong-place"


def _chair(count, *, period_s=2.4, total_s=36.0, rise_m=0.35, lean_deg=25.0):
    time_s = np.arange(0, total_s, 0.01)
    points = [(0.0, 0.0), (3.0, 0.0)]
    lean = [(0.0, 0.0), (3.0, 0.0)]
    for k in range(count):
        t = 3.0 + k * period_s
        points += [(t + 0.4 * period_s, rise_m), (t + 0.5 * period_s, rise_m), (t + 0.9 * period_s, 0.0)]
        lean += [(t + 0.2 * period_s, lean_deg), (t + 0.45 * period_s, 0.0), (t + 0.7 * period_s, lean_deg)]
        points.append((t + period_s, 0.0))
        lean.append((t + period_s, 0.0))
    points.append((max(total_s, points[-1][0] + 1), 0.0))
    lean.append((max(total_s, lean[-1][0] + 1), 0.0))
    height, tilt = ramp(*points)[1][: time_s.shape[0]], ramp(*lean)[1][: time_s.shape[0]]
    place = np.column_stack((np.zeros_like(time_s), np.zeros_like(time_s), height))
    return phone(time_s, rotation("y", tilt) @ AT_SACRUM, position_m=place, placement=Placement.SACRUM)


@pytest.mark.parametrize(("count", "period_s"), [(12, 2.4), (8, 3.6), (20, 1.45), (5, 5.0)])
def test_chair_stands_are_counted(count, period_s):
    result = count_chair_stands(recording=_chair(count, period_s=period_s))
    assert result.count.value == pytest.approx(count, abs=0)
    assert len(result.tops_s) == count


def test_only_thirty_seconds_count():
    result = count_chair_stands(recording=_chair(25, period_s=2.0, total_s=56.0))
    assert abs(result.count.value - 15) <= 1


def test_a_recording_that_stops_early_is_refused():
    with pytest.raises(MeasurementRefusedError) as refusal:
        count_chair_stands(recording=_chair(6, total_s=20.0))
    assert refusal.value.code == "too-short"


def test_sitting_still_has_no_stands():
    with pytest.raises(MeasurementRefusedError) as refusal:
        count_chair_stands(recording=_chair(0))
    assert refusal.value.code == "no-stands"


def test_stands_with_the_phone_on_the_thigh():
    points = [(0.0, 0.0), (3.0, 0.0)]
    for k in range(10):
        points += [(4.2 + 3 * k, 85.0), (4.5 + 3 * k, 85.0), (5.7 + 3 * k, 0.0), (6.0 + 3 * k, 0.0)]
    points.append((36.0, 0.0))
    time_s, angle = ramp(*points)
    recording = phone(time_s, rotation("y", angle) @ LYING, placement=Placement.THIGH)
    assert count_chair_stands(recording=recording).count.value == 10


def _bridge(*parts):
    time_s, angle = ramp(*parts)
    return phone(time_s, rotation("y", -angle) @ LYING, placement=Placement.PELVIS_FRONT)


@settings(max_examples=10, deadline=None)
@given(count=st.integers(1, 15), lift_deg=st.floats(15, 45))
def test_bridges_are_counted(count, lift_deg):
    points = [(0.0, 0.0), (2.0, 0.0)]
    for k in range(count):
        points += [(3.0 + 3 * k, lift_deg), (3.8 + 3 * k, lift_deg), (4.8 + 3 * k, 0.0), (5.0 + 3 * k, 0.0)]
    points.append((points[-1][0] + 2, 0.0))
    assert count_bridges(recording=_bridge(*points)).count.value == count


@pytest.mark.parametrize("held_s", [6.0, 31.0, 64.0])
def test_hold_ends_when_the_hip_drops(held_s):
    stop = 3.0 + held_s
    result = time_hold(recording=_bridge((0, 0), (2, 0), (3, 30), (stop, 27), (stop + 2, 5), (stop + 5, 5)))
    assert result.time_s.value == pytest.approx(held_s, abs=2.0)
    assert result.ended_by_drop


def test_hold_that_outlasts_the_recording_says_so():
    result = time_hold(recording=_bridge((0, 0), (2, 0), (3, 30), (20, 30)))
    assert result.time_s.value == pytest.approx(17, abs=1.0)
    assert not result.ended_by_drop
    assert result.quality.concerns


def test_lying_still_is_no_hold_and_no_bridge():
    still = _bridge((0, 0), (15, 0.5))
    for measure, code in ((time_hold, "no-hold"), (count_bridges, "no-bridge")):
        with pytest.raises(MeasurementRefusedError) as refusal:
            measure(recording=still)
        assert refusal.value.code == code
