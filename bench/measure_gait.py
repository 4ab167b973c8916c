"""Walking and tilt against mobgap, scikit-digital-health and ahrs, in one run on one machine; prints ratios.

    python -m bench.measure_gait [--peers-python PATH]

Peers live in an environment of their own (`uv pip install -r requirements/peers-measure.txt`); its Python
is named by `--peers-python` or LOADSHARE_PEERS_PYTHON. Without it only our own figures are printed. Ground
truth comes from the shared data folder (LOADSHARE_SHARED_DATA).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from loadshare.measure import Recording, measure_walk, parse_recording, read_recording, write_own_csv
from loadshare.measure.gravity import estimate_up
from loadshare.measure.steps import find_heel_strikes
from loadshare.measure.timeline import resample, split_into_blocks
from tests.measure.shared_data import GaitTruth, in_part, ipol_trials

TURNS = 9
"""How often ours and theirs analyse all walks, one after the other."""

MARGIN = 30
"""Samples around each straight part, so that a peer's delay does not push a strike over the edge."""


def best_of(function, repeats=3):
    result, times = function(), []
    for _ in range(repeats):
        start = time.perf_counter()
        result = function()
        times.append(time.perf_counter() - start)
    return result, min(times)


def score(trials: tuple[GaitTruth, ...], found_of) -> dict[str, float]:
    """Counts, recall, precision, jitter and cadence; `found_of(i, k)` gives the strikes of trial i, part k,
    seconds."""
    per_trial, per_pass, delays, cadence = [], [], [], []
    paired = truths = founds = 0
    for i, trial in enumerate(trials):
        error, late, found_steps, true_steps = 0, [], [], []
        for k, part in enumerate(trial.straight_s):
            truth, found, pairs = in_part(trial.strikes_s, np.asarray(found_of(i, k)), part)
            paired, truths, founds = paired + len(pairs), truths + len(truth), founds + len(found)
            per_pass.append(len(found) - len(truth))
            error += len(found) - len(truth)
            late += [found[b] - truth[a] for a, b in pairs]
            found_steps += np.diff(found).tolist()
            true_steps += np.diff(truth).tolist()
        per_trial.append(error)
        delays.append(1000 * np.std(late))
        cadence.append(abs(60 / np.median(found_steps) - 60 / np.median(true_steps)))
    return {
        "trial_within_1": float(np.mean(np.abs(per_trial) <= 1)),
        "trial_within_2": float(np.mean(np.abs(per_trial) <= 2)),
        "pass_within_1": float(np.mean(np.abs(per_pass) <= 1)),
        "pass_within_2": float(np.mean(np.abs(per_pass) <= 2)),
        "recall": paired / truths,
        "precision": paired / founds,
        "jitter_ms": float(np.mean(delays)),
        "cadence_mae_per_min": float(np.mean(cadence)),
    }


