"""What tissue holds without effort: the published hip law, and tightness as lost degrees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadshare.body import passive

passive.hip_parts(10.0, 0.0, 0.0, 0.5)  # compiles
passive.lumbar_moment(1.0, 0)
passive.hip_side_moment(0.1, 0)

HIP = st.floats(-20.0, 130.0)
KNEE = st.floats(0.0, 90.0)


@pytest.mark.parametrize(("hip", "moment"), [(0, 8.6), (30, -1.0), (60, -15.7), (90, -51.4)])
def test_the_published_straight_knee_values(hip: float, moment: float) -> None:
    assert passive.hip_moment(float(hip), 0.0) == pytest.approx(moment, abs=0.06)


def test_the_parts_add_up_to_the_published_law_within_3_nm() -> None:
    miss = [
        sum(passive.hip_parts(h, k, 0.0, 0.5)) - passive.hip_moment(h, k)
        for h in np.arange(0.0, 91.0, 5.0)
        for k in (0.0, 90.0)
    ]
    assert np.sqrt(np.mean(np.square(miss))) <= 3.0
    assert np.abs(miss).max() < 1e-9


@given(HIP, KNEE, st.floats(0.0, 60.0), st.floats(0.0, 1.0))
def test_a_tighter_hip_never_resists_less(hip: float, knee: float, loss: float, share: float) -> None:
    assert (
        sum(passive.hip_parts(hip, knee, loss, share)) <= sum(passive.hip_parts(hip, knee, 0.0, share)) + 1e-9
    )


@given(HIP, st.floats(0.0, 60.0))
def test_a_lost_degree_moves_the_bent_knee_curve_by_a_degree(hip: float, loss: float) -> None:
    tight = passive.hip_parts(hip - loss, 90.0, loss, 0.0)
    assert tight[2] == pytest.approx(min(passive.hip_moment(hip, 90.0), 0.0))


@given(st.floats(-25.0, 55.0), st.floats(0.1, 5.0), st.sampled_from([0, 1, 2]))
def test_the_low_back_always_resists_more_when_bent_more(angle: float, more: float, motion: int) -> None:
    assert passive.lumbar_moment(angle + more, motion) < passive.lumbar_moment(angle, motion) + 0.5


@given(st.floats(0.0, 0.3))
def test_the_hip_moves_freely_sideways_and_in_turning_near_the_middle(angle: float) -> None:
    for motion in (0, 1):
        assert abs(passive.hip_side_moment(angle, motion)) < 0.05
        assert passive.hip_side_moment(angle, motion) == pytest.approx(
            -passive.hip_side_moment(-angle, motion)
        )


def test_the_rhythm_shares_out_the_whole_motion() -> None:
    for shares in passive.RHYTHM.values():
        assert shares.sum() == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(("knee", "moment"), [(-5.5, 47.94), (0.0, 21.01), (20.0, 1.046), (90.0, 0.0)])
def test_a_straight_knee_stops_as_the_published_knee_law_says(knee: float, moment: float) -> None:
    """The law's last term, exp(2.220 - 0.150 knee), at the angle to which a healthy knee still gives."""
    assert passive.knee_stop(knee) == pytest.approx(moment, rel=1e-3, abs=1e-3)


@pytest.mark.parametrize(("moment", "kpa"), [(-20.0, 0.0), (14.0, 0.0), (54.0, 3.139), (150.0, 10.723)])
def test_the_abdomen_is_pressed_as_measured_in_lifting(moment: float, kpa: float) -> None:
    assert passive.abdominal_pressure_pa(moment) / 1000.0 == pytest.approx(kpa)
