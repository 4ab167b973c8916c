"""What an hour-long recording may need beside itself."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from loadshare.measure import Recording, measure_walk, read_recording, write_own_csv

_READING_TIMES_SIGNALS = 1.8
"""The numbers, and a little beside them: neither the text of the file nor a second copy."""
_WALKING_TIMES_SIGNALS = 3.2
_HOUR_ABOVE_TEN_MINUTES_BYTES = 1_000_000
"""The steps of fifty minutes and the passes between them, no more."""


def _long_walk(seconds):
    time_s = np.arange(0, seconds, 0.01)
    rng = np.random.default_rng(1)
    beat = 2 * np.pi * time_s / 0.55
    acc = rng.normal(0, 0.2, (time_s.shape[0], 3))
    acc[:, 2] += 9.81 + 2 * np.cos(beat) + np.cos(2 * beat)
    acc[:, 0] += np.sin(beat)
    gyr = rng.normal(0, 0.05, acc.shape)
    return Recording(time_s=time_s, acceleration_m_s2=acc, rotation_rate_rad_s=gyr)


def _peak_bytes(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_reading_holds_the_numbers_and_little_else(tmp_path):
    walk = _long_walk(900)
    path = tmp_path / "walk.csv"
    path.write_text(write_own_csv(recording=walk))
    short = tmp_path / "short.csv"
    short.write_text(write_own_csv(recording=_long_walk(5)))
    read_recording(path=short)  # what is loaded with the first file is no part of the second
    signals = 7 * 8 * walk.time_s.shape[0]
    assert _peak_bytes(lambda: read_recording(path=path)) < _READING_TIMES_SIGNALS * signals


def test_a_walk_needs_a_few_times_its_own_signals():
    walk = _long_walk(900)
    signals = 7 * 8 * walk.time_s.shape[0]
    assert _peak_bytes(lambda: measure_walk(recording=walk)) < _WALKING_TIMES_SIGNALS * signals


@pytest.fixture(scope="module")
def hour():
    return _long_walk(3600)


def test_an_hour_needs_no_more_memory_than_ten_minutes(hour):
    ten = _long_walk(600)
    most = _peak_bytes(lambda: measure_walk(recording=ten)) + _HOUR_ABOVE_TEN_MINUTES_BYTES
    assert _peak_bytes(lambda: measure_walk(recording=hour)) < most


def test_an_hour_cut_into_blocks_loses_no_step(hour):
    walk = measure_walk(recording=hour)
    assert walk.steps.value == pytest.approx(3600 / 0.55, abs=1)
    assert np.diff(walk.step_times_s).max() < 0.7
    assert walk.cadence_per_min.value == pytest.approx(60 / 0.55, abs=0.1)