def rows_as_they_are(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """The table row by row at 100 Hz, lost packets unnoticed: how published figures on these files were
    made."""
    with gzip.open(path, "rt") as stream:
        table = np.loadtxt(stream, skiprows=2, delimiter="\t")
    return table[:, 1:4], table[:, 4:7]


def prepare(trials: tuple[GaitTruth, ...], evens: list[Recording], path: Path) -> dict[str, list[int]]:
    """Write the peers' input; return the first sample of every part, per way."""
    arrays: dict[str, np.ndarray] = {}
    starts: dict[str, list[int]] = {"raw": [], "clock": []}
    for i, (trial, even) in enumerate(zip(trials, evens, strict=True)):
        arrays[f"trial_acc_{i}"], arrays[f"trial_gyr_{i}"] = even.acceleration_m_s2, even.rotation_rate_rad_s
        signals = {
            "raw": (*rows_as_they_are(trial.path), 0),
            "clock": (even.acceleration_m_s2, even.rotation_rate_rad_s, MARGIN),
        }
        for way, (acc, gyr, margin) in signals.items():
            for start_s, stop_s in trial.straight_s:
                begin, end = (
                    max(0, round(100 * start_s) - margin),
                    min(len(acc), round(100 * stop_s) + margin),
                )
                begin = min(begin, len(acc) - 200)
                number = len(starts[way])
                arrays[f"{way}_acc_{number}"], arrays[f"{way}_gyr_{number}"] = acc[begin:end], gyr[begin:end]
                starts[way].append(begin)
    arrays |= {f"{way}_count": np.array(len(begins)) for way, begins in starts.items()}
    arrays["trial_count"] = np.array(len(trials))
    np.savez(path, **arrays)
    return starts


def strikes_seconds(path: Path) -> float:
    """The same job as IcdIonescu.detect on the same straight parts: strikes from a gravity-aligned signal."""
    data = np.load(path)
    verticals = []
    for number in range(int(data["clock_count"])):
        acc = data[f"clock_acc_{number}"]
        up = acc.mean(axis=0) / np.linalg.norm(acc.mean(axis=0))
        verticals.append(acc @ up - float((acc @ up).mean()))
    return best_of(lambda: [find_heel_strikes(vertical, rate_hz=100.0) for vertical in verticals])[1]


def whole_analysis(recordings: list[Recording], peer: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Processor seconds of all walks, ours and mobgap's strikes, in turns: a busy machine slows both alike.

    The medians of the turns; each program has a turn before that does not count.
    """
    ours, theirs = [], []
    with subprocess.Popen(
        [*peer, "--turns"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        for _ in range(TURNS + 1):
            worker.stdin.write("next\n")
            worker.stdin.flush()
            theirs.append(float(worker.stdout.readline()))
            start = time.process_time()
            for recording in recordings:
                measure_walk(recording=recording)
            ours.append(time.process_time() - start)
        worker.stdin.close()
    return float(np.median(ours[1:])), float(np.median(theirs[1:]))


def hour_long_memory_mb(seconds: int) -> tuple[float, float]:
    """Peak memory and time of reading and measuring a synthetic walk of `seconds`, in a fresh process."""
    code = (
        "import resource, sys, time; from pathlib import Path; from loadshare.measure import *; "
        "t = time.perf_counter(); r = read_recording(path=Path(sys.argv[1])); w = measure_walk(recording=r); "
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024; "
        "print(peak, time.perf_counter() - t, w.steps.value)"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "walk.csv"
        time_s = np.arange(0, seconds, 0.01)
        rng = np.random.default_rng(1)
        beat = 2 * np.pi * time_s / 0.55
        acc = rng.normal(0, 0.2, (time_s.shape[0], 3))
        acc[:, 2] += 9.81 + 2 * np.cos(beat) + np.cos(2 * beat)
        acc[:, 0] += np.sin(beat)
        path.write_text(
            write_own_csv(
                recording=Recording(
                    time_s=time_s, acceleration_m_s2=acc, rotation_rate_rad_s=rng.normal(0, 0.05, acc.shape)
                )
            )
        )
        out = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
        )
    memory, duration, steps = (float(word) for word in out.stdout.split())
    print(
        f"  {seconds:5d} s: peak {memory:6.0f} MB, read and measured in {duration:.2f} s, {steps:.0f} steps"
    )
    return memory, duration


def import_s() -> float:
    return best_of(lambda: subprocess.run([sys.executable, "-c", "import loadshare.measure"], check=True))[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers-python", default=os.environ.get("LOADSHARE_PEERS_PYTHON", ""))
    peers_python = parser.parse_args().peers_python
    trials = ipol_trials()
    recordings = [read_recording(path=trial.path) for trial in trials]
    minutes = sum(recording.duration_s for recording in recordings) / 60
    walks, ours_s = best_of(lambda: [measure_walk(recording=recording) for recording in recordings])
    raw = [gzip.decompress(trial.path.read_bytes()) for trial in trials]
    _, reading_s = best_of(lambda: [parse_recording(content=one) for one in raw], 1)
    # A gap over half a second parts a recording; peers get the first part.
    evens = [resample(next(split_into_blocks(recording)).recording) for recording in recordings]
    _, tilt_s = best_of(lambda: estimate_up(evens[0], rate_hz=100.0))
    ours = score(trials, lambda i, _: walks[i].step_times_s)
    print(
        f"{len(trials)} trials, {minutes:.1f} minutes\nloadshare",
        json.dumps({k: round(v, 3) for k, v in ours.items()}),
    )
    print(f"loadshare {ours_s / minutes:.4f} s per minute (reading another {reading_s / minutes:.4f})")
    print(f"import of loadshare.measure {import_s():.2f} s")
    print("memory")
    minute, hour = hour_long_memory_mb(60)[0], hour_long_memory_mb(3600)[0]
    print(f"  an hour needs {hour - minute:.0f} MB more than a minute")
    if not peers_python:
        print("peers not measured: name their Python with --peers-python")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "input.npz"
        starts = prepare(trials, evens, path)
        part_s = strikes_seconds(path)
        worker = Path(__file__).with_name("measure_peers.py")
        alone = {
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }  # threads make small sums ten times slower
        peer, env = [peers_python, str(worker), str(path)], {**os.environ, **alone}
        out = subprocess.run(peer, capture_output=True, text=True, check=True, env=env)
        whole_s, peer_whole_s = whole_analysis(recordings, peer, env)
    peers = json.loads(out.stdout.splitlines()[-1])
    for way, words in (("raw", "rows as they are"), ("clock", "our repaired clock")):
        strikes = [
            [(begin + ic) / 100 for ic in found] for begin, found in zip(starts[way], peers[way], strict=True)
        ]
        theirs = score(trials, lambda i, k, strikes=strikes: strikes[2 * i + k])
        print(f"mobgap Ionescu, {words}", json.dumps({key: round(value, 3) for key, value in theirs.items()}))
        gain = (
            ours["pass_within_1"] - theirs["pass_within_1"],
            ours["trial_within_1"] - theirs["trial_within_1"],
        )
        print(
            f"  ours minus theirs within ±1: {gain[0]:+.3f} per pass, {gain[1]:+.3f} per trial (target +0.03)"
        )
    skdh_minutes = sum(even.duration_s for even in evens[: peers["skdh_trials"]]) / 60
    own = ours_s / minutes
    detection = part_s / peers["mobgap_s_per_part_set"]
    print(f"time ratio to mobgap, strikes of straight parts {detection:.3f} (target 0.5)")
    # A recording with a gap is one stretch more for us than for them.
    per_minute = (whole_s / minutes) / (peer_whole_s * 60 / sum(even.duration_s for even in evens))
    print(
        f"time ratio to mobgap, whole analysis against its strikes alone {per_minute:.3f}"
        f" (target 0.5, at most 1; processor seconds {whole_s:.3f} and {peer_whole_s:.3f}, {TURNS} turns)"
    )
    print(f"time ratio to skdh   {own / (peers['skdh_s'] / skdh_minutes):.3f} (target 0.25)")
    print(f"tilt ratio to ahrs   {tilt_s / peers['madgwick_s']:.4f} (target 0.1)")
    theirs_s = peers["mobgap_import_s"]
    print(f"import ratio to mobgap {import_s() / theirs_s:.2f} (mobgap {theirs_s:.1f} s)")


if __name__ == "__main__":
    main()
    print(f"peak memory of this run {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
