"""Each test refuses what is not its movement: other tests, walks, hands, bags, cars, confused sensors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.io import loadmat

from loadshare.measure import Recording, Side, measure_bend, measure_walk, read_recording
from loadshare.measure.outcome import TESTS, evaluate
from loadshare.measure.recording import GRAVITY_M_S2
from tests.measure.engine_cases import BRIDGES
from tests.measure.shared_data import ipol_trials, shared_folder
from tests.measure.simulated import phone, ramp, rotation
from tests.measure.test_angles import ON_SHIN, _bends, _shin
from tests.measure.test_stance_and_timed import AT_SACRUM, LYING, _bridge, _chair, _stance
from tests.measure.test_walking import _to_and_fro, _walk

SLOW_TESTS = tuple(test for test in TESTS if test != "walk")


def _hang() -> Recording:
    time_s, angle = ramp((0, -80), (2, -80), (5, 7), (8, 7))
    return phone(time_s, rotation("y", angle) @ LYING)


MOVEMENTS = {
    "walk": lambda: _walk(steps=60)[0],
    "chair": lambda: _chair(12),
    "bridge": lambda: _bridge(*BRIDGES, (19.0, 0.0)),
    "hold": lambda: _bridge((0, 0), (2, 0), (3, 30), (20, 27), (22, 5), (25, 5)),
    "bend": lambda: _bends(60, 58, 62),
    "stance": lambda: _stance(14.0, 5.0, side=Side.LEFT),
    "hip-rotation": lambda: _shin(-32, -30, 41),
    "hip-flexion": lambda: _shin(60, 62, about="y"),
    "thomas": _hang,
}
ALIKE = {
    # The same tilt of the same phone from the same start; only the person knows which joint it was.
    ("bend", "hip-flexion"),
    ("bridge", "hip-flexion"),
    ("hold", "hip-flexion"),
    ("hold", "bridge"),
    ("thomas", "hip-flexion"),
    ("thomas", "bend"),
    ("bridge", "bend"),
    ("hold", "bend"),
    ("hip-flexion", "bend"),
    # The last still moment lies flat, as a thigh at rest does.
    ("bridge", "thomas"),
    ("hold", "thomas"),
    # A tilt that comes back and one that stays are told apart by the hold alone.
    ("bridge", "hold"),
    ("thomas", "hold"),
}


def _outcome(test: str, recording: Recording) -> dict:
    plain = replace(recording, placement=None, side=None)
    return evaluate(test, recordings=[plain, plain] if test == "bend" else [plain], side=Side.LEFT)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("movement", MOVEMENTS)
def test_no_test_reads_the_movement_of_another(movement, test):
    refused = "refused" in _outcome(test, MOVEMENTS[movement]())
    if (movement, test) not in ALIKE:
        assert refused == (movement != test)


def _in_a_hand(seed: int) -> Recording:
    """A box turned about in the hands."""
    rng = np.random.default_rng(seed)
    stamps = np.cumsum(rng.uniform(0.5, 1.2, 36))
    time_s = np.arange(stamps[0], stamps[-1], 0.01)
    turns = [np.interp(time_s, stamps, rng.normal(0, 70, stamps.size)) for _ in range(3)]
    attitude = rotation("z", turns[0]) @ rotation("x", turns[1]) @ rotation("y", turns[2])
    place = 0.15 * np.column_stack(
        [np.interp(time_s, stamps, rng.normal(0, 1, stamps.size)) for _ in range(3)]
    )
    return phone(time_s, attitude, position_m=place)


def _lifted_by_hand() -> Recording:
    """Up and down by an arm, level all the time."""
    time_s, height = ramp(*[(1.3 * k, 0.4 * (k % 2)) for k in range(30)])
    place = np.column_stack((np.zeros_like(height), np.zeros_like(height), height))
    return phone(time_s, np.repeat(AT_SACRUM[None], time_s.size, axis=0), position_m=place)


def _in_a_bag(seed: int) -> Recording:
    """A walk with the phone loose in a swinging bag, and round a corner."""
    walk, _ = _to_and_fro(turns=3, steps_a_way=10, seed=seed)
    swing = np.radians(25 * np.sin(2 * np.pi * 0.7 * walk.time_s))
    acc = np.array(walk.acceleration_m_s2)
    acc[:, 0] += GRAVITY_M_S2 * np.sin(swing)
    gyr = np.array(walk.rotation_rate_rad_s)
    gyr[:, 1] += np.gradient(swing, walk.time_s)
    return replace(walk, acceleration_m_s2=acc, rotation_rate_rad_s=gyr)


def _in_a_car(seed: int) -> Recording:
    """Speeding up, braking, bumps and two bends of the road."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(0, 60, 0.01)
    acc = rng.normal(0, 0.5, (time_s.size, 3)) + np.array([0.0, GRAVITY_M_S2, 0.0])
    acc[:, 2] += np.interp(time_s, np.arange(0, 61, 6), rng.uniform(-2.5, 2.5, 11))
    gyr = rng.normal(0, 0.03, acc.shape)
    gyr[:, 1] += np.interp(
        time_s, (0, 15, 17, 21, 23, 40, 42, 46, 48), (0, 0, 0.35, 0.35, 0, 0, -0.35, -0.35, 0)
    )
    return Recording(time_s=time_s, acceleration_m_s2=acc, rotation_rate_rad_s=gyr)


