"""How often each printed 95 % bar of a walk holds, on whole trials with ground truth, one person at a time.

    python -m bench measure_bars
    python -m bench.measure_bars --write docs/reference/measurement.md

`printed`: the share of walks whose truth lies in the bar. `left out`: the same with the bar scaled to the
95 % of all other people, so that nobody's own walks set the bar they are judged by. Ground truth comes from
the shared data folder (LOADSHARE_SHARED_DATA); nothing of it is in the repository.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.io import loadmat

from loadshare.measure import Estimate, MeasurementRefusedError, Recording, Walk, measure_walk, read_recording
from tests.measure.shared_data import GaitTruth, ipol_trials, shared_folder

WAY_M = 10.0
TARGET = (0.90, 0.98)


@dataclass(frozen=True)
class Judged:
    """One bar beside its truth."""

    bar: str
    data: str
    person: str
    estimate: Estimate
    truth: float

    @property
    def holds(self) -> bool:
        return self.estimate.low <= self.truth <= self.estimate.high

    @property
    def used(self) -> float:
        """The error as a share of the side of the bar it lies on."""
        side = self.estimate.high if self.truth > self.estimate.value else self.estimate.low
        return abs(self.truth - self.estimate.value) / max(abs(side - self.estimate.value), 1e-9)


def judge_all() -> tuple[list[Judged], dict[str, int]]:
    """Every bar of every walk, and how many walks were refused."""
    judged, refused = [], defaultdict(int)
    own = [*_ipol(refused)]
    judged += [one for walk in own for one in walk[2]]
    judged += _other_walks([(person, walk) for person, walk, _ in own])
    judged += _phones(refused)
    judged += _mobilised(refused)
    return judged, dict(refused)


def _ipol(refused: dict[str, int]) -> Iterator[tuple[str, Walk, list[Judged]]]:
    for trial in ipol_trials():
        about = json.loads(trial.path.with_name(f"{trial.name}.json").read_text())
        height_m = about["Height"] / 100 if np.isfinite(about["Height"]) else None
        try:
            walk = measure_walk(recording=read_recording(path=trial.path), height_m=height_m)
        except MeasurementRefusedError:
            refused["ipol"] += 1
            continue
        person = trial.name.split("-")[0]
        rows = [("steps of a whole trial", walk.steps, float(trial.strikes_s.size)), *_straight(trial, walk)]
        yield person, walk, [Judged(bar, "voisard-ipol", person, *rest) for bar, *rest in rows if rest[0]]


def _straight(trial: GaitTruth, walk: Walk) -> Iterator[tuple[str, Estimate | None, float]]:
    runs = [trial.strikes_s[(trial.strikes_s >= a) & (trial.strikes_s <= b)] for a, b in trial.straight_s]
    inner = [run[2:-2] for run in runs]
    strides = [run[2:] - run[:-2] for run in inner]
    off = np.concatenate([one - np.median(one) for one in strides])
    steps_s = np.concatenate([np.diff(run) for run in inner])
    yield "cadence", walk.cadence_per_min, 60.0 / float(steps_s.mean())
    if walk.strides:
        yield "stride time", walk.strides.time_s, float(np.concatenate(strides).mean())
        low, high = np.percentile(off, (25, 75))
        yield "stride variability", walk.strides.variability_s, float(high - low) / 1.349
    if walk.pace:
        length_m = float(np.mean([WAY_M / (run.size - 1) for run in runs]))
        yield "step length (ten metres)", walk.pace.step_length_m, length_m
        yield "speed (ten metres)", walk.pace.speed_m_s, length_m / float(steps_s.mean())
    middle = (trial.straight_s[0][1] + trial.straight_s[1][0]) / 2
    for turn in walk.turns:
        if turn.start_s < middle < turn.stop_s:
            yield "turn", turn.angle_deg, 180.0


def _other_walks(walks: list[tuple[str, Walk]]) -> list[Judged]:
    """No sensor tells the truth of these: that is what the person's other walks of the day show."""
    names = {
        "step regularity": "step_regularity",
        "stride regularity": "stride_regularity",
        "vertical movement": "vertical_rms_g",
        "vertical peak": "vertical_peak_g",
    }
    found = []
    for bar, field in names.items():
        there = [(person, getattr(walk, field)) for person, walk in walks if getattr(walk, field)]
        for index, (person, one) in enumerate(there):
            rest = [other.value for k, (who, other) in enumerate(there) if who == person and k != index]
            if rest:
                found.append(Judged(bar, "other walks of the day", person, one, float(np.mean(rest))))
    return found


def _phones(refused: dict[str, int]) -> list[Judged]:
    found, folder = [], shared_folder("oxford_phone_steps")
    for path in sorted(folder.glob("*.csv.gz")):
        if "stepcounter" in path.name:
            continue
        if path.name.startswith("user"):
            with gzip.open(path, "rt") as stream:
                true = float(np.loadtxt(stream, delimiter=",")[-1, 5])
        else:
            with gzip.open(str(path).replace("accelerometer", "stepcounter"), "rt") as stream:
                feet = np.loadtxt(stream, delimiter=",")[:, 1:3]
            true = float(((feet[1:] == 1) & (feet[:-1] == 0)).sum())
        try:
            walk = measure_walk(recording=read_recording(path=path))
        except MeasurementRefusedError:
            refused["phones"] += 1
            continue
        found.append(
            Judged("steps of a phone", "oxford-step-counter", path.name.split("_")[0], walk.steps, true)
        )
    return found


