"""Whatever a phone felt, every measure gives a finite figure with its bar, or refuses: never a crash."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.measure import (
    Estimate,
    MeasurementRefusedError,
    Range,
    Recording,
    RecordingError,
    Side,
    count_bridges,
    count_chair_stands,
    measure_bend,
    measure_hip_flexion,
    measure_hip_rotation,
    measure_stance,
    measure_thomas,
    measure_walk,
    time_hold,
)

MEASURES = {
    "walk": lambda r: measure_walk(recording=r),
    "rotation": lambda r: measure_hip_rotation(recordings=[r], side=Side.LEFT),
    "flexion": lambda r: measure_hip_flexion(recordings=[r], side=Side.RIGHT),
    "thomas": lambda r: measure_thomas(recordings=[r], side=Side.RIGHT),
    "bend": lambda r: measure_bend(sacrum=r, rib=r),
    "stance": lambda r: measure_stance(recording=r, side=Side.RIGHT),
    "chair": lambda r: count_chair_stands(recording=r),
    "bridge": lambda r: count_bridges(recording=r),
    "hold": lambda r: time_hold(recording=r),
}


def _estimates(value):
    if isinstance(value, Estimate):
        yield value
    elif isinstance(value, Range):
        yield value.angle_deg
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _estimates(getattr(value, field.name))


@st.composite
def motions(draw):
    """Still, turning, shaken or jumping phones at any rate from 1 to 1000 Hz, for up to two minutes."""
    rate = draw(st.sampled_from([1.0, 20.0, 25.0, 60.0, 100.0, 1000.0]))
    n = draw(st.integers(2, int(min(6000, 120 * rate))))
    rng = np.random.default_rng(draw(st.integers(0, 2**31)))
    time_s = np.cumsum(rng.uniform(0.5, 1.5, n)) / rate
    if draw(st.booleans()) and n > 10:
        time_s[n // 2 :] += draw(st.sampled_from([0.3, 5.0, 1e6]))
    turning = rng.normal(0, draw(st.sampled_from([1e-6, 0.05, 1.0, 10.0])), (n, 3))
    slow = np.cumsum(rng.normal(0, draw(st.sampled_from([0.0, 0.02, 0.5])), (n, 3)), axis=0)
    acc = rng.normal(0, draw(st.sampled_from([1e-6, 0.05, 2.0, 60.0])), (n, 3)) + slow
    acc += draw(st.sampled_from([(0.0, 9.8, 0.0), (0.0, 0.0, -9.8), (6.9, 0.0, 6.9), (0.0, 0.0, 0.0)]))
    try:
        return Recording(
            time_s=time_s,
            acceleration_m_s2=np.clip(acc, -600, 600),
            rotation_rate_rad_s=np.clip(turning, -100, 100) if draw(st.booleans()) else None,
        )
    except RecordingError:
        return None


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=40, deadline=None)
@given(recording=motions())
def test_a_finite_figure_or_a_refusal(name, recording):
    if recording is None:
        return
    try:
        result = MEASURES[name](recording)
    except MeasurementRefusedError:
        return
    found = list(_estimates(result))
    assert found
    for estimate in found:
        assert np.isfinite([estimate.low, estimate.value, estimate.high]).all()
        assert estimate.low <= estimate.value <= estimate.high


def test_no_recording_at_all_is_refused():
    for measure in (measure_hip_flexion, measure_thomas, measure_hip_rotation):
        with pytest.raises(MeasurementRefusedError):
            measure(recordings=[], side=Side.LEFT)
