"""What an hour-long recording may need beside itself."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from loadshare.measure import Recording, measure_walk, read_recording, write_own_csv

_SECONDS = 900
_READING_TIMES_FILE = 2.6
"""Bytes and their text, or the text and its numbers, but not all three."""
_READING_ALSO_BYTES = 8_000_000
_WALKING_TIMES_SIGNALS = 3.2


@pytest.fixture(scope="module")
def long_walk():
    time_s = np.arange(0, _SECONDS, 0.01)
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


def test_reading_holds_no_copy_it_does_not_need(long_walk, tmp_path):
    path = tmp_path / "walk.csv"
    path.write_text(write_own_csv(recording=long_walk))
    most = _READING_TIMES_FILE * path.stat().st_size + _READING_ALSO_BYTES
    assert _peak_bytes(lambda: read_recording(path=path)) < most


def test_a_walk_needs_a_few_times_its_own_signals(long_walk):
    signals = 7 * 8 * long_walk.time_s.shape[0]
    assert _peak_bytes(lambda: measure_walk(recording=long_walk)) < _WALKING_TIMES_SIGNALS * signals