@pytest.mark.parametrize("test", SLOW_TESTS)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("make", [_in_a_hand, _in_a_bag, _in_a_car])
def test_hands_bags_and_cars_are_refused(make, seed, test):
    assert "refused" in _outcome(test, make(seed))


@pytest.mark.parametrize("test", SLOW_TESTS)
def test_a_phone_lifted_by_an_arm_is_refused(test):
    assert "refused" in _outcome(test, _lifted_by_hand())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("make", [_in_a_hand, _in_a_car])
def test_hands_and_cars_are_no_walk(make, seed):
    assert "refused" in _outcome("walk", make(seed))


def _boxes():
    for name in ("01_undisturbed_slow_rotation_A", "26_disturbed_phone_vibration_A"):
        trial = loadmat(shared_folder("broad_orientation") / f"{name}.mat")
        time_s = np.arange(len(trial["imu_acc"])) / float(trial["sampling_rate"].squeeze())
        for start in range(6000, 24000, 4000):
            cut = slice(start, start + 10000)
            yield Recording(
                time_s=time_s[cut] - time_s[start],
                acceleration_m_s2=trial["imu_acc"][cut].copy(),
                rotation_rate_rad_s=trial["imu_gyr"][cut].copy(),
            )


def test_a_real_box_moved_by_hand_is_no_movement_of_any_test():
    read = [
        test
        for box in _boxes()
        for test in TESTS
        if test != "thomas" and "refused" not in _outcome(test, box)
    ]
    assert read == []


def test_real_walks_are_no_other_test():
    read = []
    for trial in ipol_trials()[::6]:
        walk = read_recording(path=trial.path)
        read += [(trial.name, test) for test in SLOW_TESTS if "refused" not in _outcome(test, walk)]
    assert read == []


def _changed(recording: Recording, *, acc=(1, 1, 1), gyr=(1, 1, 1), order=(0, 1, 2), factor=1.0) -> Recording:
    return replace(
        recording,
        acceleration_m_s2=recording.acceleration_m_s2[:, list(order)] * np.array(acc),
        rotation_rate_rad_s=recording.rotation_rate_rad_s * np.array(gyr) * factor,
    )


def _turned_box() -> Recording:
    time_s, angle = ramp(*[(2.5 * k, 60.0 * (-1) ** k) for k in range(12)])
    _, other = ramp(*[(3.3 * k, 45.0 * (-1) ** k) for k in range(9)])
    size = min(time_s.size, other.size)
    return phone(time_s[:size], rotation("x", angle[:size]) @ rotation("z", other[:size]) @ ON_SHIN)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"acc": (-1, 1, 1)}, "Acceleration on axis x"),
        ({"acc": (1, -1, 1)}, "Acceleration on axis y"),
        ({"acc": (1, 1, -1)}, "Acceleration on axis z"),
        ({"gyr": (-1, 1, 1)}, "Rotation about axis x"),
        ({"gyr": (1, 1, -1)}, "Rotation about axis z"),
        ({"gyr": (-1, -1, -1)}, "All axes of rotation"),
        ({"order": (1, 0, 2)}, "axes are swapped"),
        ({"order": (2, 0, 1)}, "axes are swapped"),
        ({"factor": 57.3}, "degrees, not radians"),
        ({"factor": 1 / 57.3}, "radians, not degrees"),
    ],
)
def test_sensors_that_disagree_are_named(change, said):
    box = _turned_box()
    told = _outcome("hip-flexion", _changed(box, **change))["refused"]
    assert told["code"] == "sensors-disagree"
    assert said in told["message"]


@pytest.mark.parametrize("acc", [(1, -1, 1), (1, 1, -1)])
def test_an_inverted_axis_never_bends_an_angle(acc):
    with pytest.raises(Exception, match="do not go together"):
        measure_bend(sacrum=_changed(_bends(60, 58), acc=acc), rib=_changed(_bends(90, 92), acc=acc))


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_good_sensors_and_the_other_sign_are_never_blamed(movement):
    recording = MOVEMENTS[movement]()
    for one in (recording, _changed(recording, acc=(-1, -1, -1))):
        outcome = _outcome(movement, one)
        assert outcome.get("refused", {}).get("code") != "sensors-disagree"


def test_a_walk_says_that_its_sensors_disagree_and_leaves_the_turns():
    """The phone is turned about before it is put on; then its rotation is not believed."""
    box, (walk, strikes) = _turned_box(), _walk(steps=60, rate_hz=60.0, still_s=4.0)
    both = Recording(
        time_s=np.arange(box.time_s.size + walk.time_s.size) / 60.0,
        acceleration_m_s2=np.concatenate((box.acceleration_m_s2, walk.acceleration_m_s2)),
        rotation_rate_rad_s=np.concatenate((box.rotation_rate_rad_s, walk.rotation_rate_rad_s)),
    )
    for recording, agree in ((both, True), (_changed(both, acc=(1, -1, 1)), False)):
        found = measure_walk(recording=recording)
        assert abs(found.steps.value - strikes.size) <= 2
        assert any("do not go together" in note for note in found.quality.concerns) is not agree
        assert agree or found.turns == ()
