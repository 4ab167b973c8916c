"""The browser's engine says what Python says: on the shared cases, any motion, and every real recording."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.io import loadmat

from loadshare.measure import (
    Placement,
    Platform,
    Recording,
    RecordingError,
    Side,
    parse_recording,
    read_recording,
)
from loadshare.measure.conventions import RawSignals, to_recording
from loadshare.measure.outcome import TESTS
from tests.measure import engine_cases
from tests.measure.browser_engine import Case, Engine, differences
from tests.measure.shared_data import shared_folder
from tests.measure.simulated import phone, ramp, rotation
from tests.measure.test_angles import ON_SHIN
from tests.measure.test_walking import _any_mounting, _to_and_fro, _walk

MAX_PACKED_BYTES = 20_000
_SIDED = ("hip-rotation", "hip-flexion", "thomas", "stance")


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return Engine.build(tmp_path_factory.mktemp("engine"))


@dataclass
class _Raw:
    """What a phone wrote, before anybody looked at it."""

    time_s: np.ndarray
    acceleration_m_s2: np.ndarray
    rotation_rate_rad_s: np.ndarray | None
    platform: Platform = Platform.UNKNOWN
    placement: Placement | None = None
    side: Side | None = None
    device: str = ""


def _assert_same(engine, cases):
    for case, browser in zip(cases, engine.outcomes(cases), strict=True):
        assert list(differences(case.outcome(), browser)) == [], (case.test, case.name)


def _case(test, name, recording):
    recordings = [recording, recording] if test == "bend" else [recording]
    return Case(name, test, recordings, Side.LEFT if test in _SIDED else None)


def _as_own(recording):
    """`recording` as it reads from Loadshare's own format, without the assumptions of a foreign one."""
    raw = RawSignals(
        time=recording.time_s,
        time_unit="s",
        acceleration=recording.acceleration_m_s2,
        acceleration_unit="m/s2",
        rotation_rate=recording.rotation_rate_rad_s,
        rotation_unit="rad/s",
        is_inverted=False,
        placement=recording.placement,
        side=recording.side,
        source_format="test",
    )
    return to_recording(raw)


def test_the_shared_outcomes_are_current():
    stored = json.loads(engine_cases.OUTCOMES.read_text(encoding="utf-8"))
    current = json.loads(json.dumps(list(engine_cases.outcomes())))
    asked = [(case["test"], case["recordings"]) for case in stored]
    assert asked == [(case["test"], case["recordings"]) for case in current]
    stale = [
        gap for a, b in zip(stored, current, strict=True) for gap in differences(a, b, str(a["recordings"]))
    ]
    assert stale == [], "run: python -m tests.measure.engine_cases"


def test_every_shared_recording_is_used_and_can_be_made_again():
    used = {name for _, names in engine_cases.CASES for name in names}
    there = {path.name.removesuffix(".csv.gz") for path in engine_cases.FIXTURES.glob("*.csv.gz")}
    assert used == there
    assert set(engine_cases.RECORDINGS) | {"walk-phone-mobilised"} == there


def test_the_engine_is_small(engine):
    assert len(gzip.compress(engine.minified(), 9)) < MAX_PACKED_BYTES


