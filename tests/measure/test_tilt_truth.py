"""Targets 6 and 7: tilt against optical truth; the hip and low-back split on simulated phones from real
motion."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.io import loadmat

from loadshare.measure import Placement, Recording, measure_bend
from loadshare.measure.gravity import angle_between_deg, estimate_up
from loadshare.measure.timeline import WORKING_RATE_HZ, resample
from tests.measure.shared_data import shared_folder
from tests.measure.simulated import phone, rotation


@pytest.mark.parametrize("name", ["01_undisturbed_slow_rotation_A", "26_disturbed_phone_vibration_A"])
def test_tilt_against_optical_truth(name):
    trial = loadmat(shared_folder("broad_orientation") / f"{name}.mat")
    rate_hz = float(trial["sampling_rate"].squeeze())
    time_s = np.arange(len(trial["imu_acc"])) / rate_hz
    recording = Recording(
        time_s=time_s, acceleration_m_s2=trial["imu_acc"].copy(), rotation_rate_rad_s=trial["imu_gyr"].copy()
    )
    even = resample(recording)
    up = estimate_up(even, rate_hz=WORKING_RATE_HZ)
    up = np.column_stack([np.interp(time_s, even.time_s, up[:, k]) for k in range(3)])
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    w, x, y, z = trial["opt_quat"].T
    truth = np.column_stack((2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))
    error_deg = angle_between_deg(up, truth)[trial["movement"][:, 0] == 1]
    error_deg = error_deg[np.isfinite(error_deg)]
    assert np.sqrt((error_deg**2).mean()) <= 0.6


def _squats():
    path = shared_folder("opencap_kinematics") / "ocp_squats1_videoAndMocap.mot"
    lines = path.read_text().splitlines()
    start = lines.index("endheader") + 1
    values = np.loadtxt(lines[start + 1 :])
    return dict(zip(lines[start].split(), values.T, strict=True))


def _attitudes(motion):
    """World (z up) from pelvis and from trunk: OpenSim turns about z (tilt), x (list), y (rotation) with y
    up."""
    to_z_up = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    pelvis = (
        rotation("z", motion["pelvis_tilt"])
        @ rotation("x", motion["pelvis_list"])
        @ rotation("y", motion["pelvis_rotation"])
    )
    trunk = (
        pelvis
        @ rotation("z", motion["lumbar_extension"])
        @ rotation("x", motion["lumbar_bending"])
        @ rotation("y", motion["lumbar_rotation"])
    )
    return to_z_up @ pelvis, to_z_up @ trunk


def _with_rest(time_s, *arrays, rest_s=2.0):
    """Two seconds of standing still before the motion, as the test asks."""
    step = time_s[1] - time_s[0]
    count = int(rest_s / step)
    longer = np.arange(time_s.shape[0] + count) * step
    return longer, *(np.concatenate((np.repeat(a[:1], count, axis=0), a)) for a in arrays)


def _peaks_deg(angle_deg):
    """The extremes of the three squats, from the start."""
    swing = angle_deg - angle_deg[0]
    swing = swing if swing.max() > -swing.min() else -swing
    above = np.concatenate(([False], swing > 0.6 * swing.max(), [False]))
    edges = np.flatnonzero(above[1:] != above[:-1]).reshape(-1, 2)
    return [swing[a:b].max() for a, b in edges]


@pytest.mark.parametrize("mounting_deg", [0.0, 20.0, -35.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_hip_and_lumbar_parts_from_simulated_phones(mounting_deg, seed):
    motion = _squats()
    pelvis, trunk = _attitudes(motion)
    place = np.column_stack((motion["pelvis_tx"], -motion["pelvis_tz"], motion["pelvis_ty"]))
    time_s, pelvis, trunk, place = _with_rest(motion["time"], pelvis, trunk, place)
    worn = rotation("z", np.array([mounting_deg]))[0] @ rotation("x", np.array([90.0]))[0]
    sacrum = phone(time_s, pelvis @ worn, position_m=place, noise_seed=seed, placement=Placement.SACRUM)
    rib = phone(time_s, trunk @ worn, position_m=place, noise_seed=seed + 10, placement=Placement.LOWEST_RIB)
    bend = measure_bend(sacrum=sacrum, rib=rib)
    hip = float(np.median(_peaks_deg(motion["pelvis_tilt"])))
    whole = float(np.median(_peaks_deg(motion["pelvis_tilt"] + motion["lumbar_extension"])))
    assert bend.hip_deg.value == pytest.approx(hip, abs=1.5)
    assert bend.whole_deg.value == pytest.approx(whole, abs=1.5)
    assert bend.lumbar_deg.value == pytest.approx(whole - hip, abs=1.5)
    assert bend.hip_share.value == pytest.approx(hip / whole, abs=0.02)
