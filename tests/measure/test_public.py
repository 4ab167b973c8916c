"""The public face of the room, its speed of import, its numbers by age, and the words of its errors."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import loadshare.measure
from loadshare.measure import Estimate, MeasurementRefusedError, Quality, RecordingError, Verdict
from loadshare.measure.norms import (
    NormBand,
    read_bridge,
    read_chair_stands,
    read_hip_internal,
    read_side_bridge,
    read_stance,
    stance_norm,
)


def test_public_names_are_sorted_and_there():
    names = loadshare.measure.__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    assert all(getattr(loadshare.measure, name).__doc__ or name.isupper() for name in names)


def test_import_needs_neither_scipy_nor_the_server():
    code = "import sys, loadshare.measure; print(sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for absent in ("scipy", "django", "pandas", "matplotlib"):
        assert f"'{absent}'" not in loaded


def test_errors_are_values_to_show():
    refusal = MeasurementRefusedError("too-short", "Walk for longer.")
    assert (refusal.code, str(refusal)) == ("too-short", "Walk for longer.")
    assert issubclass(RecordingError, ValueError)


def test_an_assumption_alone_does_not_lower_the_verdict():
    assert Quality.judge(concerns=(), assumed=("Units guessed.",)).verdict is Verdict.GOOD
    assert Quality.judge(concerns=("Short.",), assumed=()).verdict is Verdict.FAIR


@given(value=st.floats(-1e3, 1e3), bar=st.floats(0, 100))
def test_a_bar_always_holds_its_value(value, bar):
    estimate = Estimate.around(value=value, bar=bar, unit="deg", source="loadshare-judgement")
    assert estimate.low <= estimate.value <= estimate.high


@pytest.mark.parametrize(
    ("internal_deg", "age_years", "band"),
    [
        (24.9, 40, NormBand.LOW),
        (25, 40, NormBand.SLIGHTLY_LOW),
        (30, 40, NormBand.WITHIN),
        (19, 65, NormBand.LOW),
        (24, 70, NormBand.WITHIN),
    ],
)
def test_hip_rotation_bands(internal_deg, age_years, band):
    assert read_hip_internal(internal_deg=internal_deg, age_years=age_years) is band


@pytest.mark.parametrize(
    ("age_years", "mean"), [(18, 43), (39, 43), (45, 40), (59, 37), (60, 27), (75, 15), (95, 6)]
)
def test_stance_norms_by_age(age_years, mean):
    assert stance_norm(age_years=age_years).mean == mean
    assert read_stance(time_s=float(mean), age_years=age_years) is NormBand.WITHIN
    assert read_stance(time_s=0.0, age_years=min(age_years, 69)) is NormBand.LOW


@pytest.mark.parametrize(
    ("count", "age_years", "is_woman", "band"),
    [
        (11, 62, True, NormBand.LOW),
        (12, 62, True, NormBand.WITHIN),
        (13, 62, False, NormBand.LOW),
        (12, 62, None, NormBand.WITHIN),
        (5, 45, True, NormBand.NO_NORM),
        (8, 83, True, NormBand.LOW),
    ],
)
def test_chair_stand_bands(count, age_years, is_woman, band):
    assert read_chair_stands(count=count, age_years=age_years, is_woman=is_woman) is band


def test_hold_bands_by_age():
    assert read_bridge(time_s=29, age_years=50) is NormBand.LOW
    assert read_bridge(time_s=21, age_years=60) is NormBand.WITHIN
    assert read_side_bridge(time_s=44, age_years=39) is NormBand.LOW
    assert read_side_bridge(time_s=30, age_years=40) is NormBand.WITHIN
    assert read_side_bridge(time_s=19, age_years=60) is NormBand.LOW
