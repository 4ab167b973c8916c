"""Real recordings with ground truth, read from the shared folder when it is there, skipped in plain sight
otherwise.

Some of them carry the AGPL or plain attribution licences and stay out of this repository.
"""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from loadshare.measure.recording import FloatArray

_ROOT = Path(__file__).resolve().parents[2]


def shared_folder(name: str) -> Path:
    """The folder `name` of the shared data; skips the test when it is not on this machine."""
    base = Path(os.environ.get("LOADSHARE_SHARED_DATA", _ROOT.parent / "shared" / "data"))
    if not (base / name).is_dir():
        pytest.skip(f"shared data {name} not found: set LOADSHARE_SHARED_DATA to run this test")
    return base / name


@dataclass(frozen=True)
class GaitTruth:
    """Heel strikes of both feet and the straight parts, seconds on the clock of the recording."""

    name: str
    path: Path
    strikes_s: FloatArray
    straight_s: tuple[tuple[float, float], ...]


def ipol_trials() -> tuple[GaitTruth, ...]:
    """Healthy adults, 10 m there and back, L5 sensor, hand-checked heel strikes (AGPL-3.0, tests only)."""
    return _ipol(shared_folder("ipol_lowerback_gait"))


@cache
def _ipol(folder: Path) -> tuple[GaitTruth, ...]:
    trials = []
    for path in sorted(folder.glob("*.json")):
        about = json.loads(path.read_text())
        start, stop = (t / 100 for t in about["TrialBoundaries"])
        turn, back = (t / 100 for t in about["UTurnBoundaries"])
        strikes = sorted(
            event[1] / 100 for key in ("LeftFootEvents", "RightFootEvents") for event in about[key]
        )
        signal = path.with_name(path.stem + "_lb.txt.gz")
        # The packet counter of a few files starts at 1 or 2; truth counts from packet 0.
        with gzip.open(signal, "rt") as stream:
            first = float(stream.read(400).splitlines()[2].split("\t")[0]) / 100
        trials.append(
            GaitTruth(
                path.stem,
                signal,
                np.array(strikes) - first,
                ((start - first, turn - first), (back - first, stop - first)),
            )
        )
    return tuple(trials)


def match(truth_s: FloatArray, found_s: FloatArray, *, tolerance_s: float = 0.25) -> list[tuple[int, int]]:
    """One-to-one pairs (truth, found), nearest first, at most `tolerance_s` apart."""
    distance = np.abs(truth_s[:, None] - found_s[None, :])
    pairs: list[tuple[int, int]] = []
    left, right = set(range(len(truth_s))), set(range(len(found_s)))
    for flat in np.argsort(distance, axis=None):
        i, j = divmod(int(flat), max(1, len(found_s)))
        if distance[i, j] > tolerance_s:
            break
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            pairs.append((i, j))
    return pairs


def in_part(
    truth_s: FloatArray, found_s: FloatArray, part_s: tuple[float, float]
) -> tuple[FloatArray, FloatArray, list[tuple[int, int]]]:
    """Truth and findings in one straight part. A finding just outside counts only if it pairs with truth
    inside: the part is cut at a strike, and a detector's small constant delay must not decide on which side
    it falls."""
    truth = truth_s[(truth_s >= part_s[0]) & (truth_s <= part_s[1])]
    near = found_s[(found_s >= part_s[0] - 0.25) & (found_s <= part_s[1] + 0.25)]
    paired = {j for _, j in match(truth, near)}
    keep = [j for j, t in enumerate(near) if j in paired or part_s[0] <= t <= part_s[1]]
    found = near[keep]
    return truth, found, match(truth, found)
