"""Real walks against foot sensors."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from loadshare.measure import Evenness, MeasurementRefusedError, Recording, Side, measure_walk, read_recording
from tests.measure.shared_data import in_part, ipol_trials, shared_folder


@pytest.fixture(scope="module")
def ipol():
    return [(trial, measure_walk(recording=read_recording(path=trial.path))) for trial in ipol_trials()]


def _counts(trial, walk):
    return [in_part(trial.strikes_s, walk.step_times_s, part) for part in trial.straight_s]


def test_steps_per_trial_and_per_pass(ipol):
    per_trial = np.array([sum(len(f) - len(t) for t, f, _ in _counts(*one)) for one in ipol])
    per_pass = np.array([len(f) - len(t) for one in ipol for t, f, _ in _counts(*one)])
    assert (np.abs(per_trial) <= 1).mean() >= 0.90
    assert (np.abs(per_trial) <= 2).mean() >= 0.97
    assert (np.abs(per_pass) <= 1).mean() >= 0.90
    assert (np.abs(per_pass) <= 2).mean() >= 0.97


def test_heel_strikes_found_and_not_invented(ipol):
    parts = [part for one in ipol for part in _counts(*one)]
    paired = sum(len(pairs) for _, _, pairs in parts)
    assert paired / sum(len(truth) for truth, _, _ in parts) >= 0.975
    assert paired / sum(len(found) for _, found, _ in parts) >= 0.975


def test_heel_strike_jitter(ipol):
    spread_ms = []
    for trial, walk in ipol:
        delays = [f[j] - t[i] for t, f, pairs in _counts(trial, walk) for i, j in pairs]
        spread_ms.append(1000 * np.std(delays))
    assert np.mean(spread_ms) <= 32.0


def test_cadence(ipol):
    errors = []
    for trial, walk in ipol:
        steps = np.concatenate([np.diff(truth) for truth, _, _ in _counts(trial, walk)])
        errors.append(abs(walk.cadence_per_min.value - 60 / np.median(steps)))
    assert np.mean(errors) <= 1.5
    assert np.mean(np.array(errors) <= 3.0) >= 0.90


def test_healthy_walks_are_not_called_uneven(ipol):
    judged = [(trial, walk) for trial, walk in ipol if not trial.name.startswith("8-")]
    flagged = [trial.name for trial, walk in judged if walk.evenness is Evenness.UNEVEN]
    assert len(flagged) / len(judged) <= 0.05, flagged


def test_the_turn_is_left_out(ipol):
    for trial, walk in ipol:
        turn_s = (trial.straight_s[0][1] + trial.straight_s[1][0]) / 2
        straight = walk.step_times_s[walk.is_straight]
        assert np.abs(straight - turn_s).min() > 0.4, trial.name


def test_walk_after_foot_surgery_is_called_uneven():
    folder = shared_folder("semiogram_pathological_gait")
    walk = measure_walk(recording=read_recording(path=folder / "equino_varus_foot_M6_post_chir_lb.txt.gz"))
    assert walk.evenness is Evenness.UNEVEN


def test_walk_without_rhythm_is_refused_not_counted():
    folder = shared_folder("semiogram_pathological_gait")
    recording = read_recording(path=folder / "multiple_sclerosis_M0_edss_6_lb.txt.gz")
    with pytest.raises(MeasurementRefusedError) as refusal:
        measure_walk(recording=recording)
    assert refusal.value.code == "not-walking"


def _phone_errors_pct(pattern):
    folder = shared_folder("oxford_phone_steps")
    errors = {}
    for path in sorted(folder.glob(pattern)):
        if path.name.startswith("user1"):
            with gzip.open(path, "rt") as stream:
                true = np.loadtxt(stream, delimiter=",")[-1, 5]
        else:
            with gzip.open(str(path).replace("accelerometer", "stepcounter"), "rt") as stream:
                feet = np.loadtxt(stream, delimiter=",")[:, 1:3]
            true = ((feet[1:] == 1) & (feet[:-1] == 0)).sum()
        walk = measure_walk(recording=read_recording(path=path))
        assert walk.evenness is Evenness.NOT_JUDGED  # no rotation rate in these files
        steps_s = np.diff(walk.step_times_s)
        mean = 60 / steps_s[steps_s < 1.5 * np.median(steps_s)].mean()
        assert walk.cadence_per_min.low <= mean <= walk.cadence_per_min.high, path.name
        errors[path.name] = 100 * abs(walk.steps.value - true) / true
    return errors


def test_phone_in_six_positions():
    errors = _phone_errors_pct("user1_*.csv.gz")
    assert len(errors) == 6
    assert np.mean(list(errors.values())) <= 1.0, errors
    assert max(errors.values()) <= 2.5, errors


def test_other_phones_in_the_back_pocket():
    errors = _phone_errors_pct("*BackPocket*_accelerometer.csv.gz")
    assert len(errors) == 3
    assert max(errors.values()) <= 5.0, errors


def test_a_small_room_of_real_steps_is_counted(ipol):
    """The seconds around each turn, six times: no straight way at all, and every error six times."""
    counted = tried = 0
    for trial, _ in ipol:
        recording = read_recording(path=trial.path)
        start_s, stop_s = trial.straight_s[0][1] - 3.0, trial.straight_s[1][0] + 3.0
        inside = (recording.time_s >= start_s) & (recording.time_s < stop_s)
        truth = (trial.strikes_s >= start_s) & (trial.strikes_s < stop_s)
        if np.diff(recording.time_s[inside]).max() > 0.1:
            continue
        room = Recording(
            time_s=np.arange(6 * inside.sum()) / 100.0,
            acceleration_m_s2=np.tile(recording.acceleration_m_s2[inside], (6, 1)),
            rotation_rate_rad_s=np.tile(recording.rotation_rate_rad_s[inside], (6, 1)),
        )
        walk = measure_walk(recording=room)
        tried += 1
        counted += walk.steps.low <= 6 * truth.sum() <= walk.steps.high
    assert tried >= 30
    assert counted / tried >= 0.75


def test_side_is_an_enum_of_two():
    assert [side.value for side in Side] == ["left", "right"]