def _mobilised(refused: dict[str, int]) -> list[Judged]:
    """A straight walk and daily activities of two people: usual stride length and speed (INDIP)."""
    found = []
    for folder in sorted(shared_folder("mobgap_example").glob("HA/*")):
        person = f"HA{folder.name}"
        about = loadmat(folder / "infoForAlgo.mat", simplify_cells=True)["infoForAlgo"]["TimeMeasure1"]
        tests = loadmat(folder / "data.mat", simplify_cells=True)["data"]["TimeMeasure1"]
        for what, test in (("straight walk", "Test5"), ("daily activities", "Test11")):
            for name, trial in tests[test].items():
                if name.startswith("Trial"):
                    height_m = about["Height"] / 100
                    found += _beside_indip(trial, f"{what}, INDIP", person, height_m, refused)
    return found


def _beside_indip(
    trial: dict[str, Any], what: str, person: str, height_m: float, refused: dict[str, int]
) -> Iterator[Judged]:
    sensor, truth = trial["SU"]["LowerBack"], trial["Standards"]["INDIP"]["ContinuousWalkingPeriod"]
    bouts = truth if isinstance(truth, list | np.ndarray) else [truth]
    recording = Recording(
        time_s=np.arange(len(sensor["Acc"])) / 100.0,
        acceleration_m_s2=sensor["Acc"] * (9.80665 if np.abs(sensor["Acc"]).mean() < 2 else 1.0),
        rotation_rate_rad_s=np.radians(sensor["Gyr"]),
    )
    try:
        walk = measure_walk(recording=recording, height_m=height_m)
    except MeasurementRefusedError:
        refused["mobilised"] += 1
        return
    lengths = np.concatenate([np.atleast_1d(one["Stride_Length"]) for one in bouts])
    speeds = np.concatenate([np.atleast_1d(one["Stride_Speed"]) for one in bouts])
    if walk.pace:
        length_m, speed_m_s = float(np.nanmedian(lengths)) / 2, float(np.nanmedian(speeds))
        yield Judged(f"step length ({what})", "mobilise-d", person, walk.pace.step_length_m, length_m)
        yield Judged(f"speed ({what})", "mobilise-d", person, walk.pace.speed_m_s, speed_m_s)


def left_out(rows: list[Judged]) -> float | None:
    """Coverage of everybody's bar, scaled so that it holds in 95 % of the walks of all others."""
    people = sorted({one.person for one in rows})
    if len(people) < 5:
        return None
    held = []
    for person in people:
        scale = float(np.percentile([one.used for one in rows if one.person != person], 95))
        held += [one.used <= scale for one in rows if one.person == person]
    return float(np.mean(held))


def table(judged: list[Judged]) -> list[str]:
    """One line per bar."""
    groups: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.bar, one.data].append(one)
    lines = [
        "| bar | truth | walks | people | median error | usual bar | printed | left out | 0.90 to 0.98 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for (bar, data), rows in groups.items():
        errors = [abs(one.truth - one.estimate.value) for one in rows]
        width = np.median([(one.estimate.high - one.estimate.low) / 2 for one in rows])
        printed, out = float(np.mean([one.holds for one in rows])), left_out(rows)
        unit, people = rows[0].estimate.unit, len({one.person for one in rows})
        few = len(rows) < 20
        verdict = "too few to say" if few else "yes" if TARGET[0] <= printed <= TARGET[1] else "no"
        lines.append(
            f"| {bar} | {data} | {len(rows)} | {people} | {np.median(errors):.3g} {unit} "
            f"| ±{width:.3g} {unit} | {printed:.2f} | {'-' if out is None else f'{out:.2f}'} | {verdict} |"
        )
    return lines


PAGE = """# How often the bars of a walk hold

This page is written by `python -m bench.measure_bars --write docs/reference/measurement.md`.

A 95 % bar should hold in 90 to 98 of 100 walks. Each row takes whole recordings with ground truth and counts
how often the truth lay in the bar that was printed. *Left out* scales the bar by all other people and then
judges the one left out: nobody's own walks set the bar they are judged by. Where no sensor tells the truth
(regularity, vertical movement) it is what the person's other walks of the same day show.

{table}

Refused, and so not counted above: {refused}.

The scale of step length is fitted on the same ten-metre walks, all people together. Where the ten metres
begin and end is known to about half a metre. Speed is that of the steady, straight parts; in daily
activities, where most walking is short and slow, it lies above the usual speed. By how much every other step
takes longer is not told: on these people the number was further from the truth than 0.

Angles, holds, stance, chair stands and bridges have no public recording with truth. Their bars are judgements
(`loadshare-judgement`), wider than what simulated phones show; tilt itself is checked against cameras
(`broad-2021`).
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="write the page of validation to this file")
    write = parser.parse_args().write
    judged, refused = judge_all()
    lines = table(judged)
    print("\n".join(lines), f"\nrefused: {refused or 'none'}")
    if write:
        words = ", ".join(f"{count} of {name}" for name, count in refused.items()) or "none"
        write.write_text(PAGE.format(table="\n".join(lines), refused=words), encoding="utf-8")


if __name__ == "__main__":
    main()
