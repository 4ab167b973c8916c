"""Hill curves: strongest at the optimum, passive only when stretched, slack that meets its target."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loadshare.body import muscle


def curves(norm: float, pennation: float = 0.0) -> tuple[float, float]:
    optimal, slack = np.array([0.1]), np.array([0.2])
    sin = np.array([np.sin(pennation)])
    along = np.sqrt(max(norm**2 - sin[0] ** 2, 0.0)) * 0.1
    active, passive, length = np.empty(1), np.empty(1), np.empty(1)
    muscle.fibre_curves(slack + along, optimal, slack, sin, np.array([0.6]), active, passive, length)
    return float(active[0]), float(passive[0])


curves(1.0)  # compiles, so that no test is timed with the compiler


@given(st.floats(0.4, 1.8))
def test_active_force_is_highest_at_the_optimum(norm: float) -> None:
    assert curves(norm)[0] <= curves(1.0)[0] + 1e-12


@given(st.floats(0.3, 1.0))
def test_a_short_fibre_does_not_pull_passively(norm: float) -> None:
    assert curves(norm)[1] <= 1e-9


@given(st.floats(1.0, 1.7), st.floats(0.001, 0.1))
def test_passive_force_rises_with_stretch(norm: float, more: float) -> None:
    assert curves(norm + more)[1] > curves(norm)[1]


def test_passive_force_is_full_at_its_strain() -> None:
    assert abs(curves(1.6)[1] - 1.0) < 1e-9


@given(st.floats(0.05, 0.5), st.floats(0.01, 0.4), st.floats(0.7, 1.3), st.floats(0.0, 0.5))
def test_calibration_meets_the_target_or_shortens_the_fibre(
    path: float, optimal: float, target: float, pennation: float
) -> None:
    cos = np.cos([pennation])
    fibre, slack = muscle.calibrate(np.array([path]), np.array([optimal]), cos, np.array([target]))
    assert slack[0] >= path * muscle.MIN_TENDON_SHARE * (1 - 1e-9)
    assert fibre[0] <= optimal
    assert abs(slack[0] + fibre[0] * target * cos[0] - path) < 1e-12
