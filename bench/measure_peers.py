"""Runs the peers on prepared arrays; started by `measure_gait.py` with the peers' own Python. Prints one
JSON line.

mobgap 1.2.0 (IcdIonescu), scikit-digital-health 0.17.18 (GaitLumbar) and ahrs (Madgwick); see
requirements/peers-measure.txt. Each is given what its documentation asks for: mobgap gravity-aligned body
axes, skdh g.
"""

from __future__ import annotations

import json
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
REPEATS = 3


def best_of(function, repeats=REPEATS):
    """The result of `function` and its quickest time in seconds, after one unmeasured call."""
    result = function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = function()
        times.append(time.perf_counter() - start)
    return result, min(times)


def body_frame(acc, gyr):
    """Columns up, left, forward from the mean gravity of the part; axis y of the sensor is taken as
    sideways."""
    up = acc.mean(axis=0)
    up = up / np.linalg.norm(up)
    side = np.array([0.0, 1.0, 0.0])
    side = side - (side @ up) * up
    side /= np.linalg.norm(side)
    turn = np.array([up, side, np.cross(up, side)])
    return acc @ turn.T, np.degrees(gyr @ turn.T)


def mobgap_strikes(parts):
    import pandas as pd
    from mobgap.initial_contacts import IcdIonescu

    columns = ["acc_is", "acc_ml", "acc_pa", "gyr_is", "gyr_ml", "gyr_pa"]
    frames = [pd.DataFrame(np.hstack(body_frame(acc, gyr)), columns=columns) for acc, gyr in parts]
    found, seconds = best_of(lambda: [IcdIonescu().detect(f, sampling_rate_hz=100.0) for f in frames])
    return [one.ic_list_["ic"].astype(int).tolist() for one in found], seconds


def take_turns(trials):
    """For each line that comes in, the processor seconds in which all walks had their strikes found."""
    import pandas as pd
    from mobgap.initial_contacts import IcdIonescu

    columns = ["acc_is", "acc_ml", "acc_pa", "gyr_is", "gyr_ml", "gyr_pa"]
    frames = [pd.DataFrame(np.hstack(body_frame(acc, gyr)), columns=columns) for acc, gyr in trials]
    for _ in sys.stdin:
        start = time.process_time()
        for frame in frames:
            IcdIonescu().detect(frame, sampling_rate_hz=100.0)
        print(time.process_time() - start, flush=True)


def skdh_seconds(trials):
    from skdh.gait import GaitLumbar

    def run():
        for acc, gyr in trials:
            stamps = np.arange(len(acc)) / 100.0 + 1.6e9
            GaitLumbar(gait_event_method="Vertical CWT").predict(
                time=stamps, accel=acc / 9.80665, gyro=gyr, fs=100.0, height=1.7, gait_pred=True
            )

    return best_of(run, 1)[1]


def madgwick_seconds(acc, gyr):
    from ahrs.filters import Madgwick

    return best_of(lambda: Madgwick(gyr=gyr, acc=acc, frequency=100.0), 1)[1]


def import_seconds(statement):
    import subprocess

    times = []
    for _ in range(2):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main():
    data = np.load(sys.argv[1])
    trials = [(data[f"trial_acc_{i}"], data[f"trial_gyr_{i}"]) for i in range(int(data["trial_count"]))]
    if "--turns" in sys.argv:
        take_turns(trials)
        return
    parts = {}
    for way in ("raw", "clock"):
        count = int(data[f"{way}_count"])
        parts[way] = [(data[f"{way}_acc_{i}"], data[f"{way}_gyr_{i}"]) for i in range(count)]
    raw, _ = mobgap_strikes(parts["raw"])
    clock, seconds = mobgap_strikes(parts["clock"])
    result = {
        "raw": raw,
        "clock": clock,
        "mobgap_s_per_part_set": seconds,
        "skdh_s": skdh_seconds(trials[:12]),
        "skdh_trials": min(12, len(trials)),
        "madgwick_s": madgwick_seconds(*trials[0]),
        "mobgap_import_s": import_seconds("import mobgap.initial_contacts"),
        "skdh_import_s": import_seconds("import skdh.gait"),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
