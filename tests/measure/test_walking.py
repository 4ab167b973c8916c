"""What a walk must never do: crash, count what is no walk, or change with rate, units, sign or mounting."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.measure import (
    Evenness,
    MeasurementRefusedError,
    Placement,
    Recording,
    RecordingError,
    Verdict,
    measure_walk,
    read_recording,
)
from loadshare.measure.limits import WALK
from loadshare.measure.outcome import to_json
from loadshare.measure.recording import GRAVITY_M_S2

_DATA = Path(__file__).parent / "data"


def _walk(
    *,
    steps=60,
    step_s=0.55,
    rate_hz=100.0,
    uneven=0.0,
    seed=3,
    mounting=None,
    gyro=True,
    still_s=3.0,
    jitter_s=0.01,
    beat_m_s2=2.0,
    bump_m_s2=1.2,
):
    """A synthetic walk: a rise at each strike and a bump, push and brake once a step, sway once a stride."""
    rng = np.random.default_rng(seed)
    intervals = step_s * (1 + uneven * (-1.0) ** np.arange(steps)) + rng.normal(0, jitter_s, steps)
    strikes = still_s + np.cumsum(intervals)
    time_s = np.arange(0, strikes[-1] + still_s, 1 / rate_hz)
    phase = np.interp(time_s, np.concatenate(([still_s], strikes)), np.arange(steps + 1))
    moving = (time_s > still_s) & (time_s < strikes[-1] + 0.2)
    foot = np.where(np.floor(phase) % 2 == 0, 1.0, 1.0 - 3 * uneven)
    rises = beat_m_s2 * np.cos(2 * np.pi * phase) + bump_m_s2 * np.cos(4 * np.pi * phase)
    vertical = rises * moving * foot
    forward = 1.2 * np.sin(2 * np.pi * phase + 0.5) * moving * foot
    sideways = 0.8 * np.sin(np.pi * phase) * moving
    acc = np.column_stack((forward, sideways, vertical + GRAVITY_M_S2)) + rng.normal(
        0, 0.05, (time_s.shape[0], 3)
    )
    gyr = rng.normal(0, 0.01, acc.shape) if gyro else None
    if mounting is not None:
        acc, gyr = acc @ mounting, None if gyr is None else gyr @ mounting
    return Recording(time_s=time_s, acceleration_m_s2=acc, rotation_rate_rad_s=gyr), strikes


def _any_mounting(seed):
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    q = q * np.sign(np.diag(r))
    return q if np.linalg.det(q) > 0 else q[:, [1, 0, 2]]


def test_shipped_phone_walk():
    path = _DATA / "oxford_neckpouch_45s.csv.gz"
    with gzip.open(path, "rt") as stream:
        true = np.loadtxt(stream, delimiter=",")[-1, 5]
    walk = measure_walk(recording=read_recording(path=path, placement=Placement.OTHER))
    assert abs(walk.steps.value - true) <= 2
    assert walk.quality.verdict is Verdict.FAIR
    assert walk.evenness is Evenness.NOT_JUDGED


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    step_s=st.floats(0.42, 0.75),
    rate_hz=st.sampled_from([50.0, 60.0, 100.0, 104.0, 200.0, 1000.0]),
)
def test_count_and_cadence_do_not_depend_on_rate_or_mounting(seed, step_s, rate_hz):
    recording, strikes = _walk(step_s=step_s, rate_hz=rate_hz, seed=seed, mounting=_any_mounting(seed))
    walk = measure_walk(recording=recording)
    assert abs(walk.steps.value - len(strikes)) <= 2
    assert walk.cadence_per_min.value == pytest.approx(60 / np.mean(np.diff(strikes)), abs=1.5)
    assert walk.cadence_per_min.low < walk.cadence_per_min.value < walk.cadence_per_min.high


def test_results_do_not_depend_on_when_the_clock_starts():
    recording, _ = _walk()
    later = replace(recording, time_s=recording.time_s + 1000.0)
    first, second = measure_walk(recording=recording), measure_walk(recording=later)
    np.testing.assert_allclose(second.step_times_s - first.step_times_s, 1000.0, atol=0.02)


def test_an_even_walk_is_regular_and_not_called_uneven():
    walk = measure_walk(recording=_walk(steps=70)[0])
    assert walk.evenness is Evenness.NOT_SEEN
    assert walk.step_regularity.value > 0.8
    assert walk.quality.verdict is Verdict.GOOD


def test_by_how_much_a_step_is_longer_is_never_told():
    """On whole people that number is further from the truth than 0 is; only the word uneven holds."""
    told = json.dumps(to_json(measure_walk(recording=_walk(steps=70, uneven=0.14)[0])))
    assert "difference" not in told
    assert "uneven" in told


LEAPS = [
    (0.48, 16.0, "running or jumping"),
    (0.42, 18.0, "running or jumping"),
    (1.05, 5.0, "Two rhythms"),
    (1.05, 4.0, "Two rhythms"),
]


def _to_and_fro(*, turns=6, steps_a_way=8, step_s=0.58, turn_s=1.6, rate_hz=100.0, seed=5, beat_m_s2=2.0):
    """A small room: few steps, a turn on the spot in four short steps, back, and again."""
    turning = [round(turn_s / 0.4)] * turns + [0]
    steps = sum(steps_a_way + more for more in turning)
    recording, strikes = _walk(steps=steps, step_s=step_s, rate_hz=rate_hz, seed=seed, beat_m_s2=beat_m_s2)
    heading = np.zeros(recording.time_s.shape[0])
    at, sign = 0, 1.0
    for more in turning[:-1]:
        at += steps_a_way
        inside = (recording.time_s >= strikes[at]) & (recording.time_s < strikes[at + more - 1])
        heading[inside] = sign * np.pi / (strikes[at + more - 1] - strikes[at])
        at, sign = at + more, -sign
    kernel = np.hanning(41) / np.hanning(41).sum()
    gyr = np.array(recording.rotation_rate_rad_s)
    gyr[:, 2] += np.convolve(heading, kernel, "same")
    return replace(recording, rotation_rate_rad_s=gyr), strikes


@pytest.mark.parametrize(("turns", "steps_a_way"), [(6, 7), (6, 6), (9, 5), (4, 8)])
def test_to_and_fro_in_a_small_room_is_counted(turns, steps_a_way):
    recording, strikes = _to_and_fro(turns=turns, steps_a_way=steps_a_way)
    walk = measure_walk(recording=recording, height_m=1.7)
    assert walk.steps.low <= strikes.shape[0] <= walk.steps.high
    assert abs(walk.steps.value - strikes.shape[0]) <= 3
    assert walk.cadence_per_min.low <= 60 / np.diff(strikes).mean() <= walk.cadence_per_min.high
    assert [turn.kind.value for turn in walk.turns] == ["round"] * turns
    assert [turn.side.value for turn in walk.turns] == ["left", "right"] * (turns // 2) + ["left"] * (
        turns % 2
    )


def test_between_near_walls_only_steps_and_rhythm_are_told():
    walk = measure_walk(recording=_to_and_fro(steps_a_way=6)[0], height_m=1.7)
    assert walk.pace is walk.strides is walk.step_regularity is walk.vertical_rms_g is None
    assert walk.evenness is Evenness.NOT_JUDGED
    assert any("short between turns" in note for note in walk.quality.concerns)
    assert walk.cadence_per_min.high - walk.cadence_per_min.value == WALK.room_cadence_bar_per_min


@pytest.mark.parametrize(("step_s", "beat_m_s2", "words"), LEAPS)
def test_leaps_between_near_walls_are_no_walk_either(step_s, beat_m_s2, words):
    with pytest.raises(MeasurementRefusedError, match=words) as refusal:
        measure_walk(recording=_to_and_fro(steps_a_way=6, step_s=step_s, beat_m_s2=beat_m_s2)[0])
    assert refusal.value.code == "not-walking"


def test_bouts_are_parted_by_rests_and_each_is_counted():
    first, strikes = _walk(steps=40, seed=1, still_s=6.0)
    second, more = _walk(steps=24, seed=2, still_s=6.0)
    rest_s = first.time_s[-1] + 0.01
    joined = Recording(
        time_s=np.concatenate((first.time_s, second.time_s + rest_s)),
        acceleration_m_s2=np.concatenate((first.acceleration_m_s2, second.acceleration_m_s2)),
        rotation_rate_rad_s=np.concatenate((first.rotation_rate_rad_s, second.rotation_rate_rad_s)),
    )
    bouts = measure_walk(recording=joined).bouts
    assert len(bouts) == 2
    for bout, truth in zip(bouts, (strikes, more + rest_s), strict=True):
        assert bout.start_s == pytest.approx(truth[0], abs=0.8)
        assert bout.stop_s == pytest.approx(truth[-1], abs=0.8)
        assert bout.steps.low <= truth.shape[0] <= bout.steps.high


@pytest.mark.parametrize("placement", [None, *Placement])
def test_speed_is_told_only_where_its_bar_was_shown_to_hold(placement):
    recording = replace(_walk(steps=60, still_s=3.0)[0], placement=placement)
    pace = measure_walk(recording=recording, height_m=1.75).pace
    assert (pace is not None) == (placement in (None, Placement.SACRUM))


@pytest.mark.parametrize("height_m", [0.0, 1.0, 170.0, float("nan")])
def test_a_height_nobody_has_is_refused(height_m):
    with pytest.raises(MeasurementRefusedError) as refusal:
        measure_walk(recording=_walk()[0], height_m=height_m)
    assert refusal.value.code == "height"


def test_step_length_and_speed_need_a_height_and_go_together():
    recording, _ = _walk()
    assert measure_walk(recording=recording).pace is None
    walk = measure_walk(recording=recording, height_m=1.75)
    assert walk.pace is not None
    speed = walk.pace.step_length_m.value * walk.cadence_per_min.value / 60
    assert walk.pace.speed_m_s.value == pytest.approx(speed, rel=0.01)


@pytest.mark.parametrize("jitter_s", [0.005, 0.02])
def test_strides_and_how_much_they_vary(jitter_s):
    recording, strikes = _walk(steps=120, jitter_s=jitter_s)
    walk = measure_walk(recording=recording)
    strides = strikes[2:] - strikes[:-2]
    assert walk.strides.time_s.value == pytest.approx(strides.mean(), abs=0.005)
    assert walk.strides.variability_s.low <= strides.std() <= walk.strides.variability_s.high


def test_a_clearly_limping_walk_is_called_uneven():
    walk = measure_walk(recording=_walk(steps=70, uneven=0.14)[0])
    assert walk.evenness is Evenness.UNEVEN


def test_an_unnamed_place_is_assumed_aloud():
    recording, _ = _walk()
    assert any("back of the pelvis" in note for note in measure_walk(recording=recording).quality.assumed)
    named = replace(recording, placement=Placement.SACRUM)
    assert measure_walk(recording=named).quality.assumed == ()


def test_a_recording_is_read_only_but_leaves_its_source_alone():
    time_s, acc = np.arange(200) / 100, np.random.default_rng(1).normal(size=(200, 3))
    recording = Recording(time_s=time_s, acceleration_m_s2=acc)
    with pytest.raises(ValueError, match="read-only"):
        recording.acceleration_m_s2[0, 0] = 1.0
    acc[0, 0] = 1.0


def test_one_short_pass_is_not_judged():
    assert measure_walk(recording=_walk(steps=18)[0]).evenness is Evenness.NOT_JUDGED


def test_evenness_is_not_judged_in_a_pocket():
    recording = replace(_walk(steps=70, uneven=0.14)[0], placement=Placement.POCKET)
    walk = measure_walk(recording=recording)
    assert walk.evenness is Evenness.NOT_JUDGED
    assert any("trust steps" in note for note in walk.quality.concerns)


def test_either_sign_of_acceleration_gives_the_same_walk():
    recording, _ = _walk(steps=70, uneven=0.1)
    inverted = replace(recording, acceleration_m_s2=-recording.acceleration_m_s2)
    first, second = measure_walk(recording=recording), measure_walk(recording=inverted)
    np.testing.assert_allclose(second.step_times_s, first.step_times_s)
    assert second.vertical_peak_g.value == pytest.approx(first.vertical_peak_g.value, rel=1e-3)
    assert second.evenness is first.evenness


def _refusal(recording):
    with pytest.raises(MeasurementRefusedError) as refusal:
        measure_walk(recording=recording)
    assert str(refusal.value).endswith(".")
    return refusal.value.code


def test_too_short_is_refused():
    assert _refusal(_walk(steps=8, still_s=1.0)[0]) == "too-short"


def test_days_are_not_a_test():
    recording, _ = _walk()
    assert (
        _refusal(replace(recording, time_s=recording.time_s + (recording.time_s > 20) * 90_000.0))
        == "too-long"
    )


@pytest.mark.parametrize("rate_hz", [1.0, 5.0, 15.0])
def test_slow_sampling_is_refused(rate_hz):
    assert _refusal(_walk(rate_hz=rate_hz)[0]) == "sampled-badly"


def _noise(seed, scale, seconds=40):
    rng = np.random.default_rng(seed)
    time_s = np.arange(0, seconds, 0.01)
    acc = rng.normal(0, scale, (time_s.shape[0], 3)) + np.array([0.0, 0.0, GRAVITY_M_S2])
    return Recording(time_s=time_s, acceleration_m_s2=acc, rotation_rate_rad_s=rng.normal(0, 0.1, acc.shape))


@pytest.mark.parametrize("scale", [0.02, 0.5, 2.0, 5.0])
@pytest.mark.parametrize("seed", range(5))
def test_noise_is_not_a_walk(scale, seed):
    assert _refusal(_noise(seed, scale)) in ("not-walking", "loose", "too-short")


def test_a_bumpy_ride_is_not_a_walk():
    rng = np.random.default_rng(5)
    time_s = np.arange(0, 60, 0.01)
    bumps = np.zeros(time_s.shape[0])
    for at in rng.uniform(0, 59, 50):
        bumps += 4 * np.exp(-(((time_s - at) / 0.08) ** 2)) * np.cos(30 * (time_s - at))
    acc = np.column_stack((0.2 * bumps, 0.1 * bumps, bumps + GRAVITY_M_S2)) + rng.normal(0, 0.1, (6000, 3))
    assert (
        _refusal(Recording(time_s=time_s, acceleration_m_s2=acc, rotation_rate_rad_s=0.01 * acc))
        == "not-walking"
    )


def test_a_loose_phone_is_refused():
    recording, _ = _walk()
    rattle = 12 * np.sin(2 * np.pi * 23 * recording.time_s)[:, None] * np.array([0.1, 0.1, 1.0])
    assert _refusal(replace(recording, acceleration_m_s2=recording.acceleration_m_s2 + rattle)) == "loose"


def test_steps_in_a_gap_are_not_invented():
    recording, strikes = _walk(steps=80)
    keep = (recording.time_s < 15) | (recording.time_s > 21)
    cut = Recording(
        time_s=recording.time_s[keep],
        acceleration_m_s2=recording.acceleration_m_s2[keep],
        rotation_rate_rad_s=recording.rotation_rate_rad_s[keep],
    )
    walk = measure_walk(recording=cut)
    assert not ((walk.step_times_s > 15.1) & (walk.step_times_s < 20.9)).any()
    assert any("gaps" in note for note in walk.quality.concerns)
    assert abs(walk.steps.value - ((strikes < 15) | (strikes > 21)).sum()) <= 3


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_valid_recording_is_measured_or_refused(data):
    n = data.draw(st.integers(2, 3000))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**31)))
    rate = data.draw(st.sampled_from([1.0, 19.0, 25.0, 100.0, 1000.0, 5000.0]))
    scale = data.draw(st.sampled_from([1e-9, 0.1, 3.0, 100.0]))
    steps = rng.exponential(1 / rate, n) if data.draw(st.booleans()) else np.full(n, 1 / rate)
    acc = (
        np.cumsum(rng.normal(0, scale, (n, 3)), axis=0)
        if data.draw(st.booleans())
        else rng.normal(0, scale, (n, 3))
    )
    try:
        recording = Recording(
            time_s=np.cumsum(steps + 1e-9),
            acceleration_m_s2=np.clip(acc + np.array([0.0, 9.8, 0.0]), -600, 600),
            rotation_rate_rad_s=np.clip(rng.normal(0, scale, (n, 3)), -100, 100)
            if data.draw(st.booleans())
            else None,
        )
        walk = measure_walk(recording=recording)
    except (RecordingError, MeasurementRefusedError):
        return
    assert 50 <= walk.cadence_per_min.value <= 170
    assert np.isfinite(walk.steps.value)
    for only_straight in (walk.vertical_rms_g, walk.step_regularity):
        assert (only_straight is not None) == walk.is_straight.any()
        assert only_straight is None or np.isfinite(only_straight.value)


@pytest.mark.parametrize("beat_m_s2", [0.3, 0.5, 0.8, 1.2, 2.0])
@pytest.mark.parametrize("uneven", [0.0, 0.08])
def test_a_cadence_is_never_read_at_half_or_twice_its_rate(beat_m_s2, uneven):
    codes = set()
    for cadence in (50, 55, 60, 70, 90, 120, 150, 155, 160, 165, 175, 190, 200, 220, 240, 260):
        recording, _ = _walk(
            steps=60, step_s=60 / cadence, rate_hz=60.0, uneven=uneven, jitter_s=0.02, beat_m_s2=beat_m_s2
        )
        try:
            walk = measure_walk(recording=recording)
        except MeasurementRefusedError as refused:
            codes.add(refused.code)
            continue
        assert walk.cadence_per_min.value == pytest.approx(cadence, abs=1.5)
        assert walk.steps.value == pytest.approx(60, abs=2)
    assert codes == {"not-walking"}


@pytest.mark.parametrize("cadence", [60, 90, 120, 150, 160, 168])
def test_a_cadence_of_walking_is_read(cadence):
    walk = measure_walk(recording=_walk(step_s=60 / cadence)[0])
    assert walk.cadence_per_min.value == pytest.approx(cadence, abs=1.0)


@pytest.mark.parametrize("cadence", [180, 200, 220])
def test_a_run_is_refused(cadence):
    with pytest.raises(MeasurementRefusedError) as refusal:
        measure_walk(recording=_walk(steps=90, step_s=60 / cadence)[0])
    assert refusal.value.code == "not-walking"


@pytest.mark.parametrize(("step_s", "beat_m_s2", "words"), LEAPS)
def test_what_lifts_a_body_further_than_a_step_is_refused(step_s, beat_m_s2, words):
    """Jumps; and a pocket at the thigh, which feels one swing for two steps."""
    with pytest.raises(MeasurementRefusedError, match=words) as refusal:
        measure_walk(recording=_walk(step_s=step_s, beat_m_s2=beat_m_s2)[0])
    assert refusal.value.code == "not-walking"


@pytest.mark.parametrize("uneven", [0.15, 0.25, 0.3, 0.33])
def test_cadence_counts_the_longer_and_the_shorter_step(uneven):
    recording, strikes = _walk(uneven=uneven, jitter_s=0.005)
    walk = measure_walk(recording=replace(recording, placement=Placement.POCKET))
    assert walk.cadence_per_min.value == pytest.approx(60 / np.diff(strikes).mean(), abs=3.0)


def _out_and_back(
    *, cadence_per_min: float, turn_s: float, seed: int, mounting=None
) -> tuple[Recording, int]:
    """A pass of about 20 s, a turn in which no step is felt, and the pass back; and how many steps it has."""
    step_s = 60.0 / cadence_per_min
    steps = int(20.0 / step_s)
    ways = []
    for way in range(2):
        one, strikes = _walk(
            steps=steps, step_s=step_s, seed=seed + way, mounting=mounting, still_s=turn_s / 2, gyro=False
        )
        still = (one.time_s < turn_s / 2) | (one.time_s > strikes[-1] + 0.2)
        acc = np.array(one.acceleration_m_s2)
        acc[still] = acc[still].mean(axis=0)
        ways.append(acc)
    acc = np.concatenate(ways)
    return Recording(time_s=np.arange(acc.shape[0]) / 100.0, acceleration_m_s2=acc), 2 * steps


@settings(deadline=None, max_examples=60)
@given(
    cadence_per_min=st.floats(52, 140),
    turn_s=st.floats(1.0, 5.0),
    seed=st.integers(0, 2**16),
    mounting=st.sampled_from([np.eye(3), np.diag([1.0, -1.0, -1.0]), np.eye(3)[[2, 0, 1]]]),
)
def test_a_pass_is_never_lost_and_never_made_up(cadence_per_min, turn_s, seed, mounting):
    walk, steps = _out_and_back(cadence_per_min=cadence_per_min, turn_s=turn_s, seed=seed, mounting=mounting)
    try:
        found = measure_walk(recording=walk)
    except MeasurementRefusedError:
        return
    assert abs(found.steps.value - steps) <= 3