def test_any_walk_reads_alike(engine):
    rng = np.random.default_rng(11)
    cases = []
    for index in range(24):
        recording, _ = _walk(
            steps=int(rng.integers(8, 70)),
            step_s=rng.uniform(0.35, 1.1),
            rate_hz=rng.choice([25.0, 50.0, 60.0, 100.0, 128.0, 250.0]),
            uneven=rng.choice([0.0, 0.05, 0.15]),
            jitter_s=rng.uniform(0, 0.15),
            gyro=bool(index % 4),
            seed=index,
            mounting=_any_mounting(index),
        )
        placement = [None, Placement.SACRUM, Placement.POCKET][index % 3]
        height_m = [None, 1.55, 1.9, 0.4][index // 2 % 4]
        cases.append(
            Case(
                f"walk {index}", "walk", [_as_own(replace(recording, placement=placement))], height_m=height_m
            )
        )
    _assert_same(engine, cases)


def test_a_small_room_and_bouts_read_alike(engine):
    rooms = [_to_and_fro(turns=turns, steps_a_way=way)[0] for turns, way in ((6, 7), (9, 5), (4, 8))]
    rooms += [_to_and_fro(steps_a_way=6, step_s=0.48, beat_m_s2=beat)[0] for beat in (12.0, 14.0, 16.0)]
    _assert_same(engine, [Case(f"room {k}", "walk", [_as_own(room)]) for k, room in enumerate(rooms)])


def _slow(t, acc, rng):
    rows = np.maximum.accumulate(np.where(rng.uniform(size=t.size) < 0.45, np.arange(t.size), 0))
    return t, acc[rows]


def _zeros(t, acc, rng):
    start = rng.uniform(8, 14)
    return t, np.where(((t > start) & (t < start + rng.uniform(0.5, 3)))[:, None], 0.0, acc)


def _held(t, acc, rng):
    start = int(rng.integers(700, 1100))
    stop = start + int(rng.integers(40, 250))
    return t, np.concatenate((acc[:start], np.repeat(acc[start][None], stop - start, axis=0), acc[stop:]))


def _coarse(t, acc, rng):
    return _held(t, np.round(acc, 1), rng)


def _batches(t, acc, _rng):
    return np.floor(t / 0.2) * 0.2 + np.arange(t.size) % 20 * 1e-3, acc


def _paused(t, acc, _rng):
    return t, np.where((t > t[-1] * 0.6)[:, None], 0.0, acc)


def _without_gravity(t, acc, _rng):
    return t, acc - acc.mean(axis=0)


@pytest.mark.parametrize("fault", [_slow, _zeros, _held, _coarse, _batches, _paused, _without_gravity])
def test_what_a_phone_wrote_reads_alike(engine, fault):
    """From the raw numbers on: Python reads them as a file, the page has them from the sensor."""
    raw, told = [], []
    for seed in range(8):
        walk, _ = _walk(steps=50, rate_hz=100.0, seed=seed, gyro=bool(seed % 2), mounting=_any_mounting(seed))
        t, acc = fault(walk.time_s, walk.acceleration_m_s2, np.random.default_rng(seed))
        t, acc, gyr = np.round(t - t[0], 6), np.round(acc, 6), walk.rotation_rate_rad_s
        own = {
            "format": "loadshare-recording", "version": 1, "acceleration_sign": "specific-force",
            "time_s": t.tolist(), "acceleration_m_s2": acc.tolist(),
            "rotation_rate_rad_s": None if gyr is None else gyr.tolist(),
        }  # fmt: skip
        raw.append(Case(f"{fault.__name__} {seed}", "walk", [_Raw(t, acc, gyr)]))
        try:
            read = parse_recording(content=json.dumps(own).encode())
            told.append(Case("", "walk", [read]).outcome())
        except RecordingError as error:
            told.append({"refused": {"code": "unreadable", "message": str(error)}})
    for case, python, browser in zip(raw, told, engine.outcomes(raw), strict=True):
        assert list(differences(python, browser)) == [], case.name


def test_any_tilt_reads_alike(engine):
    rng = np.random.default_rng(12)
    cases = []
    for index in range(6):
        stamps = np.cumsum(rng.uniform(0.3, 3.0, 14))
        angles = np.repeat(rng.normal(0, 40, 7), 2)
        time_s, angle = ramp(*zip(stamps, angles, strict=True))
        worn = rotation("yz"[index % 2], np.array([rng.uniform(-180, 180)]))[0]
        recording = phone(time_s, rotation("xy"[index // 2 % 2], angle) @ ON_SHIN @ worn, noise_seed=index)
        cases += [_case(test, f"tilt {index}", _as_own(recording)) for test in TESTS]
    _assert_same(engine, cases)


def test_any_noise_reads_alike(engine):
    rng = np.random.default_rng(13)
    cases = []
    for index in range(12):
        rate_hz, n = rng.choice([20.0, 60.0, 100.0, 400.0]), int(rng.integers(40, 1500))
        time_s = np.cumsum(rng.uniform(0.5, 1.5, n)) / rate_hz
        acc = rng.normal(0, rng.choice([0.05, 1.0, 4.0]), (n, 3)) + rng.normal(0, 1, 3)
        gyr = rng.normal(0, rng.choice([1e-3, 0.1, 5.0]), (n, 3))
        acc += 9.8 * _any_mounting(index)[0] - acc.mean(axis=0)
        acc *= 9.8 / np.median(np.linalg.norm(acc, axis=1))  # as any phone would
        recording = Recording(
            time_s=time_s, acceleration_m_s2=acc, rotation_rate_rad_s=gyr if index % 3 else None
        )
        cases += [_case(test, f"noise {index}", _as_own(recording)) for test in TESTS]
    _assert_same(engine, cases)


def _real(folder):
    for path in sorted(shared_folder(folder).glob("*.gz")):
        if "stepcounter" in path.name:
            continue
        try:
            yield path.name, _as_own(read_recording(path=path))
        except RecordingError:
            continue


@pytest.mark.parametrize(
    ("folder", "least"),
    [
        ("ipol_lowerback_gait", 70),
        ("semiogram_pathological_gait", 2),
        ("opensense_imu", 8),
        ("oxford_phone_steps", 9),
    ],
)
def test_real_recordings_read_alike(engine, folder, least):
    real = list(_real(folder))
    assert len(real) >= least
    walks = [_case("walk", name, recording) for name, recording in real]
    short = [one for one in real if one[1].duration_s < 90.0][::8]
    angles = [_case(test, *one) for one in short for test in TESTS if test != "walk"]
    _assert_same(engine, [*walks, *angles])


@pytest.mark.parametrize("name", ["01_undisturbed_slow_rotation_A", "26_disturbed_phone_vibration_A"])
def test_real_turning_phones_read_alike(engine, name):
    trial = loadmat(shared_folder("broad_orientation") / f"{name}.mat")
    acc, gyr = trial["imu_acc"], trial["imu_gyr"]
    time_s = np.arange(len(acc)) / float(trial["sampling_rate"].squeeze())
    cases = []
    for start in (6000, 14000, 22000):
        cut = slice(start, start + 8000)
        recording = Recording(
            time_s=time_s[cut] - time_s[start],
            acceleration_m_s2=acc[cut].copy(),
            rotation_rate_rad_s=gyr[cut].copy(),
        )
        cases += [_case(test, f"{name} from {start}", _as_own(recording)) for test in TESTS]
    _assert_same(engine, cases)
