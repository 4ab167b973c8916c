"""A walk whose file has a fault is refused, or named and no better than fair, or counted right anyway."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from loadshare.measure import MeasurementRefusedError, RecordingError, Verdict, measure_walk, parse_recording
from loadshare.measure.timeline import clean_order

RATE_HZ = 50
_MOST_WRONG = 2
"""A fault of half a second may lose so many steps and still be honest."""


def _walk(rng, steps_a_minute, seconds):
    """Heel strikes of two feet in a body that is worn anyhow, with the still seconds of the protocol."""
    time_s = np.arange(0, seconds + 4, 1 / RATE_HZ)
    moving = np.clip(np.minimum(time_s - 2, seconds + 2 - time_s), 0, 0.5) * 2
    phase = np.pi * steps_a_minute / 60 * np.clip(time_s - 2, 0, seconds)
    up = 2.2 * np.sin(2 * phase) + 0.7 * np.sin(4 * phase + 0.5)
    side, ahead = 0.9 * np.sin(phase), 1.1 * np.cos(2 * phase + 0.4)
    body = np.column_stack((side * moving, ahead * moving, 9.81 + up * moving))
    acc = body @ Rotation.random(random_state=int(rng.integers(2**31))).as_matrix()
    return time_s, acc + rng.normal(0, 0.06, acc.shape), round(seconds * steps_a_minute / 60)


def _set_back(rng, time_s, acc):
    at = int(rng.integers(len(time_s) // 8, len(time_s) - len(time_s) // 8))
    time_s[at:] -= rng.uniform(0.02, 20.0)
    return time_s, acc


def _appended(rng, time_s, acc):
    other = int(rng.integers(len(time_s) // 4, len(time_s)))
    return np.concatenate((time_s, time_s[:other] + rng.choice([0.0, 0.005, 3.0]))), np.vstack(
        (acc, acc[:other] + 0.01)
    )


def _held(rng, time_s, acc):
    first, count = _stretch(rng, len(time_s))
    acc[first : first + count] = acc[first]
    return time_s, acc


def _zeros(rng, time_s, acc):
    first, count = _stretch(rng, len(time_s))
    acc[first : first + count] = 0.0
    return time_s, acc


def _slow_sensor(rng, time_s, acc):
    every = int(rng.integers(2, 26))
    return time_s, np.repeat(acc[::every], every, axis=0)[: len(time_s)]


def _batches(rng, time_s, acc):
    size = int(rng.integers(5, 40))
    return time_s[(np.arange(len(time_s)) // size) * size] + 0.0002 * (np.arange(len(time_s)) % size), acc


def _lost(rng, time_s, acc):
    first, count = _stretch(rng, len(time_s))
    keep = np.ones(len(time_s), dtype=bool)
    keep[first : first + count] = False
    return time_s[keep], acc[keep]


def _stretch(rng, rows):
    count = int(rng.integers(RATE_HZ // 2, 6 * RATE_HZ))
    return int(rng.integers(3 * RATE_HZ, rows - count - 3 * RATE_HZ)), count


FAULTS = [_set_back, _appended, _held, _zeros, _slow_sensor, _batches, _lost]


def _content(time_s, acc):
    rows = "\n".join(f"{t:.4f},{x:.4f},{y:.4f},{z:.4f}" for t, (x, y, z) in zip(time_s, acc, strict=True))
    return f"time_s,acc_x,acc_y,acc_z\n{rows}\n".encode()


def _counted(content):
    """The steps, whether they are called good, and what is said beside them; None for a refusal."""
    try:
        walk = measure_walk(recording=parse_recording(content=content))
    except (RecordingError, MeasurementRefusedError):
        return None
    named = [note for note in walk.quality.concerns if "rotation rate" not in note]
    return walk.steps.value, walk.quality.verdict is Verdict.GOOD or not named


@settings(max_examples=60, deadline=None)
@given(
    fault=st.sampled_from(FAULTS),
    seed=st.integers(0, 2**31),
    steps_a_minute=st.floats(80, 140),
    seconds=st.integers(25, 45),
)
def test_no_fault_gives_a_wrong_count_that_looks_good(fault, seed, steps_a_minute, seconds):
    rng = np.random.default_rng(seed)
    time_s, acc, _ = _walk(rng, steps_a_minute, seconds)
    whole = _counted(_content(time_s, acc))
    broken = _counted(_content(*fault(rng, time_s.copy(), acc.copy())))
    if broken is None or whole is None:
        return
    count, looks_good = broken
    assert not looks_good or abs(count - whole[0]) <= _MOST_WRONG


@pytest.mark.parametrize("fault", [_held, _zeros])
def test_a_sensor_that_paused_is_named(fault):
    rng = np.random.default_rng(3)
    time_s, acc, _ = _walk(rng, 110, 40)
    recording = parse_recording(content=_content(*fault(rng, time_s, acc)))
    assert any("stood still" in note for note in recording.assumptions)
    walk = measure_walk(recording=recording)
    assert "The recording has gaps; steps inside them are not counted." in walk.quality.concerns


def test_the_same_numbers_at_rest_are_believed():
    rng = np.random.default_rng(4)
    time_s, acc, _ = _walk(rng, 110, 30)
    for rest in (time_s < 1.9, time_s > 32.1):
        acc[rest] = acc[rest].mean(axis=0)
    assert parse_recording(content=_content(time_s, np.round(acc, 1))).time_s.shape == time_s.shape


def test_a_sensor_that_paused_most_of_the_time_is_refused():
    rng = np.random.default_rng(5)
    time_s, acc, _ = _walk(rng, 110, 30)
    for start in range(200, 1500, 100):
        acc[start : start + 40] = acc[start]
    with pytest.raises(RecordingError, match="stood still for"):
        parse_recording(content=_content(time_s, acc))


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_order_is_put_right_or_refused_but_never_shuffled(data):
    """Stretches that came late are sorted; two that overlap are refused, whatever their number."""
    lengths = data.draw(st.lists(st.integers(8, 60), min_size=2, max_size=3))
    stamps, parts = 0, []
    for length in lengths:
        parts.append(np.arange(stamps, stamps + length) / 100)
        stamps += length
    order = data.draw(st.permutations(range(len(parts))))
    shift = data.draw(st.sampled_from([0.0, 0.25]))
    time_s = np.concatenate([np.arange(-500, 0) / 100, *(parts[n] - shift * (n == 1) for n in order)])
    try:
        rows, _ = clean_order(time_s)
    except RecordingError:
        return
    blocks = np.searchsorted(np.cumsum([500, *(lengths[n] for n in order)]), rows, side="right")
    assert (np.diff(blocks) != 0).sum() <= 3 * len(lengths) + 10


def test_a_clock_that_goes_back_names_the_row():
    time_s = np.concatenate((np.arange(1000) / 50, np.arange(800) / 50))
    with pytest.raises(RecordingError, match=r"after row 1,000 of 1,800.*two recordings"):
        clean_order(time_s)
